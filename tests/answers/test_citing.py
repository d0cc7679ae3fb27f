"""The sources that rules name, told apart by the sort of authority."""

from __future__ import annotations

import pytest

from quaestor.answers.citing import SORTS, cited
from quaestor.indicators import rule


def test_each_citation_stands_once_under_who_says_it_with_its_address() -> None:
    found = cited(["FAR 6.302-2(d); GAO-14-304, on urgency (2014; updated)", "Nigrini, Forensic Analytics"])
    assert [(row["authority"], [one["words"] for one in row["citations"]]) for row in found] == [
        ("Auditors", ["GAO-14-304, on urgency (2014; updated)"]),
        ("Law and regulation", ["FAR 6.302-2(d)"]),
        ("Research and manuals", ["Nigrini, Forensic Analytics"]),
    ]
    addresses = [one["address"] for row in found for one in row["citations"]]
    assert addresses == ["https://www.gao.gov/products/gao-14-304", "https://www.acquisition.gov/far/6.302-2", None]


@pytest.mark.parametrize("name", sorted(rule.shipped()))
def test_every_rule_that_comes_along_names_whom_it_follows(name: str) -> None:
    one = rule.shipped()[name]
    found = cited(one.based_on)
    assert found
    assert {row["authority"] for row in found} <= set(SORTS)
    if one.code:
        assert found[0]["authority"] == "Monitors of procurement"
        assert any(one.code in citation["words"] for citation in found[0]["citations"])
