"""The window. Widgets show and tell what is meant; services do it."""
