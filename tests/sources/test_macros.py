"""What the macros make of dates, moments, codes and numbers that lost their zeros."""

from __future__ import annotations

import duckdb
import pytest

from quaestor import sources


@pytest.fixture(scope="module")
def connection() -> duckdb.DuckDBPyConnection:
    bare = duckdb.connect(config={"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"})
    for macro in sources.macros():
        bare.execute(macro)
    return bare


@pytest.mark.parametrize(
    ("printed", "day", "moment"),
    [
        ("2017-10-05", "2017-10-05", "2017-10-05 00:00:00"),
        (" 2017-10-05 ", "2017-10-05", "2017-10-05"),
        ("2017-10-05T13:02:00", "2017-10-05", "2017-10-05 13:02:00"),
        ("2022-08-30 00:00:00", "2022-08-30", "2022-08-30 00:00:00"),
        ("2023-11-02 00:00:00+00", "2023-11-02", "2023-11-02 00:00:00"),
        ("2023-11-02T10:00:00+05:30", "2023-11-02", "2023-11-02 04:30:00"),
        ("2023-11-02 22:00:00-05", "2023-11-02", "2023-11-03 03:00:00"),
        ("1/14/05", "2005-01-14", "2005-01-14 00:00:00"),
        ("1/12/18 0:00", "2018-01-12", "2018-01-12 00:00"),
        ("12/3/2005 13:05:09", "2005-12-03", "2005-12-03 13:05:09"),
        ("12/1/78", "1978-12-01", "1978-12-01 00:00:00"),
        ("9/15/29", "2029-09-15", "2029-09-15 00:00:00"),
        ("", None, None),
        ("  ", None, None),
        (None, None, None),
        ("soon", "soon", "soon"),
        ("20171005", "20171005", "20171005"),
        ("5/1/2005 0:00 PM", "5/1/2005 0:00 PM", "5/1/2005 0:00 PM"),
        ("13/40/05", "2005-13-40", "2005-13-40 00:00:00"),
    ],
)
def test_days_and_moments(
    connection: duckdb.DuckDBPyConnection, printed: str | None, day: str | None, moment: str | None
) -> None:
    assert connection.execute("SELECT as_day($1), as_moment($1)", [printed]).fetchall() == [(day, moment)]


@pytest.mark.parametrize(
    ("printed", "code"),
    [
        ("ONE ", "ONE"),
        ("nan", None),
        ("NAN", None),
        ("", None),
        (None, None),
        ("N: NO", "N"),
        ("NO", "NO"),
        ("8a", "8A"),
    ],
)
def test_codes(connection: duckdb.DuckDBPyConnection, printed: str | None, code: str | None) -> None:
    assert connection.execute("SELECT as_code($1)", [printed]).fetchall() == [(code,)]


@pytest.mark.parametrize(
    ("printed", "width", "spelled"),
    [("559", 4, "0559"), ("54007823", 9, "054007823"), ("1A", 5, "1A"), ("12345", 4, "12345"), (" ", 4, None)],
)
def test_lost_zeros(connection: duckdb.DuckDBPyConnection, printed: str, width: int, spelled: str | None) -> None:
    assert connection.execute(f"SELECT spelled($1, {width})", [printed]).fetchall() == [(spelled,)]
