"""Which awards there are, and what every action on them does: computed from a number, so that any part can be made alone.

An award is a number `a`; an action is (`a`, `k`), k counting its modifications. All its properties follow from them and the
seed by hashing, so a delta made later knows the actions of the archive without reading it.

Shares follow the real files: half the awards have one action, one in a hundred more than twenty; four actions in ten carry no
money and seven in a hundred take some back; two orders in three stand under a vehicle; a vehicle's modifications carry none.
"""

# ruff: noqa: E501 -- an SQL expression stays on one line beside its column
from __future__ import annotations

from collections.abc import Sequence

import duckdb

from bench import vocabulary as v
from bench.expressions import text, words

#: every VEHICLE_EVERY-th award is a vehicle
VEHICLE_EVERY = 25
AWARDS_PER_SUPPLIER = 12
#: vehicles of agencies that are not held are numbered from here
NOT_HELD = 90_000_000


def _macros(seed: int, awards: int) -> list[str]:
    vehicles, suppliers = max(awards // VEHICLE_EVERY, 1), max(awards // AWARDS_PER_SUPPLIER, 1)
    slots = sum(weight for *_, weight in v.AGENCIES)
    return [
        f"h(key, salt) AS hash(key * 128 + salt + {seed} * 1000000000000000)",
        "u(key, salt) AS (h(key, salt) % 1000000)::DOUBLE / 1e6",
        "z(key, salt) AS sqrt(-2 * ln(1 - u(key, salt))) * cos(6.283185307179586 * u(key, salt + 1))",
        "pick(list, key, salt) AS list[1 + (h(key, salt) % len(list))::BIGINT]",
        "fiscal_year(d) AS year(d) + CASE WHEN month(d) > 9 THEN 1 ELSE 0 END",
        f"slot(a) AS (h(a, 1) % {slots})::INT",
        f"is_vehicle(a) AS a % {VEHICLE_EVERY} = 0",
        "vehicle_kind(a) AS CASE WHEN u(a, 2) < 0.7 THEN 'B' WHEN u(a, 2) < 0.85 THEN 'E' WHEN u(a, 2) < 0.95 THEN 'C' ELSE 'A' END",
        "vehicle_words(k) AS CASE k WHEN 'A' THEN 'GWAC' WHEN 'B' THEN 'IDC' WHEN 'C' THEN 'FSS' ELSE 'BPA' END",
        """kind(a) AS CASE WHEN is_vehicle(a) THEN vehicle_kind(a) WHEN u(a, 2) < 0.58 THEN 'C' WHEN u(a, 2) < 0.67 THEN 'A'
            WHEN u(a, 2) < 0.93 THEN 'B' ELSE 'D' END""",
        f"""vehicle_of(a) AS CASE WHEN kind(a) NOT IN ('A', 'C') OR is_vehicle(a) THEN NULL
            WHEN u(a, 3) < 0.15 THEN {NOT_HELD} + (h(a, 4) % 2000)::BIGINT * {VEHICLE_EVERY}
            ELSE floor({vehicles} * pow(u(a, 4), 2))::BIGINT * {VEHICLE_EVERY} END""",
        f"supplier_of(a) AS floor({suppliers} * pow(u(a, 5), 3))::BIGINT",
        f"""first_on(a) AS CASE WHEN a >= {awards} AND a < {NOT_HELD} THEN DATE '2026-01-01' + (h(a, 6) % 28)::INT
            ELSE DATE '2008-10-01' + (h(a, 6) % 6200)::INT END""",
        # Lomax: how many actions an award has in its life
        "life(a) AS 1 + least(800, floor((CASE WHEN is_vehicle(a) THEN 7.0 ELSE 1.7 END) * (pow(1 - u(a, 7), -1 / 1.8) - 1)))::INT",
        "office_of(a, sub_code) AS sub_code || lpad((h(a, 8) % 30)::VARCHAR, 2, '0')",
        """piid_of(a, sub_code) AS office_of(a, sub_code) || lpad((fiscal_year(first_on(a)) % 100)::VARCHAR, 2, '0')
            || CASE WHEN is_vehicle(a) THEN 'D' WHEN kind(a) = 'B' THEN 'P' WHEN kind(a) = 'D' THEN 'C' ELSE 'F' END
            || lpad(a::VARCHAR, 8, '0')""",
        "size_of(a) AS round(least(5e8, exp(10.3 + 2.2 * z(a, 9))), 2)",
        "cents(x) AS round(x, 2)::DECIMAL(18, 2)",
        f"person(key, salt) AS pick({words(v.GIVEN)}, key, salt) || ' ' || pick({words(v.SURNAME)}, key, salt + 10)",
    ]


def _agencies() -> str:
    slots = [row[:4] for row in v.AGENCIES for _ in range(row[4])]
    rows = ", ".join(f"({i}, {', '.join(map(text, row))})" for i, row in enumerate(slots))
    return f"SELECT * FROM (VALUES {rows}) AS _(slot, code, name, sub_code, sub_name)"


def _listed(rows: Sequence[tuple[str, ...]], columns: str) -> str:
    values = ", ".join(f"({i}, {', '.join(map(text, row))})" for i, row in enumerate(rows))
    return f"SELECT * FROM (VALUES {values}) AS _(i, {columns})"


def _firms(suppliers: int) -> str:
    """Suppliers by number; every third belongs to one of few parents."""
    return f"""
        WITH named AS (
            SELECT s, pick({words(v.FIRM_FIRST)}, s, 11) || ' ' || CASE WHEN u(s, 12) < 0.6 THEN pick({words(v.FIRM_SECOND)}, s, 13) || ' '
                       ELSE '' END || pick({words(v.FIRM_TRADE)}, s, 14) || pick({words(v.FIRM_FORM)}, s, 15) AS name,
                   substr(upper(md5(s::VARCHAR)), 1, 4) || lpad(s::VARCHAR, 7, '0') || 'Q' AS uei, lpad((10000000 + s * 7)::VARCHAR, 9, '0') AS duns,
                   substr(upper(md5((s + 7)::VARCHAR)), 1, 5) AS cage, (h(s, 16) % {len(v.PLACES)})::INT AS i,
                   CASE WHEN h(s, 17) % 3 = 0 THEN (h(s, 18) % {max(suppliers // 20, 1)})::BIGINT ELSE s END AS parent
            FROM range({suppliers}) AS _(s))
        SELECT n.s, n.name, n.uei, n.duns, n.cage, m.uei AS parent_uei, m.duns AS parent_duns, m.name AS parent_name,
               (100 + n.s % 8900) || ' ' || pick({words(v.FIRM_FIRST)}, n.s, 19) || ' ST STE ' || n.s % 700 AS address,
               p.city, p.county, p.fips, p.state, p.state_name, p.zip || lpad((n.s % 9999)::VARCHAR, 4, '0') AS zip,
               '2025550' || (100 + n.s % 100) AS phone, n.s % 19 = 5 AS reports_pay
        FROM named AS n JOIN named AS m ON m.s = n.parent JOIN place AS p ON p.i = n.i"""


def prepare(db: duckdb.DuckDBPyConnection, rows: int, seed: int) -> int:
    """The macros and tables that `actions` needs, for an archive of `rows` actions; returns the number of its awards."""
    for macro in _macros(seed, 1):
        db.execute(f"CREATE OR REPLACE MACRO {macro}")
    db.execute(f"""
        CREATE OR REPLACE TABLE award AS
        WITH lives AS (SELECT a, life(a) AS n FROM range({rows}) AS _(a)),
             summed AS (SELECT a, n, sum(n) OVER (ORDER BY a) AS total FROM lives)
        SELECT a, least(n, n - (total - {rows}))::INT AS n FROM summed WHERE total - n < {rows} ORDER BY a""")
    (awards,) = db.execute("SELECT count(*) FROM award").fetchone() or (0,)
    for macro in _macros(seed, awards):
        db.execute(f"CREATE OR REPLACE MACRO {macro}")
    tables = {
        "agency": _agencies(),
        "place": _listed(v.PLACES, "city, county, fips, state, state_name, zip"),
        "trade": _listed(v.TRADES, "psc, psc_words, naics, naics_words"),
        "firm": _firms(max(awards // AWARDS_PER_SUPPLIER, 1)),
    }
    for name, query in tables.items():
        db.execute(f"CREATE OR REPLACE TABLE {name} AS {query}")
    return int(awards)


def actions(awards: str) -> str:
    """Every action of `awards`, a relation (a, n): its date, its reason, its money and the totals printed beside it.

    draw < 0.13 takes money back, < 0.36 adds funds, < 0.48 exercises an option, < 0.53 raises the ceiling without money.
    """
    return f"""
        WITH acts AS (
            SELECT a, n, unnest(range(n))::INT AS k, greatest(2, least(120, 4000 // n))::INT AS gap FROM {awards}),
        drawn AS (
            SELECT a, n, k, a * 4096 + k AS row, u(a * 4096 + k, 64) AS draw, u(a * 4096 + k, 65) AS part, size_of(a) AS size,
                   greatest(first_on(a), least(first_on(a) + k * gap + CASE WHEN k > 0 THEN (h(a * 4096 + k, 66) % gap)::INT ELSE 0 END,
                         DATE '2025-12-30')) AS signed_on
            FROM acts),
        sorted AS (
            SELECT a, n, k, row, signed_on, size, part, u(a, 42) AS options,
                   CASE WHEN k = 0 THEN CASE WHEN is_vehicle(a) THEN 'vehicle' ELSE 'first' END
                        WHEN is_vehicle(a) THEN CASE WHEN draw < 0.08 THEN 'ceiling' ELSE 'none' END
                        WHEN draw < 0.13 THEN 'back' WHEN draw < 0.36 THEN 'funds' WHEN draw < 0.48 THEN 'option'
                        WHEN draw < 0.53 THEN 'ceiling' ELSE 'none' END AS act
            FROM drawn),
        priced AS (
            SELECT a, n, k, row, signed_on,
                   CASE WHEN k = 0 THEN NULL WHEN act = 'back' AND k = n - 1 THEN 'K' WHEN act = 'back' OR act = 'none' AND part < 0.8 THEN 'M'
                        WHEN act = 'funds' THEN 'C' WHEN act = 'option' THEN 'G' WHEN act = 'ceiling' AND part < 0.2 THEN 'A'
                        WHEN part < 0.95 THEN 'B' ELSE 'D' END AS reason,
                   cents(CASE act WHEN 'first' THEN size WHEN 'back' THEN -size * 0.3 * part WHEN 'funds' THEN size * part
                              WHEN 'option' THEN size * (0.5 + part / 2) ELSE 0 END) AS obligation,
                   cents(CASE act WHEN 'first' THEN size * (CASE WHEN options < 0.7 THEN 1 ELSE 1 + 2 * part END)
                              WHEN 'back' THEN -size * 0.3 * part WHEN 'option' THEN size * (0.5 + part / 2)
                              WHEN 'ceiling' THEN size * part / 2 ELSE 0 END) AS exercised_change,
                   cents(CASE act WHEN 'first' THEN size * (CASE WHEN options < 0.7 THEN 1 ELSE 3 + 4 * part END)
                              WHEN 'vehicle' THEN CASE WHEN options < 0.04 THEN pick([999999999.0, 9999999999.0, 99999999999.99], a, 43)
                                  WHEN options < 0.27 THEN 0 ELSE size * 40 END
                              WHEN 'back' THEN CASE WHEN part < 0.5 THEN -size * 0.3 * part ELSE 0 END
                              WHEN 'ceiling' THEN size * part ELSE 0 END) AS ceiling_change
            FROM sorted)
        SELECT *, sum(obligation) OVER (PARTITION BY a ORDER BY k) AS obligated, sum(obligation) OVER (PARTITION BY a) AS obligated_in_all,
               sum(exercised_change) OVER (PARTITION BY a) AS exercised, sum(ceiling_change) OVER (PARTITION BY a) AS ceiling,
               least(signed_on + (h(row, 82) % 500)::INT, DATE '2025-12-31') AS modified_on, ''::VARCHAR AS changed
        FROM priced"""


def records(acts: str, columns: str) -> str:
    """The publisher's rows for `acts`, a relation as `actions` gives it, in its order; `columns` is their SELECT list."""
    return f"""
        WITH award_of AS (
            SELECT x.*, is_vehicle(x.a) AS is_vehicle, kind(x.a) AS kind, vehicle_of(x.a) AS v, first_on(x.a) AS first_on,
                   CASE WHEN x.k = 0 THEN '0' WHEN h(x.a, 44) % 20 = 0 THEN 'A' || lpad(x.k::VARCHAR, 5, '0')
                        ELSE 'P' || lpad(x.k::VARCHAR, 5, '0') END AS mod_number,
                   slot(x.a) AS buyer, CASE WHEN u(x.a, 45) < 0.9 THEN slot(x.a) ELSE slot(x.a + 1) END AS funder,
                   CASE WHEN vehicle_of(x.a) IS NOT NULL THEN slot(vehicle_of(x.a)) END AS owner
            FROM {acts} AS x),
        named AS (
            SELECT y.*, b.sub_code, office_of(y.a, b.sub_code) AS office, piid_of(y.a, b.sub_code) AS piid,
                   CASE WHEN y.v IS NOT NULL THEN piid_of(y.v, o.sub_code) END AS vehicle_piid, o.sub_code AS vehicle_agency
            FROM award_of AS y JOIN agency AS b ON b.slot = y.buyer LEFT JOIN agency AS o ON o.slot = y.owner),
        w AS (
            SELECT *, sub_code || '_' || coalesce(vehicle_agency, '-NONE-') || '_' || piid || '_' || mod_number || '_'
                       || coalesce(vehicle_piid, '-NONE-') || CASE WHEN is_vehicle THEN '_-NONE-' ELSE '_0' END AS action_id,
                   CASE WHEN is_vehicle THEN 'CONT_IDV_' || piid || '_' || sub_code
                        ELSE 'CONT_AWD_' || piid || '_' || sub_code || '_' || coalesce(vehicle_piid, '-NONE-') || '_'
                             || coalesce(vehicle_agency, '-NONE-') END AS award_id
            FROM named)
        SELECT {columns}
        FROM w
        JOIN firm AS f ON f.s = supplier_of(w.a)
        JOIN agency AS b ON b.slot = w.buyer JOIN agency AS q ON q.slot = w.funder LEFT JOIN agency AS o ON o.slot = w.owner
        JOIN trade AS t ON t.i = (h(w.a, 46) % {len(v.TRADES)})::INT
        LEFT JOIN place AS p ON p.i = CASE WHEN NOT w.is_vehicle THEN (h(w.a, 47) % {len(v.PLACES)})::INT END"""
