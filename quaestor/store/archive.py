"""The evidence archive: the publisher's rows as read, cleaned of people, kept by the digest of the file.

One folder a file, `evidence/<sha-256 of the file as delivered>/part-*.parquet`: every column as the text it was printed
as, in the order of the file, so that row n of the file is row n of the archive. Nothing is stored in clear before the
border has been passed: a file is cleaned while it is copied, into a temporary folder that is renamed when whole.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Protocol

import duckdb

from quaestor.errors import StoreError, UnreadableFile
from quaestor.sql import literal
from quaestor.store import border, engine, spill, tabular
from quaestor.store.lake import Lake

#: Seconds a load that failed waits for other writers before it leaves its copies to `maintain`.
HASTE = 10


class Layout(Protocol):
    """What the archive needs to know of a layout (see `sources.Layout`)."""

    name: str
    people: frozenset[str]
    text: frozenset[str]
    individuals: Any


class Source(Protocol):
    """What the archive needs to know of a source (see `sources.Source`)."""

    @property
    def name(self) -> str: ...

    @property
    def reads(self) -> str: ...

    @property
    def layouts(self) -> dict[str, Any]: ...

    def layout_for(self, header: Sequence[str], where: str) -> Any: ...

    def reader(self) -> Any: ...


@dataclass(frozen=True)
class Member:
    """One file of the publisher as archived: `problems` are (row, reason, cleaned content) of rows that could not be
    read; their places in the archive are empty rows, so that the numbers of the others stay right."""

    name: str
    source_file: str
    bytes: int
    rows: int
    problems: list[tuple[int, str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Archived:
    """One container (a CSV file, a zip of pages) in the archive, with the files of the publisher in it."""

    layout: str
    folder: str
    digest: str
    members: list[Member]
    numbered: bool

    @property
    def raw(self) -> str:
        """SQL for its rows: every column as text, with `source_file`, `source_row` and `file_name`."""
        parts = literal(f"{self.folder}/part-*.parquet")
        if self.numbered:
            return f"SELECT * FROM read_parquet({parts})"
        one = self.members[0]
        before = "CAST(regexp_extract(part, 'part-([0-9]+)[.]parquet$', 1) AS BIGINT)"
        return (
            f"SELECT * EXCLUDE (file_row_number, part), '{one.source_file}' AS source_file, "
            f"{before} + file_row_number + 1 AS source_row, {literal(one.name)} AS file_name "
            f"FROM read_parquet({parts}, file_row_number = true, filename = 'part')"
        )


def archive(
    store: Path, source: Source, path: Path, digest: str, *, show_individuals: bool = False, at_once: int = 1
) -> Iterator[Archived]:
    """Cleans and keeps the file at `path`, one Archived for each CSV in it, or one for the whole where the source has a
    reader of its own.

    digest: the file's sha-256. at_once: processors that may work on it. Raises UnreadableFile, BadHeader or
    UnreadColumn, and then keeps nothing of the file.
    """
    if source.reads == "python":
        yield _by_reader(store, source, path, digest)
        return
    if not path.stat().st_size:
        raise UnreadableFile("the file is empty", where=str(path), advice="Download it again.")
    with tabular.plain_files(path, digest, spill.folder(store)) as plain:
        for one in plain:
            yield _csv(store, source, one, show_individuals, at_once)


def digest_of(path: Path) -> str:
    """The sha-256 of a file's bytes, in hexadecimal; of a folder's files in name order, one after the other."""
    whole = hashlib.sha256()
    for part in sorted(path.iterdir()) if path.is_dir() else [path]:
        with part.open("rb") as file:
            while chunk := file.read(1 << 20):
                whole.update(chunk)
    return whole.hexdigest()


def discard(lake: Lake, archived: Sequence[Archived]) -> None:
    """Takes out of the archive what a load that failed had put there, unless another load refers to it.

    Where another writer is at work, which may be reading it, it stays for `maintain` to find.
    """
    with suppress(StoreError), lake.exclusive(patience=HASTE):
        known = {row["archived_as"] for row in lake.query("SELECT DISTINCT archived_as FROM file")}
        for one in archived:
            if Path(one.folder).name not in known:
                shutil.rmtree(one.folder, ignore_errors=True)


def printed(lake: Lake, archived_as: str, source_file: str, source_row: int) -> dict[str, Any]:
    """One row of a publisher's file as printed, from the evidence archive; empty where the archive has lost it."""
    folder = lake.path / "evidence" / archived_as
    if not re.fullmatch(r"[0-9a-f]{64}", archived_as) or not folder.is_dir():
        return {}
    parts = literal(f"{folder}/part-*.parquet")
    names = [row["column_name"] for row in lake.query(f"DESCRIBE SELECT * FROM read_parquet({parts})")]
    if "source_row" in names:
        where, asked = "source_file = ? AND source_row = ?", [source_file, source_row]
    else:  # a part is named for the rows before it
        before = max(n for file in folder.glob("part-*") if (n := int(file.stem[5:])) < source_row)
        parts = literal(f"{folder}/part-{before}.parquet")
        where, asked = "file_row_number = ?", [source_row - before - 1]
    rows = lake.query(f"SELECT * FROM read_parquet({parts}, file_row_number = true) WHERE {where}", asked)
    hidden = ("source_file", "source_row", "file_name", "file_row_number")
    return {name: value for name, value in rows[0].items() if name not in hidden} if rows else {}


def _csv(store: Path, source: Source, file: tabular.PlainFile, show_individuals: bool, at_once: int) -> Archived:
    header = tabular.header(file)
    layout = source.layout_for(header, file.name)
    folder = store / "evidence" / file.digest

    def connect() -> duckdb.DuckDBPyConnection:
        connection = engine.connect(memory="1GB", threads=1, spill=spill.folder(store))
        border.install(connection)
        return connection

    with _whole(folder) as making:
        crossing = partial(border.crossing, header, layout, show_individuals)
        problems = tabular.copy(connect, file, header, crossing, making, spill.folder(store), at_once)
        with duckdb.connect() as counting:
            row = counting.execute(f"SELECT count(*) FROM read_parquet('{making}/part-*.parquet')").fetchone()
        rows = int(row[0]) if row else 0
        if not rows:
            raise UnreadableFile("a header and no rows", where=file.name, advice="Download it again.")
        if len(problems) == rows:
            raise UnreadableFile(
                f"no row fits the header: {problems[0][1]}", where=file.name, advice="Download it again."
            )
    cleaned = [
        (number, reason, json.dumps(border.clean_cells(cells, header, layout), ensure_ascii=False))
        for number, reason, cells in problems
    ]
    member = Member(file.name, file.digest, file.bytes, rows, cleaned)
    return Archived(layout.name, str(folder), file.digest, [member], numbered=False)


def _by_reader(store: Path, source: Source, path: Path, digest: str) -> Archived:
    folder = store / "evidence" / digest
    with _whole(folder) as making:
        members = [
            Member(one.name, one.source_file, one.bytes, one.rows, one.problems)
            for one in source.reader()(path, making)
        ]
        if not any(one.rows for one in members):
            raise UnreadableFile(
                "no records in it", where=str(path), advice="Is it what the publisher serves? Fetch it again."
            )
        several = len(source.layouts) > 1
        layout = source.layout_for(_columns(making), str(path)) if several else next(iter(source.layouts.values()))
    return Archived(layout.name, str(folder), digest, members, numbered=True)


def _columns(folder: Path) -> list[str]:
    with duckdb.connect() as connection:
        described = connection.execute(f"DESCRIBE SELECT * FROM read_parquet('{folder}/part-*.parquet')").fetchall()
    return [row[0] for row in described if row[0] not in ("file_name", "source_file", "source_row")]


class _whole:
    """A folder that is there whole or not at all: made beside its place and renamed when the block ends well."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.making = folder.with_name(f".{folder.name}.{id(self)}")

    def __enter__(self) -> Path:
        self.making.mkdir(parents=True)
        return self.making

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None and not self.folder.exists():
            self.making.rename(self.folder)
        shutil.rmtree(self.making, ignore_errors=True)
