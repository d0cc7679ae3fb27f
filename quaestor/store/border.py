"""The border: what a row of a publisher's file must leave behind before anything of it is stored.

Columns that hold people are not copied, free text is cleaned, every other column loses e-mail addresses and telephone
numbers, and a supplier that is a person loses its name and place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

import duckdb
from duckdb.func import FunctionNullHandling, PythonUDFType
from duckdb.sqltypes import DuckDBPyType

from quaestor.model import people
from quaestor.model.people import natural
from quaestor.sql import literal

#: Columns written by machines, in which no telephone number is looked for.
MACHINE = re.compile(r"(?:_key|_code|_date|_amount|_value|_permalink)$")


def install(connection: duckdb.DuckDBPyConnection) -> None:
    """Makes the border's cleaners known to the connection, for the few values that look as if they need them.

    They take a column at a time: the engine's calls value by value cost ten times the cleaning.
    """
    import pyarrow as pa  # a tenth of a second, which only who loads has to wait for

    def clean_text(values: Any) -> Any:
        return pa.array([people.clean(value) for value in values.to_pylist()], pa.string())

    def clean_contacts(values: Any) -> Any:
        return pa.array([people.clean_contacts(value) for value in values.to_pylist()], pa.string())

    def without_mentions(values: Any, names: Any) -> Any:
        pairs = zip(values.to_pylist(), names.to_pylist(), strict=True)
        return pa.array([people.without_mentions(value, some) for value, some in pairs], pa.string())

    def named_as_person(values: Any) -> Any:
        return pa.array([natural.named_as_person(value) for value in values.to_pylist()], pa.bool_())

    text, texts, yes_no = DuckDBPyType(str), DuckDBPyType(list[str]), DuckDBPyType(bool)
    some: list[tuple[Callable[..., Any], list[Any], Any]] = [
        (clean_text, [text], text),
        (clean_contacts, [text], text),
        (without_mentions, [text, texts], text),
        (named_as_person, [text], yes_no),
    ]
    for function, takes, gives in some:
        connection.create_function(
            function.__name__,
            function,
            takes,
            gives,
            type=PythonUDFType.ARROW,
            null_handling=FunctionNullHandling.SPECIAL,
        )


def crossing(header: Sequence[str], layout: Any, show_individuals: bool, rows: str) -> str:
    """The SELECT that takes the rows of a file (SQL `rows`, in its columns) across the border, in their order.

    Whether a row needs a closer look is told once for the whole row; nearly all do not, and pass as they are.
    """
    names = [name for name in header if name not in layout.people]
    looks = {
        "contact": _matches(_joined([name for name in names if name not in layout.text]), people.CONTACT),
        "suspect": _matches(_joined([name for name in names if name in layout.text]), people.SUSPECT),
    } | {f"person_{place}": f"({person.when})" for place, person in enumerate(layout.individuals)}
    told = ", ".join(f"{look} AS {_look(name)}" for name, look in looks.items())
    shown = ", ".join(f"{_cleaned(name, header, layout, show_individuals)} AS {_quoted(name)}" for name in names)
    return f"SELECT {shown} FROM (SELECT *, {told} FROM {rows})"


def _joined(names: Sequence[str]) -> str:
    return f"concat_ws(chr(10), {', '.join(_quoted(name) for name in names)})" if names else "''"


def _matches(value: str, pattern: str) -> str:
    return f"regexp_matches({value}, {literal(pattern)})"


def _look(name: str) -> str:
    return f'"border: {name}"'


def _cleaned(name: str, header: Sequence[str], layout: Any, show_individuals: bool) -> str:
    """SQL for one column as it leaves the border."""
    column = _quoted(name)
    if name in layout.text:
        closer = f"{_look('suspect')} AND {_matches(column, people.SUSPECT)}"
        value = f"CASE WHEN {closer} THEN clean_text({column}) ELSE {column} END"
    else:
        found = f"contains({column}, '@')" if MACHINE.search(name) else _matches(column, people.CONTACT)
        value = f"CASE WHEN {_look('contact')} AND {found} THEN clean_contacts({column}) ELSE {column} END"
    for place, person in enumerate(layout.individuals):
        value = _without_person(name, value, _look(f"person_{place}"), person, header, layout, show_individuals)
    return value


def _without_person(
    name: str, value: str, is_person: str, person: Any, header: Sequence[str], layout: Any, show_individuals: bool
) -> str:
    column = _quoted(name)
    if name in person.places:
        return f"CASE WHEN {is_person} THEN NULL ELSE {value} END"
    if show_individuals:
        return value
    if name in person.names:
        return f"CASE WHEN {is_person} AND {column} IS NOT NULL THEN '{people.INDIVIDUAL}' ELSE {value} END"
    if name in layout.text:
        names = ", ".join(_quoted(one) for one in person.names if one in header)
        hidden = f"without_mentions({value}, [{names}])"
        return f"CASE WHEN {is_person} AND {column} IS NOT NULL THEN {hidden} ELSE {value} END"
    return value


def clean_cells(cells: Sequence[str], header: Sequence[str], layout: Any) -> list[str | None]:
    """The cells of a row that does not fit its header, without those that may have slipped from a column of people.

    A row with n cells too many or too few may be shifted by up to n places, and whether its supplier is a person cannot
    be told. So every cell within n places of a column of people, or of a supplier's names and places, is emptied, and
    its words are taken out of the others; these are cleaned as free text.
    """
    slip = abs(len(cells) - len(header))
    hidden = layout.people.union(*([*person.names, *person.places] for person in layout.individuals))
    held = {place for place, name in enumerate(header) if name in hidden}
    emptied = {
        place for place in range(len(cells)) if any(near in held for near in range(place - slip, place + slip + 1))
    }
    names = [cells[place] for place in emptied if " " in cells[place].strip()]
    return [
        None if place in emptied else people.without_mentions(people.clean(cell), names)
        for place, cell in enumerate(cells)
    ]


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
