"""After any row of deltas the derived tables are those that all the lake's actions make."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from made import CHANCES, search_file, search_row, transaction_file, transaction_row

from quaestor import derive, model, pipeline
from quaestor.store import Lake

DERIVED = ("award", "vehicle", "vehicle_order", "supplier_award", "supplier", "coverage", "identity", "new_words")
SUPPLIERS = ("KEYSTONE WORKS LLC", "SPAN AND SONS INC", "ARCH COMPANY", "PIER GROUP")


def act(chance: random.Random, number: int, mod: int, *, moved: bool = False) -> dict[str, str]:
    """An act on order `number` of ICE, or on a vehicle of one of two solicitations with a ceiling they may share."""
    vehicle, piid = number % 3 == 0, f"P{number}"
    key = f"CONT_IDV_{piid}_7012" if vehicle else f"CONT_AWD_{piid}_7012_{'V1_7012' if moved else '-NONE-_-NONE-'}"
    ceiling = chance.choice(("5000000.00",) * 5 + ("7000000.00",)) if mod == 0 and vehicle else "0.00"
    return transaction_row(number, f"{chance.randint(-500, 5000)}.00") | {
        "contract_transaction_unique_key": f"7012_-NONE-_{piid}_{mod}_-NONE-_0",
        "contract_award_unique_key": key,
        "award_id_piid": piid,
        "parent_award_id_piid": "",
        "parent_award_agency_id": "",
        "modification_number": str(mod),
        "action_type_code": "" if mod == 0 else "C",
        "award_or_idv_flag": "IDV" if vehicle else "AWARD",
        "award_type_code": "" if vehicle else "C",
        "idv_type_code": "B" if vehicle else "",
        "awarding_sub_agency_code": "7012",
        "action_date": f"2024-{1 + mod % 9:02d}-{1 + number % 27:02d}",
        "base_and_all_options_value": ceiling,
        "potential_total_value_of_award": "",
        "recipient_name": chance.choice(SUPPLIERS),
        "transaction_description": chance.choice(("SPANS", "SPANS AND PIERS", "GUARDS", "GUARDS FOR SPANS")),
        "recipient_uei": f"UEI{chance.randint(1, 8):09d}",
        "solicitation_identifier": f"S{number // 30}" if vehicle else "",
    }


def rows_of(lake: Lake) -> dict[str, list[dict[str, Any]]]:
    keys = ", ".join(model.table("spend").key)
    spend = f"SELECT {keys}, sum(obligated) AS obligated, sum(actions) AS actions FROM spend GROUP BY ALL"
    summed = lake.query(f"FROM ({spend}) WHERE obligated <> 0 OR actions <> 0 ORDER BY ALL")
    keys = ", ".join(model.table("supplier_action").key)
    counted = f"SELECT {keys}, sum(actions) AS actions FROM supplier_action GROUP BY ALL HAVING sum(actions) <> 0"
    keys, parts = ", ".join(model.table("held_day").key), ("actions", "negative", "zero", "priced", "obligated")
    days = f"SELECT {keys}, {', '.join(f'sum({part}) AS {part}' for part in parts)} FROM held_day GROUP BY ALL"
    held = lake.query(f"FROM ({days}) WHERE actions <> 0 ORDER BY ALL")
    moved = {"held_day": held, "spend": summed, "supplier_action": lake.query(f"FROM ({counted}) ORDER BY ALL")}
    return {name: lake.query(f"FROM {name} ORDER BY ALL") for name in DERIVED} | moved


@pytest.mark.parametrize("seed", range(CHANCES))
def test_deltas_leave_what_a_new_sum_over_everything_gives(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    store = tmp_path / "store"
    held = {(number, mod): act(chance, number, mod) for number in range(1, 25) for mod in range(chance.randint(1, 4))}
    search = [
        search_row(number, "1.00", mod=str(mod), day=row["action_date"])
        for (number, mod), row in held.items()
        if number % 4 == 1
    ]
    pipeline.load(store, "usaspending_search", [search_file(tmp_path / "FY2024_20240101T000000.csv", search)])
    first = tmp_path / "FY2024_090_Contracts_Full_20240406_1.csv"
    pipeline.load(store, "usaspending_transactions", [transaction_file(first, list(held.values()))])
    kinds: set[str] = set()
    for month in range(5, 9):
        rows = []
        for key in chance.sample(sorted(held), 6):  # corrections, of which one moves its record to another award
            held[key] = act(chance, *key, moved=not rows)
            rows.append(held[key] | {"correction_delete_ind": "C"})
        leaving = chance.sample(sorted(held), 4)
        for key in leaving:
            gone = held.pop(key)["contract_transaction_unique_key"]
            rows = [row for row in rows if row["contract_transaction_unique_key"] != gone]
            rows.append({"correction_delete_ind": "D", "contract_transaction_unique_key": gone})
        for number in chance.sample(sorted(set(range(1, 40)) - {number for number, _ in leaving}), 6):
            mod = 1 + max((m for n, m in held if n == number), default=-1)
            held[number, mod] = act(chance, number, mod)
            rows.append(held[number, mod] | {"correction_delete_ind": ""})
        path = tmp_path / f"FY(All)_090_Contracts_Delta_2024{month:02d}06_1.csv"
        told = pipeline.load(store, "usaspending_transactions", [transaction_file(path, rows)])
        assert told["kept"] == len(rows)
        assert told["withdrawn"] > 0
        with Lake.open(store, read_only=False) as lake:
            after = rows_of(lake)
            kinds |= {row["ceiling_kind"] for row in after["award"]}
            lake.execute("BEGIN TRANSACTION")
            for name in DERIVED:
                lake.execute(f"DELETE FROM {name}")
            lake.execute("CREATE OR REPLACE TEMP TABLE touched AS SELECT DISTINCT award_id FROM action_version")
            derive.refresh(lake)
            derive.follow(lake)
            again = rows_of(lake)
            for name in again:
                assert again[name] == after[name], name
            lake.execute("ROLLBACK")
            stands = lake.query(
                f"SELECT count(*) AS n FROM action_version WHERE source = 'usaspending_transactions' AND superseded_at "
                f"IS NULL GROUP BY {model.table('action').record_id()} HAVING count(*) > 1"
            )
            assert stands == []
            assert lake.value("SELECT count(*) FROM action WHERE source = 'usaspending_transactions'") == len(held)
    assert {"shared", "stated", "unknown"} <= kinds
