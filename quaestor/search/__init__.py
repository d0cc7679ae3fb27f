"""The full-text index over what the lake holds: how it is kept up to date, and how it is asked.

It lies in the store's folder beside the lake, holds nothing that the lake does not, and can be made anew from it.
tantivy is named in this room alone.
"""

from quaestor.search.at_hand import AtHand
from quaestor.search.build import refresh, restamp, unmoved
from quaestor.search.reader import Stamp, behind, newest, reader

__all__ = ["AtHand", "Stamp", "behind", "newest", "reader", "refresh", "restamp", "unmoved"]
