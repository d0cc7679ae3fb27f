"""Flags about open contracting data name what was tendered, who bought it and who was awarded it."""

from __future__ import annotations

import json
from pathlib import Path

from gotten import facts, page
from starlette.testclient import TestClient

from quaestor import pipeline
from quaestor.indicators import assessing
from quaestor.store import Lake
from quaestor.web.app import create

RELEASES = [
    {
        "ocid": f"ocds-213czf-{number}", "id": "1", "date": "2020-02-01T00:00:00Z", "tag": ["compiled"],
        "buyer": {"id": "B", "name": "Roads Board"},
        "tender": {"title": "Two bridges", "status": "complete", "numberOfTenderers": 1, "procurementMethod": "open"},
        "awards": [{"id": "a", "status": "active", "value": {"amount": 70, "currency": "MXN"}, "suppliers": suppliers}],
    }
    for number, suppliers in enumerate(
        ([{"id": "W", "name": "Builders Ltd"}], [{"id": "W", "name": "Builders Ltd"}, {"id": "V", "name": "Other Ltd"}])
    )
]  # fmt: skip


def test_a_flag_of_a_process_names_it_its_buyer_and_its_supplier(tmp_path: Path) -> None:
    file, store = tmp_path / "some.jsonl", tmp_path / "store"
    file.write_text("\n".join(map(json.dumps, RELEASES)))
    pipeline.load(store, "ocds", [file])
    with Lake.open(store, read_only=False) as lake:
        assessing.assess(lake, ["single_bidder"])
    with Lake.open(store) as lake:
        client = TestClient(create(lake), base_url="http://127.0.0.1:8000")
        told = {row["subject_id"]: row for row in facts(client, "/findings.json?rule=single_bidder")["flags"]}
        named = [
            [told[f"ocds-213czf-{number}"][name] for name in ("subject_name", "buyer_name", "supplier_name")]
            for number in (0, 1)
        ]
        one = page(client, f"/flag/{told['ocds-213czf-0']['flag_id']}")
        asked = ("agency=roads+board", "supplier=Other+Ltd", "agency=ocds-213czf:B&supplier=ocds-213czf:W")
        narrowed = [facts(client, f"/findings.json?{one}")["count"] for one in asked]
        individuals = client.get("/findings.json?supplier=an+individual").status_code
        listed = page(client, "/findings?rule=single_bidder")
    assert named == [["Two bridges", "Roads Board", "Builders Ltd"], ["Two bridges", "Roads Board", "2 suppliers"]]
    assert (narrowed, individuals) == ([2, 1, 2], 404)
    assert "awarded to <span" in one
    assert "70.00 MXN" in one
    assert "as it is held" in one
    assert "Two bridges" in listed
    assert "Builders Ltd" in listed
