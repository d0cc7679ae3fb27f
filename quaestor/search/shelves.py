"""What the index holds of a document, and how texts and numbers become what is looked for.

A document stands on a shelf: awards, suppliers, agencies, or documents, of which each is a page of a paper. Texts are
split at everything that is neither letter nor figure, without capitals and accents, and no word is cut to its stem:
what is counted is what is printed. A number is kept as one word without blanks and hyphens.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

from tantivy import Filter, Index, Schema, SchemaBuilder, TextAnalyzer, TextAnalyzerBuilder, Tokenizer

from quaestor import sql

#: Changes when an index made before can no longer be read as one made now; each format has a folder of its own.
FORMAT = 1

#: The shelf of each kind of document.
KINDS = {"awards": "award", "suppliers": "supplier", "agencies": "agency", "documents": "document"}
#: Texts with how much a hit in them weighs, on any shelf that has them.
TEXTS = {"name": 4.0, "supplier": 2.0, "words": 1.5, "parent": 1.0, "product": 1.0, "buyer": 0.5}
#: Numbers: its own; and those of its vehicle, of its solicitation and of its suppliers.
NUMBERS = {"own": 12.0, "number": 3.0}
#: What awards are counted by.
COUNTED = ("agency", "kind", "competed", "psc")

#: Bytes of a word beyond which it is not looked for.
LONGEST = 80
#: Letters from which a word with a figure in it may be the beginning of a number.
NUMBER_FROM = 5


@cache
def document(kind: str) -> sql.SqlFile:
    """The file that gives the documents of a kind: `award.sql`, `supplier.sql`, `agency.sql`, `document.sql`."""
    return sql.read(files(__package__).joinpath(f"{kind}.sql"))


@cache
def analyzer() -> TextAnalyzer:
    """How texts are split; an index does not remember it, so it is told to each one opened."""
    split = TextAnalyzerBuilder(Tokenizer.simple()).filter(Filter.remove_long(LONGEST))
    return split.filter(Filter.lowercase()).filter(Filter.ascii_fold()).build()


@cache
def schema() -> Schema:
    """The fields of a document. `shown` is what a hit shows, in the order that the SQL file of its kind says;
    `other` are the names it has besides."""
    fields = SchemaBuilder()
    fields.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    fields.add_text_field("shelf", tokenizer_name="raw", index_option="basic")
    for name in NUMBERS:
        fields.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in TEXTS:
        fields.add_text_field(name, stored=name == "words", tokenizer_name="words")
    for name in COUNTED:
        fields.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    fields.add_unsigned_field("year", indexed=True, fast=True)
    fields.add_integer_field("obligated", fast=True)  # in cents
    fields.add_integer_field("signed", fast=True)  # the day of the latest action as 20250930
    fields.add_float_field("weight", fast=True)
    for name in ("shown", "other"):
        fields.add_text_field(name, stored=True, tokenizer_name="unread", index_option="basic")
    return fields.build()


def prepared(index: Index) -> Index:
    """The index with the ways of splitting that its fields name."""
    index.register_tokenizer("words", analyzer())
    index.register_tokenizer("unread", TextAnalyzerBuilder(Tokenizer.raw()).filter(Filter.remove_long(1)).build())
    return index


def split(text: str) -> list[str]:
    """The words of a text as the index has them."""
    return list(analyzer().analyze(text))


def number(text: str) -> str:
    """A number as the index has it."""
    return re.sub(r"[^a-z0-9]", "", text.lower())


def may_begin(number: str) -> bool:
    """Whether what somebody typed may be the beginning of a number: long enough, and not a word."""
    return len(number) >= NUMBER_FROM and any(sign.isdigit() for sign in number)
