"""Answers: one file a question to the lake, each giving plain facts that the command line, the site and exports print.

Plain means ready for JSON: money as text with two decimals, dates and moments in ISO form, None where something is not
held. No HTML and no SQL is in what they give.
"""

from quaestor.answers.award import award
from quaestor.answers.changes import changes
from quaestor.answers.evidence import evidence
from quaestor.answers.free import read_only_sql
from quaestor.answers.held import coverage, home, rejects, status
from quaestor.answers.search import search, suggest
from quaestor.answers.supplier import supplier
from quaestor.answers.telling import telling

__all__ = [
    "award",
    "changes",
    "coverage",
    "evidence",
    "home",
    "read_only_sql",
    "rejects",
    "search",
    "status",
    "suggest",
    "supplier",
    "telling",
]
