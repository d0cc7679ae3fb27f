"""The templates that pages are printed with."""

from __future__ import annotations

import hashlib
from collections.abc import MutableMapping
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from quaestor.web import (
    aligned,
    answered,
    buying,
    finding,
    flagged,
    kin,
    marking,
    months,
    selling,
    views,
    words,
)

#: Names that mean a method of a dictionary in a template, even where it has such a key.
_METHODS = frozenset(dir(dict))


class Templates(Environment):
    """Jinja as it is, but quicker with what nearly every expression of ours asks for, a key of a dictionary of facts,
    and with templates that import others."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        if type(obj) is dict and attribute in obj and attribute not in _METHODS:
            return obj[attribute]
        return super().getattr(obj, attribute)

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The names that a template knows; those given to the environment after it was first printed are not among
        them."""
        return {**self.globals, **(d or {})}


def templates() -> Environment:
    """The templates with every word, view and figure they name."""
    environment = Templates(
        loader=PackageLoader("quaestor.web"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    words.install(environment)
    views.install(environment)
    months.install(environment)
    aligned.install(environment)
    buying.install(environment)
    answered.install(environment)
    marking.install(environment)
    finding.install(environment)
    kin.install(environment)
    selling.install(environment)
    flagged.install(environment)
    for name in ("style.css", "site.js"):
        content = files("quaestor.web").joinpath("static", name).read_bytes()
        environment.globals[f"{name.replace('.', '_')}_digest"] = hashlib.sha256(content).hexdigest()[:12]
    return environment
