"""What the site tells programs of itself is true: every address, its examples, its parts, its errors."""

from __future__ import annotations

import importlib.util
import time
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker
from starlette.testclient import TestClient

from quaestor.store import Lake
from quaestor.web import openapi, shapes
from quaestor.web.addresses import PAGES
from quaestor.web.app import create
from quaestor.web.page import Page

GENERATE = Path(__file__).parent.parent.parent / "docs" / "generate.py"
FORMS = [(page, form) for page in PAGES for form in openapi.forms(page)]
#: Pages that the bundled sample has an example of; it names no office, and a load is named for its moment.
SHOWN = [page for page in PAGES if openapi.example(page)]
#: Requests that schemathesis makes of one address and sort of input.
EXAMPLES = 4


@pytest.fixture(scope="module")
def generate() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate", GENERATE)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def sample(assessed_store: Path) -> Iterator[Lake]:
    """The store that the examples are of: the bundled sample with every rule run over it, and the bundled questions."""
    with Lake.open(assessed_store) as lake:
        yield lake


@pytest.fixture(scope="module")
def site(sample: Lake) -> TestClient:
    client = TestClient(create(sample), follow_redirects=False)
    while client.get("/index.json").json()["telling"] is None:  # it is found out meanwhile
        time.sleep(0.1)
    return client


@pytest.fixture(scope="module")
def document(site: TestClient) -> dict[str, Any]:
    told: dict[str, Any] = site.get("/openapi.json").json()
    return told


@pytest.fixture(scope="module")
def described(sample: Lake) -> Any:
    """The site as schemathesis reads it from its own description."""
    return schemathesis.openapi.from_asgi("/openapi.json", create(sample))


CHECKS = [
    schemathesis.checks.not_a_server_error,
    schemathesis.checks.status_code_conformance,
    schemathesis.checks.content_type_conformance,
    schemathesis.checks.response_schema_conformance,
]


@pytest.mark.parametrize(
    ("page", "form", "mode"),
    [
        (page, form, mode)
        for page, form in FORMS
        for mode in schemathesis.GenerationMode
        # Where nothing is asked, nothing wrong can be asked; what is wrong is refused alike in every form.
        if mode.is_positive or (page.parameters and form == "json")
    ],
    ids=lambda one: one.name if isinstance(one, Page) else str(getattr(one, "value", one)),
)
def test_whatever_is_asked_the_answer_is_no_mistake_of_ours(described: Any, page: Page, form: str, mode: Any) -> None:
    cases = described[f"{openapi.stem(page)}.{form}"]["GET"].as_strategy(generation_mode=mode)

    @settings(
        max_examples=EXAMPLES, deadline=None, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=cases, held=st.booleans())
    def ask(case: Any, held: bool) -> None:
        if held and page.example:
            case.path_parameters["key"] = page.example
        case.call_and_validate(checks=CHECKS)

    ask()


def test_every_page_and_form_is_in_the_document(document: dict[str, Any]) -> None:
    assert set(document["paths"]) == {f"{openapi.stem(page)}.{form}" for page, form in FORMS}
    names = {operation["get"]["operationId"] for operation in document["paths"].values()}
    assert len(names) == len(FORMS)


def test_the_document_is_of_its_standard(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    for schema in document["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)
    for path, operation in document["paths"].items():
        named = {one["name"] for one in operation["get"]["parameters"] if one["in"] == "path"}
        assert named == ({"key"} if "{key}" in path else set())


@pytest.mark.parametrize(
    ("page", "form"),
    [(page, form) for page, form in FORMS if page in SHOWN],
    ids=lambda one: one.name if isinstance(one, Page) else one,
)
def test_its_example_answers(site: TestClient, page: Page, form: str) -> None:
    response = site.get(openapi.example(page, form))
    assert response.status_code == 200 or (response.status_code == 404 and "." in form)  # nothing to draw
    assert response.headers["content-type"].split(";")[0] in openapi.MEDIA.values()


@pytest.mark.parametrize("page", SHOWN, ids=lambda page: page.name)
def test_an_answer_holds_what_the_document_says_of_it(site: TestClient, document: dict[str, Any], page: Page) -> None:
    answer = site.get(openapi.example(page, "json")).json()
    told = document["components"]["schemas"][page.name.title().replace("_", "")]
    assert sorted(answer) == told["required"], "run: make docs"
    validator = Draft202012Validator(told, format_checker=FormatChecker())
    assert [f"{error.json_path}: {error.message[:200]}" for error in validator.iter_errors(answer)] == []


def test_the_examples_are_those_of_the_bundled_sample(generate: ModuleType, site: TestClient) -> None:
    made = generate.examples(site)
    stale = [name for name in made if shapes.shape(made[name]) != shapes.shape(shapes.examples().get(name))]
    assert stale == [], "run: make docs"
    assert set(shapes.examples()) == set(made)


@pytest.mark.parametrize("page", SHOWN, ids=lambda page: page.name)
def test_every_parameter_is_taken(site: TestClient, page: Page) -> None:
    today = {"on": "2026-01-15"} if any(one.name == "on" for one in page.parameters) else {}
    for one in page.parameters:
        assert one.what
        if one.type == "cursor":  # the answer before gives it
            continue
        for value in one.one_of or (one.example or {"day": "2025-09-30", "moment": "2026-12-31"}.get(one.type, "1"),):
            asked = today | {one.name: value}
            assert site.get(f"{openapi.example(page, 'json').split('?')[0]}", params=asked).status_code == 200, asked


def test_the_page_for_programs_lists_every_address(site: TestClient) -> None:
    text = site.get("/api", headers={"accept": "text/html"}).text
    for page in SHOWN:
        assert f'href="{openapi.example(page).replace("&", "&amp;")}"' in text
    assert 'href="/openapi.json"' in text
    assert [row["address"] for row in site.get("/api.json").json()["addresses"]] == [
        page.address.replace("{key:path}", "{key}") for page in PAGES
    ]


def test_a_list_is_walked_part_by_part_without_loss_or_repeat(site: TestClient) -> None:
    whole = site.get("/award/70CDCR20D00000011.json").json()
    address, parts = "/award/70CDCR20D00000011.json?limit=7", []
    while address:
        answer = site.get(address).json()
        assert answer["paging"]["total"] == len(whole["actions"]) == 48
        assert answer["ceiling"] == whole["ceiling"]
        parts.append(answer["actions"])
        address = answer["paging"]["address"]
        assert (answer["next"] is None) == (address is None)
        assert address is None or address.split("?")[1].split("&")[0] == "limit=7"
    assert [len(part) for part in parts] == [7] * 6 + [6]
    assert [action for part in parts for action in part] == whole["actions"]


def test_a_cursor_goes_on_after_its_row_wherever_that_stands() -> None:
    from quaestor.errors import BadQuery
    from quaestor.web import paging

    rows = [{"n": n} for n in range(10)]
    first = paging.page({"rows": rows}, "rows", {"limit": "4"}, "/x.json")
    asked = {"limit": "4", "after": first["next"]}
    more = [{"n": -1}, *rows[:2], {"n": 99}, *rows[2:]]
    assert [row["n"] for row in paging.page({"rows": more}, "rows", asked, "/x.json")["rows"]] == [4, 5, 6, 7]
    with pytest.raises(BadQuery, match="no longer in the list"):
        paging.page({"rows": rows[:3] + rows[4:]}, "rows", asked, "/x.json")
    assert paging.page({"rows": []}, "rows", {"limit": "4"}, "/x.json")["paging"]["total"] == 0


@pytest.mark.parametrize("asked", ["limit=0", "limit=5001", "limit=x", "after=x", "after=%C3%A9", "after=MS4y"])
def test_a_part_that_cannot_be_read_is_refused(site: TestClient, asked: str) -> None:
    answer = site.get(f"/award/70CDCR20D00000011.json?{asked}")
    assert answer.status_code == 400
    assert answer.json()["error"]["where"] in ("limit", "after")


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/award/NOSUCH.json", 404),
        ("/supplier/NOSUCH.csv", 404),
        ("/investigation/nosuch.json", 404),
        ("/nothing.json", 404),
        ("/award/70CTD022FR0000170.json?as_of=soon", 400),
        ("/investigation/skip-tracing.json?since=0001-01-01T00:00%2B14:00", 400),
        ("/award/70CTD022FR0000170.json?known_on=0001-01-01T00:00%2B14:00", 400),
    ],
)
def test_every_error_has_one_shape(site: TestClient, address: str, status: int) -> None:
    answer = site.get(address)
    assert answer.status_code == status
    Draft202012Validator(openapi.ERROR).validate(answer.json())
    assert answer.json()["error"]["status"] == status


def test_nothing_can_be_sent_and_the_refusal_has_the_same_shape(site: TestClient) -> None:
    answer = site.post("/investigation/skip-tracing.json")
    assert answer.status_code == 405
    Draft202012Validator(openapi.ERROR).validate(answer.json())


def test_the_document_holds_until_the_version_changes(site: TestClient) -> None:
    first = site.get("/openapi.json")
    assert site.get("/openapi.json", headers={"if-none-match": first.headers["etag"]}).status_code == 304


def test_money_in_an_answer_is_never_a_floating_number(site: TestClient) -> None:
    def numbers(value: Any) -> list[Any]:
        if isinstance(value, dict):  # a share is none of money
            value = {key: one for key, one in value.items() if not key.endswith(("share", "even", "seconds", "_rate"))}
        inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        return ([value] if isinstance(value, float) else []) + [one for part in inner for one in numbers(part)]

    for page in SHOWN:
        assert numbers(site.get(openapi.example(page, "json")).json()) == [], page.name
    assert Decimal(site.get("/award/70CTD022FR0000170.json").json()["obligated"]).as_tuple().exponent == -2
