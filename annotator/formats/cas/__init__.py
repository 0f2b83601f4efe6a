"""UIMA CAS: a text with typed feature structures over it, as XMI or as JSON."""
