"""Papers in HTML: the words a reader sees, blocks on lines of their own."""

from __future__ import annotations

from typing import Any

from lxml import html

from quaestor.errors import UnreadableFile

_BLOCKS = frozenset([
    "address", "article", "aside", "blockquote", "br", "caption", "dd", "div", "dl", "dt", "fieldset", "figure",
    "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre",
    "section", "table", "td", "th", "tr", "ul",
])  # fmt: skip
_UNSEEN = "//script | //style | //template | //noscript | //head | //*[@hidden] | //comment()"


def text(page: str) -> str:
    """The text of a page, without scripts and what is marked as hidden. Raises UnreadableFile."""
    try:
        tree: Any = html.fromstring(page.encode("utf-8"), parser=html.HTMLParser(encoding="utf-8", huge_tree=True))
    except (ValueError, html.etree.ParserError) as error:
        raise UnreadableFile("an HTML file without anything in it", advice="Save the page again.") from error
    for element in tree.xpath(_UNSEEN):
        element.drop_tree()
    pieces: list[str] = []
    for event, element in html.etree.iterwalk(tree, events=("start", "end")):
        block = element.tag in _BLOCKS
        if event == "start":
            pieces += ["\n"] if block else []
            pieces.append(element.text or "")
        else:
            pieces += ["\n"] if block else []
            pieces.append(element.tail or "" if element is not tree else "")
    lines = (" ".join(line.split()) for line in "".join(pieces).split("\n"))
    return "\n".join(line for line in lines if line)
