"""Each verb on the bundled sample: the documents programs get, and the pages people get."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from .conftest import SAMPLE, Run, run

Ask = Callable[..., Any]
LOAD_KEYS = {
    "load_id", "source", "files", "rows_read", "kept", "added", "rewritten", "missing", "withdrawn", "reappeared",
    "repeated", "rejected",
}  # fmt: skip
AWARD_KEYS = {
    "award_id", "piid", "kind", "supplier", "family", "buyer", "vehicle", "obligated", "exercised", "ceiling",
    "ceiling_stated", "ceiling_kind", "first_signed_on", "last_signed_on", "ends_on", "could_end_on", "actions",
    "flags",
}  # fmt: skip
ACTION_KEYS = {
    "mod_number", "signed_on", "obligation", "exercised_change", "ceiling_change", "obligated_after", "exercised_after",
    "ceiling_after", "reason_code", "description", "evidence",
}  # fmt: skip
SUPPLIER_KEYS = {"supplier_id", "names", "family", "parents", "obligated", "by_year", "by_buyer", "awards"}
CHANGE_KEYS = {"load_id", "seen_at", "record_id", "award_id", "field", "before", "after", "kind"}


@pytest.fixture(scope="module")
def busiest(store: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The award with the most acts."""
    text = "SELECT award_id FROM award ORDER BY actions DESC, award_id LIMIT 1"
    said = run("sql", text, "--json", "--store", store, cwd=tmp_path_factory.mktemp("ask")).stdout
    row = json.loads(said)["rows"][0]
    return str(row["award_id"] if isinstance(row, dict) else row[0])


def test_a_load_tells_what_became_of_every_row_and_again_changes_nothing(tmp_path: Path) -> None:
    first = json.loads(run("load", "sample", SAMPLE, "--json", cwd=tmp_path).stdout)
    assert first.keys() >= LOAD_KEYS
    assert first["source"] == "sample"
    assert first["rows_read"] == first["kept"] + first["repeated"] + first["rejected"] == 1017
    assert 0 < first["seconds"]["stood"] <= first["seconds"]["all"]
    again = json.loads(run("load", "sample", SAMPLE, "--json", cwd=tmp_path).stdout)
    assert [again[name] for name in ("added", "rewritten", "missing", "withdrawn")] == [0, 0, 0, 0]
    assert "Nothing new" in run("load", "sample", SAMPLE, cwd=tmp_path).stdout


def test_a_load_tells_people_the_arithmetic(tmp_path: Path) -> None:
    assert "1,017 = 1,015 kept + 2 repeated + 0 rejected" in run("load", "sample", SAMPLE, cwd=tmp_path).stdout


def test_maintain_says_what_it_did(tmp_path: Path) -> None:
    run("load", "sample", SAMPLE, cwd=tmp_path)
    assert isinstance(json.loads(run("maintain", "--json", cwd=tmp_path).stdout), dict)
    assert run("maintain", cwd=tmp_path).stdout


def test_an_award_has_the_agreed_keys_and_its_acts_make_its_total(answer: Ask, busiest: str) -> None:
    award = answer("award", busiest)
    assert award.keys() >= AWARD_KEYS
    assert all(act.keys() >= ACTION_KEYS for act in award["actions"])
    assert all(act["evidence"]["source_file"] and act["evidence"]["source_row"] for act in award["actions"])
    total = sum(Decimal(act["obligation"]) for act in award["actions"])
    assert award["obligated"] == f"{total:.2f}" == award["actions"][-1]["obligated_after"]


def test_an_award_is_found_by_its_piid(answer: Ask, busiest: str) -> None:
    award = answer("award", busiest)
    assert answer("award", award["piid"])["award_id"] == busiest


def test_an_award_as_of_a_day_has_the_acts_signed_by_then(answer: Ask, busiest: str) -> None:
    acts = answer("award", busiest)["actions"]
    day = acts[len(acts) // 2]["signed_on"]
    then = answer("award", busiest, "--as-of", day)
    kept = [act for act in acts if act["signed_on"] <= day]
    assert [act["action_id"] for act in then["actions"]] == [act["action_id"] for act in kept]
    assert then["obligated"] == f"{sum(Decimal(act['obligation']) for act in kept):.2f}"
    assert then["as_of"] == day


def test_before_the_first_load_nothing_was_known(quaestor: Run, busiest: str) -> None:
    quaestor("award", busiest, "--known-on", "2001-01-01", code=1)


@pytest.mark.parametrize("columns", ["80", "120", "200"])
def test_an_award_page_fits_its_width_and_shows_its_total(
    quaestor: Run, answer: Ask, busiest: str, columns: str
) -> None:
    said = quaestor("award", busiest, COLUMNS=columns).stdout
    total = Decimal(answer("award", busiest)["obligated"])
    assert max(map(len, said.splitlines())) <= int(columns)
    assert f"{total:,.2f}" in said
    assert "FY20" in said


def test_a_long_award_shows_its_first_and_latest_acts_unless_all_are_asked_for(quaestor: Run, busiest: str) -> None:
    short, long = quaestor("award", busiest, "--limit", "3").stdout, quaestor("award", busiest, "--limit", "0").stdout
    assert "--limit 0 prints all" in short
    assert "--limit 0 prints all" not in long
    assert len(long.splitlines()) > len(short.splitlines())


def test_every_award_of_the_sample_has_a_page(store: Path) -> None:
    from quaestor import answers
    from quaestor.cli.award_sheet import print_award
    from quaestor.store import Lake

    with Lake.open(store) as lake:
        for row in lake.query("SELECT award_id FROM award"):
            print_award(answers.award(lake, row["award_id"]), limit=0)


def test_every_supplier_of_the_sample_has_a_page(store: Path) -> None:
    from quaestor import answers
    from quaestor.cli.asking import print_supplier
    from quaestor.store import Lake

    with Lake.open(store) as lake:
        for row in lake.query("SELECT supplier_id FROM supplier"):
            print_supplier(answers.supplier(lake, row["supplier_id"]), limit=0)


def test_a_supplier_has_the_agreed_keys_and_its_years_make_its_total(answer: Ask, quaestor: Run, busiest: str) -> None:
    identity = answer("award", busiest)["supplier"]["supplier_id"]
    supplier = answer("supplier", identity)
    assert supplier.keys() >= SUPPLIER_KEYS
    assert supplier["supplier_id"] == identity
    total = sum(Decimal(row["obligated"]) for row in supplier["by_year"])
    assert supplier["obligated"] == f"{total:.2f}"
    said = quaestor("supplier", identity).stdout
    assert f"{total:,.2f}" in said
    assert max(map(len, said.splitlines())) <= 80


def test_status_coverage_rejects_and_changes_answer_in_both_voices(answer: Ask, quaestor: Run) -> None:
    status = answer("status")
    assert {"tables", "sources", "loads", "coverage"} <= status.keys()
    assert "sample" in quaestor("status").stdout
    coverage = answer("coverage")
    assert {row["source"] for row in coverage} == {"sample"}
    assert sum(row["held"] for row in coverage) == 1015
    assert quaestor("coverage").stdout
    assert answer("rejects") == []
    assert "0 rows not kept" in quaestor("rejects").stdout
    assert all(row.keys() >= CHANGE_KEYS for row in answer("changes", "--limit", "5"))
    assert answer("changes", "--kind", "rewritten") == []
    assert "0 changes" in quaestor("changes", "--kind", "rewritten").stdout


def test_a_rewritten_amount_is_listed_before_and_after(tmp_path: Path) -> None:
    header, first, *_ = SAMPLE.read_text(encoding="utf-8").splitlines()
    for month, amount in (("01", "0.00"), ("02", "-1250.00")):
        row = first.replace(",0.00,", f",{amount},", 1)
        (tmp_path / "acts.csv").write_text(f"{header}\n{row}\n", encoding="utf-8")
        run("load", "sample", "acts.csv", "--as-read-at", f"2026-{month}-01", cwd=tmp_path)
    (change,) = json.loads(
        run("changes", "--kind", "rewritten", "--field", "obligation", "--json", cwd=tmp_path).stdout
    )
    assert (change["before"], change["after"]) == ("0.00", "-1250.00")
    assert change["seen_at"].startswith("2026-02-01")
    said = run("changes", "--kind", "rewritten", cwd=tmp_path).stdout
    assert "1250.00" in said.replace(",", "")
    then = json.loads(run("award", change["award_id"], "--known-on", "2026-01-15", "--json", cwd=tmp_path).stdout)
    now = json.loads(run("award", change["award_id"], "--json", cwd=tmp_path).stdout)
    assert (then["obligated"], now["obligated"]) == ("0.00", "-1250.00")


def test_evidence_is_the_publishers_own_row(answer: Ask, quaestor: Run, busiest: str) -> None:
    act = answer("award", busiest)["actions"][0]
    found = answer("evidence", act["action_id"])
    text = json.dumps(found)
    assert act["evidence"]["source_file"] in text
    printed = SAMPLE.read_text(encoding="utf-8").splitlines()[act["evidence"]["source_row"]]
    assert printed.split(",")[0] in text
    assert act["evidence"]["source_file"][:20] in quaestor("evidence", act["action_id"], COLUMNS="120").stdout


def test_sql_gives_columns_and_rows_and_says_when_it_cut(answer: Ask, quaestor: Run) -> None:
    found = answer("sql", "SELECT award_id, obligated FROM award ORDER BY award_id", "--limit", "2")
    assert found["columns"] == ["award_id", "obligated"]
    assert len(found["rows"]) == 2
    assert "cut at --limit 2" in quaestor("sql", "SELECT award_id FROM award", "--limit", "2").stdout
