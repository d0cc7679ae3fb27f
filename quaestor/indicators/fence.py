"""The portable fence: what a rule may be made of, so that DuckDB and Spark in ANSI mode answer it alike.

Told from the syntax alone, before anything is run. What two engines were seen to answer differently is refused with
what to write instead; what no test has shown to be alike is refused too. `tests/indicators/test_fence.py` asks both
engines everything that is let through here: widen the lists only together with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from quaestor.errors import BadQuery, ModelError
from quaestor.store import syntax

#: Functions of one row.
PLAIN = frozenset({
    "+", "-", "*", "/", "%", "||", "abs", "ceil", "date_diff", "day", "floor", "greatest", "least", "length", "lower",
    "ltrim", "mod", "month", "nullif", "replace", "round", "rtrim", "sign", "split_part", "substr", "substring", "trim",
    "upper", "year", "~~", "!~~",
})  # fmt: skip
#: Functions of many rows.
OF_MANY = frozenset({
    "array_agg", "bool_and", "bool_or", "count", "count_star", "max", "max_by", "min", "min_by", "sum",
})  # fmt: skip
#: Functions over a window.
WINDOWED = OF_MANY - {"array_agg", "max_by", "min_by"} | {"dense_rank", "lag", "lead", "rank", "row_number"}
#: Types a value may be cast to.
TYPES = frozenset({"BIGINT", "BOOLEAN", "DATE", "DECIMAL", "DOUBLE", "INTEGER", "TIMESTAMP", "VARCHAR"})
#: What gives whole numbers, so that a cast to one rounds nothing.
WHOLE = frozenset({
    "ceil", "count", "count_star", "date_diff", "day", "dense_rank", "floor", "length", "month", "rank", "round",
    "row_number", "sign", "sum", "year",
})  # fmt: skip

_CLASSES = frozenset({
    "BETWEEN", "CASE", "CAST", "COLUMN_REF", "COMPARISON", "CONJUNCTION", "CONSTANT", "FUNCTION", "OPERATOR",
    "PARAMETER", "STAR", "SUBQUERY", "WINDOW",
})  # fmt: skip
_OPERATORS = frozenset({
    "COMPARE_IN", "COMPARE_NOT_IN", "OPERATOR_COALESCE", "OPERATOR_IS_NOT_NULL", "OPERATOR_IS_NULL", "OPERATOR_NOT",
    "OPERATOR_NULLIF",
})  # fmt: skip
_INSTEAD = {
    "avg": "Write sum(x) / nullif(count(x), 0) with one side as CAST(... AS DOUBLE): the engines give it other types.",
    "concat": "Write a || b: of a NULL one engine makes nothing and the other NULL.",
    "if": "Write CASE WHEN ... THEN ... END.",
    "any_value": "Write min(x): which value is any is for the engine to choose.",
    "first": "Write min_by(x, y): which row is first is for the engine to choose.",
    "date_sub": "Write date_diff('day', a, b).",
    "datediff": "Write date_diff('day', a, b).",
    "//": "Write floor(CAST(a AS DOUBLE) / b).",
    "median": "Percentiles differ between engines: have `derive` compute the figure as a column.",
    "quantile_cont": "Percentiles differ between engines: have `derive` compute the figure as a column.",
}
_CLOCKS = frozenset({"current_date", "current_time", "current_timestamp", "localtime", "localtimestamp"})
#: The text of a rule without its strings and comments.
_STRINGS = re.compile(r"'(?:[^']|'')*'|--[^\n]*|/\*.*?\*/", re.S)


def check(name: str, select: str) -> dict[str, Any]:
    """The syntax tree of a rule's SELECT; raises ModelError, with line and advice, on what lies outside the fence."""
    _look_at_text(name, select)
    try:
        tree = syntax.tree(select)
    except BadQuery as error:
        raise ModelError(
            f"the SQL cannot be read: {error.what}",
            where=_where(name, error.where),
            advice="After the header comes one SELECT (or WITH ... SELECT).",
        ) from error
    for node in syntax.nodes(tree):
        for what, advice in _outside(node):
            raise ModelError(what, where=_where(name, syntax.line(select, node.get("query_location"))), advice=advice)
    return tree


def tables(tree: dict[str, Any]) -> set[str]:
    """Names read from that the question does not itself define."""
    nodes = list(syntax.nodes(tree))
    own = {entry["key"].lower() for node in nodes for entry in (node.get("cte_map") or {}).get("map", ())}
    read = {str(node["table_name"]).lower() for node in nodes if node.get("type") == "BASE_TABLE"}
    return read - own


def parameters(tree: dict[str, Any]) -> set[str]:
    """Names of the parameters it uses."""
    return {str(node["identifier"]) for node in syntax.nodes(tree) if node.get("class") == "PARAMETER"}


def constants(tree: dict[str, Any]) -> set[str]:
    """Every text it writes out."""
    found = (node["value"] for node in syntax.nodes(tree) if node.get("class") == "CONSTANT")
    return {value["value"] for value in found if isinstance(value.get("value"), str)}


def for_spark(select: str) -> str:
    """The same question in Spark's spelling: `:name` for `$name`, STRING for VARCHAR, and days between two days."""
    parts = re.split(f"({_STRINGS.pattern})", select, flags=re.S)
    for n in range(0, len(parts), 2):
        text = re.sub(r"\$(\w+)", r":\1", parts[n])
        text = re.sub(r"\bVARCHAR\b", "STRING", text, flags=re.I)
        if n + 2 < len(parts) and parts[n + 1].lower() == "'day'" and re.search(r"(?i)\bdate_diff\s*\(\s*\Z", text):
            text, parts[n + 1] = re.sub(r"(?i)\bdate_diff\s*\(\s*\Z", "days_between(", text), ""
            parts[n + 2] = re.sub(r"\A\s*,", "", parts[n + 2])
        parts[n] = text
    return "".join(parts)


def _look_at_text(name: str, select: str) -> None:
    """Raises ModelError on what the syntax tree no longer shows."""
    bare = _STRINGS.sub(lambda found: " " * len(found[0]), select)
    for pattern, what, advice in (
        (r'"', "names in double quotes", "Use plain names: Spark takes the quotes for a text."),
        (r"(?i)(\A|\(|\bALL|\bUNION)\s*FROM\b", "FROM without SELECT", "Write SELECT * FROM ...: Spark needs it."),
        (r"(?i)\bMATERIALIZED\b", "MATERIALIZED", "Write WITH name AS (...)."),
        (r"::", "the cast ::", "Write CAST(x AS TYPE)."),
        (r"\?", "a parameter without a name", "Write $name, and declare it under `parameters`."),
    ):
        if found := re.search(pattern, bare):
            raise ModelError(
                f"{what} is outside the portable fence",
                where=_where(name, syntax.line(select, found.start())),
                advice=advice,
            )
    if any("\\" in found for found in re.findall(r"'(?:[^']|'')*'", select)):
        raise ModelError("a backslash in a text is outside the portable fence", where=name, advice="Leave it out.")


def _outside(node: dict[str, Any]) -> Iterator[tuple[str, str | None]]:
    """What is wrong with one node: in words, and what to write instead."""
    kind = node.get("class")
    if kind is not None:
        yield from _expression(node, kind)
    elif node.get("type") in ("SELECT_NODE", "SET_OPERATION_NODE", "BASE_TABLE", "JOIN", "SUBQUERY", "TABLE_FUNCTION"):
        yield from _part(node)
    elif str(node.get("type", "")).endswith("_NODE"):
        yield f"{node['type'].removesuffix('_NODE').lower()} is outside the portable fence", "Write one SELECT."
    elif node.get("type") in ("LIMIT_MODIFIER", "LIMIT_PERCENT_MODIFIER"):
        yield "LIMIT is outside the portable fence", "Which rows it keeps is for the engine to choose: use a condition."
    elif node.get("type") == "DISTINCT_MODIFIER" and node.get("distinct_on_targets"):
        yield "DISTINCT ON is outside the portable fence", "Use row_number() OVER (...) = 1 in a subquery."
    elif (
        "null_order" in node
        and node["null_order"] == "ORDER_DEFAULT"
        and node.get("type") in ("ORDER_DEFAULT", "ASCENDING")
    ):
        yield (
            "an ORDER BY that does not say where blanks go",
            "Add NULLS LAST (or FIRST): DuckDB puts them last, Spark first.",
        )


def _part(node: dict[str, Any]) -> Iterator[tuple[str, str | None]]:
    if node.get("qualify"):
        yield "QUALIFY is outside the portable fence", "Put the window in a subquery and use WHERE."
    if node.get("sample"):
        yield "a sample is outside the portable fence", "A rule assesses every subject."
    if node.get("aggregate_handling") == "FORCE_AGGREGATES":
        yield "GROUP BY ALL is outside the portable fence", "Name the columns."
    if node.get("group_sets") and len(node["group_sets"]) > 1:
        yield "grouping sets are outside the portable fence", "Use UNION ALL."
    if node.get("type") == "TABLE_FUNCTION":
        function = (node.get("function") or {}).get("function_name", "this function")
        yield f"{function} in FROM is outside the portable fence", "A rule reads tables of the model alone."
    if node.get("schema_name") or node.get("catalog_name"):
        yield "a table with a schema before its name", "Name the table alone."
    if node.get("type") == "JOIN" and node.get("ref_type") not in ("REGULAR", "CROSS"):
        yield f"a {str(node.get('ref_type')).lower()} join is outside the portable fence", "Write JOIN ... ON or USING."
    if node.get("setop_type") and node.get("setop_type") not in ("UNION", "EXCEPT", "INTERSECT"):
        yield "UNION BY NAME is outside the portable fence", "Write UNION ALL with the columns in one order."


def _expression(node: dict[str, Any], kind: str) -> Iterator[tuple[str, str | None]]:
    if kind not in _CLASSES or (kind == "OPERATOR" and node["type"] not in _OPERATORS):
        yield f"{node['type'].lower().replace('_', ' ')} is outside the portable fence", None
    elif kind == "FUNCTION":
        yield from _function(node, str(node["function_name"]).lower())
    elif kind == "WINDOW":
        yield from _window(node, str(node["function_name"]).lower())
    elif kind == "CAST":
        yield from _cast(node)
    elif kind == "COLUMN_REF" and node["column_names"][-1].lower() in _CLOCKS:
        yield "the clock is outside the portable fence", "A rule says the same tomorrow: use the latest day held."
    elif kind == "STAR" and (node.get("exclude_list") or node.get("replace_list") or node.get("columns")):
        yield "EXCLUDE, REPLACE and COLUMNS are outside the portable fence", "Name the columns."
    elif kind == "CONSTANT" and (node["value"].get("type") or {}).get("id") == "DECIMAL":
        yield (
            "a number with a decimal point",
            "Multiply out (a * 100 > b * 125) or declare a parameter: the engines give it other types.",
        )


def _function(node: dict[str, Any], name: str) -> Iterator[tuple[str, str | None]]:
    parts = node.get("children") or []
    if name not in PLAIN | OF_MANY:
        yield f"the function {name} is outside the portable fence", _INSTEAD.get(name)
    elif (node.get("order_bys") or {}).get("orders"):
        yield f"ORDER BY inside {name} is outside the portable fence", "Leave it out: the rows are sorted afterwards."
    elif name == "date_diff" and (len(parts) != 3 or _constant(parts[0]) != "day"):
        yield "date_diff of anything but days", "Write date_diff('day', a, b)."
    elif name in ("max_by", "min_by") and not node.get("filter") and parts[1].get("class") != "CASE":
        yield (
            f"{name} of a value that may be blank",
            f"Write {name}(x, CASE WHEN x IS NOT NULL THEN y END): DuckDB passes over a blank x, Spark takes it.",
        )
    elif name in ("/", "%", "mod"):
        if not _never_zero(parts[1]):
            yield "a division by what may be zero", "Divide by nullif(x, 0): Spark stops at a zero."
        elif name == "/" and not any(_is_double(part) for part in parts):
            yield (
                "a division whose type depends on the engine",
                "Multiply out, or write CAST(a AS DOUBLE) / nullif(b, 0) for a share that is only shown.",
            )
    elif name in ("substr", "substring") and not (isinstance(at := _constant(parts[1]), int) and at > 0):
        yield "substr from a place that is not a number above zero", "Count from 1."


def _window(node: dict[str, Any], name: str) -> Iterator[tuple[str, str | None]]:
    if name not in WINDOWED:
        yield f"{name} over a window is outside the portable fence", _INSTEAD.get(name)
    elif node.get("ignore_nulls") or node.get("exclude_clause", "NO_OTHER") != "NO_OTHER":
        yield "IGNORE NULLS and EXCLUDE are outside the portable fence", None
    elif any(str(node.get(end, "")).startswith("EXPR_") and "RANGE" in str(node[end]) for end in ("start", "end")):
        yield "a window over a range of values", "Use ROWS BETWEEN."


def _cast(node: dict[str, Any]) -> Iterator[tuple[str, str | None]]:
    to, child = node["cast_type"]["id"], node["child"]
    if to not in TYPES:
        yield f"a cast to {to} is outside the portable fence", f"Types: {', '.join(sorted(TYPES))}."
    elif to in ("BIGINT", "INTEGER") and not (
        child.get("class") in ("CONSTANT", "PARAMETER", "CASE") or str(child.get("function_name", "")).lower() in WHOLE
    ):
        yield (
            "a cast to a whole number of what may have a fraction",
            "Say how: floor(x), ceil(x) or round(x, 0) inside. DuckDB rounds, Spark cuts off.",
        )


def _constant(node: dict[str, Any]) -> Any:
    return node["value"].get("value") if node.get("class") == "CONSTANT" else None


def _never_zero(node: dict[str, Any]) -> bool:
    """Whether a divisor is a number that is not zero, a parameter, or held back from being zero."""
    if node.get("class") == "CAST":
        return _never_zero(node["child"])
    named = node.get("function_name") == "nullif" or node.get("type") == "OPERATOR_NULLIF"
    return bool(_constant(node)) or node.get("class") == "PARAMETER" or named


def _is_double(node: dict[str, Any]) -> bool:
    """Whether a part of a division says that it is a floating-point number."""
    if node.get("class") == "CAST":
        return bool(node["cast_type"]["id"] == "DOUBLE")
    return node.get("class") == "FUNCTION" and any(_is_double(child) for child in node.get("children") or [])


def _where(name: str, place: str | None) -> str:
    return f"{name}, {place} of the SELECT" if place else name
