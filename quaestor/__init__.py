"""Quaestor reads public contract records, keeps every version, and says what deserves a second look, with the
evidence."""

__version__ = "0.1.0"
