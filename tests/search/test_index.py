"""The index follows the lake: after any load it holds what one written anew would, and where it is behind it says so
and catches up."""

from __future__ import annotations

import random
import shutil
import subprocess
from collections.abc import Callable
from datetime import datetime, timedelta
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import pytest
from made import CHANCES, python, search_file, search_row, stamped, transaction_file, transaction_row

from quaestor import answers, pipeline, search
from quaestor.answers.search import BEHIND, UNBUILT, UNREADABLE
from quaestor.search import build
from quaestor.store import Lake

Check = Callable[[Path], dict[str, Any]]

#: Loads one file, and dies before its index is written, within that, or after it.
LOADER = """
import os, sys
from quaestor import pipeline, search
from quaestor.search import build
where, store, file = sys.argv[1:]
def die(*args, **rest):
    if where == "after the index":
        build.refresh(*args, **rest)
    os.kill(os.getpid(), 9)
if where == "in the index":
    build.stamp = die
else:
    search.refresh = die
pipeline.load(store, "usaspending_search", [file])
"""


def day(number: int) -> str:
    return stamped(datetime(2026, 1, 1) + timedelta(days=number))


def found(store: Path, q: str, **asked: Any) -> dict[str, Any]:
    with Lake.open(store) as lake:
        return answers.search(lake, q, **asked)


def refreshed(store: Path) -> dict[str, Any]:
    with Lake.open(store, read_only=False) as lake, lake.exclusive():
        return search.refresh(lake)


@pytest.fixture
def snapshots(tmp_path: Path) -> list[Path]:
    """Five readings of one publisher: words, names and amounts rewritten, an award new, awards gone and come back."""
    base = [search_row(n, f"{n}.50", words=f"SPANS OF BRIDGE {n}", supplier=f"WORKS {n % 7} LLC") for n in range(60)]

    def edited(**changes: dict[str, str]) -> list[list[str]]:
        rows = [list(row) for row in base]
        for number, change in changes.items():
            rows[int(number[1:])] = search_row(int(number[1:]), **({"amount": "7.00"} | change))  # type: ignore[arg-type]
        return rows

    readings = [
        base,
        edited(n3={"words": "SKIP TRACING"}, n4={"supplier": "RENAMED LLC"}, n5={"amount": "-3.25"}),
        [*edited(n3={"words": "SKIP TRACING"})[8:], search_row(900, "1.00", words="A NEW AWARD")],
        edited(n3={"words": "SKIP TRACING"})[8:],
        [*base, search_row(3, "2.00", mod="P00001", words="ADDS SKIP TRACING", day="2025-11-02")],
    ]
    return [search_file(tmp_path / day(number), rows) for number, rows in enumerate(readings)]


def test_after_every_load_the_index_holds_what_one_written_anew_would(
    tmp_path: Path, snapshots: list[Path], check: Check
) -> None:
    store = tmp_path / "store"
    for file in snapshots:
        pipeline.load(store, "usaspending_search", [file])
        held = check(store)
    assert held["words"]["words"]["tracing"] == 1  # every version rewritten since is out of the counts
    assert held["words"]["shelf"] == {"awards": 60, "suppliers": 8, "agencies": 1}
    with Lake.open(store) as lake:
        assert lake.value("SELECT count(*) FROM change WHERE kind = 'withdrawn'")
        assert lake.value("SELECT count(*) FROM change WHERE kind = 'rewritten'")
    assert found(store, "skip tracing")["count"] == 1


def test_loads_of_several_sources_and_out_of_order_are_followed(
    tmp_path: Path, snapshots: list[Path], check: Check
) -> None:
    store = tmp_path / "store"
    pipeline.load(store, "usaspending_search", [snapshots[2]])
    rows = [transaction_row(n, f"{n}.00", transaction_description=f"CURRENT {n}") for n in range(9)]
    pipeline.load(store, "usaspending_transactions", [transaction_file(tmp_path / "full.csv", rows)])
    check(store)
    pipeline.load(store, "usaspending_search", [snapshots[0], snapshots[1]])  # older: history is made again
    check(store)
    gone = [transaction_row(n, "", correction_delete_ind="D") for n in range(3)]
    rewritten = [transaction_row(5, "5.00", recipient_name="ANOTHER NAME INC", transaction_description="REWRITTEN")]
    pipeline.load(store, "usaspending_transactions", [transaction_file(tmp_path / "delta.csv", [*gone, *rewritten])])
    check(store)
    with as_file(files("quaestor.sources.sample").joinpath("actions.csv")) as sample:
        pipeline.load(store, "sample", [sample])
    check(store)


def act(chance: random.Random, number: int, mod: int, *, moved: bool = False) -> dict[str, str]:
    """An act on a vehicle (every third) or an order, with words, names and numbers drawn by chance."""
    vehicle, piid = number % 3 == 0, f"P{number}"
    key = f"CONT_IDV_{piid}_7012" if vehicle else f"CONT_AWD_{piid}_7012_{'V1_7012' if moved else '-NONE-_-NONE-'}"
    return transaction_row(number, f"{chance.randint(-500, 5000)}.00") | {
        "contract_transaction_unique_key": f"7012_-NONE-_{piid}_{mod}_-NONE-_0",
        "contract_award_unique_key": key,
        "award_id_piid": piid,
        "parent_award_id_piid": "",
        "parent_award_agency_id": "",
        "modification_number": str(mod),
        "award_or_idv_flag": "IDV" if vehicle else "AWARD",
        "award_type_code": "" if vehicle else "C",
        "idv_type_code": "B" if vehicle else "",
        "awarding_sub_agency_code": chance.choice(("7012", "7012", "7014")),
        "action_date": f"{2022 + mod % 3}-{1 + mod % 9:02d}-{1 + number % 27:02d}",
        "base_and_all_options_value": chance.choice(("5000000.00", "7000000.00")) if mod == 0 and vehicle else "0.00",
        "potential_total_value_of_award": "",
        "recipient_name": chance.choice(("KEYSTONE LLC", "SPAN AND SONS INC", "ARCH COMPANY")),
        "recipient_uei": f"UEI{chance.randint(1, 6):09d}",
        "sole_proprietorship": chance.choice(("t", "f", "f", "f")),
        "transaction_description": chance.choice(("SPANS", "ARCHES", "SKIP TRACING", "")),
        "solicitation_identifier": f"S{number // 12}" if vehicle else "",
    }


@pytest.mark.parametrize("seed", range(CHANCES))
def test_after_deltas_drawn_by_chance_the_index_holds_what_one_written_anew_would(
    tmp_path: Path, check: Check, seed: int
) -> None:
    chance, store = random.Random(seed), tmp_path / "store"
    held = {(number, mod): act(chance, number, mod) for number in range(1, 40) for mod in range(chance.randint(1, 4))}
    others = [search_row(n, "1.00", mod=str(m), day=row["action_date"]) for (n, m), row in held.items() if n % 4 == 1]
    pipeline.load(store, "usaspending_search", [search_file(tmp_path / "FY2024_20240101T000000.csv", others)])
    full = tmp_path / "FY2024_090_Contracts_Full_20240406_1.csv"
    pipeline.load(store, "usaspending_transactions", [transaction_file(full, list(held.values()))])
    check(store)
    for month in range(5, 8):
        rows = []
        for key in chance.sample(sorted(held), 4):  # corrections, of which one moves its record to another award
            held[key] = act(chance, *key, moved=not rows)
            rows.append(held[key] | {"correction_delete_ind": "C"})
        leaving = chance.sample(sorted(held), 3)
        for key in leaving:
            gone = held.pop(key)["contract_transaction_unique_key"]
            rows = [row for row in rows if row["contract_transaction_unique_key"] != gone]
            rows.append({"correction_delete_ind": "D", "contract_transaction_unique_key": gone})
        for number in chance.sample(sorted(set(range(1, 50)) - {number for number, _ in leaving}), 3):
            mod = 1 + max((m for n, m in held if n == number), default=-1)
            held[number, mod] = act(chance, number, mod)
            rows.append(held[number, mod] | {"correction_delete_ind": ""})
        path = tmp_path / f"FY(All)_090_Contracts_Delta_2024{month:02d}06_1.csv"
        pipeline.load(store, "usaspending_transactions", [transaction_file(path, rows)])
        check(store)


def test_a_small_load_writes_a_small_part_of_the_index(tmp_path: Path, snapshots: list[Path]) -> None:
    store = tmp_path / "store"
    pipeline.load(store, "usaspending_search", [snapshots[0]])
    older = tmp_path / "older"
    shutil.copytree(store / "search", older)
    pipeline.load(store, "usaspending_search", [snapshots[1]])
    shutil.rmtree(store / "search")
    shutil.copytree(older, store / "search")
    done = refreshed(store)
    assert done["rebuilt"] is False
    assert 0 < done["written"] < 20  # three awards, their suppliers, one agency
    assert refreshed(store) == {"rebuilt": False, "written": 0}


@pytest.mark.parametrize("where", ["before the index", "in the index", "after the index"])
def test_a_load_killed_around_its_index_leaves_one_that_says_it_is_behind_and_is_healed(
    tmp_path: Path, snapshots: list[Path], check: Check, where: str
) -> None:
    store = tmp_path / "store"
    pipeline.load(store, "usaspending_search", [snapshots[0]])
    before = found(store, "skip tracing")
    assert before["count"] == 0
    process = python(LOADER, where, store, snapshots[1], stderr=subprocess.PIPE)
    process.communicate(timeout=120)
    assert process.returncode == -9
    with Lake.open(store) as lake:
        assert lake.value("SELECT count(*) FROM load") == 2  # the load stands
    after = found(store, "skip tracing")
    if where == "after the index":
        assert (after["count"], after["index"]["behind"]) == (1, False)
    else:
        assert (after["count"], after["index"]["behind"]) == (0, True)
        assert BEHIND in after["said"]
    pipeline.load(store, "usaspending_search", [snapshots[1]])  # nothing new in it
    assert found(store, "skip tracing")["index"] == {"built": True, "behind": False}
    check(store)


def test_a_store_without_an_index_says_so_and_maintenance_makes_it(
    tmp_path: Path, snapshots: list[Path], check: Check
) -> None:
    store = tmp_path / "store"
    pipeline.load(store, "usaspending_search", [snapshots[0]])
    shutil.rmtree(store / "search")
    told = found(store, "bridge")
    assert told["index"]["built"] is False
    assert told["said"] == [UNBUILT]
    assert answers.suggest(Lake.open(store), "works")["suggestions"] == []
    assert pipeline.maintain(store)["indexed"] > 60
    assert found(store, "bridge")["count"] == 60
    check(store)


def test_maintenance_keeps_the_index_and_writes_nothing_twice(
    tmp_path: Path, snapshots: list[Path], check: Check
) -> None:
    store = tmp_path / "store"
    pipeline.load(store, "usaspending_search", snapshots[:3])
    done = pipeline.maintain(store)
    assert done["indexed"] == 0
    assert found(store, "bridge")["index"] == {"built": True, "behind": False}
    check(store)
    pipeline.load(store, "usaspending_search", snapshots[3:])
    check(store)
    assert pipeline.maintain(store, rebuild=True)["indexed"] > 60
    check(store)


def test_an_index_older_than_maintenance_is_written_anew(tmp_path: Path, snapshots: list[Path], check: Check) -> None:
    store = tmp_path / "store"
    pipeline.load(store, "usaspending_search", [snapshots[0]])
    older = tmp_path / "older"
    shutil.copytree(store / "search", older)
    pipeline.load(store, "usaspending_search", [snapshots[1]])
    pipeline.maintain(store)
    shutil.rmtree(store / "search")
    shutil.copytree(older, store / "search")
    assert found(store, "bridge")["index"]["behind"] is True
    assert refreshed(store)["rebuilt"] is True
    check(store)


def test_an_index_of_a_lake_since_restored_from_a_copy_is_written_anew(
    tmp_path: Path, snapshots: list[Path], check: Check
) -> None:
    store, copy = tmp_path / "store", tmp_path / "copy"
    pipeline.load(store, "usaspending_search", [snapshots[0]])
    shutil.copytree(store, copy)
    pipeline.load(store, "usaspending_search", [snapshots[1]])
    shutil.rmtree(copy / "search")
    shutil.copytree(store / "search", copy / "search")
    # The restored lake now counts to the number that the index stands for, with other records.
    pipeline.load(copy, "usaspending_search", [snapshots[2]])
    assert found(copy, "renamed")["count"] == 0
    check(copy)


@pytest.mark.parametrize("damage", ["meta.json", "a segment"])
def test_a_damaged_index_is_said_and_made_anew(
    tmp_path: Path, snapshots: list[Path], check: Check, damage: str
) -> None:
    store = tmp_path / "store"
    pipeline.load(store, "usaspending_search", [snapshots[0]])
    folder = store / "search" / f"v{build.shelves.FORMAT}"
    for file in [folder / "meta.json"] if damage == "meta.json" else folder.glob("*.store"):
        file.write_bytes(b"")
    told = found(store, "bridge")
    assert (told["index"]["built"], told["said"]) == (False, [UNREADABLE])
    pipeline.maintain(store)
    assert found(store, "bridge")["count"] == 60
    check(store)


def test_a_load_that_is_refused_changes_no_index_and_those_before_it_are_found(
    tmp_path: Path, snapshots: list[Path], check: Check
) -> None:
    store = tmp_path / "store"
    wrong = tmp_path / day(9)
    wrong.write_text("Agency,Award ID\nICE,P1\n", encoding="utf-8")
    with pytest.raises(ValueError, match="column"):
        pipeline.load(store, "usaspending_search", [snapshots[0], wrong])
    assert found(store, "bridge")["count"] == 60
    check(store)


def test_a_reader_that_is_open_sees_the_newest_commit(tmp_path: Path, snapshots: list[Path]) -> None:
    store = tmp_path / "store"
    pipeline.load(store, "usaspending_search", [snapshots[0]])
    with Lake.open(store) as lake:
        assert answers.search(lake, "tracing")["count"] == 0
        pipeline.load(store, "usaspending_search", [snapshots[1]])
        assert answers.search(lake, "tracing")["count"] == 1
        pipeline.maintain(store, rebuild=True)
        assert answers.search(lake, "tracing")["count"] == 1
        shutil.rmtree(store / "search")
        assert answers.search(lake, "tracing")["index"]["built"] is False


@pytest.mark.postgres
def test_a_store_with_its_catalog_in_postgresql_is_followed_too(
    tmp_path: Path, snapshots: list[Path], postgres: str
) -> None:
    store = tmp_path / "store"
    for file in snapshots[:3]:
        pipeline.load(store, "usaspending_search", [file], catalog=postgres)
    told = found(store, "skip tracing")
    assert (told["count"], told["index"]["behind"]) == (1, False)
    assert found(store, "“a new award”")["hits"][0]["piid"] == "P900"
    shutil.rmtree(store / "search")
    assert refreshed(store)["rebuilt"] is True
    assert found(store, "skip tracing")["count"] == 1


def test_no_individual_is_in_the_index_though_the_owner_shows_their_names(tmp_path: Path) -> None:
    store = tmp_path / "store"
    row = transaction_row(
        1, "10.00", recipient_name="MARIGOLD THISTLEDOWN", sole_proprietorship="t", recipient_uei="PERSONUEI123"
    )
    other = transaction_row(2, "20.00", recipient_name="KEYSTONE WORKS LLC")
    file = transaction_file(tmp_path / "full.csv", [row, other])
    pipeline.load(store, "usaspending_transactions", [transaction_file(tmp_path / "none.csv", [other])])
    (store / "quaestor.yml").write_text(
        (store / "quaestor.yml").read_text().replace("show_individuals: false", "show_individuals: true")
    )
    pipeline.load(store, "usaspending_transactions", [file])
    with Lake.open(store) as lake:
        assert lake.value("SELECT count(*) FROM award WHERE supplier_name = 'MARIGOLD THISTLEDOWN'") == 1
        for q in ("thistledown", "marigold", "PERSONUEI123", "thistle*", "thistledawn"):
            told = answers.search(lake, q)
            assert (told["count"], told["counts"]["suppliers"], told["exact"]) == (0, 0, None), q
            assert answers.suggest(lake, q)["suggestions"] == []
        assert answers.search(lake, "keystone")["counts"]["suppliers"] == 1
