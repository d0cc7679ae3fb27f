"""People planted in every source, in every column that could hold one, are in nothing that a load leaves behind.

The rows are the golden ones of tests/sources, loaded for real; what is looked through is every file of the store, every
table, the answers of the command and what it prints while it works.
"""

from __future__ import annotations

import copy
import csv
import gzip
import json
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quaestor import answers, model, pipeline, sources, store
from quaestor.errors import QuaestorError
from tests.cli.conftest import ENVIRONMENT

HERE = Path(__file__).parent / "sources"
MAIL, TELEPHONE, FAX = "z.quirkstone@planted-mail.example", "(202) 555-0187", "202.555.0188"
ROLE = "CONTRACTING OFFICER ZEBULON QUIRKSTONE"
PERSON, STREET, OFFICER, PAY, STAFF = (
    "MARIGOLD THISTLEDOWN", "17 HOLLOWBARROW LANE", "OSWIN PENHALLOW", "731098765.43", "ZQSTAFF77.7012",
)  # fmt: skip
PLANTED = re.compile(
    r"quirkstone|planted-mail|555.?.?0187|555.?0188|thistledown|hollowbarrow|penhallow|731098765|zqstaff77", re.I
)
#: source, layout, whether its suppliers can be people, and what makes a row of it another record than the next
LAYOUTS = [
    ("usaspending_transactions", "current", ["contract_transaction_unique_key"]),
    ("usaspending_transactions", "y2018", ["modification_number"]),
    ("usaspending_awards", "current", ["contract_award_unique_key"]),
    ("usaspending_subawards", "current", ["subaward_fsrs_report_id"]),
    ("usaspending_search", "search", ["Modification"]),
    ("sample", "actions", ["mod_number"]),
]
MARKS = {
    "sole_proprietorship": "t",
    "subawardee_business_types": "Sole Proprietorship",
    "prime_awardee_business_types": "Woman Owned,Sole Proprietorship",
    "Recipient Name": "THISTLEDOWN, MARIGOLD",
}
each_layout = pytest.mark.parametrize(
    ("source", "layout", "key"), LAYOUTS, ids=[f"{one[0]}-{one[1]}" for one in LAYOUTS]
)


def golden(source: str, layout: str) -> tuple[list[str], dict[str, str]]:
    """The columns of a layout, and one row of it that is kept."""
    path = HERE / source / f"{layout}.csv"
    if source == "sample":
        path = Path(sources.__file__).parent / "sample" / "actions.csv"
    if source == "usaspending_search":
        columns = ["Agency", "Award ID", "Recipient Name", "Federal Action Obligation", "Action Date", "Modification"]
        columns += ["Product/Service Description", "NAICS Description", "Transaction Description", "Generated Award ID"]
        values = [
            "ICE",
            "EX1",
            "EXAMPLE CORP",
            "10.00",
            "2024-05-01",
            "0",
            "SUPPORT",
            "OFFICES",
            "WORK",
            "CONT_AWD_EX1_7012_-NONE-_-NONE-",
        ]
        return columns, dict(zip(columns, values, strict=True))
    with path.open(encoding="utf-8-sig", newline="") as lines:
        rows = csv.DictReader(lines)
        return list(rows.fieldnames or ()), next(row for row in rows if row.get("correction_delete_ind") != "D")


def planted(source: str, layout: str, key: Sequence[str]) -> tuple[list[str], list[list[str]]]:
    """A header and rows: people in every column, one at a time and together, in rows kept, rejected and ragged."""
    header, base = golden(source, layout)
    shape = sources.find(source).layouts[layout]
    rows: list[dict[str, str]] = []

    def add(**cells: str) -> dict[str, str]:
        row = base | {name: f"{base[name]}{len(rows)}" for name in key} | cells
        rows.append(row)
        return row

    for column in header:
        if column in shape.people:
            pay = "amount" in column
            add(**{column: PAY if pay else FAX if "fax" in column else TELEPHONE if "phone" in column else OFFICER})
        elif column in shape.text:
            add(**{column: f"{ROLE}, {MAIL}, FAX {FAX}: SERVICES"})
        else:
            add(**{column: f"{base[column]} {MAIL}".strip()})
            if not re.search(r"(?:_key|_code|_date|_amount|_value|_permalink)$", column):
                add(**{column: f"{base[column]} {TELEPHONE}".strip()})
    for person in shape.individuals:
        for mark, value in MARKS.items():
            if mark in person.when:
                hidden = dict.fromkeys([*person.names], PERSON) | dict.fromkeys(person.places, STREET) | {mark: value}
                hidden |= dict.fromkeys(
                    [name for name in shape.text if name in header and name not in hidden], f"FOR {PERSON}"
                )
                add(**{name: value for name, value in hidden.items() if name in header})
    for _ in range(2 * len(rows)):
        add()
    lines = [[row[name] for name in header] for row in rows]
    worst = (
        base
        | dict.fromkeys(shape.text & set(header), f"{ROLE} {MAIL}")
        | dict.fromkeys(shape.people & set(header), OFFICER)
    )
    for person in shape.individuals:
        worst |= dict.fromkeys([*person.names], PERSON) | dict.fromkeys(person.places, STREET)
    cells = [worst[name] for name in header]
    return header, [*lines, cells[:-1], [*cells, "MORE"], cells[1:], cells[: len(cells) // 2]]


def write(path: Path, header: Sequence[str], rows: Sequence[Sequence[str]]) -> Path:
    with gzip.open(path, "wt", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([header, *rows])
    return path


def load(folder: Path, source: str, path: Path, code: int = 0) -> str:
    """Loads by the command; everything it printed."""
    done = subprocess.run(
        [sys.executable, "-m", "quaestor", "load", source, str(path), "--store", str(folder), "--json"],
        cwd=folder.parent, env=ENVIRONMENT, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert done.returncode == code, done.stderr
    return done.stdout + done.stderr


def texts(folder: Path) -> Iterator[tuple[str, str]]:
    """Every text in every file of a store: the columns of Parquet decoded, other files as they are."""
    for path in folder.rglob("*"):
        if path.suffix == ".parquet":
            table = pq.read_table(path)
            for name in table.column_names:
                column = table[name]
                if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
                    yield from (
                        (f"{path.parent.name}/{path.name} {name}", str(text)) for text in set(column.to_pylist())
                    )
        elif path.is_file():
            yield str(path), path.read_bytes().decode("latin-1")


def answered(folder: Path) -> Iterator[tuple[str, str]]:
    """Everything a store answers, as JSON: all tables, and the award and evidence of every action."""
    with store.Lake.open(folder) as lake:
        for name in [*model.tables(), "action_version", "award_stated_version", "subaward_version"]:
            table = model.tables().get(name)
            if table is None or table.kind != "view":
                yield name, json.dumps(answers.read_only_sql(lake, f"SELECT * FROM {name}", 100_000), default=str)
        for row in lake.query("SELECT award_id, min(action_id) AS action_id FROM action GROUP BY award_id LIMIT 40"):
            yield row["award_id"], json.dumps(answers.award(lake, row["award_id"]))
            yield row["action_id"], json.dumps(answers.evidence(lake, row["action_id"]))
        for ask in (answers.rejects, answers.changes, answers.status, answers.home):
            yield ask.__name__, json.dumps(ask(lake), default=str)


def survivors(folder: Path) -> list[tuple[str, str]]:
    found = []
    for where, text in [*texts(folder), *answered(folder)]:
        hit = PLANTED.search(text)
        if hit:
            found.append((where, text[max(0, hit.start() - 60) : hit.end() + 20]))
    return found


@each_layout
def test_nobody_planted_in_a_csv_is_left(source: str, layout: str, key: list[str], tmp_path: Path) -> None:
    header, rows = planted(source, layout, key)
    printed = load(tmp_path / "store", source, write(tmp_path / "FY2024_20260101T000000.csv.gz", header, rows))
    done = json.loads(printed)
    assert (done["rows_read"], done["rejected"] >= 4) == (len(rows), True)
    assert not PLANTED.search(printed)
    assert survivors(tmp_path / "store") == []


def test_nobody_planted_in_an_atom_page_is_left(tmp_path: Path) -> None:
    page = (HERE / "fpds_atom" / "page.xml").read_text(encoding="utf-8")
    inside = f"{ROLE}, {MAIL}, FAX {FAX}: SERVICES"
    shape = sources.find("fpds_atom").layouts["page"]
    for name in shape.people:
        page = re.sub(rf"(<ns1:{name}(?: [^>]*)?>)[^<]*(</)", rf"\g<1>{STAFF} {OFFICER}\2", page)
    page = re.sub(r"(<ns1:descriptionOfContractRequirement>)[^<]*(</)", rf"\g<1>{inside}\2", page)
    page = re.sub(r"(<ns1:solicitationID>)[^<]*(</)", rf"\g<1>{MAIL}\2", page)
    page = re.sub(r' (name|description|departmentName)="[^"]*"', rf' \1="OFFICE {MAIL}"', page)
    page = re.sub(r"(<ns1:city>)[^<]*(</)", rf"\g<1>{MAIL}\2", page)
    dropped = "".join(f"<ns1:{name}>{STAFF} {OFFICER} {PAY}</ns1:{name}>" for name in sorted(shape.people))
    page = page.replace("</ns1:vendorHeader>", f"{dropped}</ns1:vendorHeader>")
    for name in ("vendorName", "vendorAlternateName", "UEILegalBusinessName"):
        page = re.sub(rf"(<ns1:{name}>)[^<]*(</)", rf"\g<1>{PERSON}\2", page)
    page = re.sub(r"(<ns1:streetAddress>)[^<]*(</)", rf"\g<1>{STREET}\2", page)
    page = "<entry>".join(
        re.sub(r"awarded to [A-Z ]+? (?=for the amount|was)", f"awarded to {PERSON} ", entry)
        if "</ns1:vendorHeader>" in entry
        else entry
        for entry in page.split("<entry>")
    )
    page = re.sub(r"(<ns1:isSolePropreitorship>)[^<]*(</)", r"\g<1>true\2", page)
    sole = "<ns1:organizationalType>SOLE PROPRIETORSHIP</ns1:organizationalType>"
    page = re.sub(r"<ns1:organizationalType>[^<]*</ns1:organizationalType>", "", page)
    page = page.replace(
        "</ns1:vendorHeader>",
        "</ns1:vendorHeader>"
        + f"<ns1:vendorSiteDetails><ns1:vendorOrganizationFactors>{sole}"
        + "</ns1:vendorOrganizationFactors></ns1:vendorSiteDetails>",
    )
    (tmp_path / "page.xml").write_text(page, encoding="utf-8")
    printed = load(tmp_path / "store", "fpds_atom", tmp_path / "page.xml")
    assert json.loads(printed)["rows_read"] > 5
    assert not PLANTED.search(printed)
    assert survivors(tmp_path / "store") == []


def test_nobody_planted_in_the_reference_lists_is_left(tmp_path: Path) -> None:
    entries: list[Any] = json.loads((HERE / "reference" / "hierarchy.json").read_text(encoding="utf-8"))
    for number, entry in enumerate(copy.deepcopy(entries)):
        org = entry["org"]
        for name in [*org, "description", "summary"]:
            if not isinstance(org.get(name), (dict, list)) and name not in ("orgKey", "level"):
                again = copy.deepcopy(entry)
                again["org"] |= {
                    "orgKey": f"{number}{len(entries)}",
                    name: f"{org.get(name) or ''} {ROLE if name in ('description', 'summary') else ''} {MAIL}",
                }
                again["org"] |= {
                    "createdBy": STAFF,
                    "lastModifiedBy": MAIL,
                    "links": [{"createdBy": STAFF, "rel": MAIL}],
                }
                entries.append(again)
    entries += [{"createdBy": STAFF, "description": f"{ROLE} {MAIL}"}]
    entries += entries[:1] * 60
    (tmp_path / "hierarchy.json").write_text(json.dumps(entries), encoding="utf-8")
    psc = (HERE / "reference" / "psc.csv").read_text(encoding="utf-8").splitlines()
    header, rows = next(csv.reader(psc[:1])), list(csv.reader(psc[1:]))
    notes = header.index("PRODUCT AND SERVICE CODE NOTES")
    rows[0][notes] = f"{ROLE} {MAIL} {TELEPHONE}"
    write(tmp_path / "psc.csv.gz", header, [*rows, *rows, *rows, [*rows[0], MAIL]])
    for path in ("hierarchy.json", "psc.csv.gz"):
        assert not PLANTED.search(load(tmp_path / "store", "reference", tmp_path / path))
    assert survivors(tmp_path / "store") == []


@each_layout
def test_no_error_names_a_person(source: str, layout: str, key: list[str], tmp_path: Path) -> None:
    header = golden(source, layout)[0]
    row = [f"{ROLE} {MAIL}" if place % 2 else PERSON for place in range(len(header))]
    cases = {
        "no header": [row, row],
        "a column unread": [[*header, MAIL], [*row, TELEPHONE]],
        "all rows bad": [header, [MAIL] * len(header), [f"ON {MAIL}"] * len(header)],
        "all rows ragged": [header, row[:-1], row[1:]],
    }
    for name, lines in cases.items():
        path = write(tmp_path / f"{name}.csv.gz", lines[0], lines[1:])
        with pytest.raises(QuaestorError) as raised:
            pipeline.load(tmp_path / "store", source, [path])
        assert not re.search(r"quirkstone|planted-mail|thistledown", str(raised.value), re.I), name
        if (tmp_path / "store").exists():
            assert survivors(tmp_path / "store") == []


NAMES = st.from_regex(r"[a-z][a-z0-9_+-]{1,11}\.[a-z]{2,9}", fullmatch=True)
NUMBERS = st.builds(
    "{0}{1}{2}{3}{4}".format,
    st.sampled_from(["202", "703", "571", "(301)"]), st.sampled_from(["-", "."]), st.sampled_from(["555", "344"]),
    st.just("-"), st.integers(1000, 9999),
).map(lambda text: text.replace(")-", ") ").replace(").", ") "))  # fmt: skip
HEADER, BASE = golden("usaspending_transactions", "current")
COPIED = [name for name in HEADER if name not in sources.find("usaspending_transactions").layouts["current"].people]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=NAMES, number=NUMBERS, columns=st.lists(st.sampled_from(COPIED), min_size=1, max_size=8, unique=True),
    around=st.sampled_from(["{}", "see {} now", "X,{};Y", '"{}"', "({})", "ACME INC {}"]),
)  # fmt: skip
def test_an_address_or_a_number_crosses_the_border_in_no_column(
    name: str, number: str, columns: list[str], around: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("border")
    mail = f"{name}@planted-mail.example"
    row = BASE | {column: around.format(mail) for column in columns}
    prose = [one for one in columns if not re.search(r"(?:_key|_code|_date|_amount|_value|_permalink)$", one)]
    other = BASE | {column: around.format(number) for column in prose}
    path = write(folder / "some.csv.gz", HEADER, [[one[column] for column in HEADER] for one in (row, other)])
    source = sources.find("usaspending_transactions")
    assert len(list(store.archive(folder / "store", source, path, store.digest_of(path)))) == 1
    left = [where for where, text in texts(folder / "store" / "evidence") if name in text or number in text]
    assert left == []
