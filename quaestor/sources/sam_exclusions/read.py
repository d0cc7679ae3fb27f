"""Exclusions as a table of text: one Parquet part for each file inside what was delivered, without its people.

The daily extract is CSV, an answer of the search JSON; which one a file is shows in its first character. A record of an
individual or a vessel never leaves this module, and neither do the parts of a person's name, remarks and cross
references of the others. The numbers of rows count the passed-over ones, the number of records read does not.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from quaestor.errors import UnreadableFile
from quaestor.model.people import clean_contacts
from quaestor.sources.reading import BROKEN, ReadFile

#: Classifications of organisations; every other one (Individual, Vessel) is passed over.
ORGANISATIONS = frozenset({"FIRM", "SPECIAL ENTITY DESIGNATION"})

#: Columns of the extract that hold people.
PEOPLE = frozenset({"Prefix", "First", "Middle", "Last", "Suffix", "Additional Comments", "Cross-Reference", "NPI"})

#: Columns of the search's answers that the SQL reads; a record without one has a blank there.
READ = (
    "samNumber", "title", "classification.code", "dunsNumber", "cageCode", "type.value", "ctCode",
    "organizationHierarchy", "activationDate", "terminationDate",
)  # fmt: skip
_AGAIN = "Download it again."

Record = dict[str, str | None]


def read(path: Path, folder: Path, *, workers: int = 1) -> list[ReadFile]:
    """Every list of exclusions in `path` (plain, .gz, or a zip) stands in `folder` as part-0.parquet, part-1.parquet...

    `workers` makes no difference: the extract has 150,000 records. Raises UnreadableFile.
    """
    files = []
    for part, (name, delivered, plain) in enumerate(_files(path)):
        text = _text(name, plain)
        records, problems = _answer(name, text) if text.lstrip()[:1] in "[{" else _extract(name, text)
        digest = hashlib.sha256(delivered).hexdigest()
        _write(folder / f"part-{part}.parquet", name, digest, records)
        files.append(ReadFile(name, digest, len(delivered), len(records) + len(problems), problems))
    return files


def _files(path: Path) -> Iterator[tuple[str, bytes, bytes]]:
    """Name, bytes as delivered and bytes unpacked of each file in `path`."""
    try:
        delivered = path.read_bytes()
        if delivered[:4] == b"PK\x03\x04":
            with zipfile.ZipFile(io.BytesIO(delivered)) as archive:
                for member in archive.infolist():
                    if not member.is_dir() and not member.filename.startswith("__"):
                        plain = archive.read(member)
                        yield f"{path.name}/{member.filename}", plain, plain
        else:
            yield path.name, delivered, gzip.decompress(delivered) if delivered[:2] == b"\x1f\x8b" else delivered
    except (*BROKEN, UnicodeDecodeError) as error:
        raise UnreadableFile(f"cannot be read ({error})", where=path.name, advice=_AGAIN) from error


def _text(name: str, plain: bytes) -> str:
    try:
        text = plain.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = plain.decode("cp1252", "replace")
    if "\x00" in text[:1000]:
        raise UnreadableFile("not a text file", where=name, advice="Give the extract as CSV, or an answer as JSON.")
    return text


def _extract(name: str, text: str) -> tuple[list[tuple[int, Record]], list[tuple[int, str, str]]]:
    """Records of organisations in the daily extract with their numbers, and the rows that do not fit its header. Of
    these nothing is repeated, since what stands where cannot be told."""
    lines = csv.reader(io.StringIO(text, newline=""), strict=True)
    records: list[tuple[int, Record]] = []
    problems = []
    try:
        columns = next(lines, [])
        kept = [(place, column) for place, column in enumerate(columns) if column not in PEOPLE]
        for number, row in enumerate((line for line in lines if line), start=1):
            if len(row) != len(columns):
                problems.append((number, f"the row has {len(row)} fields and the header {len(columns)}", ""))
                continue
            record: Record = {column: clean_contacts(row[place]) for place, column in kept}
            if _is_organisation(record.get("Classification")):
                records.append((number, record))
    except csv.Error as error:
        raise UnreadableFile(f"line {lines.line_num} is not CSV ({error})", where=name, advice=_AGAIN) from error
    return records, problems


def _answer(name: str, text: str) -> tuple[list[tuple[int, Record]], list[tuple[int, str, str]]]:
    """Records of organisations in an answer of the search, or in a list of its records, with their numbers."""
    try:
        told = json.loads(text)
    except ValueError as error:
        raise UnreadableFile(f"not JSON ({error})", where=name, advice=_AGAIN) from error
    found = told.get("_embedded", {}).get("results") if isinstance(told, dict) else told
    if not isinstance(found, list):
        advice = "Give an answer of the search, with its records under _embedded.results."
        raise UnreadableFile("no list of exclusions", where=name, advice=advice)
    records: list[tuple[int, Record]] = []
    problems = []
    for number, entry in enumerate(found, start=1):
        if not isinstance(entry, dict):
            problems.append((number, "the entry is no record", ""))
            continue
        record = dict.fromkeys(READ) | {key: clean_contacts(value) for key, value in _flat(entry)}
        if _is_organisation(record["classification.code"]):
            records.append((number, record))
    return records, problems


def _flat(entry: Mapping[str, Any]) -> Iterator[tuple[str, str | None]]:
    """Keys and values of a record as text: those of a mapping under both keys, of agencies the name of the last."""
    for key, value in entry.items():
        if isinstance(value, dict):
            yield from ((f"{key}.{inner}", told) for inner, told in _flat(value))
        elif isinstance(value, list):
            last = value[-1] if value else None
            yield key, str(last.get("name") or "") if isinstance(last, dict) else None
        else:
            yield key, None if value is None else str(value)


def _is_organisation(classification: str | None) -> bool:
    return (classification or "").strip().upper() in ORGANISATIONS


def _write(part: Path, name: str, digest: str, records: list[tuple[int, Record]]) -> None:
    text = pa.string()
    columns = list(dict.fromkeys(column for _, record in records for column in record))
    schema = [("file_name", text), ("source_file", text), ("source_row", pa.int64()), *((one, text) for one in columns)]
    rows = [{"file_name": name, "source_file": digest, "source_row": number, **record} for number, record in records]
    pq.write_table(pa.Table.from_pylist(rows, schema=pa.schema(schema)), part, compression="zstd")
