"""How figures look in a terminal."""

from __future__ import annotations

import json
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from quaestor.cli import show


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> dict[int, Console]:
    """Consoles by width; the newest asked for is the one that `show` prints to."""

    class Consoles(dict[int, Console]):
        def __missing__(self, width: int) -> Console:
            console = self[width] = Console(width=width, record=True, highlight=False, markup=False, emoji=False)
            monkeypatch.setattr(show, "out", lambda: console)
            return console

    return Consoles()


def test_money_has_separators_and_cents() -> None:
    assert show.money("150703824.61").plain == "150,703,824.61"
    assert show.money(Decimal("0.00")).plain == "0.00"


def test_money_taken_back_is_red() -> None:
    assert show.money("-1000.00").plain == "-1,000.00"
    assert show.money("-1000.00").style == "red"
    assert show.money("1000.00").style == ""


def test_money_not_held_says_so_and_never_zero() -> None:
    assert show.money(None).plain == "not held"


def test_a_large_amount_keeps_its_cents() -> None:
    assert show.money("999999999999999999.99").plain == "999,999,999,999,999,999.99"


@given(st.text())
def test_text_from_outside_cannot_move_the_cursor_or_turn_the_line(text: str) -> None:
    said = show.plain(text)
    assert not set(said) & {chr(n) for n in (*range(32), *range(127, 160), 0x202E, 0x2066)}


def test_text_from_outside_is_not_read_as_markup(terminal: dict[int, Console]) -> None:
    console = terminal[80]
    show.table([show.Col("what", "What [b]")], [{"what": "[red]GUARDS[/red] :smile: \x1b[31m"}])
    said = console.export_text()
    assert "[red]GUARDS[/red] :smile:" in said
    assert "\x1b" not in said


def test_a_spark_has_one_sign_a_year_from_the_first_to_the_last() -> None:
    assert show.spark({2020: "100.00", 2021: "50.00", 2024: "-5.00"}).plain == "FY2020 █▅··▾ FY2024"
    assert show.spark({2020: "0.00"}).plain == "FY2020 · FY2020"
    assert show.spark({2020: "-7.00"}).plain == "FY2020 ▾ FY2020"
    assert show.spark({}).plain == ""


@given(st.dictionaries(st.integers(1990, 2030), st.decimals(-(10**13), 10**13, places=2), min_size=1))
def test_any_years_make_a_spark(years: dict[int, Decimal]) -> None:
    bars = show.spark(years).plain.split(" ")[1]
    assert len(bars) == max(years) - min(years) + 1


COLS = [
    show.Col("award_id", "Award"),
    show.Col("signed_on", "Signed", "day"),
    show.Col("obligated", "Obligated", "money"),
    show.Col("ceiling", "Ceiling", "money", wide=True),
    show.Col("description", "What for"),
]
ROW = {
    "award_id": "CONT_AWD_70CDCR21FR0000004_7012_70CDCR20D00000009_7012",
    "signed_on": "2020-11-04",
    "obligated": "10635544.46",
    "ceiling": None,
    "description": "detention services at a facility with a rather long name in a far place",
}


@pytest.mark.parametrize("width", [80, 100])
def test_a_table_folds_its_words_and_never_its_figures(terminal: dict[int, Console], width: int) -> None:
    console = terminal[width]
    show.table(COLS, [ROW])
    said = console.export_text()
    assert max(map(len, said.splitlines())) <= width
    assert "10,635,544.46" in said
    assert "2020-11-04" in said
    assert "Ceiling" not in said
    assert "…" not in said


def test_a_wide_terminal_shows_more(terminal: dict[int, Console]) -> None:
    console = terminal[160]
    show.table(COLS, [ROW])
    said = console.export_text()
    assert "Ceiling" in said
    assert "not held" in said


def test_rows_that_cannot_fit_side_by_side_stand_one_below_the_other(terminal: dict[int, Console]) -> None:
    console = terminal[40]
    show.table(COLS, [ROW, ROW | {"obligated": "-5.00"}])
    said = console.export_text()
    assert max(map(len, said.splitlines())) <= 40
    assert "10,635,544.46" in said
    assert "-5.00" in said
    assert said.count("Obligated") == 2


def test_a_json_document_has_money_as_text_and_dates_as_iso(capsys: pytest.CaptureFixture[str]) -> None:
    show.document({"money": Decimal("1.10"), "day": date(2025, 9, 30), "at": datetime(2026, 3, 1, 12), "none": None})
    assert json.loads(capsys.readouterr().out) == {
        "money": "1.10",
        "day": "2025-09-30",
        "at": "2026-03-01T12:00:00",
        "none": None,
    }
