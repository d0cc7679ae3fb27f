"""Numbers of awards, firms, clauses and authorities in prose."""

from __future__ import annotations

import pytest

from quaestor.reading import numbers

CASES = [
    ("under order 70CTD022FR0000170, signed", "piid", "70CTD022FR0000170"),
    ("contract HSCETC-14-C-00002", "piid", "HSCETC14C00002"),
    ("GS-35F-0119Y", "piid", "GS35F0119Y"),
    ("47QSWA18D008F", "piid", "47QSWA18D008F"),
    ("W91QUZ-06-D-0012", "piid", "W91QUZ06D0012"),
    ("70CMSW24R00000012", "solicitation", "70CMSW24R00000012"),
    ("Solicitation No. 192119CTA00000001", "solicitation", "192119CTA00000001"),
    ("UEI: FQ8QZAT3GWR1", "uei", "FQ8QZAT3GWR1"),
    ("DUNS 123456789", "duns", "123456789"),
    ("CAGE code 1ABC5", "cage", "1ABC5"),
    ("FAR 52.212-4", "clause", "FAR 52.212-4"),
    ("clause 52.217-9", "clause", "FAR 52.217-9"),
    ("DFARS 252.204-7012", "clause", "DFARS 252.204-7012"),
    ("under FAR 6.302-1(a)(2)", "authority", "FAR 6.302-1(a)(2)"),
    ("FAR 8.405-6", "authority", "FAR 8.405-6"),
    ("FAR 16.505(b)(2)(i)(B)", "authority", "FAR 16.505(b)(2)(i)(B)"),
    ("41 USC 3304(a)(1)", "authority", "41 U.S.C. 3304(a)(1)"),
    ("FAR Part 12", "clause", "FAR 12"),
]


@pytest.mark.parametrize(("text", "kind", "value"), CASES, ids=[case[0] for case in CASES])
def test_a_number_is_read_for_what_it_is(text, kind, value):
    (one,) = numbers(text)
    assert (one.kind, one.value) == (kind, value)
    assert one.because


@pytest.mark.parametrize("text", ["", "ABCD1", "123456789", "in 2024 and 2025", "$52.21", "INTERNATION9ALITY", "1ABC5"])
def test_what_names_nothing_is_none(text):
    assert numbers(text) == []


@pytest.mark.parametrize(
    "text", ["70CTD022FR0000170", "70CTD0-22-F-R0000170", "70CTD0-22-FR-0000170", "70CTD0-22-FR0000170"]
)
def test_an_awards_number_is_the_same_wherever_it_is_hyphenated(text):
    (one,) = numbers(f"order {text}, signed")
    assert (one.kind, one.value) == ("piid", "70CTD022FR0000170")
