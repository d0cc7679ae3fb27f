"""A verdict in words and rows: what a program reads, and a paragraph that a fact-checker can paste."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import Any

from quaestor.claims.reading import Reading
from quaestor.claims.records import Holdings
from quaestor.claims.statement import Statement
from quaestor.claims.verdict import COMMITTED, Verdict
from quaestor.reading import Amount

OBLIGATIONS = COMMITTED
#: Records told of one statement, and amounts told in its arithmetic.
MOST, ADDED = 12, 14


def claim(said: Statement, verdict: Verdict, held: Holdings) -> dict[str, Any]:
    """One statement with its verdict, as `claims check --json` prints it."""
    one = verdict.reading
    first, last = said.place
    records = _records(one, held) if one else []
    told = {
        "text": said.text,
        "start": said.start,
        "end": said.end,
        "kind": said.kind,
        "amount": _amount(said),
        "entities": [
            *({"kind": named.kind, "name": named.name} for named in [*said.firms, *said.agencies]),
            *({"kind": number.kind, "name": number.value} for number in said.numbers),
        ],
        "days": {"first": _day(verdict.days.first), "last": _day(verdict.days.last)},
        "verdict": verdict.verdict,
        "measure": one.measure if one else None,
        "scope": one.scope if one else None,
        "figure": _figure(one) if one and not one.says else None,
        "records_say": one.says or None if one else None,
        "difference": _difference(said, one) if one and not one.says else None,
        "records": records,
        "records_count": len({row["action_id"] for row in one.rows}) if one else 0,
        "arithmetic": _arithmetic(one) if one and not one.says else None,
        "others": [
            {"measure": other.measure, "scope": other.scope, "figure": _figure(other)} for other in verdict.others[:5]
        ],
        "because": said.because,
        "note": " ".join(verdict.notes) or None,
        "figure_start": first,
        "figure_end": last,
    }
    told["paragraph"] = paragraph(told, held)
    return told


def joined(*notes: str | None) -> str:
    """Notes as one text."""
    return " ".join(note for note in notes if note)


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _amount(said: Statement) -> dict[str, Any] | None:
    if said.kind == "count":
        return {"value": str(said.count), "of": said.counted, "bound": said.bound}
    one = said.amount
    if said.quality:
        return {"words": said.text[said.count_place[0] - said.start : said.count_place[1] - said.start]}
    if one is None:
        return None
    to = said.to.value if said.to else one.to
    return {
        "value": _plain(one.value),
        "to": _plain(to) if to is not None else None,
        "currency": one.currency,
        "bound": one.bound,
        "step": _plain(one.step),
    }


def _plain(value: Decimal) -> str:
    return f"{value:.2f}"


def _figure(one: Reading) -> str:
    return str(int(one.figure)) if one.measure.startswith("number of") else _plain(one.figure)


def _difference(said: Statement, one: Reading) -> str | None:
    if said.kind == "count":
        return str(int(one.figure) - said.count)
    amount: Amount | None = said.to or said.amount
    if amount is None:
        return None
    value = (
        amount.to
        if said.to is None and amount.to is not None and abs(one.figure - amount.to) < abs(one.figure - amount.value)
        else amount.value
    )
    return _plain(one.figure - value)


def _records(one: Reading, held: Holdings) -> list[dict[str, Any]]:
    """The awards a reading rests on, each with its share; a single act with its modification."""
    by_award: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in one.rows:
        by_award[row["award_id"]].append(row)
    out = []
    for award_id, acts in by_award.items():
        award = held.awards[award_id]
        single = acts[0] if len(acts) == 1 else None
        money = sum((act["obligation"] or Decimal(0) for act in acts if not act["sampled"]), Decimal("0.00"))
        amount = (
            one.figure
            if one.told or one.measure.startswith(("ceiling", "exercised", "first", "printed", "growth"))
            else (single["obligation"] if single else money)
        )
        out.append(
            {
                "award_id": award_id,
                "piid": award["piid"],
                "supplier": acts[-1]["supplier_name"],
                "buyer": award["buyer_name"],
                "mod_number": single["mod_number"] if single else None,
                "first_signed_on": _day(min(act["signed_on"] for act in acts)),
                "last_signed_on": _day(max(act["signed_on"] for act in acts)),
                "actions": len(acts),
                "amount": _plain(amount),
                "description": award["description"],
                "public_link": f"https://www.usaspending.gov/award/{award_id}/" if "?" not in award_id else None,
            }
        )
    return sorted(out, key=lambda row: -abs(Decimal(row["amount"])))[:MOST]


def _arithmetic(one: Reading) -> str | None:
    """The sum written out; beyond a few amounts, the largest with the rest as one."""
    if one.told:
        return one.told
    if (
        one.measure.startswith(("ceiling", "exercised", "first", "printed", "number", "growth", "one action"))
        or not one.rows
    ):
        return f"{one.start:,.2f} to {one.figure:,.2f}" if one.start is not None else None
    amounts = [abs(row["obligation"]) if one.measure == "taken back" else row["obligation"] for row in one.rows]
    if len(amounts) < 2:
        return None
    shown = amounts if len(amounts) <= ADDED else sorted(amounts, key=abs, reverse=True)[: ADDED - 1]
    text = " + ".join(f"{amount:,.2f}" for amount in shown).replace("+ -", "− ")
    if len(shown) < len(amounts):
        rest = sum(amounts, Decimal(0)) - sum(shown, Decimal(0))
        text += f" {'+' if rest >= 0 else '−'} {abs(rest):,.2f} in {len(amounts) - len(shown)} more actions"
    return f"{text} = {one.figure:,.2f}"


_SAYS = {
    "matches": "The records agree",
    "near": "The records come near",
    "differs": "The records differ",
    "several": "Several readings fit",
    "not held": "The records held cannot tell",
    "not checkable": "Records of contracts cannot tell",
}


def paragraph(told: dict[str, Any], held: Holdings) -> str:
    """One statement for a fact-checker's notes, with the arithmetic and the public records."""
    quoted = " ".join(told["text"].split())
    parts = [f"“{quoted if len(quoted) <= 300 else quoted[:299] + '…'}” {_SAYS[told['verdict']]}."]
    if told["figure"] is not None:
        figure = told["figure"] if told["kind"] == "count" else _dollars(told["figure"])
        when = f"As of {held.as_of}, " if held.as_of else ""
        parts.append(f"{when}{told['measure']} ({told['scope']}){_between(told['days'], held)}: {figure}.")
        if told["arithmetic"]:
            parts.append(f"That is {told['arithmetic']}.")
        if told["difference"] not in (None, "0", "0.00") and told["kind"] != "growth" and told["amount"]:
            away = told["difference"].lstrip("-")
            side = "below" if told["difference"].startswith("-") else "above"
            away = away if told["kind"] == "count" else _dollars(away)
            parts.append(f"That is {away} {side} the figure in the text.")
        for row in told["records"][:3]:
            act = f", modification {row['mod_number']}" if row["mod_number"] and row["mod_number"] != "0" else ""
            days = (
                row["first_signed_on"]
                if row["first_signed_on"] == row["last_signed_on"]
                else f"{row['first_signed_on']} to {row['last_signed_on']}"
            )
            link = f" {row['public_link']}" if row["public_link"] else ""
            parts.append(f"{row['piid']}{act} ({row['supplier']}; {row['buyer']}; signed {days}).{link}")
    if told["records_say"]:
        when = f"As of {held.as_of}, " if held.as_of else ""
        parts.append(f"{when}{told['measure']} ({told['scope']}): {told['records_say']}.")
        parts += [f"{row['piid']}: {row['public_link']}" for row in told["records"][:3] if row["public_link"]]
    if told["note"]:
        parts.append(told["note"])
    if told["figure"] is not None and told["kind"] != "count":
        parts.append(COMMITTED)
    return " ".join(parts)


def _between(days: dict[str, Any], held: Holdings) -> str:
    """The days that a figure counts, where the text names any."""
    first, last = days["first"], days["last"]
    if first and first == last:
        return f" on {first}"
    if last and held.as_of and last == held.as_of.isoformat():
        last = None
    return (
        f" from {first} to {last}"
        if first and last
        else f" from {first} on"
        if first
        else f" up to {last}"
        if last
        else ""
    )


def _dollars(text: str) -> str:
    value = Decimal(text)
    return f"{'−' if value < 0 else ''}${abs(value):,.2f}"


def pieces(text: str, claims: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The text parted at its figures: each piece with the number of the statement it is the figure of, else None."""
    out: list[dict[str, Any]] = []
    at = 0
    for number, one in sorted(enumerate(claims), key=lambda pair: pair[1]["figure_start"]):
        start, end = one["figure_start"], one["figure_end"]
        if start < at:
            continue
        if start > at:
            out.append({"text": text[at:start], "claim": None})
        out.append({"text": text[start:end], "claim": number})
        at = end
    if at < len(text):
        out.append({"text": text[at:], "claim": None})
    return out


COLUMNS = (
    "number", "text", "kind", "said", "verdict", "measure", "figure", "records_say", "difference", "scope", "awards",
    "links", "note",
)  # fmt: skip


def rows(claims: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The statements as rows of a table."""
    return [
        {
            **one,
            "number": number,
            "said": said(one),
            "awards": "; ".join(row["piid"] for row in one["records"]),
            "links": " ".join(row["public_link"] for row in one["records"] if row["public_link"]),
        }
        for number, one in enumerate(claims, 1)
    ]


def said(one: dict[str, Any]) -> str:
    """The figure of a statement in few words."""
    amount = one["amount"]
    if amount is None:
        return ""
    if one["kind"] == "count":
        return f"{amount['value']} {amount['of']}"
    if "words" in amount:
        return str(amount["words"])
    words = {
        "exact": "",
        "over": "more than ",
        "at_least": "at least ",
        "up_to": "up to ",
        "under": "less than ",
        "nearly": "nearly ",
        "about": "about ",
    }
    figure = (
        _dollars(amount["value"])
        if amount["currency"] == "USD"
        else f"{amount['currency']} {Decimal(amount['value']):,.2f}"
    )
    if amount["to"] is not None:
        return f"{figure} to {_dollars(amount['to'])}"
    return words.get(amount["bound"], "") + figure.removesuffix(".00")
