"""Foreign formats: articles and annotations in, gold sets and other forms out. Values only, no project file."""
