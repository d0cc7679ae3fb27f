"""A chain of money: every amount in one link, each end's sums, what cannot be drawn; as page, JSON, CSV and picture."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from urllib.parse import quote

import bought
import chained
import pytest
import walked
from starlette.testclient import TestClient

from quaestor.answers.chains import chain
from quaestor.answers.flowing import End, Link, balances, gathered
from quaestor.errors import BadQuery, NotHeld
from quaestor.store import Lake
from quaestor.web.app import create
from quaestor.web.bands import bands

OBLIGATED = {order[0]: sum(map(Decimal, order[6])) for order in [*chained.ORDERS, chained.ALONE]}
KEYS = {
    "award": "CH0001",
    "vehicle": chained.VEHICLE,
    "supplier": "supplier:uei:ABCDEFGHJKL1",
    "family": "family:KEYSTONE HOLDINGS INC",
}


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lake]:
    with Lake.open(chained.build(tmp_path_factory.mktemp("chained"))) as lake:
        yield lake


@pytest.fixture(scope="module")
def client(lake: Lake) -> TestClient:
    return TestClient(create(lake), follow_redirects=False, headers={"accept": "text/html"})


@pytest.fixture(scope="module")
def address(lake: Lake) -> Iterator[str]:
    with bought.served(lake) as address:
        yield address


def passed(*piids: str, but: tuple[str, ...] = ("S5",)) -> Decimal:
    """What the made-up reports on these awards add up to, without those to oneself."""
    return sum((Decimal(one[3]) for one in chained.REPORTS if one[0] in piids and one[1] not in but), Decimal(0))


def named(facts: dict[str, Any], name: str) -> dict[str, Any]:
    (found,) = [node for node in facts["nodes"] if node["name"] == name]
    return found


def test_an_award_leads_from_its_buyer_through_its_vehicle_to_those_reported_to_receive(lake: Lake) -> None:
    facts = chain(lake, "CH0001")
    assert facts["columns"] == ["buyer", "vehicle", "award", "reported to receive"]
    assert (facts["obligated"], facts["passed_on"]) == ("1000.00", str(passed("CH0001")))
    assert facts["kept"] == str(OBLIGATED["CH0001"] - passed("CH0001"))
    assert facts["passed_on_reports"] == 5
    assert "Of $1,000.00 obligated, $290.00 was reported as passed on in 5 reports; the rest, $710.00" in facts["says"]
    assert named(facts, "CABLES LLC")["received_records"] == 2


def test_a_vehicle_hands_all_on_and_its_suppliers_keep_what_they_do_not_report(lake: Lake) -> None:
    facts = chain(lake, chained.VEHICLE)
    under = sum(OBLIGATED[order[0]] for order in chained.ORDERS)
    assert facts["obligated"] == str(under)
    vehicle = named(facts, "CHAIN01")
    assert (vehicle["obligated"], vehicle["handed_on"], vehicle["kept"]) == (str(under), str(under), "0.00")
    (keystone,) = [node for node in facts["nodes"] if node["name"] == "KEYSTONE WORKS LLC" and node["column"] == 2]
    assert keystone["obligated"] == str(OBLIGATED["CH0001"] + OBLIGATED["CH0002"])
    assert facts["passed_on"] == str(passed("CH0001", "CH0003"))
    assert any("ceiling is a limit and no flow" in note for note in facts["notes"])


def test_more_passed_on_than_came_in_is_said_and_shown_and_not_clipped(lake: Lake) -> None:
    facts = chain(lake, chained.VEHICLE)
    arches = named(facts, "ARCHES LLC")
    assert arches["kept"] == str(OBLIGATED["CH0003"] - passed("CH0003")) == "-190.50"
    assert "$190.50 more than is held to have come in" in arches["says"]
    assert Decimal(facts["left"]) - Decimal(facts["beyond"]) == Decimal(facts["kept"])
    assert any(f"${facts['beyond']} beyond what came in" in note for note in facts["notes"])
    assert facts["exceeding"] == {"awards": 1, "of": 2, "amount": "190.50", "unbegun": 0, "unknown": 0}
    drawn = json.dumps(bands(facts, "wide"))
    assert '"what": "over"' in drawn
    assert '"what": "over"' not in json.dumps(bands(chain(lake, "CH0001"), "wide"))


def test_a_supplier_also_receives_and_what_it_passes_to_itself_is_in_no_sum(lake: Lake) -> None:
    facts = chain(lake, KEYS["supplier"])
    assert facts["obligated"] == str(OBLIGATED["CH0001"] + OBLIGATED["CH0002"] + OBLIGATED["CH0009"])
    assert (facts["received"], facts["received_reports"]) == ("40.00", 1)
    assert facts["passed_on"] == str(passed("CH0001"))
    assert facts["within"] == {"reports": 1, "amount": "33.00"}
    assert named(facts, "under no vehicle")["obligated"] == "60.00"


def test_a_family_gathers_its_suppliers_and_names_families_on_both_sides(lake: Lake) -> None:
    facts = chain(lake, KEYS["family"])
    assert facts["columns"][1] == "family"
    ends = {(node["column"], node["name"]) for node in facts["nodes"]}
    assert (0, "ARCHES LLC") in ends
    assert (2, "MORTAR GROUP INC") in ends
    assert facts["obligated"] == str(OBLIGATED["CH0001"] + OBLIGATED["CH0002"] + OBLIGATED["CH0009"])


@pytest.mark.parametrize("key", KEYS.values(), ids=KEYS)
@pytest.mark.parametrize("most", [1, 12])
def test_every_end_balances_and_the_sums_of_the_links_are_those_of_the_records(lake: Lake, key: str, most: int) -> None:
    facts = chain(lake, key, most=most)
    came: dict[tuple[Any, ...], Decimal] = defaultdict(Decimal)
    went: dict[tuple[Any, ...], Decimal] = defaultdict(Decimal)
    for link in facts["links"]:
        left, right = ((link[side]["column"], link[side]["kind"], link[side]["key"]) for side in ("from", "to"))
        went[left] += Decimal(link["amount"])
        came[right] += Decimal(link["amount"])
    for node in facts["nodes"]:
        end = (node["column"], node["kind"], node["key"])
        assert came[end] == sum(Decimal(node[name] or 0) for name in ("obligated", "received")), node
        assert went[end] == sum(Decimal(node[name] or 0) for name in ("handed_on", "passed_on")), node
        if node["kept"] is not None:
            assert came[end] == went[end] + Decimal(node["kept"]), node
    assert [row["equal"] for row in facts["proof"]] == [True, True]


def test_those_past_the_most_are_one_end_with_their_sum(lake: Lake) -> None:
    facts = chain(lake, "CH0001", most=1)
    others = named(facts, "2 other suppliers")
    assert Decimal(others["received"]) == Decimal("100.00") + Decimal("-20.00")
    assert others["key"] is None
    assert facts["passed_on"] == chain(lake, "CH0001")["passed_on"]


def test_individuals_stand_under_nobodys_name(lake: Lake, client: TestClient) -> None:
    facts = chain(lake, "CH0001")
    assert named(facts, "individuals")["key"] == "an individual"
    assert "MASON" not in json.dumps(facts)
    assert "MASON" not in client.get("/chain/CH0001").text
    assert "/chain/supplier:name:AN" not in client.get("/chain/CH0001").text


def test_only_what_was_signed_by_the_day_counts(lake: Lake) -> None:
    from datetime import date

    facts = chain(lake, chained.VEHICLE, date(2022, 12, 31))
    assert facts["obligated"] == str(Decimal("1000.00") + Decimal("400.00") + Decimal("300.00") + Decimal("-75.00"))
    assert facts["passed_on"] == "300.00"
    assert chain(lake, "CH0002", date(2022, 12, 31))["obligated"] == "400.00"
    with pytest.raises(NotHeld):
        chain(lake, "CH0002", date(2001, 1, 1))


def test_sums_below_zero_are_said_and_left_to_the_table(lake: Lake, client: TestClient) -> None:
    facts = chain(lake, "CH0001")
    assert any("1 sum is below zero (−$20.00)" in note for note in facts["notes"])
    assert "GIVES BACK LLC" not in json.dumps(bands(facts, "wide"))
    assert "GIVES BACK LLC" in client.get("/chain/CH0001").text
    nothing = chain(lake, "CH0004")
    assert bands(nothing, "wide") is None
    assert "nothing to draw" in client.get("/chain/CH0004").text


def test_what_is_meant_may_be_said_and_what_is_not_held_is_not_found(lake: Lake, client: TestClient) -> None:
    assert chain(lake, "CHAIN01")["chain"] == "vehicle"
    assert chain(lake, "KEYSTONE WORKS LLC")["chain"] == "supplier"
    assert chain(lake, "KEYSTONE HOLDINGS INC")["chain"] == "family"
    assert chain(lake, "MORTAR LLC")["received"] == "650.50"
    assert client.get("/chain/NOBODY").status_code == 404
    assert client.get("/chain/CH0001?most=0").status_code == 400


@pytest.mark.parametrize("key", KEYS.values(), ids=KEYS)
def test_the_page_its_json_csv_and_picture_tell_the_same(client: TestClient, key: str) -> None:
    path = f"/chain/{quote(key, safe=':')}"
    facts = client.get(f"{path}.json").json()
    page = client.get(path).text
    rows = list(csv.DictReader(io.StringIO(client.get(f"{path}.csv").text)))
    assert [row["amount"] for row in rows] == [link["amount"] for link in facts["links"]]
    for link in facts["links"]:
        assert f"{abs(Decimal(link['amount'])):,.2f}" in page
    for width in ("wide", "narrow"):
        assert "<svg" in client.get(f"{path}.flow.svg?width={width}&theme=dark").text
        spec = client.get(f"{path}.flow.vl.json?width={width}").json()
        told = {flow["says"] for flow in spec["layer"][0]["data"]["values"]}
        assert any("reported as passed on" in one for one in told)


def test_bands_of_the_picture_are_as_thick_as_their_money(lake: Lake) -> None:
    spec = bands(chain(lake, "CH0001"), "wide")
    assert spec
    thick = {flow["to"]: flow["low"][0] - flow["top"][0] for flow in spec["layer"][0]["data"]["values"]}
    assert thick["MORTAR LLC"] / thick["CHAIN01"] == pytest.approx(200 / 1000, rel=0.01)
    assert thick["rest: not known"] / thick["CHAIN01"] == pytest.approx(710 / 1000, rel=0.01)


@pytest.mark.parametrize(
    ("path", "there"),
    [
        ("/award/CH0001", f"/chain/{chained.award_id('CH0001')}"),
        ("/award/CH0001", f"/chain/{chained.VEHICLE}"),
        ("/supplier/uei:ABCDEFGHJKL1", "/chain/supplier:uei:ABCDEFGHJKL1"),
    ],
)
def test_other_pages_lead_to_the_chain(client: TestClient, path: str, there: str) -> None:
    assert f'href="{there}"' in client.get(path).text
    assert client.get(there).status_code == 200


def test_a_family_has_the_same_sum_on_its_page_and_in_its_chain(client: TestClient) -> None:
    page = client.get("/family/KEYSTONE HOLDINGS INC.json").json()
    for choice in ("then", "now", "first"):
        facts = client.get(f"/chain/family:{page['family_id']}.json?family_on={choice}").json()
        there = client.get(f"/family/{page['family_id']}.json?family_on={choice}").json()
        assert facts["obligated"] == there["obligated"]
    assert f'href="/chain/family:{page["family_id"]}"' in client.get("/family/KEYSTONE HOLDINGS INC").text


def test_every_link_of_a_chain_leads_somewhere(client: TestClient) -> None:
    import re

    for key in [*KEYS.values(), "MORTAR LLC", "family:MORTAR GROUP INC"]:
        for there in set(
            re.findall(
                r'href="(/(?:chain|award|evidence|agency|supplier|family)/[^"#?]+)"', client.get(f"/chain/{key}").text
            )
        ):
            assert client.get(there).status_code == 200, (key, there)


MEMBERS = [
    # family, supplier, from, to, stands
    ("fam:keystone", "uei:ABCDEFGHJKL1", None, "2022-12-31", True),
    ("fam:spans", "uei:ABCDEFGHJKL1", "2023-01-01", None, True),
    ("fam:mortar", "uei:ABCDEFGHJKL1", "2023-01-01", None, False),
    ("fam:keystone", "uei:ABCDEFGHJKL2", None, None, True),
    ("fam:mortar", "uei:ABCDEFGHJKM1", None, None, True),
]


@pytest.fixture(scope="module")
def settled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lake]:
    """The made-up chain with families: Keystone Works moves from one to another at the end of 2022."""
    store = chained.build(tmp_path_factory.mktemp("settled"))
    with Lake.open(store, read_only=False) as lake, lake.writing():
        for table in ("family", "family_member", "entity"):
            lake.execute(f"DELETE FROM {table}")
        for family_id, name, into in (
            ("fam:keystone", "KEYSTONE HOLDINGS", None), ("fam:spans", "SPANS GROUP", None),
            ("fam:mortar", "MORTAR GROUP", None), ("fam:old", "OLD GROUP", "fam:mortar"),
        ):  # fmt: skip
            lake.execute(
                "INSERT INTO family BY NAME SELECT ? AS family_id, ? AS name, ? AS merged_into, 1 AS members",
                [family_id, name, into],
            )
        for row in MEMBERS:
            lake.execute(
                "INSERT INTO family_member BY NAME SELECT ? AS family_id, ? AS supplier_id, ?::DATE AS from_on, "
                "?::DATE AS to_on, ? AS stands, 'reported' AS how",
                list(row),
            )
        for one in ("uei:ABCDEFGHJKL2", "uei:ABCDEFGHJKL3"):
            lake.execute("INSERT INTO entity BY NAME SELECT ? AS supplier_id, 'e' AS entity_id", [one])
    with Lake.open(store) as lake:
        yield lake


def test_what_a_family_passes_on_counts_as_its_awards_do(settled: Lake) -> None:
    keystone = chain(settled, "fam:keystone")
    mine = [OBLIGATED[piid] for piid in ("CH0001", "CH0002", "CH0003", "CH0009")]
    assert keystone["obligated"] == str(sum(mine))  # all first signed in 2022, when it had Keystone Works and Arches
    assert keystone["passed_on"] == str(passed("CH0001", "CH0003", but=()))
    assert named(keystone, "SPANS GROUP")["received"] == "73.00"  # Keystone Works, as of 2023
    assert [row["equal"] for row in keystone["proof"]] == [True, True]
    assert any("its award was first signed" in note for note in keystone["notes"])
    spans = chain(settled, "family:SPANS GROUP")
    assert (spans["obligated"], spans["received"], spans["passed_on"]) == (None, "73.00", None)


def test_a_family_as_of_today_takes_its_suppliers_as_they_are_now(settled: Lake) -> None:
    spans = chain(settled, "fam:spans", family_on="now")
    assert spans["obligated"] == str(OBLIGATED["CH0001"] + OBLIGATED["CH0002"] + OBLIGATED["CH0009"])
    assert spans["within"] == {"reports": 1, "amount": "33.00"}
    assert spans["passed_on"] == str(passed("CH0001"))
    assert chain(settled, "fam:keystone", family_on="first")["passed_on"] == str(passed("CH0001") + Decimal("450.50"))
    with pytest.raises(BadQuery):
        chain(settled, "fam:keystone", family_on="sometime")


def test_a_family_that_was_merged_leads_to_where_it_is_now(settled: Lake) -> None:
    assert chain(settled, "fam:old")["key"] == "fam:mortar"
    assert chain(settled, "family:MORTAR GROUP")["received"] == "650.50"


def test_identities_of_one_firm_are_counted_together(settled: Lake) -> None:
    facts = chain(settled, "supplier:uei:ABCDEFGHJKL2")
    assert facts["obligated"] == str(OBLIGATED["CH0003"] + OBLIGATED["CH0004"])
    assert any("uei:ABCDEFGHJKL3" in note for note in facts["notes"])


def test_gathering_loses_no_money() -> None:
    left, right = End(0, "buyer", "b"), [End(1, "supplier", str(n)) for n in range(9)]
    links = [Link(left, end, "obligated", Decimal(n) - 3, n, 0) for n, end in enumerate(right)]
    for most in (1, 3, 8, 20):
        few = gathered(links, most)
        assert sum(link.amount for link in few) == sum(link.amount for link in links)
        assert sum(link.records for link in few) == sum(link.records for link in links)
        assert balances(few)[0]["handed_on"] == sum(link.amount for link in links)


@pytest.mark.browser
@walked.WAYS
def test_the_page_has_no_violation_and_stands_at_both_widths(
    address: str, browser: Any, width: int, scheme: str
) -> None:
    walked.walk(browser, address, [f"/chain/{key}" for key in KEYS.values()], width, scheme)


def test_the_command_tells_the_same(lake: Lake) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "quaestor", "chain", KEYS["vehicle"], "--store", str(lake.path), "--json"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert json.loads(done.stdout) == json.loads(json.dumps(chain(lake, KEYS["vehicle"])))
