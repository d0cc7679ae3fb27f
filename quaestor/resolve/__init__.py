"""Who stands behind a name: the makers of what resellers sell."""

from quaestor.resolve import makers

__all__ = ["makers"]
