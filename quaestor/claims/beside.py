"""Whether a firm that is named is the one told of: some are told only to place another, or as what it sells."""

from __future__ import annotations

import re

from quaestor.claims.named import Place


def told_of(text: str, start: int, firms: list[Place]) -> list[Place]:
    """The firms of a sentence that something is told of: not its rivals, nor those whose goods another sells."""
    out = [one for one in firms if not only_beside(text, start, one)]
    sellers = [one for one in out if not is_goods(text, one)]
    return (
        sellers if any(_SELLS.match(text, one.end) or _FROM.search(text, start, one.start) for one in sellers) else out
    )


def is_goods(text: str, one: Place) -> bool:
    """Whether a firm is named for what it makes: "Salesforce licenses", "$14.8 million for ServiceNow"."""
    bought = one.named.kind == "brand" and _BOUGHT.search(text, max(0, one.start - 12), one.start)
    return bool(bought or _GOODS.match(text, one.end)) and not _SELLS.match(text, one.end)


def only_beside(text: str, start: int, one: Place) -> bool:
    """Whether a firm is only named to place another: "a rival of Palantir", "a Palantir competitor"."""
    before, after = text[max(start, one.start - 24) : one.start], text[one.end : one.end + 24]
    return bool(_RIVAL_OF.search(before) or _RIVAL.match(after) or (_ANY.search(before) and _KIN.match(after)))


def is_paid(text: str, start: int, one: Place) -> bool:
    """Whether a name that may be a person's or a word is told to be paid, or to sell."""
    before, after = text[max(start, one.start - 16) : one.start], text[one.end : one.end + 110]
    return bool(_PAID_TO.search(before) or _PAID.match(after))


#: "$25 million in Salesforce licenses from Carahsoft".
_BOUGHT = re.compile(r"\bfor (?:its |the )?$")
_FROM = re.compile(
    r"\b(?:from|through|via|with)(?: (?:the )?(?:reseller|dealer|distributor|middleman|seller))? $", re.I
)
_PAID_TO = re.compile(r"\b(?:paid|pays|gave|handed|awarded|hired|owes|to|with)\s+$", re.I)
_PAID = re.compile(
    r"(?:['’]s (?:[\w-]+ ){0,3}(?:contract|order|deal|award|agreement)|(?:,[^,;$]{2,70},)?"
    r"\s+(?:has |have |had |was |were |been )*"
    r"(?:won|wins|got|received|took|taken|landed|signed|gave up|given|billed|sold|paid|awarded|handed|collected|earned"
    r"|pocketed|secured|picked up))\b",
    re.I,
)
_RIVAL_OF = re.compile(
    (
        r"\b(?:rivals?|competitors?|alternatives?|successors?|predecessors?) (?:of"
        r"|to|for) (?:the )?$"
        r"|\b(?:(?:subsidiary|unit|part|arm|division|affiliate) of|owned by) (?:the )?$"
        r"|\b(?:re)?(?:sellers?|dealers?|distributors?|integrators?) of (?:the )?$|\b(?:unlike|than|not) (?:the )?$"
    ),
    re.I,
)


#: "BI, a GEO subsidiary,": the one is named to place the other.
_ANY, _KIN = (
    re.compile(r"\b(?:an?|another) $"),
    re.compile(r" (?:subsidiary|unit|affiliate|company|spin-?off|division)\b"),
)
_RIVAL = re.compile(
    (
        r"(?:['’]s)? (?:rivals?|competitors?|executives?|alumn\w+"
        r"|co-?founders?|investors?|employees?|veterans?|subcontractors?"
        r"|dealers?|resellers?|distributors?|partners?|affiliates?|customers?|users?)\b"
    ),
    re.I,
)


#: "Dell sells CBP its Microsoft licenses": goods called by their maker.
_GOODS = re.compile(
    r" (?:(?!contract|order|deal|(?:for|in|of|to|on|with|from)\b)[\w/-]+ ){0,2}?"
    r"(?:licen[cs]es?|software|subscriptions?|laptops?|computers?"
    r"|servers?|phones?|switches|routers?|hardware|gear|equipment|products?|cameras?|radios?|maintenance|seats|cloud)\b",
    re.I,
)
_SELLS = re.compile(
    r"(?:,[^,;$]{2,70},)?\s+(?:has |have |had )?(?:s[eo]lls?|sold|resells?|resold|suppl(?:y|ies|ied)|provides?|provided"
    r"|delivers?|delivered|ships?|shipped)\b"
)
