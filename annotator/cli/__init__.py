"""The command line: one module per family of commands. Knows the services, not the window."""
