"""Papers of a word processor that hold words they do not show: set as hidden, deleted but kept, or in comments."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from quaestor.documents import inspecting, papers

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
STYLES = (
    f'<w:styles {W}><w:style w:type="character" w:styleId="Quiet"><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:type="character" w:styleId="Loud"><w:rPr><w:b/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Notes"><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Inner"><w:basedOn w:val="Notes"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Again"><w:basedOn w:val="Notes"/>'
    '<w:rPr><w:vanish w:val="0"/></w:rPr></w:style>'
    "</w:styles>"
)


def run(text: str, set_: str = "", tag: str = "t") -> str:
    return f"<w:r>{f'<w:rPr>{set_}</w:rPr>' if set_ else ''}<w:{tag} xml:space='preserve'>{text}</w:{tag}></w:r>"


def paper(folder: Path, body: str, comments: str = "") -> Path:
    path = folder / "paper.docx"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("word/document.xml", f"<w:document {W}><w:body><w:p>{body}</w:p></w:body></w:document>")
        packed.writestr("word/styles.xml", STYLES)
        if comments:
            packed.writestr("word/comments.xml", comments)
    return path


def hidden(path: Path) -> list[tuple[str, str]]:
    found = inspecting.redactions(list(papers.read(path)), show_words=True)
    return [(str(one["class"]), str(one["text"])) for one in found]


@pytest.mark.parametrize("set_", ["<w:vanish/>", '<w:vanish w:val="true"/>', '<w:rStyle w:val="Quiet"/>'])
def test_words_set_as_hidden_are_found_whole_and_not_shown(tmp_path: Path, set_: str) -> None:
    body = run("The value is ") + run("$4,512,300.00", set_) + run(" in all", set_) + run(" for this effort.")
    path = paper(tmp_path, body)
    assert hidden(path) == [("hidden_text", "$4,512,300.00 in all")]
    (page,) = [one for one in papers.read(path) if "page" in one and "text" in one]
    assert page["text"] == "The value is  for this effort."


@pytest.mark.parametrize(
    "set_", ['<w:vanish w:val="0"/>', '<w:vanish w:val="false"/>', '<w:rStyle w:val="Loud"/>', "<w:b/>"]
)
def test_words_that_are_shown_are_no_failed_redaction(tmp_path: Path, set_: str) -> None:
    assert hidden(paper(tmp_path, run("The value is ") + run("$4,512,300.00", set_))) == []


@pytest.mark.parametrize(
    ("style", "set_", "found"),
    [
        ("Notes", "", True),
        ("Inner", "", True),
        ("Again", "", False),
        ("Notes", '<w:vanish w:val="0"/>', False),
        ("Notes", '<w:rStyle w:val="Quiet"/>', False),  # the two undo each other, as a word processor shows it
        ("Notes", '<w:rStyle w:val="Loud"/>', True),
    ],
)
def test_words_are_hidden_by_the_style_of_their_paragraph(tmp_path: Path, style: str, set_: str, found: bool) -> None:
    body = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' + run("$4,512,300.00", set_)
    assert hidden(paper(tmp_path, body)) == ([("hidden_text", "$4,512,300.00")] if found else [])


def test_of_a_tracked_deletion_the_amounts_days_and_organisations_are_found(tmp_path: Path) -> None:
    gone = run("$12.7 million to Northwind Analytics LLC by hand", tag="delText")
    body = run("The value is ") + f'<w:del w:author="x">{gone}</w:del>' + run("as negotiated.")
    assert hidden(paper(tmp_path, body)) == [("deletion", "$12.7 million"), ("deletion", "Northwind Analytics LLC")]


def test_an_amount_that_the_text_shows_as_well_is_not_told_of_a_deletion(tmp_path: Path) -> None:
    body = run("It is $9,000. ") + f"<w:del>{run('It was $9,000.', tag='delText')}</w:del>"
    assert hidden(paper(tmp_path, body)) == []


def test_amounts_in_comments_are_found_and_a_comments_other_words_are_not(tmp_path: Path) -> None:
    comments = (
        f"<w:comments {W}><w:comment><w:p>{run('Jane thinks $88,000 is too much')}</w:p></w:comment></w:comments>"
    )
    assert hidden(paper(tmp_path, run("Plain."), comments)) == [("comment", "$88,000")]


def test_comments_that_are_broken_do_not_spoil_the_paper(tmp_path: Path) -> None:
    assert hidden(paper(tmp_path, run("Plain."), "<w:comments")) == []
