"""Contracting processes: the releases held of each compiled into one, and its bids, awards and contracts as tables.

After a load only the processes that it touched are compiled again. A process with one release, or with a compiled one
and nothing later, is what that release tells; others are merged as the standard says (`ocdsmerge`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from itertools import groupby
from typing import Any, Protocol

from quaestor import model, sql
from quaestor.store import Lake

#: The tables that are made of compiled releases.
TABLES = ("process", "bid", "process_award", "process_contract", "process_party", "item", "milestone")

_TEXT = "VARCHAR"
_MONEY = {"amount": _TEXT, "currency": _TEXT}
_PERIOD = {"startDate": _TEXT, "endDate": _TEXT}
_PARTY = {"id": _TEXT, "name": _TEXT, "identifier": {"scheme": _TEXT, "id": _TEXT, "legalName": _TEXT}}
_DOCUMENTS = [{"documentType": _TEXT, "datePublished": _TEXT}]
_ITEMS = [
    {
        "id": _TEXT, "description": _TEXT, "quantity": _TEXT, "classification": {"scheme": _TEXT, "id": _TEXT},
        "unit": {"name": _TEXT, "value": _MONEY},
    }
]  # fmt: skip
_MILESTONES = [
    {"id": _TEXT, "title": _TEXT, "type": _TEXT, "status": _TEXT, "dueDate": _TEXT, "dateMet": _TEXT}
]  # fmt: skip
#: What is read of a compiled release, in the shape of the standard; what is shaped otherwise is not there.
STRUCTURE: dict[str, Any] = {
    "ocid": _TEXT,
    "buyer": _PARTY,
    "planning": {"budget": {"amount": _MONEY}, "documents": _DOCUMENTS},
    "tender": {
        "title": _TEXT, "description": _TEXT, "status": _TEXT, "procurementMethod": _TEXT,
        "procurementMethodDetails": _TEXT, "procurementMethodRationale": _TEXT, "mainProcurementCategory": _TEXT,
        "awardCriteria": _TEXT, "numberOfTenderers": _TEXT, "value": _MONEY, "procuringEntity": _PARTY,
        "tenderPeriod": _PERIOD, "enquiryPeriod": _PERIOD, "awardPeriod": _PERIOD, "items": _ITEMS,
        "documents": _DOCUMENTS, "milestones": _MILESTONES, "amendments": [{"id": _TEXT, "date": _TEXT}],
    },
    "bids": {"details": [
        {"id": _TEXT, "status": _TEXT, "date": _TEXT, "tenderers": [_PARTY], "value": _MONEY}
    ]},
    "awards": [
        {
            "id": _TEXT, "title": _TEXT, "status": _TEXT, "date": _TEXT, "value": _MONEY, "suppliers": [_PARTY],
            "items": _ITEMS, "contractPeriod": _PERIOD, "documents": _DOCUMENTS,
        }
    ],
    "contracts": [
        {
            "id": _TEXT, "awardID": _TEXT, "title": _TEXT, "status": _TEXT, "dateSigned": _TEXT, "value": _MONEY,
            "period": _PERIOD, "items": _ITEMS, "documents": _DOCUMENTS, "milestones": _MILESTONES,
            "amendments": [{"id": _TEXT, "date": _TEXT}], "amendment": {"date": _TEXT},
            "implementation": {
                "transactions": [{"id": _TEXT, "date": _TEXT, "value": _MONEY, "amount": _MONEY}],
                "milestones": _MILESTONES,
            },
        }
    ],
}  # fmt: skip

#: Words of the SQL files beside the engine's own.
#:
#: in_utc(x): a moment with or without an offset, in UTC; a bare day is its midnight. is_timed(x): whether it prints
#: both a time of day and an offset. days_between(a, b): whole days between two moments. cents(x): an amount as money,
#: blank where it is none. organisation(...): who it is: the publisher's id, else its registered number, else its name,
#: behind the publisher's prefix. in_one(...): the sum of amounts all in one currency; one_currency(...): which.
MACROS = (
    "in_utc(x) AS make_timestamp(epoch_us(TRY_CAST(x AS TIMESTAMPTZ)))",
    r"is_timed(x) AS regexp_full_match(x, '\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})') "
    "AND in_utc(x) IS NOT NULL",
    "days_between(a, b) AS CAST(trunc((epoch_ms(b) - epoch_ms(a)) / 86400000) AS BIGINT)",
    f"cents(x) AS {model.as_money('x')}",
    "organisation(prefix, id, scheme, number, name) AS prefix || coalesce(nullif(trim(id), ''), "
    "coalesce(scheme || ':', '') || nullif(trim(number), ''), 'name:' || nullif(upper(trim(name)), ''))",
    "party(prefix, p) AS organisation(prefix, p.id, p.identifier.scheme, p.identifier.id, "
    "coalesce(p.name, p.identifier.legalName))",
    "one_currency(list) AS CASE WHEN len(list_distinct(list)) = 1 AND len(list_filter(list, lambda x: x IS NULL)) = 0 "
    "THEN list[1] END",
    "in_one(currencies, amounts) AS CASE WHEN one_currency(currencies) IS NOT NULL THEN list_sum(amounts) END",
)
#: The part of an ocid that says who publishes it.
_PREFIX = "regexp_extract(process_id, '^ocds-[a-z0-9]{6}')"
#: The release with the number that the border gave a natural person made one of the process alone, so that nobody's
#: dealings are put together, nor several persons' taken for one firm's.
_APART = (
    """replace(content, '"id":"individual-', '"id":' || rtrim(to_json(process_id)::VARCHAR, '"') || '/individual-')"""
)


class Engine(Protocol):
    """A lake, or a bare set of tables."""

    def execute(self, text: str, params: Any = None) -> None: ...


@cache
def _file(name: str) -> sql.SqlFile:
    return sql.read(files(__package__).joinpath(f"{name}.sql"))


def fill(engine: Engine) -> None:
    """Adds to the tables what the temporary table `compiled` tells of them."""
    for name in TABLES:
        names = ", ".join(model.table(name).names)
        engine.execute(f"INSERT INTO {name} ({names}) SELECT {names} FROM ({_file(name).select})")


def install(engine: Engine) -> None:
    """Gives the engine the words that the SQL files use."""
    for macro in MACROS:
        engine.execute(f"CREATE OR REPLACE TEMP MACRO {macro}")


def refresh(lake: Lake, touched: str) -> None:
    """Compiles again the processes whose ids the query `touched` gives, and everything made of them."""
    lake.execute(f"CREATE OR REPLACE TEMP TABLE touched_process AS SELECT DISTINCT process_id FROM ({touched})")
    if not lake.value("SELECT EXISTS (FROM touched_process)"):
        return
    install(lake)
    lake.execute(
        "CREATE OR REPLACE TEMP TABLE told AS SELECT process_id, kind, modified_at, publisher, source, source_file, "
        "source_row, content, count(*) OVER one AS releases, max(modified_at) OVER one AS released_at, "
        "max(CASE WHEN kind <> 'release' THEN coalesce(modified_at, TIMESTAMP '1900-01-01') END) OVER one AS "
        "compiled_at, row_number() OVER (PARTITION BY process_id, kind = 'release' ORDER BY modified_at DESC NULLS "
        "LAST, kind = 'record' DESC, source_file, source_row) AS latest FROM release "
        "WHERE process_id IN (FROM touched_process) "
        "WINDOW one AS (PARTITION BY process_id)"
    )
    # Of what is compiled already the latest counts; of plain releases those that came after it.
    lake.execute(
        "DELETE FROM told WHERE (kind <> 'release' AND latest > 1) "
        "OR (kind = 'release' AND compiled_at IS NOT NULL AND (modified_at IS NULL OR modified_at <= compiled_at))"
    )
    lake.execute(
        "CREATE OR REPLACE TEMP TABLE whole AS SELECT process_id, max_by(publisher, modified_at) AS publisher, "
        "max(source) AS source, max(releases) AS releases, max(released_at) AS released_at, "
        "CASE WHEN count(*) = 1 THEN max(content) END AS content FROM told GROUP BY process_id"
    )
    _merge(lake)
    told = f"SELECT * EXCLUDE (content), from_json({_APART}, '{json.dumps(STRUCTURE)}') AS r FROM whole"
    lake.execute(
        f"CREATE OR REPLACE TEMP TABLE compiled AS SELECT process_id, CASE WHEN {_PREFIX} <> '' THEN {_PREFIX} || ':' "
        f"ELSE '' END AS prefix, publisher, source, releases, released_at, r FROM ({told})"
    )
    for name in TABLES:
        lake.execute(f"DELETE FROM {name} WHERE process_id IN (FROM touched_process)")
    fill(lake)


def _merge(lake: Lake) -> None:
    """Compiles the processes of several releases."""
    rows = lake.query(
        "SELECT process_id, CAST(modified_at AS VARCHAR) AS moment, content FROM told WHERE process_id IN "
        "(SELECT process_id FROM whole WHERE content IS NULL) "
        "ORDER BY process_id, kind = 'release', modified_at NULLS FIRST, source_file, source_row"
    )
    made = [[one, json.dumps(content, separators=(",", ":"))] for one, content in _compiled(rows)]
    for at in range(0, len(made), 500):
        some = made[at : at + 500]
        marks = ", ".join(["(?, ?)"] * len(some))
        lake.execute(
            f"UPDATE whole SET content = m.content FROM (VALUES {marks}) m(process_id, content) "
            "WHERE whole.process_id = m.process_id",
            [value for row in some for value in row],
        )


def _compiled(rows: list[dict[str, Any]]) -> Iterator[tuple[str, Any]]:
    # The standard's library takes longer to import than most commands take, and only releases need it.
    from quaestor.sources.ocds.merging import UNMERGED, merged

    for process, some in groupby(rows, lambda row: row["process_id"]):
        releases = [json.loads(row["content"]) | {"date": _stamp(row["moment"], n)} for n, row in enumerate(some)]
        try:
            yield process, merged(releases)
        except UNMERGED:
            yield process, releases[-1]  # shapes that no merge fits: what was told last stands


def _stamp(moment: str | None, place: int) -> str:
    """A date that keeps the releases in their order, whatever the publisher printed."""
    return re.sub(" ", "T", moment) + "Z" if moment else f"0001-01-01T00:{place // 60 % 60:02d}:{place % 60:02d}Z"
