"""US awards as open contracting data: valid, read back the same, and judged by the same rules."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from quaestor import pipeline, sources
from quaestor.errors import InputError
from quaestor.export import ocds
from quaestor.indicators import rule, running
from quaestor.store import Lake

TEXT, MOMENT = {"type": "string", "minLength": 1}, {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"}


def objects(required: list[str], **properties: Any) -> dict[str, Any]:
    return {"type": "object", "required": required, "properties": properties, "additionalProperties": False}


MONEY = objects(["amount", "currency"], amount={"type": "number"}, currency={"const": "USD"})
PARTY = objects(["id"], id=TEXT, name=TEXT, roles={"type": "array", "items": {"enum": ["buyer", "supplier"]}})
ITEMS = {"type": "array", "items": objects(
    ["id"], id=TEXT, description=TEXT, classification=objects(["scheme", "id"], scheme=TEXT, id=TEXT, description=TEXT)
)}  # fmt: skip
#: What the standard's release schema (1.1) asks of the fields that are written, as far as its reference states it.
SHAPE = objects(
    ["ocid", "id", "date", "tag", "initiationType"],
    ocid={"type": "string", "pattern": "^quaestor-CONT_"}, id=TEXT, date=MOMENT, tag={"const": ["compiled"]},
    initiationType={"const": "tender"}, language={"const": "en"}, parties={"type": "array", "items": PARTY},
    buyer=PARTY,
    tender=objects(
        ["id"], id=TEXT, title=TEXT, status={"const": "complete"}, procurementMethodDetails=TEXT, items=ITEMS,
        procurementMethodRationale=TEXT, procurementMethod={"enum": ["open", "selective", "limited", "direct"]},
        mainProcurementCategory={"enum": ["goods", "works", "services"]}, numberOfTenderers={"type": "integer"},
    ),
    awards={"type": "array", "items": objects(
        ["id"], id=TEXT, title=TEXT, status={"const": "active"}, date=MOMENT, value=MONEY, items=ITEMS,
        suppliers={"type": "array", "items": PARTY},
    )},
    contracts={"type": "array", "items": objects(
        ["id", "awardID"], id=TEXT, awardID=TEXT, title=TEXT, status={"enum": ["active", "terminated"]},
        dateSigned=MOMENT,
        period=objects([], startDate=MOMENT, endDate=MOMENT), value=MONEY,
        amendments={"type": "array", "items": objects(["id"], id=TEXT, date=MOMENT, description=TEXT, rationale=TEXT)},
        implementation=objects(["transactions"], transactions={"type": "array", "items": objects(
            ["id"], id=TEXT, date=MOMENT, value=MONEY, payer=PARTY, payee=PARTY
        )}),
    )},
    relatedProcesses={"type": "array", "items": objects(
        ["id", "relationship"], id=TEXT, relationship={"const": ["framework"]}, scheme={"const": "ocid"},
        identifier=TEXT,
    )},
)  # fmt: skip


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Lake, Lake, Path]]:
    """The bundled sample, its export read back into a store of its own, and the export."""
    folder = tmp_path_factory.mktemp("export")
    sample = Path(sources.__file__).parent / "sample" / "actions.csv"
    pipeline.load(folder / "us", "sample", [sample])
    with Lake.open(folder / "us") as us:
        ocds.write(us, folder / "out.jsonl")
        pipeline.load(folder / "back", "ocds", [folder / "out.jsonl"])
        with Lake.open(folder / "back") as back:
            yield us, back, folder / "out.jsonl"


def test_every_release_has_the_shape_of_the_standard(stores: tuple[Lake, Lake, Path]) -> None:
    us, _, out = stores
    check = Draft7Validator(SHAPE)
    lines = out.read_text().splitlines()
    assert [error.message for line in lines for error in check.iter_errors(json.loads(line))] == []
    assert len(lines) == us.value("SELECT count(*) FROM award WHERE actions > 0")


def test_reading_it_back_gives_the_same_awards_and_values(stores: tuple[Lake, Lake, Path]) -> None:
    us, back, _ = stores
    there = us.query(
        "SELECT 'quaestor-' || award_id AS id, CASE WHEN ceiling_kind = 'stated' THEN ceiling END AS ceiling, "
        "CASE WHEN ceiling_kind = 'stated' THEN ceiling_first END AS first, first_signed_on AS signed, ends_on "
        "FROM award WHERE actions > 0 ORDER BY 1"
    )
    here = back.query(
        "SELECT p.process_id AS id, c.amount AS ceiling, p.awarded AS first, CAST(c.signed_at AS DATE) AS signed, "
        "CAST(c.ends_at AS DATE) AS ends_on FROM process p JOIN process_contract c USING (process_id) ORDER BY 1"
    )
    assert here == there
    obligated = us.query(
        "SELECT 'quaestor-' || award_id AS id, sum(obligation) AS money, count(*) AS n FROM action "
        "WHERE award_id IN (SELECT award_id FROM award WHERE NOT coalesce(sampled, false)) GROUP BY 1"
    )
    paid = {row["id"]: row for row in back.query("SELECT process_id AS id, paid, transactions FROM process_contract")}
    assert {row["id"]: (row["money"], row["n"]) for row in obligated} == {
        name: (row["paid"], row["transactions"]) for name, row in paid.items() if row["transactions"]
    }
    assert sum((row["money"] for row in obligated), Decimal(0)) != 0


@pytest.mark.parametrize("name", ["single_bidder", "contract_unlike_award", "contract_changed", "paid_above_contract"])
def test_the_rules_of_processes_run_on_it(name: str, stores: tuple[Lake, Lake, Path]) -> None:
    _, back, _ = stores
    told = running.judge(back, rule.named(name))
    assert told.subjects == told.assessed + sum(told.not_assessed_by.values())
    assert told.subjects > 0


def test_a_growth_told_by_the_us_rule_is_told_by_the_process_too(stores: tuple[Lake, Lake, Path]) -> None:
    us, back, _ = stores
    grown = us.query(
        "SELECT 'quaestor-' || award_id || '/contract/1' AS id FROM award WHERE ceiling_kind = 'stated' AND "
        "ceiling_first > 0 AND abs(ceiling - ceiling_first) * 100 >= ceiling_first * 20 AND ceiling > 0 ORDER BY 1"
    )
    running.judge(back, rule.named("contract_unlike_award"))
    flagged = back.query("SELECT subject_id AS id FROM judged WHERE state = 'flagged' ORDER BY 1")
    assert flagged == grown
    assert grown


def test_it_is_gzipped_on_demand_and_nothing_is_written_over(stores: tuple[Lake, Lake, Path], tmp_path: Path) -> None:
    us, _, out = stores
    done = ocds.write(us, tmp_path / "out.jsonl.gz")
    assert gzip.decompress((tmp_path / "out.jsonl.gz").read_bytes()) == out.read_bytes()
    assert done["releases"] == len(out.read_text().splitlines())
    with pytest.raises(InputError, match="a file already"):
        ocds.write(us, out)
