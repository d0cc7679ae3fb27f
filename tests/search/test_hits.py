"""What is found is what the records say: counted again from the bundled sample, without the index."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quaestor import answers
from quaestor.answers.narrowing import LABELS, RANGES
from quaestor.store import Lake

ORDER = "CONT_AWD_70CTD022FR0000170_7012_GS35F0086U_4730"


@pytest.fixture(scope="module")
def lake(sample_store: Path) -> Iterator[Lake]:
    with Lake.open(sample_store) as lake:
        yield lake


@cache
def sample() -> list[dict[str, str]]:
    with files("quaestor.sources.sample").joinpath("actions.csv").open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.lower())


@cache
def said(column: str) -> dict[tuple[str, str], list[list[str]]]:
    """Everything that a column prints of an award, known by its number and buyer, as words."""
    found: dict[tuple[str, str], list[list[str]]] = defaultdict(list)
    for row in sample():
        found[row["piid"], row["buyer_agency_id"]].append(words(row[column]))
    return found


def awards_that_say(column: str, phrase: list[str]) -> set[tuple[str, str]]:
    def says(text: list[str]) -> bool:
        return any(text[at : at + len(phrase)] == phrase for at in range(len(text)))

    return {award for award, texts in said(column).items() if any(map(says, texts))}


def everything(lake: Lake, q: str, **asked: Any) -> list[dict[str, Any]]:
    """All hits of a question, page by page."""
    told = answers.search(lake, q, size=100, **asked)
    hits = list(told["hits"])
    for page in range(2, told["pages"] + 1):
        hits += answers.search(lake, q, size=100, page=page, **asked)["hits"]
    assert len(hits) == told["count"]
    return hits


def numbers(hits: list[dict[str, Any]]) -> set[tuple[str, str]]:
    assert len({hit["id"] for hit in hits}) == len(hits)
    return {(hit["piid"], hit["buyer_id"]) for hit in hits}


VOCABULARY = sorted({word for texts in said("about").values() for text in texts for word in text})
NAMES = sorted({word for texts in said("supplier_name").values() for text in texts for word in text})


@settings(max_examples=60, deadline=None)
@given(word=st.sampled_from(VOCABULARY))
def test_a_word_finds_the_awards_that_say_it_on_any_action(lake: Lake, word: str) -> None:
    assert numbers(everything(lake, f"words:{word}")) == awards_that_say("about", [word])


@settings(max_examples=40, deadline=None)
@given(word=st.sampled_from(NAMES))
def test_a_name_finds_the_awards_of_every_supplier_so_printed(lake: Lake, word: str) -> None:
    assert numbers(everything(lake, f"supplier:{word}")) == awards_that_say("supplier_name", [word])


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_a_phrase_finds_the_awards_that_say_it_side_by_side(lake: Lake, data: st.DataObject) -> None:
    text = data.draw(st.sampled_from([text for texts in said("about").values() for text in texts if len(text) > 1]))
    start = data.draw(st.integers(0, len(text) - 2))
    phrase = text[start : start + data.draw(st.integers(2, 5))]
    found = numbers(everything(lake, f'words:"{" ".join(phrase)}"'))
    assert found == awards_that_say("about", phrase)


@settings(max_examples=30, deadline=None)
@given(one=st.sampled_from(VOCABULARY), other=st.sampled_from(VOCABULARY))
def test_words_are_joined_and_excluded_and_told_apart(lake: Lake, one: str, other: str) -> None:
    with_one, with_other = awards_that_say("about", [one]), awards_that_say("about", [other])
    assert numbers(everything(lake, f"words:{one} words:{other}")) == with_one & with_other
    assert numbers(everything(lake, f"words:{one} -words:{other}")) == with_one - with_other
    assert numbers(everything(lake, f"words:{one} OR words:{other}")) == with_one | with_other
    assert numbers(everything(lake, f"words:{one} words:{other}", every=False)) == with_one | with_other


@settings(max_examples=30, deadline=None)
@given(word=st.sampled_from([word for word in VOCABULARY if len(word) > 3]), length=st.integers(2, 4))
def test_a_beginning_finds_all_words_that_begin_so(lake: Lake, word: str, length: int) -> None:
    begun = [one for one in VOCABULARY if one.startswith(word[:length])]
    expected = set().union(*(awards_that_say("about", [one]) for one in begun))
    assert numbers(everything(lake, f"words:{word[:length]}*")) == expected


@pytest.mark.parametrize("word", ["detention", "software", "security", "customs", "geo", "2025"])
def test_a_plain_word_is_looked_for_in_all_that_is_printed_of_an_award(lake: Lake, word: str) -> None:
    rows = lake.query(
        "SELECT award_id, concat_ws(' | ', buyer_name, office_id, office_name, psc, psc_name, naics, naics_name, "
        "(SELECT string_agg(concat_ws(' | ', supplier_name, parent_name, description), ' | ') FROM action a "
        "WHERE a.award_id = award.award_id)) AS text FROM award"
    )
    expected = {row["award_id"] for row in rows if word in words(row["text"])}
    assert {hit["id"] for hit in everything(lake, word)} == expected
    assert expected or word == "2025"


def test_the_money_of_the_hits_is_the_sum_of_its_parts(lake: Lake) -> None:
    for q in ("detention", "software -palantir", "words:services OR geo"):
        told = answers.search(lake, q)
        hits = everything(lake, q)
        held = [Decimal(hit["obligated"]) for hit in hits if hit["obligated"] is not None]
        assert Decimal(told["obligated"]) == sum(held)
        assert told["unheld"] == len(hits) - len(held)
        parts = next(facet for facet in told["facets"] if facet["name"] == "money")["values"]
        assert sum(Decimal(part["obligated"] or 0) for part in parts) == sum(held)
        assert sum(part["count"] for part in parts) == told["count"]


def test_every_sort_is_counted_and_each_count_is_what_its_filter_finds(lake: Lake) -> None:
    whole = answers.search(lake, "detention OR software")
    for facet in whole["facets"]:
        assert facet["label"] == LABELS[facet["name"]]
        assert facet["values"]
        for value in facet["values"]:
            narrowed = answers.search(lake, "detention OR software", filters={facet["name"]: value["value"]})
            assert narrowed["count"] == value["count"], (facet["name"], value)
            again = next(one for one in narrowed["facets"] if one["name"] == facet["name"])
            assert {one["value"]: one["count"] for one in again["values"]} == {
                one["value"]: one["count"] for one in facet["values"]
            }
            assert [one["value"] for one in again["values"] if one["chosen"]] == [value["value"]]


def test_sorts_are_those_of_the_lake(lake: Lake) -> None:
    facets = {facet["name"]: facet for facet in answers.search(lake, "", filters={"agency": "7012"})["facets"]}
    assert {one["value"]: one["count"] for one in facets["kind"]["values"]} == {
        row["kind"]: row["n"]
        for row in lake.query("SELECT kind, count(*) AS n FROM award WHERE buyer_id = '7012' GROUP BY 1")
    }
    years: dict[str, set[str]] = defaultdict(set)
    for row in lake.query("SELECT award_id, signed_on FROM action WHERE buyer_id = '7012'"):
        years[str(row["signed_on"].year + (row["signed_on"].month >= 10))].add(row["award_id"])
    assert {one["value"]: one["count"] for one in facets["year"]["values"]} == {y: len(ids) for y, ids in years.items()}
    bounds = {name: (bounds.least, bounds.limit) for name, (_, bounds) in RANGES.items()}
    for one in facets["money"]["values"]:
        if one["value"] in bounds:
            least, limit = bounds[one["value"]]
            asked = (
                "SELECT count(*) FROM award WHERE buyer_id = '7012' AND obligated * 100 >= ? AND obligated * 100 < ?"
            )
            low, high = least if least is not None else -(10**18), limit if limit is not None else 10**18
            assert one["count"] == lake.value(asked, [low, high]), one


@pytest.mark.parametrize(("sort", "key"), [("money", "obligated"), ("date", "last_signed_on")])
def test_hits_are_sorted_with_what_is_not_held_last(lake: Lake, sort: str, key: str) -> None:
    hits = everything(lake, "services OR software OR detention", sort=sort)
    held = [hit[key] for hit in hits if hit[key] is not None]
    values = [Decimal(one) for one in held] if key == "obligated" else held
    assert values == sorted(values, reverse=True)
    assert [hit[key] for hit in hits[len(held) :]] == [None] * (len(hits) - len(held))


@pytest.mark.parametrize(
    "text",
    ["70CTD022FR0000170", "70ctd022fr0000170", "70CTD0-22-F-R0000170", " 70CTD022 FR0000170 ", ORDER, ORDER.lower()],
)
def test_an_identifier_is_found_however_it_is_written(lake: Lake, text: str) -> None:
    assert answers.search(lake, text)["exact"] == {"kind": "award", "id": ORDER}


def test_identifiers_of_a_supplier_are_found_and_lead_to_its_awards(lake: Lake) -> None:
    row = lake.query("SELECT supplier_id, supplier_uei FROM action WHERE supplier_uei IS NOT NULL LIMIT 1")[0]
    for text in (row["supplier_id"], row["supplier_uei"], row["supplier_uei"].lower()):
        assert answers.search(lake, text)["exact"] == {"kind": "supplier", "id": row["supplier_id"]}
    named = {
        r["award_id"] for r in lake.query("SELECT award_id FROM action WHERE supplier_uei = ?", [row["supplier_uei"]])
    }
    assert {hit["id"] for hit in everything(lake, row["supplier_uei"], shelf="awards")} == named


def test_the_beginning_of_a_number_finds_vehicles_and_their_orders(lake: Lake) -> None:
    begun = {
        row["award_id"]
        for row in lake.query(
            "SELECT award_id FROM award WHERE starts_with(piid, '70CDCR20D') OR starts_with(vehicle_piid, '70CDCR20D')"
        )
    }
    assert len(begun) > 2
    assert {hit["id"] for hit in everything(lake, "70CDCR20D")} == begun
    assert {hit["id"] for hit in everything(lake, "70-cdcr-20d")} == begun


@pytest.mark.parametrize(
    ("typed", "meant"), [("palantr", "palantir"), ("pallantir", "palantir"), ("palanitr", "palantir")]
)
def test_a_misspelt_name_is_found_and_it_is_said(lake: Lake, typed: str, meant: str) -> None:
    told = answers.search(lake, typed)
    assert told["meant"] == {typed: [meant]}
    assert {hit["id"] for hit in told["hits"]} == {
        hit["id"] for hit in answers.search(lake, f"supplier:{meant}")["hits"]
    }
    assert any(name["name"].startswith("PALANTIR") for name in told["names"])


def test_a_word_that_is_held_is_never_read_as_another(lake: Lake) -> None:
    assert answers.search(lake, "geo")["meant"] == {}
    assert answers.search(lake, '"palantr"')["count"] == answers.search(lake, "palantr")["count"]


def test_a_misspelt_word_of_a_description_is_proposed(lake: Lake) -> None:
    told = answers.search(lake, "detenton services")
    assert told["did_you_mean"] == "detention services"


def test_words_that_no_award_has_together_are_counted_apart(lake: Lake) -> None:
    told = answers.search(lake, "palantir detention")
    assert told["count"] == 0
    assert told["any"] == answers.search(lake, "palantir detention", every=False)["count"] > 0


def test_what_is_found_is_marked_where_it_stands(lake: Lake) -> None:
    told = answers.search(lake, 'words:"case management"')
    assert told["hits"]
    for hit in told["hits"]:
        piece = next(piece for piece in hit["found"] if piece["field"] == "description")
        marked = [piece["text"][start:stop].lower() for start, stop in piece["marks"]]
        assert marked[:2] == ["case", "management"]


@pytest.mark.parametrize("sort", ["relevance", "money", "date"])
def test_pages_hold_every_hit_once(lake: Lake, sort: str) -> None:
    whole = answers.search(lake, "services", sort=sort, size=7)
    seen = [
        hit["id"]
        for page in range(1, whole["pages"] + 1)
        for hit in answers.search(lake, "services", sort=sort, size=7, page=page)["hits"]
    ]
    assert len(seen) == len(set(seen)) == whole["count"]


@settings(max_examples=150, deadline=None)
@given(
    q=st.text(max_size=80),
    sort=st.text(max_size=9),
    page=st.text(max_size=9),
    filters=st.dictionaries(st.sampled_from([*LABELS, "other"]), st.text(max_size=20)),
    shelf=st.sampled_from(["", "awards", "suppliers", "x"]),
)
def test_anything_that_is_asked_has_an_answer(
    lake: Lake, q: str, sort: str, page: str, filters: dict[str, str], shelf: str
) -> None:
    told = answers.search(lake, q, sort=sort, page=page, filters=filters, shelf=shelf)
    assert told["count"] >= len(told["hits"])
    assert answers.suggest(lake, q)["suggestions"] is not None


@settings(max_examples=150, deadline=None)
@given(
    signs=st.lists(
        st.sampled_from(
            [
                '"',
                "-",
                "*",
                ":",
                " OR ",
                " NOT ",
                "psc:",
                "piid:",
                " ",
                "a",
                "geo",
                "detention",
                "7",
                "70CDCR",
                "\ud800",
                "\0",
                "é",
                "☃",
            ]
        ),
        max_size=25,
    )
)
def test_any_signs_in_any_order_have_an_answer(lake: Lake, signs: list[str]) -> None:
    told = answers.search(lake, "".join(signs))
    assert told["count"] >= 0
    assert answers.search(lake, "".join(signs), every=False, shelf="suppliers")["count"] >= 0
    assert len(answers.suggest(lake, "".join(signs))["suggestions"]) <= 11


def test_suggestions_are_names_and_numbers_that_begin_so(lake: Lake) -> None:
    names = answers.suggest(lake, "palan tech")["suggestions"]
    assert names == []  # the first word is whole
    names = answers.suggest(lake, "palantir tec")["suggestions"]
    assert names[0]["name"] == "PALANTIR TECHNOLOGIES INC."
    assert names[0]["kind"] == "supplier"
    numbers = answers.suggest(lake, "70CDCR20D")["suggestions"]
    assert {one["kind"] for one in numbers} == {"award"}
    assert all(one["name"].startswith("70CDCR20D") for one in numbers)
    assert answers.suggest(lake, "palntir")["suggestions"][0]["name"].startswith("PALANTIR")
    assert answers.suggest(lake, "")["suggestions"] == []
