"""Flags are raised, kept, and lowered with the reason; none is ever deleted."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from quaestor.answers import findings
from quaestor.answers import flags as told
from quaestor.errors import InputError, ModelError, NotHeld
from quaestor.indicators import answering, assessing
from quaestor.store import Lake

A: dict[str, Any] = {
    "award_id": "A", "piid": "P1", "kind": "contract", "obligated": 500, "supplier_id": "uei:S", "buyer_id": "7012",
    "office_id": "OFF", "actions": 1,
}  # fmt: skip
B: dict[str, Any] = {**A, "award_id": "B", "obligated": 50}
Put, Write = Callable[..., None], Callable[..., Path]


def run(lake: Lake) -> dict[str, Any]:
    return assessing.assess(lake, ["over"]).results[0]


def spells(lake: Lake) -> list[dict[str, Any]]:
    return lake.query("SELECT * FROM flag WHERE indicator = 'over' ORDER BY subject_id, raised_at")


def test_a_flag_is_raised_whole_and_kept_by_the_next_run(lake: Lake, put: Put, write_rule: Write) -> None:
    write_rule()
    put(A, B)
    lake.execute(
        "INSERT INTO family_member (family_id, supplier_id, how, stands) VALUES ('fam:F', 'uei:S', 'itself', true)"
    )
    first, second = run(lake), run(lake)
    assert {key: first[key] for key in ("name", "version", "subjects", "assessed", "flagged", "raised", "lowered")} == {
        "name": "over", "version": 1, "subjects": 2, "assessed": 2, "flagged": 1, "raised": 1, "lowered": 0,
    }  # fmt: skip
    assert [row["subject_id"] for row in first["rows"]] == ["A"]
    assert (second["raised"], second["lowered"], len(spells(lake))) == (0, 0, 1)
    one = spells(lake)[0]
    assert (one["award_id"], one["supplier_id"], one["family_id"], one["buyer_id"], one["office_id"]) == (
        "A", "uei:S", "fam:F", "7012", "OFF",
    )  # fmt: skip
    assert (one["value"], one["amount"], one["currency"]) == ("500.00", Decimal("500.00"), "USD")
    assert (one["cohort"], one["cohort_assessed"], one["cohort_flagged"]) == ("contract", 2, 1)
    assert (json.loads(one["rests_on"]), one["rests_on_table"]) == (["A"], "award")
    assert lake.value("SELECT count(*) FROM indicator") == 1
    assert lake.value("SELECT count(*) FROM assessment") == 2


@pytest.mark.parametrize(
    ("then", "because"),
    [
        ({**A, "obligated": 60}, "measured anew, it is 60.00 and was 500.00; it is no longer flagged"),
        ({**A, "vehicle_id": "V"}, "spared now: an order under a vehicle"),
        ({**A, "obligated": None}, "it can no longer be judged: its obligation is not held in full"),
        ({**A, "award_id": "C", "obligated": 1}, "the rule's question no longer bears on it, or it is no longer held"),
    ],
)
def test_a_flag_is_lowered_with_the_reason(
    lake: Lake, put: Put, write_rule: Write, then: dict[str, Any], because: str
) -> None:
    write_rule()
    put(A)
    run(lake)
    put(then)
    result = run(lake)
    (one,) = spells(lake)
    assert (result["raised"], result["lowered"]) == (0, 1)
    assert (one["lowered_because"], one["lowered_at"] is not None) == (because, True)


def test_a_rewritten_record_is_named_as_the_reason(lake: Lake, put: Put, write_rule: Write) -> None:
    write_rule()
    put(A)
    run(lake)
    put({**A, "obligated": 60})
    lake.execute(
        "INSERT INTO change (load_id, seen_at, table_name, record_id, award_id, field, kind) VALUES "
        "('l', TIMESTAMP '2999-01-01', 'action', 'x', 'A', 'obligation', 'rewritten')"
    )
    run(lake)
    assert spells(lake)[0]["lowered_because"].startswith("the record was rewritten (obligation): measured anew")


def test_a_changed_rule_is_named_as_the_reason(lake: Lake, put: Put, write_rule: Write) -> None:
    write_rule()
    put(A)
    run(lake)
    write_rule(version=2, least=1000)
    result = run(lake)
    (one,) = spells(lake)
    assert result["lowered"] == 1
    assert one["lowered_because"].startswith("the rule changed from version 1 to 2: measured anew, it is 500.00 as")
    assert lake.value("SELECT count(*) FROM indicator WHERE indicator = 'over'") == 2


def test_a_moved_measure_begins_a_new_spell_under_the_same_address(lake: Lake, put: Put, write_rule: Write) -> None:
    write_rule()
    put(A)
    run(lake)
    put({**A, "obligated": 700})
    result = run(lake)
    before, after = spells(lake)
    assert (result["raised"], result["lowered"]) == (0, 0)
    assert before["flag_id"] == after["flag_id"]
    assert before["lowered_because"] == "measured anew, it is 700.00 and was 500.00; it is still flagged"
    assert (after["value"], after["lowered_at"], before["lowered_at"]) == ("700.00", None, after["raised_at"])


def test_flags_of_a_rule_that_was_taken_away_are_lowered(lake: Lake, put: Put, write_rule: Write) -> None:
    file = write_rule()
    put(A)
    assessing.assess(lake)
    file.unlink()
    assessing.assess(lake)
    assert spells(lake)[0]["lowered_because"] == "the rule was taken away"


def test_a_rule_that_cannot_be_run_leaves_its_flags_and_the_other_rules(
    lake: Lake, put: Put, write_rule: Write
) -> None:
    file = write_rule()
    put(A)
    assessing.assess(lake)
    file.write_text(file.read_text().replace("'order' END", "'oder' || 'x' END").replace("AS spared", "AS spared"))
    put(A, {**A, "award_id": "O", "vehicle_id": "V"})
    done = assessing.assess(lake)
    assert [one["name"] for one in done.failed] == ["over"]
    assert "spares declares order" in done.failed[0]["error"]
    assert len(done.results) > 2
    assert spells(lake)[0]["lowered_at"] is None
    with pytest.raises(ModelError, match="spares declares order"):
        assessing.assess(lake, ["over"])


def test_an_own_rule_may_not_bear_the_name_of_another(lake: Lake, write_rule: Write) -> None:
    write_rule(name="ceiling_grown")
    assert "is the name of one of" in assessing.assess(lake).failed[0]["error"]


def listed(lake: Lake, **wanted: Any) -> list[dict[str, Any]]:
    return list(findings.findings(lake, findings.Wanted(**wanted))["flags"])


def test_a_flag_tells_why_and_why_it_may_be_nothing(lake: Lake, put: Put, write_rule: Write) -> None:
    write_rule()
    put(A)
    run(lake)
    (row,) = listed(lake, rule="over", least=500, agency="7012", state="unanswered")
    facts = told.flag(lake, row["flag_id"])
    assert (facts["asks"], facts["innocent"]) == ("Is more than 100 dollars obligated?", "Much may be needed.")
    assert [one["award_id"] for one in facts["evidence"]] == ["A"]
    assert [one["indicator"] for one in findings.flags_of(lake, "award_id", "A")] == ["over"]
    assert listed(lake, rule="over", least=501) == []


def test_answers_are_kept_and_withdrawn_never_deleted(lake: Lake, put: Put, write_rule: Write) -> None:
    write_rule()
    put(A)
    run(lake)
    flag_id = spells(lake)[0]["flag_id"]
    one = answering.answer(lake, flag_id, "dismissed", "It is a war.", made_by="The Courier")
    assert answering.answer(lake, flag_id, "dismissed", "It is a war.", made_by="The Courier") == one
    assert [row["flag_id"] for row in listed(lake, state="dismissed")] == [flag_id]
    answering.withdraw(lake, one["answer_id"], "It was none.")
    assert listed(lake, state="dismissed") == []
    (kept,) = told.flag(lake, flag_id)["answers"]
    assert (kept["because"], kept["withdrawn_because"]) == ("It is a war.", "It was none.")
    with pytest.raises(InputError, match="withdrawn on"):
        answering.withdraw(lake, one["answer_id"], "Again.")
    with pytest.raises(InputError, match="no reason"):
        answering.answer(lake, flag_id, "confirmed", "  ")
    with pytest.raises(NotHeld, match="no flag f:x"):
        answering.answer(lake, "f:x", "confirmed", "Yes.")
