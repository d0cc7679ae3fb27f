"""Indicators: rules that strangers can read, run and contest; what deserves a second look, and why it may be nothing.

A rule is a file here or in the store's own folder. It gives a row for every subject it can judge; what it flags is
entered by a run, kept while it stands, and lowered with a reason, never deleted.
"""
