"""What a text says of contracts, and what the records say of it."""

from quaestor.claims.checking import check, check_each
from quaestor.claims.listing import check_table
from quaestor.claims.verdict import VERDICTS

__all__ = ["VERDICTS", "check", "check_each", "check_table"]
