"""Makes supplier records by the million, after the patterns of real names: which words follow which, how long names
are, how a supplier's spellings differ.

Brands are invented letter by letter from those that are there; the rest of a name goes on as real names do. Each
spelling becomes a supplier of its own, and `truth` says which belong together.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

import pyarrow as pa

from quaestor.resolve import names

#: Spellings that one supplier has (weights), and how a further one differs, in parts of a hundred, as counted among
#: real suppliers with several: mostly legal form and punctuation.
SPELLINGS = ((1, 70), (2, 22), (3, 8))
FORMS = (
    "INC.",
    "INC",
    "INCORPORATED",
    "LLC",
    "L.L.C.",
    "CORPORATION",
    "CORP",
    "CORP.",
    "COMPANY",
    "CO.",
    "LTD",
    "LP",
    "",
)
WAYS = (("form", 68), ("cut", 12), ("letter", 8), ("order", 5), ("spaces", 4), ("short", 3))
SHORTER = {
    "SERVICES": "SVCS",
    "MANUFACTURING": "MFG",
    "INTERNATIONAL": "INTL",
    "TECHNOLOGIES": "TECH",
    "SYSTEMS": "SYS",
}


class Patterns:
    """What real names look like. rows: name, parent name, country and sort of product, as a store prints them."""

    def __init__(self, rows: Sequence[tuple[str, str | None, str | None, str | None]], seed: int) -> None:
        self.random = random.Random(seed)
        keys = [names.key(name).upper().split() for name, *_ in rows]
        keys = [words for words in keys if words]
        self.lengths = [len(words) for words in keys]
        self.after: dict[str, list[str]] = defaultdict(list)
        letters: dict[str, list[str]] = defaultdict(list)
        for words in keys:
            brand = f"^^{words[0]}$"
            for i in range(len(brand) - 2):
                letters[brand[i : i + 2]].append(brand[i + 2])
            for one, other in zip(["^", *words[1:]], words[1:], strict=False):
                self.after[one].append(other)
        self.letters = letters
        self.countries = [country for *_, country, _ in rows if country]
        self.products = [product for *_, product in rows if product]
        self.own = sum(parent is None or names.key(parent) == names.key(name) for name, parent, *_ in rows) / len(rows)

    def brand(self) -> str:
        made = "^^"
        while made[-1] != "$" and len(made) < 13:
            made += self.random.choice(self.letters[made[-2:]])
        made = made.strip("^$")
        return made if len(made) > 4 else self.brand()

    def name(self) -> str:
        words = [self.brand()]
        last = "^"
        for _ in range(self.random.choice(self.lengths) - 1):
            following = self.after.get(last) or self.after["^"]
            last = self.random.choice(following)
            words.append(last)
        made = " ".join(word for word in words if word)
        return made if len(made) > 7 else self.name()

    def spelled(self, name: str, way: str) -> str:
        words = name.split()
        if way == "cut" and len(name) > 30:
            return name[:30].strip()
        if way == "letter" and len(words[0]) > 4:
            at = self.random.randrange(1, len(words[0]) - 1)
            return " ".join([words[0][:at] + words[0][at] + words[0][at:], *words[1:]])
        if way == "order":
            return f"{name}, THE"
        if way == "spaces" and len(words) > 1:
            return "".join(words[:2]) + " " + " ".join(words[2:])
        if way == "short":
            return " ".join(SHORTER.get(word, word) for word in words)
        return name

    def suppliers(self, count: int) -> Iterator[tuple[str, str, str, str, str, str, int]]:
        """supplier_id, truth, name, country, parent_name, psc2, actions: so many rows."""
        made, supplier = 0, 0
        ways, parts = zip(*WAYS, strict=True)
        numbers, shares = zip(*SPELLINGS, strict=True)
        groups = [self.name() for _ in range(max(10, count // 50))]
        choose = self.random.choice
        while made < count:
            supplier += 1
            name = self.name()
            parent = name if self.random.random() < self.own else choose(groups)
            country, product = choose(self.countries), choose(self.products)
            spellings = self.random.choices(numbers, shares)[0]
            for nth, way in enumerate(["form", *self.random.choices(ways, parts, k=spellings - 1)]):
                if made == count:
                    return
                printed = self.spelled(f"{name} {choose(FORMS)}".strip() if way != "letter" else name, way)
                sold = product if nth == 0 or self.random.random() < 0.74 else choose(self.products)
                above = parent if nth == 0 or self.random.random() < 0.85 else choose(groups)
                yield f"made:{made:08d}", f"{supplier:08d}", printed, country, above, sold, self.random.randrange(1, 99)
                made += 1


def table(patterns: Patterns, count: int) -> pa.Table:
    columns = ("supplier_id", "truth", "name", "country", "parent_name", "psc2", "actions")
    return pa.table(dict(zip(columns, zip(*patterns.suppliers(count), strict=True), strict=True)))


def commonest(patterns: Patterns, count: int) -> list[tuple[str, int]]:
    """The words most used after a brand, for a look at what was made."""
    return Counter(word for words in patterns.after.values() for word in words).most_common(count)
