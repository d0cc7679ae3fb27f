"""`quaestor makers`: the same facts for a terminal and for a program."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from made import transaction_file, transaction_row

from .conftest import run


@pytest.fixture(scope="module")
def selling(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("makers")
    rows = [
        transaction_row(1, "100.10", transaction_description="UFED LICENSE RENEWAL", recipient_name="THE SHOP LLC"),
        transaction_row(
            2, "5.00", transaction_description="CELLEBRITE SUPPORT SERVICES", recipient_name="THE SHOP LLC"
        ),
    ]
    file = transaction_file(folder / "made.csv", rows)
    run("load", "usaspending_transactions", file, "--store", folder / "store", cwd=folder)
    return folder


def test_makers_are_listed_and_shown_alike(selling: Path) -> None:
    listed = json.loads(run("makers", "list", "--json", "--store", "store", cwd=selling).stdout)
    assert [(row["name"], row["orders"], row["unsure"], row["obligated"]) for row in listed["makers"]] == [
        ("Cellebrite", 1, 1, "100.10")
    ]
    shown = json.loads(run("makers", "show", "cellebrite", "--json", "--store", "store", cwd=selling).stdout)
    assert shown["obligated"] == "100.10"
    printed = run("makers", "show", "ufed", "--store", "store", cwd=selling).stdout
    assert "100.10" in printed
    assert "Named, perhaps not bought" in printed


def test_an_unknown_maker_is_refused_with_advice(selling: Path) -> None:
    done = run("makers", "show", "nobody", "--store", "store", cwd=selling, code=1)
    assert "quaestor makers list" in done.stderr.replace("\n", " ")
