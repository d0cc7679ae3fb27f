"""What a client of the site is given: the facts of a page, or its HTML on one line; anything but 200 fails the test."""

from __future__ import annotations

import re
from typing import Any

from starlette.testclient import TestClient


def facts(client: TestClient, address: str) -> dict[str, Any]:
    response = client.get(address)
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()
    return found


def page(client: TestClient, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, response.text
    return re.sub(r"\s+", " ", response.text)
