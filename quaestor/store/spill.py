"""The spill: where a writer lays down what it unpacks, mends and sorts, in a folder of its own process.

What is unpacked has not passed the border yet, so a killed writer's folder is emptied by the next one.
"""

from __future__ import annotations

import os
import platform
import shutil
from contextlib import suppress
from pathlib import Path


def folder(store: Path) -> Path:
    """This process's part of the store's spill."""
    own = store / "spill" / f"{platform.node() or 'here'}-{os.getpid()}"
    own.mkdir(parents=True, exist_ok=True)
    return own


def sweep(store: Path) -> int:
    """Empties the parts of processes of this machine that are no more; returns how many there were."""
    swept = 0
    for part in (store / "spill").iterdir() if (store / "spill").is_dir() else ():
        host, _, number = part.name.rpartition("-")
        if host == (platform.node() or "here") and number.isdigit() and not _alive(int(number)):
            shutil.rmtree(part, ignore_errors=True)
            swept += 1
    return swept


def leave(store: Path) -> None:
    """Gives up this process's part when nothing is left in it."""
    with suppress(OSError):
        folder(store).rmdir()


def _alive(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
