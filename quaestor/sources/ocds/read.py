"""Read open contracting data into Parquet parts: one row a printed release or record, cleaned of people."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import ijson
import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from quaestor.errors import UnreadableFile
from quaestor.sources.ocds.border import Border
from quaestor.sources.ocds.files import Delivered, files
from quaestor.sources.ocds.merging import UNMERGED, merged
from quaestor.sources.ocds.printed import Thing, things
from quaestor.sources.reading import BROKEN, ReadFile

#: The columns that a row has besides where it stands.
COLUMNS = (
    "ocid", "kind", "release_id", "dated_at", "tag", "language", "publisher", "digest", "place", "printed", "compiled",
)  # fmt: skip
_SCHEMA = pa.schema(
    [("file_name", pa.string()), ("source_file", pa.string()), ("source_row", pa.int64())]
    + [(name, pa.string()) for name in COLUMNS]
)
#: Bytes of releases in one row group.
GROUP = 32 * 2**20
#: What says how a release was published, and not what it tells of the process.
_ABOUT = frozenset({"id", "date", "tag", "packageInfo", "validationErrors", "version", "links"})


def read(path: Path, folder: Path, *, workers: int = 1) -> list[ReadFile]:
    """Write the releases and records in `path` to `part-0.parquet` in `folder`, and say what became of each file.

    path: a file of JSON or JSON lines, plain or gzipped, or a zip of these. workers makes no difference. A file that is
    no JSON is one row that could not be read; files of a zip that are the same byte for byte are told as one. Raises
    UnreadableFile for a zip that is not whole.
    """
    border = Border()
    read: dict[str, ReadFile] = {}
    with pq.ParquetWriter(folder / "part-0.parquet", _SCHEMA, compression="zstd", compression_level=1) as writer:
        rows: list[tuple[Any, ...]] = []
        size = 0
        for file in files(path):
            before = read.get(file.digest)
            number, problems = (before.rows, before.problems) if before else (0, [])
            for thing in _things(file):
                number += 1
                row, reason = _row(thing, border)
                if reason is None:
                    rows.append((file.name, file.digest, number, *row))
                    size += len(row[-2]) + len(row[-1] or "")
                else:
                    problems.append((number, f"{file.name}, {thing.place}: {reason}", _content(thing, border)))
                if size > GROUP:
                    _write(writer, rows)
                    rows, size = [], 0
            name = before.name if before else file.name
            read[file.digest] = ReadFile(name, file.digest, file.size, number, problems)
        _write(writer, rows)
    if not read:
        raise UnreadableFile("the archive holds no file", where=str(path), advice="Give OCDS releases or records.")
    return list(read.values())


def _things(file: Delivered) -> Iterator[Thing]:
    try:
        with file.open() as opened:
            yield from things(opened)
    except (*BROKEN, ijson.JSONError) as error:
        yield Thing("the file", {}, None, f"cannot be read to its end: {error}")


def _row(thing: Thing, border: Border) -> tuple[list[Any], str | None]:
    """The values of COLUMNS for one release or record, or why it cannot be kept."""
    if thing.reason is not None:
        return [], thing.reason
    printed = border.crossed(thing.value)
    told, kind, reason = _told(printed)
    if told is None:
        return [], reason
    ocid = printed.get("ocid") or told.get("ocid")
    if not isinstance(ocid, str) or not ocid.strip():
        return [], "no ocid, so that nothing says which process it is of"
    identifier = told.get("id")
    tag = told.get("tag")
    tags = [str(one) for one in tag] if isinstance(tag, list) else [tag] if isinstance(tag, str) else []
    if kind == "release" and "compiled" in tags:
        kind = "compiled"
    about = orjson.dumps({key: one for key, one in told.items() if key not in _ABOUT}, option=orjson.OPT_SORT_KEYS)
    text = orjson.dumps(printed)
    shaped = _shaped(told) if _UNLISTED.search(text) else told
    return [
        ocid.strip(),
        kind,
        str(identifier) if isinstance(identifier, str | int) else None,
        _moment(told.get("date")),
        ", ".join(tags) or None,
        told.get("language") if isinstance(told.get("language"), str) else None,
        thing.publisher,
        hashlib.sha256(about).hexdigest(),
        thing.place,
        text.decode(),
        None if shaped is printed else orjson.dumps(shaped).decode(),
    ], None


def _told(printed: dict[str, Any]) -> tuple[dict[str, Any] | None, str, str | None]:
    """What is told of the process: the release itself, a record's compiled release, or its releases merged."""
    compiled, releases = printed.get("compiledRelease"), printed.get("releases")
    if isinstance(compiled, dict) and compiled:
        return compiled, "record", None
    if not isinstance(releases, list):
        return (printed, "release", None) if compiled is None else (None, "", "a record with an empty compiled release")
    whole = [one for one in releases if isinstance(one, dict) and "ocid" in one]
    if not whole or len(whole) < len(releases):
        return None, "", "a record that only links to its releases: load those"
    try:
        return merged(whole), "record", None
    except UNMERGED as error:
        return None, "", f"its releases cannot be merged: {error}"


#: Where the standard has a list, and some publishers print the one object that is in it.
_LISTS = {"parties", "awards", "contracts", "suppliers", "tenderers", "details", "amendments"}
#: Where one of them stands in bytes without spaces as one object. Most releases have none, and need no second look.
_UNLISTED = re.compile(rf'"(?:{"|".join(sorted(_LISTS))})":\{{'.encode())


def _shaped(value: Any, key: str = "") -> Any:
    """The value with lists where the standard has lists; the value itself where nothing had to be changed."""
    if isinstance(value, dict):
        made = {name: _shaped(one, name) for name, one in value.items()}
        same = all(made[name] is one for name, one in value.items())
        whole = value if same else made
        in_bids = key != "details" or "tenderers" in value
        return [whole] if key in _LISTS and in_bids else whole
    if isinstance(value, list):
        listed = [_shaped(one) for one in value]
        return value if all(a is b for a, b in zip(listed, value, strict=True)) else listed
    return value


def _moment(value: Any) -> str | None:
    """A release's date as a moment in UTC; None where it is none."""
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    if moment is None:
        return None
    if moment.tzinfo:
        try:
            moment = moment.astimezone(UTC).replace(tzinfo=None)
        except OverflowError:
            return None
    return moment.replace(microsecond=0).isoformat(sep=" ")


def _content(thing: Thing, border: Border) -> str:
    """What could not be kept, whole, without people."""
    if thing.value:
        return orjson.dumps(border.crossed(thing.value)).decode()
    return border.broken(thing.text)


def _write(writer: pq.ParquetWriter, rows: list[tuple[Any, ...]]) -> None:
    if rows:
        columns = [pa.array(column, field.type) for column, field in zip(zip(*rows, strict=True), _SCHEMA, strict=True)]
        writer.write_table(pa.Table.from_arrays(columns, schema=_SCHEMA))
