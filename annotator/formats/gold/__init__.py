"""The gold set: written, read, verified, and put together again from its parts."""
