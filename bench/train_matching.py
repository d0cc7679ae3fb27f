"""Trains the model that matches suppliers by all but their numbers; writes quaestor/resolve/model.json.

python -m bench.train_matching STORE            trains on the store's identities, and prints how it does
python -m bench.train_matching STORE --write    the same, then writes the model

Truth are the numbers: two names printed beside one UEI or DUNS are one supplier's. How often each level is found among
such pairs, and among pairs taken at random, is all that is learnt. The thresholds are set by hand after what
`python -m bench.bench_resolve truth` says of errors.
"""

from __future__ import annotations

import argparse
import json
import logging
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from quaestor.resolve import model
from quaestor.resolve.records import prepare
from quaestor.store import Lake
from quaestor.store.scratch import Scratch, carry, scratch

THRESHOLDS = {"same": 0.5, "possible": -2.0}
#: Records of the same supplier that a record has in a store, on average: one, as most suppliers stand there under the
#: numbers of two eras. Learnt from the numbers it would be far less, since each of those hides the other.
OTHERS = 1.0
SEED = 7
#: Two firms whose names are a letter apart are commoner than the few numbers here can show: so much less is believed.
MISPRINTS = 40
LEAST_M, LEAST_U = 0.001, 0.000001
IDENTITY = """
SELECT supplier_id, supplier_name AS name, supplier_country AS country, parent_name,
  mode(substr(psc, 1, 2)) AS psc2, count(*) AS actions
FROM action
WHERE supplier_id IS NOT NULL AND NOT coalesce(individual, false) AND lower(supplier_name) <> 'an individual'
GROUP BY ALL
"""


def identities(source: Path, connection: Scratch, table: str) -> None:
    """What a store prints of each supplier, or the same from a Parquet file with the columns of `identity`."""
    if source.is_file():
        connection.execute(f"CREATE OR REPLACE TABLE {table} AS FROM '{source}'")
        return
    with Lake.open(source) as lake:
        carry(lake, IDENTITY, connection, table)


def train(connection: Scratch, table: str) -> dict[str, Any]:
    """The trained model as Splink writes it, from the numbered suppliers of a table of records."""
    from splink import DuckDBAPI, Linker

    logging.getLogger("splink").setLevel(logging.ERROR)
    connection.execute(f"CREATE OR REPLACE TABLE numbered AS FROM {table} WHERE NOT starts_with(supplier_id, 'name:')")
    api = DuckDBAPI(connection)
    linker = Linker(
        api.register("numbered", dataset_display_name="numbered"), model.settings(), log_level=logging.ERROR
    )
    linker.training.estimate_u_using_random_sampling(max_pairs=1e7, seed=SEED, min_count_per_level=None)
    linker.training.estimate_m_from_label_column("supplier_id")
    with TemporaryDirectory() as folder:
        found: dict[str, Any] = json.loads(json.dumps(linker.misc.save_model_to_json(str(Path(folder) / "model.json"))))
    found.pop("probability_two_random_records_match")
    found.pop("linker_uid", None)
    for comparison in found["comparisons"]:
        for level in comparison["comparison_levels"]:
            if not level.get("is_null_level"):  # what was never seen among so few is rare, not impossible
                if level["label_for_charts"] in model.MISPRINTED:
                    level["m_probability"] = (level.get("m_probability") or 0) / MISPRINTS
                if level["label_for_charts"] in model.SILENT:
                    level["m_probability"] = level["u_probability"] = LEAST_M
                level["m_probability"] = max(level.get("m_probability") or 0, LEAST_M)
                level["u_probability"] = max(level.get("u_probability") or 0, LEAST_U)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("store", type=Path)
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    with scratch(threads=2) as connection:
        identities(given.store, connection, "printed")
        prepare(connection, "printed", "record", each="name")
        found = train(connection, "record")
    kept = {
        "recipe": "python -m bench.train_matching STORE --write",
        "thresholds": THRESHOLDS,
        "others": OTHERS,
        "splink": found,
    }
    for comparison in found["comparisons"]:
        for level in comparison["comparison_levels"]:
            if not level.get("is_null_level"):
                print(
                    comparison["output_column_name"],
                    level["label_for_charts"],
                    level.get("m_probability"),
                    level.get("u_probability"),
                )
    if given.write:
        model.KEPT.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
