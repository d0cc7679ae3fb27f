"""The model that scores two supplier records: what is compared, on which candidates, and where it is kept.

Fellegi and Sunter's, by Splink. Written in SQL that DuckDB and Spark read alike: comparisons of columns, `levenshtein`,
`substr`, `length`, and no decimals. `python -m bench.train_matching` trains it and writes `model.json`.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from splink import SettingsCreator

KEPT = Path(__file__).with_name("model.json")
#: Letters from which one name may be the other cut off, as old systems did at thirty.
CUT = 18

_BEGINS = "length({0}) >= {cut} AND substr({1}, 1, length({0})) = {0}"
_CUT = " OR ".join(
    f"({_BEGINS.format(*pair, cut=CUT)})" for pair in (("compact_l", "compact_r"), ("compact_r", "compact_l"))
)
_LONGER = "greatest(length(compact_l), length(compact_r))"
_OFF = "levenshtein(compact_l, compact_r)"

#: Where one or each is its own parent, the parents say again what the names said: it weighs nothing. Newer records of
#: FPDS print a firm's own name beside its parent's number.
_OWN, OWN_PARENT = "parent_l = compact_l AND parent_r = compact_r", "each printed as its own parent"
_ONE_OWN, ONE_OWN_PARENT = "parent_l = compact_l OR parent_r = compact_r", "one printed as its own parent"
_PARENTS = "levenshtein(parent_l, parent_r) * 5 <= greatest(length(parent_l), length(parent_r))"

#: What each level means, told in words; the first that holds counts.
LEVELS: dict[str, list[tuple[str, str]]] = {
    "name": [
        ("compact_l = compact_r", "the same name but for legal form and spacing"),
        ("bag_l = bag_r", "the same words in another order"),
        (_CUT, "one name is the other cut off"),
        (f"({_OFF} <= 1 AND {_LONGER} >= 5) OR ({_OFF} <= 2 AND {_LONGER} >= 10)", "names one or two letters apart"),
        (f"{_OFF} * 5 <= {_LONGER}", "names that share four letters of five"),
    ],
    "country": [("country_l = country_r", "the same country")],
    "parent": [("parent_l = parent_r", "the same parent printed"), (_OWN, OWN_PARENT),
               (_PARENTS, "parents printed nearly alike"), (_ONE_OWN, ONE_OWN_PARENT)],
    "industry": [("psc2_l = psc2_r", "the same sort of product or service")],
}  # fmt: skip
#: Levels of names that are not the same words.
MISPRINTED = frozenset(words for _, words in LEVELS["name"][3:])
_NULL = {"name": "compact", "country": "country", "parent": "parent", "industry": "psc2"}
#: Levels that weigh nothing.
SILENT = frozenset({OWN_PARENT, ONE_OWN_PARENT})
#: Columns whose rarer values say more, where they agree.
RARER = {"name": "compact", "parent": "parent", "country": "country", "industry": "psc2"}
#: What a name counts for that nobody else bears.
ALONE = 0.05
ELSE = {
    "name": "other names",
    "country": "another country",
    "parent": "another parent printed",
    "industry": "another sort of product or service",
}
UNKNOWN = {
    "name": "no name",
    "country": "a country is not held",
    "parent": "a parent is not held",
    "industry": "what was sold is not held",
}


def settings() -> SettingsCreator:
    """The untrained model."""
    from splink import SettingsCreator, block_on
    from splink.comparison_level_library import CustomLevel, ElseLevel, NullLevel
    from splink.comparison_library import CustomComparison

    comparisons: list[Any] = []
    for name, levels in LEVELS.items():
        made: list[Any] = [NullLevel(_NULL[name])]
        for place, (condition, words) in enumerate(levels):
            level = CustomLevel(condition, label_for_charts=words)
            rarer = name == "name" or place == 0
            made.append(level.configure(tf_adjustment_column=RARER[name]) if rarer else level)
        comparisons.append(CustomComparison([*made, ElseLevel()], output_column_name=name))
    return SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="record_id",
        comparisons=comparisons,
        blocking_rules_to_generate_predictions=[block_on(c) for c in ("compact", "bag", "bones", "front", "back")],
        additional_columns_to_retain=["supplier_id"],
        retain_matching_columns=True,
        retain_intermediate_calculation_columns=True,
    )


@cache
def kept() -> dict[str, Any]:
    """`model.json`: `thresholds` (match weights, base 2), the recipe, and the trained model as Splink writes it."""
    found: dict[str, Any] = json.loads(KEPT.read_text(encoding="utf-8"))
    return found


def frequency(column: str, table: str) -> str:
    """SELECT of how frequent each value of a column is.

    Of a name it is how many bear it beyond the two compared: one that two records bear and no other is no chance,
    however few records there are.
    """
    beyond = f"greatest(count(*) - 2, {ALONE})" if column == RARER["name"] else "count(*)"
    return (
        f"SELECT {column}, {beyond} / (SELECT count({column}) FROM {table}) AS tf_{column} "
        f"FROM {table} WHERE {column} IS NOT NULL GROUP BY {column}"
    )


def chance(records: int) -> float:
    """How likely two records taken at random are one supplier's, among so many."""
    return min(0.5, float(kept()["others"]) / max(records - 1, 1))


def explained(row: dict[str, Any]) -> list[dict[str, Any]]:
    """Each term of a pair's score: what was found, in words, and how much it weighs (base 2; negative speaks against).

    row: a scored pair with its `gamma_` and `mw_` columns and its `match_weight`; the terms sum to that weight.
    """
    terms: list[dict[str, Any]] = []
    for name, levels in LEVELS.items():
        gamma = row[f"gamma_{name}"]
        words = UNKNOWN[name] if gamma < 0 else ELSE[name] if gamma == 0 else levels[len(levels) - gamma][1]
        terms.append({"term": name, "says": words, "weighs": row[f"mw_{name}"] or 0.0})
        if rarer := row.get(f"mw_tf_adj_{name}"):
            says = "few of all records have it" if rarer > 0 else "more of all records have it than usual"
            terms.append({"term": name, "says": says, "weighs": rarer})
    before = row["weight"] - sum(term["weighs"] for term in terms)
    terms.insert(0, {"term": "before", "says": "two records taken at random", "weighs": before})
    return [term | {"weighs": round(term["weighs"], 2)} for term in terms]
