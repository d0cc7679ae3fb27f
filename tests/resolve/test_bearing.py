"""A run that goes by what differs from the last one leaves what a run over everything would find."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

import pytest

from quaestor import resolve
from quaestor.derive import identity
from quaestor.errors import InputError, NotHeld
from quaestor.resolve import bearing, judgements, printed
from quaestor.resolve.judgements import Judgement
from quaestor.sql import AMONG
from quaestor.store import Lake

from .acted import Act, enter, merger

FIRST, LAST = ("KEYSTONE", "ZENITH", "SPAN", "PIER", "QUUX", "GRANITE"), ("WORKS", "CABLES", "GROUP", "HOLDINGS")
FORMS = ("LLC", "INC", "")


@pytest.fixture
def lake(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> Lake:
    """An empty store in which however little is held, every run goes by what differs, whatever its share is."""
    monkeypatch.setattr(bearing, "FEW", -1)
    monkeypatch.setattr(bearing, "MOST", 2)
    return lake


class World:
    """Firms whose names, numbers, codes and parents meet by chance, and acts that print them."""

    def __init__(self, seed: int, firms: int = 24) -> None:
        self.chance, self.firms, self.number = random.Random(seed), firms, 0
        self.suppliers = [f"uei:S{at:011d}" for at in range(firms)] + [f"duns:{at:09d}" for at in range(firms // 2)]
        self.parents = [f"uei:P{at:011d}" for at in range(firms // 3)] + [f"duns:9{at:08d}" for at in range(firms // 3)]
        self.parents += self.suppliers[: firms // 3]
        self.called = {one: self.name() for one in (*self.suppliers, *self.parents)}
        self.home = {one: self.chance.choice([None, self.chance.choice(self.parents), one]) for one in self.suppliers}

    def name(self) -> str:
        some = self.chance.randrange(self.firms) if self.chance.random() < 0.6 else ""
        return f"{self.chance.choice(FIRST)} {self.chance.choice(LAST)} {some} {self.chance.choice(FORMS)}".strip()

    def act(self) -> Act:
        self.number += 1
        often = self.chance.random
        one = self.chance.choice(self.suppliers)
        parent = self.home[one] if often() < 0.8 else self.chance.choice([None, *self.parents])
        name = self.called[one] if often() < 0.9 else self.name()
        printed = (self.called[parent] if often() < 0.8 else name) if parent else None
        duns = f"{self.chance.randrange(self.firms):09d}" if often() < 0.3 else None
        cage = f"{self.chance.randrange(self.firms):05d}" if often() < 0.15 else None
        supplier = f"name:{name}, USA" if often() < 0.1 else one
        day = date(2005 + self.chance.randrange(15), 1 + self.chance.randrange(12), 3)
        return Act(
            self.number, supplier, name, day, parent, printed, duns=duns if supplier.startswith("uei") else None,
            cage=cage, award=f"A{self.chance.randrange(9)}", reason=self.chance.choice([None, None, "J", "R"]),
        )  # fmt: skip

    def judge(self, lake: Lake) -> None:
        known = [row["supplier_id"] for row in lake.query("SELECT supplier_id FROM entity ORDER BY 1")]
        kind: Any = self.chance.choice(["same", "not_same", "parent_of"])
        try:
            judgements.make(lake, Judgement(kind, *self.chance.sample(known, 2), "a reason"))
        except (InputError, NotHeld):  # it cannot stand beside another, or one is held no more
            return

    def withdraw(self, lake: Lake) -> None:
        """Takes acts away, as a correction does, and ends a judgement."""
        held = [row["action_id"] for row in lake.query("SELECT action_id FROM action_version ORDER BY 1")]
        gone = self.chance.sample(held, 3)
        lake.execute(f"DELETE FROM action_version WHERE action_id {AMONG}", [gone])
        lake.execute("CREATE OR REPLACE TEMP TABLE touched (award_id VARCHAR)")
        identity.refresh(lake)
        for row in lake.query("SELECT judgement_id FROM judgement WHERE withdrawn_at IS NULL ORDER BY 1 LIMIT 1"):
            judgements.withdraw(lake, row["judgement_id"], "it was wrong")


def state(lake: Lake) -> dict[str, list[dict[str, Any]]]:
    names = ("entity", "family", "family_member", "supplier_event", "resolved")
    return {name: lake.query(f"FROM {name} ORDER BY ALL") for name in names}


@pytest.mark.parametrize("seed", [3, 8])
def test_finding_all_anew_after_it_changes_nothing_and_no_id(lake: Lake, seed: int) -> None:
    world = World(seed)
    merger(lake, world.name().removesuffix(" LLC"), world.called[world.parents[0]], date(2012, 1, 1))
    enter(lake, [world.act() for _ in range(40)])
    for _ in range(2):
        world.withdraw(lake)
        world.judge(lake)
        enter(lake, [world.act() for _ in range(4)])
        found = state(lake)
        resolve.refresh(lake, all_anew=True)
        assert state(lake) == found


def test_it_bears_on_what_hangs_together_with_it_alone_and_sums_move_everywhere(lake: Lake) -> None:
    some = [Act(at, f"uei:S{at:011d}", f"KEYSTONE {at} WORKS", date(2015, 1, 1)) for at in range(6)]
    enter(lake, some)
    day, under = date(2016, 1, 1), {"parent": some[1].supplier, "parent_name": some[1].name}
    again = [
        Act(11, some[0].supplier, some[0].name, day),
        Act(12, "uei:T00000000001", "ANOTHER", day, **under),  # type: ignore[arg-type]
    ]
    before = state(lake)
    enter(lake, again)
    printed.read(lake)
    printed.common(lake)
    assert bearing.narrow(lake) is True, "nothing differs from the run that was just made"
    assert lake.value("SELECT count(*) FROM temp.bearing") == 0
    now = state(lake)
    moved = {row["supplier_id"] for row in now["entity"] if row not in before["entity"]}
    assert moved == {some[0].supplier, some[1].supplier, "uei:T00000000001"}
    assert {row["obligated"] for row in now["entity"] if row["supplier_id"] == some[0].supplier} == {2}
    assert {row["obligated"] for row in now["family"] if row["founder_id"] == some[0].supplier} == {2}
    ids = {row["supplier_id"]: row["family_id"] for row in now["family_member"]}
    assert ids["uei:T00000000001"] == ids[some[1].supplier]
