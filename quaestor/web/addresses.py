"""Every address of the site: what it asks for, the function that gives its facts, and the forms these take."""

from __future__ import annotations

from dataclasses import replace

from quaestor import model
from quaestor.answers import KINDS
from quaestor.answers.due import WHAT
from quaestor.answers.families import WHICH
from quaestor.answers.family_sums import CHOICES
from quaestor.answers.findings import SORTS as FLAGS
from quaestor.answers.findings import STATES
from quaestor.answers.holdings import SORTS
from quaestor.answers.makers import SORTS as SOLD
from quaestor.answers.narrowing import LABELS
from quaestor.documents import kinds
from quaestor.search.asking import SORTS as HITS
from quaestor.search.shelves import KINDS as SHELVES
from quaestor.store import Lake
from quaestor.web import life, lifelines, openapi, rows
from quaestor.web.page import Page, Parameter
from quaestor.web.pages import (
    award,
    buyers,
    calendars,
    chains,
    changes,
    claiming,
    comparing,
    data,
    families,
    flagging,
    front,
    held,
    investigating,
    judging,
    makers,
    papers,
    records,
    searching,
    sql,
    suppliers,
)  # fmt: skip
from quaestor.web.pages.asked import Asked, Facts

AS_OF = Parameter("as_of", "count only actions signed by this day", "day", "2025-09-30")
KNOWN_ON = Parameter("known_on", "as the records were known at this moment (UTC; a bare day means its end)", "moment")
SINCE = Parameter("since", "what was read at or after this moment (UTC)", "moment", "2026-03-01")
UNTIL = Parameter("until", "what was read up to this moment; a bare day with the whole of it", "moment")
WORDS = Parameter("q", "a number, an identifier, or words of a name", example="palantir")
ON = Parameter("on", "the day that counts as today", "day", "2026-01-15")
YEARS = (
    Parameter("from", "the first fiscal year counted", "count", "2020"),
    Parameter("to", "the last fiscal year counted", "count", "2026"),
)
MOST = Parameter("most", "rows of families, products and offices; the others stand as one sum", "count", "10")
TABLE = Parameter("table", "which of its tables the CSV gives", one_of=tuple(buyers.TABLES))
FAMILY_ON = Parameter(
    "family_on", "the date that says which family an award counts for: its own, today, or the first report",
    one_of=tuple(CHOICES),
)  # fmt: skip
LOAD = Parameter("load", "what this load brought")
LIMIT = Parameter("limit", "so many rows", "count", "100")
AFTER = Parameter("after", "go on after the rows of the answer whose `next` this is", "cursor")
LISTED = (
    Parameter("sort", "the order of the awards", one_of=tuple(SORTS)),
    Parameter("rows", "awards on one page", "count", "100"),
    Parameter("page", "which page of the awards", "count", "1"),
)


def api(lake: Lake, asked: Asked) -> Facts:
    """Every address with its parameters and forms, for those who write programs."""
    return openapi.listing(PAGES)


PAGES = (
    Page("/", front.home, parameters=(ON,)),
    Page(
        "/award/{key:path}", award.award, rows.award, {"life": life.life},
        parameters=(AS_OF, KNOWN_ON), example="70CTD022FR0000170", paged="actions",
    ),
    Page(
        "/supplier/{key:path}", suppliers.supplier, suppliers.rows, {"years": suppliers.years},
        parameters=(AS_OF, *LISTED, replace(TABLE, one_of=tuple(suppliers.TABLES))),
        example="PALANTIR TECHNOLOGIES INC.",
    ),
    Page(
        "/family", families.families, families.list_rows,
        parameters=(
            Parameter("q", "only families whose name, or a member's, has these words", example="geo group"),
            Parameter("which", "only families of this sort", one_of=tuple(WHICH)),
            replace(ON, what="the day that lately is counted back from"),
            LIMIT, AFTER,
        ),
    ),
    Page(
        "/family/{key:path}", families.family, families.rows, {"tree": lifelines.tree, "years": suppliers.years},
        parameters=(FAMILY_ON, AS_OF, *LISTED, replace(TABLE, one_of=tuple(families.TABLES))),
        example="THE GEO GROUP INC",
    ),
    Page(
        "/judgements", judging.judgements, judging.rows,
        parameters=(
            Parameter("pair", "the pair that is told in full, by its judgement id"),
            Parameter("judgement", "only this judgement in the list of those made"),
            Parameter("table", "which of its tables the CSV gives", one_of=tuple(judging.TABLES)),
            LIMIT, AFTER,
            Parameter("made_after", "go on in the judgements after those whose `judgements_next` this is", "cursor"),
            Parameter("done", "the judgement that was just made"),
        ),
    ),
    Page(
        "/findings", flagging.findings, flagging.rows,
        parameters=(
            Parameter("rule", "only flags of this rule", example="ceiling_grown"),
            Parameter("area", "only flags of rules of this area", example="ceilings"),
            Parameter("agency", "only flags about this agency", example="7012"),
            Parameter("supplier", "only flags about this supplier", example="PALANTIR TECHNOLOGIES INC."),
            Parameter("family", "only flags about this family", example="THE GEO GROUP INC"),
            Parameter("award", "only flags about the award of this id"),
            Parameter("least", "only flags about at least so many dollars", "count"),
            replace(SINCE, what="only flags raised at or after this moment (UTC)"),
            Parameter("which", "what became of them; else those that stand", one_of=tuple(STATES)),
            Parameter("checks", "checks of the records instead of indicators", one_of=("yes",)),
            Parameter("sort", "the order of the flags", one_of=tuple(FLAGS)),
            LIMIT, AFTER,
        ),
    ),
    Page("/indicator", flagging.indicators, flagging.indicator_rows, paged="indicators"),
    Page(
        "/indicator/{key:path}", flagging.indicator, flagging.run_rows,
        parameters=(replace(TABLE, one_of=tuple(flagging.TABLES)),), example="ceiling_grown",
    ),
    Page(
        "/flag/{key:path}", flagging.flag, flagging.flag_rows,
        parameters=(Parameter("done", "the answer that was just given"),), example="f:21bab11b5caf3b950212",
    ),
    Page("/maker", makers.makers, makers.listed, paged="makers"),
    Page(
        "/maker/{key:path}", makers.maker, makers.rows, {"years": suppliers.years},
        parameters=(
            AS_OF,
            Parameter("together", "add what the maker was obligated itself", one_of=("yes",)),
            Parameter("sort", "the order of the orders", one_of=tuple(SOLD)),
            *LISTED[1:],
        ),
    ),
    Page("/agency", buyers.agencies, rows.agencies, parameters=(WORDS,), paged="agencies"),
    Page(
        "/agency/{key:path}", buyers.agency, buyers.rows, buyers.FIGURES,
        parameters=(*YEARS, ON, MOST, TABLE), example="7012",
    ),
    Page(
        "/office/{key:path}", buyers.office, buyers.rows, buyers.FIGURES,
        parameters=(*YEARS, ON, MOST, TABLE),
    ),
    Page(
        "/calendar", calendars.calendar, calendars.rows, forms={"ics": calendars.ics},
        parameters=(
            ON,
            Parameter("months", "so many months from that day", "count", "12"),
            Parameter("until", "or up to this day", "day", "2027-01-15"),
            Parameter("month", "tell only this month of them", example="2026-03"),
            Parameter("agency", "only what this agency awarded", example="7012"),
            Parameter("supplier", "only what this supplier or family holds"),
            Parameter("kind", "only this kind of award", one_of=tuple(model.codes("kind"))),
            Parameter("what", "only what falls due in this way", one_of=tuple(WHAT)),
            Parameter("least", "only awards with at least so many dollars obligated", "count"),
        ),
    ),
    Page(
        "/compare", comparing.compare, comparing.rows, {"course": comparing.course},
        parameters=(
            Parameter(
                "a", "`award:`, `supplier:` or `agency:` and its number or name; two to six of one kind",
                example="award:70CTD022FR0000170",
            ),
            Parameter("from", "what awards are held against", one_of=tuple(comparing.BEGINNINGS)),
        ),
    ),
    Page(
        "/chain/{key:path}", chains.chain, chains.rows, {"flow": chains.flow},
        parameters=(AS_OF, FAMILY_ON, replace(MOST, what="ends of each kind in a column; the others stand as one sum")),
        example="70CTD022FR0000170",
    ),
    Page("/evidence/{key:path}", records.evidence, example="7012_4730_70CTD022FR0000170_P00009_GS35F0086U_0"),
    Page(
        "/search", searching.search, rows.search, besides=searching.index,
        parameters=(
            WORDS,
            Parameter("in", "only this sort of thing", one_of=tuple(SHELVES)),
            Parameter("sort", "the order of the hits", one_of=tuple(HITS)),
            Parameter("match", "hits need hold any one of the words", one_of=("any",)),
            *(Parameter(name, f"only hits of this {label}") for name, label in LABELS.items()),
            Parameter("page", "which page of the hits", "count"),
            Parameter("size", "hits on one page", "count"),
        ),
    ),
    Page("/suggest", searching.suggest, quick=True, parameters=(WORDS,)),
    Page(
        "/changes", changes.changes, rows.changes, {"days": changes.days},
        parameters=(
            SINCE, UNTIL, LOAD,
            Parameter("kind", "what sort of change; else those that publishers made afterwards", one_of=tuple(KINDS)),
            Parameter("field", "only this column", example="obligation"),
            Parameter("agency", "only awards of this agency"),
            Parameter("supplier", "only awards of this supplier", example="PALANTIR TECHNOLOGIES INC."),
            Parameter("order", "which come first", one_of=("newest", "largest")),
            LIMIT, AFTER,
        ),
    ),
    Page("/investigations", investigating.investigations, besides=investigating.state, paged="investigations"),
    Page(
        "/investigation/{key:path}", investigating.investigation, rows.investigation,
        {"money": investigating.money, "pool": investigating.pool}, {"yml": investigating.file},
        parameters=(replace(SINCE, what="tell what is new since this moment (UTC), instead of since the last mark"),),
        example="skip-tracing", paged="actions", besides=investigating.state,
    ),
    Page(
        "/documents", papers.papers, papers.paper_rows,
        parameters=(
            Parameter("q", "only papers that have each of these words in a passage", example="ceiling"),
            Parameter("kind", "only papers of this kind", one_of=tuple(kinds.labels())),
        ),
    ),
    Page(
        "/documents/compare", papers.versions, papers.change_rows,
        parameters=(Parameter("old", "the earlier paper, by its id"), Parameter("new", "the later paper, by its id")),
    ),
    Page("/documents/register", papers.justifications, papers.justification_rows),
    Page(
        "/document/{key:path}", papers.paper, papers.mention_rows, forms={"png": papers.picture},
        parameters=(Parameter("page", "only this page; as a picture, the first where none is named", "count"),),
    ),
    Page("/data", data.data, rows.loads),
    Page("/table/{key:path}", data.table, rows.columns, example="award"),
    Page("/source/{key:path}", data.source, example="sample"),
    Page("/load/{key:path}", data.load, rows.files),
    Page("/rejects", data.rejects, rows.rejects, parameters=(LOAD, LIMIT, AFTER)),
    Page(
        "/sql", sql.sql, None, {"chart": sql.chart}, {"csv": sql.csv, "parquet": sql.file}, apart=True,
        parameters=(
            Parameter("q", "one SELECT over the tables", example="SELECT kind, count(*) FROM award GROUP BY kind"),
            LIMIT,
        ),
    ),
    Page(
        "/claims", claiming.claims, claiming.rows,
        parameters=(
            Parameter(
                "q", "the text; longer ones are sent as a form, by POST",
                example="Clearview AI was paid $3.75 million in September 2025.",
            ),
            AS_OF,
        ),
        taken=True,
    ),
    Page("/coverage", held.coverage, rows.coverage, paged="coverage"),
    Page("/about", held.about),
    Page("/api", api),
)  # fmt: skip
