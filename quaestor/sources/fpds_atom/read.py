"""Read FPDS Atom pages into Parquet parts: unpack, parse, flatten, clean, in as many processes as there is work for."""

from __future__ import annotations

import threading
from collections import deque
from pathlib import Path

from quaestor.sources.fpds_atom.pages import Page, pages
from quaestor.sources.fpds_atom.part import Helper, Part
from quaestor.sources.reading import ReadFile

#: A batch becomes one row group; about 800 entries.
BATCH = 16 * 2**20
#: Less than this is read sooner than a second process starts.
ALONE = BATCH


def read(path: Path, folder: Path, *, workers: int = 2) -> list[ReadFile]:
    """Write the entries of the pages in `path` to `part-<n>.parquet` in `folder`, and say what became of each page.

    path: one page (.xml, .xml.gz) or a .zip of pages. workers: processes at work at once, this one included.
    Rows of one page stand together in one part, in the page's order. Every column is text but source_row, an int64.
    Raises UnreadableFile for a page that is none, and UnreadColumn for an element that source.yml does not name; what
    was written until then is of no use.
    """
    found = pages(path)
    batches = _batches(found)
    size = sum(page.size for page in found)
    others = 0 if size < ALONE else min(workers, len(batches)) - 1
    helpers = [Helper(folder / f"part-{n}.parquet") for n in range(1, others + 1)]
    read: dict[int, ReadFile] = {}
    try:
        with Part(folder / "part-0.parquet") as part:
            _share(batches, [part, *helpers], read)
        for helper in helpers:
            helper.close()
    except BaseException:
        for helper in helpers:
            helper.stop()
        raise
    return [read[page.number] for page in found]


def _batches(found: list[Page]) -> deque[list[Page]]:
    batches: deque[list[Page]] = deque()
    room = 0
    for page in found:
        if not batches or room < page.size:
            batches.append([])
            room = BATCH
        batches[-1].append(page)
        room -= page.size
    return batches


def _share(batches: deque[list[Page]], parts: list[Part | Helper], read: dict[int, ReadFile]) -> None:
    """Each part takes the next batch as soon as it is free; the first error ends the work of all."""
    errors: list[BaseException] = []

    def fill(part: Part | Helper) -> None:
        while not errors:
            try:
                batch = batches.popleft()
            except IndexError:
                return
            try:
                read.update(zip((page.number for page in batch), part.add(batch), strict=True))
            except BaseException as error:
                errors.append(error)

    threads = [threading.Thread(target=fill, args=[part]) for part in parts[1:]]
    for thread in threads:
        thread.start()
    fill(parts[0])
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
