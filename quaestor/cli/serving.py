"""The site and its JSON, on this machine."""

from __future__ import annotations

import socket
from typing import Annotated

import typer

from quaestor.cli.options import JsonOption, StoreOption, settle
from quaestor.errors import InputError

Port = Annotated[int, typer.Option("--port", metavar="N", min=0, max=65535, help="0 takes any free port.")]


def serve(
    ctx: typer.Context,
    host: Annotated[str, typer.Option(help="The address to listen on; 0.0.0.0 lets other machines in.")] = "127.0.0.1",
    port: Port = 8450,
    judge: Annotated[
        bool, typer.Option("--judge", help="Take judgements in, on this machine alone; else the site only reads.")
    ] = False,
    by: Annotated[
        str,
        typer.Option("--by", metavar="NAME", envvar="QUAESTOR_MADE_BY", help="Who judges, such as a newsroom's name."),
    ] = "a person",
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show the store in a browser until Ctrl-C."""
    from quaestor.store import Lake

    settings = settle(ctx, store, as_json)
    if judge:
        from quaestor.web import desk

        desk.check(host)
    Lake.open(settings.folder).close()  # a store that cannot be opened is said before the site stands
    show_site(settings.folder, host, port, settings.as_json, by if judge else None)


def free_port(host: str, port: int) -> int:
    """`port` when it can be had on `host`, or any free one for 0; raises InputError when it is taken."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise InputError(
                f"cannot listen here ({error.strerror})",
                where=f"{host}:{port}",
                advice="Take another --port.",
            ) from None
        return int(probe.getsockname()[1])


def show_site(folder: object, host: str, port: int, as_json: bool, made_by: str | None = None) -> None:
    """Say the address on stdout, then serve until stopped. made_by: who judges on it; the site only reads without."""
    from pathlib import Path

    from quaestor import web
    from quaestor.cli import show

    port = free_port(host, port)
    address = f"http://{f'[{host}]' if ':' in host else host}:{port}/"
    if as_json:
        show.document({"address": address})
    else:
        show.say(f"The site is at {address}", style="bold")
    show.err().print("Ctrl-C ends it.", style="dim")
    show.out().file.flush()
    web.serve(Path(str(folder)), host, port, web.Desk(made_by) if made_by else None)
