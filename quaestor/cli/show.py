"""How answers look in a terminal: money to the cent, 'not held' where a figure is not held, tables that fold.

Text from publishers is printed without control characters and never read as markup.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from quaestor.errors import QuaestorError

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

NOT_HELD = "not held"
#: From here on a terminal is wide, and a table shows its `wide` columns too.
WIDE = 110
#: `text` folds; the others stand whole, a `word` as it is.
Kind = Literal["text", "word", "money", "count", "day", "moment"]
_MONEY = re.compile(r"-?\d+\.\d\d")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]+")


@dataclass(frozen=True)
class Col:
    """One column of a printed table. `wide`: shown only where there is room."""

    name: str
    label: str
    kind: Kind = "text"
    wide: bool = False
    absent: str = ""


@cache
def out() -> Console:
    """The results' side: stdout."""
    from rich.console import Console

    return Console(highlight=False, markup=False, emoji=False, soft_wrap=False)


@cache
def err() -> Console:
    """The side of progress and errors: stderr."""
    from rich.console import Console

    return Console(stderr=True, highlight=False, markup=False, emoji=False)


def document(value: Any) -> None:
    """Print `value` as the one JSON document of a command."""
    import orjson

    how = orjson.OPT_INDENT_2 | orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_NON_STR_KEYS
    try:
        text = orjson.dumps(value, default=_as_json, option=how).decode()
    except TypeError:  # whole numbers past 64 bits
        text = json.dumps(value, ensure_ascii=False, indent=2, default=_as_json)
    sys.stdout.write(text + "\n")


def _as_json(value: Any) -> Any:
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, bytes | bytearray):
        return bytes(value).hex()
    return str(value)


def plain(value: Any) -> str:
    """`value` on one line, without signs that could move a cursor or turn the writing direction."""
    return _UNPRINTABLE.sub(" ", str(value)).strip()


def money(value: Any, absent: str = NOT_HELD, currency: str | None = None) -> Text:
    """Money and cents with thousands separators; negative red; `absent` where nothing is held.

    currency: named behind it, unless it is US dollars."""
    from rich.text import Text

    if value is None or value == "":
        return Text(absent, style="dim")
    amount = Decimal(str(value))
    named = f" {plain(currency)}" if currency not in (None, "USD") else ""
    return Text(f"{amount:,.2f}{named}", style="red" if amount < 0 else "")


def marked(piece: Mapping[str, Any]) -> Text:
    """A piece of a text with its `marks` in bold."""
    from rich.text import Text

    text, at = Text(), 0
    for start, stop in [*piece["marks"], (len(piece["text"]), len(piece["text"]))]:
        text.append(_UNPRINTABLE.sub(" ", piece["text"][at:start]))
        text.append(_UNPRINTABLE.sub(" ", piece["text"][start:stop]), style="bold")
        at = stop
    return text


def cell(value: Any, col: Col) -> Text:
    """One cell as its column's kind is printed."""
    from rich.text import Text

    if isinstance(value, Text):
        return value
    if col.kind == "money":
        return money(value, col.absent or NOT_HELD)
    if value is None or value == "":
        return Text(col.absent, style="dim")
    if col.kind == "count":
        return Text(f"{value:,}" if isinstance(value, int) else plain(value))
    if col.kind == "moment":
        return Text(plain(value).replace("T", " ")[: 16 if out().width >= WIDE else 10])
    if isinstance(value, bool):
        return Text("yes" if value else "no")
    if isinstance(value, Decimal):
        return money(value)
    return Text(plain(value))


def kind_of(name: str, values: Sequence[Any]) -> Kind:
    """How a column of a free question is printed, by what is in it; a year has no thousands separator."""
    held = [value for value in values if value is not None]
    if held and all(isinstance(value, str) and _MONEY.fullmatch(value) for value in held):
        return "money"
    if held and all(isinstance(value, int) and not isinstance(value, bool) for value in held):
        return "word" if name.endswith("year") else "count"
    return "text"


def table(cols: Sequence[Col], rows: Sequence[Mapping[str, Any]], title: str = "") -> None:
    """Print rows under their headings; where they cannot fit side by side, one below the other."""
    from rich import box
    from rich.table import Table

    if not rows:
        return
    console = out()
    cols = [col for col in cols if not col.wide or console.width >= WIDE]
    if title:
        heading(title)
    cells = [[cell(row.get(col.name), col) for col in cols] for row in rows]
    if _needed(cols, cells) > console.width:
        for line in cells:
            facts([(col.label, text) for col, text in zip(cols, line, strict=True) if text.plain])
            console.print()
        return
    grid = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="bold", padding=(0, 1))
    for col in cols:
        firm = col.kind != "text"
        right = col.kind in ("money", "count")
        grid.add_column(plain(col.label), justify="right" if right else "left", no_wrap=firm, overflow="fold")
    for line in cells:
        grid.add_row(*line)
    console.print(grid)


def _needed(cols: Sequence[Col], cells: Sequence[Sequence[Text]]) -> int:
    """Width below which a table is no longer readable: figures whole, words folded at ten letters."""
    total = 0
    for at, col in enumerate(cols):
        longest = max([len(col.label), *(line[at].cell_len for line in cells)])
        total += 2 + (longest if col.kind != "text" else min(longest, 10))
    return total


def facts(pairs: Iterable[tuple[str, Any]]) -> None:
    """Print named figures, one a line; a pair without a value is left out."""
    from rich.table import Table
    from rich.text import Text

    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim", no_wrap=True, min_width=12)
    grid.add_column(overflow="fold")
    for label, value in pairs:
        if value is not None and value != "":
            grid.add_row(plain(label), value if isinstance(value, Text) else Text(plain(value)))
    if grid.row_count:
        out().print(grid)


def join(*parts: Any) -> Text:
    """Texts and words in one line, the empty ones left out."""
    from rich.text import Text

    kept = [part if isinstance(part, Text) else Text(plain(part)) for part in parts if part not in (None, "")]
    return Text("  ").join(kept)


def heading(text: str) -> None:
    """Print a heading with a line of air above it."""
    out().print()
    out().print(plain(text), style="bold")


def say(text: Any, style: str = "") -> None:
    """Print one sentence of a result."""
    out().print(plain(text), style=style)


def notes(lines: Iterable[Any]) -> None:
    """Print what a reader must know beside the figures, one sentence a line."""
    from rich.table import Table
    from rich.text import Text

    grid = Table.grid(padding=(0, 1))
    for line in lines:
        grid.add_row("·", Text(plain(line), style="yellow"))
    if grid.row_count:
        out().print(grid)


def spark(by_year: Mapping[int, Any]) -> Text:
    """Money by fiscal year as bars from zero to the largest year; a red sign where a year took money back."""
    from rich.text import Text

    text = Text()
    if not by_year:
        return text
    amounts = {year: Decimal(str(value or 0)) for year, value in by_year.items()}
    top = max([*amounts.values(), Decimal(0)])
    text.append(f"FY{min(amounts)} ", style="dim")
    for year in range(min(amounts), max(amounts) + 1):
        amount = amounts.get(year, Decimal(0))
        if amount < 0:
            text.append("▾", style="red")
        elif amount == 0:
            text.append("·", style="dim")
        else:
            text.append("▁▂▃▄▅▆▇█"[min(7, int(amount * 8 / top))])
    text.append(f" FY{max(amounts)}", style="dim")
    return text


def complain(error: QuaestorError) -> None:
    """Say on stderr where, what, and what to do."""
    from rich.text import Text

    text = Text("quaestor: ", style="red bold")
    if error.where:
        text.append(f"{plain(error.where)}: ", style="red")
    text.append(f"{plain(error.what)}.", style="red")
    err().print(text, soft_wrap=True)
    if error.advice:
        err().print(f"  {plain(error.advice)}", soft_wrap=True)
