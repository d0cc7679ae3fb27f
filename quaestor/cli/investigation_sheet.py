"""What a saved question finds, as a page for a terminal."""

from __future__ import annotations

from typing import Any

from quaestor.cli import show


def print_investigation(facts: dict[str, Any], limit: int) -> None:
    """The question, how much was found, how the words came in, who holds the awards, and what is new."""
    found, first = facts["found"], facts["first"]
    show.say(facts["title"], style="bold")
    if facts["question"]:
        show.say(facts["question"], style="italic")
    show.out().print()
    show.facts(
        [
            ("Looks for", "; ".join(facts["words"])),
            ("Without", "; ".join(facts["without"])),
            (
                "Found",
                f"{found['actions']:,} actions on {found['awards']:,} awards of {found['suppliers']:,} suppliers",
            ),
            *(_money(found) if found["actions"] else []),
            ("Gained", _gained(found)),
            ("First", _first(first) if first else None),
        ]
    )
    show.notes([*facts["remarks"], *map(_left_out, facts["left_out_awards"])])
    _print_since(facts["since"], limit)
    money = show.Col("obligated", "Obligated", "money")
    show.table(
        [
            *(show.Col("piid", "Award"), show.Col("supplier_name", "Supplier"), show.Col("on", "Words since", "day")),
            *(show.Col("how", "Came in by"), show.Col("matching_obligated", "Obligated with them", "money")),
        ],
        [row | {"on": row["brought_in"]["signed_on"], "how": _how(row)} for row in facts["awards"][: limit or None]],
        f"How the words came in, {min(limit or found['awards'], len(facts['awards'])):,} of {found['awards']:,} awards",
    )
    show.table(
        [
            show.Col("name", "Supplier"),
            show.Col("awards", "Awards", "count"),
            money,
            show.Col("first_on", "First", "day"),
        ],
        facts["suppliers"][: limit or None],
        "Suppliers",
    )
    show.table(
        [show.Col("month", "Month", "word"), show.Col("actions", "Actions", "count"), money],
        facts["by_month"],
        "By month",
    )
    for one in facts["notes"]:
        show.heading(" ".join(part for part in ("Note by", one["by"] or "nobody named", one["written_at"]) if part))
        show.say(one["text"])


def _money(found: dict[str, Any]) -> list[tuple[str, Any]]:
    return [
        ("Obligated", show.join(show.money(found["obligated"]), "on these actions")),
        ("", show.join(show.money(found["awards_obligated"]), "on these awards in all")),
    ]


def _left_out(row: dict[str, Any]) -> str:
    many = "1 action" if row["actions"] == 1 else f"{row['actions']:,} actions"
    worth = f" with {show.money(row['obligated']).plain}" if row["actions"] else ""
    return f"Left out by hand: {row['piid'] or row['award_id']}, {many}{worth}" + (
        f", because: {row['because']}." if row["because"] else "."
    )


def _how(row: dict[str, Any]) -> str:
    came = row["brought_in"]
    if came["by"] == "award":
        return "the award itself"
    if came["by"] == "modification":
        return f"modification {came['mod_number']}"
    return f"{came['mod_number']}, the first act held"


def _gained(found: dict[str, Any]) -> Any:
    if not found["awards_gained"]:
        return None
    many = "1 award" if found["awards_gained"] == 1 else f"{found['awards_gained']:,} awards"
    return show.join(f"{many} gained the words by a modification, with", show.money(found["gained_obligated"]))


def _first(first: dict[str, Any]) -> Any:
    return show.join(
        f"{first['signed_on']}, {first['piid']} {first['mod_number'] or ''} ({first['supplier_name']})",
        show.money(first["obligation"]),
    )


def _print_since(since: dict[str, Any] | None, limit: int) -> None:
    if since is None:
        return
    show.heading(f"New since {since['since']}")
    show.facts(
        [
            ("Then", f"{since['actions_then']:,} actions with {show.money(since['obligated_then']).plain}"),
            ("Added", f"{since['added_count']:,} actions with {show.money(since['added_obligated']).plain}"),
            ("New awards", since["new_awards"] or None),
            ("Gone", since["gone_count"] or None),
            ("Changed", f"{since['changed_count']:,} fields" if since["changed_count"] else None),
        ]
    )
    show.table(
        [
            *(show.Col("piid", "Award"), show.Col("mod_number", "Mod"), show.Col("signed_on", "Signed", "day")),
            *(show.Col("obligation", "Obligated", "money"), show.Col("why", "Gone: why", "word", wide=True)),
        ],
        [*since["added"], *since["gone"]][: limit or None],
    )
