"""What must hold on the real records, asked of the command, and counted again from the files themselves.

Every store is made once. What is expected stands beside what plain Python makes of the publisher's bytes, so
that a test fails on a wrong figure and on a wrong expectation alike.
"""

from __future__ import annotations

import csv
import gzip
import json
import random
import re
import subprocess
import sys
import zipfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from made import CHANCES

from tests.cli.conftest import ENVIRONMENT

pytestmark = [pytest.mark.real_data, pytest.mark.usefixtures("every_core")]

FIELDS = {
    "Recipient Name": "supplier_name", "Federal Action Obligation": "obligation", "Action Date": "signed_on",
    "Product/Service Description": "psc_name", "NAICS Description": "naics_name",
    "Transaction Description": "description",
}  # fmt: skip
ICM = "70CTD022FR0000170"


def ask(store: Path, *arguments: str | Path) -> Any:
    """The JSON document of `quaestor ... --json` on a store."""
    done = subprocess.run(
        [sys.executable, "-m", "quaestor", *map(str, arguments), "--store", str(store), "--json"],
        cwd=store.parent, env=ENVIRONMENT, capture_output=True, text=True, timeout=600,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def rows_of(store: Path, select: str) -> list[list[Any]]:
    found = ask(store, "sql", select, "--limit", "1000000")
    return [list(row.values()) if isinstance(row, dict) else row for row in found["rows"]]


def read(path: Path) -> Iterator[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


# -- FPDS --------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def fpds(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """A store of the Atom pages, and what its load said."""
    store = tmp_path_factory.mktemp("fpds") / "store"
    return store, ask(store, "load", "fpds_atom", real_data / "fpds" / "atom_pages.zip")


@pytest.fixture(scope="module")
def pages(real_data: Path) -> list[dict[str, Any]]:
    """Every action of the Atom pages, by lxml alone."""
    found = []

    def money(record: Any, path: str) -> Decimal | None:
        text = record.findtext(".//{*}" + "/{*}".join(path.split("/")))
        return Decimal(text) if text else None

    with zipfile.ZipFile(real_data / "fpds" / "atom_pages.zip") as packed:
        for name in packed.namelist():
            for record in etree.fromstring(packed.read(name)).iterfind(".//{*}entry/{*}content/*"):
                kind = etree.QName(record).localname
                ids = next(one for one in record.iter() if etree.QName(one).localname.endswith(("ContractID", "IDVID")))
                found.append(
                    {
                        "idv": kind in ("IDV", "OtherTransactionIDV"),
                        "award": (ids.findtext("{*}agencyID"), ids.findtext("{*}PIID")),
                        "obligation": money(record, "dollarValues/obligatedAmount") or Decimal(0),
                        "ceiling": money(record, "dollarValues/baseAndAllOptionsValue") or Decimal(0),
                        "printed": money(record, "totalDollarValues/totalBaseAndAllOptionsValue"),
                    }
                )
    return found


def test_every_fpds_action_is_kept_and_the_money_adds_up(fpds: Any, pages: list[dict[str, Any]]) -> None:
    store, load = fpds
    assert (load["rows_read"], load["kept"], load["repeated"], load["rejected"]) == (13184, 13184, 0, 0)
    assert ask(store, "rejects") == []
    (found,) = rows_of(
        store,
        "SELECT count(*), CAST(sum(obligation) AS VARCHAR), count(*) FILTER (ceiling_change <> 0), "
        "count(*) FILTER (ceiling_change <> 0 AND obligation = 0) FROM action",
    )
    moved = [act for act in pages if act["ceiling"]]
    silent = [act for act in moved if not act["obligation"]]
    assert found == [len(pages), str(sum(act["obligation"] for act in pages)), len(moved), len(silent)]
    assert found == [13184, "408003345.62", 1016, 935]


def test_ceilings_reconcile_but_for_two_vehicles_that_are_named(fpds: Any, pages: list[dict[str, Any]]) -> None:
    store, _ = fpds
    sums: dict[Any, Decimal] = defaultdict(Decimal)
    printed: dict[Any, set[Decimal]] = defaultdict(set)
    for act in pages:
        if act["idv"]:
            sums[act["award"]] += act["ceiling"]
            printed[act["award"]] |= {act["printed"]} if act["printed"] is not None else set()
    off = {
        piid
        for (agency, piid), total in sums.items()
        if not any(abs(total - one) <= 1 for one in printed[agency, piid])
    }
    assert (len(sums), off) == (405, {"W912DY20D0032", "N0002421D4114"})
    assert rows_of(
        store, "SELECT count(*) FILTER (reconciles), count(*) FROM award WHERE award_id LIKE 'CONT_IDV%'"
    ) == [[403, 405]]
    checks = {(check["check"], check["of"]): check for check in ask(store, "status")["checks"]}
    check = checks["ceiling changes add up to the printed total", "vehicles"]
    assert (check["asked"], check["hold"], {row["piid"] for row in check["failing"]}) == (405, 403, off)
    assert all(one["asked"] == one["hold"] for name, one in checks.items() if name[1] == "files")


def test_ceilings_that_are_no_amounts_are_never_stated(fpds: Any, pages: list[dict[str, Any]]) -> None:
    store, _ = fpds
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for act in pages:
        if act["idv"]:
            sums["CONT_IDV_{1}_{0}".format(*act["award"])] += act["ceiling"]

    def odd(value: Decimal | None) -> str | None:
        if value is None:
            return None
        if re.fullmatch(r"9{6,}(\.00|\.99)?", str(value)):
            return "nines"
        return "zero" if value == 0 else "above" if value > 10**11 else None

    nines = [award for award, total in sums.items() if odd(total) == "nines"]
    zero = [award for award, total in sums.items() if total == 0]
    above = [award for award, total in sums.items() if total > 10**11]
    assert (len(nines), len(zero), len(above)) == (17, 92, 15)
    held = {
        award: (kind, Decimal(ceiling), None if printed is None else Decimal(printed))
        for award, kind, ceiling, printed in rows_of(
            store,
            "SELECT award_id, ceiling_kind, CAST(ceiling AS VARCHAR), CAST(ceiling_stated AS VARCHAR) FROM award "
            "WHERE award_id LIKE 'CONT_IDV%'",
        )
    }
    assert {award: total for award, (_, total, _) in held.items()} == sums
    assert {award for award, (kind, *_) in held.items() if kind == "zero"} == set(zero)
    assert {award for award, (kind, *_) in held.items() if kind == "sentinel"} == {*nines, *above}
    assert [award for award, (kind, *said) in held.items() if kind == "stated" and any(map(odd, said))] == []
    shown = ask(store, "award", nines[0])
    assert (shown["ceiling_kind"], "all nines" in shown["ceiling_why"]) == ("sentinel", True)


# -- the 2018 layout ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def ice(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    store = tmp_path_factory.mktemp("ice") / "store"
    return store, ask(store, "load", "usaspending_transactions", real_data / "usaspending" / "ice_fy13_18")


def test_the_2018_files_tell_ceilings_as_of_a_day_and_no_obligation(ice: Any, real_data: Path) -> None:
    store, load = ice
    printed = [row for file in sorted((real_data / "usaspending" / "ice_fy13_18").iterdir()) for row in read(file)]
    assert (load["kept"], load["rejected"]) == (len(printed), 0) == (5672, 0)
    for day, ceiling in (("2017-09-25", "51504911.17"), ("2018-05-04", "53148388.39")):
        shown = ask(store, "award", "HSCETC14C00002", "--as-of", day)
        assert (shown["ceiling"], shown["ceiling_kind"], shown["obligated"]) == (ceiling, "stated", None)
    shown = ask(store, "award", "HSCETC14C00002")
    raw = [row for row in printed if row["award_id_piid"] == "HSCETC14C00002"]
    assert [act["ceiling_after"] for act in shown["actions"]] == ["51504911.17", "53148388.39"]
    assert sorted(Decimal(row["potential_total_value_of_award"]) for row in raw) == [
        Decimal("51504911.17"),
        Decimal("53148388.39"),
    ]
    assert rows_of(store, "SELECT count(obligated) FROM award") == [[0]]


# -- search extracts ---------------------------------------------------------------------------------------------------


def snapshots(data: Path) -> list[tuple[str | None, list[Path]]]:
    """The years that stand still, then the files of each moment, oldest first."""
    folder = data / "usaspending" / "cbp_ice"
    by_moment: dict[str | None, list[Path]] = defaultdict(list)
    for file in sorted((folder / "snapshots").iterdir()):
        by_moment[file.name.split("_")[1].removesuffix(".csv.gz")].append(file)
    return [(None, sorted(folder.glob("FY*.csv.gz"))), *sorted(by_moment.items(), key=str)]


@pytest.fixture(scope="module")
def search(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of the four years and of all snapshots, loaded at once."""
    store = tmp_path_factory.mktemp("search") / "store"
    files = [file for _, some in snapshots(real_data) for file in some]
    done = ask(store, "load", "usaspending_search", *files)
    assert (len(done["files"]), done["rejected"]) == (31, 0)
    return store


def sightings(data: Path) -> list[tuple[str | None, dict[tuple[str, str], dict[str, str | None]]]]:
    """Per moment, what stood of each (award, modification); rows without award key take the one a later file prints."""
    named: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for _, files in snapshots(data):
        for row in (row for file in files for row in read(file)):
            if row.get("Generated Award ID"):
                named[row["Agency"], row["Award ID"], row["Modification"]].add(row["Generated Award ID"])
    found = []
    for moment, files in snapshots(data):
        seen: dict[tuple[str, str], dict[str, str | None]] = {}
        for row in (row for file in files for row in read(file)):
            known = named[row["Agency"], row["Award ID"], row["Modification"]]
            award = row.get("Generated Award ID") or (next(iter(known)) if len(known) == 1 else "?" + row["Award ID"])
            said = {ours: (row[theirs] or "").strip() or None for theirs, ours in FIELDS.items()}
            said["obligation"] = f"{Decimal(row['Federal Action Obligation']):.2f}"
            assert (
                seen.setdefault((award, row["Modification"] or "0"), said) == said
            )  # a repeat is never another version
        found.append((moment, seen))
    return found


def test_rewritten_is_what_changed_between_two_sightings_and_nothing_else(search: Path, real_data: Path) -> None:
    held: dict[tuple[str, str], dict[str, str | None]] = {}
    expected = set()
    for moment, seen in sightings(real_data):
        for key, said in seen.items():
            before = held.get(key, said)
            expected |= {(moment, *key, name, before[name], said[name]) for name in said if before[name] != said[name]}
        held |= seen
    told = ask(search, "changes", "--kind", "rewritten")
    found = [
        (
            re.sub(r"[-:Z]", "", row["seen_at"]),
            row["award_id"],
            row["record_id"].split("_")[3],
            row["field"],
            row["before"],
            row["after"],
        )
        for row in told
    ]
    # The supplier of these files has no number, so its identity is its name and is rewritten with it.
    plain = [row for row in found if row[3] != "supplier_id"]
    assert set(plain) == expected
    assert len(plain) == len(expected)
    assert Counter(row[3] for row in plain) == {
        "supplier_name": 143, "signed_on": 31, "obligation": 26, "description": 11, "psc_name": 1,
    }  # fmt: skip
    renamed = {row[:3] for row in plain if row[3] == "supplier_name"}
    assert {row[:3] for row in found if row[3] == "supplier_id"} <= renamed


def test_one_order_as_it_stands_and_as_it_stood(search: Path, real_data: Path) -> None:
    now, then = ask(search, "award", ICM), ask(search, "award", ICM, "--as-of", "2025-09-30")
    latest: dict[str, tuple[str, Decimal]] = {}
    for _, files in snapshots(real_data):
        for row in (row for file in files for row in read(file) if row["Award ID"] == ICM):
            latest[row["Modification"]] = row["Action Date"], Decimal(row["Federal Action Obligation"])
    assert {act["mod_number"]: (act["signed_on"], Decimal(act["obligation"])) for act in now["actions"]} == latest
    assert (len(now["actions"]), now["obligated"]) == (14, "150703824.61")
    assert sum(amount for _, amount in latest.values()) == Decimal("150703824.61")
    assert (
        then["obligated"]
        == "139314020.61"
        == str(sum(amount for day, amount in latest.values() if day <= "2025-09-30"))
    )
    equal = {act["mod_number"] for act in now["actions"] if act["obligation"] == "29898236.00"}
    assert equal == {"P00009", "P00012"}
    assert any("P00009 and P00012" in note for note in now["notes"])


def test_what_was_known_between_two_snapshots_can_be_told_again(search: Path, real_data: Path) -> None:
    known: dict[str, Decimal] = {}
    for moment, files in snapshots(real_data):
        if moment is None or moment <= "20260310T235959":
            for row in (row for file in files for row in read(file) if row["Award ID"] == ICM):
                known[row["Modification"]] = Decimal(row["Federal Action Obligation"])
    # The years that stand still bear no stamp and were read today; what was known in March is what snapshots printed.
    files = [file for moment, some in snapshots(real_data) if moment and moment <= "20260310T235959" for file in some]
    snapped = {row["Modification"] for file in files for row in read(file) if row["Award ID"] == ICM}
    shown = ask(search, "award", ICM, "--known-on", "2026-03-10")
    assert {act["mod_number"]: Decimal(act["obligation"]) for act in shown["actions"]} == {
        mod: known[mod] for mod in snapped
    }
    (change,) = [
        row
        for row in ask(search, "changes", "--kind", "rewritten", "--field", "obligation")
        if row["before"] == "80000.00" and row["after"] == "75000.00"
    ]
    mod = change["record_id"].split("_")[3]
    for moment, amount in (("2026-07-09", "80000.00"), ("2026-08-05", "75000.00")):
        shown = ask(search, "award", change["award_id"], "--known-on", moment)
        assert [act["obligation"] for act in shown["actions"] if act["mod_number"] == mod] == [amount]


def test_the_files_cut_short_are_named_and_no_others(search: Path) -> None:
    found = {(row["agency_id"], row["fiscal_year"]) for row in ask(search, "coverage") if row["cut_short"]}
    assert found == {("7012", 2022), ("7012", 2023), ("7014", 2021)}


LATEST = (
    "SELECT action_id, award_id, mod_number, CAST(signed_on AS VARCHAR), CAST(obligation AS VARCHAR), supplier_name, "
    "psc_name, naics_name, description FROM action ORDER BY action_id"
)


def test_the_order_of_loading_makes_no_difference(real_data: Path, tmp_path: Path) -> None:
    until = "20260303" if CHANCES == 1 else "2027"
    files = [file for moment, some in snapshots(real_data) if moment and moment < until for file in some]
    told: dict[str, Any] = {}
    orders: dict[str, Callable[[], list[list[Path]]]] = {
        "at once": lambda: [files],
        "shuffled": lambda: [
            (mixed := random.Random(7).sample(files, len(files)))[:3],
            mixed[3:5],
            mixed[5:6],
            mixed[6:],
        ],
    }
    for name, order in orders.items():
        for some in order():
            ask(tmp_path / name, "load", "usaspending_search", *some)
        rewritten = ask(tmp_path / name, "changes")
        told[name] = (
            rows_of(tmp_path / name, LATEST),
            rows_of(
                tmp_path / name, "SELECT award_id, CAST(obligated AS VARCHAR), actions FROM award ORDER BY award_id"
            ),
            sorted(
                (row["seen_at"], row["record_id"], row["field"] or "", row["after"] or "", row["kind"])
                for row in rewritten
            ),
        )
    assert told["at once"] == told["shuffled"]


# -- all publishers together -------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def together(fpds: Any, ice: Any, real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of everything: Atom pages, both layouts of transactions, summaries, subawards, lists and search."""
    store = tmp_path_factory.mktemp("together") / "store"
    folder = real_data / "usaspending"
    reference = [
        real_data / "reference" / f"{name}.csv.gz" for name in ("agencies", "psc_codes", "csis_PrincipalNaicsCode")
    ]
    for source, paths in {
        "fpds_atom": [real_data / "fpds" / "atom_pages.zip"],
        "usaspending_search": [
            *sorted((folder / "cbp_ice").glob("FY*.csv.gz")),
            *sorted((folder / "cbp_ice" / "snapshots").glob("*_20260809T*")),
        ],
        "usaspending_transactions": [folder / "ice_fy13_18", folder / "transactions"],
        "usaspending_awards": [folder / "award_summaries"],
        "usaspending_subawards": [folder / "subawards"],
        "reference": [*reference, real_data / "sam" / "federal_hierarchy.json.gz"],
    }.items():
        ask(store, "load", source, *paths)
    return store


def test_an_action_of_two_publishers_counts_once(together: Path) -> None:
    status = ask(together, "status")
    twice = rows_of(
        together,
        "SELECT action_id, count(*), count(*) FILTER (leads) FROM action_version WHERE superseded_at IS NULL "
        "GROUP BY action_id HAVING count(*) > 1",
    )
    assert status["disagreements"]["actions_printed_twice"] == len(twice) > 0
    assert {leads for _, _, leads in twice} == {1}
    assert rows_of(together, "SELECT count(*) - count(DISTINCT action_id) FROM action") == [[0]]
    off = rows_of(
        together,
        "SELECT a.award_id FROM award a JOIN (SELECT award_id, sum(obligation) AS money FROM action "
        "WHERE NOT coalesce(sampled, false) GROUP BY award_id) s USING (award_id) "
        "WHERE a.obligated IS NOT NULL AND a.obligated <> s.money",
    )
    assert off == []
    for row in status["disagreements"]["examples"]:
        assert row["leading_value"] != row["value"]
        assert row["leading_source"] != row["source"]


def test_orders_roll_up_to_their_vehicle_once(together: Path, real_data: Path) -> None:
    latest: dict[tuple[str, str], tuple[str, Decimal]] = {}
    folder = real_data / "usaspending" / "cbp_ice"
    for file in [*sorted(folder.glob("FY*.csv.gz")), *sorted((folder / "snapshots").glob("*_20260809T*"))]:
        for row in read(file):
            latest[row["Generated Award ID"], row["Modification"]] = (
                row["Agency"],
                Decimal(row["Federal Action Obligation"]),
            )
    exact = 0
    for piid, owner in (("GS35F0086U", "4730"), ("47QTCK18D0001", "4732"), ("70B03C21D00000003", "7014")):
        orders = {award: [amount for (one, _), (_, amount) in latest.items() if one == award]
                  for award, _ in latest if award.endswith(f"_{piid}_{owner}")}  # fmt: skip
        (found,) = rows_of(
            together,
            "SELECT orders, CAST(orders_obligated AS VARCHAR) FROM vehicle "
            f"WHERE vehicle_id = 'CONT_IDV_{piid}_{owner}'",
        )
        others = rows_of(
            together,
            f"SELECT count(*) FROM award WHERE vehicle_id = 'CONT_IDV_{piid}_{owner}' AND award_id NOT IN "
            "(SELECT award_id FROM action_version WHERE source = 'usaspending_search')",
        )[0][0]
        assert found[0] == len(orders) + others > 0
        exact += not others
        if not others:
            assert Decimal(found[1]) == sum(sum(amounts) for amounts in orders.values())
    assert exact
    off = rows_of(
        together,
        "SELECT v.vehicle_id FROM vehicle v JOIN (SELECT vehicle_id, sum(obligation) AS money FROM action "
        "WHERE award_id IN (SELECT award_id FROM award WHERE obligated IS NOT NULL) AND NOT coalesce(sampled, false) "
        "GROUP BY vehicle_id) s USING (vehicle_id) WHERE v.orders_obligated <> s.money",
    )
    assert off == []


def test_no_ceiling_that_is_no_amount_is_stated_whoever_prints_it(together: Path) -> None:
    nines = "regexp_matches(CAST(ceiling AS VARCHAR), '^9{6,}(\\.00|\\.99)?$')"
    odd = f"ceiling = 0 OR abs(ceiling) > 100000000000 OR {nines}"
    either = f"{odd} OR {odd.replace('ceiling', 'ceiling_stated')}"
    assert rows_of(together, f"SELECT award_id FROM award WHERE ceiling_kind = 'stated' AND ({either})") == []


def test_every_file_is_accounted_for(together: Path) -> None:
    status = ask(together, "status")
    for check in status["checks"]:
        if check["of"] == "files":
            assert check["asked"] == check["hold"] > 0
    for load in status["loads"]:
        assert load["rows_read"] == load["kept"] + load["repeated"] + load["rejected"]
    assert all(row["reason"] for row in ask(together, "rejects"))
