"""What a rule may be made of: the refused are told with what to write instead."""

from __future__ import annotations

import pytest

from quaestor.errors import ModelError
from quaestor.indicators import fence

TAKEN = [
    "SELECT a, row_number() OVER (PARTITION BY a ORDER BY b NULLS LAST) AS n FROM award",
    "SELECT CAST(a AS DOUBLE) / nullif(b, 0), CAST(sum(a) AS DOUBLE) * 100 / 12 FROM award",
    "SELECT date_diff('day', a, b), DATE '2020-01-01' + 5, a || 'x', -a, abs(a), a % 7 FROM award",
    "SELECT sum(a) FILTER (WHERE b), max_by(a, CASE WHEN a IS NOT NULL THEN b END), count(DISTINCT a) FROM award",
    "SELECT a FROM award WHERE a LIKE 'x%' AND b NOT IN ('y') AND EXISTS (SELECT 1 FROM c) UNION ALL SELECT b FROM c",
    "WITH x AS (SELECT a FROM award) SELECT lag(a) OVER (ORDER BY a DESC) FROM x JOIN award USING (a) WHERE a > $p",
    "SELECT sum(a) OVER (ORDER BY b NULLS LAST ROWS BETWEEN 3 PRECEDING AND CURRENT ROW) FROM award",
]
REFUSED = {
    "SELECT a FROM award ORDER BY a": "NULLS LAST",
    "SELECT row_number() OVER (ORDER BY a) FROM award": "NULLS LAST",
    "SELECT a FROM award LIMIT 5": "LIMIT",
    "SELECT median(a) FROM award": "derive",
    "SELECT avg(a) FROM award": "nullif(count(x), 0)",
    "SELECT concat(a, b) FROM award": "a || b",
    "SELECT a FROM award GROUP BY ALL": "Name the columns",
    "SELECT * EXCLUDE (a) FROM award": "Name the columns",
    "SELECT a FROM range(5)": "tables of the model",
    "SELECT a FROM read_csv('x.csv')": "tables of the model",
    "SELECT a FROM lake.award": "Name the table alone",
    "SELECT a * 1.25 FROM award": "Multiply out",
    "SELECT a / b FROM award": "Divide by nullif",
    "SELECT a / nullif(b, 0) FROM award": "CAST(a AS DOUBLE)",
    "SELECT CAST(a AS BIGINT) FROM award": "round(x, 0)",
    "SELECT max_by(a, b) FROM award": "CASE WHEN x IS NOT NULL",
    "SELECT array_agg(a ORDER BY b NULLS LAST) FROM award": "sorted afterwards",
    "SELECT date_diff('month', a, b) FROM award": "'day'",
    "SELECT substr(a, 0, 2) FROM award": "Count from 1",
    "SELECT current_date FROM award": "says the same tomorrow",
    "SELECT a::DATE FROM award": "CAST(x AS TYPE)",
    "SELECT a FROM award WHERE b = ?": "$name",
    "SELECT [1, 2][1]": "outside",
    "SELECT INTERVAL 5 MONTH": "outside",
    "SELECT a FROM award QUALIFY row_number() OVER () = 1": "WHERE",
    "SELECT DISTINCT ON (a) b FROM award": "row_number",
    "WITH x AS MATERIALIZED (SELECT 1) SELECT * FROM x": "WITH name AS",
    "WITH RECURSIVE x AS (SELECT 1 UNION ALL SELECT 2 FROM x) SELECT * FROM x": "one SELECT",
    'SELECT "a" FROM award': "plain names",
    "SELECT * FROM (FROM award)": "Write SELECT * FROM",
    "SELECT a FROM award WHERE a LIKE 'x\\_%'": "backslash",
    "SELECT a FORM award": "one SELECT",
    "DELETE FROM award": "SELECT",
    "SELECT getenv('HOME')": "outside",
}


@pytest.mark.parametrize("select", TAKEN)
def test_what_both_engines_answer_alike_is_taken(select: str) -> None:
    assert fence.check("rule", select)["node"]


@pytest.mark.parametrize("select", REFUSED)
def test_what_they_may_answer_otherwise_is_refused_with_what_to_write(select: str) -> None:
    with pytest.raises(ModelError, match="rule") as told:
        fence.check("rule", select)
    assert REFUSED[select].lower() in str(told.value).lower()


def test_the_place_is_told() -> None:
    with pytest.raises(ModelError, match=r"line 2, at “median\(a\)"):
        fence.check("rule", "SELECT\n  median(a)\nFROM award")


def test_tables_and_parameters_are_read_from_the_syntax() -> None:
    tree = fence.check("rule", "WITH x AS (SELECT a FROM award WHERE b > $least) SELECT 'action' FROM x, vehicle")
    assert fence.tables(tree) == {"award", "vehicle"}
    assert fence.parameters(tree) == {"least"}
    assert fence.constants(tree) == {"action"}


def test_texts_are_left_as_they_are_in_the_spelling_of_spark() -> None:
    asked = "SELECT date_diff('day', a, b), 'VARCHAR $x it''s', CAST(a AS VARCHAR) FROM t WHERE c > $x -- $y"
    assert (
        fence.for_spark(asked)
        == "SELECT days_between( a, b), 'VARCHAR $x it''s', CAST(a AS STRING) FROM t WHERE c > :x -- $y"
    )
