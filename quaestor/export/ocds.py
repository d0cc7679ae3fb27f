"""US awards as open contracting data: one compiled release an award, a line each, that OCDS tools read.

The award is one process: its buyer and its supplier, how it was competed as `tender`, its first ceiling as the award's
value, its ceiling as the contract's, every action after the first as an amendment and every obligation as a
transaction. An obligation commits money and is not yet a payment; no payments are published contract by contract. A
ceiling that is a mark, a programme's or unknown is left out, as everywhere; where a source prints only some actions of
an award, no obligations are told, since they would be added up. Orders name their vehicle as the framework they are
placed under.

The ocid is `quaestor-` and the award id: it is this program's, not one registered with the standard's keepers.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import Any

import orjson

from quaestor import model
from quaestor.errors import InputError
from quaestor.store import Lake

PREFIX = "quaestor-"
#: Awards put together at once.
BATCH = 2_000
#: How the extents of competition are called in the standard; codes that are not here say nothing of the method.
METHODS = {
    "A": "open", "D": "selective", "E": "selective", "F": "selective", "CDO": "selective", "B": "direct", "C": "direct",
    "G": "direct", "NDO": "direct",
}  # fmt: skip
#: Reasons that end an award.
_ENDED = frozenset({"E", "F", "X", "N"})
#: The number of offers that stands for many.
_MANY = 999

_AWARD = (
    "award_id, kind, piid, vehicle_id, buyer_id, buyer_name, funder_id, supplier_id, supplier_name, ceiling, "
    "ceiling_first, ceiling_kind, first_signed_on, last_signed_on, starts_on, ends_on, competed_code, "
    "sole_source_code, offers, psc, psc_name, solicitation_id, description, sampled"
)
_ACTION = "action_id, award_id, mod_number, signed_on, reason_code, obligation, description"


def write(lake: Lake, out: Path) -> dict[str, Any]:
    """Writes every award with actions to `out` as JSON lines, gzipped where it ends in .gz; returns what was written.

    Raises InputError where the file is there already.
    """
    if out.exists():
        raise InputError("there is a file already", where=str(out), advice="Name another, or move it away.")
    awards = actions = 0
    making = out.with_name(f".{out.name}.part")
    try:
        with gzip.open(making, "wb") if out.suffix == ".gz" else making.open("wb") as file:
            for release in releases(lake):
                file.write(orjson.dumps(release) + b"\n")
                awards += 1
                actions += len(release["contracts"][0].get("implementation", {}).get("transactions", ()))
        making.rename(out)
    finally:
        making.unlink(missing_ok=True)
    return {"file": str(out), "releases": awards, "transactions": actions, "bytes": out.stat().st_size}


def releases(lake: Lake) -> Iterator[dict[str, Any]]:
    """One compiled release for each award of which actions are held, by award id."""
    ids = [row["award_id"] for row in lake.query("SELECT award_id FROM award WHERE actions > 0 ORDER BY award_id")]
    for at in range(0, len(ids), BATCH):
        some = ids[at : at + BATCH]
        between = [some[0], some[-1]]
        awards = {row["award_id"]: row for row in lake.query(
            f"SELECT {_AWARD} FROM award WHERE award_id BETWEEN ? AND ?", between
        )}  # fmt: skip
        acts = lake.query(
            f"SELECT {_ACTION} FROM action WHERE award_id BETWEEN ? AND ? "
            "ORDER BY award_id, signed_on, mod_order, transaction_number, action_id",
            between,
        )
        for award_id, own in groupby(acts, lambda row: row["award_id"]):
            if award_id in awards:
                yield release(awards[award_id], list(own))


def release(award: dict[str, Any], acts: list[dict[str, Any]]) -> dict[str, Any]:
    """The compiled release of one award from its row and its actions in order."""
    ocid = f"{PREFIX}{award['award_id']}"
    buyer = _bare({"id": f"US-AGENCY-{award['buyer_id']}", "name": award["buyer_name"]})
    supplier = _bare({"id": award["supplier_id"], "name": award["supplier_name"]}) if award["supplier_id"] else None
    stated = award["ceiling_kind"] == "stated"
    made = {
        "ocid": ocid,
        "id": f"{ocid}-{award['last_signed_on']}",
        "date": _moment(award["last_signed_on"]),
        "tag": ["compiled"],
        "initiationType": "tender",
        "language": "en",
        "parties": [buyer | {"roles": ["buyer"]}, *([supplier | {"roles": ["supplier"]}] if supplier else [])],
        "buyer": buyer,
        "tender": _tender(award),
        "awards": [
            {
                "id": award["award_id"],
                "title": award["description"],
                "status": "active",
                "date": _moment(award["first_signed_on"]),
                "value": _money(award["ceiling_first"]) if stated else None,
                "suppliers": [supplier] if supplier else None,
                "items": _items(award),
            }
        ],
        "contracts": [
            {
                "id": award["award_id"],
                "awardID": award["award_id"],
                "title": award["piid"],
                "status": "terminated" if any(act["reason_code"] in _ENDED for act in acts) else "active",
                "dateSigned": _moment(award["first_signed_on"]),
                "period": {"startDate": _moment(award["starts_on"]), "endDate": _moment(award["ends_on"])},
                "value": _money(award["ceiling"]) if stated else None,
                "amendments": [_amendment(act) for act in acts[_firsts(acts) :]],
                "implementation": None
                if award["sampled"]
                else {"transactions": [_transaction(act, buyer, supplier) for act in acts]},
            }
        ],
        "relatedProcesses": [
            {"id": "1", "relationship": ["framework"], "scheme": "ocid", "identifier": f"{PREFIX}{award['vehicle_id']}"}
        ]
        if award["vehicle_id"]
        else None,
    }
    whole: dict[str, Any] = _bare(made)
    return whole


def _firsts(acts: list[dict[str, Any]]) -> int:
    """How many of the actions, 0 or 1, are the first act on the award and so no amendment of it."""
    return int(not (acts[0]["mod_number"] or "0").strip("0"))


def _tender(award: dict[str, Any]) -> dict[str, Any]:
    competed, why = award["competed_code"], award["sole_source_code"]
    return {
        "id": award["solicitation_id"] or award["award_id"],
        "title": award["description"],
        "status": "complete",
        "procurementMethod": METHODS.get(competed),
        "procurementMethodDetails": model.codes("competed").get(competed, competed),
        "procurementMethodRationale": model.codes("sole_source").get(why, why),
        "mainProcurementCategory": _category(award["psc"]),
        "numberOfTenderers": None if award["offers"] == _MANY else award["offers"],
        "items": _items(award),
    }


def _category(psc: str | None) -> str | None:
    """Goods are numbered, construction is Y and Z, other letters are services."""
    if not psc:
        return None
    return "goods" if psc[0].isdigit() else "works" if psc[0] in "YZ" else "services"


def _items(award: dict[str, Any]) -> list[dict[str, Any]] | None:
    if not award["psc"]:
        return None
    told = {"scheme": "US-PSC", "id": award["psc"], "description": award["psc_name"]}
    return [{"id": "1", "description": award["psc_name"], "classification": told}]


def _amendment(act: dict[str, Any]) -> dict[str, Any]:
    reason = act["reason_code"]
    return {
        "id": act["action_id"],
        "date": _moment(act["signed_on"]),
        "description": act["description"],
        "rationale": model.codes("reason").get(reason, reason),
    }


def _transaction(act: dict[str, Any], buyer: dict[str, Any], supplier: dict[str, Any] | None) -> dict[str, Any]:
    return {
        "id": act["action_id"],
        "date": _moment(act["signed_on"]),
        "value": _money(act["obligation"]),
        "payer": buyer,
        "payee": supplier,
    }


def _money(amount: Decimal | None) -> dict[str, Any] | None:
    """Dollars as the number that the standard asks for: of these sizes a double keeps every cent."""
    return None if amount is None else {"amount": float(amount), "currency": "USD"}


def _moment(day: Any) -> str | None:
    return None if day is None else f"{day}T00:00:00Z"


def _bare(value: Any) -> Any:
    """The value without what is not known: the standard leaves out what is blank. Lists keep their place."""
    if isinstance(value, dict):
        made = {key: _bare(one) for key, one in value.items()}
        return {key: one for key, one in made.items() if one is not None and one != {}}
    return [_bare(one) for one in value] if isinstance(value, list) else value
