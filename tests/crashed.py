"""What a run's report says: how many tests ran, and which files failed only because a process came down."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from xml.etree import ElementTree

#: What pytest-xdist writes in the report of such a test.
CRASHED = re.compile(r"worker '\w+' crashed while running '(.+?\.py)::")


def crashed(report: Path) -> list[str]:
    """The files of such tests; empty where none failed, or where any failed otherwise."""
    found: set[str] = set()
    for failure in ElementTree.parse(report).iterfind(".//testcase/*"):
        if failure.tag in ("failure", "error"):
            told = CRASHED.search(f"{failure.get('message')} {failure.text}")
            if told is None:
                return []
            found.add(told[1])
    return sorted(found)


def ran(report: Path) -> int:
    """How many tests were run, skipped ones left out."""
    suites = ElementTree.parse(report).iter("testsuite")
    return sum(int(suite.get("tests", 0)) - int(suite.get("skipped", 0)) for suite in suites)


if __name__ == "__main__":
    file = Path(sys.argv[1])
    if "--ran" in sys.argv:
        many = ran(file)
        print(f"{many} tests ran")
        sys.exit(0 if many else "no tests ran")
    some = crashed(file) if file.is_file() else []
    print(*some)
    sys.exit(0 if some else 1)
