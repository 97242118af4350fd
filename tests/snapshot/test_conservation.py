"""Ledger + snapshot = source, whatever the exports hold; and nothing changes in between."""

from __future__ import annotations

import tempfile
from decimal import Decimal
from pathlib import Path

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, given, settings

from salesnb.errors import SalesnbError
from salesnb.snapshot import Snapshot, close_month
from salesnb.snapshot import sales as cubes
from tests.sources.gate import MONTH, company

HEADER = (
    "invoice_id,line_id,invoice_on,customer_id,product_id,rep_id,"
    "quantity,net_amount,list_amount,cost_amount"
)
CUSTOMERS = "customer_id,name,rep_id\nC1,North,R1\nC2,South,\nC3,West,\n"
REPS = (
    "customer_id,rep_id,valid_from,valid_to,credit_share,role\n"
    "C1,R1,2026-01-01,2026-10-10,0.333333,owner\nC1,R2,2026-01-01,2026-10-10,0.666667,deputy\n"
    "C1,R3,2026-10-10,,1,owner\n"
    "C2,R2,2026-08-01,,0.7,owner\nC2,R3,2026-08-01,,0.3,deputy\nC2,R1,2026-08-01,,1,overlay\n"
)
RULES = ("duplicate_row", "unknown_reference", "not_a_number", "not_a_date", "missing_value")
MAY_DROP = {"drop": {rule: ["invoice_lines"] for rule in RULES}, "loss_budget_share": 1}

amounts = st.decimals(-10_000, 10_000, places=4).map(lambda v: format(v, "f"))
dirty_amounts = st.one_of(amounts, amounts, amounts, st.sampled_from(["", "n/a", "1e", "--"]))
days = st.sampled_from(
    ["2026-07-31", "2026-08-15", "2026-10-09", "2026-10-10", "2026-10-31", "2026-11-02", "soon", ""]
)
rows = st.tuples(
    st.integers(1, 99),
    days,
    st.sampled_from(["C1", "C2", "C3", "C9"]),
    st.sampled_from(["P1", "P2", ""]),
    st.sampled_from(["", "", "R2"]),
    st.sampled_from(["1", "2.5", "0.333333", "-1"]),
    dirty_amounts,
    amounts,
    amounts,
)


def lines_of(least: int, most: int) -> st.SearchStrategy[list[tuple]]:
    """Lines with any dirt that may be dropped; a number of an invoice stands for one row."""
    lists = st.lists(rows, min_size=least, max_size=most, unique_by=lambda row: row[0])
    return lists.map(with_twin)


def with_twin(lines: list[tuple]) -> list[tuple]:
    """Return lines with the first exported twice."""
    return [*lines, lines[0]]


def closed(folder: Path, lines: list[tuple]) -> tuple[Snapshot, Decimal, int]:
    """Return the closed month, and money and rows of the file as plain Python reads them."""
    text = [",".join([f"I{row[0]}", "1", *map(str, row[1:])]) for row in lines]
    files = {
        "customers.csv": CUSTOMERS,
        "customer_reps.csv": REPS,
        "invoice_lines.csv": "\n".join([HEADER, *text]) + "\n",
    }
    money = sum((readable(row[6]) for row in lines), Decimal(0))
    return close_month(company(folder, files, gate=MAY_DROP), MONTH), money, len(lines)


def readable(text: str) -> Decimal:
    try:
        return Decimal(text)
    except ArithmeticError:
        return Decimal(0)


def accounted(snapshot: Snapshot) -> tuple[Decimal, int]:
    """Return money and rows of the sales cube and of its ledger together."""
    cube, ledger = snapshot.frame("sales_cube"), snapshot.frame("ledger")
    own = ledger[ledger["table"] == "invoice_lines"]
    own = own[~own["reason"].str.startswith("rounding of")]
    cents = Decimal(int((cube["net_amount"] * 100).round().sum())).scaleb(-2)
    return cents + sum(map(Decimal, own["money"]), Decimal(0)), int(
        cube["n_lines"].sum() + own["rows"].sum()
    )


def require_conserved(lines: list[tuple]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        snapshot, money, n_rows = closed(Path(folder), lines)
        assert accounted(snapshot) == (money, n_rows)


@settings(max_examples=2, deadline=None, suppress_health_check=list(HealthCheck))
@given(lines_of(20, 40))  # few months of many lines: closing one costs the same
def test_ledger_and_cube_are_the_source(lines: list[tuple]) -> None:
    require_conserved(lines)


@pytest.mark.long
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(lines_of(1, 60))
def test_ledger_and_cube_are_the_source_on_much_dirt(lines: list[tuple]) -> None:
    require_conserved(lines)


LINES = [
    (1, "2026-10-09", "C1", "P1", "", "3", "100.01", "120.005", "60.004"),
    (2, "2026-10-10", "C1", "P1", "", "1", "-0.01", "0.01", "0.01"),
    (3, "2026-10-31", "C3", "", "", "1", "7.505", "7.505", "1.005"),
]


def test_credit_is_split_by_cumulative_rounding(tmp_path: Path) -> None:
    snapshot, _, _ = closed(tmp_path, LINES)
    cube = snapshot.frame("sales_cube", ["rep_id", "net_amount", "n_lines"], ["rep_id"])
    found = dict(zip(cube["rep_id"], cube["net_amount"], strict=True))
    # 33.3333 % of 100.01 is 33.34 when rounded; the other rep has the rest, so the parts add up
    assert found == {"(unassigned)": 7.51, "R1": 33.34, "R2": 66.67, "R3": -0.01}
    assert cube["n_lines"].sum() == 3


def test_a_purchase_is_a_line_above_zero_counted_once_however_many_reps_share_it(tmp_path) -> None:
    cube = closed(tmp_path, LINES)[0].frame("sales_cube", ["customer_id", "n_purchases"])
    found = cube.groupby("customer_id", observed=True)["n_purchases"].sum()
    assert found.to_dict() == {"C1": 1, "C3": 1}, "the credit note of C1 is none"


def test_each_amount_that_was_rounded_stands_in_the_ledger(tmp_path: Path) -> None:
    ledger = closed(tmp_path, LINES)[0].frame("ledger").set_index("reason")["money"].map(Decimal)
    assert ledger["rounding"] == Decimal("-0.005")
    assert ledger["rounding of list_amount"] == Decimal("-0.010")
    assert ledger["rounding of cost_amount"] == Decimal("-0.001")


def test_a_line_lost_on_the_way_stops_the_close(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The tie is no ornament: a cube that loses a line or doubles one is refused."""
    real = cubes.attributed_lines
    monkeypatch.setattr(
        cubes,
        "attributed_lines",
        lambda *a, **k: real(*a, **k).filter(lambda r: r.customer_id != "C3"),
    )
    with pytest.raises(SalesnbError, match=r"invoice_lines does not tie: 7\.5"):
        closed(tmp_path, LINES)


def test_a_split_that_changes_a_quantity_stops_the_close(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = cubes.attributed_lines
    monkeypatch.setattr(
        cubes,
        "attributed_lines",
        lambda *a, **k: real(*a, **k).mutate(quantity=lambda r: r.quantity + 1),
    )
    with pytest.raises(SalesnbError, match="invoice_lines quantity does not tie"):
        closed(tmp_path, LINES)
