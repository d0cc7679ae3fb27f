"""A still copy of the catalog answers as the lake did at that moment, whatever writers do since."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest
from made import contents, search_file, search_row
from starlette.testclient import TestClient

from quaestor import pipeline
from quaestor.errors import StaleCopy
from quaestor.store import Lake
from quaestor.store import still as copies
from quaestor.web import kept
from quaestor.web.app import create
from quaestor.web.site import Site

AWARD = "CONT_AWD_P1_7012_-NONE-_-NONE-"


def read(store: Path, folder: Path, day: int, rows: int, catalog: str | None = None) -> None:
    path = folder / f"FY2025_202601{day:02d}T000000.csv"
    search_file(path, [search_row(n, f"{n}.00") for n in range(rows)])
    pipeline.load(store, "usaspending_search", [path], catalog=catalog)


def test_it_holds_what_the_lake_held_and_stays_so(tmp_path: Path) -> None:
    store = tmp_path / "store"
    read(store, tmp_path, 1, 5)
    with Lake.open(store) as live, live.still() as still:
        assert contents(still) == contents(live)
        read(store, tmp_path, 2, 8)
        assert live.value("SELECT count(*) FROM action") == 8
        assert still.value("SELECT count(*) FROM action") == 5
        with live.still() as newer:
            assert contents(newer) == contents(live)


@pytest.mark.postgres
def test_it_is_copied_from_a_postgresql_catalog_too(
    tmp_path: Path, postgres: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = tmp_path / "store"
    read(store, tmp_path, 1, 5, postgres)
    monkeypatch.setattr(copies, "SMALL_RECORDS", 0)
    with Lake.open(store) as live, live.still() as still:
        assert contents(still) == contents(live)
        assert "read_parquet" in still.of("action", AWARD)
        assert len(still.query(f"FROM {still.of('action', AWARD)}")) == 1


def test_one_copied_while_writers_commit_is_of_one_moment(tmp_path: Path) -> None:
    store = tmp_path / "store"
    read(store, tmp_path, 1, 3)
    writer = threading.Thread(target=lambda: [read(store, tmp_path, day, 3 + day) for day in range(2, 5)])
    writer.start()
    seen = set()
    with Lake.open(store) as live:
        while writer.is_alive():
            with live.still() as still:
                acts, loads = still.query(
                    "SELECT (SELECT count(*) FROM action) AS acts, (SELECT count(*) FROM load) AS n"
                )[0].values()
                assert acts == (3 if loads == 1 else 3 + loads)
                assert still.value("SELECT sum(actions) FROM award") == acts
                seen.add(loads)
    writer.join()
    assert seen


def test_the_site_goes_on_with_the_newest_state_when_maintenance_took_files_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = tmp_path / "store"
    read(store, tmp_path, 1, 5)
    monkeypatch.setattr(kept, "FRESH", 3600.0)
    monkeypatch.setattr(copies, "SMALL_RECORDS", 0)  # a copy in memory never grows stale
    with Lake.open(store) as live, live.still() as still:
        client = TestClient(create(live))
        for day in range(2, 4):
            read(store, tmp_path, day, 5 + day)
        pipeline.maintain(store)
        with pytest.raises(StaleCopy):
            still.query("SELECT sum(obligation) FROM action")
        answer = client.get(f"/award/{AWARD}.json")
        assert answer.json()["obligated"] == "1.00"
        assert client.get("/coverage.json").json()["coverage"][0]["held"] == 8


def test_the_site_sees_a_load_within_a_second_or_two(tmp_path: Path) -> None:
    store = tmp_path / "store"
    read(store, tmp_path, 1, 5)
    with Lake.open(store) as live:
        client = TestClient(create(live))
        before = client.get("/coverage.json")
        assert client.get("/coverage.json", headers={"if-none-match": before.headers["etag"]}).status_code == 304
        read(store, tmp_path, 2, 9)
        time.sleep(kept.FRESH + 0.1)
        until = time.monotonic() + 10
        while (after := client.get("/coverage.json", headers={"if-none-match": before.headers["etag"]})).content == b"":
            assert time.monotonic() < until
            time.sleep(0.05)
        assert after.status_code == 200
        assert after.json()["coverage"][0]["held"] == 9


def test_an_answer_that_was_true_a_moment_ago_is_given_at_once_and_made_anew_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = tmp_path / "store"
    read(store, tmp_path, 1, 5)
    with Lake.open(store) as live:
        client = TestClient(create(live))
        before = client.get("/coverage.json")
        read(store, tmp_path, 2, 9)
        time.sleep(kept.FRESH + 0.1)
        assert client.get("/coverage.json").content == before.content
        until = time.monotonic() + 10
        while client.get("/coverage.json").content == before.content:
            assert time.monotonic() < until
            time.sleep(0.05)
        read(store, tmp_path, 3, 11)
        monkeypatch.setattr(kept, "LATELY", 0.0)
        time.sleep(kept.FRESH + 0.1)
        assert client.get("/coverage.json").json()["coverage"][0]["held"] == 11, "an answer is given for too long"


def test_whoever_wrote_sees_it_at_once(tmp_path: Path) -> None:
    store = tmp_path / "store"
    read(store, tmp_path, 1, 5)
    with Lake.open(store) as live:
        site = Site(live)
        first = site.newest.state().name
        read(store, tmp_path, 2, 9)
        site.newest.look_again()
        assert site.newest.state().name != first
        assert not site.newest.lately(first)


def test_what_is_kept_is_given_while_somebody_asks_for_a_newer_state(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = tmp_path / "store"
    read(store, tmp_path, 1, 5)
    monkeypatch.setattr(kept, "FRESH", 0.0)
    asking, looked = threading.Event(), threading.Event()
    snapshot = Lake.snapshot

    def slowly(lake: Lake) -> int:
        if threading.current_thread() is not threading.main_thread():
            asking.set()
            looked.wait(10)
        return snapshot(lake)

    with Lake.open(store) as live:
        newest = kept.Newest(live, 1)
        monkeypatch.setattr(Lake, "snapshot", slowly)
        time.sleep(0.01)
        assert newest.late
        other = threading.Thread(target=newest.state)
        other.start()
        assert asking.wait(10)
        assert not newest.late
        looked.set()
        other.join()
        time.sleep(0.01)
        assert newest.late
