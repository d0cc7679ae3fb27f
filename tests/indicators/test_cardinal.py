"""The eleven of Cardinal recounted in plain Python over made-up processes, with everything odd that files hold."""

from __future__ import annotations

import json
import math
import random
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from quaestor.errors import InputError, NotHeld
from quaestor.indicators import cardinal, lines
from quaestor.store.bare import Bare
from tests.cli.conftest import run

Release = dict[str, Any]
FINAL = {"active", "cancelled", "unsuccessful"}
OPTIONS: dict[str, dict[str, Any]] = {
    "none": {},
    "R003-threshold": {"threshold": 10, "procurement_methods": "open|direct"},
    "R003-details": {"procurement_method_details": "plain=30|NPC=1"},
    "R018-methods": {"procurement_methods": "limited"},
    "R024-threshold": {"threshold": 0.2},
    "R025-threshold": {"threshold": 0.3, "percentile": 40},
    "R035-threshold": {"threshold": 2},
    "R038-threshold": {"threshold": 0.4, "minimum_submitted_bids": 3, "minimum_contracting_processes": 9},
    "R048-few": {"minimum_contracting_processes": 2, "digits": 1},
    "R048-threshold": {"minimum_contracting_processes": 1, "threshold": 3},
    "R058-threshold": {"threshold": 0.5},
}


def made(chance: random.Random, number: int) -> Release:
    """A release with parts missing, statuses of all sorts, joint bids and prices that meet."""

    def some(*values: Any) -> Any:
        return chance.choice(values)

    def who() -> Any:
        return some(*({"id": f"T{n}"} for n in range(6)), {"name": ""}, {"id": f"T{number % 4}"})

    def bid() -> Release:
        told: Release = {"tenderers": [who() for _ in range(some(1, 1, 1, 1, 2, 0))]}
        if chance.random() < 0.95:
            told["status"] = some("valid", "valid", "valid", "disqualified", "withdrawn", "invited", "pending", "odd")
        if chance.random() < 0.9:
            told["value"] = {"amount": some(10, 11, 12.5, 20, 20.001, 40, 75), "currency": some(*["USD"] * 9, None)}
        if chance.random() < 0.8:
            told["date"] = f"2020-01-{some(14, 15, 16)}T{some('00', '12')}:00:00Z"
        return told

    def award(bidders: list[Any]) -> Release:
        winners = bidders if bidders and chance.random() < 0.8 else [who() for _ in range(some(1, 1, 1, 1, 2))]
        told: Release = {"suppliers": [dict(one) for one in winners[:2]]}
        if chance.random() < 0.95:
            told["status"] = some(*["active"] * 6, "cancelled", "unsuccessful", "pending")
        if chance.random() < 0.8:
            told["items"] = [
                {"classification": {"id": f"{some(1, 2, 3, 4)}{some(0, 5)}000000"}} if chance.random() < 0.9 else {}
                for _ in range(some(1, 2, 3))
            ]
        return told

    tender: Release = {
        "status": some(*["complete"] * 8, "cancelled", None),
        "numberOfTenderers": some(0, 1, 1, 2, None),
    }
    if chance.random() < 0.9:
        tender["procurementMethod"] = some("open", "selective", "limited", "direct")
        tender["procurementMethodDetails"] = some("plain", "plain", "plain", "NPC", "EXC")
    if chance.random() < 0.9:
        tender["tenderPeriod"] = {
            "startDate": f"2020-01-01T{some('00', '12', '18')}:00:00{some('Z', '+02:00')}",
            "endDate": some("2020-01-15T12:00:00Z", "2020-01-16T00:00:00Z", "2020-01-05T00:00:00Z", "odd"),
        }
    if chance.random() < 0.8:
        tender["procuringEntity"] = {"id": f"P{number % 3}"}
    release: Release = {"ocid": f"O{number}", "tender": tender}
    if chance.random() < 0.95:
        release["bids"] = {"details": [bid() for _ in range(some(0, 1, 2, 2, 3, 4))]}
    if chance.random() < 0.95:
        lowest = min(bids(release, "valid"), key=lambda one: price(one) or 99, default={})
        won = [award(lowest.get("tenderers", [])) for _ in range(some(0, 1, 1, 1, 1, 1, 1, 1, 2))]
        release["awards"] = won
    if chance.random() < 0.9:
        release["buyer"] = {"id": f"B{number % 5}"}
    return release


# -- the same, recounted ---------------------------------------------------------------------------------------------


def quantile(values: list[float], share: float) -> float:
    """The estimate that leans to no side, between the two values beside its place."""
    ordered = sorted(values)
    place = (len(ordered) + 1 / 3) * share + 1 / 3
    whole = int(place)
    if whole < 1:
        return ordered[0]
    if whole >= len(ordered):
        return ordered[-1]
    return ordered[whole - 1] + (place - whole) * (ordered[whole] - ordered[whole - 1])


def fences(values: list[float]) -> tuple[float, float, float]:
    """Lower quartile, and the fences below and above."""
    if not values:
        return math.nan, math.nan, math.nan
    low, high = quantile(values, 0.25), quantile(values, 0.75)
    return low, low - 1.5 * (high - low), high + 1.5 * (high - low)


def ids(parties: list[Release]) -> list[str]:
    return [one["id"] for one in parties if "id" in one]


def price(bid: Release) -> float | None:
    value = bid.get("value", {})
    return value["amount"] if value.get("currency") == "USD" else None


def bids(release: Release, *wanted: str) -> list[Release]:
    return [one for one in release.get("bids", {}).get("details", []) if one.get("status") in wanted]


def submitted(release: Release) -> list[Release]:
    return bids(release, "valid", "disqualified", "pending", "odd")


def active(release: Release) -> list[Release]:
    return [one for one in release.get("awards", []) if one.get("status") == "active"]


def decided(release: Release) -> bool:
    return (
        "awards" in release
        and "bids" in release
        and all(one["status"] in FINAL for one in release["awards"] if "status" in one)
    )


def sole_winner(release: Release) -> str | None:
    won = active(release)
    if not decided(release) or len(won) != 1 or len(won[0]["suppliers"]) != 1:
        return None
    return won[0]["suppliers"][0].get("id")


def comparable(release: Release) -> bool:
    return release["tender"].get("procurementMethodDetails") != "NPC"


def closest(releases: list[Release]) -> Iterator[tuple[str, float, str, str]]:
    """Process, distance, winner and the lowest of the others."""
    for one in filter(comparable, releases):
        winner, own, others = sole_winner(one), [], []
        for bid in bids(one, "valid") if winner else ():
            if price(bid) is not None and len(bid["tenderers"]) == 1 and ids(bid["tenderers"]):
                (own if bid["tenderers"][0]["id"] == winner else others).append((price(bid), bid["tenderers"][0]["id"]))
        if winner and own and others:
            least, second = min(own)[0], min(others, key=lambda pair: pair[0])
            if second[0] >= least:
                yield one["ocid"], (second[0] - least) / least, winner, second[1]


def recount(code: str, releases: list[Release], told: dict[str, Any]) -> dict[tuple[str, str], float]:
    """(Group, id) -> value of what the indicator says of the releases."""
    found: dict[tuple[str, str], float] = {}
    kept = [
        one
        for one in releases
        if one["tender"]["status"] != "cancelled" and one["tender"].get("procurementMethodDetails") != "EXC"
    ]
    threshold = told.get("threshold")
    if code in ("R003", "R018"):
        usual = "" if code == "R003" else "open|selective"
        methods = [one for one in told.get("procurement_methods", usual).split("|") if one]
        own = dict(pair.split("=") for pair in told.get("procurement_method_details", "").split("|") if pair)
        for one in kept:
            tender = one["tender"]
            if methods and tender.get("procurementMethod") not in methods:
                continue
            if code == "R018" and tender["numberOfTenderers"] == 1:
                found["OCID", one["ocid"]] = 1
            period = tender.get("tenderPeriod", {"endDate": "odd"})
            if code == "R003" and period["endDate"] != "odd":
                start, end = (datetime.fromisoformat(period[key]) for key in ("startDate", "endDate"))
                days = int((end - start).total_seconds() / 86400)
                if days < int(own.get(tender.get("procurementMethodDetails"), threshold or 15)):
                    found["OCID", one["ocid"]] = 1
    elif code in ("R024", "R058"):
        rows = list(closest(kept))
        quarter, low, high = fences([row[1] for row in rows])
        if threshold is not None:
            quarter, low, high = 1, threshold, threshold
        for ocid, ratio, winner, second in rows:
            if code == "R024" and quarter > 0 and low > 0 and ratio <= low:
                found |= {("OCID", ocid): ratio, ("Tenderer", winner): 0, ("Tenderer", second): 0}
            if code == "R058" and high > 0 and ratio >= high:
                found |= {("OCID", ocid): ratio, ("Tenderer", winner): 0}
    elif code == "R025":
        tried: dict[str, list[bool]] = defaultdict(list)
        for one in kept:
            winner = sole_winner(one)
            for name in {
                ids(b["tenderers"])[0]
                for b in bids(one, "valid")
                if len(b["tenderers"]) == len(ids(b["tenderers"])) == 1
            }:
                if winner:
                    tried[name].append(name == winner)
        ratios = {name: sum(won) / len(won) for name, won in tried.items()}
        quarter, low, _ = fences(list(ratios.values()))
        if threshold is not None:
            quarter, low = 1, threshold
        often = quantile([len(won) for won in tried.values()], told.get("percentile", 75) / 100) if tried else 0
        for name, ratio in ratios.items():
            if quarter > 0 and low > 0 and len(tried[name]) >= often and ratio <= low:
                found["Tenderer", name] = ratio
    elif code == "R028":
        for one in filter(comparable, kept):
            by_price: dict[float, list[frozenset[str]]] = defaultdict(list)
            for bid in submitted(one):
                if price(bid) is not None and ids(bid["tenderers"]):
                    by_price[price(bid)].append(frozenset(ids(bid["tenderers"])))  # type: ignore[index]
            for sets in by_price.values():
                if len(set(sets)) > 1:
                    found["OCID", one["ocid"]] = 1
                    found |= {("Tenderer", name): 1 for each in sets for name in each}
    elif code == "R030":
        for one in kept:
            suppliers = {name for award in active(one) for name in ids(award["suppliers"])}
            end = one["tender"].get("tenderPeriod", {}).get("endDate")
            for bid in bids(one, "valid"):
                if end and "date" in bid and bid["date"] > end:
                    for name in suppliers & set(ids(bid["tenderers"])):
                        found |= {("OCID", one["ocid"]): 1, ("Tenderer", name): 1}
    elif code == "R035":
        for one in filter(decided, kept):
            suppliers = {name for award in active(one) for name in ids(award["suppliers"])}
            valid = {name for bid in bids(one, "valid") for name in ids(bid["tenderers"])}
            out = {name for bid in bids(one, "disqualified") for name in ids(bid["tenderers"])} - valid
            if len(valid) == 1 and valid == suppliers and len(out) >= (threshold or 1):
                found |= {("OCID", one["ocid"]): len(out), ("Tenderer", valid.pop()): 0}
    elif code == "R036":
        for one in filter(comparable, kept):
            priced = [bid for bid in submitted(one) if price(bid) is not None]
            if active(one) and any(bid["status"] == "valid" for bid in priced):
                lowest = min(priced, key=lambda bid: price(bid) or 0)
                if lowest["status"] == "disqualified":
                    found["OCID", one["ocid"]] = 1
    elif code == "R038":
        for group, least in (("Buyer", "processes"), ("ProcuringEntity", "processes"), ("Tenderer", "bids")):
            out_of: dict[str, list[bool]] = defaultdict(list)
            for one in kept:
                holder = {"Buyer": one.get("buyer"), "ProcuringEntity": one["tender"].get("procuringEntity")}.get(group)
                for bid in submitted(one):
                    names = ids(bid["tenderers"]) if group == "Tenderer" else ids([holder] if holder else [])
                    for name in names:
                        out_of[name].append(bid["status"] == "disqualified")
            key = "minimum_submitted_bids" if least == "bids" else "minimum_contracting_processes"
            ratios = {name: sum(out) / len(out) for name, out in out_of.items() if len(out) >= told.get(key, 2)}
            high = threshold if threshold is not None else fences(list(ratios.values()))[2]
            found |= {(group, name): ratio for name, ratio in ratios.items() if high > 0 and ratio >= high}
    else:
        kinds: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for one in kept:
            for award in active(one):
                if len(award["suppliers"]) == 1 and ids(award["suppliers"]):
                    for item in award.get("items", []):
                        if "classification" in item:
                            code_ = item["classification"]["id"][: told.get("digits", 2)]
                            kinds[award["suppliers"][0]["id"]][one["ocid"]].add(code_)
        many = {
            name: len(set().union(*of.values()))
            for name, of in kinds.items()
            if len(of) >= told.get("minimum_contracting_processes", 20)
        }
        high = threshold if threshold is not None else fences([float(n) for n in many.values()])[2]
        found |= {("Tenderer", name): n for name, n in many.items() if n >= high}
    return found


@pytest.fixture(scope="module")
def tables() -> Iterator[Bare]:
    with Bare() as bare:
        yield bare


def test_the_eleven_are_what_plain_python_makes_of_them(tables: Bare, tmp_path: Path) -> None:
    every = {"no_price_comparison_procurement_methods": "NPC", "exclude_procurement_method_details": "EXC"}
    file = tmp_path / "releases.jsonl"
    flagged: dict[str, int] = defaultdict(int)
    for seed, count in enumerate((3, 8, 25, 60, 200, 500)):
        chance = random.Random(seed)
        releases = [made(chance, number) for number in range(count)]
        file.write_text("\n".join(map(json.dumps, releases)))
        assert lines.read(tables, [file]) == count
        for code in cardinal.codes():
            for name, told in OPTIONS.items():
                if name == "none" or name.startswith(code):
                    found = cardinal.results(tables, {code: every | told})
                    given = {(group, one): of[code] for group, all_ in found.items() for one, of in all_.items()}
                    assert given == pytest.approx(recount(code, releases, told)), f"{code} {name}, seed {seed}"
                    flagged[code] += len(given)
    assert [code for code in sorted(cardinal.codes()) if not flagged[code]] == []


def test_settings_are_read_from_names_and_from_settings_files(tmp_path: Path) -> None:
    every = {"no_price_comparison_procurement_methods": "NPC", "exclude_procurement_method_details": "EXC"}
    assert cardinal.settings(tmp_path / "R038-tenderer.jsonl") == {"R038": every}
    assert cardinal.settings(tmp_path / "R003-threshold-10.jsonl") == {"R003": every | {"threshold": 10}}
    named = cardinal.settings(tmp_path / "R003-procurement_method_details-x-5-y-10.jsonl")
    assert named == {"R003": every | {"procurement_method_details": "x=5|y=10"}}
    listed = cardinal.settings(tmp_path / "R018-procurement_methods-open+direct.jsonl")
    assert listed == {"R018": every | {"procurement_methods": "open|direct"}}
    (tmp_path / "settings.ini").write_text(
        "currency = EUR\n[exclusions]\nprocurement_method_details = Lot\n[R003]\n; threshold = 3\nthreshold = 4\n"
        "[R003.procurement_method_details]\nBy lot = 9\n[R024]\nthreshold = 0.05\n"
    )
    told = cardinal.of_file(tmp_path / "settings.ini")
    both = {"currency": "EUR", "exclude_procurement_method_details": "Lot"}
    assert told == {
        "R003": both | {"threshold": 4, "procurement_method_details": "By lot=9"}, "R024": both | {"threshold": 0.05},
    }  # fmt: skip


def test_what_is_no_case_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotHeld, match="no pair"):
        cardinal.compare(tmp_path)
    (tmp_path / "R999.jsonl").write_text("{}")
    (tmp_path / "R999.expected").write_text("{}")
    with pytest.raises(InputError, match="no rule answers R999"):
        cardinal.compare(tmp_path)


def test_files_are_judged_as_they_stand_and_persons_are_left_out(tmp_path: Path) -> None:
    names = {"X1": "Maria Lopez Garcia", "ABCD010101XX1": None, "F1": "Firm Ltd", "F2": "Other Ltd"}
    bids = [
        {"status": "valid", "value": {"amount": 5, "currency": "USD"}, "tenderers": [{"id": key, "name": name}]}
        for key, name in names.items()
    ]
    days = {"startDate": "2020-01-01T00:00:00Z", "endDate": "2020-01-03T00:00:00Z"}
    release = {"ocid": "ocds-213czf-1", "tender": {"tenderPeriod": days}, "bids": {"details": bids}}
    again = release | {"bids": {"details": []}}
    one, two, none = (tmp_path / name for name in ("one.jsonl", "two.jsonl", "none.jsonl"))
    one.write_text(json.dumps(release) + "\nno release\n{}\n")
    two.write_text(json.dumps(again) + "\n" + json.dumps(release | {"ocid": "ocds-213czf-2", "bids": None}))
    none.write_text(json.dumps({"releases": [release]}))
    done = run("indicator", "cardinal", one, two, "--json", cwd=tmp_path)
    assert json.loads(done.stdout) == {
        "OCID": {"ocds-213czf-1": {"R003": 1.0, "R028": 1.0}, "ocds-213czf-2": {"R003": 1.0}},
        "Tenderer": {"F1": {"R028": 1.0}, "F2": {"R028": 1.0}},
    }
    assert "2 tenderers are natural persons" in done.stderr
    assert "quaestor load ocds" in run("indicator", "cardinal", none, cwd=tmp_path, code=1).stderr
    assert "files that are there" in run("indicator", "cardinal", tmp_path / "not.jsonl", cwd=tmp_path, code=1).stderr
