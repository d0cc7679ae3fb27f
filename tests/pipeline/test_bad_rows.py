"""Rows that cannot be kept stand in `reject`, whole, with their reason; rows around them keep their numbers."""

# ruff: noqa: E501 -- one case a line
from __future__ import annotations

import csv
import io
import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from made import SEARCH, search_file, search_row, sums, transaction_file, transaction_row

from quaestor import answers, pipeline
from quaestor.store import Lake

#: What is wrong with one row of a transaction download, and the reason that must be given.
WRONG: list[tuple[dict[str, str], str]] = [
    ({"extent_competed_code": "ZZ"}, "competed_code: unknown code ZZ"),
    ({"award_type_code": "Q", "award_or_idv_flag": "AWARD"}, "kind: unknown code award_type_code Q"),
    ({"action_type_code": "9"}, "reason_code: unknown code 9"),
    ({"action_date": "1949-12-31"}, "signed_on: outside 1950 to"),
    ({"action_date": f"{date.today().year + 2}-01-01"}, "signed_on: outside 1950 to"),
    ({"action_date": "2021-02-30"}, "signed_on: not a date (2021-02-30)"),
    ({"action_date": ""}, "signed_on: blank"),
    ({"federal_action_obligation": "10000000000000.00"}, "obligation: past any contract"),
    ({"base_and_all_options_value": "-99999999999999"}, "ceiling_change: past any contract"),
    ({"federal_action_obligation": "five"}, "obligation: not an amount (five)"),
    ({"federal_action_obligation": ""}, "obligation: blank"),
    ({"contract_transaction_unique_key": "", "award_id_piid": " "}, "action_id: blank"),
    ({"contract_award_unique_key": ""}, "award_id: blank"),
    ({"number_of_offers_received": "many"}, "offers: not a whole number (many)"),
]
PERSON = {
    "highly_compensated_officer_1_name": "JANE Q ROE",
    "highly_compensated_officer_1_amount": "412345.67",
    "recipient_phone_number": "2025550123",
    "transaction_description": "SPAN INSPECTION, CALL JANE ROE AT 202-555-0123 OR JANE.ROE@EXAMPLE.ORG",
}
SOLE = {"recipient_name": "RICHARD B POE", "recipient_name_raw": "RICHARD B POE", "sole_proprietorship": "t"}
PEOPLE = ("JANE", "ROE", "412345", "5550123", "555-0123", "EXAMPLE.ORG", "RICHARD", "POE")


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A store of one download: every wrong row between two good ones, the last four ragged."""
    folder = tmp_path_factory.mktemp("rows")
    rows = []
    for number, (wrong, _) in enumerate(WRONG):
        rows += [good(8 * number + place) for place in range(7)] + [
            transaction_row(8 * number + 7, "7.00", **(PERSON | wrong))
        ]
    path = transaction_file(folder / "all.csv", rows)
    with path.open("a", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\r\n")
        for number in (900, 901):
            ragged = list(transaction_row(number, "9.00", **PERSON, **SOLE).values())
            writer.writerow([*ragged[:3], "ONE MORE", *ragged[3:]])
            writer.writerow([*ragged[:3], *ragged[4:]])
            writer.writerow(list(good(number).values()))
    found = pipeline.load(folder / "store", "usaspending_transactions", [path])
    assert (found["rows_read"], found["rejected"]) == (len(rows) + 6, len(WRONG) + 4)
    with Lake.open(folder / "store") as lake:
        yield lake


def good(number: int) -> dict[str, str]:
    return transaction_row(number, f"{number}.25", transaction_description=f"SPAN {number}", **SOLE)


@pytest.mark.parametrize("place", range(len(WRONG)))
def test_a_wrong_row_is_put_aside_whole_with_its_reason(place: int, lake: Lake) -> None:
    wrong, reason = WRONG[place]
    [row] = lake.query("SELECT * FROM reject WHERE source_row = ?", [8 * place + 8])
    assert row["reason"].startswith(reason)
    assert row["name"] == "all.csv"
    content = json.loads(row["content"])
    expected = transaction_row(8 * place + 7, "7.00", **wrong)
    for name in ("contract_award_unique_key", "federal_action_obligation", "action_date", "recipient_uei"):
        assert (content[name] or "") == expected[name]


def test_ragged_rows_are_put_aside_and_say_how_many_cells_they_have(lake: Lake) -> None:
    at = 8 * len(WRONG)
    rows = lake.query("SELECT source_row, reason FROM reject WHERE source_row > ? ORDER BY source_row", [at])
    width = len(transaction_row(1, "1"))
    said = [f"{width + 1} cells where the header has {width}", f"{width - 1} cells where the header has {width}"]
    assert [(row["source_row"] - at, row["reason"]) for row in rows] == [
        (1, said[0]), (2, said[1]), (4, said[0]), (5, said[1]),
    ]  # fmt: skip


def test_no_person_stands_in_what_was_put_aside_or_kept(lake: Lake) -> None:
    for text in (row["content"] for row in lake.query("SELECT content FROM reject")):
        assert [word for word in PEOPLE if word in text.upper()] == []
    for folder in (lake.path / "evidence").iterdir():
        kept = lake.query(f"SELECT CAST(to_json(r) AS VARCHAR) AS content FROM read_parquet('{folder}/*.parquet') r")
        assert kept
        assert [word for word in PEOPLE if any(word in row["content"].upper() for row in kept)] == []


def test_every_row_that_is_kept_leads_back_to_its_own_row(lake: Lake) -> None:
    acts = lake.query("SELECT action_id, obligation, description FROM action ORDER BY random() LIMIT 25")
    acts += lake.query(
        "SELECT action_id, obligation, description FROM action WHERE piid IN ('90AB21F0000900', '90AB21F0000901')"
    )
    for act in acts:
        [row] = answers.evidence(lake, act["action_id"])["rows"]
        printed = dict(row["columns"])
        assert printed["contract_transaction_unique_key"] == act["action_id"]
        assert Decimal(printed["federal_action_obligation"]) == act["obligation"]
        assert printed["transaction_description"] == act["description"]


def test_the_money_of_a_file_is_its_parts(lake: Lake) -> None:
    [file] = lake.query("SELECT * FROM file")
    assert file["rows_read"] == file["kept"] + file["repeated"] + file["rejected"]
    assert file["amount_read"] == file["amount_kept"] + file["amount_repeated"] + file["amount_rejected"]
    assert len(set(map(str, sums(lake)))) == 1


def load(folder: Path, data: str) -> Lake:
    """A store of one search extract with this text."""
    path = folder / "FY_20260101T000000.csv"
    path.write_bytes(data.encode())
    pipeline.load(folder / "store", "usaspending_search", [path])
    return Lake.open(folder / "store")


def as_text(rows: list[list[str]], line: str) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator=line).writerows([SEARCH, *rows])
    return out.getvalue()


@pytest.mark.parametrize("ragged", [False, True], ids=["whole", "with a ragged row"])
@pytest.mark.parametrize("line", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_awkward_text_is_kept_as_printed_and_rows_keep_their_numbers(line: str, ragged: bool, tmp_path: Path) -> None:
    words = [
        'the "old" span', f"first{line}second,{line}{line}third", '"', "x" * 2**20, "ČŠŽ 橋 🌉", "a,b;c\td", "'); DROP TABLE load; --",
        "back\\slash\\", '""', "end",
    ]  # fmt: skip
    rows = [search_row(number, f"{number}.00", words=text) for number, text in enumerate(words)]
    text = "\ufeff" + as_text(rows[:5], line)
    if ragged:
        text += f"ICE,P77,TOO SHORT,1.00{line}"
    text += as_text(rows[5:], line).split(line, 1)[1]
    with load(tmp_path, text) as lake:
        held = lake.query("SELECT piid, source_row, description FROM action ORDER BY CAST(substr(piid, 2) AS INTEGER)")
        assert [row["description"] for row in held] == words
        assert [row["source_row"] for row in held] == [n + 1 + (ragged and n >= 5) for n in range(len(words))]
        for number in (4, 5, 9):
            found = answers.evidence(lake, f"7012_-NONE-_P{number}_0_-NONE-_0")["rows"][0]
            assert dict(found["columns"])["Transaction Description"] == words[number]
        rejects = lake.query("SELECT source_row, reason FROM reject")
        assert rejects == ([{"source_row": 6, "reason": "4 cells where the header has 10"}] if ragged else [])


@pytest.mark.parametrize("ragged", [False, True], ids=["whole", "with a ragged row"])
def test_bytes_of_zero_are_left_out_of_the_text(ragged: bool, tmp_path: Path) -> None:
    rows = [search_row(number, f"{number}.00", words="SP\0AN") for number in range(9)]
    with load(tmp_path, as_text(rows, "\n") + ("ICE,P9\n" if ragged else "")) as lake:
        assert {row["description"] for row in lake.query("SELECT description FROM action")} == {"SPAN"}
        assert lake.value("SELECT count(*) FROM action") == 9
        assert lake.value("SELECT count(*) FROM reject") == int(ragged)


def test_blank_lines_are_no_rows(tmp_path: Path) -> None:
    rows = as_text([search_row(number, f"{number}.00", words=f"SPAN {number}") for number in range(9)], "\n").split(
        "\n"
    )
    rows[4:4] = ["", ""]
    with load(tmp_path, "\n".join([*rows, "", ""])) as lake:
        assert lake.value("SELECT rows_read FROM load") == 9
        found = answers.evidence(lake, "7012_-NONE-_P8_0_-NONE-_0")["rows"][0]
        assert (found["source_row"], dict(found["columns"])["Transaction Description"]) == (9, "SPAN 8")


def test_a_row_printed_twice_is_one_act_and_the_second_counts_as_repeated(tmp_path: Path) -> None:
    rows = [search_row(number, f"{number}.50") for number in range(10)]
    path = search_file(tmp_path / "FY_20260101T000000.csv", [*rows, rows[3], rows[3], rows[7]])
    found = pipeline.load(tmp_path / "store", "usaspending_search", [path])
    assert [found[name] for name in ("rows_read", "kept", "repeated", "rejected")] == [13, 10, 3, 0]
    with Lake.open(tmp_path / "store") as lake:
        assert sums(lake) == [(Decimal("50.00"), 10)] * 3
        [file] = lake.query("SELECT amount_read, amount_repeated FROM file")
        assert (file["amount_read"], file["amount_repeated"]) == (Decimal("64.50"), Decimal("14.50"))
