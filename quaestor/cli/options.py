"""What every command takes: which store, and whether the answer is for a program; said before or after the verb."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from quaestor.store import Lake

DEFAULT_STORE = Path("quaestor-store")


@dataclass(frozen=True)
class Settings:
    """Where the store is, and whether to answer in JSON."""

    store: Path | None = None
    as_json: bool = False

    @property
    def folder(self) -> Path:
        return self.store or DEFAULT_STORE


def remember(ctx: typer.Context, store: Path | None, as_json: bool) -> None:
    """Keep what was said before the verb."""
    ctx.obj = Settings(store, as_json)


def settle(ctx: typer.Context, store: Path | None, as_json: bool) -> Settings:
    """The settings of one command: what is said after the verb leads over what was said before it, and both over the
    environment, which answers after the verb as well."""
    said = ctx.find_object(Settings) or Settings()
    source = ctx.get_parameter_source("store")
    after = source is not None and source.name == "COMMANDLINE"
    return replace(said, store=store if after else said.store or store, as_json=as_json or said.as_json)


@contextmanager
def reading(settings: Settings) -> Iterator[Lake]:
    """The store opened for reading; raises StoreError when there is none."""
    from quaestor.store import Lake

    with Lake.open(settings.folder) as lake:
        yield lake


def day(text: str) -> date:
    """The day that `text` means; wrong usage where it means none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not a day. Write it as 2025-09-30.") from None


def _moment(text: str, *, of_a_day: time) -> datetime:
    """The moment `text` means, in UTC without a zone; a bare day means `of_a_day` on it."""
    try:
        if len(text) == len("2025-09-30"):
            return datetime.combine(date.fromisoformat(text), of_a_day)
        found = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not a moment. Write it as 2025-09-30 or 2025-09-30T14:00.") from None
    return found.astimezone(UTC).replace(tzinfo=None) if found.tzinfo else found


def _start(text: str) -> datetime:
    return _moment(text, of_a_day=time.min)


def _end(text: str) -> datetime:
    return _moment(text, of_a_day=time.max)


StoreOption = Annotated[
    Path | None,
    typer.Option(
        "--store", metavar="DIR", envvar="QUAESTOR_STORE", help="The store's folder; else ./quaestor-store.",
        show_default=False, file_okay=False,
    ),
]  # fmt: skip
CatalogOption = Annotated[
    str | None,
    typer.Option(
        "--catalog", metavar="URL", envvar="QUAESTOR_CATALOG", show_default=False,
        help="Keep a new store's catalog in PostgreSQL (postgresql://...) instead of a SQLite file.",
    ),
]  # fmt: skip
JsonOption = Annotated[bool, typer.Option("--json", help="Answer with one JSON document, for programs.")]
AsOf = Annotated[
    date | None,
    typer.Option("--as-of", metavar="DATE", parser=day, help="As it stood at the end of this day, by signing day."),
]
KnownOn = Annotated[
    datetime | None,
    typer.Option(
        "--known-on", metavar="MOMENT", parser=_end,
        help="As we knew it then: versions read by then (UTC; a bare day means its end).",
    ),
]  # fmt: skip
Since = Annotated[
    datetime | None,
    typer.Option("--since", metavar="MOMENT", parser=_start, help="Seen at or after this moment (UTC)."),
]
AsReadAt = Annotated[
    datetime | None,
    typer.Option(
        "--as-read-at", metavar="MOMENT", parser=_start,
        help="When the files were read from the publisher (UTC), where their names do not say.",
    ),
]  # fmt: skip


def group(about: str) -> typer.Typer:
    """Commands under one word, which take the store and the form of the answer before their verb as well. about: its
    help."""
    app = typer.Typer(no_args_is_help=True, help=about)

    @app.callback()
    def before_the_verb(ctx: typer.Context, store: StoreOption = None, as_json: JsonOption = False) -> None:
        ctx.obj = settle(ctx, store, as_json)

    return app
