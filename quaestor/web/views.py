"""What the templates ask for beside the facts: one page of a table, the terms in order, the notes in plain words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from jinja2 import Environment
from markupsafe import Markup, escape

from quaestor import model, sources
from quaestor.answers import competition, holdings
from quaestor.answers.supplier import INDIVIDUAL
from quaestor.errors import ModelError
from quaestor.web import charts, history, kin, modifications, words

#: Rows of a table on one page.
PAGE = 200
#: Rows of coverage of one source that are also listed year by year.
MOST_YEARS = 60
VEHICLES = frozenset({"idc", "fss", "gwac", "boa", "bpa", "other_transaction_idv"})


@dataclass(frozen=True)
class Part:
    """One page of rows."""

    rows: list[dict[str, Any]]
    page: int
    last: int


def part(rows: Sequence[Mapping[str, Any]], page: int) -> Part:
    """The page of `rows` numbered `page` from 1; a number past the end gives the last page."""
    last = max(-(-len(rows) // PAGE), 1)
    page = min(max(page, 1), last)
    return Part([dict(row) for row in rows[(page - 1) * PAGE : page * PAGE]], page, last)


def is_vehicle(award: Mapping[str, Any]) -> bool:
    """Whether orders are placed under this award."""
    return award.get("kind") in VEHICLES or str(award.get("award_id", "")).startswith("CONT_IDV_")


def ceiling_words(award: Mapping[str, Any]) -> tuple[str, str]:
    """A ceiling that is not a stated one: in two words, and in a sentence."""
    why = award.get("ceiling_why")
    because = f" ({why})" if why else ""
    printed = award.get("ceiling") if award.get("ceiling") is not None else award.get("ceiling_stated")
    figure = f"{words.plain_money(printed)} is printed" if printed is not None else "A figure is printed"
    left_out = "It enters no sum and is not drawn."
    return {
        "sentinel": ("no real limit", f"{figure} as its ceiling. That is a filler, not a limit{because}. {left_out}"),
        "shared": ("shared", f"{figure} as its ceiling. It belongs to a whole programme{because}. {left_out}"),
        "zero": ("none set", f"Its ceiling is printed as zero{because}: no limit was recorded."),
        "unknown": ("not held", "Its ceiling is not held: no record read prints it."),
    }.get(str(award.get("ceiling_kind")), ("", ""))


def notes(award: Mapping[str, Any]) -> list[str]:
    """What a reader must know of the figures, in plain words; the ceiling's own sentence first."""
    said = list(award.get("notes") or [])
    unlike = award.get("ceiling_kind") in ("sentinel", "shared", "zero")
    if unlike and not any("ceiling" in note.lower() for note in said):
        said.insert(0, ceiling_words(award)[1])
    return said


def undrawn(award: Mapping[str, Any]) -> str:
    """Why an award has no chart."""
    if not award["actions"]:
        return "None of its actions is held, so there is nothing to draw."
    if len(award["actions"]) == 1:
        return "One action is held, so there are no steps to draw."
    if award.get("sampled") or all(award.get(name) is None for name in ("obligated", "exercised", "ceiling")):
        return "No running total can be drawn, since only some of its actions are held."
    elsewhere = " Money is obligated on its orders." if is_vehicle(award) else ""
    return f"No action held moves any money, so there is nothing to draw.{elsewhere}"


def terms(award: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """The conditions of an award in the order a reader asks for them; those not held are left to the JSON. How it was
    competed is told apart, in sentences."""
    buyer = award.get("buyer") or {}
    funder = award.get("funder")
    found: list[tuple[str, Any]] = [
        ("pricing", coded(award.get("pricing"))),
        ("bought", _printed(award.get("psc"))),
        ("industry", _printed(award.get("naics"))),
        ("solicitation", _id(award.get("solicitation_id"))),
        ("office", _words(buyer.get("office_name") or buyer.get("office_id"))),
        ("department", _words(buyer.get("department"))),
        ("paid by", _words((funder.get("name") or funder.get("agency_id")) if isinstance(funder, Mapping) else funder)),
        ("period of performance", _period(award)),
        *_families(award),
        ("supplier’s parent as printed", family((award.get("supplier") or {}).get("parent_name"))),
    ]
    return [(label, value) for label, value in found if value]


def _families(award: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """The family of the supplier on the award's first day, and today's where it is another."""
    now = award.get("family_now") or {}
    then = kin.family_link(award["family_id"], award["family"]) if award.get("family") else None
    if not now or now["family_id"] == award.get("family_id"):
        return [("supplier’s family", then)]
    today = kin.family_link(now["family_id"], now["name"])
    return [("supplier’s family when it was signed", then or "itself, as far as is held"), ("its family today", today)]


def coded(pair: Mapping[str, Any] | None) -> Markup | None:
    """What a code stands for, with the code behind; None where none is held."""
    if not pair or not pair.get("code"):
        return None
    if not pair.get("words"):
        return Markup("code {}").format(pair["code"])
    return Markup('{} <span class="quiet">{}</span>').format(pair["words"], pair["code"])


def family(name: Any) -> Markup | None:
    """A parent as printed, with the page of its family; individuals have none."""
    if not name or name == INDIVIDUAL:
        return _words(name)
    return Markup('<a href="/family/{}">{}</a>').format(words.segment(name), words.printed(name))


def _period(award: Mapping[str, Any]) -> str | None:
    if not award.get("starts_on") and not award.get("ends_on"):
        return None
    if not award.get("ends_on"):
        return f"from {words.plain_day(award['starts_on'])}; its end is not held"
    return f"{words.plain_day(award.get('starts_on'))} to {words.plain_day(award['ends_on'])}"


def _words(text: Any) -> Markup | None:
    return words.printed(text) if text else None


def _id(text: Any) -> Markup | None:
    return Markup('<span class="id">{}</span>').format(text) if text else None


def _printed(pair: Mapping[str, Any] | None) -> Markup | None:
    if not pair or not (pair.get("words") or pair.get("code")):
        return None
    text = words.printed(pair.get("words") or pair["code"])
    if pair.get("code") and pair.get("words"):
        text += Markup(' <span class="quiet">{}</span>').format(pair["code"])
    return text


def evidence_words(award: Mapping[str, Any]) -> str:
    """`14 publisher's rows in 4 files`: how much stands behind the actions shown."""
    held = [action["evidence"] for action in award["actions"] if action.get("evidence")]
    files = {row["source_file"] for row in held if row.get("source_file")}
    many, where = words.plural(len(held), "publisher’s row"), words.plural(len(files), "file")
    return f"{many} in {where}; each action in the table leads to its own."


def hundredths(part: Any, whole: Any) -> str | None:
    """A part of a whole in hundredths; None where the parts do not make one, as with money taken back."""
    some, all_ = Decimal(str(part or 0)), Decimal(str(whole or 0))
    if all_ <= 0 or some < 0 or some > all_:
        return None
    said = 100 * some / all_
    return f"{said:.0f}%" if said in (0, 100) or 1 <= said <= 99 else f"{said:.1f}%"


def competed(code: str | None) -> str | None:
    """What a code of the extent of competition counts as; None where none is held."""
    return competition.group(code) if code else None


def growth(row: Mapping[str, Any]) -> str:
    """How much a ceiling grew, in dollars and in times."""
    first, now = Decimal(str(row["ceiling_first"])), Decimal(str(row["ceiling"]))
    times = f", to {now / first:,.{1 if now > 10 * first else 2}f} times" if first > 0 else ""
    return words.short_money(now - first, signed=True) + times


def field_label(name: str) -> str:
    """A column in the reader's words."""
    try:
        return model.table("action").column(name).label
    except ModelError:
        return name.replace("_", " ")


@cache
def source_title(name: str) -> str:
    """The publisher's table in the words of its `source.yml`; the bare name for a source this version does not read."""
    return sources.find(name).title if name in sources.names() else name


def fields() -> list[str]:
    """The columns of an action that a publisher may rewrite, in the model's order."""
    apart = {"action_id", "award_id", "source", "source_file", "source_row", "load_id"}
    return [name for name in model.table("action").names if name not in apart]


@dataclass(frozen=True)
class Agency:
    """What one source holds of one agency, all years together. cut: the rows of coverage that seem cut short."""

    agency_id: str | None
    name: str | None
    years: str
    held: int
    obligated: Decimal | None
    first_on: Any
    last_on: Any
    cut: list[Mapping[str, Any]]


def by_agency(rows: Sequence[Mapping[str, Any]]) -> list[Agency]:
    """The rows of coverage of one source, added up by agency; those with most rows first."""
    groups: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        groups.setdefault(row["agency_id"], []).append(row)
    found = []
    for agency_id, some in groups.items():
        years = sorted(int(row["fiscal_year"]) for row in some if row["fiscal_year"] is not None)
        sums = [Decimal(str(row["obligated"])) for row in some if row["obligated"] is not None]
        gaps = len(set(years)) < years[-1] - years[0] + 1 if years else False
        span = (
            f"{years[0]} to {years[-1]}" if years and years[0] < years[-1] else str(years[0]) if years else "not held"
        )
        found.append(
            Agency(
                agency_id=agency_id,
                name=some[-1]["agency_name"] or agency_id,
                years=f"{len(set(years))} years in {span}" if gaps else span,
                held=sum(int(row["held"]) for row in some),
                obligated=sum(sums, Decimal(0)) if sums else None,
                first_on=min((row["first_on"] for row in some if row["first_on"]), default=None),
                last_on=max((row["last_on"] for row in some if row["last_on"]), default=None),
                cut=[row for row in some if row["cut_short"]],
            )
        )
    return sorted(found, key=lambda agency: -agency.held)


def changed(value: Any, field: str | None) -> Markup:
    """One side of a change as its column is printed elsewhere; a blank is called blank."""
    if value is None or value == "":
        return Markup('<span class="unheld">blank</span>')
    try:
        kind = model.table("action").column(field or "").type
    except ModelError:
        kind = "text"
    try:
        return {"money": words.amount, "day": words.day, "moment": words.moment, "count": words.count}[kind](value)
    except (KeyError, ValueError, ArithmeticError):
        return escape(words.shorten(value, 240))


def piid_of(award_id: str) -> str:
    """The PIID inside an award id: `CONT_AWD_<piid>_...`."""
    parts = award_id.split("_")
    return parts[2] if len(parts) > 3 else award_id


def upper_first(text: str) -> str:
    return text[:1].upper() + text[1:]


def lower_first(text: str) -> str:
    """The words with a small first letter, unless the first word is an abbreviation."""
    return text[:1].lower() + text[1:] if text[1:2].islower() or text[1:2] == " " else text


def install(environment: Environment) -> None:
    """Give the templates what they ask for."""
    for function in (
        part, is_vehicle, ceiling_words, notes, terms, evidence_words, undrawn, growth, hundredths, coded, family,
        fields, by_agency, charts.life, modifications.modifications, modifications.shown, modifications.loud,
        history.history,
    ):  # fmt: skip
        environment.globals[function.__name__] = function
    environment.globals |= {
        "most_rewritten": history.MOST,
        "most_years": MOST_YEARS,
        "sorts": [(name, label) for name, (label, _) in holdings.SORTS.items()],
        "competed": competed,
    }
    environment.filters |= {
        "field_label": field_label,
        "changed": changed,
        "source_title": source_title,
        "lower_first": lower_first,
        "upper_first": upper_first,
        "piid_of": piid_of,
    }
