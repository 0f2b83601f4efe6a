"""brat standoff: a text and, beside it, a file of annotations that count its characters."""
