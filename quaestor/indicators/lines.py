"""Compiled releases, one a line, as the tables that Cardinal's indicators read: straight from files, into memory.

No border is passed and nothing is kept. Organisations are known by the id printed, as Cardinal knows them. Processes,
bids and awards are joined by numbers instead of the texts that a store has, since numbers are joined in half the time:
a process by the place of its line, a bid by that and its own place, an award by the negative of such a number.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from quaestor.derive import processes
from quaestor.errors import BadQuery, InputError
from quaestor.sources.ocds import border
from quaestor.sql import AMONG, literal
from quaestor.store.bare import Bare

#: Bytes of a line that there is room for; room for larger ones slows the reading of all others down.
LINE = 16 * 2**20

_PARTY = "STRUCT(id VARCHAR, name VARCHAR, identifier STRUCT(scheme VARCHAR, id VARCHAR))"
_ID = "STRUCT(id VARCHAR)"
#: What is read of a release; what is shaped otherwise is not there.
_READ = {
    "ocid": "VARCHAR",
    "buyer": _ID,
    "tender": "STRUCT(status VARCHAR, procurementMethod VARCHAR, procurementMethodDetails VARCHAR, "
    f"numberOfTenderers VARCHAR, procuringEntity {_ID}, tenderPeriod STRUCT(startDate VARCHAR, endDate VARCHAR))",
    "bids": f'STRUCT(details STRUCT(status VARCHAR, "date" VARCHAR, tenderers {_PARTY}[], "value" STRUCT(amount '
    "VARCHAR, currency VARCHAR))[])",
    "awards": f"STRUCT(status VARCHAR, suppliers {_PARTY}[], items STRUCT(classification {_ID})[])[]",
}

#: Tables and views in the order that they are made in. Money is not read: Cardinal's results name none.
_MADE = (
    """TABLE process AS SELECT
  rowid AS process_id,
  buyer_id,
  tender.procuringEntity.id AS procuring_entity_id,
  tender.procurementMethod AS method,
  tender.procurementMethodDetails AS method_details,
  tender.status AS status,
  CAST(NULL AS DECIMAL(20,2)) AS estimated,
  CAST(NULL AS VARCHAR) AS currency,
  TRY_CAST(tender.numberOfTenderers AS BIGINT) AS tenderers,
  in_utc(tender.tenderPeriod.endDate) AS tender_ends_at,
  tender.tenderPeriod.endDate AS tender_ends_printed,
  days_between(in_utc(tender.tenderPeriod.startDate), in_utc(tender.tenderPeriod.endDate)) AS tender_days,
  is_timed(tender.tenderPeriod.startDate) AND is_timed(tender.tenderPeriod.endDate) AS tender_timed,
  len(bids) AS bids,
  len(list_filter(bids, lambda b: b.status IS NOT NULL AND b.status NOT IN ('invited', 'withdrawn'))) AS submitted,
  CAST(NULL AS VARCHAR) AS bid_currency,
  len(awards) AS awards,
  len(list_filter(awards, lambda a: a.status = 'active')) AS awards_active,
  len(list_filter(awards, lambda a: a.status NOT IN ('active', 'cancelled', 'unsuccessful'))) AS awards_open,
  CAST(NULL AS DECIMAL(20,2)) AS awarded,
  CAST(NULL AS VARCHAR) AS awarded_currency
FROM line""",
    """TABLE bid AS SELECT
  process_id * 16777216 + position AS bid_id,
  process_id,
  position,
  b.status AS status,
  in_utc(b."date") AS submitted_at,
  b."date" AS submitted_printed,
  b."value".currency AS currency,
  TRY_CAST(b."value".amount AS DOUBLE) AS price,
  coalesce(len(b.tenderers), 0) AS tenderers,
  CASE WHEN len(b.tenderers) = 1 THEN b.tenderers[1].id END AS tenderer_id,
  CASE WHEN len(b.tenderers) > 1 THEN list_transform(b.tenderers, lambda t: t.id) END AS joint,
  nullif(CASE
    WHEN len(b.tenderers) = 1 THEN b.tenderers[1].id
    ELSE array_to_string(list_sort(list_distinct(joint)), '|')
  END, '') AS tenderer_set
FROM (SELECT rowid AS process_id, generate_subscripts(bids, 1) AS position, unnest(bids) AS b FROM line)""",
    """TABLE process_award AS SELECT
  -process_id * 16777216 - position AS process_award_id,
  process_id,
  a.status AS status,
  len(a.suppliers) AS suppliers,
  CASE WHEN len(a.suppliers) = 1 THEN a.suppliers[1].id END AS supplier_id,
  list_transform(a.suppliers, lambda s: s.id) AS joint,
  a.items AS items
FROM (SELECT rowid AS process_id, generate_subscripts(awards, 1) AS position, unnest(awards) AS a FROM line)""",
    """VIEW process_party AS
SELECT process_id, 'tenderer' AS role, bid_id AS of_id, tenderer_id AS organisation_id FROM bid WHERE tenderers = 1
UNION ALL
SELECT process_id, 'tenderer', bid_id, unnest(joint) FROM bid WHERE tenderers > 1
UNION ALL
SELECT process_id, 'supplier', process_award_id, unnest(joint) FROM process_award""",
    """TABLE item AS
SELECT process_id, 'award' AS stage, process_award_id AS of_id, unnest(items).classification.id AS classification
FROM process_award""",
)


def read(tables: Bare, files: Sequence[Path]) -> int:
    """Makes the tables of the compiled releases in `files`, JSON lines, plain or gzipped; how many there are.

    Lines that are no release are passed over; of two lines of one process the first counts. Raises InputError where a
    file cannot be read or a line has more than half a gigabyte.
    """
    processes.install(tables)
    named = ", ".join(literal(str(file)) for file in files)
    shape = ", ".join(f"'{name}': '{kind}'" for name, kind in _READ.items())
    for largest in (LINE, 32 * LINE):
        try:
            tables.execute(
                "CREATE OR REPLACE TEMP TABLE line AS SELECT ocid, buyer.id AS buyer_id, tender, bids.details AS bids, "
                f"awards FROM read_json([{named}], format = 'newline_delimited', columns = {{{shape}}}, "
                f"ignore_errors = true, maximum_object_size = {largest}) WHERE ocid IS NOT NULL"
            )
            break
        except BadQuery as error:
            if "maximum_object_size" not in error.what or largest > LINE:
                advice = "Name files that are there: JSON lines, a compiled release a line."
                raise InputError(error.what, where=named, advice=advice) from error
    tables.execute(
        "DELETE FROM line WHERE (SELECT count(DISTINCT ocid) <> count(*) FROM line) "
        "AND rowid NOT IN (SELECT min(rowid) FROM line GROUP BY ocid)"
    )
    for one in _MADE:
        tables.execute(f"CREATE OR REPLACE TEMP {one}")
    return int(tables.query("SELECT count(*) AS n FROM line")[0]["n"])


def persons(tables: Bare, ids: Sequence[str]) -> set[str]:
    """Those of the organisations called `ids` that are natural persons, as their names and numbers tell."""
    rows = tables.query(
        "SELECT DISTINCT p.id AS id, p.name AS name, p.identifier.scheme AS scheme, p.identifier.id AS number FROM ("
        "SELECT unnest(b.tenderers) AS p FROM (SELECT unnest(bids) AS b FROM line) UNION ALL "
        "SELECT unnest(a.suppliers) FROM (SELECT unnest(awards) AS a FROM line)) "
        f"WHERE p.id {AMONG}",
        [list(ids)],
    )
    told = [(row["id"], row["name"], {"scheme": row["scheme"], "id": row["number"]}) for row in rows]
    return {
        id for id, name, number in told
        if border.is_person({"name": name, "identifier": number}) or border.is_person({"identifier": {"id": id}})
    }  # fmt: skip
