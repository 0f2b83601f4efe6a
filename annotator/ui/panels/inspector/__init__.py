"""The inspector: what is known of the selected annotation, and where it is changed."""
