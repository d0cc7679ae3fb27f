"""What a text says of contracts, and what the records say of it."""

from quaestor.claims.checking import check
from quaestor.claims.listing import check_table
from quaestor.claims.verdict import VERDICTS

__all__ = ["VERDICTS", "check", "check_table"]
