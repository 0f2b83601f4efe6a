"""Item models over what the services read."""
