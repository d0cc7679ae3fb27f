"""Code lists and the federal hierarchy as tables of text: one Parquet part for each file inside what was delivered.

The lists are CSV with slips that a strict reader refuses (a heading printed twice, rows with one empty field too many);
the hierarchy is a JSON array of `{org, _link}`. Which one a file is shows in its first character. Who created or last
changed an entry is a person and never leaves this module, however deep in the entry it stands. Of the other values
e-mail addresses and telephone numbers are removed, of prose names beside a role too.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from quaestor.errors import UnreadableFile
from quaestor.model.people import clean, clean_contacts
from quaestor.sources.reading import BROKEN, ReadFile

#: Keys of the hierarchy that hold people, at any depth.
PEOPLE = frozenset({"createdBy", "lastModifiedBy", "created_by", "last_modified_by"})

#: Columns and keys that hold prose.
PROSE = frozenset({"description", "summary", "MISSION", "PRODUCT AND SERVICE CODE NOTES"})

#: Keys of the hierarchy that agency_hierarchy.sql reads; an entry without one has a blank there.
ORGANISATION = (
    "orgKey", "name", "type", "level", "fpdsCode", "cgac", "shortName", "startDate", "endDate", "modStatus",
    "parentOrgKey", "l1Name", "l1OrgKey", "fullParentPathName",
)  # fmt: skip
_AGAIN = "Download it again."

Record = list[str | None]
Problems = list[tuple[int, str, str]]


def read(path: Path, folder: Path, *, workers: int = 1) -> list[ReadFile]:
    """Every list in `path` (plain, .gz, or a zip of lists) stands in `folder` as part-0.parquet, part-1.parquet, ...

    One part holds one file, since the lists have different columns: `file_name`, `source_file`, `source_row`, then the
    publisher's columns as text. `workers` makes no difference: the lists are small. Raises UnreadableFile.
    """
    files = []
    for part, (name, delivered, plain) in enumerate(_files(path)):
        text = _text(name, plain)
        columns, rows, problems = _hierarchy(name, text) if text.lstrip()[:1] in "[{" else _list(name, text)
        digest = hashlib.sha256(delivered).hexdigest()
        _write(folder / f"part-{part}.parquet", name, digest, columns, rows)
        files.append(ReadFile(name, digest, len(delivered), len(rows) + len(problems), problems))
    return files


def _files(path: Path) -> Iterator[tuple[str, bytes, bytes]]:
    """Name, bytes as delivered and bytes unpacked of each file in `path`."""
    try:
        delivered = path.read_bytes()
        if delivered[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
            with zipfile.ZipFile(io.BytesIO(delivered)) as archive:
                members = [one for one in archive.infolist() if not one.is_dir() and not one.filename.startswith("__")]
                if not members:
                    raise UnreadableFile("the zip is empty", where=path.name, advice=_AGAIN)
                for member in members:
                    plain = archive.read(member)
                    yield f"{path.name}/{member.filename}", plain, plain
        elif delivered[:2] == b"\x1f\x8b":
            yield path.name, delivered, gzip.decompress(delivered)
        else:
            yield path.name, delivered, delivered
    except BROKEN as error:
        raise UnreadableFile(f"cannot be read ({error})", where=path.name, advice=_AGAIN) from error


def _text(name: str, plain: bytes) -> str:
    try:
        text = plain.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = plain.count(b"\n", 0, error.start) + 1
        raise UnreadableFile(f"not UTF-8 (line {line})", where=name, advice="Save it as UTF-8.") from error
    if not text.strip() or "\x00" in text[:1000]:
        what = "not a text file" if text.strip() else "the file is empty"
        raise UnreadableFile(what, where=name, advice="Give a CSV code list, or the federal hierarchy as JSON.")
    return text


def _list(name: str, text: str) -> tuple[list[str], list[tuple[int, Record]], Problems]:
    """Columns, rows with their numbers, and the rows that do not fit the header, of a CSV code list."""
    lines = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[tuple[int, Record]] = []
    problems: Problems = []
    try:
        columns = _headings(next(lines))
        for number, row in enumerate((line for line in lines if line), start=1):
            extra = [field for field in row[len(columns) :] if field.strip()]
            if extra or len(row) < len(columns):
                reason = f"the row has {len(row)} fields and the header {len(columns)}"
                problems.append((number, reason, json.dumps([*map(clean, row)], ensure_ascii=False)))
            else:
                rows.append((number, [*map(_cleaned, columns, row)]))
    except csv.Error as error:
        raise UnreadableFile(f"line {lines.line_num} is not CSV ({error})", where=name, advice=_AGAIN) from error
    return columns, rows, problems


def _headings(printed: list[str]) -> list[str]:
    """The header with a number after a heading that is printed again: `REGISTERED IN ASP (2)`."""
    return [
        f"{heading} ({printed[: place + 1].count(heading)})" if heading in printed[:place] else heading
        for place, heading in enumerate(printed)
    ]


def _hierarchy(name: str, text: str) -> tuple[list[str], list[tuple[int, Record]], Problems]:
    """Columns, rows with their numbers, and the entries that are no organisation, of the federal hierarchy."""
    try:
        entries = json.loads(text)
    except ValueError as error:
        raise UnreadableFile(f"not JSON ({error})", where=name, advice=_AGAIN) from error
    if not isinstance(entries, list):
        advice = "Give the federal hierarchy as a JSON array of {org, _link}."
        raise UnreadableFile("not an array of organisations", where=name, advice=advice)
    organisations: list[tuple[int, dict[str, str | None]]] = []
    problems: Problems = []
    for number, entry in enumerate(map(_without_people, entries), start=1):
        if isinstance(entry, dict) and isinstance(entry.get("org"), dict):
            outside = {key: value for key, value in entry.items() if key != "org"}
            told = {**entry["org"], **outside}.items()
            organisations.append((number, {key: _cleaned(key, _plain(value)) for key, value in told}))
        else:
            content = clean(json.dumps(entry, ensure_ascii=False)) or ""
            problems.append((number, "the entry has no organisation", content))
    columns = list(dict.fromkeys([*ORGANISATION, *(key for _, one in organisations for key in one)]))
    return columns, [(number, [one.get(key) for key in columns]) for number, one in organisations], problems


def _without_people(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_people(one) for key, one in value.items() if key not in PEOPLE}
    if isinstance(value, list):
        return [_without_people(one) for one in value]
    return value


def _cleaned(column: str, value: str | None) -> str | None:
    return clean(value) if column in PROSE else clean_contacts(value)


def _plain(value: Any) -> str | None:
    """A JSON value as text; nothing, and a list or mapping with nothing in it, as a blank."""
    if isinstance(value, str):
        return value
    return None if value is None or value == [] or value == {} else json.dumps(value, ensure_ascii=False)


def _write(part: Path, name: str, digest: str, columns: list[str], rows: list[tuple[int, Record]]) -> None:
    text = pa.string()
    schema = pa.schema(
        [
            ("file_name", text),
            ("source_file", text),
            ("source_row", pa.int64()),
            *((column, text) for column in columns),
        ]
    )
    values = [
        pa.array([name] * len(rows), text),
        pa.array([digest] * len(rows), text),
        pa.array([number for number, _ in rows], pa.int64()),
        *(pa.array([row[place] for _, row in rows], text) for place in range(len(columns))),
    ]
    pq.write_table(pa.Table.from_arrays(values, schema=schema), part, compression="zstd")
