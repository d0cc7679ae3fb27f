"""The pages of families: every sum recounted from the acts by hand, members with evidence, what leads where."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import bought
import kin_made
import pytest
import walked
from kin_made import ACTS, ARCH, GATE, LOOM, MILL, QUAY
from starlette.testclient import TestClient

from quaestor import pipeline
from quaestor.answers.family import family as told_on_the_command_line
from quaestor.store import Lake
from quaestor.web.app import create

FLAGS = ["--no-sandbox"]
PARENTS = {ARCH: "ARCHER HOLDINGS INC", LOOM: "LOOM HOLDINGS INC"}
#: Who belonged to whom from which day: what the acts say, read by eye.
STAYS = {
    GATE: [(LOOM, date.min), (ARCH, date(2020, 5, 1))],
    MILL: [(ARCH, date.min), (LOOM, date(2021, 5, 1))],
    QUAY: [(ARCH, date.min)],
}


def recounted(parent: str, choice: str) -> Decimal:
    """The family's sum by a choice of date; every act here is the first of an award of its own."""
    total = Decimal(0)
    for supplier, _, _, _, day, dollars in ACTS:
        stays = STAYS.get(supplier, [])
        asked = {"then": date.fromisoformat(day), "now": date.max, "first": date.min}[choice]
        owner = [above for above, since in stays if since <= asked][-1:]
        total += Decimal(dollars) if owner == [parent] else 0
    return total


@pytest.fixture(scope="module")
def kin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lake]:
    store = kin_made.build(tmp_path_factory.mktemp("kin"))
    with Lake.open(store, read_only=False) as lake, lake.writing():
        lake.execute(
            "INSERT INTO family (family_id, founder_id, name, members, merged_into, made_at) SELECT 'fam:old0000001', "
            "'uei:GONE', 'ARCHER OLD INC', 0, family_id, ? FROM family WHERE name = 'ARCHER HOLDINGS INC'",
            [datetime(2026, 1, 1)],
        )
        lake.execute(
            "INSERT INTO family_change SELECT 'r1', ?, 'joined', 'fam:old0000001', family_id, 'number: 1' FROM family "
            "WHERE name = 'ARCHER HOLDINGS INC'",
            [datetime(2026, 1, 1)],
        )
    with Lake.open(store) as lake:
        yield lake


@pytest.fixture(scope="module")
def site(kin: Lake) -> TestClient:
    return TestClient(create(kin), follow_redirects=False, headers={"accept": "text/html"})


def facts(site: TestClient, path: str) -> dict[str, Any]:
    response = site.get(path)
    assert response.status_code == 200, response.text
    return dict(response.json())


def rows(site: TestClient, path: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(site.get(path).text)))


@pytest.mark.parametrize("choice", ["then", "now", "first"])
@pytest.mark.parametrize("parent", [ARCH, LOOM])
def test_a_family_adds_up_by_each_choice_of_date(site: TestClient, parent: str, choice: str) -> None:
    told = facts(site, f"/family/{PARENTS[parent]}.json?family_on={choice}")
    assert told["family_on"] == choice
    assert Decimal(told["obligated"]) == recounted(parent, choice)
    assert {name: Decimal(one["obligated"]) for name, one in told["choices"].items()} == {
        name: recounted(parent, name) for name in ("then", "now", "first")
    }
    for part in ("by_year_supplier", "by_buyer", "suppliers"):
        assert sum(Decimal(row["obligated"]) for row in told[part]) == recounted(parent, choice), part
    assert sum(Decimal(firm["sums"][choice] or 0) for firm in told["firms"]) == recounted(parent, choice)
    assert sum(Decimal(row["obligated"]) for row in told["awards"]) == recounted(parent, choice)


def test_one_sum_leads_to_the_other_by_what_members_brought_and_took_along(site: TestClient) -> None:
    told = facts(site, f"/family/{PARENTS[ARCH]}.json")
    for step in told["steps"]:
        moved = sum(Decimal(one["amount"]) for one in step["besides"])
        moved -= sum(Decimal(one["amount"]) for one in step["no_more"])
        assert Decimal(step["start"]) + moved == Decimal(step["end"]) == recounted(ARCH, step["to"])
        assert step["adds_up"]
    to_now = told["steps"][0]
    assert [(one["entity_id"], one["amount"]) for one in to_now["besides"]] == [(GATE, "120.00")]
    assert [(one["entity_id"], one["amount"]) for one in to_now["no_more"]] == [(MILL, "1007.00")]
    page = site.get(f"/family/{PARENTS[ARCH]}").text
    assert "counts besides, on awards signed when it was not part of it" in " ".join(page.split())


def test_the_site_and_the_command_line_tell_the_same_sums(site: TestClient, kin: Lake) -> None:
    for name in PARENTS.values():
        for choice in ("then", "now", "first"):
            there = told_on_the_command_line(kin, name, by=choice)  # type: ignore[arg-type]
            here = facts(site, f"/family/{name}.json?family_on={choice}")
            assert [here[part] for part in ("family_id", "obligated", "actions_count", "awards_count")] == [
                there[part] for part in ("family_id", "obligated", "actions_count", "awards_count")
            ]


def test_members_have_their_days_names_and_evidence(site: TestClient) -> None:
    told = facts(site, f"/family/{PARENTS[ARCH]}.json")
    firms = {firm["entity_id"]: firm for firm in told["firms"]}
    assert set(firms) == {GATE, MILL, QUAY}
    assert [(stay["from_on"], stay["to_on"], stay["how"]) for stay in firms[GATE]["stays"]] == [
        ("2020-05-01", None, "reported")
    ]
    assert [stay["to_on"] for stay in firms[GATE]["elsewhere"]] == ["2020-04-30"]
    assert [name["name"] for name in firms[GATE]["names"]] == ["GATEHOUSE WORKS LLC", "GATEWAY WORKS LLC"]
    page = site.get(f"/family/{PARENTS[ARCH]}").text
    evidence = firms[GATE]["stays"][0]["evidence"].removeprefix("action:")
    assert f'href="/evidence/{evidence}"' in page
    assert site.get(f"/evidence/{evidence}").status_code == 200


def test_a_disagreement_is_shown_and_not_followed(site: TestClient) -> None:
    told = facts(site, f"/family/{PARENTS[LOOM]}.json")
    assert [(row["entity_id"], row["from_on"], row["its"]) for row in told["disagreements"]] == [
        (QUAY, "2018-01-05", True)
    ]
    assert QUAY not in {firm["entity_id"] for firm in told["firms"]}
    assert "It is not followed" in site.get(f"/family/{PARENTS[LOOM]}").text
    of_the_other = facts(site, f"/family/{PARENTS[ARCH]}.json")
    assert [(row["entity_id"], row["its"]) for row in of_the_other["disagreements"]] == [(QUAY, False)]


def test_the_csv_of_members_and_events_has_a_row_each(site: TestClient) -> None:
    members = rows(site, f"/family/{PARENTS[ARCH]}.csv?table=members")
    assert [(row["entity_id"], row["to_on"]) for row in members if row["entity_id"] == MILL] == [(MILL, "2021-04-30")]
    assert sum(Decimal(row["then"] or 0) for row in members) == recounted(ARCH, "then")
    events = rows(site, f"/family/{PARENTS[ARCH]}.csv?table=events")
    assert ("parent_changed", "2020-05-01") in {(row["kind"], row["on_day"]) for row in events}


def test_a_merged_family_leads_on_for_good_in_every_form(site: TestClient) -> None:
    response = site.get("/family/fam:old0000001")
    assert response.status_code == 308
    there = facts(site, f"/family/{PARENTS[ARCH]}.json")["family_id"]
    assert response.headers["location"] == f"/family/{there}?was=fam%3Aold0000001"
    assert "is part of this family now" in site.get(response.headers["location"]).text
    as_data = site.get("/family/fam:old0000001.json?family_on=now")
    assert as_data.status_code == 308
    assert as_data.headers["location"] == f"/family/{there}.json?family_on=now&was=fam%3Aold0000001"
    drawn = site.get("/family/fam:old0000001.tree.svg?width=wide")
    assert drawn.headers["location"].startswith(f"/family/{there}.tree.svg?width=wide")
    assert "is part of this family now" not in site.get(f"/family/{there}?was=fam:nothing000").text


def test_a_family_is_found_by_its_id_a_supplier_a_number_and_a_name(site: TestClient) -> None:
    there = facts(site, f"/family/{PARENTS[ARCH]}.json")["family_id"]
    for key in (there, GATE, "GATEWORKS001", "archer holdings inc", "ARCHER"):
        assert facts(site, f"/family/{key}.json")["family_id"] == there, key
    for nobody in ("fam:nothing000", "NO SUCH FAMILY", "an individual"):
        assert site.get(f"/family/{nobody}").status_code == 404, nobody
    assert site.get(f"/family/{there}?family_on=yesterday").status_code == 400


def test_the_figure_draws_a_line_a_member_with_its_names_and_its_disagreements(site: TestClient) -> None:
    spec = site.get(f"/family/{PARENTS[ARCH]}.tree.vl.json").json()
    lines = [row for layer in spec["layer"] for row in layer["data"]["values"] if "start" in row]
    kinds = {(row["kind"], row["name"]) for row in lines}
    assert {
        ("stay", "GATEWAY WORKS LLC"),
        ("elsewhere", "GATEWAY WORKS LLC"),
        ("against", "QUAYSIDE WORKS LLC"),
    } <= kinds
    texts = {
        row["name"] for layer in spec["layer"] if layer["mark"]["type"] == "text" for row in layer["data"]["values"]
    }
    assert {"MILLSTONE WORKS LLC", "QUAYSIDE WORKS LLC"} <= texts
    assert site.get(f"/family/{PARENTS[ARCH]}.tree.svg").text.startswith("<svg")


def test_the_list_has_every_family_once_across_its_pages(site: TestClient, kin: Lake) -> None:
    held = {
        row["family_id"] for row in kin.query("SELECT family_id FROM family WHERE merged_into IS NULL AND members > 0")
    }
    seen, place = [], ""
    while place is not None:
        told = facts(site, f"/family.json?limit=2&after={place}" if place else "/family.json?limit=2")
        seen += [row["family_id"] for row in told["families"]]
        place = told["next"]
    assert len(seen) == len(held) == told["count"]
    assert set(seen) == held
    sums = [Decimal(row["obligated"]) for row in facts(site, "/family.json")["families"]]
    assert sums == sorted(sums, reverse=True)


def test_the_list_is_narrowed_by_name_disagreement_and_change(site: TestClient) -> None:
    def names(query: str) -> set[str]:
        return {row["name"] for row in facts(site, f"/family.json?{query}")["families"]}

    assert names("q=archer") == {"ARCHER HOLDINGS INC"}
    assert names("q=millstone") == {"ARCHER HOLDINGS INC", "LOOM HOLDINGS INC"}
    assert names("which=disagreements") == {"LOOM HOLDINGS INC"}
    assert names("which=changed&on=2026-02-01") == {"ARCHER HOLDINGS INC"}
    assert names("which=changed&on=2027-02-01") == set()
    assert "No family bears this in its name" in site.get("/family?q=nobody").text
    assert site.get("/family?which=pretty").status_code == 400
    assert [row["changed"] for row in rows(site, "/family.csv?which=changed&on=2026-02-01")] == ["joined"]


def test_a_name_with_markup_stays_text(site: TestClient) -> None:
    for path in ("/family?q=lathe", "/family/uei:LATHEFIRM001", "/judgements?pair=j:lathes"):
        text = site.get(path).text
        assert "<b>WORKS" not in text
        assert "LATHE &lt;b&gt;WORKS" in text


def test_a_suppliers_page_tells_how_it_was_printed_its_families_and_whose_its_money_was(site: TestClient) -> None:
    told = facts(site, f"/supplier/{GATE}.json")
    assert {(row["name"], row["parent_id"]) for row in told["identities"]} == {
        ("GATEHOUSE WORKS LLC", LOOM), ("GATEWAY WORKS LLC", ARCH)
    }  # fmt: skip
    assert [(row["name"], row["on_then"], row["on_now"], row["on_first"]) for row in told["by_family"]] == [
        ("LOOM HOLDINGS INC", "120.00", None, "370.00"),
        ("ARCHER HOLDINGS INC", "250.00", "370.00", None),
    ]
    page = site.get(f"/supplier/{GATE}").text
    for words in ("Family over time", "Every way it was printed", "Whose its money was", "What befell it"):
        assert words in page
    assert len(rows(site, f"/supplier/{GATE}.csv?table=identities")) == 2
    assert facts(site, f"/supplier/{QUAY}.json")["by_family"] == []


def test_an_awards_page_tells_the_family_then_and_now_where_they_differ(site: TestClient, kin: Lake) -> None:
    awards = {
        (row["supplier_id"], str(row["first_signed_on"])): row["award_id"]
        for row in kin.query("SELECT supplier_id, first_signed_on, award_id FROM award")
    }
    moved = site.get(f"/award/{awards[GATE, '2017-03-01']}").text
    assert "supplier’s family when it was signed" in moved
    assert "LOOM HOLDINGS INC" in moved
    assert "its family today" in moved
    stayed = site.get(f"/award/{awards[QUAY, '2016-01-05']}").text
    assert "its family today" not in stayed


def test_an_empty_store_says_that_no_family_is_settled(tmp_path: Path) -> None:
    Lake.open(tmp_path / "store", create=True, read_only=False).close()
    with Lake.open(tmp_path / "store") as lake:
        empty = TestClient(create(lake), follow_redirects=False, headers={"accept": "text/html"})
        assert "No family is settled yet" in empty.get("/family").text
        assert "No pair waits" in empty.get("/judgements").text
        assert empty.get("/family/ANYBODY").status_code == 404


@pytest.mark.real_data
def test_real_firms_that_changed_hands_add_up_by_every_date(tmp_path: Path, real_data: Path) -> None:
    store = tmp_path / "store"
    pipeline.load(store, "usaspending_transactions", sorted((real_data / "usaspending/ice_fy13_18").glob("*.gz")))
    with Lake.open(store) as lake:
        site = TestClient(create(lake), follow_redirects=False, headers={"accept": "text/html"})
        moved = lake.query(
            "SELECT DISTINCT family_id FROM family_member WHERE stands AND supplier_id IN (SELECT supplier_id FROM "
            "family_member WHERE stands GROUP BY 1 HAVING count(DISTINCT family_id) > 1) ORDER BY 1 LIMIT 6"
        )
        assert moved
        for row in moved:
            told = facts(site, f"/family/{row['family_id']}.json")
            for choice, condition in (
                ("then", "d.day >= coalesce(m.from_on, d.day) AND d.day <= coalesce(m.to_on, d.day)"),
                ("now", "m.to_on IS NULL"), ("first", "m.from_on IS NULL"),
            ):  # fmt: skip
                again = lake.query(
                    "SELECT sum(a.obligation) AS n FROM action a JOIN (SELECT award_id, min(signed_on) AS day "
                    "FROM action "
                    "GROUP BY 1) d USING (award_id) JOIN family_member m ON m.supplier_id = a.supplier_id AND m.stands "
                    f"AND m.family_id = ? AND {condition} WHERE NOT coalesce(a.sampled, false)",
                    [row["family_id"]],
                )[0]["n"]
                assert Decimal(told["choices"][choice]["obligated"] or 0) == (again or 0), (told["name"], choice)
            assert all(step["adds_up"] for step in told["steps"])
        palantir = facts(site, "/supplier/duns:825284321.json")
        stays = [stay for stay in palantir["families"] if stay["stands"]]
        assert [stay["name"].startswith("PALANTIR TECHNOLOGIES") for stay in stays] == [False, True]
        assert stays[1]["from_on"].startswith("2018-05")


@pytest.mark.browser
@walked.WAYS
def test_family_pages_are_open_to_everybody(kin: Lake, browser: Any, width: int, scheme: str) -> None:
    with bought.served(kin) as address:
        paths = ("/family", f"/family/{PARENTS[ARCH]}", f"/supplier/{GATE}", "/judgements")
        walked.walk(browser, address, paths, width, scheme)
