"""`quaestor search`: hits in a terminal and as JSON, the same as the site's."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from .conftest import Run, run

Answer = Callable[..., Any]


def test_hits_are_one_json_document(answer: Answer) -> None:
    found = answer("search", "case", "management")
    assert found["count"] == len(found["hits"]) > 1
    assert {"q", "count", "counts", "hits", "facets", "obligated", "index", "said", "meant"} <= set(found)
    hit = found["hits"][0]
    assert hit["what"] == "award"
    assert "." in hit["obligated"]
    assert hit["found"]


def test_a_terminal_shows_the_hits_with_their_sum(quaestor: Run, answer: Answer) -> None:
    said = quaestor("search", '"case management"', COLUMNS="140").stdout
    found = answer("search", '"case management"')
    for hit in found["hits"]:
        assert hit["piid"] in said
    assert f"{found['count']} awards" in said
    assert f"{float(found['obligated']):,.2f}" in said


def test_words_found_are_bold(quaestor: Run) -> None:
    assert "\x1b[1m" in quaestor("search", "palantir", FORCE_COLOR="1").stdout


def test_shelves_filters_sorts_and_pages_are_options(answer: Answer) -> None:
    suppliers = answer("search", "palantir", "--in", "suppliers")
    assert {hit["what"] for hit in suppliers["hits"]} == {"supplier"}
    assert answer("search", "services", "--agency", "7012", "--year", "2025")["filters"] == {
        "agency": "7012",
        "year": "2025",
    }
    money = [float(hit["obligated"]) for hit in answer("search", "services", "--sort", "money", "--limit", "5")["hits"]]
    assert money == sorted(money, reverse=True)
    first, second = (answer("search", "services", "--limit", "3", "--page", page)["hits"] for page in ("1", "2"))
    assert not {hit["id"] for hit in first} & {hit["id"] for hit in second}


def test_a_number_shows_what_it_names(quaestor: Run, answer: Answer) -> None:
    found = answer("search", "70CTD022FR0000170")
    assert found["exact"]["kind"] == "award"
    assert [hit["piid"] for hit in found["hits"]] == ["70CTD022FR0000170"]
    assert "1 award," in quaestor("search", "70CTD022FR0000170").stdout


def test_what_is_not_found_is_said_with_what_may_be_meant(quaestor: Run) -> None:
    assert "0 awards" in quaestor("search", "zzzzqqq").stdout
    said = quaestor("search", "palantr").stdout
    assert "No record says “palantr”" in said
    assert "PALANTIR" in said


def test_a_store_without_an_index_is_exit_1_with_advice(store: Path, tmp_path: Path) -> None:
    import shutil

    shutil.copytree(store, tmp_path / "other", ignore=shutil.ignore_patterns("search"))
    done = run("search", "geo", "--store", tmp_path / "other", cwd=tmp_path, code=1)
    assert "quaestor maintain" in done.stderr
    run("maintain", "--store", tmp_path / "other", cwd=tmp_path)
    assert "awards" in run("search", "geo", "--store", tmp_path / "other", cwd=tmp_path).stdout
