"""A question's file: read whole or refused with its line, changed without losing a comment, written in one step."""

from __future__ import annotations

import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import yaml

from quaestor import investigation
from quaestor.errors import BadQuery, InputError, NotHeld
from quaestor.investigation import changing, kept
from quaestor.store import Lake

CASES: dict[str, dict[str, Any]] = yaml.safe_load(
    Path(__file__).with_name("unreadable.yml").read_text(encoding="utf-8")
)
BY_HAND = """\
# Kept by the city desk.
title: "By hand"   # as printed
words:
  # the work as the publisher words it
  - skip tracing
  - bail bond*     # seen once

pinned:
  awards: []
"""


def write(lake: Lake, slug: str, text: str) -> Path:
    file = kept.folder(lake.path) / f"{slug}.yml"
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


@pytest.mark.parametrize("name", CASES)
def test_a_file_that_cannot_be_read_is_refused_with_its_line_and_left_as_it_is(own: Lake, name: str) -> None:
    case = CASES[name]
    file = write(own, "mine", case["text"])
    with pytest.raises(BadQuery) as refused:
        kept.load(own.path, "mine")
    assert refused.value.where == f"mine.yml, line {case['line']}"
    assert case["says"] in refused.value.what
    assert case["advice"] in (refused.value.advice or "")
    with pytest.raises(BadQuery):
        changing.add_word(own, "mine", "another phrase")
    assert file.read_text(encoding="utf-8") == case["text"]


def test_a_file_that_cannot_be_read_does_not_hide_the_others(own: Lake) -> None:
    write(own, "broken", "title: [")
    listed = {row["slug"]: row for row in investigation.investigations(own)["investigations"]}
    assert "broken.yml, line 1" in listed["broken"]["error"]
    assert listed["skip-tracing"]["error"] is None
    assert listed["skip-tracing"]["actions"] == 33


@pytest.mark.parametrize("slug", ["", "..", "../x", "a/b", "A", "-a", "a-", "a b", "a.yml", "ä", "x" * 65, ".seen"])
def test_a_name_that_could_lead_elsewhere_is_refused(own: Lake, slug: str) -> None:
    with pytest.raises(BadQuery, match="cannot name a saved question"):
        kept.new(own.path, slug, {"title": "A"})
    with pytest.raises(NotHeld):
        kept.load(own.path, slug)


def test_a_file_outside_the_folder_is_not_read(own: Lake) -> None:
    (own.path / "outside.yml").write_text("title: Outside\n", encoding="utf-8")
    with pytest.raises(NotHeld):
        investigation.investigation(own, "../outside")


def test_comments_quotes_and_order_survive_every_command(own: Lake) -> None:
    file = write(own, "by-hand", BY_HAND)
    changing.add_word(own, "by-hand", "plate reader*")
    changing.add_word(own, "by-hand", "skip tracing training", without=True)
    changing.pin(own, "by-hand", "70CDCR24FR0000006", "the bridge order")
    changing.leave_out(own, "by-hand", "70CDCR26C00000001", "letter contract")
    changing.note(own, "by-hand", "Ask for the statement of work.", "city desk")
    changing.remove_word(own, "by-hand", "bail bond*")
    text = file.read_text(encoding="utf-8")
    for comment in ("# Kept by the city desk.", "# as printed", "# the work as the publisher words it"):
        assert comment in text
    assert text.index("title:") < text.index("words:") < text.index("pinned:")
    assert '"By hand"' in text
    plain = kept.load(own.path, "by-hand").plain()
    assert plain["words"] == ["skip tracing", "plate reader*"]
    assert plain["without"] == ["skip tracing training"]
    assert plain["pinned"]["awards"] == [
        {"id": "CONT_AWD_70CDCR24FR0000006_7012_47QTCA18D00A2_4732", "because": "the bridge order"}
    ]
    assert plain["left_out"][0]["because"] == "letter contract"
    assert [(note["by"], note["text"]) for note in plain["notes"]] == [("city desk", "Ask for the statement of work.")]


def test_what_was_pinned_or_left_out_is_taken_back_by_its_number(own: Lake) -> None:
    write(own, "by-hand", BY_HAND)
    changing.pin(own, "by-hand", "70CDCR24FR0000006")
    changing.leave_out(own, "by-hand", "70CDCR26C00000001", "letter contract")
    changing.unpin(own, "by-hand", "70CDCR24FR0000006")
    plain = changing.unpin(own, "by-hand", "70CDCR26C00000001").plain()
    assert plain["pinned"]["awards"] == []
    assert plain["left_out"] == []
    with pytest.raises(NotHeld):
        changing.unpin(own, "by-hand", "70CDCR24FR0000006")


def test_pinning_twice_changes_nothing_more(own: Lake) -> None:
    file = write(own, "by-hand", BY_HAND)
    changing.pin(own, "by-hand", "70CDCR24FR0000006", "the bridge order")
    once = file.read_text(encoding="utf-8")
    changing.pin(own, "by-hand", "70CDCR24FR0000006", "the bridge order")
    changing.add_word(own, "by-hand", "SKIP  tracing".lower())
    assert file.read_text(encoding="utf-8") == once


def test_what_is_not_held_is_not_pinned(own: Lake) -> None:
    write(own, "by-hand", BY_HAND)
    with pytest.raises(NotHeld, match="NOSUCH"):
        changing.pin(own, "by-hand", "NOSUCH")


def test_a_new_question_is_read_as_it_was_asked_for_and_never_replaces_another(own: Lake) -> None:
    entries = {
        "title": "Plates",
        "words": ["plate reader*"],
        "filters": {"agencies": ["7012"], "least_amount": "1,000"},
    }
    made = kept.new(own.path, "plates", entries)
    assert kept.load(own.path, "plates") == made
    assert str(made.filters.least_amount) == "1000.00"
    before = (kept.folder(own.path) / "plates.yml").read_text(encoding="utf-8")
    with pytest.raises(InputError, match="is there"):
        kept.new(own.path, "plates", {"title": "Other"})
    assert (kept.folder(own.path) / "plates.yml").read_text(encoding="utf-8") == before


def test_many_writers_lose_nothing(own: Lake) -> None:
    write(own, "by-hand", BY_HAND)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: changing.note(own, "by-hand", f"note {n}", "desk"), range(24)))
    said = [note.text for note in kept.load(own.path, "by-hand").notes]
    assert sorted(said, key=lambda text: int(text.split()[1])) == [f"note {n}" for n in range(24)]
    left = [file.name for file in kept.folder(own.path).iterdir() if file.name.endswith(".part")]
    assert left == []


def test_personal_details_in_a_note_are_not_shown(own: Lake) -> None:
    write(own, "by-hand", BY_HAND)
    changing.note(own, "by-hand", "Call 202-555-0143 or mail jane.roe@example.invalid", "desk")
    facts = investigation.investigation(own, "by-hand")
    assert "555-0143" not in str(facts)
    assert "jane.roe" not in str(facts)
    assert facts["notes"][0]["text"].startswith("Call [telephone removed]")


def test_marks_are_left_out_of_version_control(own: Lake) -> None:
    investigation.mark(own, "skip-tracing")
    folder = kept.folder(own.path)
    subprocess.run(["git", "init", "-q", folder], check=True)
    said = subprocess.run(["git", "-C", folder, "status", "--porcelain"], check=True, capture_output=True, text=True)
    assert said.stdout.split() == ["??", "skip-tracing.yml"]


def test_the_bundled_questions_never_replace_ones_own(own: Lake) -> None:
    write(own, "skip-tracing", "title: Mine\n")
    assert kept.examples(own.path) == []
    assert kept.load(own.path, "skip-tracing").title == "Mine"
