"""One Atom page to rows: every entry flattened, cleaned of people, and kept whole as cleaned XML.

Nothing in a page is trusted: a DOCTYPE is refused (entities that swell, files that are fetched), nothing is looked up
on the network, and a page that is cut short or is no feed says so by name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from lxml import etree

from quaestor.errors import UnreadableFile, UnreadColumn
from quaestor.model.people import EMAIL, INDIVIDUAL, TELEPHONE, clean
from quaestor.sources.fpds_atom.rules import PERSONAL, PLAIN, Layout, Rule, layout

Row = list[str | None]

ATOM = "{http://www.w3.org/2005/Atom}"
KINDS = ("award", "IDV", "OtherTransactionAward", "OtherTransactionIDV")
AGAIN = "Fetch the page again."
_PROLOG = re.compile(rb"(?:\xef\xbb\xbf)?(?:\s+|<\?.*?\?>|<!--.*?-->)*", re.S)
_AWARDED_TO = re.compile(r"(?s)\bawarded to .*?(?=,? was modified|,? for the amount|$)")
_TITLE = re.compile(
    r"(?s)((?:New )?[A-Z /-]+ \w+(?: \(\w+\))? awarded to )(.*?)((?:,? was modified)? for the amount of -?\$-?[\d,.]+)"
)
_MANY = 200_000
_BLOCKS = 2_000


def parse(data: bytes, where: str) -> etree._Element:
    """The feed element of a page; UnreadableFile says what the page is instead."""
    if not data.strip():
        raise UnreadableFile("the page is empty", where=where, advice=AGAIN)
    start = _PROLOG.match(data)
    head = data[start.end() if start else 0 :][:64].lower()
    if head.startswith((b"<!doctype html", b"<html")):
        advice = f"The publisher answered with an error page. {AGAIN}"
        raise UnreadableFile("a web page, not an Atom feed", where=where, advice=advice)
    if head.startswith(b"<!doctype"):
        raise _doctype(where)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, collect_ids=False,
        remove_comments=True, remove_pis=True, remove_blank_text=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableFile(f"not whole, well-formed XML: {error.msg}", where=where, advice=AGAIN) from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise _doctype(where)
    if root.tag != f"{ATOM}feed":
        what = f"the first element is {_local(root.tag)}, not an Atom feed"
        raise UnreadableFile(what, where=where, advice="Give FPDS Atom pages.")
    return root


def _doctype(where: str) -> UnreadableFile:
    what = "the page declares a DOCTYPE, which a feed never does"
    return UnreadableFile(what, where=where, advice="It was not read. Look where it came from.")


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


class Reader:
    """Reads page after page, and remembers which elements and texts it has already looked at."""

    def __init__(self) -> None:
        self.layout: Layout = layout()
        self._rules: dict[str, Rule | None] = {}
        self._harmless: set[str] = set()
        self._cleaned: dict[str, str] = {}
        self._blocks: dict[bytes, tuple[int, list[tuple[int, str]], list[int]]] = {}
        self._at = {name: i for i, name in enumerate(self.layout.columns)}

    def rows(self, data: bytes, where: str) -> Iterator[tuple[int, Row, bytes, str | None]]:
        """Of each entry: its 1-based number, the values in the order of the columns, the whole entry as cleaned XML in
        UTF-8, and the reason why it cannot be kept, or None."""
        number = 0
        for entry in parse(data, where):
            if entry.tag == f"{ATOM}entry":
                number += 1
                yield number, *self._entry(entry, f"{where}, entry {number}")

    def _entry(self, entry: etree._Element, where: str) -> tuple[Row, bytes, str | None]:
        row: Row = [None] * len(self.layout.columns)
        for element in self._look(entry.iter(), row, where):
            parent = element.getparent()
            if parent is not None:
                parent.remove(element)
        record, reason = self._record(entry)
        if record is not None:
            row[0], row[1] = _local(record.tag), record.get("version")
        individual = self._individual(row)
        row[2] = "true" if individual else "false"
        if individual or record is None:  # without a record nothing says whether its supplier is a person
            self._hide(entry, row)
        missing = [name for name in ("agencyID", "PIID", "modNumber") if not (row[self._at[name]] or "").strip()]
        if reason is None and missing:
            reason = f"the record prints no {' and no '.join(missing)}, so it cannot be told from others"
        return row, etree.tostring(entry, encoding="utf-8", xml_declaration=False, with_tail=False), reason

    def _look(self, elements: Iterator[etree._Element], row: Row, where: str) -> list[etree._Element]:
        """Clean every text and attribute, note what is read into the row, and return the elements to cut out.

        Runs once for each element of the load, so the common case (nothing to read, a text seen before) comes first.
        """
        rules, harmless = self._rules, self._harmless
        drop: list[etree._Element] = []
        aside: list[etree._Element] = []
        for element in elements:
            try:
                rule = rules[element.tag]
            except KeyError:
                rule = self._learn(element, where)
            text = element.text
            if rule is None:
                if text and text not in harmless:
                    element.text = self._clean(text)
            elif rule.person:
                drop.append(element)
                continue
            else:
                if text and (not rule.exact or "@" in text):
                    cleaned = self._title(text) if rule.title else self._clean(text)
                    if cleaned != text:
                        element.text = text = cleaned
                if rule.fills and not (aside and any(above in aside for above in element.iterancestors())):
                    self._fill(element, rule, text, row)
                elif rule.alike:
                    count, people = self._again(element, row, where)
                    inside = list(islice(elements, count))
                    drop += [inside[position] for position in people]
                elif rule.aside:
                    aside.append(element)
            for value in element.values():
                if value not in harmless:
                    self._clean_attributes(element, rule)
                    break
            if element.tail and element.tail not in harmless:
                element.tail = self._clean(element.tail)
        return drop

    def _again(self, block: etree._Element, row: Row, where: str) -> tuple[int, list[int]]:
        """A block that most entries of a vehicle repeat letter by letter is looked into once: how many elements it
        holds, and which of them are to be cut out."""
        printed = etree.tostring(block, with_tail=False)
        known = self._blocks.get(printed)
        if known is None:
            values: Row = [None] * len(row)
            drop = self._look(block.iterdescendants(), values, where)
            inside = list(block.iterdescendants())
            filled = [(position, value) for position, value in enumerate(values) if value is not None]
            known = (len(inside), filled, [position for position, element in enumerate(inside) if element in drop])
            if etree.tostring(block, with_tail=False) == printed:  # nothing had to be cleaned
                if len(self._blocks) > _BLOCKS:
                    self._blocks.clear()
                self._blocks[printed] = known
        count, filled, people = known
        for position, value in filled:
            if row[position] is None:
                row[position] = value
        return count, people

    def _fill(self, element: etree._Element, rule: Rule, text: str | None, row: Row) -> None:
        """Note the columns that an element fills; where a column may come from several, the first printed stands."""
        above = element.getparent()
        parent = "" if above is None else above.tag
        position = rule.texts.get(parent)
        if position is not None and row[position] is None:
            row[position] = text
        for under, attribute, at in rule.attributes:
            if under == parent and row[at] is None:
                value = element.get(attribute)
                row[at] = value if value is None or value in self._harmless else self._attribute(value, rule)

    def _learn(self, element: etree._Element, where: str) -> Rule | None:
        """The rule of an element met for the first time, None where it is only cleaned; else UnreadColumn."""
        name = _local(element.tag)
        rule = self.layout.rules.get(name)
        if rule is not None:
            bound = None if rule == PLAIN else rule.within(element.tag.removesuffix(name))
            return self._rules.setdefault(element.tag, bound)
        path = [_local(above.tag) for above in element.iterancestors()]
        if any(above in self.layout.rules and self.layout.rules[above].block for above in path):
            return Rule(person=True) if PERSONAL.search(name) else None
        raise UnreadColumn(
            f"source.yml neither reads nor ignores the element {'/'.join([*reversed(path), name])}", where=where,
            advice="Add it to layouts.page of sources/fpds_atom/source.yml.",
        )  # fmt: skip

    def _clean(self, text: str) -> str:
        if text in self._harmless:
            return text
        cleaned = self._cleaned.get(text)
        if cleaned is not None:
            return cleaned
        if len(self._harmless) + len(self._cleaned) > _MANY:
            self._harmless.clear()
            self._cleaned.clear()
        cleaned = clean(text) or ""
        if cleaned == text:
            self._harmless.add(text)
        else:
            self._cleaned[text] = cleaned
        return cleaned

    def _title(self, text: str) -> str:
        """The entry's line: its kind and ids as they stand, the supplier's name cleaned, the amount as it stands."""
        parts = _TITLE.fullmatch(text)
        if parts is None:
            return self._clean(text)
        return f"{parts[1]}{self._clean(parts[2])}{parts[3]}"

    def _clean_attributes(self, element: etree._Element, rule: Rule | None) -> None:
        for name, value in [(str(name), str(value)) for name, value in element.items()]:
            cleaned = self._attribute(value, rule)
            if cleaned != value:
                element.set(name, cleaned)

    def _attribute(self, value: str, rule: Rule | None) -> str:
        """An attribute of a number, date or id names an agency, office or place, and an office may be called after a
        role ("SUPERVISOR SHIPBUILDING"): it keeps its words unless an address or number had to go."""
        if rule is None or not rule.exact:
            return self._clean(value)
        if rule.link and "@" not in value:
            return value
        cleaned = self._clean(value)
        return cleaned if EMAIL in cleaned or TELEPHONE in cleaned else value

    def _record(self, entry: etree._Element) -> tuple[etree._Element | None, str | None]:
        contents = entry.iterchildren(f"{ATOM}content")
        records = [child for content in contents for child in content if _local(child.tag) in KINDS]
        if len(records) != 1:
            return None, f"the entry holds {len(records) or 'no'} contract records, not one"
        return records[0], None

    def _individual(self, row: Row) -> bool:
        flag = (row[self._at["isSolePropreitorship"]] or "").strip().lower()
        form = (row[self._at["organizationalType"]] or "").upper()
        return flag in ("true", "t", "1", "y", "yes") or "SOLE PROPRIETOR" in form or "INDIVIDUAL" in form

    def _hide(self, entry: etree._Element, row: Row) -> None:
        """A supplier who is a person: names give way everywhere in the entry, the address is emptied."""
        names, places = self.layout.names, self.layout.places
        said = {(e.text or "").strip() for e in entry.iter() if _local(e.tag) in names}
        known = sorted((name for name in said if len(name) > 2), key=len, reverse=True)
        mention = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, known))})(?!\w)" if known else r"(?!)", re.I)
        for element in entry.iter():
            name = _local(element.tag)
            if name in places:
                element.text = None
                for attribute in element.keys():  # noqa: SIM118  (an element is not a mapping)
                    element.set(attribute, "")
            elif element.text and name in names:
                element.text = INDIVIDUAL
            elif element.text and not (self._rules.get(element.tag) or PLAIN).exact:
                element.text = mention.sub(INDIVIDUAL, element.text)
                if name == "title":
                    element.text = _AWARDED_TO.sub(f"awarded to {INDIVIDUAL}", element.text)
        for column, position in self._at.items():
            value = row[position]
            if value and column in names:
                row[position] = INDIVIDUAL
            elif value and column == "descriptionOfContractRequirement":
                row[position] = mention.sub(INDIVIDUAL, value)
