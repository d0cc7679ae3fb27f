"""A text against the records as of its date: every statement on contracts with verdict, exact figure and records."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Any

from quaestor.claims import telling
from quaestor.claims.kin import KIN
from quaestor.claims.names import NAMES
from quaestor.claims.numbered import candidates
from quaestor.claims.records import Holdings, gather, known_words
from quaestor.claims.statement import Statement
from quaestor.claims.statements import statements
from quaestor.claims.verdict import MATCHES, Verdict
from quaestor.claims.verdicts import judge
from quaestor.errors import UnreadableFile
from quaestor.sql import AMONG
from quaestor.store import Lake

#: Letters of a text, and statements told of one; what lies beyond is said.
LARGEST, MOST = 60_000_000, 5_000
#: Letters before a sentence in which the award was told of that it points back to.
BACK = 600
#: Different words of what contracts are for that are looked up in one text.
WORDS = 200


def check(lake: Lake, text: str, as_of: date | None = None) -> dict[str, Any]:
    """Every statement about contracts in `text`, compared with the records signed by `as_of`.

    Gives `claims` (each with text, start, end, kind, amount, entities, verdict, measure, records, note and more), the
    counts of verdicts, and notes on the whole. Money is text with two decimals. Raises UnreadableFile where the text is
    too long.
    """
    (found,) = check_each(lake, [text], as_of)
    return found


def check_each(lake: Lake, texts: Sequence[str], as_of: date | None = None) -> list[dict[str, Any]]:
    """The same of several texts of one day, each by itself; what they name is read once for all of them."""
    for text in texts:
        if len(text) > LARGEST:
            raise UnreadableFile(
                f"a text of {len(text):,} letters", advice=f"Check at most {LARGEST:,} letters at once."
            )
    with lake.reading():
        maybe = {word for text in texts for word in candidates(text)}
        piids = lake.query(f"SELECT DISTINCT piid FROM award WHERE piid {AMONG}", [list(maybe)])
        known = frozenset(row["piid"] for row in piids)
        state = (str(lake.path), lake.snapshot())
        called = NAMES.of(lake, state)
        said = [list(islice(statements(text, called, as_of, known), MOST + 1)) for text in texts]
        held = gather(lake, (one for found in said for one in found[:MOST]), as_of, KIN.of(lake, state))
        topics = [
            word
            for found in said
            for word in list(dict.fromkeys(word for one in found for word in one.topics if one.firms))[:WORDS]
        ]
        used = known_words(lake, list(dict.fromkeys(topics)))
        return [_checked(lake, found, held, used) for found in said]


def _checked(lake: Lake, said: list[Statement], held: Holdings, used: dict[str, int]) -> dict[str, Any]:
    """The statements of one text with their verdicts."""
    more, said, as_of = len(said) > MOST, said[:MOST], held.as_of
    judged: list[tuple[Statement, Verdict]] = []
    for statement in said:
        judged.append((statement, judge(lake, statement, held, used, _beside(statement, judged))))
    claims = [telling.claim(one, verdict, held) for one, verdict in judged]
    _repeats(judged, claims)
    notes = [telling.OBLIGATIONS] if claims else []
    if more:
        notes.append(f"Only the first {MOST:,} statements are told.")
    if not held.full:
        notes.append("The firms named have more actions than are read for one text; totals may be short.")
    if as_of is None:
        notes.append("No day of the text was given: the records are taken as of today.")
    elif held.last and as_of > held.last:
        notes.append(f"The records reach to {held.last}, before the day of the text.")
    counted: dict[str, int] = defaultdict(int)
    for one in claims:
        counted[one["verdict"]] += 1
    return {"as_of": as_of.isoformat() if as_of else None, "claims": claims, "verdicts": dict(counted), "notes": notes}


def _beside(said: Statement, judged: list[tuple[Statement, Verdict]]) -> frozenset[str]:
    """The one award that was just told of, in the same sentence or, where the words point back to it, before; empty
    where there is none."""
    for other, verdict in reversed(judged):
        if other.start < said.start - (BACK if said.again else 0):
            break
        one = verdict.reading
        if (said.quality or said.again) and verdict.verdict == MATCHES and one and len(one.awards) == 1:
            return one.awards
    return frozenset()


def _repeats(judged: list[tuple[Statement, Verdict]], claims: list[dict[str, Any]]) -> None:
    """Says where a text repeats a sentence, and where two of its figures of the same thing contradict each other."""
    seen: dict[str, int] = {}
    figures: dict[Any, list[tuple[int, Decimal, Decimal]]] = defaultdict(list)
    for number, (said, verdict) in enumerate(judged):
        plain = " ".join(said.text.casefold().split()) + f"|{said.place[0] - said.start}"
        if plain in seen and len(plain) > 40:
            claims[number]["repeats"] = seen[plain]
            claims[number]["note"] = telling.joined(
                claims[number]["note"], f"The text says this before, as statement {seen[plain] + 1}."
            )
        seen.setdefault(plain, number)
        reading = verdict.reading
        if (
            said.kind == "money"
            and said.amount
            and reading
            and said.amount.bound in ("exact", "about", "nearly", "over")
        ):
            subject = (frozenset(reading.awards), reading.measure, verdict.days.first, verdict.days.last)
            for other, value, step in figures[subject]:
                if (
                    "repeats" not in claims[number]
                    and abs(value - said.amount.value) > max(step, said.amount.step)
                    and reading.rank == 0
                ):
                    before = f"Statement {other + 1} of the same text gives another figure for the same records."
                    claims[number]["note"] = telling.joined(claims[number]["note"], before)
                    claims[number]["contradicts"] = other
                    break
            figures[subject].append((number, said.amount.value, said.amount.step))
