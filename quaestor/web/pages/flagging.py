"""The pages of what deserves a second look: flags, the rules that raise them, and one flag with its answers."""

from __future__ import annotations

from typing import Any

from quaestor.answers import findings as told
from quaestor.answers import rules
from quaestor.answers.flags import flag as told_flag
from quaestor.store import Lake
from quaestor.web.pages import asked as asking
from quaestor.web.pages.asked import Asked, Facts

ROWS = {"html": (50, 500), "json": (100, 1_000), "csv": (20_000, 20_000)}
#: What the address of the list may hold; templates make links of it.
FILTERS = ("rule", "area", "agency", "supplier", "family", "award", "least", "since", "which", "checks", "sort")
#: What the CSV of a rule gives.
TABLES = {"runs": "one row a run", "backtests": "one row a back-test"}


def findings(lake: Lake, asked: Asked) -> Facts:
    """Flags that stand, most money first: by rule, agency, supplier, family, money, and since when."""
    usual, most = ROWS.get(asked["form"], ROWS["html"])
    wanted = told.Wanted(
        rule=asked.get("rule", "").strip() or None,
        area=asked.get("area", "").strip() or None,
        checks=asking.one_of(asked, "checks", {"yes": True}) == "yes",
        state=asking.one_of(asked, "which", told.STATES) or "standing",
        about=asked.get("award", "").strip() or None,
        agency=asked.get("agency", "").strip() or None,
        supplier=asked.get("supplier", "").strip() or None,
        family=asked.get("family", "").strip() or None,
        least=asking.between(asked, "least", 0, 10**15),
        since=asking.moment(asked, "since"),
    )
    after = asked.get("after", "").strip() or None
    facts = told.findings(
        lake, wanted, sort=asking.one_of(asked, "sort", told.SORTS) or "money", after=after,
        limit=asking.count(asked, "limit", usual, most),
    )  # fmt: skip
    given = {name: asked.get(name, "").strip() or None for name in FILTERS}
    return facts | {"asked": given | {"after": after}, "rules": rules.listed(lake)}


def rows(facts: Facts) -> list[dict[str, Any]]:
    """One row a flag."""
    return list(facts["flags"])


def indicators(lake: Lake, asked: Asked) -> Facts:
    """The rules that were run here, with how many subjects each assessed and flagged; checks of the records apart."""
    return rules.indicators(lake)


def indicator_rows(facts: Facts) -> list[dict[str, Any]]:
    """One row a rule."""
    return list(facts["indicators"])


def indicator(lake: Lake, asked: Asked) -> Facts:
    """One rule: what it asks, why, why it may be nothing, its SQL, its counts, back-tests and versions."""
    facts = rules.indicator(lake, asked["key"])
    table = asking.one_of(asked, "table", TABLES) or "runs"
    first = told.findings(lake, told.Wanted(rule=facts["indicator"]), limit=10)
    return facts | {"largest": first["flags"], "table": table}


def run_rows(facts: Facts) -> list[dict[str, Any]]:
    """One row a run, or what `table` names instead."""
    return list(facts[facts["table"]])


def flag(lake: Lake, asked: Asked) -> Facts:
    """One flag: what was measured, the rows it rests on, why it may be nothing, and what persons answered.

    done: the answer that was just given.
    """
    return told_flag(lake, asked["key"]) | {"done": asked.get("done", "").strip() or None}


def flag_rows(facts: Facts) -> list[dict[str, Any]]:
    """One row for each record that it rests on."""
    return list(facts["evidence"])
