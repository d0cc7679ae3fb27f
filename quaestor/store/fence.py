"""The fence around a stranger's question: what its SQL may name, told from its syntax before anything of it is run.

One SELECT over the tables of the store. No file, no setting, no other catalog, and no function that reaches for one:
what is not known to be harmless is refused. Confinement of the connection (`engine.confine`) stands behind it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import duckdb

from quaestor import model
from quaestor.errors import BadQuery
from quaestor.store import syntax

#: Functions that give rows without looking outside the question.
ROWS = frozenset({"range", "generate_series", "unnest", "json_each", "json_tree", "repeat"})
#: Functions of single values that tell about the server, wait, or write.
SHUT = re.compile(
    r"__internal.*|current_setting|getvariable|nextval|currval|write_log|json_(?:de)?serialize_.*|setseed|sleep_ms|"
    r"pg_.*|has_.*_privilege|inet_.*|current_query.*|current_connection_id|current_transaction_id|txid_current"
)
#: What a FROM may consist of.
PARTS = frozenset({"BASE_TABLE", "SUBQUERY", "JOIN", "TABLE_FUNCTION", "EXPRESSION_LIST", "EMPTY", "PIVOT", "SHOW_REF"})
#: A name that can be given to a part of the question; others could stand for a file or a table of the engine's own.
NAME = re.compile(r"(?!duckdb_|pg_|sqlite_|pragma_|ducklake_)[A-Za-z_][A-Za-z0-9_]*", re.I)

_QUESTION = "Only questions are taken: begin with SELECT, WITH or FROM."
_TABLES = "The tables are listed beside the question."


def askable() -> dict[str, model.Table]:
    """The tables that can be named, by that name; `<table>_version` has every version of a recorded one."""
    found = {}
    for table in model.tables().values():
        if table.kind != "view":
            found[table.name] = table
        if table.kind == "recorded":
            found[f"{table.name}_version"] = table
    return dict(sorted(found.items()))


def check(connection: duckdb.DuckDBPyConnection, text: str) -> None:
    """Raises BadQuery unless `text` is one SELECT that names nothing but tables of the store and harmless functions."""
    row = connection.execute("SELECT json_serialize_sql(?)", [text]).fetchone()
    told: dict[str, Any] = json.loads(row[0]) if row else {"error": True}
    if told["error"]:
        if told.get("error_type") == "parser":
            raise BadQuery(
                "this cannot be read as SQL" if "syntax error" in told["error_message"] else told["error_message"],
                where=syntax.line(text, told.get("position")),
                advice=_QUESTION,
            )
        raise BadQuery("not one SELECT", advice=_QUESTION)
    if len(told["statements"]) != 1:
        raise BadQuery("more than one statement" if told["statements"] else "no question", advice=_QUESTION)
    nodes = list(syntax.nodes(told["statements"]))
    known = {*askable(), *_named(nodes)}
    for node in nodes:
        _look(node, known)


def _look(node: dict[str, Any], known: set[str]) -> None:
    part = node.get("from_table")
    if isinstance(part, dict) and part.get("type") not in PARTS:
        raise BadQuery("its FROM has a part that is not taken here", advice=_TABLES)
    kind, name = node.get("type"), str(node.get("table_name") or "")
    if kind == "BASE_TABLE":
        own = (node.get("catalog_name") or "lake", node.get("schema_name") or "main") in (
            ("lake", "main"),
            ("lake", "lake"),
        )
        if not own or name.lower() not in {one.lower() for one in known}:
            raise BadQuery(f"there is no table {name[:60]} here", advice=_TABLES)
    elif kind == "TABLE_FUNCTION":
        function = str((node.get("function") or {}).get("function_name", "")).lower()
        if function not in ROWS:
            raise BadQuery(f"{function[:60] or 'this function'} cannot be read from here", advice=_TABLES)
    elif kind == "SHOW_REF" and name not in ("", '"tables"'):
        raise BadQuery("this cannot be shown here", advice=_TABLES)
    elif node.get("class") == "FUNCTION" and SHUT.fullmatch(str(node.get("function_name", "")).lower()):
        raise BadQuery(f"the function {node['function_name'][:60]} is not taken here")


def _named(nodes: list[dict[str, Any]]) -> Iterator[str]:
    """The names that the question gives to its own parts (WITH name AS ...)."""
    for node in nodes:
        for entry in (node.get("cte_map") or {}).get("map", ()):
            if not NAME.fullmatch(entry["key"]):
                raise BadQuery(f"“{entry['key'][:60]}” is no name for a part of a question", advice="Use letters.")
            yield entry["key"]
