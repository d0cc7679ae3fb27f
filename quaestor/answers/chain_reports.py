"""The subawards of a chain: what suppliers report, of their own accord, to have passed on."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from quaestor.answers.chain_families import sides
from quaestor.answers.flowing import End, Link
from quaestor.answers.supplier import INDIVIDUAL, identify
from quaestor.errors import NotHeld
from quaestor.sql import literal
from quaestor.store import Lake

_RECEIVER = ("s.subsupplier_id", "s.subsupplier_name")
_PASSER = ("s.supplier_id", "s.supplier_name")
_MASKED = f"coalesce(s.individual, false) OR lower(s.subsupplier_name) = '{INDIVIDUAL}'"


class Reports:
    """The subaward reports that a chain is made of, laid once into `chain_report` of the reader's own.

    Each goes one `way`: `out` of the subject, `in` to it, or `within` where a firm or family passes it to itself.
    """

    def __init__(self, lake: Lake, as_of: date | None = None) -> None:
        self.lake, self.as_of, self.count = lake, as_of, 0

    def take(
        self, where: str, asked: list[Any], *, own: str | None, sender: tuple[str, str] = _PASSER,
        receiver: tuple[str, str] = _RECEIVER, join: str = "",
    ) -> Reports:  # fmt: skip
        """Lays down the reports that meet `where`, over `subaward s` and its award `w`.

        where: `out / in` tells two conditions apart; one alone is of what goes out. own: who passes on, as a column or
        an id; a report to the same is `within`.
        """
        out, _, into = where.partition(" / ")
        told = (
            "'out'" if not into else f"CASE WHEN ({out}) AND ({into}) THEN 'within' WHEN {out} THEN 'out' ELSE 'in' END"
        )
        if not into and own:
            mine = own if own == "o.supplier_id" else literal(own)
            told = f"CASE WHEN s.subsupplier_id IN (s.supplier_id, {mine}) THEN 'within' ELSE 'out' END"
        met = f"(({out}) OR ({into}))" if into else out
        signed = f" AND s.signed_on <= DATE '{self.as_of}'" if self.as_of else ""
        self.lake.execute(
            "CREATE OR REPLACE TEMP TABLE chain_report AS SELECT s.subaward_id, s.award_id, s.piid, s.subaward_number, "
            f"s.signed_on, s.amount, {sender[0]} AS from_id, {sender[1]} AS from_name, "
            f"CASE WHEN {_MASKED} THEN '{INDIVIDUAL}' ELSE {receiver[0]} END AS to_id, "
            f"CASE WHEN {_MASKED} THEN '{INDIVIDUAL}' ELSE {receiver[1]} END AS to_name, {told} AS way, "
            "w.obligated, w.first_held "
            f"FROM lake.subaward s LEFT JOIN lake.award w ON w.award_id = s.award_id {join} WHERE {met}{signed}",
            asked,
        )
        self.count = int(self.lake.value("SELECT count(*) FROM temp.chain_report") or 0)
        return self

    def of_family(self, family_id: str, family_on: str) -> Reports:
        """Lays down what a family passed on and received, each end by its family."""
        quoted = literal(family_id)
        self.take(
            f"f.passer = {quoted} / f.receiver = {quoted}", [], own=None, join=sides(family_on),
            sender=("f.passer", "s.supplier_name"), receiver=("f.receiver", "s.subsupplier_name"),
        )  # fmt: skip
        for side in ("from", "to"):
            self.lake.execute(
                f"UPDATE temp.chain_report SET {side}_name = f.name FROM family f "
                f"WHERE f.family_id = {side}_id AND f.name IS NOT NULL"
            )
        return self

    def sums(self, way: str) -> list[dict[str, Any]]:
        """What went one way, summed by who passed on and who received."""
        return self.lake.query(
            "SELECT from_id, max_by(from_name, signed_on) AS from_name, to_id, max_by(to_name, signed_on) AS to_name, "
            "sum(amount) AS amount, count(*) AS reports FROM temp.chain_report WHERE way = ? GROUP BY from_id, to_id "
            "ORDER BY from_id, to_id",
            [way],
        )

    @staticmethod
    def link(row: dict[str, Any], source: End, target: End) -> Link:
        return Link(source, target, "reported", row["amount"], row["reports"])

    def total(self, way: str) -> Decimal | None:
        """The sum of the reports that went one way; None where there is none."""
        found: Decimal | None = self.lake.value("SELECT sum(amount) FROM temp.chain_report WHERE way = ?", [way])
        return found

    def within(self) -> dict[str, Any]:
        """What the subject reports to have passed to itself; it is in no sum."""
        return self.lake.query(
            "SELECT count(*) AS reports, coalesce(sum(amount), 0)::DECIMAL(20, 2) AS amount FROM temp.chain_report "
            "WHERE way = 'within'"
        )[0]

    def exceeding(self) -> dict[str, Any]:
        """Awards on which more is reported as passed on than was obligated, of the awards with reports going out.

        amount: by how much, in all. unbegun: those among them whose first action is not held, so that what was
        obligated is not whole. unknown: awards with reports whose own sum is not held.
        """
        signed = f" AND signed_on <= DATE '{self.as_of}'" if self.as_of else ""
        if self.as_of:  # the sums of that day
            obligated = (
                "SELECT award_id, sum(CASE WHEN coalesce(sampled, false) THEN NULL ELSE obligation END) AS obligated "
                f"FROM action WHERE award_id IN (SELECT award_id FROM temp.chain_report){signed} GROUP BY 1"
            )
        else:
            obligated = "SELECT award_id, any_value(obligated) AS obligated FROM temp.chain_report GROUP BY 1"
        return self.lake.query(
            "WITH passed AS (SELECT award_id, sum(amount) AS amount, any_value(first_held) AS first_held "
            f"FROM temp.chain_report WHERE way = 'out' GROUP BY 1), got AS ({obligated}) SELECT "
            'count(*) FILTER (amount > obligated) AS awards, count(*) AS "of", '
            "sum(amount - obligated) FILTER (amount > obligated) AS amount, "
            "count(*) FILTER (amount > obligated AND first_held <> '0') AS unbegun, "
            "count(*) FILTER (obligated IS NULL) AS unknown FROM passed LEFT JOIN got USING (award_id)"
        )[0]

    def repeated(self) -> dict[str, Any]:
        """Reports that tell the award, receiver, day and amount of another once more, and what they add."""
        return self.lake.query(
            "SELECT coalesce(sum(n - 1), 0)::BIGINT AS reports, coalesce(sum(amount * (n - 1)), 0)::DECIMAL(20, 2) AS "
            "amount FROM (SELECT amount, count(*) AS n FROM temp.chain_report WHERE amount <> 0 "
            "GROUP BY award_id, from_id, to_id, signed_on, amount HAVING count(*) > 1)"
        )[0]

    def coverage(self) -> dict[str, Any]:
        """What reports are held at all: how many, of which buyers' awards, signed from when to when."""
        held = self.lake.remembered(
            "SELECT count(*) AS reports, count(DISTINCT award_id) AS awards, count(DISTINCT buyer_id) AS buyers, "
            "max(buyer_name) AS buyer_name, min(signed_on) AS first_on, max(signed_on) AS last_on FROM subaward"
        )[0]
        its = self.lake.query(
            "SELECT count(*) AS its_reports, count(DISTINCT award_id) AS its_awards, min(signed_on) AS its_first_on, "
            "max(signed_on) AS its_last_on FROM temp.chain_report"
        )[0]
        return held | its

    def largest(self, most: int) -> list[dict[str, Any]]:
        """The reports one by one, those of most money first."""
        return self.lake.query(
            "SELECT subaward_id, award_id, piid, subaward_number, signed_on, amount, from_id, from_name, to_id, "
            "to_name, way FROM temp.chain_report ORDER BY abs(amount) DESC, signed_on, subaward_id "
            f"LIMIT {int(most)}"
        )

    def name_of(self, supplier_id: str) -> str | None:
        """The name that a supplier bears on the reports, where no action of its own is held."""
        found: str | None = self.lake.value(
            "SELECT name FROM (SELECT to_name AS name, signed_on FROM temp.chain_report WHERE to_id = $id UNION ALL "
            "SELECT from_name, signed_on FROM temp.chain_report WHERE from_id = $id) ORDER BY signed_on DESC LIMIT 1",
            {"id": supplier_id},
        )
        return found


def of_supplier(ids: list[str]) -> str:
    """The condition of the reports that a supplier makes, and of those that name it as receiver: `out / in`.

    ids: those under which the one firm is held. A report on one of its awards is its own, whatever number it prints. A
    supplier known by its name alone is sought by the name, letter for letter.
    """
    every = ", ".join(literal(one) for one in ids)
    out, into = f"s.supplier_id IN ({every}) OR w.supplier_id IN ({every})", f"s.subsupplier_id IN ({every})"
    if ids[0].startswith("name:"):
        name = literal(ids[0][5:].rpartition(", ")[0] or ids[0][5:])
        out, into = f"{out} OR upper(s.supplier_name) = {name}", f"{into} OR upper(s.subsupplier_name) = {name}"
    return f"{out} / {into}"


def identify_supplier(lake: Lake, text: str) -> str:
    """The id of the one supplier meant, also of one that is held as a receiver of subawards alone."""
    try:
        return identify(lake, text)
    except NotHeld:
        number = text.strip().upper()
        found = lake.query(
            "SELECT DISTINCT subsupplier_id AS id FROM subaward WHERE (subsupplier_id = $text OR subsupplier_id = "
            "'uei:' || $number OR upper(subsupplier_name) = $number) AND NOT coalesce(individual, false) "
            "UNION SELECT supplier_id FROM subaward WHERE supplier_id = $text OR supplier_id = 'uei:' || $number "
            "ORDER BY 1",
            {"text": text.strip(), "number": number},
        )
        if len(found) != 1:
            raise
        return str(found[0]["id"])
