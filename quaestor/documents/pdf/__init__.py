"""Papers in PDF, page by page: what is painted, in which order, and which words of it no reader sees."""
