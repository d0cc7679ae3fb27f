"""Families come out the same whatever came first, are undone exactly, and keep their ids."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from quaestor import resolve
from quaestor.answers.families import families as listed_families
from quaestor.answers.family import family as told_family
from quaestor.answers.family import identify_family
from quaestor.answers.settled import settled_family
from quaestor.answers.supplier import identify
from quaestor.answers.supplier import supplier as told_supplier
from quaestor.errors import NotHeld
from quaestor.resolve import judgements
from quaestor.resolve.judgements import Judgement
from quaestor.resolve.plain import plain
from quaestor.store import Lake

from .acted import Act, clear, enter, families, ids, listed, merger, on

WORKS, CABLES, HOLDING, PIERS = "uei:WORKS0000001", "uei:CABLES000001", "uei:HOLDING00001", "uei:PIERS0000001"
DAY = date(2020, 1, 1)


def act(number: int, supplier: str, name: str, day: str, **more: Any) -> Act:
    return Act(number, supplier, name, date.fromisoformat(day), **more)


def same(left: str, right: str) -> Judgement:
    return Judgement("same", left, right, "they are")


# -- entities ---------------------------------------------------------------------------------------------------------


def test_what_a_rule_tied_to_two_firms_stays_with_them_when_a_person_makes_them_one(lake: Lake) -> None:
    enter(
        lake,
        [
            act(1, WORKS, "KEYSTONE WORKS", "2020-01-01", cage="1A1A1"),
            act(2, "duns:111111111", "ANOTHER NAME", "2020-01-01", cage="1A1A1"),
            act(3, CABLES, "ZENITH CABLES", "2020-01-01"),
            act(4, "name:ZENITH CABLES, USA", "ZENITH CABLES", "2020-01-01"),
            act(5, PIERS, "PIER WORKS", "2020-01-01", cage="2B2B2"),
            act(6, "name:PIER WORKS, USA", "PIER WORKS", "2020-01-01"),
        ],
    )
    before = families(lake)
    row = judgements.make(lake, same(WORKS, CABLES))
    done = resolve.refresh(lake)
    now = ids(lake)
    assert len({now[one] for one in (WORKS, "duns:111111111", CABLES, "name:ZENITH CABLES, USA")}) == 1
    assert now[PIERS] == now["name:PIER WORKS, USA"] != now[WORKS]
    assert (len(done["joined"]), len(done["split"])) == (1, 0)
    judgements.withdraw(lake, row["judgement_id"], "it was wrong")
    assert len(resolve.refresh(lake)["split"]) == 1
    assert families(lake) == before


def test_a_firm_is_found_in_whatever_spelling_it_is_asked_for(lake: Lake) -> None:
    enter(lake, [act(1, WORKS, "GEO GROUP INC., THE", "2020-01-01"), act(2, CABLES, "GEO CABLES", "2020-01-01")])
    lake.execute("INSERT INTO supplier (supplier_id, name) SELECT DISTINCT supplier_id, name FROM identity")
    lake.execute("INSERT INTO supplier (supplier_id, name) VALUES ('duns:999999999', 'an individual')")
    for asked in ("THE GEO GROUP INC", "geo group, incorporated", "Geo Group"):
        assert identify(lake, asked) == WORKS
        assert identify_family(lake, asked)["name"] == "GEO GROUP INC., THE"
        assert [row["name"] for row in listed_families(lake, asked)["families"]] == ["GEO GROUP INC., THE"]
    for nobody in ("", "  ", "GEO", "an individual", "individual"):
        with pytest.raises(NotHeld, match=r"no supplier is named|2 suppliers|by name|no supplier individual"):
            identify(lake, nobody)


def test_of_several_ids_of_one_firm_its_name_means_the_one_with_most_money(lake: Lake) -> None:
    enter(lake, [act(1, WORKS, "PIER WORKS", "2020-01-01"), act(2, "duns:111111111", "PIER WORKS", "2020-01-01")])
    lake.execute(
        "INSERT INTO supplier (supplier_id, name, obligated) VALUES "
        f"('{WORKS}', 'PIER WORKS', 1), ('duns:111111111', 'PIER WORKS', 2)"
    )
    assert identify(lake, "Pier Works") == "duns:111111111"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("THE GEO GROUP, INC.", "GEO GROUP INC., THE"),
        ("GEO Group  Inc.  The", "THE GEO GROUP INCORPORATED"),
        ("ELECTRONIC DATA SYSTEMS CORPORATION", "Electronic Data Systems"),
        ("HEWLETT-PACKARD COMPANY", "HEWLETT PACKARD"),
    ],
)
def test_spellings_of_one_name_come_to_the_same_words(one: str, other: str) -> None:
    assert plain(one) == plain(other)


def test_a_name_of_nothing_but_legal_forms_keeps_its_words() -> None:
    assert plain("INC.") == "inc"
    assert plain("HP INC") != plain("HP ENTERPRISE SERVICES LLC")


def test_numbers_printed_together_a_cage_code_and_an_exact_name_tie_identities(lake: Lake) -> None:
    enter(
        lake,
        [
            act(1, WORKS, "KEYSTONE WORKS LLC", "2020-01-01", duns="111111111", cage="1AAA1"),
            act(2, "duns:111111111", "KEYSTONE WORKS", "2015-01-01"),
            act(3, "name:KEYSTONE WORKS, L.L.C., USA", "KEYSTONE WORKS, L.L.C.", "2021-01-01"),
            act(4, "duns:222222222", "KEYSTONE BRIDGES", "2014-01-01", cage="2BBB2"),
            act(5, CABLES, "CABLES BY KEYSTONE", "2021-01-01", cage="2BBB2"),
        ],
    )
    tied = {row["supplier_id"]: (row["entity_id"], row["how"]) for row in lake.query("FROM entity")}
    assert tied[WORKS] == tied["duns:111111111"] == ("duns:111111111", "number")
    assert tied["name:KEYSTONE WORKS, L.L.C., USA"] == ("duns:111111111", "name")
    assert tied[CABLES] == tied["duns:222222222"] == ("duns:222222222", "cage")
    assert len(set(ids(lake).values())) == 2


def test_a_name_that_two_numbered_firms_bear_ties_nobody(lake: Lake) -> None:
    enter(
        lake,
        [
            act(1, WORKS, "ACME LLC", "2020-01-01"),
            act(2, CABLES, "ACME INC", "2020-01-01"),
            act(3, "name:ACME, USA", "ACME", "2020-01-01"),
        ],
    )
    assert len(set(ids(lake).values())) == 3


def test_individuals_are_in_no_table(lake: Lake) -> None:
    enter(
        lake,
        [
            act(1, WORKS, "an individual", "2020-01-01", individual=True),
            act(2, "name:AN INDIVIDUAL, USA", "an individual", "2020-01-01"),
            act(3, CABLES, "CABLES", "2020-01-01", parent="name:AN INDIVIDUAL, USA", parent_name="an individual"),
        ],
    )
    for name in ("identity", "entity", "family_member"):
        assert {row["supplier_id"] for row in lake.query(f"FROM {name}")} == {CABLES}
    assert lake.value("SELECT count(*) FROM family WHERE lower(name) = 'an individual'") == 0


# -- stays ------------------------------------------------------------------------------------------------------------


def sold(number: int = 0) -> list[Act]:
    """A firm under one parent, then under another, with one contradiction in between."""
    first, second = (
        {"parent": HOLDING, "parent_name": "KEYSTONE HOLDINGS"},
        {"parent": PIERS, "parent_name": "PIER GROUP"},
    )
    return [
        act(number + 1, WORKS, "KEYSTONE WORKS", "2010-01-01", **first),
        act(number + 2, WORKS, "KEYSTONE WORKS", "2011-01-01", **second),
        act(number + 3, WORKS, "KEYSTONE WORKS", "2012-01-01", **first),
        act(number + 4, WORKS, "KEYSTONE WORKS", "2014-01-01", **first),
        act(number + 5, WORKS, "PIER WORKS", "2016-01-01", **second),
        act(number + 6, WORKS, "PIER WORKS", "2018-01-01", **second),
    ]


def test_a_parent_holds_from_the_first_act_that_prints_it_until_the_next(lake: Lake) -> None:
    enter(lake, sold())
    stays = lake.query(
        "SELECT parent_id, from_on, to_on, stands, how FROM family_member ORDER BY stands DESC, from_on NULLS FIRST"
    )
    assert [tuple(row.values()) for row in stays] == [
        (HOLDING, None, date(2015, 12, 31), True, "reported"),
        (PIERS, date(2016, 1, 1), None, True, "reported"),
        (PIERS, date(2011, 1, 1), date(2011, 1, 1), False, "reported"),
    ]
    events = {(row["kind"], row["on_day"], row["before"], row["after"]) for row in lake.query("FROM supplier_event")}
    assert events == {
        ("renamed", date(2016, 1, 1), "KEYSTONE WORKS", "PIER WORKS"),
        ("parent_changed", date(2016, 1, 1), "KEYSTONE HOLDINGS", "PIER GROUP"),
    }


def test_before_the_list_has_it_bought_a_firm_is_its_own(lake: Lake) -> None:
    merger(lake, "KEYSTONE WORKS", "KEYSTONE HOLDINGS", date(2011, 7, 1))
    enter(lake, sold())
    assert on(lake, WORKS, date(2011, 6, 30))["how"] == "list"
    assert on(lake, WORKS, date(2011, 7, 1))["parent_id"] == HOLDING
    assert on(lake, WORKS, date(2011, 6, 30))["family_id"] != on(lake, WORKS, date(2011, 7, 1))["family_id"]
    (kept,) = lake.query("SELECT * FROM family_member WHERE NOT stands AND parent_id = ?", [HOLDING])
    assert kept["to_on"] == date(2011, 6, 30)


def test_the_list_gives_a_joint_venture_to_none_of_its_owners(lake: Lake) -> None:
    for joint in (True, False):
        lake.execute("DELETE FROM csis_parent_version")
        merger(lake, "SPAN WORKS", "ZENITH CABLES", date(2012, 1, 1), joint_venture=joint)
        enter(
            lake,
            [
                act(50 + joint, WORKS, "SPAN WORKS", "2015-01-01"),
                act(60 + joint, CABLES, "ZENITH CABLES", "2010-01-01"),
            ],
        )
        assert on(lake, WORKS, DAY)["how"] == ("itself" if joint else "list")
        assert (ids(lake)[WORKS] == ids(lake)[CABLES]) is not joint


def test_the_list_has_a_firm_spun_off_from_its_former_owner_until_that_day(lake: Lake) -> None:
    listed(lake, "SPAN WORKS", spun_off_from="ZENITH CABLES", first_on=date(2012, 3, 31), first_year=2012)
    under = {"parent": CABLES, "parent_name": "ZENITH CABLES"}
    enter(
        lake,
        [
            act(1, WORKS, "SPAN WORKS", "2010-01-01"),
            act(2, CABLES, "ZENITH CABLES", "2010-01-01"),
            act(3, PIERS, "SPAN WORKS EAST", "2010-01-01", **under),
        ],
    )
    before, after = on(lake, WORKS, date(2012, 3, 30)), on(lake, WORKS, date(2012, 3, 31))
    assert (before["how"], before["family_id"]) == ("list", ids(lake)[CABLES])
    assert before["note"] == "the list of CSIS has it spun off from ZENITH CABLES on 2012-03-31"
    assert after["how"] == "itself"
    assert on(lake, PIERS, date(2015, 1, 1))["family_id"] == ids(lake)[CABLES], "another firm's records stand"


def test_records_that_print_the_former_owner_after_a_spin_off_are_kept_as_a_disagreement(lake: Lake) -> None:
    listed(lake, "SPAN WORKS", spun_off_from="ZENITH CABLES", first_year=2012)
    under = {"parent": CABLES, "parent_name": "ZENITH CABLES"}
    enter(
        lake, [act(1, WORKS, "SPAN WORKS", "2010-01-01", **under), act(2, WORKS, "SPAN WORKS", "2014-01-01", **under)]
    )
    assert on(lake, WORKS, date(2011, 12, 31))["how"] == "reported"
    assert on(lake, WORKS, date(2012, 1, 1))["how"] == "list"
    (kept,) = lake.query("SELECT * FROM family_member WHERE NOT stands")
    assert (kept["parent_id"], kept["from_on"]) == (CABLES, date(2012, 1, 1))
    assert kept["note"].startswith("records print the former owner still")


def test_a_joint_venture_of_the_list_says_whose_it_is(lake: Lake) -> None:
    listed(lake, "SPAN ALLIANCE", owner="Joint Venture - Zenith & Pier", joint_venture=True)
    enter(lake, [act(1, WORKS, "SPAN ALLIANCE LLC", "2010-01-01")])
    assert on(lake, WORKS, DAY)["note"] == (
        "the list of CSIS has it as a joint venture of Zenith & Pier, which counts with none of its owners unless its "
        "records name one"
    )


def test_a_number_that_another_replaced_is_the_same_group_and_a_spin_off_is_not(lake: Lake) -> None:
    def under(number: int, supplier: str, day: str, parent: str, name: str) -> Act:
        return act(number, supplier, f"SUBSIDIARY {supplier[4:7]}", day, parent=parent, parent_name=name)

    enter(
        lake,
        [
            under(1, WORKS, "2010-01-01", HOLDING, "ZENITH HOLDINGS"),
            under(2, WORKS, "2012-01-01", "uei:NEWZENITH001", "THE ZENITH COMPANY"),
            under(3, CABLES, "2010-01-01", PIERS, "QUUXCORP"),
            under(4, CABLES, "2012-01-01", "uei:SPUNOFF00001", "QUUXCORP ENTERPRISE"),
            under(5, "uei:OTHER0000001", "2015-01-01", PIERS, "QUUXCORP"),
        ],
    )
    assert on(lake, WORKS, date(2010, 1, 1))["family_id"] == on(lake, WORKS, date(2013, 1, 1))["family_id"]
    assert on(lake, CABLES, date(2010, 1, 1))["family_id"] != on(lake, CABLES, date(2013, 1, 1))["family_id"]


def test_one_number_printed_of_two_firms_is_named_as_doubtful(lake: Lake) -> None:
    some = [
        act(number, WORKS, name, day)
        for number, (name, day) in enumerate(
            [
                ("KEYSTONE FEDERAL SERVICES", "2010-01-01"), ("KEYSTONE NATIONAL SECURITY", "2011-01-01"),
                ("KEYSTONE FEDERAL SERVICES", "2012-01-01"), ("KEYSTONE NATIONAL SECURITY", "2013-01-01"),
            ]
        )
    ]  # fmt: skip
    enter(lake, some)
    assert "which may be two firms" in on(lake, WORKS, DAY)["note"]
    merger(lake, "KEYSTONE FEDERAL SERVICES", "ZENITH CABLES", date(2012, 1, 1))
    enter(lake, [act(9, CABLES, "ZENITH CABLES", "2010-01-01")])
    assert on(lake, WORKS, DAY)["how"] == "list"
    doubt = (
        "the same number is printed of KEYSTONE FEDERAL SERVICES and of KEYSTONE NATIONAL SECURITY in the same years, "
        "which may be two firms"
    )
    for told in (told_family(lake, "ZENITH CABLES"), settled_family(lake, ids(lake)[CABLES])):
        assert [row["note"] for row in told["doubts"]] == [doubt]
    assert told_supplier(lake, WORKS)["doubts"] == [doubt]


# -- order of arrival, undoing, ids -----------------------------------------------------------------------------------

SUPPLIERS = (WORKS, CABLES, "duns:111111111", "duns:222222222", "name:KEYSTONE WORKS LLC, USA")
NAMES = ("KEYSTONE WORKS LLC", "The Keystone Works", "SPAN AND SONS", "ZENITH CABLES INC")
PARENTS = (
    (None, None),
    (HOLDING, "ZENITH HOLDINGS"),
    (PIERS, "ZENITH GROUP"),
    ("duns:333333333", "SPAN GROUP"),
    (WORKS, "KEYSTONE"),
)
acts = st.tuples(
    st.sampled_from(SUPPLIERS),
    st.sampled_from(NAMES),
    st.integers(min_value=0, max_value=12),
    st.sampled_from(PARENTS),
    st.sampled_from((None, None, "1AAA1")),
    st.sampled_from((None, "111111111")),
)


#: An example resolves a store several times, so that there are few, and a failing one is not made smaller.
few = settings(
    max_examples=6, deadline=None, derandomize=True, phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)  # fmt: skip


def drawn(rows: list[tuple[Any, ...]]) -> list[Act]:
    return [
        Act(number, supplier, supplier[5:-5] if supplier.startswith("name:") else name, date(2010 + years, 3, 1),
            *parent, duns=duns if supplier == WORKS else None, cage=cage)
        for number, (supplier, name, years, parent, cage, duns) in enumerate(rows)
    ]  # fmt: skip


@few
@given(rows=st.lists(acts, min_size=4, max_size=12), chance=st.randoms(use_true_random=False))
def test_the_order_of_arrival_never_changes_the_families(made: Lake, rows: list[Any], chance: Any) -> None:
    some = drawn(rows)
    made.execute("BEGIN TRANSACTION")
    try:
        merger(made, "KEYSTONE WORKS", "ZENITH HOLDINGS", date(2013, 1, 1))
        enter(made, some)
        at_once = families(made)
        clear(made)
        merger(made, "KEYSTONE WORKS", "ZENITH HOLDINGS", date(2013, 1, 1))
        shuffled = some.copy()
        chance.shuffle(shuffled)
        cut = len(shuffled) // 2
        for part in (shuffled[:cut], shuffled[cut:]):
            enter(made, part)
        assert families(made) == at_once
    finally:
        made.execute("ROLLBACK")


@few
@given(
    rows=st.lists(acts, min_size=4, max_size=10),
    kind=st.sampled_from(["same", "not_same", "parent_of"]),
    pick=st.integers(0, 90),
)
def test_a_withdrawn_judgement_leaves_no_trace_but_its_own_row(
    made: Lake, rows: list[Any], kind: Any, pick: int
) -> None:
    made.execute("BEGIN TRANSACTION")
    try:
        enter(made, drawn(rows))
        held = {
            name: made.query(f"FROM {name} ORDER BY ALL")
            for name in ("entity", "family", "family_member", "supplier_event")
        }
        known = sorted({row["supplier_id"] for row in held["entity"]})
        pairs = [(left, right) for left in known for right in known if left < right]
        if not pairs:
            return
        left, right = pairs[pick % len(pairs)]
        row = judgements.make(made, Judgement(kind, left, right, "a reason"))
        resolve.refresh(made)
        if kind == "same":
            tied = {one["supplier_id"]: one["entity_id"] for one in made.query("FROM entity")}
            assert tied[left] == tied[right]
        judgements.withdraw(made, row["judgement_id"], "it was wrong")
        resolve.refresh(made)
        for name, before in held.items():
            now = made.query(f"FROM {name} ORDER BY ALL")
            if name == "family":  # ids that the judgement called for stay as redirects to nothing of their own
                now = [one for one in now if one["family_id"] in {kept["family_id"] for kept in before}]
            assert now == before, name
        (kept,) = made.query("FROM judgement")
        assert (kept["judgement_id"], kept["withdrawn_because"]) == (row["judgement_id"], "it was wrong")
    finally:
        made.execute("ROLLBACK")


def test_tomorrows_suppliers_do_not_renumber_yesterdays_families(lake: Lake) -> None:
    enter(lake, sold())
    before = {row["family_id"]: row["name"] for row in lake.query("FROM family")}
    stays = {(row["supplier_id"], row["family_id"]) for row in lake.query("FROM family_member")}
    enter(
        lake,
        [  # an older supplier of the same parent, the parent itself, and somebody else
            act(11, CABLES, "KEYSTONE CABLES", "2001-01-01", parent=HOLDING, parent_name="KEYSTONE HOLDINGS"),
            act(12, HOLDING, "KEYSTONE HOLDINGS", "1999-01-01"),
            act(13, "uei:ANOTHER00001", "ANOTHER", "1990-01-01"),
        ],
    )
    assert before.items() <= {row["family_id"]: row["name"] for row in lake.query("FROM family")}.items()
    assert stays <= {(row["supplier_id"], row["family_id"]) for row in lake.query("FROM family_member")}
    assert ids(lake)[HOLDING] == on(lake, WORKS, date(2010, 1, 1))["family_id"]


def test_two_families_joined_lead_to_the_older_and_come_apart_with_their_own_ids(lake: Lake) -> None:
    enter(lake, [act(1, WORKS, "KEYSTONE WORKS", "2015-01-01"), act(2, CABLES, "ZENITH CABLES", "2010-01-01")])
    before = ids(lake)
    row = judgements.make(lake, same(WORKS, CABLES))
    done = resolve.refresh(lake)
    assert set(ids(lake).values()) == {before[CABLES]}, "the older id stays"
    ((kind, joined, other),) = [(one["kind"], one["family_id"], one["other_id"]) for one in done["joined"]]
    assert (kind, joined, other) == ("joined", before[WORKS], before[CABLES])
    assert row["judgement_id"] in done["joined"][0]["why"]
    assert lake.value("SELECT merged_into FROM family WHERE family_id = ?", [before[WORKS]]) == before[CABLES]
    judgements.withdraw(lake, row["judgement_id"], "no")
    done = resolve.refresh(lake)
    assert ids(lake) == before
    assert [one["family_id"] for one in done["split"]] == [before[WORKS]]
    assert lake.query("SELECT kind FROM family_change ORDER BY made_at, kind") == [
        {"kind": "joined"},
        {"kind": "split"},
    ]


def test_two_families_that_a_match_joined_are_told_with_the_judgement_and_its_score(lake: Lake) -> None:
    enter(lake, [act(1, WORKS, "KEYSTONE WORKS", "2015-01-01"), act(2, "duns:1", "KEYSTONE WRKS", "2010-01-01")])
    lake.execute(
        "INSERT INTO judgement (judgement_id, kind, left_id, right_id, because, made_by, rule, score, made_at) "
        "VALUES ('j:0123456789ab', 'same', ?, 'duns:1', 'one letter differs', 'rule', 'match', 0.987, ?)",
        [WORKS, datetime(2026, 1, 1)],
    )
    (joined,) = resolve.refresh(lake)["joined"]
    assert joined["why"] == "match: score 0.987, one letter differs (j:0123456789ab)"
    assert lake.value("SELECT why FROM family_change") == joined["why"]


def test_a_judged_parent_takes_its_whole_family_along_between_two_days(lake: Lake) -> None:
    enter(lake, [*sold(), act(21, CABLES, "ZENITH CABLES", "2010-01-01")])
    judgements.make(
        lake,
        Judgement(
            "parent_of", CABLES, PIERS, "bought", "https://example.org/deal", date(2017, 1, 1), date(2019, 12, 31)
        ),
    )
    resolve.refresh(lake)
    assert on(lake, WORKS, date(2016, 12, 31))["parent_id"] == PIERS
    inside = on(lake, WORKS, date(2017, 1, 1))
    assert (inside["how"], inside["family_id"]) == ("judgement", ids(lake)[CABLES])
    assert on(lake, WORKS, date(2020, 1, 1))["parent_id"] == PIERS


def test_a_person_who_holds_two_apart_beats_every_rule(lake: Lake) -> None:
    some = [act(1, WORKS, "ACME LLC", "2020-01-01"), act(2, "name:ACME, USA", "ACME", "2020-01-01")]
    enter(lake, some)
    assert len(set(ids(lake).values())) == 1
    judgements.make(lake, Judgement("not_same", WORKS, "name:ACME, USA", "another firm"))
    resolve.refresh(lake)
    assert len(set(ids(lake).values())) == 2
