"""Names without their legal form: rigour knows the forms of every country, and this says where one falls.

Rigour finds them at both ends of a name and next to one another. A form stands at the end; what looks like one in front
is the firm's own word, often its only one: `STG International`, `LC Industries`, `SD Shredding`, `AT&T`.
"""

from __future__ import annotations

from rigour.names import remove_org_types, tokenize_name

#: Forms of ours, which fall at the end of a name even where rigour leaves them; before one no form of others falls
#: (`SPA`, `GP` and `EV` before `LLC`).
OURS = frozenset(
    {
        "co", "company", "companies", "corp", "corporation", "inc", "incorporated", "llc", "lc", "ltd", "limited", "lp",
        "llp", "plc", "pc", "pllc", "pty",
    }
)  # fmt: skip
#: Words that fall with one of them, where rigour says so: `limited liability company`.
_WITH_ONE = frozenset({"liability", "public", "partnership", "and"})
#: Forms that are no word, so that they fall within a name too: `CACI Inc - Federal`.
_ANYWHERE = frozenset({"inc", "incorporated", "llc", "llp", "ltd"})
#: Words that rigour takes for forms, and by which firms are told apart.
_TELLING = frozenset({"ii", "jv", "joint", "venture", "ops", "is", "unlimited"})


def formless(small: str) -> list[str]:
    """The words of a name in small letters without legal forms; all of them where it is nothing else."""
    words, left = tokenize_name(small), set(tokenize_name(remove_org_types(small)))
    end, ours = len(words), False
    while end > 1:
        word = words[end - 1]
        falls = word not in left and word not in _TELLING and (not ours or word in _WITH_ONE)
        if word != "the" and word not in OURS and not falls:
            break
        ours |= word in OURS
        end -= 1
    return words[:1] + [word for word in words[1:end] if word not in _ANYWHERE]
