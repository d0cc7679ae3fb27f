"""Failed redactions: how many are found, how many alarms are false, how many pages a second; x-ray beside it.

    python -m bench.bench_redactions REAL_DATA [XRAY]

REAL_DATA: the folder of real records. XRAY: the command `xray` of a virtual environment of its own (0.4.0), a peer that
is only called here: what it stands on may not be a dependency of ours.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent / "tests" / "documents"))

import pikepdf
from made_pdfs import Made, clean, failed

from quaestor.documents import inspecting

#: Places of the shared pages that are failed redactions, counted by eye.
SHARED = {"rectangles_yes.pdf": 3}


def plain(text: object) -> str:
    return "".join(str(text).split())


def peer(command: str, path: Path) -> list[str]:
    """What x-ray says of a file: the words of each place."""
    done = subprocess.run([command, str(path)], capture_output=True, text=True, check=False, timeout=300)
    try:
        told: dict[str, list[dict[str, Any]]] = json.loads(done.stdout)
    except ValueError:
        return []
    return [row["text"] for rows in told.values() for row in rows]


def ours(path: Path) -> list[str]:
    return [str(row["text"]) for row in inspecting.inspect(path, show_words=True)["redactions"]]


def main(real: Path, xray: str | None) -> None:
    """Prints the figures."""
    tools: dict[str, Any] = {"quaestor": ours} | ({"x-ray": lambda path: peer(xray, path)} if xray else {})
    with TemporaryDirectory() as folder:
        made = [(one, _written(Path(folder), one)) for one in (*failed(), *clean())]
        shared = sorted((real / "documents" / "redactions").glob("*.pdf"))
        printed = sorted((real / "documents" / "fpds_pdf").glob("*.pdf"))
        for name, find in tools.items():
            by_class: dict[str, list[int]] = {}
            alarms = pages = 0
            for one, path in made:
                found = [plain(text) for text in find(path)]
                if one.cls:
                    hits = sum(any(plain(words) in text for text in found) for words in one.hidden)
                    row = by_class.setdefault(one.cls, [0, 0])
                    row[0], row[1] = row[0] + hits, row[1] + len(one.hidden)
                else:
                    alarms, pages = alarms + bool(found), pages + one.pages
            for cls, (hits, total) in sorted(by_class.items()):
                print(f"{name}: {cls}: {hits} of {total}")
            print(
                f"{name}: all classes: {sum(h for h, _ in by_class.values())} of {sum(t for _, t in by_class.values())}"
            )
            wrong = {path.name: len(find(path)) for path in shared}
            right = sum(count == SHARED.get(file, 0) for file, count in wrong.items())
            print(f"{name}: made clean pages {pages}, files with a false alarm {alarms}")
            print(f"{name}: shared pages right {right} of {len(shared)}; records as printed: "
                  f"{sum(bool(find(path)) for path in printed)} of {len(printed)} with an alarm")  # fmt: skip
        _speed([*printed, *shared], Path(folder) / "long.pdf")


def _written(folder: Path, one: Made) -> Path:
    path = folder / f"{one.name}.pdf"
    path.write_bytes(one.data)
    return path


def _speed(files: list[Path], long: Path) -> None:
    """Pages a second of one paper made of all the real pages, ten times over; seconds of processor are those of the two
    processes that read it."""
    whole = pikepdf.new()
    for path in files * 10:
        with pikepdf.open(path) as part:
            whole.pages.extend(part.pages)
    whole.save(long)
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    pages = inspecting.inspect(long)["pages"]
    seconds, after = time.monotonic() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    busy = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(f"quaestor: {pages} pages, {seconds:.1f} s of the clock, {busy:.1f} s of processor")
    print(f"quaestor: {2 * pages / busy:.0f} a second on two processors of its own")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else None)
