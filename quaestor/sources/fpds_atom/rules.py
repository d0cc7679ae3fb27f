"""What `source.yml` says about each element of a record: read, ignored for a reason, or holding a person."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from typing import Any

from quaestor import yml
from quaestor.errors import ModelError

#: Columns that the reader fills besides those of `read`; the whole entry is one more, and stands last.
GIVEN = ("record", "version", "individual")

# Names of elements that sound like a person, inside an agency's own block, where no list can be complete.
PERSONAL = re.compile(
    r"(?i)name|initial$|e-?mail|phone|fax|investigator|officer|negotiator|administrator|buyer|cotr|specialist|contact|(by|poc)$"
)


@dataclass(frozen=True, slots=True)
class Rule:
    """What is done with elements of one local name, beside cleaning their text.

    person: cut out. exact: a number, date or id, in which digits are never a telephone number. block: an agency's own
    block. aside: ids of other records. alike: a block that most entries repeat. title, link: the entry's own line and
    addresses. fills: read into a column. texts: parent's name -> position of the column that the text goes to.
    attributes: (parent's name, attribute, position).
    """

    person: bool = False
    exact: bool = False
    block: bool = False
    aside: bool = False
    alike: bool = False
    title: bool = False
    link: bool = False
    fills: bool = False
    texts: dict[str, int] = field(default_factory=dict)
    attributes: tuple[tuple[str, str, int], ...] = ()

    def within(self, namespace: str) -> Rule:
        """The same rule with the parents' full names, as elements of one namespace ("{https://...}") print them."""
        texts = {namespace + parent: position for parent, position in self.texts.items()}
        attributes = tuple((namespace + parent, attribute, position) for parent, attribute, position in self.attributes)
        return replace(self, texts=texts, attributes=attributes)


#: The rule of most elements: nothing but cleaning.
PLAIN = Rule()


@dataclass(frozen=True)
class Layout:
    """The columns in order, and the rule of every element that `source.yml` names."""

    columns: tuple[str, ...]
    rules: dict[str, Rule]
    names: frozenset[str]
    places: frozenset[str]


def _layout(entry: dict[str, Any]) -> Layout:
    columns = (*GIVEN, *entry["read"])
    texts: dict[str, dict[str, int]] = {}
    attributes: dict[str, list[tuple[str, str, int]]] = {}
    for position, (column, paths) in enumerate(entry["read"].items(), len(GIVEN)):
        for path in [paths] if isinstance(paths, str) else paths:
            parent, slash, element = path.partition("/")
            if not slash:
                raise ModelError(f"column {column} names no parent of its element", where="fpds_atom/source.yml")
            element, at, attribute = element.partition("@")
            if at:
                attributes.setdefault(element, []).append((parent, attribute, position))
            else:
                texts.setdefault(element, {})[parent] = position
    ignored = {name for names in entry["ignored"].values() for name in names}
    people, exact = set(entry["people"]), set(entry["exact"])
    blocks, aside, alike = set(entry["blocks"]), set(entry["aside"]), set(entry["alike"])
    read = texts.keys() | attributes.keys()
    if twice := (people | blocks | aside | read) & ignored | people & read:
        raise ModelError(f"in two lists: {', '.join(sorted(twice))}", where="fpds_atom/source.yml")
    rules = {
        name: Rule(
            person=name in people,
            exact=name in exact,
            block=name in blocks,
            aside=name in aside,
            alike=name in alike,
            title=name == "title",
            link=name == "link",
            fills=name in read,
            texts=texts.get(name, {}),
            attributes=tuple(attributes.get(name, ())),
        )
        for name in ignored | people | blocks | aside | read
    }
    individual = entry["individual"]
    return Layout(columns, rules, frozenset(individual["names"]), frozenset(individual["places"]))


@cache
def layout() -> Layout:
    """The one layout of the source, as `source.yml` describes it."""
    text = files(__package__).joinpath("source.yml").read_text(encoding="utf-8")
    return _layout(yml.read(text)["layouts"]["page"])
