"""The three USAspending downloads: their golden pairs, their columns, and what must hold on the real files."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from quaestor import model, sources

HERE = Path(__file__).parent
DATA = Path(__file__).parents[3] / "shared" / "data" / "usaspending"

#: source, layout, its folder of real files, columns of the real header
LAYOUTS = [
    ("usaspending_transactions", "current", "transactions", 297),
    ("usaspending_transactions", "y2018", "ice_fy13_18", 258),
    ("usaspending_awards", "current", "award_summaries", 286),
    ("usaspending_subawards", "current", "subawards", 118),
]
each_layout = pytest.mark.parametrize(("source", "layout"), [case[:2] for case in LAYOUTS])


def opened(source: str, layout: str, pattern: Path) -> tuple[duckdb.DuckDBPyConnection, list[str], str]:
    """A connection with `raw` as a load makes it and `mapped`, the printed header, the model table."""
    connection = duckdb.connect()
    for macro in sources.macros():
        connection.execute(macro)
    connection.execute(
        "CREATE TABLE raw AS SELECT * EXCLUDE filename, filename AS source_file, row_number() OVER () AS source_row,"
        " filename AS file_name FROM read_csv(?, all_varchar = true, header = true, quote = '\"', escape = '\"', "
        "filename = true)",
        [str(pattern)],
    )
    header = [row[0] for row in connection.execute("DESCRIBE raw").fetchall()][:-3]
    shape = sources.find(source).layouts[layout]
    for name in set(shape.read) & shape.optional - set(header):
        connection.execute(f'ALTER TABLE raw ADD COLUMN "{name}" VARCHAR')
    ((table, statement),) = shape.tables.items()
    connection.execute(f"CREATE TABLE mapped AS {statement.select}")
    return connection, header, table


def rows(connection: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    found = connection.execute("SELECT * FROM mapped")
    names = [column[0] for column in found.description]
    return [{n: v for n, v in zip(names, row, strict=True) if v is not None} for row in found.fetchall()]


@each_layout
def test_the_raw_rows_become_the_model_rows(source: str, layout: str) -> None:
    connection, header, _ = opened(source, layout, HERE / source / f"{layout}.csv")
    sources.find(source).layouts[layout].check(header, "the golden file")
    expected = yaml.safe_load((HERE / source / f"{layout}.yml").read_text(encoding="utf-8"))
    assert rows(connection) == expected


@each_layout
def test_the_header_leads_to_its_layout(source: str, layout: str) -> None:
    header = (HERE / source / f"{layout}.csv").read_text(encoding="utf-8").split("\n")[0].split(",")
    assert sources.find(source).layout_for(header, "the golden file").name == layout
    for other in {name for name, *_ in LAYOUTS} - {source}:
        with pytest.raises(sources.BadHeader):
            sources.find(other).layout_for(header, "the golden file")


@each_layout
def test_every_column_stands_in_one_list_and_what_is_cleaned_is_kept(source: str, layout: str) -> None:
    shape = sources.find(source).layouts[layout]
    kept = [*shape.read, *(name for names in shape.ignored.values() for name in names)]
    assert [name for name, times in Counter([*kept, *shape.people]).items() if times > 1] == []
    assert shape.individuals
    for person in shape.individuals:
        assert {*person.names, *person.places} <= set(kept)
    assert {*shape.text, *shape.spreadsheet} <= set(kept)
    assert shape.optional <= set(kept)
    assert shape.amount in shape.read


@each_layout
def test_the_statement_gives_columns_of_the_model_alone(source: str, layout: str) -> None:
    connection, _, table = opened(source, layout, HERE / source / f"{layout}.csv")
    given = {row[0] for row in connection.execute("DESCRIBE mapped").fetchall()}
    withdraws = sources.find(source).layouts[layout].withdraws
    assert given - {withdraws} <= set(model.table(table).names)


@pytest.mark.parametrize(
    ("name", "scope", "stamp"),
    [
        ("FY2024_012_Contracts_Full_20240106_1.csv", "full", "2024-01-06 00:00:00"),
        ("some.zip/FY2024_All_Contracts_Full_20240106_2.csv", "full", "2024-01-06 00:00:00"),
        ("FY(All)_012_Contracts_Delta_20240106_1.csv.gz", "delta", "2024-01-06 00:00:00"),
        ("All_Contracts_PrimeTransactions_2025-03-21_H19M57S23_1.csv", "append", "2025-03-21 19:57:23"),
        ("Contract_90AB21F0000001_TransactionHistory_1.csv", "append", "None"),
        ("fy13.csv.gz", "append", "None"),
    ],
)
def test_names_tell_the_scope_and_the_moment(name: str, scope: str, stamp: str) -> None:
    source = sources.find("usaspending_transactions")
    assert (source.scope_of(name), str(source.stamp_of(name))) == (scope, stamp)


@pytest.mark.real_data
@pytest.mark.parametrize(("source", "layout", "folder", "columns"), LAYOUTS)
def test_every_real_row_maps_and_can_be_typed(source: str, layout: str, folder: str, columns: int) -> None:
    connection, header, name = opened(source, layout, DATA / folder / "*.csv.gz")
    assert len(header) == columns
    assert sources.find(source).layout_for(header, folder).name == layout
    table = model.table(name)
    given = [row[0] for row in connection.execute("DESCRIBE mapped").fetchall() if row[0] in table.names]
    for column in map(table.column, given):
        value = f'"{column.name}"'
        needed = f" OR {value} IS NULL" if column.required or column.name in table.key else ""
        cast = f"TRY_CAST({value} AS {column.sql_type})"
        wrong = f"SELECT {value} FROM mapped WHERE ({value} IS NOT NULL AND {cast} IS NULL){needed}"
        assert connection.execute(wrong).fetchall() == []
    counted = connection.execute(f"SELECT count(*), count(DISTINCT {table.key[0]}) FROM mapped").fetchall()
    assert counted == [(number, number) for number, _ in counted]
    amount = {"action": "obligation", "award_stated": "obligated_stated", "subaward": "amount"}[name]
    printed = sources.find(source).layouts[layout].amount
    assert connection.execute(
        f"SELECT (SELECT sum(CAST({amount} AS DECIMAL(20,2))) FROM mapped)"
        f" = (SELECT sum(CAST({printed} AS DECIMAL(20,2))) FROM raw)"
    ).fetchall() == [(True,)]


@pytest.mark.real_data
def test_the_keys_built_for_2018_are_those_the_publisher_prints_today() -> None:
    connection, _, _ = opened("usaspending_transactions", "current", DATA / "transactions" / "*.csv.gz")
    built = connection.execute(
        """SELECT count(*) FILTER (WHERE action_id = concat_ws('_', buyer_id, coalesce(vehicle_agency_id, '-NONE-'),
               piid, mod_number, coalesce(vehicle_piid, '-NONE-'), coalesce(transaction_number, '-NONE-'))),
               count(*) FILTER (WHERE award_id = CASE WHEN kind IN ('idc', 'fss', 'gwac', 'boa', 'bpa')
               THEN concat_ws('_', 'CONT_IDV', piid, buyer_id) ELSE concat_ws('_', 'CONT_AWD', piid, buyer_id,
               coalesce(vehicle_piid, '-NONE-'), coalesce(vehicle_agency_id, '-NONE-')) END), count(*) FROM mapped"""
    ).fetchall()
    assert built == [(63, 63, 63)]


@pytest.mark.real_data
def test_the_ceiling_printed_in_2018_is_as_of_the_action() -> None:
    connection, _, _ = opened("usaspending_transactions", "y2018", DATA / "ice_fy13_18" / "*.csv.gz")
    stated = connection.execute(
        "SELECT signed_on, ceiling_stated FROM mapped WHERE piid = 'HSCETC14C00002' ORDER BY signed_on"
    ).fetchall()
    assert stated == [("2017-09-25", "51504911.17"), ("2018-05-04", "53148388.39")]
