"""An award's ceiling and exercised value as of a day, and how they grew, by its acts and the totals printed of it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

from quaestor.claims.reading import Reading
from quaestor.claims.records import Holdings
from quaestor.claims.statement import Statement
from quaestor.claims.subjects import Scope
from quaestor.claims.window import Window

_OPTIONS = re.compile(r"\boptions?\b", re.I)
#: A modification number of an award's first act.
FIRST = re.compile(r"^0*$|^BASE$", re.I)


def beginning(held: Holdings, awards: Iterable[str], days: Window) -> str:
    """What is said where an award's first acts are not held and the statement counts them."""
    late = [
        held.awards[one]
        for one in awards
        if one in held.awards and not FIRST.match(held.awards[one]["first_held"] or "0")
    ]
    late = [row for row in late if days.first is None or days.first < row["first_signed_on"]]
    if days.first:  # the buyer's whole file is held from that day on, so that nothing is missing in these days
        late = [
            row for row in late if not (row["buyer_id"] in held.held and held.held[row["buyer_id"]][0] <= days.first)
        ]
    if not late:
        return ""
    return f"{late[0]['piid']} is held from modification {late[0]['first_held']} on" + (
        f", and {len(late) - 1} more awards not from their beginning" if len(late) > 1 else ""
    )


def values_of(
    held: Holdings, award: str, days: Window, *, exercised: bool, ceiling: bool, first: bool
) -> list[Reading]:
    """An award's ceiling and exercised value as of the day, from its own acts, and the totals printed today."""
    row = held.awards[award]
    acts = [act for act in held.acts.get(award, ()) if days.last is None or act["signed_on"] <= days.last]
    out = []
    for name in ("ceiling", "exercised"):
        if (ceiling and name == "exercised") or (exercised and name == "ceiling"):
            continue
        if name == "ceiling" and row["ceiling_kind"] != "stated":
            continue
        rank = 0 if ceiling or exercised else 2
        course = values(row, acts, name)
        if first and len(course) > 1 and FIRST.match(row["first_held"] or "0"):
            act, figure = course[0]
            out.append(
                Reading(
                    f"first {name}",
                    figure,
                    row["piid"],
                    frozenset([f"first {name}:{award}"]),
                    (act,),
                    frozenset([award]),
                    rank,
                )
            )
        if course:
            act, figure = course[-1]
            out.append(
                Reading(
                    name,
                    figure,
                    row["piid"],
                    frozenset([f"{name}:{award}"]),
                    (act,),
                    frozenset([award]),
                    rank,
                    partial=beginning(held, [award], Window()),
                )
            )
        stated = row[f"{name}_stated"]
        newest = not held.as_of or held.as_of >= row["last_signed_on"]
        if stated is not None and newest and (not course or course[-1][1] != stated) and acts:
            out.append(
                Reading(
                    f"printed total ({name})",
                    stated,
                    row["piid"],
                    frozenset([f"printed {name}:{award}"]),
                    (acts[-1],),
                    frozenset([award]),
                    rank + 1,
                )
            )
    return out


def values(row: dict[str, Any], acts: list[dict[str, Any]], name: str) -> list[tuple[dict[str, Any], Decimal]]:
    """The ceiling or exercised value after each act that says one: the running sum, or the total printed with it."""
    if row["sampled"]:
        return [
            (act, act[f"{name}_stated"])
            for act in acts
            if act[f"{name}_stated"] is not None and act["stated_as"] == "of the action"
        ]
    if all(act[f"{name}_change"] is None for act in acts):
        return []
    total, out = Decimal("0.00"), []
    for act in acts:
        if act[f"{name}_change"]:
            total += act[f"{name}_change"]
            out.append((act, total))
    return out


#: Days after an award's latest act held from which others may have followed, where one act a year is held.
SETTLED = timedelta(days=366)


def remaining(said: Statement, held: Holdings, scope: Scope, days: Window) -> Iterable[Reading]:
    """What each award may still grow by: its ceiling less what is exercised, or less what is committed."""
    for award in scope.awards:
        row = held.awards[award]
        acts = [act for act in held.acts.get(award, ()) if days.last is None or act["signed_on"] <= days.last]
        course = values(row, acts, "ceiling") if row["ceiling_kind"] == "stated" else []
        if not course:
            continue
        act, ceiling = course[-1]
        newest = held.as_of is None or held.as_of > act["signed_on"] + SETTLED
        late = f"of {row['piid']} one act a year is held, the latest of {act['signed_on']}; options may be used since"
        used = values(row, acts, "exercised")
        left = [("options remaining", used[-1][1])] if used else []
        if not row["sampled"] and not _OPTIONS.search(said.text):
            left.append(("room under the ceiling", sum((one["obligation"] for one in acts), Decimal("0.00"))))
        for measure, less in left:
            yield Reading(
                measure, ceiling - less, row["piid"], frozenset([f"{measure}:{award}"]), (act,), frozenset([award]), 0,
                doubt=late if row["sampled"] and newest else "",
                told=f"{ceiling:,.2f} − {less:,.2f} = {ceiling - less:,.2f}",
            )  # fmt: skip


def growth(said: Statement, held: Holdings, scope: Scope, days: Window) -> Iterable[Reading]:
    """From and to which figure each award's ceiling, exercised value or obligation grew."""
    for award in scope.awards:
        row = held.awards[award]
        acts = [act for act in held.acts.get(award, ()) if days.last is None or act["signed_on"] <= days.last]
        courses = {
            name: values(row, acts, name)
            for name in ("ceiling", "exercised")
            if name != "ceiling" or row["ceiling_kind"] == "stated"
        }
        total, run = Decimal("0.00"), []
        for act in acts:
            if act["obligation"] and not act["sampled"]:
                total += act["obligation"]
                run.append((act, total))
        courses["obligated"] = run
        for name, course in courses.items():
            if len(course) < 2:
                continue
            begin = course[0]
            if days.first:
                begin = next(
                    (
                        (act, figure)
                        for act, figure in reversed(course)
                        if act["signed_on"] < days.first + timedelta(days=1)
                    ),
                    begin,
                )
            whole = bool(FIRST.match(row["first_held"] or "0")) or days.first is not None
            late = (
                f"{row['piid']} is held from modification {row['first_held']} on, so that its first figure is not held"
            )
            yield Reading(
                f"growth ({name})",
                course[-1][1],
                row["piid"],
                frozenset([f"growth {name}:{award}"]),
                (begin[0], course[-1][0]),
                frozenset([award]),
                0 if name == "ceiling" else 1,
                start=begin[1],
                partial="" if whole else late,
            )
            if name != "obligated" and not days.first and len(course) > 2 and "first" not in said.cues:
                yield from _steps(row, award, name, course)


def _steps(
    row: dict[str, Any], award: str, name: str, course: list[tuple[dict[str, Any], Decimal]]
) -> Iterable[Reading]:
    """By each act that raised it, from and to which figure: "was raised from 709 to 807 million" may be any of them."""
    if not FIRST.match(row["first_held"] or "0"):
        return  # what it was raised from is not held
    for (_, before), (act, after) in pairwise(course):
        yield Reading(
            f"growth ({name})",
            after,
            f"{row['piid']}, modification {act['mod_number']}",
            frozenset([f"growth {name}:{act['action_id']}"]),
            (act,),
            frozenset([award]),
            0 if name == "ceiling" else 1,
            start=before,
        )
