"""Which family an entity belonged to when: from its runs under parents, the list of mergers, and judgements.

A run of records under one parent begins an interval that ends where the next run begins; the first reaches back and the
last forward without end, since nothing else is known. A run of one day between two runs of one other family is kept as
a disagreement, and so is one that lies within a longer run of other records of the same entity.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Stay:
    """A stay in the family of `root` from one day to another, None where it is open."""

    root: str
    from_on: date | None
    to_on: date | None
    how: str
    stands: bool = True
    parent_id: str | None = None
    parent_name: str | None = None
    evidence: str | None = None
    note: str | None = None


@dataclass(frozen=True)
class Rule:
    """What the list or a person says of an entity: `left` is its parent between two days."""

    left: str
    from_on: date | None
    to_on: date | None
    evidence: str
    note: str | None = None


def of_runs(runs: Sequence[dict[str, Any]], itself: str) -> list[Stay]:
    """The stays of one entity by its runs (`root, first_on, last_on, days, ...`); `itself` is its own family's root."""
    kept: list[dict[str, Any]] = []
    against: list[dict[str, Any]] = []
    for run in sorted(runs, key=lambda r: (r["first_on"], r["last_on"], r["root"], r["parent_id"])):
        if (
            kept
            and run["root"] != kept[-1]["root"]
            and run["last_on"] <= kept[-1]["last_on"]
            and run["days"] <= kept[-1]["days"]
        ):
            against.append(run)
        else:
            _add(kept, run)
    at = 1
    while at < len(kept) - 1:
        before, one, after = kept[at - 1 : at + 2]
        if one["days"] == 1 and before["root"] == after["root"] and before["days"] + after["days"] > 2:
            against.append(one)
            kept[at - 1 : at + 2] = []
            _add(kept, before, at - 1)
            kept[at - 1] |= {
                "last_on": max(before["last_on"], after["last_on"]),
                "days": before["days"] + after["days"],
            }
            at = max(1, at - 1)
        else:
            at += 1
    stays = []
    for number, run in enumerate(kept):
        until = kept[number + 1]["first_on"] - _DAY if number + 1 < len(kept) else None
        stays.append(_stay(run, itself, None if number == 0 else run["first_on"], until))
    stays += [
        replace(
            _stay(run, itself, run["first_on"], run["last_on"]),
            stands=False,
            note="printed once among records that print another parent"
            if run["days"] == 1
            else "printed at a time when other records of the same firm print another parent",
        )
        for run in against
    ]
    return [one for one in stays if one.to_on is None or one.from_on is None or one.from_on <= one.to_on]


def _add(kept: list[dict[str, Any]], run: dict[str, Any], at: int | None = None) -> None:
    if at is not None:
        kept.insert(at, dict(run))
    elif kept and kept[-1]["root"] == run["root"]:
        last = kept[-1]
        kept[-1] = last | {"last_on": max(last["last_on"], run["last_on"]), "days": last["days"] + run["days"]}
    else:
        kept.append(dict(run))


def _stay(run: dict[str, Any], itself: str, from_on: date | None, to_on: date | None) -> Stay:
    how = "itself" if run["root"] == itself else "reported"
    return Stay(run["root"], from_on, to_on, how, True, run["parent_id"], run["parent_name"], run["evidence"])


@dataclass
class Timelines:
    """The stays of entities once the list and judgements are taken into account.

    runs: of each entity. root: the root of the group that an entity's own family is. listed: by entity, what the list
    says of its owners, in the order of their days. judged: parents by judgement, by the root of the group that they are
    given to.
    """

    runs: dict[str, list[dict[str, Any]]]
    root: dict[str, str]
    listed: dict[str, list[Rule]]
    judged: dict[str, list[Rule]]
    _known: dict[str, list[Stay]] = field(default_factory=dict)

    def of(self, entity: str, above: tuple[str, ...] = ()) -> list[Stay]:
        """The stays of the entity, those that do not stand among them; `above`: entities that it is being asked for."""
        if entity in self._known:
            return self._known[entity]
        itself = self.root.get(entity, entity)
        stays = of_runs(self.runs.get(entity, ()), itself) or [Stay(itself, None, None, "itself")]
        for rule in self.listed.get(entity, ()):
            stays = self._listed(stays, itself, rule)
        for rule in self.judged.get(itself, ()):
            stays = self._override(stays, rule, (*above, itself))
        for root in sorted({stay.root for stay in stays if stay.stands} - {itself}):
            for rule in self.judged.get(root, ()) if root not in above else ():
                stays = self._override(stays, rule, (*above, itself, root), root)
        if not above:
            self._known[entity] = stays
        return stays

    def _listed(self, stays: list[Stay], itself: str, rule: Rule) -> list[Stay]:
        """Within the rule's days a firm whose records name nobody is its owner's; outside of them it is its own."""
        told: list[Stay] = []
        owner = self.root.get(rule.left, rule.left)
        for stay in stays:
            silent = stay.how == "itself" and stay.parent_id is None
            if not stay.stands or not (silent or (stay.root == owner and owner != itself)):
                told.append(stay)
                continue
            early = _cut(stay, None, rule.from_on - _DAY) if rule.from_on else None
            within = _cut(stay, rule.from_on, rule.to_on)
            late = _cut(stay, rule.to_on + _DAY, None) if rule.to_on else None
            for part, said in ((early, "the later owner already"), (late, "the former owner still")):
                if part and silent:
                    told.append(part)
                elif part:
                    own = Stay(itself, part.from_on, part.to_on, "list", evidence=rule.evidence, note=rule.note)
                    told += [own, replace(part, stands=False, note=f"records print {said}; {rule.note}")]
            if within and silent:
                within = replace(
                    within, root=owner, how="list", parent_id=rule.left, evidence=rule.evidence, note=rule.note
                )
            told += [within] if within else []
        return told

    def _override(self, stays: list[Stay], rule: Rule, above: tuple[str, ...], only: str | None = None) -> list[Stay]:
        """The stays with those of the rule's parent put over its days; over stays in the family `only`, where given."""
        parent = self.root.get(rule.left, rule.left)
        upper = (
            [Stay(parent, None, None, "itself")]
            if parent in above
            else [s for s in self.of(rule.left, above) if s.stands]
        )
        told: list[Stay] = []
        for stay in stays:
            if not stay.stands or (only is not None and stay.root != only):
                told.append(stay)
                continue
            within = _cut(stay, rule.from_on, rule.to_on)
            if within is None:
                told.append(stay)
                continue
            if rule.from_on and (early := _cut(stay, None, rule.from_on - _DAY)):
                told.append(early)
            if rule.to_on and (late := _cut(stay, rule.to_on + _DAY, None)):
                told.append(late)
            for one in upper:
                if part := _cut(within, one.from_on, one.to_on):
                    told.append(
                        replace(part, root=one.root, how="judgement", parent_id=rule.left, parent_name=None,
                                evidence=rule.evidence, note=rule.note)
                    )  # fmt: skip
            if within.how != "itself" or within.parent_id:
                told.append(replace(within, stands=False, note="a person judged otherwise"))
        return told


def _cut(stay: Stay, from_on: date | None, to_on: date | None) -> Stay | None:
    """The part of the stay between two days; None where there is none."""
    first = max((day for day in (stay.from_on, from_on) if day), default=None)
    last = min((day for day in (stay.to_on, to_on) if day), default=None)
    return None if first and last and first > last else replace(stay, from_on=first, to_on=last)


def by_root(rules: Sequence[tuple[str, Rule]]) -> dict[str, list[Rule]]:
    """Rules by the root that they are given to, in the order of their days."""
    found: dict[str, list[Rule]] = defaultdict(list)
    for root, rule in rules:
        found[root].append(rule)
    return {root: sorted(some, key=lambda r: (r.from_on or date.min, r.evidence)) for root, some in found.items()}
