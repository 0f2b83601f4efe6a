"""The project file: SQLite, and nothing above this package knows it."""
