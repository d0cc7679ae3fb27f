"""How suppliers were printed, made once from every action and then moved by what each load changed.

What an action adds can be added to what is held of its identity: counts, sums, a first and a last day. What an action
took away with it cannot, where it was the first or the last one: the identities of such suppliers are made again.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from quaestor import model, sql
from quaestor.store import Lake

_KEY = model.table("identity").key
_KEYS = ", ".join(_KEY)
_ACTED = "SELECT * FROM lake.identity WHERE seen_in = 'action'"
#: What of an action bears on its identity.
ACT = (
    "action_id, supplier_id, supplier_name, supplier_uei, supplier_duns, supplier_cage, supplier_country, parent_id, "
    "parent_name, signed_on, psc, obligation, sampled, individual"
)
#: Rows of one key put into one, on which the sum of two is the whole of both.
_TOGETHER = (
    "nullif(max_by(coalesce(psc2, ''), concat(CAST(last_on AS VARCHAR), coalesce(psc2, ''))), '') AS psc2, "
    "min(first_on) AS first_on, "
    "max(last_on) AS last_on, CAST(sum(actions) AS BIGINT) AS actions, "
    f"CAST(sum(obligated) AS {model.table('identity').column('obligated').sql_type}) AS obligated, "
    "CAST(sum(day_sum) AS BIGINT) AS day_sum, min_by(first_action_id, concat(CAST(first_on AS VARCHAR), "
    "first_action_id)) AS first_action_id"
)


@cache
def select(name: str = "identity") -> str:
    """The SELECT of `identity.sql`, over a table `action`, or of `identity_elsewhere.sql`."""
    return sql.read(files(__package__).joinpath(f"{name}.sql")).select


def of(action: str) -> str:
    """SQL for the identities in the actions that the query `action` gives, in the columns of `identity`."""
    body = select().lstrip()
    return f"WITH action AS ({action}), {body[4:]}"


def refresh(lake: Lake) -> None:
    """Brings `identity` up to date inside the load's transaction, by all that is held; suppliers on which nothing moved
    keep their rows."""
    _elsewhere(lake)
    _differ(lake, _ACTED, of("SELECT * FROM lake.action"))
    write(lake)


def find(lake: Lake, went: str, came: str) -> None:
    """Fills `identity_moved` and `identity_now` (see `_differ`) without reading every action.

    went, came: queries for the leading actions that the load took away and brought; the lake holds them as they are.
    """
    _moved(lake, went, came)
    some = "SELECT supplier_id FROM temp.came UNION SELECT supplier_id FROM temp.went"
    lake.execute(f"CREATE OR REPLACE TEMP TABLE known AS {_ACTED} AND supplier_id IN ({some})")
    unsure = _unsure(lake)
    lake.execute(
        f"CREATE OR REPLACE TEMP TABLE fresh_identity AS SELECT {_KEYS}, {_TOGETHER} FROM (SELECT * FROM temp.known "
        f"UNION ALL BY NAME SELECT * FROM temp.came UNION ALL BY NAME "
        f"SELECT {_KEYS}, -actions AS actions, -obligated AS obligated, -day_sum AS day_sum FROM temp.went) "
        f"{'WHERE supplier_id NOT IN (FROM temp.unsure)' if unsure else ''} GROUP BY ALL HAVING sum(actions) > 0"
    )
    if unsure:
        acts = f"SELECT {ACT} FROM lake.action WHERE supplier_id IN (FROM temp.unsure)"
        lake.execute(f"INSERT INTO fresh_identity BY NAME {of(acts)}")
    _differ(lake, "SELECT * FROM temp.known", "SELECT * FROM temp.fresh_identity")


def write(lake: Lake, part: str = "seen_in = 'action'") -> None:
    """Puts `identity_now` in the place of what is held of the suppliers in `identity_moved`."""
    if not lake.value("SELECT EXISTS (FROM identity_moved)"):
        return
    if lake.value("SELECT EXISTS (FROM lake.identity)"):
        lake.execute(
            f"DELETE FROM lake.identity WHERE {part} AND supplier_id IN (SELECT supplier_id FROM identity_moved)"
        )
    lake.execute("INSERT INTO lake.identity SELECT * FROM identity_now ORDER BY supplier_id")


def _moved(lake: Lake, went: str, came: str) -> None:
    """Fills `came` and `went` with the identities in the actions that differ, as they are now and as they were."""
    for name, query in (("now_act", came), ("then_act", went)):
        acts = f"SELECT {ACT} FROM ({query})"
        lake.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT *, hash({ACT}) AS whole FROM ({acts})")
    for name, some, other in (("came", "now_act", "then_act"), ("went", "then_act", "now_act")):
        lake.execute(
            f"CREATE OR REPLACE TEMP TABLE moved AS SELECT {ACT} FROM temp.{some} "
            f"ANTI JOIN temp.{other} USING (action_id, whole)"
        )
        lake.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {of('SELECT * FROM temp.moved')}")
    for name in ("now_act", "then_act"):
        lake.execute(f"DROP TABLE {name}")


def _unsure(lake: Lake) -> bool:
    """Fills `unsure` with the suppliers of identities that may have lost their first or last action, or the last that
    entered the sum."""
    # What came takes the place of what went where it lies as far out: on an earlier or later day, or on the same one
    # with an id or a code that comes first all the same.
    first = (
        "w.first_on <= k.first_on AND w.first_action_id = k.first_action_id AND NOT coalesce("
        "c.first_on < k.first_on OR c.first_on = k.first_on AND c.first_action_id <= k.first_action_id, false)"
    )
    last = (
        "w.last_on >= k.last_on AND coalesce(w.psc2, '') >= coalesce(k.psc2, '') AND NOT coalesce("
        "c.last_on > k.last_on OR c.last_on = k.last_on AND coalesce(c.psc2, '') >= coalesce(k.psc2, ''), false)"
    )
    held, came = (" AND ".join(f"{o}.{name} IS NOT DISTINCT FROM w.{name}" for name in _KEY) for o in ("k", "c"))
    lake.execute(
        "CREATE OR REPLACE TEMP TABLE unsure AS SELECT DISTINCT w.supplier_id FROM temp.went w "
        f"JOIN temp.known k ON {held} LEFT JOIN temp.came c ON {came} "
        f"WHERE {first} OR {last} OR w.obligated = k.obligated AND c.obligated IS NULL"
    )
    return bool(lake.value("SELECT EXISTS (FROM temp.unsure)"))


def _elsewhere(lake: Lake) -> None:
    """Makes the identities of award summaries and subawards again, where the load bears on any of those."""
    touched = " OR ".join(
        f"EXISTS (FROM lake.{name}_version SEMI JOIN temp.touched USING (award_id))"
        for name in ("award_stated", "subaward")
    )
    if lake.value(f"SELECT {touched}"):
        _differ(lake, "SELECT * FROM lake.identity WHERE seen_in <> 'action'", select("identity_elsewhere"))
        write(lake, "seen_in <> 'action'")


def _differ(lake: Lake, held: str, fresh: str) -> None:
    """Fills `identity_moved` with the suppliers on whom the rows `held` and `fresh` differ, and `identity_now` with the
    fresh ones of theirs."""
    names = ", ".join(model.table("identity").names)
    lake.execute(f"CREATE OR REPLACE TEMP TABLE fresh_row AS SELECT {names} FROM ({fresh})")
    lake.execute(
        "CREATE OR REPLACE TEMP TABLE identity_moved AS SELECT DISTINCT supplier_id FROM ("
        f"(SELECT {names} FROM ({held}) EXCEPT FROM temp.fresh_row) UNION ALL "
        f"(FROM temp.fresh_row EXCEPT SELECT {names} FROM ({held})))"
    )
    lake.execute(
        "CREATE OR REPLACE TEMP TABLE identity_now AS FROM temp.fresh_row "
        "WHERE supplier_id IN (SELECT supplier_id FROM temp.identity_moved)"
    )
