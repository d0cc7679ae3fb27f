"""Papers: what a document is, what it names, what is hidden in it, and what changed between two versions of it."""
