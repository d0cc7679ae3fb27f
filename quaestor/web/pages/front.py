"""The front page."""

from __future__ import annotations

from weakref import WeakKeyDictionary

from quaestor import answers
from quaestor.store import Lake
from quaestor.web.meanwhile import Meanwhile
from quaestor.web.pages import asked as asking
from quaestor.web.pages.asked import Asked, Facts

#: The telling facts take a pass over all actions, so they are found out once for each state of a store.
_TELLING: WeakKeyDictionary[Lake, Meanwhile] = WeakKeyDictionary()


def home(lake: Lake, asked: Asked) -> Facts:
    """What is held, what came in, what ends soon, how complete it is, and what stands out.

    telling: None while it is being found out.
    """
    telling = _TELLING.setdefault(lake, Meanwhile(answers.telling)).get(lake, asked["state"])
    return (
        answers.home(lake, asking.day(asked, "on"))
        | {"telling": telling}
        | ({"passing": True} if telling is None else {})
    )
