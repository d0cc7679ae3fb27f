"""The releases of one process as one compiled release, by the merge of the Open Contracting Data Standard 1.1.

The merge itself is the standard's own library. What it would fetch from the standard's site, which fields of the schema
are left out when merging and which lists give way whole, is stated here, so that nothing is asked of the network.
"""

from __future__ import annotations

from itertools import product
from typing import Any

import ocdsmerge
from ocdsmerge.exceptions import OCDSMergeError

#: Fields that tell of a release alone.
_OF_A_RELEASE = ("id", "date", "tag", "links")
#: Lists that are replaced as a whole, under each of the objects that hold them: holders, a bar, the lists.
_WHOLE = """
parties buyer tender/procuringEntity tender/tenderers awards/suppliers contracts/implementation/transactions/payer
  contracts/implementation/transactions/payee | additionalIdentifiers
parties | roles
parties/details | classifications
planning/project | additionalClassifications locations
planning planning/milestones tender tender/milestones awards contracts contracts/milestones contracts/implementation
  contracts/implementation/milestones | documents/languages documents/relatedItems
tender contracts | identifiers
tender/items awards/items contracts/items | additionalClassifications deliveryLocations deliveryAddresses
tender | deliveryLocations deliveryAddresses additionalProcurementCategories submissionMethod
tender awards contracts | amendments/changes amendment/changes
contracts/relatedProcesses relatedProcesses | relationship
"""
#: What the merge says of releases that it cannot put together.
UNMERGED = (OCDSMergeError, TypeError, ValueError, KeyError, AttributeError, IndexError)


def rules() -> dict[tuple[str, ...], str]:
    """What becomes of the fields that are not simply the latest: path -> the standard's name of the rule."""
    found: dict[tuple[str, ...], str] = {(name,): "omitWhenMerged" for name in _OF_A_RELEASE}
    for line in _WHOLE.replace("\n  ", " ").strip().splitlines():
        holders, _, lists = line.partition("|")
        for holder, name in product(holders.split(), lists.split()):
            found[*holder.split("/"), *name.split("/")] = "wholeListMerge"
    return found


_MERGER = ocdsmerge.Merger(merge_rules=rules())


def merged(releases: list[dict[str, Any]]) -> dict[str, Any]:
    """One compiled release of one process's releases, ordered by date; raises what UNMERGED lists."""
    made: dict[str, Any] = _MERGER.create_compiled_release(releases)
    return made
