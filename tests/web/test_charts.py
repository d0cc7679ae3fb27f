"""A drawing shows what is held and nothing else, and its words lie free."""

from __future__ import annotations

import re
from datetime import date
from importlib.resources import files
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment

from quaestor.web import aligned, answered, buying, charts, figures, finding, labels, marking, months, views, words
from quaestor.web.scales import Days, Money
from quaestor.web.words import plain_money, short_money


def action(position: int, day: str, obligated: str | None, ceiling: str | None = None) -> dict[str, Any]:
    return {
        "position": position, "mod_number": str(position), "signed_on": day, "obligation": obligated,
        "obligated_after": obligated, "ceiling_change": ceiling, "ceiling_after": ceiling,
    }  # fmt: skip


def award(*actions: dict[str, Any], **more: Any) -> dict[str, Any]:
    last = actions[-1] if actions else {}
    totals = {"obligated": last.get("obligated_after"), "ceiling": last.get("ceiling_after")}
    return {"piid": "X", "actions": list(actions), "ceiling_kind": "stated", **totals, **more}


def test_money_moves_in_steps() -> None:
    chart = charts.life(award(action(1, "2022-01-01", "10.00"), action(2, "2023-01-01", "20.00")))
    assert chart
    (name, path), *_ = chart.layouts[0].lines
    assert name == "obligated"
    assert set(path) <= set("MHV0123456789. ")


def test_a_ceiling_that_is_a_filler_is_not_drawn() -> None:
    nines = action(1, "2022-01-01", "10.00", "999999999.00"), action(2, "2022-02-01", "20.00", "999999999.00")
    chart = charts.life(award(*nines, ceiling_kind="sentinel"))
    assert chart
    assert [name for name, _, _ in chart.series] == ["obligated"]


def test_where_no_total_is_held_nothing_is_drawn() -> None:
    assert charts.life(award(action(1, "2022-01-01", None))) is None
    assert charts.life(award(action(1, "2022-01-01", "0.00"), action(2, "2022-01-02", "0.00"))) is None
    assert charts.life(award()) is None


def test_an_axis_that_does_not_begin_at_zero_is_said() -> None:
    chart = charts.life(award(action(1, "2022-01-01", "0.00", "100.00"), action(2, "2023-01-01", "0.00", "101.00")))
    assert chart
    assert any("does not begin at zero" in remark for remark in chart.remarks)


def test_a_ceiling_far_above_the_money_still_stands_on_zero() -> None:
    chart = charts.life(award(action(1, "2022-01-01", "5.00", "100.00"), action(2, "2023-01-01", "6.00", "101.00")))
    assert chart
    assert chart.remarks == []


def test_an_end_far_off_does_not_squash_the_actions() -> None:
    chart = charts.life(
        award(
            action(1, "2022-01-01", "5.00"),
            action(2, "2023-01-01", "6.00"),
            starts_on="2022-01-01",
            ends_on="2099-01-01",
        )
    )
    assert chart
    wide = chart.layouts[0]
    assert max(point.x for point in wide.points) > wide.left + (wide.right - wide.left) / 2


def test_five_thousand_actions_make_a_small_drawing() -> None:
    actions = [action(n, date.fromordinal(734000 + n).isoformat(), f"{n}.00") for n in range(1, 5001)]
    chart = charts.life(award(*actions))
    assert chart
    assert sum(len(path) for _, path in chart.layouts[0].lines) < 60_000
    assert len(chart.layouts[0].points) <= charts.MOST_POINTS
    assert "only the largest steps" in chart.crowded


@given(st.lists(st.tuples(st.floats(60, 700), st.floats(20, 220)), min_size=1, max_size=30))
def test_no_label_lies_on_another_or_outside(steps: list[tuple[float, float]]) -> None:
    steps.sort()
    frame = charts.Drawing("wide", 720, 276, left=58, right=712, top=18, bottom=232)
    wanted = [labels.Wanted(x, y, y + 20, f"P{n:05d} +$1.2m", "step") for n, (x, y) in enumerate(steps)]
    placed = labels.place(wanted, [steps], frame, 11)
    boxes = []
    for label in placed:
        wide = len(label.text) * 11 * 0.54
        left = label.x - wide if label.anchor == "end" else label.x
        assert left >= frame.left
        assert left + wide <= frame.width
        boxes.append((left, label.y - 11, left + wide, label.y))
    for n, one in enumerate(boxes):
        for other in boxes[n + 1 :]:
            assert one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]


@given(st.lists(st.floats(-1e12, 1e12).map(lambda x: round(x, 2)), min_size=1, max_size=20))
def test_every_sum_lies_inside_the_axis(values: list[float]) -> None:
    money = Money.over(values, bottom=200, top=10)
    assert all(9.9 <= money.at(value) <= 200.1 for value in values)
    names = [name for _, name in money.ticks()]
    assert len(names) == len(set(names))
    assert len(names) < 12


@given(st.dates(date(1990, 1, 1), date(2040, 1, 1)), st.integers(1, 20000))
def test_named_days_lie_inside_and_apart(first: date, span: int) -> None:
    days = Days(first, date.fromordinal(first.toordinal() + span), 50, 700)
    xs = [x for x, _ in days.ticks(86)]
    assert xs
    assert all(50 <= x <= 700 for x in xs)
    assert all(b - a > 60 for a, b in pairwise(xs))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("150703824.61", "$151m"),
        ("19312070.64", "$19.3m"),
        ("-18000", "−$18k"),
        ("999999.99", "$1m"),
        ("2227517967.20", "$2.23bn"),
        ("0", "$0"),
    ],
)
def test_short_sums_keep_three_figures(value: str, text: str) -> None:
    assert short_money(value) == text


def test_sums_keep_cents_and_sign() -> None:
    assert plain_money("-18000.00") == "−$18,000.00"


def test_the_colours_of_figures_are_those_of_the_stylesheet() -> None:
    css = files("quaestor.web").joinpath("static", "style.css").read_text(encoding="utf-8")
    light, dark = re.findall(r":root \{([^}]*)\}", css)[:2]
    for theme, block in (("light", light), ("dark", dark)):
        told = dict(re.findall(r"--([a-z]+): (#[0-9a-f]{6});", block))
        assert {name: told[name] for name in figures.PALETTE[theme]} == figures.PALETTE[theme]


def test_a_figure_is_drawn_in_each_theme_and_width() -> None:
    spec = {
        "data": {"values": [{"a": 1, "b": 2}, {"a": 2, "b": 5}]},
        "mark": {"type": "bar", "color": "@attention"},
        "encoding": {"x": {"field": "a", "type": "ordinal"}, "y": {"field": "b", "type": "quantitative"}},
    }
    for theme, colours in figures.PALETTE.items():
        for width, pixels in figures.WIDTHS.items():
            drawn = figures.svg(spec, theme, width)
            assert f'width="{pixels}"' in drawn
            assert colours["attention"] in drawn
            assert colours["paper"] in drawn


@pytest.mark.parametrize("kind", ["globals", "filters"])
def test_no_two_rooms_give_the_templates_one_name(kind: str) -> None:
    given: dict[str, str] = {}
    for room in (aligned, answered, buying, finding, marking, months, views, words):
        environment = Environment()
        before = set(getattr(environment, kind))
        room.install(environment)
        for name in set(getattr(environment, kind)) - before:
            assert given.setdefault(name, room.__name__) == room.__name__, name
