"""The tour: the real window, driven through the main job with real keys and a real mouse."""
