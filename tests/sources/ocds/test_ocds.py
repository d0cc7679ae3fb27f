"""What a file of open contracting data prints, whatever its form, and what is left out of it at the border."""

from __future__ import annotations

import gzip
import json
import zipfile
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from quaestor.errors import UnreadableFile
from quaestor.sources.ocds import border, printed, read
from quaestor.sources.reading import ReadFile


def release(number: int, **more: Any) -> dict[str, Any]:
    return {
        "ocid": f"ocds-213czf-{number}",
        "id": str(number),
        "date": "2020-01-02T03:04:05+01:00",
        "tag": ["tender"],
    } | more


RELEASES = [release(number) for number in range(3)]
PACKAGE = {"publisher": {"name": "A publisher"}, "releases": RELEASES}
RECORD = {"ocid": "ocds-213czf-9", "compiledRelease": release(9, tag=["compiled"]), "releases": [{"url": "https://x"}]}
FORMS = {
    "one.json": json.dumps(RELEASES[0]),
    "pretty.json": json.dumps(PACKAGE, indent=2),
    "packed.json": json.dumps(PACKAGE),
    "listed.json": json.dumps(RELEASES),
    "lines.jsonl": "\n".join(map(json.dumps, RELEASES)),
    "blank_lines.jsonl": "\n\n".join(map(json.dumps, RELEASES)) + "\n\n",
    "packages.jsonl": "\n".join([json.dumps(PACKAGE), json.dumps(RELEASES[0])]),
    "records.json": json.dumps({"records": [RECORD]}),
    "one_a_line.json": '{"releases":[\n' + ",\n".join(map(json.dumps, RELEASES)) + "\n]}",
}
ROWS = {"one.json": 1, "packages.jsonl": 4, "records.json": 1}


def rows(path: Path, folder: Path) -> tuple[list[dict[str, Any]], list[ReadFile]]:
    folder.mkdir(exist_ok=True)
    told = read.read(path, folder)
    return pq.read_table(folder / "part-0.parquet").to_pylist(), told


@pytest.mark.parametrize("packing", ["plain", "gz", "zip", "mark"])
@pytest.mark.parametrize("name", FORMS)
def test_every_form_gives_the_same_rows(name: str, packing: str, tmp_path: Path) -> None:
    data = FORMS[name].encode()
    path = tmp_path / name
    if packing == "gz":
        path = tmp_path / f"{name}.gz"
        path.write_bytes(gzip.compress(data))
    elif packing == "zip":
        path = tmp_path / "all.zip"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(f"folder/{name}", data)
    else:
        path.write_bytes((b"\xef\xbb\xbf" if packing == "mark" else b"") + data)
    found, told = rows(path, tmp_path / "parts")
    assert len(found) == told[0].rows == ROWS.get(name, 3)
    assert [row["source_row"] for row in found] == list(range(1, len(found) + 1))
    assert {row["dated_at"] for row in found} == {"2020-01-02 02:04:05"}
    assert told[0].problems == []


def test_a_document_larger_than_is_read_at_once_is_streamed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printed, "WHOLE", 200)
    (tmp_path / "large.json").write_text(json.dumps(PACKAGE, indent=1))
    found, told = rows(tmp_path / "large.json", tmp_path / "parts")
    assert [row["place"] for row in found] == ["releases[0]", "releases[1]", "releases[2]"]
    assert {row["publisher"] for row in found} == {"A publisher"}
    assert told[0].problems == []


MALFORMED = {
    "not JSON": ("<html>no</html>", 0, ["the file: not JSON: unexpected character"]),
    "an empty file": ("", 0, ["the file: the file is empty"]),
    "a broken line": (
        "\n".join(['{"ocid": ', *map(json.dumps, RELEASES), "x"]),
        3,
        ["line 1: not JSON", "line 5: not JSON"],
    ),
    "cut short": (json.dumps(PACKAGE, indent=1)[:-120], 2, ["after 2 releases or records: not JSON"]),
    "no ocid": (json.dumps([RELEASES[0], {"id": "5", "ocid": ""}]), 1, ["[1]: no ocid"]),
    "no release": (json.dumps({"name": "x"}), 0, ["neither a release nor a record"]),
    "no object": (json.dumps({"releases": [RELEASES[0], 5]}), 1, ["releases[1]: not an object"]),
    "only links": (json.dumps({"ocid": "a", "releases": [{"url": "x"}]}), 0, ["only links to its releases"]),
}


@pytest.mark.parametrize("name", MALFORMED)
def test_what_is_malformed_is_told_with_its_place_and_the_rest_is_read(name: str, tmp_path: Path) -> None:
    text, whole, reasons = MALFORMED[name]
    (tmp_path / "file.json").write_text(text)
    found, told = rows(tmp_path / "file.json", tmp_path / "parts")
    assert len(found) == whole
    assert told[0].rows == whole + len(reasons)
    for (_, reason, _), expected in zip(told[0].problems, reasons, strict=True):
        assert reason.startswith("file.json, ")
        assert expected in reason


def test_files_of_a_zip_that_are_the_same_are_counted_each(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        for number in range(3):
            archive.writestr(f"{number}.json", b"")
        archive.writestr("whole.json", FORMS["one.json"])
    found, told = rows(tmp_path / "all.zip", tmp_path / "parts")
    assert (len(found), [one.rows for one in told]) == (1, [3, 1])
    assert [reason.split(",")[0] for _, reason, _ in told[0].problems] == [f"all.zip/{n}.json" for n in range(3)]


def test_a_zip_that_is_not_whole_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.writestr("a.json", FORMS["one.json"])
    data = (tmp_path / "all.zip").read_bytes()
    (tmp_path / "cut.zip").write_bytes(data[:20] + b"\0" * 30 + data[50:])
    with pytest.raises(UnreadableFile, match=r"cut\.zip"):
        rows(tmp_path / "cut.zip", tmp_path / "parts")


def test_a_record_counts_by_its_compiled_release_and_embedded_releases_are_merged(tmp_path: Path) -> None:
    embedded = {
        "ocid": "ocds-213czf-1",
        "releases": [
            release(1, date="2020-02-01T00:00:00Z", tender={"id": "t", "status": "complete"}),
            release(1, date="2020-01-01T00:00:00Z", tender={"id": "t", "status": "active", "title": "Roads"}),
        ],
    }
    (tmp_path / "records.jsonl").write_text("\n".join(map(json.dumps, [RECORD, embedded])))
    found, _ = rows(tmp_path / "records.jsonl", tmp_path / "parts")
    assert [row["kind"] for row in found] == ["record", "record"]
    assert json.loads(found[0]["compiled"])["id"] == "9"
    assert json.loads(found[1]["compiled"])["tender"] == {"id": "t", "status": "complete", "title": "Roads"}
    assert json.loads(found[1]["printed"])["releases"][1]["tender"]["title"] == "Roads"


def test_one_object_where_a_list_belongs_is_read_as_one_in_a_list(tmp_path: Path) -> None:
    odd = release(1, awards={"id": "a", "suppliers": {"id": "s"}}, bids={"details": {"id": "b", "tenderers": []}})
    (tmp_path / "odd.json").write_text(json.dumps(odd))
    (row,), _ = rows(tmp_path / "odd.json", tmp_path / "parts")
    made = json.loads(row["compiled"])
    assert made["awards"] == [{"id": "a", "suppliers": [{"id": "s"}]}]
    assert made["bids"]["details"] == [{"id": "b", "tenderers": []}]
    assert json.loads(row["printed"])["awards"]["suppliers"] == {"id": "s"}


def test_a_change_of_what_is_told_changes_the_digest_and_a_new_date_does_not() -> None:
    def digest(**more: Any) -> str:
        row, _ = read._row(printed.Thing("", release(1, **more)), border.Border())
        return str(row[read.COLUMNS.index("digest")])

    assert digest() == digest(date="2021-01-01", tag=["compiled"])
    assert digest() != digest(tender={"status": "complete"})


PERSON = {
    "parties": [
        {"id": "PY-1", "name": "Juana Ejemplo Prueba", "identifier": {"scheme": "PY-RUC", "id": "1234567-8"},
         "address": {"streetAddress": "Calle 5"}, "contactPoint": {"name": "N. N.", "email": "a@example.invalid"},
         "roles": ["supplier"]},
        {"id": "PY-2", "name": "Ferreteria Ejemplo SA", "identifier": {"scheme": "PY-RUC", "id": "80012345-6"},
         "persones": [{"name": "N. N."}], "beneficialOwners": [{"name": "N. N."}]},
    ],
    "tender": {"title": "Works for JUANA EJEMPLO PRUEBA, write to a@example.invalid"},
    "awards": [{"id": "a", "value": {"amount": 5, "currency": "PYG"},
                "suppliers": [{"id": "PY-1", "name": "Juana Ejemplo Prueba"}]}],
    "bids": {"details": [{"id": "b", "tenderers": [{"id": "PY-1"}], "value": {"amount": 5}}]},
}  # fmt: skip


def test_people_are_dropped_and_a_person_who_supplies_keeps_the_money_alone() -> None:
    made = border.Border().crossed(release(1, **PERSON))
    text = json.dumps(made).lower()
    for gone in ("juana", "n. n.", "example.invalid", "1234567", "calle", "contactpoint", "owners"):
        assert gone not in text
    assert made["parties"][0] == {"id": "individual-1", "name": "an individual", "roles": ["supplier"]}
    assert made["awards"][0]["suppliers"] == [{"id": "individual-1", "name": "an individual"}]
    assert made["awards"][0]["value"] == {"amount": 5, "currency": "PYG"}
    assert made["bids"]["details"][0]["tenderers"] == [{"id": "individual-1", "name": "an individual"}]
    assert made["parties"][1]["name"] == "Ferreteria Ejemplo SA"


@pytest.mark.parametrize(
    ("party", "person"),
    [
        ({"name": "Ing. Gabriel Ejemplo"}, True),
        ({"name": "Salvador Ejemplo"}, True),
        ({"name": "Salvador Ejemplo y Cia"}, False),
        ({"name": "Salvador Ejemplo SAC", "identifier": {"scheme": "PY-RUC", "id": "80002379-0"}}, False),
        ({"name": "X", "identifier": {"id": "EJEM630930NY5"}}, True),
        ({"name": "X", "identifier": {"id": "EJE630930NY5"}}, False),
        ({"name": "Ejemplo A/Dz"}, True),
        ({"name": "Ministry of Works"}, False),
        ({"name": "X", "details": {"legalEntityType": "Natural person"}}, True),
        ({"name": "FRANCE TELECOM"}, False),
    ],
)
def test_persons_are_told_from_firms(party: dict[str, Any], person: bool) -> None:
    assert border.is_person(party) is person


def test_what_is_no_json_loses_its_people_too() -> None:
    text = '{"ocid": "a", "contactPoint": {"name": "N. N.", "telephone": "555", "email": "x@example.org"}, "title": "Ro'
    made = border.Border().broken(text)
    assert "N. N." not in made
    assert "example" not in made
    assert "Ro" in made
