"""What the store holds of the firms, awards and agencies that a text names, as of its date: read once for all of it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from operator import itemgetter
from typing import Any

from quaestor.claims.kin import Kin
from quaestor.claims.named import Named
from quaestor.claims.statement import Statement
from quaestor.sql import AMONG
from quaestor.store import Lake

#: Actions read for one text.
MOST = 300_000

_ACTION = (
    "action_id, award_id, mod_number, mod_order, signed_on, "
    "obligation, exercised_change, ceiling_change, exercised_stated, "
    "ceiling_stated, stated_as, sampled, reason_code, buyer_id, supplier_id, supplier_name, description"
)
_AWARD = (
    "award_id, piid, kind, vehicle_id, supplier_id, supplier_name, "
    "buyer_id, buyer_name, sampled, first_held, ceiling_kind, ceiling_why, "
    "obligated_stated, exercised_stated, ceiling_stated, first_signed_on, "
    "last_signed_on, psc_name, naics_name, description, "
    "competed_code, sole_source_code"
)


_obligation = itemgetter("obligation")


@dataclass
class Holdings:
    """The awards and actions of everything named, with what is held of agencies' years.

    awards: by award id. acts: each award's actions in order, signed by the day. of: the supplier ids that a named firm
    has. family: of a supplier, the family's id, name and members. sold: by maker, the awards that others won for its
    products. whole: agency and fiscal year of which the publisher's whole file is held; cut: those cut short.
    """

    as_of: date | None
    awards: dict[str, dict[str, Any]] = field(default_factory=dict)
    acts: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    by_supplier: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    by_piid: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    of: dict[Named, frozenset[str]] = field(default_factory=dict)
    family: dict[str, tuple[str, str, frozenset[str]]] = field(default_factory=dict)
    sold: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    whole: set[tuple[str, int]] = field(default_factory=set)
    cut: dict[tuple[str, int], str] = field(default_factory=dict)
    held: dict[str, tuple[date, date]] = field(default_factory=dict)
    full: bool = True
    _texts: dict[str, str] = field(default_factory=dict)
    _amounts: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    @property
    def last(self) -> date | None:
        """The latest day that any agency's whole file reaches."""
        days = [self.held[agency][1] for agency, _ in self.whole if agency in self.held]
        return max(days, default=None)

    def of_amount(self, supplier: str, low: Decimal, high: Decimal) -> list[dict[str, Any]]:
        """The supplier's actions that carry between `low` and `high`."""
        if supplier not in self._amounts:
            acts = [act for award in self.by_supplier.get(supplier, ()) for act in self.acts.get(award, ())]
            own = [act for act in acts if act["supplier_id"] == supplier and act["obligation"]]
            self._amounts[supplier] = sorted(own, key=_obligation)
        every = self._amounts[supplier]
        return every[bisect_left(every, low, key=_obligation) : bisect_right(every, high, key=_obligation)]

    def says(self, award_id: str) -> str:
        """Everything printed of what an award is for, in capitals."""
        if award_id not in self._texts:
            award = self.awards[award_id]
            said = {act["description"] for act in self.acts.get(award_id, ())} | {
                award["description"],
                award["psc_name"],
                award["naics_name"],
            }
            whole = " ".join(text.upper() for text in said if text)
            self._texts[award_id] = f"{whole} {whole.replace('-', '')}" if "-" in whole else whole  # WASTE-WATER
        return self._texts[award_id]


def gather(lake: Lake, said: Iterable[Statement], as_of: date | None, known: Kin) -> Holdings:
    """Reads everything that these statements name. as_of: only actions signed by that day."""
    said = list(said)
    held = Holdings(as_of)
    _coverage(held, known)
    firms = {named for one in said for named in one.firms}
    brands = {maker for named in firms if named.kind == "brand" for maker in named.ids}
    _same(held, firms, known)
    suppliers = {one for found in held.of.values() for one in found}
    members = {member for _, _, found in held.family.values() for member in found}
    piids = {number.value for one in said for number in one.numbers}
    _acts(lake, held, suppliers | members, brands, piids)
    return held


def _same(held: Holdings, firms: set[Named], known: Kin) -> None:
    """The identities that are the same entity as those named, and the families they belong to on the day."""
    for named in firms:
        own = named.ids
        if named.kind == "brand":
            own = frozenset(one for one, made in known.made.items() if made & named.ids)
            for maker in named.ids:
                held.sold[maker] |= set()
        held.of[named] = frozenset(other for one in own for other in known.same.get(one, (one,)))
    all_of_them = {one for found in held.of.values() for one in found}
    for family_id, (name, found) in known.families(all_of_them, held.as_of or date.max).items():
        if 1 < len(found) <= 400:
            for one in found:
                held.family[one] = (family_id, name, frozenset(found))


def _acts(lake: Lake, held: Holdings, suppliers: set[str], brands: set[str], piids: set[str]) -> None:
    if brands:
        for row in lake.query(
            "SELECT DISTINCT maker_name, award_id FROM attribution WHERE "
            f"maker_name {AMONG} AND confidence >= 0.8 AND whole",
            [list(brands)],
        ):
            held.sold[row["maker_name"]].add(row["award_id"])
    ids = {award for found in held.sold.values() for award in found}
    if piids:
        ids |= {row["award_id"] for row in lake.query(f"SELECT award_id FROM award WHERE piid {AMONG}", [list(piids)])}
        orders = lake.query(
            "SELECT o.award_id FROM vehicle_order o JOIN award a ON a.award_id "
            f"= o.vehicle_id WHERE a.piid {AMONG} LIMIT 5000",
            [list(piids)],
        )
        ids |= {row["award_id"] for row in orders}
    if suppliers:
        ids |= {
            row["award_id"]
            for row in lake.query(f"SELECT DISTINCT award_id FROM action WHERE supplier_id {AMONG}", [list(suppliers)])
        }
    if not ids:
        return
    for row in lake.query(f"SELECT {_AWARD} FROM award WHERE award_id {AMONG}", [list(ids)]):
        held.awards[row["award_id"]] = row
        held.by_piid[row["piid"]].append(row["award_id"])
    signed = f" AND signed_on <= DATE '{held.as_of}'" if held.as_of else ""
    rows = lake.query(
        f"SELECT {_ACTION} FROM action WHERE award_id {AMONG}{signed} "
        f"ORDER BY award_id, signed_on, mod_order, action_id LIMIT {MOST + 1}",
        [list(held.awards)],
    )
    held.full = len(rows) <= MOST
    for row in rows[:MOST]:
        held.acts.setdefault(row["award_id"], []).append(row)
        if row["supplier_id"]:
            held.by_supplier[row["supplier_id"]].add(row["award_id"])


def _coverage(held: Holdings, known: Kin) -> None:
    """Which agencies' years are held whole, and which were cut short."""
    for row in known.coverage:
        key = (row["agency_id"], int(row["fiscal_year"]))
        if (*key, row["source"]) not in known.full or row["held"] < 100:
            continue
        if row["cut_short"]:
            held.cut[key] = row["why"] or "cut short"
        held.whole.add(key)
        first, last = held.held.get(row["agency_id"], (row["first_on"], row["last_on"]))
        held.held[row["agency_id"]] = (min(first, row["first_on"]), max(last, row["last_on"]))


def agency_sum(lake: Lake, ids: Iterable[str], first: date, last: date) -> dict[str, Any]:
    """The obligations of these buyers signed between two days, with how many actions and suppliers, and how many of
    these were committed money."""
    return lake.query(
        "SELECT sum(obligation) AS obligated, count(*) AS actions, count(DISTINCT supplier_id) AS suppliers, "
        "count(DISTINCT supplier_id) FILTER (obligation > 0) AS funded FROM action "
        f"WHERE buyer_id {AMONG} AND signed_on BETWEEN ? AND ? AND NOT coalesce(sampled, false)",
        [list(ids), first, last],
    )[0]


_TERMS = (
    "competed_code", "sole_source_code", "fair_opportunity_code", "set_aside_code", "offers", "pricing_code",
    "undefinitized_code", "ends_on", "could_end_on", "order_until",
)  # fmt: skip


def terms_of(lake: Lake, awards: Iterable[str], as_of: date | None) -> dict[str, dict[str, Any]]:
    """What each award's latest action up to the day says of competition, pricing and days; blank where none says."""
    latest = ", ".join(
        f"max_by({name}, (signed_on, mod_order, action_id)) FILTER ({name} IS NOT NULL) AS {name}" for name in _TERMS
    )
    signed = f" AND signed_on <= DATE '{as_of}'" if as_of else ""
    latest += (
        ", max(signed_on) FILTER (coalesce(ends_on, order_until) IS NOT NULL) AS days_on, max(signed_on) AS acted_on"
    )
    rows = lake.query(
        f"SELECT award_id, {latest} FROM action WHERE award_id {AMONG}{signed} GROUP BY award_id",
        [list(awards)],
    )
    return {row["award_id"]: row for row in rows}


def known_words(lake: Lake, words: list[str]) -> dict[str, int]:
    """In how many awards' descriptions each word stands, so that a word records use is told from one they do not."""
    if not words:
        return {}
    asked = ", ".join("count(*) FILTER (WHERE contains(said, ?))" for _ in words)
    row = lake.query(
        f"SELECT {asked} FROM (SELECT upper(concat_ws(' ', description, psc_name, naics_name)) AS said FROM award)",
        [word.upper() for word in words],
    )[0]
    return {word: int(count) for word, count in zip(words, row.values(), strict=True)}


def zero() -> Decimal:
    """No dollars, to the cent."""
    return Decimal("0.00")
