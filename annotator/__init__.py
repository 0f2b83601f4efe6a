"""Annotator: tag claims, quotes and figures in news articles."""

__version__ = "0.1.0"
