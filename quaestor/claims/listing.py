"""A published list of claims (title, number, claimed value), row by row: obligated, exercised or ceiling?"""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from quaestor.claims.fitting import fits
from quaestor.claims.values import values
from quaestor.errors import BadHeader, UnreadableFile
from quaestor.reading import Amount, money, numbers
from quaestor.sql import AMONG, among
from quaestor.store import Lake

#: Rows of one list.
MOST = 100_000
#: What the columns may be called; the first that a header has counts.
_NUMBER = (
    "number",
    "piid",
    "award_id",
    "award id",
    "contract number",
    "contract_number",
    "contract",
    "id",
    "award",
    "order",
)
_VALUE = (
    "value",
    "claimed value",
    "claimed_value",
    "amount",
    "claimed",
    "ceiling",
    "total",
    "total value",
    "obligated",
    "savings",
    "cost",
)
_TITLE = ("title", "name", "description", "supplier", "vendor", "what", "claim", "recipient")
#: The measures, the one most asked for first.
MEASURES = ("obligated", "exercised", "ceiling", "printed obligated", "printed exercised", "printed ceiling")
COLUMNS = (
    "row",
    "title",
    "number",
    "claimed",
    "award_id",
    "verdict",
    "measure",
    "figure",
    "difference",
    "obligated",
    "exercised",
    "ceiling",
    "note",
    "public_link",
)


def check_table(lake: Lake, text: str, as_of: date | None = None) -> dict[str, Any]:
    """Every row of a CSV with its verdict and what the claimed value is.

    text: a CSV with a header; one column with a PIID or award id, one with the claimed value in US dollars, one with a
    title where there is one. as_of: only actions signed by that day; the publisher's printed totals, which are of
    today, are compared only without it. Raises BadHeader, UnreadableFile.
    """
    rows = list(_rows(text))
    numbers_ = {row["number"] for row in rows if row["number"]}
    with lake.reading():
        awards = lake.query(
            "SELECT award_id, piid, supplier_name, buyer_name, "
            "obligated, exercised, ceiling, ceiling_kind, ceiling_why, "
            "obligated_stated, exercised_stated, ceiling_stated, sampled, first_signed_on FROM award "
            f"WHERE piid {among('$ids')} OR award_id {among('$ids')}",
            {"ids": list(numbers_)},
        )
        if as_of:
            _as_of(lake, awards, as_of)
    by_number: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for award in awards:
        by_number[award["piid"]].append(award)
        by_number[award["award_id"]].append(award)
    told = [_judged(row, by_number.get(row["number"] or "", []), as_of) for row in rows]
    counted: dict[str, int] = defaultdict(int)
    measures: dict[str, int] = defaultdict(int)
    for row in told:
        counted[row["verdict"]] += 1
        if row["verdict"] == "matches":
            measures[row["measure"]] += 1
    return {
        "as_of": as_of.isoformat() if as_of else None,
        "rows": told,
        "verdicts": dict(counted),
        "measures": dict(measures),
    }


def _rows(text: str) -> Iterator[dict[str, Any]]:
    text = text.removeprefix("\ufeff")
    first = text[: text.find("\n")] if "\n" in text else text
    delimiter = max(",;\t|", key=first.count)
    try:
        reader = csv.reader(io.StringIO(text), delimiter=delimiter)
        header = [name.strip().casefold() for name in next(reader, [])]
        number, value, title = (_column(header, names) for names in (_NUMBER, _VALUE, _TITLE))
        if number is None or value is None:
            raise BadHeader(
                f"no column for the {'number' if number is None else 'claimed value'} among "
                f"{', '.join(header) or 'nothing'}",
                advice="Name the columns title, number and value.",
            )
        for at, row in enumerate(reader, 1):
            if at > MOST:
                raise UnreadableFile(f"more than {MOST:,} rows", advice="Check the list in parts.")
            if any(cell.strip() for cell in row):
                cell = [*row, *[""] * len(header)]
                yield {
                    "row": at,
                    "title": cell[title].strip() if title is not None else "",
                    "number": _number(cell[number]),
                    "printed": cell[number].strip(),
                    "claimed": cell[value].strip(),
                }
    except csv.Error as error:
        raise UnreadableFile(f"not a CSV: {error}", advice="Save it as CSV with a header.") from error


def _column(header: list[str], names: tuple[str, ...]) -> int | None:
    return next((header.index(name) for name in names if name in header), None)


def _number(printed: str) -> str | None:
    """The award's number as records print it."""
    printed = printed.strip()
    if re.match(r"CONT_(?:AWD|IDV)_", printed):
        return printed
    found = [one.value for one in numbers(printed) if one.kind in ("piid", "solicitation")]
    return found[0] if found else re.sub(r"[\s-]", "", printed).upper() or None


def _as_of(lake: Lake, awards: list[dict[str, Any]], as_of: date) -> None:
    """Puts the awards' own figures as of a day in place of those of today."""
    rows = lake.query(
        "SELECT award_id, signed_on, mod_order, obligation, exercised_change, ceiling_change, exercised_stated, "
        "ceiling_stated, stated_as, sampled "
        f"FROM action WHERE award_id {AMONG} AND signed_on <= ? ORDER BY award_id, signed_on, mod_order",
        [[award["award_id"] for award in awards], as_of],
    )
    acts: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        acts[row["award_id"]].append(row)
    for award in awards:
        own = acts[award["award_id"]]
        award["unsigned"] = not own
        award["obligated"] = (
            None
            if award["sampled"] or not own
            else sum((act["obligation"] or Decimal(0) for act in own), Decimal("0.00"))
        )
        for name in ("exercised", "ceiling"):
            course = values(award, own, name)
            award[name] = course[-1][1] if course else None
            award[f"{name}_stated"] = None
        award["obligated_stated"] = None


def _judged(row: dict[str, Any], awards: list[dict[str, Any]], as_of: date | None) -> dict[str, Any]:
    out: dict[str, Any] = dict.fromkeys(COLUMNS) | {
        "row": row["row"],
        "title": row["title"],
        "number": row["printed"],
        "claimed": row["claimed"],
    }
    amount = _claimed(row["claimed"])
    if amount is None or amount.currency != "USD":
        return out | {
            "verdict": "not checkable",
            "note": "The claimed value cannot be read as US dollars."
            if amount is None
            else f"The claimed value is in {amount.currency}.",
        }
    if not row["number"]:
        return out | {"verdict": "not checkable", "note": "The row names no award."}
    if not awards:
        return out | {"verdict": "not held", "note": f"No award {row['printed']} is held."}
    found = [
        (award, name, figure)
        for award in awards
        for name, figure in _figures(award)
        if fits(amount, figure) == "matches"
    ]
    chosen = {award["award_id"] for award, _, _ in found}
    if len(chosen) > 1:
        return out | {
            "verdict": "several",
            "note": f"{len(chosen)} awards of this number fit: {', '.join(sorted(chosen)[:4])}.",
        }
    award = found[0][0] if found else awards[0]
    shown = {name: _plain(award[name]) for name in ("obligated", "exercised", "ceiling")}
    if award["ceiling_kind"] not in ("stated", None, "unknown"):
        shown["ceiling"] = None
    out |= shown | {
        "award_id": award["award_id"],
        "public_link": f"https://www.usaspending.gov/award/{award['award_id']}/"
        if "?" not in award["award_id"]
        else None,
    }
    if award.get("unsigned"):
        return out | {"verdict": "not held", "note": f"No action of it signed by {as_of} is held."}
    if found:
        names = [name for _, name, _ in found]
        own = [name for name in names if not name.startswith("printed")] or names
        figure = found[0][2]
        note = f"{' and '.join(own)} are the same figure." if len(own) > 1 else None
        return out | {
            "verdict": "matches",
            "measure": " and ".join(own),
            "figure": _plain(figure),
            "difference": _plain(figure - amount.value),
            "note": note,
        }
    if len(awards) > 1:
        return out | {"verdict": "several", "note": f"{len(awards)} awards bear this number, and none has this figure."}
    figures = _figures(award)
    if not figures:
        return out | {"verdict": "not held", "note": "Neither obligation, exercised value nor ceiling of it is held."}
    name, figure = min(figures, key=lambda pair: abs(pair[1] - amount.value))
    lacking = [one for one in ("obligated", "exercised", "ceiling") if award[one] is None]
    note = f"Not held of it: {', '.join(lacking)}." if lacking else None
    verdict = "near" if fits(amount, figure) == "near" else "not held" if lacking else "differs"
    if verdict == "not held":
        are = "is" if len(lacking) == 1 else "are"
        note = f"It is none of the figures held, but {' and '.join(lacking)} {are} not held."
    return out | {
        "verdict": verdict,
        "measure": name,
        "figure": _plain(figure),
        "difference": _plain(figure - amount.value),
        "note": note,
    }


def _figures(award: dict[str, Any]) -> list[tuple[str, Decimal]]:
    """The measures held of an award, without ceilings that are no real amount."""
    found = [(name, award[name]) for name in ("obligated", "exercised", "ceiling")]
    found += [(f"printed {name}", award[f"{name}_stated"]) for name in ("obligated", "exercised", "ceiling")]
    sound = award["ceiling_kind"] in ("stated", "unknown", None)
    return [(name, figure) for name, figure in found if figure is not None and (sound or "ceiling" not in name)]


def _claimed(text: str) -> Amount | None:
    """A claimed value; a bare figure is of US dollars."""
    found = money(text) or money(f"${text.strip().lstrip('$')}")
    return found[0] if found else None


def _plain(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:.2f}"
