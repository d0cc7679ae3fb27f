"""Fits the weights of name differences to labelled pairs, and says how well they do on pairs they have not seen.

python -m bench.fit_names PAIRS.csv            F1 by schema: as fitted, and over ten folds held out in turn
python -m bench.fit_names PAIRS.csv --write    the same, then writes quaestor/resolve/names.json

A logistic regression. Each weight is drawn towards what we held before seeing any pair (PRIOR), so that a kind of
difference seen once or never keeps a sensible weight; none may turn negative: a difference never speaks for sameness.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from quaestor.resolve import names
from quaestor.resolve.differences import Differences

PRIOR = {
    "disagree": 3.0,
    "letters": 0.8,
    "short": 0.8,
    "synonym": 2.0,
    "inflected": 0.5,
    "abbreviated": 0.3,
    "series": 1.5,
    "number": 4.0,
    "numbered": 4.0,
    "place": 5.0,
    "wider": 1.0,
    "placed": 3.0,
    "swapped": 5.0,
    "added": 4.0,
    "acronym": 1.0,
}
SAME = 3.0
#: How strongly a weight is held to its prior, against one labelled pair.
HOLD = 1.0
FOLDS = 10

Pair = tuple[str, bool, list[Differences]]


def read(file: Path) -> list[Pair]:
    """Schema, label, and every account of the differences of each pair."""
    with file.open(encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(opened))
    return [
        (row["schema"], row["is_match"] == "true", list(names.accounts(*sorted((row["name1"], row["name2"])))))
        for row in rows
    ]


def logit(found: Differences, same: float, weights: dict[str, float]) -> float:
    against = sum(weights[kind] * amount for kind, amount in found.counts.items())
    return same - against - weights["disagree"] * (1 - found.agree)


def best(found: list[Differences], same: float, weights: dict[str, float]) -> float:
    return max(logit(one, same, weights) for one in found)


def fit(pairs: Sequence[Pair]) -> tuple[float, dict[str, float]]:
    """Gradient descent; which account of a pair is the best follows the weights, so it is chosen anew each round."""
    kinds = list(PRIOR)
    prior = np.array([SAME, *PRIOR.values()])
    held = prior.copy()
    truth = np.array([label for _, label, _ in pairs], dtype=float)
    for _ in range(5):
        weights = dict(zip(kinds, held[1:], strict=True))
        chosen = [max(found, key=lambda one: logit(one, held[0], weights)) for _, _, found in pairs]
        table = np.array([[1.0, *(-_amount(one, kind) for kind in kinds)] for one in chosen])
        for _ in range(2000):
            slope = table.T @ (1 / (1 + np.exp(-table @ held)) - truth) + HOLD * (held - prior)
            held = np.maximum(held - 0.01 * slope, 0)
    return float(held[0]), dict(zip(kinds, map(float, held[1:]), strict=True))


def _amount(found: Differences, kind: str) -> float:
    return 1 - found.agree if kind == "disagree" else found.counts[kind]


def f1(outcomes: Sequence[tuple[bool, bool]]) -> float:
    hits = sum(label and said for label, said in outcomes)
    wrong = sum(label != said for label, said in outcomes)
    return 2 * hits / (2 * hits + wrong) if hits else 0.0


def told(pairs: Sequence[Pair], same: float, weights: dict[str, float]) -> list[tuple[str, bool, bool]]:
    return [(schema, label, best(found, same, weights) >= 0) for schema, label, found in pairs]


def held_out(pairs: Sequence[Pair], seed: int = 0) -> list[tuple[str, bool, bool]]:
    """Each pair as judged by weights fitted without it and its fold."""
    order = list(range(len(pairs)))
    random.Random(seed).shuffle(order)
    outcomes = []
    for fold in range(FOLDS):
        out = set(order[fold::FOLDS])
        same, weights = fit([pair for i, pair in enumerate(pairs) if i not in out])
        outcomes += told([pairs[i] for i in sorted(out)], same, weights)
    return outcomes


def show(title: str, outcomes: Sequence[tuple[str, bool, bool]]) -> None:
    for schema in ("Company", "Organization", "LegalEntity"):
        mine = [(label, said) for kind, label, said in outcomes if kind == schema]
        missed = sum(label and not said for label, said in mine)
        joined = sum(said and not label for label, said in mine)
        print(
            f"{title:<14}{schema:<14}{len(mine):>4} pairs  F1 {f1(mine):.3f}  missed {missed}  wrongly joined {joined}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pairs", type=Path)
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    pairs = read(given.pairs)
    show("before fitting", told(pairs, SAME, PRIOR))
    same, weights = fit(pairs)
    show("fitted", told(pairs, same, weights))
    show("held out", held_out(pairs))
    if given.write:
        file = Path(names.__file__).with_name("names.json")
        kept = {
            "recipe": "python -m bench.fit_names PAIRS.csv --write",
            "pairs": len(pairs),
            "same": round(same, 3),
            "weights": {kind: round(weight, 3) for kind, weight in weights.items()},
        }
        file.write_text(json.dumps(kept, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
