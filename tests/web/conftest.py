"""A store made from the bundled sample, a client of the site over it, and the site running for a browser."""

from __future__ import annotations

import shutil
import socket
import threading
import time
from collections.abc import Iterator
from importlib.resources import as_file, files
from pathlib import Path

import bought
import keystone
import pytest
import uvicorn
from starlette.testclient import TestClient

from quaestor import pipeline
from quaestor.store import Lake
from quaestor.web.app import create

ODD = "<script>alert(1)</script>"


@pytest.fixture(scope="session")
def odd_rows(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Rows in the sample's form that a page must bear: markup in a name, one action, a filler ceiling, takings-back."""
    with as_file(files("quaestor.sources.sample").joinpath("actions.csv")) as sample:
        header = sample.read_text(encoding="utf-8").splitlines()[0].split(",")

    def row(**values: str) -> str:
        return ",".join(values.get(column, "") for column in header)

    def action(piid: str, mod: str, day: str, obligation: str, **more: str) -> str:
        kind = "CONT_IDV_{}_7012" if more.pop("vehicle", "") else "CONT_AWD_{}_7012_-NONE-_-NONE-"
        base = {
            "award_id": kind.format(piid), "piid": piid, "mod_number": mod, "action_date": day,
            "obligation": obligation, "supplier_name": ODD, "buyer_agency_id": "7012", "buyer_name": "A buyer",
            "about": "=cmd|' /C calc'!A0",
            "source": "a test",
        }  # fmt: skip
        return row(**(base | more))

    rows = [
        action("ODDONE", "0", "2023-01-05", "100.00"),
        action("ODDTAKEN", "0", "2023-01-05", "100.00"),
        action("ODDTAKEN", "P00001", "2024-02-05", "-250.50", supplier_name="ANOTHER NAME LLC"),
        action("ODDNINES", "0", "2023-01-05", "0.00", vehicle="yes", ceiling_value="99999999999.00"),
        *(action("ODDMANY", f"P{n:05d}", f"20{12 + n // 365:02d}-{n % 12 + 1:02d}-15", "1.00") for n in range(5000)),
    ]
    path = tmp_path_factory.mktemp("odd") / "actions.csv"
    path.write_text("\n".join([",".join(header), *rows]) + "\n", encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory, sample_store: Path, odd_rows: Path) -> Path:
    folder = tmp_path_factory.mktemp("site") / "store"
    shutil.copytree(sample_store, folder)
    pipeline.load(folder, "sample", [odd_rows])
    return folder


@pytest.fixture(scope="session")
def lake(store: Path) -> Iterator[Lake]:
    with Lake.open(store) as lake:
        yield lake


@pytest.fixture(scope="session")
def client(lake: Lake) -> TestClient:
    return TestClient(create(lake), follow_redirects=False, headers={"accept": "text/html"})


@pytest.fixture(scope="session")
def address(lake: Lake) -> Iterator[str]:
    """The address of the site, answering on the loopback."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(create(lake), host="127.0.0.1", port=port, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until = time.monotonic() + 20
    while not server.started:
        assert time.monotonic() < until, "the site did not start"
        time.sleep(0.05)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(10)


@pytest.fixture(scope="session")
def bought_lake(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lake]:
    """A store of the made-up actions in `bought.py`."""
    folder = tmp_path_factory.mktemp("bought")
    bought.load(folder / "store", folder)
    with Lake.open(folder / "store") as lake:
        yield lake


@pytest.fixture(scope="session")
def buyer(bought_lake: Lake) -> TestClient:
    """A client of the site over that store."""
    return TestClient(create(bought_lake), follow_redirects=False, headers={"accept": "text/html"})


@pytest.fixture(scope="session")
def bought_address(bought_lake: Lake) -> Iterator[str]:
    with bought.served(bought_lake) as address:
        yield address


@pytest.fixture(scope="session")
def keystone_lake(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lake]:
    """A store of the made-up family of `keystone.py`."""
    with Lake.open(keystone.build(tmp_path_factory.mktemp("keystone"))) as lake:
        yield lake


@pytest.fixture(scope="session")
def spans(keystone_lake: Lake) -> TestClient:
    """A client of the site over that family."""
    return TestClient(create(keystone_lake), follow_redirects=False, headers={"accept": "text/html"})


@pytest.fixture(scope="session")
def spans_address(keystone_lake: Lake) -> Iterator[str]:
    with bought.served(keystone_lake) as address:
        yield address
