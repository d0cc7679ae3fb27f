"""An agency's and an office's page: every sum is that of its parts, recounted here, and what is missing is said."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from bought import ACTS, AGENCY, HOLDING, Act
from starlette.testclient import TestClient

PAGE = f"/agency/{AGENCY}"
ON = "?on=2024-10-15"


def facts_of(client: TestClient, address: str) -> Any:
    response = client.get(address)
    assert response.status_code == 200, response.text
    return response.json()


def rows_of(client: TestClient, address: str) -> list[dict[str, str]]:
    response = client.get(address)
    assert response.status_code == 200, response.text
    return list(csv.DictReader(io.StringIO(response.text)))


def recounted(key: Callable[[Act], Any], acts: Iterable[Act] = ACTS) -> dict[Any, tuple[Decimal, int]]:
    sums: dict[Any, list[Act]] = defaultdict(list)
    for act in acts:
        sums[key(act)].append(act)
    return {name: (sum((act.money for act in some), Decimal(0)), len(some)) for name, some in sums.items()}


def told(rows: Iterable[dict[str, Any]], *names: str) -> dict[Any, tuple[Decimal, int]]:
    found = {}
    for row in rows:
        key = tuple(row[name] for name in names)
        found[key[0] if len(key) == 1 else key] = (Decimal(row["obligated"]), int(row["actions"]))
    return found


@pytest.fixture(scope="module")
def facts(buyer: TestClient) -> Any:
    return facts_of(buyer, f"{PAGE}.json{ON}")


def test_the_sum_is_that_of_all_actions(facts: Any) -> None:
    assert Decimal(facts["obligated"]) == sum(act.money for act in ACTS) == Decimal("10547.30")
    assert facts["actions"] == len(ACTS)
    assert facts["awards_count"] == len({act.piid for act in ACTS})


@pytest.mark.parametrize(
    ("part", "names", "key"),
    [
        ("by_year", ["fiscal_year"], lambda act: act.year),
        ("months", ["fiscal_year", "month"], lambda act: (act.year, int(act.day[5:7]))),
    ],
)
def test_years_and_months_come_to_what_is_recounted(
    facts: Any, part: str, names: list[str], key: Callable[[Act], Any]
) -> None:
    assert told(facts[part], *names) == recounted(key)


def test_families_are_parents_as_printed_and_others_by_their_own_name(facts: Any) -> None:
    assert told(facts["families"]["rows"], "name") == recounted(lambda act: act.family)
    [holding] = [row for row in facts["families"]["rows"] if row["name"] == HOLDING]
    assert holding["is_parent"]
    assert holding["suppliers"] == 2
    [alone] = [row for row in facts["families"]["rows"] if row["name"] == "WICK WORKS LLC"]
    assert not alone["is_parent"]
    assert alone["supplier_id"] == "uei:WICKWORKS001"


def test_individuals_stand_together_and_lead_nowhere(facts: Any, buyer: TestClient) -> None:
    [row] = [row for row in facts["families"]["rows"] if row["name"] == "an individual"]
    assert (row["obligated"], row["suppliers"], row["supplier_id"], row["is_parent"]) == ("16.65", 2, None, False)
    page = buyer.get(PAGE).text
    assert "OF TWO" not in page
    assert "/family/an" not in page


def test_products_have_the_words_of_the_code_list_and_words_alone_join_their_code(facts: Any) -> None:
    rows = {row["psc"]: row for row in facts["products"]["rows"]}
    assert told(rows.values(), "psc") == recounted(lambda act: act.psc or "9904")
    assert rows["9901"]["words"] == "LANTERNS, HAND AND HEAD"
    assert rows["9904"]["by_words"] == 2
    assert rows["7777"]["words"] == "WICKS NOT LISTED"


def test_competition_is_told_in_words_with_what_is_not_held(facts: Any) -> None:
    codes = facts["competition"]["codes"]
    assert told(codes, "competed_code") == recounted(lambda act: act.competed or None)
    assert {row["competed_code"]: row["words"] for row in codes}["C"] == "Not competed"
    by_year = told(facts["competition"]["by_year"], "fiscal_year", "competed_code")
    assert by_year == recounted(lambda act: (act.year, act.competed or None))


def test_offices_come_to_the_sum_with_those_not_held(facts: Any) -> None:
    assert told(facts["offices"]["rows"], "office_id") == recounted(lambda act: act.office or None)


def test_the_surge_is_the_share_of_september_and_of_its_last_seven_days(facts: Any) -> None:
    rows = {row["fiscal_year"]: row for row in facts["surge"]}
    year = [act for act in ACTS if act.year == 2021]
    whole = sum(act.money for act in year)
    september = sum(act.money for act in year if act.day >= "2021-09-01")
    last_week = sum(act.money for act in year if act.day >= "2021-09-24")
    assert rows[2021]["september"] == str(september)
    assert rows[2021]["last_week"] == str(last_week)
    assert rows[2021]["september_share"] == round(float(september / whole), 4)
    assert rows[2021]["last_week_share"] == round(float(last_week / whole), 4)
    assert rows[2021]["september_even"] == round(30 / 365, 4)
    assert rows[2024]["last_week_even"] == round(7 / 366, 4)
    assert rows[2024]["state"] == "not over"
    assert rows[2024]["september_share"] is None


def test_a_range_of_fiscal_years_narrows_every_sum(buyer: TestClient) -> None:
    facts = facts_of(buyer, f"{PAGE}.json?from=2022&to=2023&on=2024-10-15")
    some = [act for act in ACTS if 2022 <= act.year <= 2023]
    whole = (sum((act.money for act in some), Decimal(0)), len(some))
    assert (Decimal(facts["obligated"]), facts["actions"]) == whole
    assert told(facts["by_year"], "fiscal_year") == recounted(lambda act: act.year, some)
    for part in ("families", "products", "offices"):
        rows = facts[part]["rows"]
        assert (sum(Decimal(row["obligated"]) for row in rows), sum(row["actions"] for row in rows)) == whole
    page = buyer.get(f"{PAGE}?from=2022&to=2023").text
    assert "Only actions signed in fiscal years 2022 to 2023 count" in page
    assert buyer.get(f"{PAGE}?from=2023&to=2022").status_code == 400
    assert "Put the earlier fiscal year first" in buyer.get(f"{PAGE}?from=2023&to=2022").text
    assert buyer.get(f"{PAGE}?from=soon").status_code == 400


def test_the_rows_not_shown_stand_as_one_and_still_come_to_the_sum(buyer: TestClient) -> None:
    facts = facts_of(buyer, f"{PAGE}.json?most=1")
    for part in ("families", "products", "offices"):
        shown, others = facts[part]["rows"], facts[part]["others"]
        assert len(shown) == 1
        assert others["count"] == facts[part]["count"] - 1
        assert sum(Decimal(row["obligated"]) for row in [*shown, others]) == Decimal(facts["obligated"])
        assert shown[0]["actions"] + others["actions"] == facts["actions"]
    assert f'href="{PAGE}?most={facts["families"]["count"]}#families"' in buyer.get(f"{PAGE}?most=1").text


def test_what_ends_soon_counts_from_the_day_asked_for(facts: Any, buyer: TestClient) -> None:
    ending = facts["ending"]
    assert (ending["on"], ending["until"]) == ("2024-10-15", "2025-04-13")
    assert [(row["piid"], row["what"], row["day"]) for row in ending["events"]] == [
        ("99ZA24C0007", "ends", "2024-10-31"),
        ("99ZA20D0006", "orders", "2024-11-05"),
        ("99ZA21C0001", "ends", "2024-11-30"),
        ("99ZA22C0004", "ends", "2024-12-24"),
        ("99ZA23C0005", "ends", "2024-12-25"),
        ("99ZA21C0002", "ends", "2025-02-28"),
    ]
    assert facts["newest_on"] == "2024-05-01"
    page = buyer.get(f"{PAGE}{ON}").text
    assert "the newest record here was signed on" in page
    assert "1 May 2024" in page
    today = facts_of(buyer, f"{PAGE}.json")
    assert today["on"] == date.today().isoformat()


def test_only_stated_ceilings_are_ranked_and_fillers_stand_apart(facts: Any, buyer: TestClient) -> None:
    ceilings = facts["ceilings"]
    assert ceilings["stated"][0]["piid"] == "99ZA21C0001"
    assert {row["ceiling_kind"] for row in ceilings["stated"]} == {"stated"}
    assert [row["piid"] for row in ceilings["no_limit"]] == ["99ZA20D0006"]
    assert {row["ceiling_kind"]: row["awards"] for row in ceilings["kinds"]} == {"sentinel": 1, "stated": 8}
    page = buyer.get(PAGE).text
    assert "No real limit" in page
    assert "all nines" in page


def test_who_it_is_comes_from_the_lists_and_from_what_is_printed(facts: Any) -> None:
    assert facts["name"] == "Agency of Examples"
    assert facts["department"] == "Department of Examples"
    assert facts["entry_id"] == f"usaspending:{AGENCY}"
    [printed] = facts["names"]
    assert (printed["agency_name"], printed["first_year"], printed["last_year"]) == ("AGENCY OF EXAMPLES", 2021, 2024)


@pytest.mark.parametrize("key", ["99Z1", "99z1", "usaspending:99Z1", "Agency of Examples", "AEX", "of examples"])
def test_an_agency_is_found_by_code_entry_and_name(buyer: TestClient, key: str) -> None:
    assert facts_of(buyer, f"/agency/{key}.json")["agency_id"] == AGENCY


def test_a_command_inside_an_agency_says_that_it_cannot_be_told_apart(buyer: TestClient) -> None:
    facts = facts_of(buyer, "/agency/sam:300000001.json")
    assert facts["agency_id"] == AGENCY
    assert "LANTERN COMMAND is a command inside this agency" in facts["notes"][0]


def test_what_is_not_held_or_means_several_is_refused_in_words(buyer: TestClient) -> None:
    assert "no agency NOSUCH is held" in buyer.get("/agency/NOSUCH.json").json()["error"]["what"]
    several = buyer.get("/agency/C.json")
    assert several.status_code == 404
    assert "2 agencies are called C" in several.json()["error"]["what"]
    assert buyer.get("/office/NOSUCH").status_code == 404
    assert buyer.get(f"{PAGE}?most=0").status_code == 400
    assert buyer.get(f"{PAGE}?on=soon").status_code == 400


def test_a_year_cut_short_is_marked_in_table_chart_and_note(buyer: TestClient) -> None:
    facts = facts_of(buyer, "/agency/7014.json")
    assert {row["fiscal_year"]: row["cut_short"] for row in facts["by_year"]} == {2023: True, 2024: False}
    page = buyer.get("/agency/7014").text
    assert "The publisher’s file of 2023 seems cut short" in page
    assert '<strong class="attention">cut short</strong>: the file has exactly 500 rows' in page
    drawn = buyer.get("/agency/7014.years.vl.json").json()
    assert {value["year"]: value["state"] for value in drawn["data"]["values"]} == {
        "2023": "cut short",
        "2024": "as held",
    }


def test_charts_draw_the_figures_of_the_tables(buyer: TestClient, facts: Any) -> None:
    years = buyer.get(f"{PAGE}.years.vl.json").json()["data"]["values"]
    assert {value["year"]: value["exact"] for value in years} == {
        str(row["fiscal_year"]): f"${row['obligated']}" for row in facts["by_year"]
    }
    months = buyer.get(f"{PAGE}.months.vl.json").json()["data"]["values"]
    assert {value["month"] for value in months if value["which"] == "September"} == {
        "2021-09-01",
        "2022-09-01",
        "2023-09-01",
    }
    shares = buyer.get(f"{PAGE}.competition.vl.json").json()["data"]["values"]
    for year in {value["year"] for value in shares}:
        assert sum(value["share"] for value in shares if value["year"] == year) == pytest.approx(1)
    assert all(value["obligated"] > 0 for value in shares)
    for name in ("years", "months", "competition"):
        assert buyer.get(f"{PAGE}.{name}.svg?width=narrow&theme=dark").text.startswith("<svg")


def test_each_table_is_also_csv_and_runs_nothing_in_a_spreadsheet(buyer: TestClient) -> None:
    whole = sum(act.money for act in ACTS)
    for table in ("months", "years", "competition", "families", "products", "offices"):
        rows = rows_of(buyer, f"{PAGE}.csv?table={table}")
        assert sum(Decimal(row["obligated"]) for row in rows) == whole, table
    some = rows_of(buyer, f"{PAGE}.csv?table=families&most=1")
    assert sum(Decimal(row["obligated"]) for row in some) == whole
    assert all(row["description"].startswith("'=") for row in rows_of(buyer, f"{PAGE}.csv?table=ceilings"))
    assert len(rows_of(buyer, f"{PAGE}.csv{ON}&table=ending")) == 6
    assert buyer.get(f"{PAGE}.csv?table=nothing").status_code == 400


def test_a_name_with_markup_is_only_a_name(buyer: TestClient) -> None:
    text = buyer.get(PAGE).text
    assert "<script>alert" not in text
    assert "&lt;script&gt;" in text


def test_an_office_is_told_as_its_agency_is(buyer: TestClient) -> None:
    facts = facts_of(buyer, "/office/99ZA02.json?on=2024-10-15")
    some = [act for act in ACTS if act.office == "99ZA02"]
    assert Decimal(facts["obligated"]) == sum(act.money for act in some) == Decimal("-200.50")
    assert told(facts["by_year"], "fiscal_year") == recounted(lambda act: act.year, some)
    assert told(facts["families"]["rows"], "name") == recounted(lambda act: act.family, some)
    assert [one["agency_id"] for one in facts["agencies"]] == [AGENCY]
    assert (facts["by_year"][0]["first_on"], facts["by_year"][0]["last_on"]) == ("2021-10-01", "2022-08-15")
    assert "2 of 13 actions held of its agency print no office" in facts["notes"][0]
    assert facts_of(buyer, "/office/Wick buying.json")["office_id"] == "99ZA02"
    page = buyer.get("/office/99ZA02").text
    assert "−$200.50" in page
    assert f'href="/agency/{AGENCY}"' in page
    assert facts_of(buyer, "/office/99ZA01.json")["awards_count"] == 7


def test_all_agencies_are_listed_with_totals_and_narrowed_by_words(buyer: TestClient) -> None:
    facts = facts_of(buyer, "/agency.json")
    sums = {row["agency_id"]: (row["obligated"], row["actions"]) for row in facts["agencies"]}
    assert sums[AGENCY] == ("10547.30", 13)
    assert sums["7014"] == ("478150.00", 610)
    assert Decimal(facts["obligated"]) == Decimal("10547.30") + Decimal("478150.00")
    assert [row["cut_short"] for row in facts["agencies"]] == [[2023], []]
    assert [row["agency_id"] for row in facts_of(buyer, "/agency.json?q=department of examples")["agencies"]] == [
        AGENCY
    ]
    assert "No agency held bears" in buyer.get("/agency?q=zzzz").text
    assert [row["agency_id"] for row in rows_of(buyer, "/agency.csv")] == ["7014", AGENCY]
    assert "Agency of Examples" in buyer.get("/agency").text


def test_sampled_money_is_not_held_rather_than_zero(client: TestClient) -> None:
    """The sample's rows of 2018 print one action of an award a year."""
    facts = facts_of(client, "/agency/7012.json")
    sampled = {row["fiscal_year"]: row for row in facts["by_year"] if row["sampled"]}
    assert sampled
    assert all(row["obligated"] != "0.00" for row in sampled.values())
    assert f"{facts['sampled']:,} of {facts['actions']:,} actions come from a source" in client.get("/agency/7012").text
