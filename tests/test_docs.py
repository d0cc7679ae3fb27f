"""The docs say what there is: each command, source, table and setting is found in them, and links lead somewhere."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from typer.main import get_command

from quaestor import model, sources
from quaestor.cli import app
from quaestor.indicators import rule

CHECKOUT = Path(__file__).parent.parent
PAGES = [CHECKOUT / "README.md", CHECKOUT / "CHANGELOG.md", *sorted((CHECKOUT / "docs").glob("**/*.md"))]
COMMANDS: Any = get_command(app)


def read(name: str) -> str:
    return (CHECKOUT / name).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def generate() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate", CHECKOUT / "docs" / "generate.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def anchors(text: str) -> set[str]:
    """What a heading is called in a link, as forges make it."""
    headings = re.findall(r"(?m)^#+ +(.+)$", text)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_generated_parts_are_fresh(page: Path, generate: ModuleType) -> None:
    text = page.read_text(encoding="utf-8")
    assert generate.fresh(text) == text, f"{page.name} is stale; run: make docs"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_resolve(page: Path) -> None:
    text = re.sub(r"(?s)```.*?```", "", page.read_text(encoding="utf-8"))
    broken = []
    for link in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path) if path else page
        if not target.exists() or (anchor and anchor not in anchors(target.read_text(encoding="utf-8"))):
            broken.append(link)
    assert broken == []


def every(group: Any, before: str = "") -> dict[str, Any]:
    """Each command by its full name, those of a group among them."""
    found = {}
    for name, command in group.commands.items():
        found[f"{before}{name}"] = command
        if hasattr(command, "commands"):
            found |= every(command, f"{before}{name} ")
    return found


@pytest.mark.parametrize("name", sorted(every(COMMANDS)))
def test_every_command_is_in_the_commands_page_with_every_option(name: str) -> None:
    text = read("docs/commands.md")
    assert f"## `quaestor {name}`" in text
    options = [option for one in every(COMMANDS)[name].params for option in one.opts if option.startswith("--")]
    assert [option for option in options if f"`{option}" not in text] == []


@pytest.mark.parametrize("name", sources.names())
def test_every_source_is_in_the_sources_page(name: str) -> None:
    assert f"## `{name}`" in read("docs/sources.md")
    assert (CHECKOUT / "docs" / "sources" / f"{name}.md").is_file(), "money, scope and traps of the source"


@pytest.mark.parametrize("name", sorted(model.tables()))
def test_every_table_is_in_the_model_page(name: str) -> None:
    assert f"### `{name}`" in read("docs/model.md")


@pytest.mark.parametrize("name", sorted(rule.shipped()))
def test_every_rule_has_its_page_and_it_is_fresh(name: str, generate: ModuleType) -> None:
    page = read(f"docs/indicators/{name}.md")
    assert page == generate.rule_page(rule.shipped()[name]), f"{name}.md is stale; run: make docs"
    assert rule.shipped()[name].select in page


def test_every_page_of_a_rule_has_its_rule() -> None:
    assert {file.stem for file in (CHECKOUT / "docs" / "indicators").glob("*.md")} == set(rule.shipped())


def test_every_setting_is_in_the_docs() -> None:
    code = "".join(file.read_text(encoding="utf-8") for file in (CHECKOUT / "quaestor").rglob("*.py"))
    settings = set(re.findall(r"\bQUAESTOR_[A-Z_]+\b", code))
    told = "".join(page.read_text(encoding="utf-8") for page in PAGES)
    assert {"QUAESTOR_STORE", "QUAESTOR_CATALOG"} <= settings
    assert sorted(name for name in settings if name not in told) == []


def test_every_page_is_reached_from_the_readme() -> None:
    text = read("README.md")
    assert [page.name for page in PAGES[2:] if page.parent.name == "docs" and f"docs/{page.name}" not in text] == []


def test_every_command_that_the_docs_show_exists() -> None:
    shown = set()
    for page in PAGES:
        for line in page.read_text(encoding="utf-8").splitlines():
            if found := re.match(r"    quaestor (?:--\S+ )*([a-z]+)\b", line):
                shown.add(found[1])
    assert {"load", "award", "sql"} <= shown
    assert sorted(shown - set(COMMANDS.commands)) == []


def test_every_make_target_that_the_docs_name_exists() -> None:
    targets = set(re.findall(r"(?m)^([a-z]+):", read("Makefile")))
    named = {name for page in PAGES for name in re.findall(r"(?:`|^    )make ([a-z]+)", page.read_text(), re.M)}
    assert sorted(named - targets) == []


def test_the_docs_accuse_nobody() -> None:
    told = "\n".join(re.sub(r"`[^`]+`", "", page.read_text(encoding="utf-8").lower()) for page in PAGES)
    assert re.findall(r"\b(?:fraud\w*|suspects?|guilty|corrupt(?:ion)?)\b", told) == []
