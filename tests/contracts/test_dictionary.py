"""The data dictionary says what the contracts say: every table, column, link and check of them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from salesnb.contracts import ANY_OF, TABLES, Table
from salesnb.contracts.decided import PLAN_FILES
from salesnb.contracts.dictionary import FILES, GROUPS, RULES, TYPES, WORDS, data_dictionary, pages
from salesnb.i18n import translate

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = pages()

languages = pytest.mark.parametrize("lang", FILES)
each = pytest.mark.parametrize("contract", TABLES.values(), ids=list(TABLES))


def section(contract: Table, lang: str = "en") -> str:
    found = re.search(
        rf"^### {contract.name}\n(.*?)(?=^##|\Z)", PAGES[FILES[lang]], flags=re.S | re.M
    )
    assert found
    return found[1]


def row(contract: Table, column: str, lang: str = "en") -> list[str]:
    """Return the cells of a column's row: name, label, type, required, allowed, purpose."""
    line = re.search(rf"^\| `{column}` \|.*$", section(contract, lang), flags=re.M)
    assert line, f"{contract.name}.{column} has no row"
    return [cell.strip() for cell in line[0].split(" | ")]


@languages
def test_the_committed_page_is_the_generated_one(lang: str) -> None:
    text = (DOCS / FILES[lang]).read_text(encoding="utf-8")
    assert text == data_dictionary(lang), "run: make docs"


def test_groups_hold_every_table_once_in_the_order_of_tables() -> None:
    assert [table.name for _, module in GROUPS for table in module.TABLES] == list(TABLES)


def test_every_type_and_rule_has_words() -> None:
    used = {field.type for table in TABLES.values() for field in table.fields}
    assert used <= set(TYPES) and used <= set(WORDS)
    assert {check.rule for table in TABLES.values() for check in table.checks} <= set(RULES)


@languages
@each
def test_every_column_has_its_row_in_order(contract: Table, lang: str) -> None:
    shown = re.findall(r"^\| `(\w+)` \|", section(contract, lang), flags=re.M)
    assert shown == list(contract.names)
    for field in contract.fields:
        cells = row(contract, field.name, lang)
        assert cells[1] == translate(field.label, lang)
        assert bool(cells[3]) == field.required
        if field.choices:
            assert re.findall(r"`(\w+)`", cells[4]) == list(field.choices)


@each
def test_key_dates_total_and_references_are_said(contract: Table) -> None:
    text = section(contract)
    assert f"- Key: {', '.join(f'`{name}`' for name in contract.key)}\n" in text
    assert ("- Optional\n" in text) == (contract.name not in ANY_OF)
    if contract.event_on:
        assert f"- Dated by `{contract.known_day}`:" in text
        assert "which month the row belongs to" in row(contract, contract.event_on)[5]
    if contract.money:
        assert "tied to the cent" in row(contract, contract.money)[5]
    for field in contract.fields:
        if field.references:
            table, column = field.references.split(".")
            assert f"Stands in [`{table}`](#{table}) as `{column}`." in row(contract, field.name)[5]


@each
def test_each_check_is_said_with_its_severity_and_message(contract: Table) -> None:
    listed = re.findall(r"Else (error|warning): “(.+)”", section(contract))
    assert listed == [(check.severity, check.label) for check in contract.checks]


def test_rows_that_a_check_leaves_aside_are_named() -> None:
    assert "Rows with `role` `overlay` are left aside." in section(TABLES["customer_reps"])


def test_a_table_names_those_that_refer_to_it() -> None:
    users = re.search(r"^- Referred to by: (.*)$", section(TABLES["visits"]), flags=re.M)
    assert users and users[1] == "[`visit_objectives`](#visit_objectives)"


@languages
def test_every_link_leads_to_a_section_or_a_file(lang: str) -> None:
    text = PAGES[FILES[lang]]
    links = set(re.findall(r"\]\(([^)]+)\)", text))
    headings = {f"#{name}" for name in re.findall(r"^### (\w+)$", text, flags=re.M)}
    assert {link for link in links if link.startswith("#")} == headings
    files = [link for link in links if not link.startswith("#")]
    assert files and all((DOCS / link).is_file() for link in files)


@languages
def test_every_table_of_the_page_is_rectangular(lang: str) -> None:
    blocks = re.findall(r"(?:^\|.*\|\n)+", PAGES[FILES[lang]], flags=re.M)
    assert len(blocks) == len(TABLES) + 2 + sum(len(one.sections) for one in PLAN_FILES.values())
    for block in blocks:
        assert len({line.count("|") for line in block.splitlines()}) == 1


def test_the_readmes_and_guides_link_to_the_dictionary() -> None:
    for name in ("README.md", "README.zh.md", "docs/own-company.md", "docs/own-company.zh.md"):
        assert "data-dictionary" in (ROOT / name).read_text(encoding="utf-8")


@languages
def test_every_plan_file_has_its_columns_and_an_example(lang: str) -> None:
    for file in PLAN_FILES.values():
        found = re.search(
            rf"^### plan/{file.file}\n(.*?)(?=^##|\Z)", PAGES[FILES[lang]], flags=re.S | re.M
        )
        assert found
        assert f"```toml\n{file.example}```" in found[1]
        for section in file.sections:
            assert section.heading in found[1]
            assert all(f"| `{one.name}` |" in found[1] for one in section.entry.fields)
