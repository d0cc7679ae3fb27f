"""Our SQL files (a YAML header in the first comment, then one SELECT), and how values get into a statement.

The header makes a file self-describing and leaves it runnable as it stands in any SQL shell.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
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


def of_list(given: str) -> str:
    """SQL for the texts, one a row, of the list that is the parameter `given` of a statement (see `bound`)."""
    return f"""unnest(from_json({given}, '["VARCHAR"]'))"""


def among(given: str) -> str:
    """SQL that follows a column: whether it is one of the texts of such a list."""
    return f"IN (SELECT {of_list(given)})"


#: The same of the next parameter.
AMONG = among("?")


def bound(params: Sequence[Any] | Mapping[str, Any] | None) -> Sequence[Any] | Mapping[str, Any]:
    """The parameters of a statement as they are given to the engine: a list as one text of JSON, since at each value it
    looks for a module that is not there, for a tenth of a millisecond."""
    if isinstance(params, Mapping):
        return {name: _whole(value) for name, value in params.items()}
    return [_whole(value) for value in params or ()]


def _whole(value: Any) -> Any:
    return json.dumps(value) if isinstance(value, list) else value


def rows_given(types: Mapping[str, str]) -> str:
    """SQL for the rows of one parameter, which `rows` makes, in columns of these names and SQL types."""
    kinds = {name: kind if kind.endswith("[]") else "VARCHAR" for name, kind in types.items()}
    columns = ", ".join(f"CAST(r.{name} AS {kind}) AS {name}" for name, kind in types.items())
    return f"SELECT {columns} FROM (SELECT unnest(from_json(?, '{json.dumps([kinds])}')) AS r)"


def rows(some: Iterable[Mapping[str, Any]]) -> str:
    """The parameter of `rows_given`: a value as text, exactly; a list and a blank stay what they are."""
    return json.dumps([{name: _text(value) for name, value in row.items()} for row in some])


def _text(value: Any) -> Any:
    return value if value is None or isinstance(value, list) else str(value)


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
