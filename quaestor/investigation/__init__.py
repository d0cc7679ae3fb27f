"""Investigations: a question saved as a file of the store, and what the records answer to it.

`question` is what is asked, `reading` takes it from its file, `kept` keeps the files, `words` says when a phrase stands
in a description, `gather` takes what is meant out of the lake, `found` tells it, `since` what is new in it, and `facts`
puts it together for the command line and the site.
"""

from quaestor.investigation import kept, words
from quaestor.investigation.facts import investigation, investigations, mark
from quaestor.investigation.question import Filters, Question, phrase, pseudonym, slug

__all__ = [
    "Filters",
    "Question",
    "investigation",
    "investigations",
    "kept",
    "mark",
    "phrase",
    "pseudonym",
    "slug",
    "words",
]
