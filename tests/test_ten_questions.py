"""The ten questions of the docs: page, curl, command and Python give one number, and so does the sample's CSV."""

from __future__ import annotations

import csv
import html
import io
import os
import re
import shlex
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from dataclasses import dataclass
from decimal import Decimal
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest
import uvicorn

from quaestor import pipeline
from quaestor.investigation import kept
from quaestor.store import Lake
from quaestor.web.app import create

CHECKOUT = Path(__file__).parent.parent
SAMPLE = files("quaestor.sources.sample").joinpath("actions.csv")
SITE = "http://127.0.0.1:8450"

Rows = list[dict[str, str]]


@dataclass(frozen=True)
class Question:
    """One question as the docs answer it."""

    number: int
    title: str
    page: str
    answer: list[str]
    on_the_page: list[str]
    commands: list[str]
    python: str


def numbers(text: str) -> list[str]:
    """The numbers of a text, without thousands separators."""
    return [found.replace(",", "") for found in re.findall(r"-?\d[\d,]*(?:\.\d+)?", text)]


def questions() -> Iterator[Question]:
    text = (CHECKOUT / "docs" / "questions.md").read_text(encoding="utf-8")
    for part in re.split(r"(?m)^## ", text)[1:]:
        number, title = re.match(r"(\d+)\. (.+)", part).groups()  # type: ignore[union-attr]
        said = dict(re.findall(r"(?m)^- ([A-Z][a-z ]+): (.+)$", part))
        answer = numbers(said["Answer"])
        absent = numbers(said.get("Not on the page", ""))
        shown = [said["The page says"]] if "The page says" in said else [one for one in answer if one not in absent]
        yield Question(
            int(number),
            title,
            said["Page"].strip("`"),
            answer,
            shown,
            [line for block in re.findall(r"(?s)```sh\n(.*?)```", part) for line in block.splitlines()],
            "\n".join(re.findall(r"(?s)```python\n(.*?)```", part)),
        )


QUESTIONS = list(questions())
NAMES = [f"{one.number}. {one.title}" for one in QUESTIONS]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ten") / "store"
    with as_file(SAMPLE) as sample:
        pipeline.load(folder, "sample", [sample])
    kept.examples(folder)
    return folder


@pytest.fixture(scope="module")
def site(store: Path) -> Iterator[str]:
    """The site over the bundled sample, answering on the loopback."""
    with Lake.open(store) as lake:
        server = uvicorn.Server(uvicorn.Config(create(lake), host="127.0.0.1", port=0, log_level="error"))
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        until = time.monotonic() + 20
        while not server.started:
            assert time.monotonic() < until, "the site did not start"
            time.sleep(0.05)
        address = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
        while httpx.get(f"{address}/sql.json?q=SELECT+1", timeout=90).status_code != 200:
            assert time.monotonic() < until + 100, "no question in SQL is answered"  # its process is only just waking
            time.sleep(0.2)
        yield address
        server.should_exit = True
        thread.join(10)


@pytest.fixture(scope="module")
def rows() -> Rows:
    """The sample's acts, each once where two publishers print it, those of FPDS first."""
    acts: dict[tuple[str, ...], dict[str, str]] = {}
    printed = sorted(csv.DictReader(SAMPLE.read_text(encoding="utf-8").splitlines()), key=lambda row: row["source"])
    for row in printed:
        acts.setdefault((row["buyer_agency_id"], row["piid"], row["mod_number"], row["vehicle_piid"]), row)
    return list(acts.values())


def run(code: str, site: str) -> list[str]:
    """What the docs' Python prints."""
    said = io.StringIO()
    with redirect_stdout(said):
        exec(compile(code, "docs", "exec"), {"httpx": httpx, "SITE": site, "Decimal": Decimal})
    return said.getvalue().split()


def test_there_are_ten() -> None:
    assert [one.number for one in QUESTIONS] == list(range(1, 11))
    assert all(one.answer and one.commands and one.python for one in QUESTIONS)


@pytest.mark.parametrize("one", QUESTIONS, ids=NAMES)
def test_the_page_shows_the_number(one: Question, site: str) -> None:
    answer = httpx.get(site + quote(one.page, safe="/?=&,"), headers={"accept": "text/html"})
    assert answer.status_code == 200
    text = html.unescape(re.sub(r"<[^>]+>", " ", answer.text)).replace("\u2212", "-")
    for shown in one.on_the_page:
        assert shown in text or shown in numbers(text), shown


@pytest.mark.parametrize("one", QUESTIONS, ids=NAMES)
def test_the_python_prints_the_number(one: Question, site: str) -> None:
    assert run(one.python, site) == one.answer


@pytest.mark.parametrize("one", QUESTIONS, ids=NAMES)
def test_the_commands_are_answered(one: Question, site: str, store: Path) -> None:
    for line in one.commands:
        words = shlex.split(line)
        if words[0] == "curl":
            address = next(word for word in words if word.startswith(SITE))
            asked = {word.split("=", 1)[0]: word.split("=", 1)[1] for word in words if word.startswith("q=")}
            answer = httpx.get(address.replace(SITE, site), params=asked or None)
            assert answer.status_code == 200, line
            assert answer.text, line
        else:
            done = subprocess.run(
                [sys.executable, "-m", *words],
                env=os.environ | {"PYTHONPATH": str(CHECKOUT), "QUAESTOR_STORE": str(store), "COLUMNS": "160"},
                capture_output=True, text=True, timeout=120,
            )  # fmt: skip
            assert done.returncode == 0, done.stderr
            assert set(numbers(done.stdout)) & set(one.answer), line


@pytest.mark.parametrize("one", QUESTIONS, ids=NAMES)
def test_the_samples_csv_comes_to_the_same_number(one: Question, rows: Rows) -> None:
    assert [Decimal(number) for number in one.answer] == list(map(Decimal, RECOUNTED[one.number](rows)))


def test_the_python_of_the_page_for_programs_runs(site: str) -> None:
    text = (CHECKOUT / "docs" / "api.md").read_text(encoding="utf-8")
    blocks = [
        block.replace(f'SITE = "{SITE}"', f'SITE = "{site}"') for block in re.findall(r"(?s)```python\n(.*?)```", text)
    ]
    said = run("\n".join(blocks), site)
    assert said[:4] == ["139314020.61", "33", "304", "404"]
    for address in re.findall(r"'(http://127\.0\.0\.1:8450[^']+)'", text):
        assert httpx.get(address.replace(SITE, site)).status_code == 200, address


# -- the same, from the CSV alone ------------------------------------------------------------------------------------


def money(rows: Rows, column: str = "obligation") -> Decimal:
    return sum((Decimal(row[column] or 0) for row in rows), Decimal("0.00"))


def of(rows: Rows, **values: str) -> Rows:
    return [row for row in rows if all(row[column] == value for column, value in values.items())]


def skip_tracing(rows: Rows) -> list[Any]:
    theirs = sorted((row for row in rows if "skip tracing" in row["about"]), key=lambda row: row["action_date"])
    lives: dict[str, Rows] = defaultdict(list)
    for row in sorted(rows, key=lambda row: (row["action_date"], row["mod_number"])):
        lives[row["award_id"]].append(row)
    gained = [row for row in theirs if "skip tracing" not in lives[row["award_id"]][0]["about"]]
    return [money(theirs), theirs[0]["obligation"], money(gained)]


def ceiling_of_bi(rows: Rows) -> list[Any]:
    theirs = of(rows, piid="70CDCR20D00000011")
    first = [row for row in theirs if not row["reason_code"]]
    reasons = [money(of(theirs, reason_code=code), "ceiling_value") for code in "BDGM"]
    return [money(first, "ceiling_value"), money(theirs, "ceiling_value"), *reasons]


def case_management(rows: Rows) -> list[Any]:
    return [money([row for row in of(rows, piid="70CTD022FR0000170") if row["action_date"] <= "2025-09-30"])]


def cut_short(rows: Rows) -> list[Any]:
    found = []
    for year in (2022, 2024):
        days = (f"{year - 1}-10-01", f"{year}-09-30")
        theirs = [row for row in of(rows, buyer_agency_id="7012") if days[0] <= row["action_date"] <= days[1]]
        found += [len(theirs), sum(Decimal(row["obligation"]) < 0 for row in theirs)]
    return found


def shared_vehicle(rows: Rows) -> list[Any]:
    buyers: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        if row["vehicle_piid"]:
            buyers[row["vehicle_piid"]].add(row["buyer_agency_id"])
    # An act of the 2018 download is one of several of its year, so its amount enters no sum.
    sums = {
        piid: money([row for row in of(rows, vehicle_piid=piid) if "2018" not in row["source"]])
        for piid, some in buyers.items()
        if len(some) > 1
    }
    return [max(sums.values())]


def ends_of_palantir(rows: Rows) -> list[Any]:
    latest: dict[str, dict[str, str]] = {}
    for row in sorted(rows, key=lambda row: (row["action_date"], row["mod_number"])):
        latest[row["award_id"]] = row
    assert not any("end" in column for column in rows[0])
    return [0, len(of(list(latest.values()), supplier_name="PALANTIR TECHNOLOGIES INC."))]


def not_competed(rows: Rows) -> list[Any]:
    theirs = of(rows, supplier_name="WEST PUBLISHING CORPORATION")
    summed = [row for row in theirs if "2018" not in row["source"]]
    awards = {row["award_id"] for row in theirs if row["extent_competed"] in ("B", "C", "G", "NDO")}
    return [money([row for row in summed if row["award_id"] in awards]), money(summed)]


def grown_most(rows: Rows) -> list[Any]:
    found = []
    for piid in {row["piid"] for row in rows if row["ceiling_value"]}:
        theirs = [row for row in of(rows, piid=piid) if row["ceiling_value"]]
        first = min(theirs, key=lambda row: (row["action_date"], row["mod_number"]))
        ceiling = money(theirs, "ceiling_value")
        found.append((ceiling - Decimal(first["ceiling_value"]), ceiling))
    grown, ceiling = max(found)
    return [ceiling, grown]


def paid_most(rows: Rows) -> list[Any]:
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for row in of(rows, buyer_agency_id="7012"):
        if "2024-10-01" <= row["action_date"] <= "2025-09-30":
            sums[row["supplier_name"]] += Decimal(row["obligation"])
    assert max(sums, key=lambda name: sums[name]) == "CSI AVIATION, INC"
    return [max(sums.values())]


RECOUNTED: dict[int, Callable[[Rows], list[Any]]] = {
    1: skip_tracing,
    2: ceiling_of_bi,
    3: case_management,
    4: cut_short,
    5: lambda rows: [0],  # the sample is one file, read once
    6: shared_vehicle,
    7: ends_of_palantir,
    8: not_competed,
    9: grown_most,
    10: paid_most,
}
