"""Our SQL files: a YAML header in the first comment, then one SELECT.

The header makes a file self-describing and leaves it runnable as it stands in any SQL shell.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from importlib.resources.abc import Traversable
from typing import Any

from quaestor import yml
from quaestor.errors import ModelError

_HEADER = re.compile(r"\A\s*/\*(.*?)\*/\s*(.*)\Z", re.S)


@dataclass(frozen=True)
class SqlFile:
    """One SQL file: its name, its header and its single SELECT without a closing semicolon."""

    name: str
    header: dict[str, Any] = field(repr=False)
    select: str = field(repr=False)

    @property
    def title(self) -> str:
        return str(self.header.get("title", self.name))


def literal(text: str) -> str:
    """A text as SQL. Nothing that is held has a null character, at which the engine's parser would stop."""
    return "'" + text.replace("'", "''").replace("\0", "\ufffd") + "'"


def parse(name: str, text: str) -> SqlFile:
    """Split `text` into header and SELECT; raises ModelError when either is missing or the SELECT is not one."""
    match = _HEADER.match(text)
    if not match:
        raise ModelError(
            "no YAML header in the first comment", where=name, advice="Begin the file with /* title: ... */"
        )
    header = yml.read(match[1])
    select = match[2].strip().rstrip(";").strip()
    if not isinstance(header, dict):
        raise ModelError("the header is not a YAML mapping", where=name)
    if ";" in re.sub(r"'[^']*'|--[^\n]*", "", select):
        raise ModelError("more than one statement", where=name, advice="Keep one SELECT in a file.")
    if not re.match(r"(?is)\s*(--[^\n]*\n\s*)*(SELECT|WITH|FROM)\b", select):
        raise ModelError("not a SELECT", where=name)
    return SqlFile(name, header, select)


def read(file: Traversable) -> SqlFile:
    """The SQL file at `file`, named by its stem."""
    return parse(file.name.removesuffix(".sql"), file.read_text(encoding="utf-8"))
