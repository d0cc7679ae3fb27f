"""The border: what a row of a publisher's file must leave behind before anything of it is stored.

Columns that hold people are not copied, free text is cleaned, every other column loses e-mail addresses and telephone
numbers, and a supplier that is a person loses its name and place.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import duckdb
from duckdb.func import FunctionNullHandling
from duckdb.sqltypes import DuckDBPyType

from quaestor.model import people

#: Columns written by machines, in which no telephone number is looked for.
MACHINE = re.compile(r"(?:_key|_code|_date|_amount|_value|_permalink)$")

#: Bytes of the shortest telephone number with its area.
SHORTEST = 12


def install(connection: duckdb.DuckDBPyConnection) -> None:
    """Makes the border's cleaners known to the connection, for the few values that look as if they need them."""
    text, special = DuckDBPyType(str), FunctionNullHandling.SPECIAL
    for name, cleaner in (("clean_text", people.clean), ("clean_contacts", people.clean_contacts)):
        connection.create_function(name, cleaner, [text], text, null_handling=special)
    mentions: list[Any] = [text, DuckDBPyType(list[str])]
    connection.create_function("without_mentions", people.without_mentions, mentions, text, null_handling=special)


def projection(header: Sequence[str], layout: Any, show_individuals: bool) -> str:
    """The SELECT list that takes a file's columns across the border."""
    suspect = people.SUSPECT.replace("'", "''")
    shown = []
    for name in header:
        if name in layout.people:
            continue
        column = _quoted(name)
        if name in layout.text:
            value = f"CASE WHEN regexp_matches({column}, '{suspect}') THEN clean_text({column}) ELSE {column} END"
        else:
            value = f"CASE WHEN {_contact(name)} THEN clean_contacts({column}) ELSE {column} END"
        for person in layout.individuals:
            value = _without_person(name, value, person, header, layout, show_individuals)
        shown.append(f"{value} AS {column}")
    return ", ".join(shown)


def _contact(name: str) -> str:
    """SQL that is true of a value that may hold an address or a telephone number; cheap looks come first."""
    column, pattern = _quoted(name), people.CONTACT.replace("'", "''")
    number = f" OR (strlen({column}) >= {SHORTEST} AND regexp_matches({column}, '{pattern}'))"
    return f"contains({column}, '@'){'' if MACHINE.search(name) else number}"


def _without_person(
    name: str, value: str, person: Any, header: Sequence[str], layout: Any, show_individuals: bool
) -> str:
    column = _quoted(name)
    if name in person.places:
        return f"CASE WHEN {person.when} THEN NULL ELSE {value} END"
    if show_individuals:
        return value
    if name in person.names:
        return f"CASE WHEN {column} IS NOT NULL AND ({person.when}) THEN '{people.INDIVIDUAL}' ELSE {value} END"
    if name in layout.text:
        names = ", ".join(_quoted(one) for one in person.names if one in header)
        hidden = f"without_mentions({value}, [{names}])"
        return f"CASE WHEN {column} IS NOT NULL AND ({person.when}) THEN {hidden} ELSE {value} END"
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
