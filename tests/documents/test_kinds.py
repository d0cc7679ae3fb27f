"""What papers are, and what they name."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path

import pytest

from quaestor.documents import captured, inspecting, kinds, marked, mentions, word

KINDS = {
    "GREEN_HC1047-10-T-4009": "justification",
    "GREEN_HSCETC-14-R-00002": "solicitation",
    "GREEN_A14-001": "solicitation",
    "GREEN_CC10HQR0053": "statement_of_work",
    "GREEN_MCM-BEP-2014-110177": "statement_of_work",
    "RED_FERC13R0024": "solicitation",
    "YELLOW_RFP-09C91324": "solicitation",
    "RED_EP10V000012": "other",
    "RED_PR-KS-10-00048": "other",
}


@pytest.mark.real_data
@pytest.mark.parametrize("name", KINDS)
def test_real_papers_are_told_by_their_signs(name: str, real_data: Path, tmp_path: Path) -> None:
    path = tmp_path / f"{name}.txt"
    path.write_bytes(gzip.decompress((real_data / "documents" / "solicitations" / f"{name}.txt.gz").read_bytes()))
    facts = inspecting.inspect(path)
    assert facts["kind"] == KINDS[name]
    assert bool(facts["signs"]) == (facts["kind"] != "other")


@pytest.mark.real_data
def test_of_papers_labelled_by_hand_most_are_told_right(real_data: Path) -> None:
    """The labels say what the paper is by its first page, read before the signs were tried on it."""
    with (Path(__file__).parent / "kinds.csv").open(encoding="utf-8") as file:
        labelled = list(csv.DictReader(file))
    wrong = []
    for row in labelled:
        path = real_data / "documents" / "solicitations" / f"{row['paper']}.txt.gz"
        said, rest = captured.split(text := gzip.decompress(path.read_bytes()).decode("utf-8", "replace"))
        if (kind := kinds.tell(text if said is None else rest).kind) != row["kind"]:
            wrong.append((row["paper"], row["kind"], kind))
    assert len(labelled) >= 55
    assert len(wrong) <= 0.05 * len(labelled), wrong


@pytest.mark.real_data
def test_captured_pages_in_front_of_papers_are_noticed(real_data: Path) -> None:
    begun = []
    for file in sorted((real_data / "documents" / "solicitations").glob("*.gz")):
        text = gzip.decompress(file.read_bytes()).decode("utf-8", "replace")
        said, rest = captured.split(text)
        assert (said is not None) == text.lstrip()[:5].lower().startswith(("<!doc", "<html")), file.name
        assert "</html>" not in rest[:200].lower()
        begun += [said] if said is not None else []
    assert "502 Bad Gateway" in begun
    assert len(begun) >= 10


@pytest.mark.real_data
def test_print_outs_of_records_name_their_award_and_money(real_data: Path) -> None:
    facts = inspecting.inspect(real_data / "documents" / "fpds_pdf" / "akima-contract.pdf")
    assert facts["kind"] == "fpds_printout"
    named = {(one["kind"], one["value"]) for one in facts["identifiers"]}
    assert {("piid", "70CDCR24FG0000001"), ("uei", "WGN2KJJD27Q3")} <= named
    assert ("836492.80", 1) in {(one["amount"], one["page"]) for one in facts["amounts"]}
    assert all(one["rectangle"] for one in facts["amounts"])
    assert "@" not in str(facts)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("FOR IMMEDIATE RELEASE\nThe agency announced today that ...", "press_release"),
        ("AMENDMENT OF SOLICITATION/MODIFICATION OF CONTRACT\nThe purpose of this amendment is", "amendment"),
        ("Contract Award Notice\nContract award date: May 1, 2024\nAwardee: a firm", "award_notice"),
        ("Office of Inspector General\nAudit Report\nWhat we found", "audit_report"),
        ("LIMITED SOURCES JUSTIFICATION\nunder FAR 8.405-6", "justification"),
        ("A letter about the weather.", "other"),
        ("The vendor answered a request for information.", "other"),
    ],
)
def test_each_kind_has_its_signs(text: str, kind: str) -> None:
    assert kinds.tell(text).kind == kind
    assert kind in kinds.labels()


def test_a_saved_error_page_is_no_paper(tmp_path: Path) -> None:
    path = tmp_path / "saved.html"
    path.write_text("<html><head><title>403 Forbidden</title></head><body><h1>Forbidden</h1></body></html>")
    facts = inspecting.inspect(path)
    assert (facts["kind"], facts["signs"]) == ("captured_page", ["403 Forbidden"])


def test_a_short_paper_that_has_the_number_of_an_error_in_it_is_a_paper(tmp_path: Path) -> None:
    path = tmp_path / "paper.html"
    path.write_text(
        "<html><head><title>J&amp;A</title></head><body><p>Under FAR 16.505 for $404,000.</p></body></html>"
    )
    assert [one["amount"] for one in inspecting.inspect(path)["amounts"]] == ["404000.00"]


def test_a_captured_page_with_its_head_in_front_is_no_paper(tmp_path: Path) -> None:
    path = tmp_path / "saved.txt"
    path.write_text("HTTP/1.1 302 Found\nLocation: /login\n\n<html><body>Object moved to here</body></html>")
    assert inspecting.inspect(path)["kind"] == "captured_page"


def test_html_gives_the_words_a_reader_sees() -> None:
    page = "<html><head><title>t</title><style>a{}</style></head><body><h1>One</h1><p>Two <b>three</b></p>"
    page += "<script>four</script><table><tr><td>$5</td></tr></table><p hidden>six</p></body></html>"
    assert marked.text(page) == "One\nTwo three\n$5"


def test_a_word_processors_paper_gives_paragraphs_without_deleted_words(tmp_path: Path) -> None:
    import io
    import zipfile

    w = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    content = (
        f'<w:document xmlns:w="{w}"><w:body><w:p><w:r><w:t>The cap is </w:t></w:r><w:del>'
        "<w:r><w:delText>$1</w:delText></w:r></w:del><w:ins><w:r><w:t>$2</w:t></w:r></w:ins></w:p><w:p><w:r><w:t>Next</w:t></w:r></w:p></w:body></w:document>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("word/document.xml", content)
    out.seek(0)
    assert list(word.paragraphs(out)) == ["The cap is $2", "Next"]


def test_both_days_of_a_span_are_named() -> None:
    found = mentions.find("October 1, 2012 - September 30, 2013 October 1, 2013 - September 30, 2014")
    assert [one.value for one in found] == ["2012-10-01", "2013-09-30", "2013-10-01", "2014-09-30"]


def test_a_number_that_goes_on_in_the_next_line_is_one() -> None:
    assert [one.value for one in mentions.find("under FAR\n52.212-4 and more")] == ["FAR 52.212-4"]
