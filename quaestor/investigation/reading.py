"""Reading a question from its file's mapping; what cannot be read is refused with file, line and what to write."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, NoReturn

from quaestor.errors import BadQuery
from quaestor.investigation import words as looking
from quaestor.investigation.question import Choice, Filters, Note, Question, phrase, pseudonym
from quaestor.model import codes

_TOP = ("title", "question", "words", "without", "filters", "pinned", "left_out", "notes")
_FILTERS = ("agencies", "suppliers", "years", "kinds", "vehicles", "least_amount")


def read(name: str, held: Any) -> Question:
    """The question in `held`, a file's mapping with the lines of its keys; raises BadQuery with line and advice."""
    top = _Reader(f"{name}.yml", held, "the file", _TOP)
    filters = top.within("filters", _FILTERS)
    pinned = top.within("pinned", ("awards", "suppliers"))
    left_out = top.within("left_out", ("awards",))
    return Question(
        slug=name,
        title=top.text("title", required=True),
        question=top.text("question"),
        words=top.phrases("words"),
        without=top.phrases("without"),
        filters=Filters(
            agencies=tuple(one.removeprefix("usaspending:") for one in filters.texts("agencies")),
            suppliers=filters.texts("suppliers"),
            years=filters.years("years"),
            kinds=filters.kinds("kinds"),
            vehicles=filters.texts("vehicles"),
            least_amount=filters.amount("least_amount"),
        ),
        pinned_awards=pinned.choices("awards"),
        pinned_suppliers=pinned.choices("suppliers"),
        left_out=left_out.choices("awards"),
        notes=top.notes("notes"),
    )


class _Reader:
    """One mapping of a file. Every complaint names the file, the line and what to write."""

    def __init__(self, file: str, held: Any, what: str, known: tuple[str, ...]) -> None:
        self.file, self.held = file, {} if held is None else held
        if not isinstance(self.held, Mapping):
            self.refuse(f"{what} is no mapping", "Write `name: value` lines, as in docs/investigations.md.")
        for key in self.held:
            if key not in known:
                self.refuse(f"“{key}” is not known in {what}", f"Write one of: {', '.join(known)}.", key)

    def refuse(self, what: str, advice: str, key: Any = None, place: int | None = None) -> NoReturn:
        """Raises BadQuery for the key, or for the place in its list."""
        line = None
        if (marks := getattr(self.held, "lc", None)) is not None:
            line = marks.line
            if key is not None and key in (marks.data or {}):
                line = marks.data[key][0]
                inner = getattr(self.held[key], "lc", None) if place is not None else None
                if inner is not None and place in (inner.data or {}):
                    line = inner.data[place][0]
        where = self.file if line is None else f"{self.file}, line {line + 1}"
        raise BadQuery(what, where=where, advice=advice)

    def within(self, key: str, known: tuple[str, ...]) -> _Reader:
        held = self.held.get(key)
        if held is not None and not isinstance(held, Mapping):
            self.refuse(f"“{key}” is no mapping", f"Write below it: {', '.join(known)}.", key)
        return _Reader(self.file, held, f"“{key}”", known)

    def items(self, key: str) -> list[Any]:
        held = self.held.get(key)
        if held is None:
            return []
        if not isinstance(held, list):
            self.refuse(f"“{key}” is no list", "Write one entry a line, each after a hyphen.", key)
        return list(held)

    def text(self, key: str, required: bool = False) -> str:
        held = self.held.get(key)
        if held is None and not required:
            return ""
        if not isinstance(held, str) or (required and not held.strip()):
            self.refuse(f"“{key}” holds no words", f"Write `{key}: ...`, in quotes where it is a number.", key)
        if len(str(held)) > 2000:
            self.refuse(f"“{key}” is longer than 2,000 characters", "Write the rest as a note.", key)
        return str(held).strip()

    def texts(self, key: str) -> tuple[str, ...]:
        found = []
        for place, item in enumerate(self.items(key)):
            if isinstance(item, int) and not isinstance(item, bool) and item > 999:
                found.append(str(item))
            elif isinstance(item, str) and item.strip():
                found.append(item.strip())
            else:
                self.refuse(f"{item!r} in “{key}” is no text", 'Write it in quotes, such as "0700".', key, place)
        return tuple(found)

    def phrases(self, key: str) -> tuple[str, ...]:
        found = []
        for place, item in enumerate(self.texts(key)):
            try:
                found.append(phrase(item))
            except BadQuery as error:
                self.refuse(error.what, error.advice or "", key, place)
        if len(found) > looking.MOST:
            self.refuse(f"more than {looking.MOST} phrases in “{key}”", "Make a second question of some of them.", key)
        return tuple(dict.fromkeys(found))

    def years(self, key: str) -> tuple[int, ...]:
        found = []
        for place, item in enumerate(self.items(key)):
            if not isinstance(item, int) or isinstance(item, bool) or not 1950 <= item <= 2100:
                self.refuse(f"{item!r} is no fiscal year", "Write years such as 2026.", key, place)
            found.append(int(item))
        return tuple(found)

    def kinds(self, key: str) -> tuple[str, ...]:
        for place, item in enumerate(found := self.texts(key)):
            if item not in codes("kind"):
                self.refuse(f"“{item}” is no kind of award", f"Write one of: {', '.join(codes('kind'))}.", key, place)
        return found

    def amount(self, key: str) -> Decimal | None:
        held = self.held.get(key)
        if held is None:
            return None
        try:
            found = Decimal(str(held).replace(",", "").replace("_", "").removeprefix("$"))
            if isinstance(held, bool) or not found.is_finite() or abs(found) >= 10**16:
                raise InvalidOperation
        except InvalidOperation:
            self.refuse(f"{held!r} is no amount", "Write US dollars such as 250000.00.", key)
        return found.quantize(Decimal("0.01"))

    def choices(self, key: str) -> tuple[Choice, ...]:
        found = []
        for place, item in enumerate(self.items(key)):
            if isinstance(item, str) and item.strip():
                found.append(Choice(item.strip()))
            elif isinstance(item, Mapping) and isinstance(item.get("id"), str) and item.keys() <= {"id", "because"}:
                found.append(Choice(item["id"].strip(), str(item.get("because") or "").strip() or None))
            else:
                self.refuse(f"an entry of “{key}” names nothing", "Write `- id: ...` and `because: ...`.", key, place)
        return tuple(found)

    def notes(self, key: str) -> tuple[Note, ...]:
        found = []
        for place, item in enumerate(self.items(key)):
            if not isinstance(item, Mapping) or not isinstance(item.get("text"), str) or not item["text"].strip():
                self.refuse("a note holds no text", "Write `- text: ...`, with `by:` and `written_at:`.", key, place)
            if not item.keys() <= {"text", "by", "written_at"}:
                self.refuse("a note has text, by and written_at alone", "Put the rest into its text.", key, place)
            try:
                by = pseudonym(str(item["by"])) if item.get("by") else None
            except BadQuery as error:
                self.refuse(error.what, error.advice or "", key, place)
            found.append(Note(item["text"].strip(), by, self._written(item.get("written_at"), key, place)))
        return tuple(found)

    def _written(self, held: Any, key: str, place: int) -> str | None:
        if held is None:
            return None
        try:
            if isinstance(held, date) and not isinstance(held, datetime):
                return held.isoformat()
            moment = held if isinstance(held, datetime) else datetime.fromisoformat(str(held))
        except ValueError:
            self.refuse(f"{str(held)[:40]!r} is no moment", "Write 2026-08-22 or 2026-08-22T14:00:00Z.", key, place)
        moment = moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
        return moment.isoformat(timespec="seconds") + "Z"
