"""Use cases: what a person can do, one module per family of verbs. No Qt, no SQL."""
