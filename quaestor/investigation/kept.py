"""The files that saved questions are kept in: `investigations/<slug>.yml` in the store's folder.

They are made to be read, changed by hand and put under version control: comments survive a change by command, a file is
written whole or not at all, and one that cannot be read is said and left as it is. When a question was last seen is
another matter, and lies apart in `investigations/.seen/`, which version control is told to ignore.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib.resources import files
from io import StringIO
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from quaestor.errors import BadQuery, InputError, NotHeld, StoreError
from quaestor.investigation import question as asking
from quaestor.investigation import reading
from quaestor.investigation.question import Question

FOLDER = "investigations"
#: Bytes of the largest file that is taken for a question.
LARGEST = 1_000_000
_HEAD = "A saved question of Quaestor; change it by hand or with `quaestor investigate`."


def folder(store: Path) -> Path:
    return Path(store) / FOLDER


def slugs(store: Path) -> list[str]:
    """The names of all questions, in alphabetical order; what is no question's file is passed over."""
    held = folder(store).glob("*.yml") if folder(store).is_dir() else ()
    return sorted(file.stem for file in held if asking.SLUG.fullmatch(file.stem))


def digest(store: Path) -> str:
    """What the files of all questions, and when each was last seen, make up; another as soon as one changes."""
    found = []
    for place in (folder(store), folder(store) / ".seen"):
        if place.is_dir():
            with os.scandir(place) as entries:
                for entry in entries:
                    if entry.name.endswith((".yml", ".json")) and entry.is_file():
                        at = entry.stat()
                        found.append((entry.name, at.st_mtime_ns, at.st_size))
    return hashlib.sha256(repr(sorted(found)).encode()).hexdigest()[:16]


def text(store: Path, slug: str) -> str:
    """A question's file as it stands; raises NotHeld where there is none."""
    file = folder(store) / f"{slug}.yml"
    if not asking.SLUG.fullmatch(slug) or not file.is_file():
        held = ", ".join(slugs(store)[:20])
        raise NotHeld(
            f"no saved question {slug[:80]}",
            advice=f"There is: {held}." if held else "Make one with `quaestor investigate new`.",
        )
    if file.stat().st_size > LARGEST:
        raise BadQuery("a file of over a megabyte is no question", where=file.name, advice="Keep papers elsewhere.")
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise BadQuery("not written in UTF-8", where=file.name, advice="Save it as UTF-8.") from error


def load(store: Path, slug: str) -> Question:
    """The question called `slug`; raises NotHeld where there is none, BadQuery where its file cannot be read."""
    return reading.read(slug, _parsed(slug, text(store, slug)))


def new(store: Path, slug: str, entries: dict[str, Any]) -> Question:
    """Writes a new question of these entries, what is empty left out; raises InputError where one of the name is there,
    BadQuery where an entry cannot be read."""
    file = folder(store) / f"{asking.slug(slug)}.yml"
    held = CommentedMap(_full(entries))
    held.yaml_set_start_comment(_HEAD)
    content = _printed(held)
    found = reading.read(slug, _parsed(slug, content))
    with _lock(store):
        if file.exists():
            advice = "Take another name, or change that one with `quaestor investigate add-word`, `pin` and `note`."
            raise InputError("a saved question of this name is there", where=file.name, advice=advice)
        replace(file, content)
    return found


def change(store: Path, slug: str, make: Callable[[Any], None]) -> Question:
    """Changes a question by `make`, which is given the file's mapping; comments stay where they are.

    Nothing is written where the changed file could not be read again, or where somebody else wrote it meanwhile.
    """
    with _lock(store):
        before = text(store, slug)
        held = _parsed(slug, before)
        reading.read(slug, held)
        make(held)
        after = _printed(held)
        found = reading.read(slug, _parsed(slug, after))
        if text(store, slug) != before:
            advice = "Nothing was written; give the command again."
            raise InputError("the file was written by somebody else just now", where=f"{slug}.yml", advice=advice)
        replace(folder(store) / f"{slug}.yml", after)
    return found


def examples(store: Path) -> list[str]:
    """Copies the bundled questions into the store, where it has none of their name; returns their names."""
    made = []
    for file in sorted(files(__package__).joinpath("examples").iterdir(), key=lambda one: one.name):
        place = folder(store) / file.name
        if file.name.endswith(".yml") and not place.exists():
            with _lock(store):
                replace(place, file.read_text(encoding="utf-8"))
            made.append(file.name.removesuffix(".yml"))
    return made


def beside(store: Path) -> Path:
    """The folder for what is not part of a question; it tells version control to ignore it."""
    place = folder(store) / ".seen"
    place.mkdir(parents=True, exist_ok=True)
    if not (place / ".gitignore").exists():
        (place / ".gitignore").write_text("*\n", encoding="utf-8")
    return place


def append(held: Any, path: Sequence[str], item: Any) -> None:
    """Adds `item` to the list at `path` of a file's mapping, making what is not there yet."""
    for key in path[:-1]:
        if held.get(key) is None:
            held[key] = {}
        held = held[key]
    if held.get(path[-1]) is None:
        held[path[-1]] = []
    held[path[-1]].append(item)


def _yaml() -> YAML:
    yaml = YAML(typ="rt")
    yaml.preserve_quotes = True
    yaml.allow_unicode = True
    yaml.width = 110
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml


def _parsed(slug: str, content: str) -> Any:
    try:
        return _yaml().load(content)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"{slug}.yml, line {mark.line + 1}" if mark else f"{slug}.yml"
        said = " ".join(str(error.problem or error.context or "cannot be read").split())
        raise BadQuery(
            f"this is no YAML: {said}", where=where, advice="Look at that line and the one before."
        ) from error
    except (YAMLError, ValueError, RecursionError) as error:
        said = str(error).strip().splitlines()[0] if str(error).strip() else "nested too deeply"
        raise BadQuery(f"this is no YAML: {said}", where=f"{slug}.yml", advice="Restore an older copy.") from error


def _printed(held: Any) -> str:
    out = StringIO()
    _yaml().dump(held, out)
    return out.getvalue()


def _full(entries: dict[str, Any]) -> dict[str, Any]:
    """The entries that hold something."""
    inner = {key: _full(value) if isinstance(value, dict) else value for key, value in entries.items()}
    return {key: value for key, value in inner.items() if value not in (None, "", [], {})}


@contextmanager
def _lock(store: Path) -> Iterator[None]:
    """One command at a time changes the questions of a store."""
    lock = FileLock(beside(store) / "lock", timeout=20)
    try:
        lock.acquire()
    except Timeout as error:
        raise StoreError("another command is writing saved questions", where=FOLDER, advice="Try again.") from error
    try:
        yield
    finally:
        lock.release()


def replace(file: Path, content: str) -> None:
    """Puts `content` in the place of the file in one step, so that a reader finds the old one whole or the new one."""
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.stem}-", suffix=".part")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        os.chmod(name, file.stat().st_mode & 0o777 if file.exists() else 0o644)
        os.replace(name, file)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
