"""What one file prints: releases and records, one at a time, and what of it is none, with its place and the reason.

A file is JSON (a release, a record, a package of either, or an array of these) or JSON lines (one of these a line).
Which one shows in the first line. Small documents are read at once, large ones as a stream: no more than one release
or one line is held in memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

import ijson
import orjson

#: A document up to this size is read whole; a line past it is read as a stream too. Bytes.
WHOLE = 32 * 2**20
#: How much of what is no JSON is kept with its reason. Characters.
KEPT = 100_000

_PACKED = ("releases", "records")


@dataclass(frozen=True)
class Thing:
    """One release or record (`value`) as printed, or what stands in its place and the `reason` why it is none.

    place: where in the file, such as `line 7` or `releases[3]`. publisher: the name its package gives.
    """

    place: str
    value: dict[str, Any]
    publisher: str | None = None
    reason: str | None = None
    text: str = ""


def things(file: IO[bytes]) -> Iterator[Thing]:
    """Every release and record that the file prints, in its order, and everything that is neither."""
    source = _Again(b"", file)
    first = source.readline(WHOLE)
    blank = 0
    while first and not first.strip():
        first, blank = source.readline(WHOLE), blank + 1
    if not first:
        yield _problem("the file", "the file is empty", b"")
        return
    rest = source.read(1 << 16) if first.endswith(b"\n") else b""
    if _loaded(first) is not None:
        alone = not rest.strip()
        yield from _lines(_Again(first + rest, source), blank, alone=alone)
        return
    data = first + rest + source.read(max(0, WHOLE + 1 - len(first) - len(rest)))
    document = _loaded(data) if len(data) <= WHOLE else None
    if document is not None:
        yield from _value(document[0], "")
    elif first.strip() not in (b"{", b"[") and _loaded(data[len(first) :].lstrip().partition(b"\n")[0]) is not None:
        yield from _lines(_Again(data, source), blank)  # the first line is broken, and others are whole
    else:
        yield from _document(data, source)


def _lines(source: _Again, number: int, *, alone: bool = False) -> Iterator[Thing]:
    """JSON lines; `number` of them were blank and are gone. alone: there is but one, so that it is the document."""
    while line := source.readline():
        number += 1
        if not line.strip():
            continue
        document = _loaded(line)
        if document is None:
            yield _problem(f"line {number}", _why(line), line)
        else:
            yield from _value(document[0], "" if alone else f"line {number}")


def _document(data: bytes, source: _Again) -> Iterator[Thing]:
    """A document that is large, or broken somewhere; what stands before the break is read."""
    seen = 0
    try:
        for thing in _streamed(_Again(data, source)):
            seen += 1
            yield thing
    except (ijson.JSONError, UnicodeDecodeError) as error:
        after = f"after {seen} releases or records: " if seen else ""
        whole = _why(data) if len(data) <= WHOLE else f"not whole JSON: {error}"
        yield _problem("the file", f"{after}{whole}", b"" if seen else data)


def _streamed(source: _Again) -> Iterator[Thing]:
    """The releases and records of a large document, built one at a time from its events."""
    builder: Any = None
    place, publisher, number, alone = "", None, 0, []
    for prefix, event, value in ijson.parse(source, use_float=True):
        if builder is None and event == "start_map" and prefix in ("item", "releases.item", "records.item"):
            builder, place, ends = ijson.ObjectBuilder(), prefix, prefix
        if builder is not None:
            builder.event(event, value)
            if event == "end_map" and prefix == ends:
                inside = place.removesuffix(".item").removesuffix("item")
                yield from _value(builder.value, f"{inside}[{number}]", publisher)
                builder, number = None, number + 1
        elif prefix == "publisher.name" and event == "string":
            publisher = value
        elif event == "map_key" and prefix == "" and value not in _PACKED:
            alone.append(value)
    if not number:
        yield _problem("the file", f"no releases or records in it, but {', '.join(alone[:8]) or 'nothing'}", b"")


def _value(value: Any, place: str, publisher: str | None = None) -> Iterator[Thing]:
    """The releases and records in one JSON value."""
    where = place or "the file"
    if isinstance(value, list):
        for number, one in enumerate(value):
            yield from _value(one, f"{place}[{number}]", publisher)
    elif not isinstance(value, dict):
        yield Thing(where, {}, None, "not an object, so neither a release nor a record", str(value)[:KEPT])
    elif "ocid" in value or "compiledRelease" in value:
        yield Thing(where, value, _publisher(value) or publisher)
    elif any(isinstance(value.get(name), list) for name in _PACKED):
        for name in _PACKED:
            inside = value.get(name)
            for number, one in enumerate(inside if isinstance(inside, list) else ()):
                at = f"{place}.{name}[{number}]" if place else f"{name}[{number}]"
                if isinstance(one, dict):
                    yield Thing(at, one, _publisher(one) or _publisher(value))
                else:
                    yield Thing(at, {}, None, "not an object, so neither a release nor a record", str(one)[:KEPT])
    else:
        said = f"neither a release nor a record nor a package of them: it has {', '.join(list(value)[:8]) or 'nothing'}"
        yield Thing(where, value, None, said)


def _publisher(value: dict[str, Any]) -> str | None:
    info = value.get("packageInfo")
    for told in (value.get("publisher"), info.get("publisher") if isinstance(info, dict) else None):
        name = told.get("name") if isinstance(told, dict) else told
        if isinstance(name, str) and name:
            return name
    return None


def _loaded(data: bytes) -> tuple[Any] | None:
    try:
        return (orjson.loads(data),)
    except orjson.JSONDecodeError:
        return None


def _why(data: bytes) -> str:
    try:
        orjson.loads(data)
    except orjson.JSONDecodeError as error:
        return f"not JSON: {error}"
    return "not JSON"


def _problem(place: str, reason: str, data: bytes) -> Thing:
    return Thing(place, {}, None, reason, data[:KEPT].decode("utf-8", "replace"))


class _Again:
    """A stream that first gives back what was already taken from it."""

    def __init__(self, taken: bytes, file: Any) -> None:
        self._taken, self._file = taken, file

    def read(self, size: int = -1) -> bytes:
        """Up to `size` bytes; all of them where it is negative."""
        if size < 0 or len(self._taken) < size:
            taken, self._taken = self._taken, b""
            return taken + bytes(self._file.read(size - len(taken) if size >= 0 else -1))
        taken, self._taken = self._taken[:size], self._taken[size:]
        return taken

    def readline(self, size: int = -1) -> bytes:
        """One line with its end, or `size` bytes of it; nothing at the end of the stream."""
        line, end, self._taken = self._taken.partition(b"\n")
        return line + end if end else line + bytes(self._file.readline(size))
