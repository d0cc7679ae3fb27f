"""The folder of a store: what `quaestor.yml` says of it, and the queue of those who write to it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml
from filelock import FileLock, Timeout

from quaestor.errors import StoreError
from quaestor.store import schema

#: Seconds a writer waits in the queue before it gives up.
PATIENCE = 3600


def lock_of(path: Path) -> FileLock:
    return FileLock(path / "writer.lock")


@contextmanager
def queue(lock: FileLock, patience: float = PATIENCE) -> Iterator[None]:
    """The place at the head of the queue of a store's writers; who has it may ask for it again."""
    try:
        lock.acquire(timeout=patience)
    except Timeout as error:
        raise StoreError(
            f"another writer has held the store for over {patience / 60:.0f} minutes",
            where=str(Path(lock.lock_file).parent),
            advice="Look for a load that hangs, end it, and try again.",
        ) from error
    try:
        yield
    finally:
        lock.release()


def read_settings(path: Path, catalog: str | None, read_only: bool) -> dict[str, Any]:
    """What `quaestor.yml` says of the store at `path`; raises StoreError where there is none, or another make. A
    writer may open an older one, which it brings up."""
    file = path / "quaestor.yml"
    if not file.exists():
        raise StoreError(
            "no store here", where=str(path), advice="Load something first, or name the store with --store."
        )
    settings: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    if settings.get("format") in schema.OLDER and read_only:
        raise StoreError(
            f"the store has format {settings['format']} and lacks what came after it",
            where=str(path),
            advice="Run `quaestor maintain` once; what is held stays as it is.",
        )
    if settings.get("format") not in (schema.FORMAT, *schema.OLDER):
        raise StoreError(
            f"the store has format {settings.get('format')}, this version reads {schema.FORMAT}",
            where=str(path),
            advice="Load its evidence into a new store, or use the version that made it.",
        )
    settings |= {"catalog": catalog} if catalog else {}
    if not settings.get("catalog") and not (path / "catalog.sqlite").exists():
        raise StoreError("the store has lost its catalog.sqlite", where=str(path), advice="Restore it from a copy.")
    return settings


def say(file: Path, settings: dict[str, Any]) -> None:
    """Writes `quaestor.yml` whole or not at all."""
    made = file.parent / "spill" / file.name
    made.parent.mkdir(exist_ok=True)
    made.write_text(yaml.safe_dump(settings), encoding="utf-8")
    made.rename(file)
