"""The border: what a row of a publisher's file must leave behind before anything of it is stored.

Columns that hold people are not copied, free text is cleaned, and a supplier that is a person loses its name and place.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import duckdb

from quaestor.model import people


def install(connection: duckdb.DuckDBPyConnection) -> None:
    """Makes `clean_text` known to the connection: the border's cleaner, for the few rows that look as if they
    need it."""
    connection.create_function(  # type: ignore[call-overload]  # the stub knows only the enum, not its text
        "clean_text", people.clean, ["VARCHAR"], "VARCHAR", null_handling="special"
    )


def projection(header: Sequence[str], layout: Any, show_individuals: bool) -> str:
    """The SELECT list that takes a file's columns across the border."""
    suspect = people.SUSPECT.replace("'", "''")
    person = layout.individual
    shown = []
    for name in header:
        if name in layout.people:
            continue
        column = value = _quoted(name)
        if name in layout.text:
            value = f"CASE WHEN regexp_matches({column}, '{suspect}') THEN clean_text({column}) ELSE {column} END"
        if person and not show_individuals and name in person.names:
            value = f"CASE WHEN {column} IS NOT NULL AND ({person.when}) THEN '{people.INDIVIDUAL}' ELSE {value} END"
        if person and name in person.places:
            value = f"CASE WHEN {person.when} THEN NULL ELSE {value} END"
        shown.append(value if value == column else f"{value} AS {column}")
    return ", ".join(shown)


def clean_cells(cells: Sequence[str], header: Sequence[str], layout: Any) -> list[str | None]:
    """The cells of a row that does not fit its header, without those that may have slipped from a column of people.

    A row with n cells too many or too few may be shifted by up to n places, so every cell within n places of a
    column of
    people, or of the name or place of a supplier that may be a person, is emptied; the others are cleaned as free text.
    """
    slip = abs(len(cells) - len(header))
    person = layout.individual
    hidden = layout.people | {*person.names, *person.places} if person else layout.people
    held = {place for place, name in enumerate(header) if name in hidden}
    return [
        None if any(near in held for near in range(place - slip, place + slip + 1)) else people.clean(cell)
        for place, cell in enumerate(cells)
    ]


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
