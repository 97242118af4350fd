"""Every canonical table is declared whole: keys, references, dates, money, checks, labels."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from salesnb.contracts import ANY_OF, TABLES, Field, Table, table
from salesnb.errors import UsageError

DECLARATIONS = Path(__file__).resolve().parents[2] / "salesnb" / "contracts"
CANONICAL = """
    order_lines invoice_lines instalments receipts receipt_allocations write_offs payment_promises
    customers customer_changes products product_prices promotions reps regions customer_reps
    settlement_terms sales_methods marketing_channels lead_sources competitors market_sizes
    competitor_observations price_observations sell_out complaints agreements spend expenses
    milestones approvals visits visit_objectives absences travel_times outlets inspections reports
    commitments forecast_submissions leads opportunities opportunity_changes contact_edges needs
    issued_targets judgements control_totals rebate_terms customer_rivals
    deal_sales open_orders listings organisations touches outlet_states outlet_products
"""
LINES = {"order_id", "invoice_id", "line_id", "order_on", "invoice_on"}
# dates that a border of a period names better than "on" would
PERIOD_DATES = """
    period_start period_end valid_from valid_to known_since promised_for visit_date
"""

each = pytest.mark.parametrize("contract", TABLES.values(), ids=list(TABLES))


def fields() -> Iterator[tuple[Table, Field]]:
    for contract in TABLES.values():
        for field in contract.fields:
            yield contract, field


def test_every_canonical_table_is_declared_once() -> None:
    assert set(TABLES) == set(CANONICAL.split())
    assert set(ANY_OF) <= set(TABLES)


STAND_FOR_ALL = {"commitments": {"customer_id", "product_group"}}  # blank: all that a rep sells


@each
def test_columns_stand_once_and_the_key_is_required(contract: Table) -> None:
    assert len(set(contract.names)) == len(contract.names)
    assert contract.key
    optional = {name for name in contract.key if not contract.field(name).required}
    assert optional == STAND_FOR_ALL.get(contract.name, set())


@each
def test_a_date_places_the_row_and_a_validity_has_both_ends(contract: Table) -> None:
    named = [n for n in (contract.event_on, contract.valid_from, contract.valid_to) if n]
    assert [contract.field(name).type for name in named] == ["date"] * len(named)
    assert bool(contract.valid_from) == bool(contract.valid_to)
    if contract.valid_from:
        assert contract.field(contract.valid_from).required
        assert not contract.field(contract.valid_to).required  # open: still valid


@each
def test_the_control_total_is_money(contract: Table) -> None:
    if contract.money:
        assert contract.field(contract.money).type == "money"


@each
def test_checks_name_columns_of_the_table(contract: Table) -> None:
    for check in contract.checks:
        assert {*check.columns, *check.by} <= set(contract.names)


def test_references_name_the_whole_key_of_a_table() -> None:
    wrong = []
    for contract, field in fields():
        target, _, column = field.references.partition(".")
        if field.references and TABLES[target].key != (column,):
            wrong.append(f"{contract.name}.{field.name} -> {field.references}")
    assert not wrong


def test_an_id_of_a_master_references_it_everywhere() -> None:
    masters = {one.key[0]: one.name for one in TABLES.values() if len(one.key) == 1}
    loose = [
        f"{contract.name}.{field.name}"
        for contract, field in fields()
        if field.name in masters and field.type == "id"
        if contract.key != (field.name,) and not field.references
    ]
    assert not loose


def test_names_tell_the_type() -> None:
    wrong = []
    for contract, field in fields():
        problems = {
            "date": field.name.endswith("_on") or field.name in PERIOD_DATES.split(),
            "flag": field.name.startswith(("is_", "has_")),
            "share": field.name.endswith("_share"),
            "id": field.name.endswith(("_id", "_of", "_into")),
        }
        if not problems.get(field.type, True):
            wrong.append(f"{contract.name}.{field.name}: {field.type}")
    assert not wrong


def test_lines_ask_for_what_real_exports_have_and_no_more() -> None:
    asked = {"customer_id", "quantity", "net_amount"} | LINES
    for name in ("order_lines", "invoice_lines"):
        assert {f.name for f in TABLES[name].fields if f.required} <= asked


def test_an_inspection_may_look_at_several_products() -> None:
    assert TABLES["inspections"].key == ("inspection_id", "line_id")


def test_an_unknown_table_is_refused_with_the_nearest_name() -> None:
    assert table("visits") is TABLES["visits"]
    with pytest.raises(UsageError, match="did you mean 'visits'"):
        table("vists")


def test_labels_are_sentence_case_without_a_full_stop() -> None:
    labels = [
        text for one in TABLES.values() for text in (one.label, *(f.label for f in one.fields))
    ]
    assert [text for text in labels if not text[:1].isupper() or text.endswith(".")] == []


def test_every_text_that_people_read_is_marked() -> None:
    marked = {text for path in DECLARATIONS.glob("*.py") for text in _marked(path)}
    shown = set()
    for contract in TABLES.values():
        shown |= {contract.label, contract.grain, contract.owner}
        shown |= {check.label for check in contract.checks}
        shown |= {text for field in contract.fields for text in (field.label, field.help)}
    assert shown - marked - {""} == set()


def _marked(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "N_":
            yield ast.literal_eval(node.args[0])


@pytest.mark.parametrize("path", sorted(DECLARATIONS.glob("*.py")), ids=lambda p: p.name)
def test_a_module_of_declarations_stays_readable(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 300
