"""The front page tells what came in, what ends and how much is held, counted by hand from the files of `rounds`."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import rounds
from made import search_file, search_row

from quaestor import answers, pipeline
from quaestor.answers.data import level, matrix
from quaestor.store import Lake


def test_totals_are_those_of_the_tables(lake: Lake) -> None:
    told = answers.home(lake)["totals"]
    assert told["awards"] == lake.value("SELECT count(*) FROM award")
    assert told["suppliers"] == lake.value("SELECT count(DISTINCT supplier_id) FROM award")
    assert told["records"] == lake.value("SELECT count(*) FROM action_version WHERE superseded_at IS NULL")
    assert (told["first_on"], told["last_on"]) == ("2012-03-01", "2024-06-02")


def test_what_came_in_is_that_of_the_newest_day_of_reading(lake: Lake) -> None:
    came = answers.home(lake)["came_in"]
    assert came["day"] == "2024-06-06"
    assert [load["source"] for load in came["loads"]] == ["usaspending_transactions"]
    assert (came["added"], came["new"]["count"], came["raised"]["count"], came["option"]["count"]) == (2, 1, 1, 0)
    assert [row["obligation"] for row in came["new"]["largest"]] == ["-3.00"]
    assert (came["rewritten"]["count"], came["withdrawn"], came["reappeared"]) == (0, 0, 0)


def test_a_filler_is_counted_among_the_raised_and_not_listed(lake: Lake) -> None:
    assert answers.home(lake)["came_in"]["raised"]["largest"] == []


def test_the_largest_steps_options_and_rewritten_amounts_are_listed(tmp_path: Path) -> None:
    first, second, _ = rounds.files(tmp_path)
    rounds.load(tmp_path / "store", first, second)
    with Lake.open(tmp_path / "store") as lake:
        came = answers.home(lake)["came_in"]
    assert [(row["piid"][-1], row["ceiling_change"]) for row in came["raised"]["largest"]] == [
        ("2", "250.00"), ("2", "50.00"),
    ]  # fmt: skip
    assert [row["exercised_change"] for row in came["option"]["largest"]] == ["40.00", "0.00"]
    assert [(row["before"], row["after"]) for row in came["rewritten"]["largest"]] == [("10.00", "12.50")]
    assert came["withdrawn"] == 1


def test_an_act_that_another_publisher_printed_before_counts_once(tmp_path: Path) -> None:
    """The line that prints more completely leads; what it holds already is no news when a poorer one prints it."""
    store = tmp_path / "store"
    rounds.load(store, *rounds.files(tmp_path))
    for number, rows in enumerate(([search_row(1, "1.00")], [search_row(1, "1.00"), search_row(2, "2.00")])):
        path = search_file(tmp_path / f"FY2025_2026010{number + 1}T000000.csv", rows)
        pipeline.load(store, "usaspending_search", [path])
    with Lake.open(store) as lake:
        assert answers.home(lake)["came_in"]["added"] == 1


def test_with_one_load_nothing_came_in_since(tmp_path: Path) -> None:
    rounds.load(tmp_path / "store", rounds.files(tmp_path)[0])
    with Lake.open(tmp_path / "store") as lake:
        told = answers.home(lake)
    assert told["came_in"] is None
    assert told["newest_load"]["added"] == 4


def test_an_empty_store_has_a_front_page(tmp_path: Path) -> None:
    Lake.open(tmp_path / "store", create=True, read_only=False).close()
    with Lake.open(tmp_path / "store") as lake:
        told = answers.home(lake)
        assert answers.telling(lake) == []
    assert told["totals"] == {
        "awards": 0,
        "suppliers": 0,
        "processes": 0,
        "records": 0,
        "first_on": None,
        "last_on": None,
    }
    assert (told["came_in"], told["newest_load"], told["matrix"]["rows"]) == (None, None, [])


def test_what_ends_within_sixty_days_ends_soon_with_most_money_first(lake: Lake) -> None:
    told = answers.home(lake)["ending"]
    assert told["count"] == lake.value(
        "SELECT count(*) FROM award WHERE ends_on BETWEEN ? AND ?", [date.today(), date.today() + timedelta(days=60)]
    )
    assert [row["obligated"] for row in told["largest"]] == ["40.00", "21.00"]
    assert answers.home(lake, date(2000, 1, 1))["ending"]["count"] == 0


def test_the_matrix_has_every_record_and_tells_a_cut() -> None:
    rows = [
        {"agency_id": "A", "agency_name": "FIRST", "fiscal_year": 2023, "held": 9, "cut_short": False},
        {"agency_id": "A", "agency_name": "First", "fiscal_year": 2024, "held": 100, "cut_short": True},
        {"agency_id": "B", "agency_name": None, "fiscal_year": 2024, "held": 1, "cut_short": False},
        {"agency_id": "A", "agency_name": "FIRST", "fiscal_year": 2024, "held": 900, "cut_short": False},
    ]
    told = matrix(rows, 5, 5)
    assert (told["years"], told["agencies"], len(told["cut_short"])) == ([2023, 2024], 2, 1)
    assert [[cell["held"] for cell in row["cells"]] for row in told["rows"]] == [[9, 1000], [0, 1]]
    assert [[cell["level"] for cell in row["cells"]] for row in told["rows"]] == [[1, 4], [0, 1]]
    assert [cell["cut"] for cell in told["rows"][0]["cells"]] == [False, True]
    assert told["rows"][0]["name"] == "First"
    assert matrix(rows, 1, 1)["years"] == [2024]
    assert [level(number) for number in (0, 1, 9, 10, 99_999, 5_000_000)] == [0, 1, 1, 2, 5, 5]


def test_only_stated_ceilings_are_told_of(lake: Lake) -> None:
    silent = next(fact for fact in answers.telling(lake) if fact["title"] == "Ceilings move without money")
    assert Decimal(silent["value"]) == Decimal("250.00"), "of award 2; the filler of award 6 is no amount"
