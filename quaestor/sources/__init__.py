"""Sources: one folder a publisher, saying what its files are and how their columns become the model's.

`source.yml` tells what the files are, how complete they are, and what happens to every one of their columns: read,
ignored for a stated reason, cleaned, or dropped because it holds people. `<table>.sql` turns the archived columns into
the columns of a model table; `read.py` does so first for what is not CSV.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal, cast

from quaestor import sql, yml
from quaestor.errors import BadHeader, ModelError, NotHeld, UnreadColumn
from quaestor.model.people import clean
from quaestor.sources.reading import ReadFile

Scope = Literal["full", "delta", "append"]


@dataclass(frozen=True)
class Individual:
    """How a layout marks a supplier that is a person: `when` (SQL over its text columns), which columns hold its names
    and which its places."""

    when: str
    names: tuple[str, ...]
    places: tuple[str, ...]


@dataclass(frozen=True)
class Layout:
    """One shape in which a publisher prints its files, and what is done with each of its columns.

    line: the name under which its rows stand in the lake; the source's own, unless rows of this shape must never be
    taken for newer versions of the others'. leads: how complete they are; of two lines that print a record the higher
    leads.
    """

    name: str
    line: str
    leads: int
    about: str
    recognised_by: tuple[str, ...]
    optional: frozenset[str]
    tables: dict[str, sql.SqlFile]
    amount: str | None
    read: tuple[str, ...]
    people: frozenset[str]
    text: frozenset[str]
    individuals: tuple[Individual, ...]
    ignored: dict[str, tuple[str, ...]]
    withdraws: str | None
    spreadsheet: tuple[str, ...]

    @property
    def known(self) -> frozenset[str]:
        """Every column that is read, dropped or ignored by name."""
        return frozenset(self.read).union(self.people, *self.ignored.values())

    def check(self, header: Sequence[str], where: str) -> None:
        """Raises BadHeader when a column it needs is missing or printed twice, UnreadColumn on one it does not know."""
        known = self.known
        twice = sorted({name for name in header if header.count(name) > 1}) if len(set(header)) < len(header) else []
        if twice:
            raise BadHeader(f"columns printed twice: {_said(twice)}", where=where, advice="Download it again.")
        missing = [name for name in self.read if name not in header and name not in self.optional]
        if missing:
            raise BadHeader(
                f"columns missing for the layout {self.name}: {', '.join(missing)}",
                where=where,
                advice="Was the file cut or saved by another program? Download it again, or choose another source.",
            )
        unread = [name for name in header if name not in known]
        if unread:
            raise UnreadColumn(
                f"columns that nobody has looked at: {_said(unread)}",
                where=where,
                advice="Name them in source.yml, under `read` or under `ignored` with the reason, and load again.",
            )


@dataclass(frozen=True)
class Source:
    """One publisher's files: who prints them, how complete they are, how they stand against other sources."""

    name: str
    title: str
    publisher: str
    licence: str
    cadence: str
    link: str
    about: str
    scope: Scope
    scope_by_name: tuple[tuple[re.Pattern[str], Scope], ...]
    stamp: re.Pattern[str] | None
    missing_means: str
    withdrawn_after: int
    reads: Literal["csv", "python"]
    layouts: dict[str, Layout]

    def layout_for(self, header: Sequence[str], where: str) -> Layout:
        """The layout whose telling columns are all in `header`; raises BadHeader when none fits, and checks the
        rest."""
        fitting = [layout for layout in self.layouts.values() if set(layout.recognised_by) <= set(header)]
        if not fitting:
            # A file without a header begins with a row, which may hold people: only names of columns are repeated.
            columns = frozenset().union(*(layout.known for name in names() for layout in find(name).layouts.values()))
            first = ", ".join([name for name in header if name in columns][:5])
            said = f"Of its columns {first} are known" if first else "None of its columns is known to any source"
            raise BadHeader(
                f"not a file of the source {self.name}: no layout ({', '.join(self.layouts)}) has these columns",
                where=where,
                advice=f"{said}. Has it a header? Else try another source: {', '.join(names())}.",
            )
        layout = max(fitting, key=lambda one: len(one.recognised_by))
        layout.check(header, where)
        return layout

    def scope_of(self, file_name: str) -> Scope:
        """What the file says of records it lacks, told by its name where the publisher marks that in names."""
        for pattern, scope in self.scope_by_name:
            if pattern.search(file_name):
                return scope
        return self.scope

    def stamp_of(self, file_name: str) -> datetime | None:
        """The moment (UTC) printed in the file's name, where the publisher prints one."""
        found = self.stamp.search(file_name) if self.stamp else None
        if not found:
            return None
        parts = {key: value for key, value in found.groupdict().items() if value}
        try:
            day = datetime.strptime(re.sub(r"\D", "", parts["day"]), "%Y%m%d").date()
            clock = re.sub(r"\D", "", parts.get("time", "")) or "000000"
            return datetime.combine(day, time(int(clock[:2]), int(clock[2:4]), int(clock[4:6])))
        except ValueError:
            return None

    def reader(self) -> Callable[..., list[ReadFile]]:
        """The function of `read.py` that turns one file into Parquet parts."""
        module = importlib.import_module(f"{__name__}.{self.name}.read")
        return cast("Callable[..., list[ReadFile]]", module.read)


def _said(columns: Sequence[str]) -> str:
    return ", ".join(str(clean(name)) for name in columns)


def names() -> list[str]:
    """The sources there are, in alphabetical order: every folder with a source.yml."""
    return sorted(folder.name for folder in files(__package__).iterdir() if folder.joinpath("source.yml").is_file())


@cache
def find(name: str) -> Source:
    """The source called `name`; raises NotHeld when there is none."""
    if name not in names():
        raise NotHeld(f"no source {name}", advice=f"Sources: {', '.join(names())}.")
    folder = files(__package__).joinpath(name)
    entry = yml.read(folder.joinpath("source.yml").read_text(encoding="utf-8"))
    try:
        return Source(
            name=name,
            title=entry["title"],
            publisher=entry["publisher"],
            licence=entry["licence"],
            cadence=entry["cadence"],
            link=entry["link"],
            about=entry["about"],
            scope=entry["scope"],
            scope_by_name=tuple((re.compile(one["match"]), one["scope"]) for one in entry.get("scope_by_name", ())),
            stamp=re.compile(entry["stamp"]) if entry.get("stamp") else None,
            missing_means=entry["missing_means"],
            withdrawn_after=int(entry.get("withdrawn_after", 1)),
            reads=entry.get("reads", "csv"),
            layouts={
                key: _layout(folder, key, {"line": name, "leads": entry["leads"]} | value)
                for key, value in entry["layouts"].items()
            },
        )
    except KeyError as error:
        raise ModelError(f"source.yml lacks {error}", where=name) from error


def _layout(folder: Any, name: str, entry: dict[str, Any]) -> Layout:
    people = entry.get("individual", [])
    return Layout(
        name=name,
        line=entry["line"],
        leads=int(entry["leads"]),
        about=entry.get("about", ""),
        recognised_by=tuple(entry.get("recognised_by", ())),
        optional=frozenset(entry.get("optional", ())),
        tables={table: sql.read(folder.joinpath(file)) for table, file in entry["tables"].items()},
        amount=entry.get("amount"),
        read=tuple(entry.get("read", ())),
        people=frozenset(entry.get("people", ())),
        text=frozenset(entry.get("text", ())),
        individuals=tuple(
            Individual(person["when"], tuple(person["names"]), tuple(person["places"]))
            for person in ([people] if isinstance(people, dict) else people)
        ),
        ignored={reason: tuple(columns) for reason, columns in entry.get("ignored", {}).items()},
        withdraws=entry.get("withdraws"),
        spreadsheet=tuple(entry.get("spreadsheet", ())),
    )


def leads() -> dict[str, int]:
    """How complete the rows of every line are: of two that print one record, the higher leads."""
    return {layout.line: layout.leads for name in names() for layout in find(name).layouts.values()}


def macros() -> list[str]:
    """The SQL macros that the sources' files use (blank, as_day, as_moment), one statement each."""
    text = files(__package__).joinpath("macros.sql").read_text(encoding="utf-8")
    text = re.sub(r"--[^\n]*|/\*.*?\*/", "", text, flags=re.S)
    return [statement.strip() for statement in text.split(";") if statement.strip()]


def expand(paths: Iterable[str | Path]) -> list[Path]:
    """Every file that `paths` (files, folders, globs) stand for, once each, in name order.

    Raises NotHeld when a path stands for nothing.
    """
    found: list[Path] = []
    for path in map(Path, paths):
        if path.is_dir():
            inside = sorted(file for file in path.rglob("*") if file.is_file() and not file.name.startswith("."))
        elif path.exists():
            inside = [path]
        else:
            root = Path(path.anchor) if path.is_absolute() else Path()
            pattern = str(path.relative_to(path.anchor)) if path.is_absolute() else str(path)
            inside = sorted(file for file in root.glob(pattern) if file.is_file()) if set("*?[") & set(pattern) else []
        if not inside:
            raise NotHeld(
                "no such file", where=str(path), advice="Give a file, a folder or a pattern that matches files."
            )
        found += [file for file in inside if file not in found]
    return found
