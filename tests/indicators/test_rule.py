"""What a rule's file must say, and how it is told what is wrong with one."""

from __future__ import annotations

import pytest

from quaestor.errors import ModelError
from quaestor.indicators import rule, running, wording
from quaestor.store.bare import Bare

HEADER = {
    "title": "Made up",
    "version": "1",
    "area": "money",
    "asks": "Is it over {least} dollars?",
    "why": "It is much.",
    "innocent": "Much is needed.",
    "spares": "{order: an order}",
    "not_assessed": "{unknown: no amount is held}",
    "subject": "award",
    "parameters": "{least: 5}",
}
SELECT = """SELECT award_id, obligated AS value, obligated > $least AND vehicle_id IS NULL AS flagged,
CASE WHEN obligated > $least AND vehicle_id IS NOT NULL THEN 'order' END AS spared,
CASE WHEN obligated IS NULL THEN 'unknown' END AS not_assessed FROM award"""


def made(select: str = SELECT, **header: str | None) -> rule.Rule:
    told = {key: value for key, value in (HEADER | header).items() if value is not None}
    return rule.read("made_up", "/*\n" + "\n".join(f"{k}: {v}" for k, v in told.items()) + f"\n*/\n{select}")


def test_a_rule_says_what_its_file_says() -> None:
    one = made()
    assert (one.title, one.subject, one.tables, one.rests_on) == ("Made up", "award", {"award"}, "action")
    assert one.filled(one.asks) == "Is it over 5 dollars?"
    assert one.digest != one.with_parameters({"least": 6}).digest


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"innocent": None}, "the key innocent is missing. Say why a flag may well be nothing"),
        ({"colour": "red"}, "there is no key colour. Keys: title"),
        ({"version": "1.5"}, "no whole number"),
        ({"area": "weather"}, "there is no area weather. Areas: money"),
        ({"why": "It is a crime."}, "“crime” accuses"),
        ({"title": "Suspicious sums"}, "“Suspicious” accuses"),
        ({"subject": "unicorn"}, "nothing in the model is a unicorn"),
        ({"rests_on": "unicorn"}, "there is no table unicorn. Tables: action"),
        ({"parameters": "{least: 5, most: 9}"}, "the parameter most is declared and not used"),
        ({"parameters": None, "asks": "Is it?"}, r"\$least is used and not declared"),
        ({"asks": "Over {most}?"}, r"\{most\}, which is no parameter"),
        ({"spares": "{order: an order, letter: a letter}"}, "spares declares letter, which the SELECT never gives"),
        ({"outcomes": "[doom]"}, "there is no outcome doom"),
        ({"select": SELECT.replace("FROM award", "FROM unicorn")}, "there is no table unicorn"),
        ({"select": SELECT + " -- bribes"}, "“bribes” accuses"),
    ],
)
def test_what_is_wrong_is_told(wrong: dict[str, str | None], told: str) -> None:
    with pytest.raises(ModelError, match=told) as error:
        made(**wrong)  # type: ignore[arg-type]
    assert str(error.value.where).startswith("made_up")


@pytest.mark.parametrize(
    ("select", "told"),
    [
        (SELECT.replace("vehicle_id IS NULL", "vehicel_id IS NULL"), "vehicel_id"),
        (SELECT.replace("AS value", "AS wert"), "gives a column wert"),
        (SELECT.replace("SELECT award_id", "SELECT piid"), "gives no award_id"),
        (SELECT.replace("AS flagged", "AS flagged, 1 AS flogged"), "gives a column flogged"),
        (
            SELECT.replace("obligated > $least AND vehicle_id IS NULL AS flagged", "'x' AS flagged"),
            "flagged is VARCHAR",
        ),
    ],
)
def test_columns_are_told_when_it_is_bound(select: str, told: str) -> None:
    asked = {"asks": "Is it?"} | ({} if "$least" in select else {"parameters": ""})
    with pytest.raises(ModelError, match=told):
        running.bind(made(select, **asked))


def test_a_reason_that_the_header_does_not_declare_stops_the_run() -> None:
    late = made(SELECT.replace("IS NULL THEN 'unknown'", "IS NULL THEN coalesce('late', 'unknown')"))
    with Bare() as tables:
        tables.fill("award", [{"award_id": "A"}])
        with pytest.raises(ModelError, match="“late”, which `not_assessed` does not declare"):
            running.judge(tables, late)


def test_two_rows_for_one_subject_stop_the_run() -> None:
    with Bare() as tables:
        tables.fill("award", [{"award_id": "A", "obligated": 10}] * 2)
        with pytest.raises(ModelError, match="two rows are given for A"):
            running.judge(tables, made())


def test_subjects_are_counted_by_what_became_of_them() -> None:
    with Bare() as tables:
        tables.fill("award", [{"award_id": f"A{n}", "obligated": n} for n in range(10)])
        tables.fill("award", [{"award_id": "O", "obligated": 9, "vehicle_id": "V"}, {"award_id": "U"}])
        told = running.judge(tables, made())
        assert (told.subjects, told.assessed, told.flagged, told.spared_by, told.not_assessed_by) == (
            12, 11, 4, {"order": 1}, {"unknown": 1},
        )  # fmt: skip
        assert tables.query("SELECT subject_id FROM judged WHERE subject_id IS NOT NULL ORDER BY 1") == [
            {"subject_id": f"A{n}"} for n in range(6, 10)
        ]


def test_no_shipped_rule_uses_an_accusing_word() -> None:
    assert [one for one in rule.shipped() if wording.accusing(rule.shipped()[one].select)] == []
    assert wording.accusing("it was fraudulent") == "fraudulent"
    assert wording.accusing("crimea and a suspension of a prime") is None
