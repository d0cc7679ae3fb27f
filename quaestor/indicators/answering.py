"""What persons answer to a flag: dismissed because, confirmed because, a reply of the firm or agency; kept for ever."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Any, Literal

from quaestor.errors import InputError, NotHeld
from quaestor.indicators.assessing import enter
from quaestor.store import Lake

Kind = Literal["dismissed", "confirmed", "reply"]
KINDS = ("dismissed", "confirmed", "reply")


def answer(
    lake: Lake,
    flag_id: str,
    kind: Kind,
    because: str,
    *,
    made_by: str = "a person",
    source_url: str | None = None,
    made_at: datetime | None = None,
) -> dict[str, Any]:
    """Enters an answer and returns its row; the same one, standing already, is returned as it is.

    Raises NotHeld where there is no such flag, InputError without a reason, or on a kind there is not."""
    if kind not in KINDS:
        raise InputError(f"{kind} is no kind of answer", advice=f"Kinds: {', '.join(KINDS)}.")
    words = because.strip()
    if not words:
        raise InputError("no reason is given", advice="Say why with --because, in a sentence.")
    if not lake.value("SELECT EXISTS (FROM flag WHERE flag_id = ?)", [flag_id]):
        raise NotHeld(f"there is no flag {flag_id}", advice="`quaestor flags list` names them.")
    found = lake.query(
        "SELECT * FROM answer WHERE flag_id = ? AND kind = ? AND because = ? AND made_by = ? AND withdrawn_at IS NULL",
        [flag_id, kind, words, made_by],
    )
    if found:
        return found[0]
    moment = made_at or datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    told = "|".join((flag_id, kind, words, made_by, moment.isoformat()))
    row = {
        "answer_id": f"a:{hashlib.sha256(told.encode()).hexdigest()[:12]}",
        "flag_id": flag_id,
        "kind": kind,
        "because": words,
        "made_by": made_by,
        "source_url": source_url,
        "made_at": moment,
        "withdrawn_at": None,
        "withdrawn_because": None,
    }
    enter(lake, "answer", [row])
    return row


def withdraw(lake: Lake, answer_id: str, because: str) -> dict[str, Any]:
    """Ends an answer, which stays in the list with the reason; raises NotHeld, or InputError where it has ended."""
    found = lake.query("SELECT * FROM answer WHERE answer_id = ?", [answer_id.strip()])
    if not found:
        raise NotHeld(f"there is no answer {answer_id}", advice="`quaestor flags show FLAG` names them.")
    if found[0]["withdrawn_at"]:
        raise InputError(f"answer {answer_id} was withdrawn on {found[0]['withdrawn_at']:%Y-%m-%d} already")
    if not because.strip():
        raise InputError("no reason is given", advice="Say why with --because, in a sentence.")
    ended = {
        "withdrawn_at": datetime.now(UTC).replace(tzinfo=None, microsecond=0),
        "withdrawn_because": because.strip(),
    }
    lake.execute(
        "UPDATE answer SET withdrawn_at = ?, withdrawn_because = ? WHERE answer_id = ?",
        [*ended.values(), found[0]["answer_id"]],
    )
    return found[0] | ended
