"""Articles out of web pages, PDF, Word and mail, in a process of its own that can be stopped."""
