"""Papers kept in a store: by digest, without personal details, linked by numbers, read again without doubling."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from made_pdfs import Made

from quaestor.answers import documents as told
from quaestor.documents import kept, pictures
from quaestor.errors import NotHeld, UnreadableFile
from quaestor.store import Lake

ORDER = "70CTD022FR0000170"
TEXT = f"""JUSTIFICATION FOR OTHER THAN FULL AND OPEN COMPETITION

Under FAR 6.302-1 for order {ORDER}, UEI of the firm as registered.
The total estimated value of this action is $139,314,020.61.
Market research was conducted on May 2, 2022 and no other source was found by the agency.
Contracting Officer: Jane Doe, jane.doe@example.invalid, 202-555-0143. Palantir USG, Inc. is the firm.
Signed June 1, 2022.
"""


@pytest.fixture
def store(tmp_path: Path, sample_store: Path) -> Path:
    shutil.copytree(sample_store, tmp_path / "store")
    return tmp_path / "store"


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    path = tmp_path / "justification.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def add(store: Path, *paths: Path, about: str = "") -> list[dict[str, object]]:
    with Lake.open(store, read_only=False) as lake:
        return [kept.add(lake, path, about) for path in paths]


def test_a_paper_is_linked_by_number_and_told_without_persons(store: Path, paper: Path) -> None:
    (added,) = add(store, paper)
    with Lake.open(store) as lake:
        facts = told.document(lake, "justification.txt")
        listed = told.documents(lake)
    assert facts["document_id"] == added["document_id"]
    assert [(row["piid"], row["link"]) for row in facts["awards"]] == [(ORDER, "confirmed")]
    assert [row["awards"] for row in listed["documents"]] == [[facts["awards"][0]["award_id"]]]
    assert (facts["authority"], facts["estimated_value"], facts["dated_on"]) == (
        "FAR 6.302-1",
        "139314020.61",
        "2022-06-01",
    )
    assert "conducted" in facts["market_research"]
    for hidden in ("Jane", "Doe", "example.invalid", "555-0143"):
        assert hidden not in str(facts)


def test_a_paper_that_names_nothing_is_linked_to_the_award_it_is_said_to_be_about(store: Path, tmp_path: Path) -> None:
    (bare := tmp_path / "bare.txt").write_text("Nothing is named here.")
    (linked,), (not_held,) = add(store, bare, about=ORDER), add(store, bare, about="70NOSUCHORDER")
    assert len(linked["awards"]) == 1  # type: ignore[arg-type]
    assert linked["notes"] == []
    assert (not_held["awards"], not_held["notes"]) == ([], ["no one award of “70NOSUCHORDER” is held"])


def test_nothing_stored_in_the_tables_names_a_person(store: Path, paper: Path) -> None:
    add(store, paper)
    with Lake.open(store) as lake:
        for table in kept.TABLES:
            rows = str(lake.query(f"SELECT * FROM {table}"))
            assert not any(hidden in rows for hidden in ("Jane", "Doe", "example.invalid", "555-0143")), table


def test_the_file_is_kept_by_its_digest_and_adding_it_again_changes_nothing(store: Path, paper: Path) -> None:
    first, second = add(store, paper, paper, about=ORDER)
    with Lake.open(store) as lake:
        facts = told.document(lake, str(first["document_id"]))
        file = kept.file_of(store, facts["digest"])
        counts = {table: lake.value(f"SELECT count(*) FROM {table}") for table in kept.TABLES}
    assert (first["held_before"], second["held_before"]) == (False, True)
    assert file is not None
    assert file.read_bytes() == paper.read_bytes()
    assert counts["document"] == 1
    assert [row["link"] for row in facts["awards"]] == ["confirmed"]


def test_a_store_made_before_there_were_papers_takes_them(store: Path, paper: Path) -> None:
    with Lake.open(store, read_only=False) as lake, lake.writing():
        for table in kept.TABLES:
            lake.execute(f"DROP TABLE {table}")
    with Lake.open(store) as lake:
        assert told.documents(lake)["count"] == 0
        assert told.register(lake)["justifications"] == []
        with pytest.raises(NotHeld):
            told.document(lake, "justification.txt")
    add(store, paper)
    with Lake.open(store) as lake:
        assert told.documents(lake)["count"] == 1


def test_only_amounts_of_hidden_words_are_stored_until_the_owner_shows_all(
    store: Path, tmp_path: Path, made: dict[str, tuple[Made, list[dict[str, object]]]]
) -> None:
    path = tmp_path / "box.pdf"
    path.write_bytes(made["box-5"][0].data)
    add(store, path)
    with Lake.open(store) as lake:
        assert [row["text"] for row in told.document(lake, "box.pdf")["redactions"]] == [None]
    with (store / "quaestor.yml").open("a") as settings:
        settings.write(f"{kept.SETTING}: true\n")
    add(store, path)
    with Lake.open(store) as lake:
        facts = told.document(lake, "box.pdf")
    assert [row["text"] for row in facts["redactions"]] == ["unit price schedule"]
    assert facts["words_shown"]


def test_the_register_tells_how_much_of_a_text_repeats(store: Path, paper: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    other.write_text(
        TEXT.replace(ORDER, "70CTD022FR0000999") + "And a sentence that no other paper has in it at all.\n"
    )
    add(store, paper, other)
    with Lake.open(store) as lake:
        facts = told.register(lake)
    rows = {row["file"]: row for row in facts["justifications"]}
    assert 0.6 < rows["other.txt"]["repeated"]["share"] < rows["justification.txt"]["repeated"]["share"] <= 1
    assert rows["justification.txt"]["days_before_award"] is not None
    assert rows["other.txt"]["awards"] == []
    assert facts["sole_source"] == facts["with_one"] + facts["without_count"]


def test_a_picture_is_masked_where_the_text_is(tmp_path: Path) -> None:
    import io
    import zlib

    import numpy as np
    from reportlab.pdfgen import canvas

    out = io.BytesIO()
    page = canvas.Canvas(out, pagesize=(300, 100))
    page.drawString(20, 60, "POC: Jane Doe, jane.doe@example.invalid")
    page.showPage()
    page.save()
    path = tmp_path / "poc.pdf"
    path.write_bytes(out.getvalue())
    data = pictures.of(path, 1)
    body = data[data.index(b"IDAT") + 4 : data.rindex(b"IEND") - 8]
    wide = round(300 * pictures.SCALE)
    rows = np.frombuffer(zlib.decompress(body), np.uint8).reshape(-1, wide * 3 + 1)[:, 1:].reshape(-1, wide, 3)
    words = rows[:, round(60 * pictures.SCALE) :]  # right of "POC:"
    assert words.min() == pictures.GREY
    assert rows.min() < 60
    with pytest.raises(NotHeld):
        pictures.of(path, 2)


def test_a_folder_without_papers_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="no paper"):
        kept.files(tmp_path)
