"""Judgements: what cannot stand is refused and changes nothing; a file of them is taken in whole, once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from quaestor import resolve
from quaestor.errors import InputError, NotHeld, UnreadableFile
from quaestor.resolve import judgements, sharing
from quaestor.resolve.judgements import Judgement
from quaestor.store import Lake

from .acted import Act, enter, families

A, B, C, D = (f"uei:{letter * 12}" for letter in "ABCD")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lake]:
    folder = tmp_path_factory.mktemp("judgements") / "store"
    with Lake.open(folder, create=True, read_only=False) as opened:
        opened.execute("BEGIN TRANSACTION")
        enter(opened, [Act(n, id_, f"FIRM {id_[-1]}", date(2020, 1, n)) for n, id_ in enumerate((A, B, C, D), start=1)])
        opened.execute("COMMIT")
        yield opened


def make(lake: Lake, kind: Any, left: str, right: str, *days: str | None) -> dict[str, Any]:
    from_on, to_on = ([date.fromisoformat(day) if day else None for day in days] + [None, None])[:2]
    return judgements.make(lake, Judgement(kind, left, right, "a reason", None, from_on, to_on))


def rows(lake: Lake) -> list[dict[str, Any]]:
    return lake.query("FROM judgement ORDER BY judgement_id")


REFUSED: dict[str, tuple[list[tuple[Any, ...]], tuple[Any, ...], str]] = {
    "an unknown id": ([], ("same", A, "uei:NOBODY000000"), "no supplier or parent uei:NOBODY000000 is held"),
    "both sides one": ([], ("same", A, A), "both sides are"),
    "same and held apart": ([("not_same", A, B)], ("same", A, B), "holds apart"),
    "same by way of a third": ([("not_same", A, C), ("same", A, B)], ("same", B, C), "holds apart"),
    "apart and the same": ([("same", A, B), ("same", B, C)], ("not_same", A, C), "are the same"),
    "a cycle of two": ([("parent_of", A, B)], ("parent_of", B, A), "a cycle of parents"),
    "a cycle of three": ([("parent_of", A, B), ("parent_of", B, C)], ("parent_of", C, A), "a cycle of parents"),
    "its own parent": ([("same", A, B)], ("parent_of", A, B), "would be its own parent"),
    "two parents at once": (
        [("parent_of", A, C, "2010-01-01", "2015-12-31")], ("parent_of", B, C, "2015-12-31"), "two parents at once",
    ),
    "two parents of one entity": ([("parent_of", A, C), ("same", C, D)], ("parent_of", B, D), "two parents at once"),
    "days in the wrong order": ([], ("parent_of", A, B, "2015-01-01", "2014-01-01"), "comes before the first"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_stand_is_refused_and_changes_nothing(lake: Lake, case: str) -> None:
    before, refused, what = REFUSED[case]
    for one in before:
        make(lake, *one)
    held = rows(lake)
    with pytest.raises((InputError, NotHeld), match=what) as error:
        make(lake, *refused)
    assert error.value.advice or "days" in case or case == "an unknown id"
    assert rows(lake) == held


def test_parents_follow_one_another_without_a_day_in_common(lake: Lake) -> None:
    make(lake, "parent_of", A, C, "2010-01-01", "2014-12-31")
    make(lake, "parent_of", B, C, "2015-01-01")
    make(lake, "parent_of", C, A, "2015-01-01")  # no cycle: A owned it only before
    resolve.refresh(lake)
    stays = lake.query("SELECT family_id, from_on FROM family_member WHERE supplier_id = ? AND stands ORDER BY 2", [C])
    assert [row["from_on"] for row in stays] == [date(2010, 1, 1), date(2015, 1, 1), None]
    assert len({row["family_id"] for row in stays}) == 3


def test_the_same_judgement_made_twice_is_one(lake: Lake) -> None:
    assert make(lake, "same", A, B)["judgement_id"] == make(lake, "same", B, A)["judgement_id"]
    assert len(rows(lake)) == 1


def test_withdrawing_needs_a_reason_and_a_judgement_that_stands(lake: Lake) -> None:
    one = make(lake, "same", A, B)["judgement_id"]
    with pytest.raises(NotHeld):
        judgements.withdraw(lake, "j:nothing", "no")
    with pytest.raises(InputError, match="no reason"):
        judgements.withdraw(lake, one, " ")
    judgements.withdraw(lake, one, "no")
    with pytest.raises(InputError, match="already"):
        judgements.withdraw(lake, one, "no")
    assert judgements.listed(lake) == []
    assert [row["withdrawn_because"] for row in judgements.listed(lake, withdrawn=True)] == ["no"]


@pytest.mark.parametrize("ending", ["yml", "json"])
def test_a_file_gives_another_store_the_same_families_once(lake: Lake, tmp_path: Path, ending: str) -> None:
    make(lake, "same", A, B)
    make(lake, "parent_of", C, D, "2019-01-01")
    judgements.withdraw(lake, make(lake, "not_same", A, C)["judgement_id"], "hasty")
    resolve.refresh(lake)
    held, told = rows(lake), families(lake)
    assert sharing.write(lake, tmp_path / f"shared.{ending}") == 3
    lake.execute("DELETE FROM judgement")
    assert sharing.take(lake, tmp_path / f"shared.{ending}") == {"added": 3, "withdrawn": 0, "held": 0}
    resolve.refresh(lake)
    assert (rows(lake), families(lake)) == (held, told)
    assert sharing.take(lake, tmp_path / f"shared.{ending}") == {"added": 0, "withdrawn": 0, "held": 3}
    assert rows(lake) == held


def test_a_withdrawal_is_shared_too(lake: Lake, tmp_path: Path) -> None:
    one = make(lake, "same", A, B)["judgement_id"]
    judgements.withdraw(lake, one, "hasty")
    sharing.write(lake, tmp_path / "shared.yml")
    lake.execute("UPDATE judgement SET withdrawn_at = NULL, withdrawn_because = NULL")
    assert sharing.take(lake, tmp_path / "shared.yml") == {"added": 0, "withdrawn": 1, "held": 0}
    assert [row["withdrawn_because"] for row in rows(lake)] == ["hasty"]


ONE = {
    "judgement_id": "j:1",
    "kind": "same",
    "left_id": A,
    "right_id": B,
    "because": "x",
    "made_at": "2026-01-01T00:00:00",
}
BAD: dict[str, tuple[Any, str]] = {
    "another version": ({"quaestor_judgements": 2, "judgements": [ONE]}, "of version 2, this program reads 1"),
    "no version": ({"judgements": [ONE]}, "quaestor_judgements is missing"),
    "another file": (["a", "list"], "not a file of judgements"),
    "no list": ({"quaestor_judgements": 1, "judgements": "none"}, "not a list"),
    "an unknown id": ({"quaestor_judgements": 1,
                       "judgements": [ONE, ONE | {"judgement_id": "j:2", "right_id": "uei:X"}]},
                      "judgement 2: no supplier or parent uei:X"),
    "an unknown kind": ({"quaestor_judgements": 1, "judgements": [ONE | {"kind": "maybe"}]}, "no kind of judgement"),
    "no reason": ({"quaestor_judgements": 1, "judgements": [ONE | {"because": ""}]}, "is missing"),
    "no moment": ({"quaestor_judgements": 1, "judgements": [ONE | {"made_at": "yesterday"}]}, "no day or moment"),
    "a cycle": ({"quaestor_judgements": 1, "judgements": [
        ONE | {"kind": "parent_of"},
        ONE | {"judgement_id": "j:2", "kind": "parent_of", "left_id": B, "right_id": A,
               "made_at": "2026-01-02T00:00:00"},
    ]}, "judgement 2: a cycle of parents"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_a_bad_file_is_refused_with_its_place_and_changes_nothing(made: Lake, tmp_path: Path, case: str) -> None:
    content, what = BAD[case]
    (tmp_path / "bad.yml").write_text(json.dumps(content), encoding="utf-8")
    before = rows(made)
    with pytest.raises(InputError, match=what) as error, made.writing():
        sharing.take(made, tmp_path / "bad.yml")
    assert "bad.yml" in str(error.value.where)
    assert rows(made) == before


def test_a_file_that_is_none_says_so(lake: Lake, tmp_path: Path) -> None:
    (tmp_path / "bad.yml").write_bytes(b"{[\xff")
    for name in ("bad.yml", "nothing.yml"):
        with pytest.raises(UnreadableFile):
            sharing.take(lake, tmp_path / name)


def test_the_file_reads_as_yaml_with_names_for_the_eye(lake: Lake, tmp_path: Path) -> None:
    make(lake, "same", A, B)
    sharing.write(lake, tmp_path / "shared.yml")
    told = yaml.safe_load((tmp_path / "shared.yml").read_text(encoding="utf-8"))
    assert told["quaestor_judgements"] == 1
    assert [(one["left_name"], one["right_name"]) for one in told["judgements"]] == [("FIRM A", "FIRM B")]
