"""What a paper is, told by signs that anyone can check in it (`kinds.yml`)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from quaestor import yml

#: Characters in which a paper's title stands, that count as its head, and that are looked at in all.
TOP, HEAD, WHOLE = 900, 4_000, 400_000
OTHER = "other"


@dataclass(frozen=True)
class Told:
    """What a paper is: its kind, and the signs that say so, as they stand in it."""

    kind: str
    signs: list[str] = field(default_factory=list)


def labels() -> dict[str, str]:
    """Every kind of paper, in words."""
    return {str(one["name"]): str(one["label"]) for one in _kinds()[1]} | {
        OTHER: "other paper",
        "captured_page": "a page of the web captured in place of a paper",
    }


def tell(text: str) -> Told:
    """The kind whose signs weigh the most; `other` where none weighs enough."""
    least, kinds = _kinds()
    best, weight = Told(OTHER), least - 1
    for one in kinds:
        found = [(sign["weight"], sign["find"].search(text, 0, _until(sign))) for sign in one["signs"]]
        total = sum(points for points, match in found if match)
        if one.get("head_needed") and not any(
            match and sign.get("head") for (_, match), sign in zip(found, one["signs"], strict=True)
        ):
            continue
        if total > weight:
            signs = [" ".join(match[0].split())[:80] for _, match in sorted(found, key=lambda f: -f[0]) if match]
            best, weight = Told(one["name"], signs), total
    return best


def _until(sign: dict[str, Any]) -> int:
    """Up to which character a sign is looked for."""
    return TOP if sign.get("top") else HEAD if sign.get("head") else WHOLE


@cache
def _kinds() -> tuple[int, list[dict[str, Any]]]:
    listed = yml.read(files("quaestor.documents").joinpath("kinds.yml").read_text("utf-8"))
    for one in listed["kinds"]:
        for sign in one["signs"]:
            sign["find"] = re.compile(sign["pattern"], re.I | re.M)
    return int(listed["least"]), list(listed["kinds"])
