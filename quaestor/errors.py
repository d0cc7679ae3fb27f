"""Every error Quaestor raises on purpose.

    QuaestorError
    ├── InputError (ValueError)            something handed to us cannot be used; nothing was changed
    │   ├── UnreadableFile                 not there, empty, truncated, wrong encoding, not what its name says
    │   ├── BadHeader                      columns that a layout needs are missing, or no layout fits
    │   ├── UnreadColumn                   a column that source.yml neither reads nor ignores by name
    │   ├── BadQuery                       a question to the store that cannot be run
    │   └── Forbidden                      sent to the site by somebody who may not
    ├── CheckFailed (ValueError)           a hard check did not hold; the load was rolled back
    ├── NotHeld (LookupError)              asked for something the store does not hold
    ├── StoreError (RuntimeError)          the store cannot be opened, is of another make, or stays locked
    │   └── StaleCopy                      a state of the store that was kept for reading is no longer whole
    ├── Busy (RuntimeError)                others are being answered; the same can be asked again
    └── ModelError (ValueError)            one of our own files (YAML, SQL header, codes) is wrong

The library raises; `cli` and `web` translate once. Each error says where, what is wrong, and what to do.
"""

from __future__ import annotations


class QuaestorError(Exception):
    """Something went wrong that a person can act on.

    what: what is wrong, in one sentence without a full stop.
    where: the file, row, column or address it is about.
    advice: what to do next.
    """

    def __init__(self, what: str, *, where: str | None = None, advice: str | None = None) -> None:
        self.what, self.where, self.advice = what, where, advice
        super().__init__(what)

    def __str__(self) -> str:
        text = f"{self.where}: {self.what}" if self.where else self.what
        return f"{text}. {self.advice}" if self.advice else text

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuild, (type(self), self.what, self.where, self.advice))


def _rebuild(kind: type[QuaestorError], what: str, where: str | None, advice: str | None) -> QuaestorError:
    return kind(what, where=where, advice=advice)


class InputError(QuaestorError, ValueError):
    """Something handed to us cannot be used; nothing was changed."""


class UnreadableFile(InputError):
    """A file is not there, empty, truncated, in another encoding, or not what its name says."""


class BadHeader(InputError):
    """Columns that a layout needs are missing, or no layout of the source fits the header."""


class UnreadColumn(InputError):
    """A column that `source.yml` neither reads nor ignores by name."""


class BadQuery(InputError):
    """A question to the store that cannot be run."""


class Forbidden(InputError):
    """Sent to the site by another page, another machine, or before it was started anew."""


class CheckFailed(QuaestorError, ValueError):
    """A hard check did not hold, so the load was rolled back."""


class NotHeld(QuaestorError, LookupError):
    """Asked for something that the store does not hold."""


class StoreError(QuaestorError, RuntimeError):
    """The store cannot be opened, was made by another version, or stays locked."""


class StaleCopy(StoreError):
    """Maintenance took a file away that an older state of the store named; the newest state names others."""


class Busy(QuaestorError, RuntimeError):
    """Others are being answered; the same can be asked again in a few seconds."""


class ModelError(QuaestorError, ValueError):
    """One of Quaestor's own files (YAML, SQL header, code list) is wrong."""
