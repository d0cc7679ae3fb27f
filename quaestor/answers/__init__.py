"""Answers: one file a question to the lake, each giving plain facts that the command line, the site and exports print.

Plain means ready for JSON: money as text with two decimals, dates and moments in ISO form, None where something is not
held. No HTML and no SQL is in what they give.
"""

from quaestor.answers.agencies import agencies
from quaestor.answers.agency import agency, office
from quaestor.answers.award import award, identify_award
from quaestor.answers.changes import changed, changes
from quaestor.answers.compare import compare
from quaestor.answers.data import data, load, source, table
from quaestor.answers.data import rejects as rejects_page
from quaestor.answers.due import due
from quaestor.answers.events import KINDS
from quaestor.answers.evidence import evidence
from quaestor.answers.free import read_only_sql
from quaestor.answers.held import coverage, loads, rejects, status
from quaestor.answers.home import home
from quaestor.answers.makers import maker, makers
from quaestor.answers.search import search, suggest
from quaestor.answers.supplier import identify, supplier
from quaestor.answers.telling import telling

__all__ = [
    "KINDS",
    "agencies",
    "agency",
    "award",
    "changed",
    "changes",
    "compare",
    "coverage",
    "data",
    "due",
    "evidence",
    "home",
    "identify",
    "identify_award",
    "load",
    "loads",
    "maker",
    "makers",
    "office",
    "read_only_sql",
    "rejects",
    "rejects_page",
    "search",
    "source",
    "status",
    "suggest",
    "supplier",
    "table",
    "telling",
]
