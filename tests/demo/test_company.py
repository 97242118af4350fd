"""The simulated company: same seed same bytes, books that tie, stories found in raw tables."""

from __future__ import annotations

import filecmp
import unicodedata
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from salesnb.demo import Truth, generate, write_company
from salesnb.demo.base.streams import stream
from salesnb.demo.sales.orders import World, order_lines
from salesnb.errors import UsageError
from tests.demo.cases.stories import LOST, STUFFED

COMMITTED = Path(__file__).parents[2] / "data" / "demo"
SCALE = 0.05
Tables = dict[str, pd.DataFrame]


@pytest.fixture(scope="module", params=[20261, 1, 7])
def small(request: pytest.FixtureRequest) -> Tables:
    return generate(Truth(seed=request.param), scale=SCALE)


@pytest.fixture(scope="module")
def full() -> Tables:
    return generate(Truth())


def cents(values: pd.Series) -> pd.Series:
    return (values * 100).round().astype("int64")


def same_files(left: Path, right: Path) -> None:
    names = sorted(p.name for p in left.iterdir())
    assert names == sorted(p.name for p in right.iterdir())
    assert filecmp.cmpfiles(left, right, names, shallow=False)[1:] == ([], [])


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_company(tmp_path / name, scale=SCALE, seed=5)
    same_files(tmp_path / "a" / "tables", tmp_path / "b" / "tables")


def test_the_committed_files_are_a_fresh_generation(tmp_path: Path) -> None:
    write_company(tmp_path / "fresh")
    same_files(tmp_path / "fresh" / "tables", COMMITTED / "tables")
    assert filecmp.cmp(tmp_path / "fresh" / "truth.toml", COMMITTED / "truth.toml", shallow=False)


def test_a_folder_in_use_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("keep", encoding="utf-8")
    with pytest.raises(UsageError):
        write_company(tmp_path, scale=SCALE)


def test_streams_depend_on_seed_and_name_only() -> None:
    first = stream(3, "visits").random(4)
    stream(3, "a later table").random(4)
    assert np.array_equal(first, stream(3, "visits").random(4))
    assert not np.array_equal(first, stream(3, "leads").random(4))
    assert not np.array_equal(first, stream(4, "visits").random(4))


def test_instalments_sum_to_their_invoice(small: Tables) -> None:
    lines, owed = small["invoice_lines"], small["instalments"]
    billed = cents(lines["net_amount"]).groupby(lines["invoice_id"]).sum()
    due = cents(owed["due_amount"]).groupby(owed["invoice_id"]).sum()
    pd.testing.assert_series_equal(billed, due, check_names=False)


def test_receivables_roll_forward_and_never_go_below_nothing(small: Tables) -> None:
    owed = small["instalments"].set_index("instalment_id")
    paid, lost = small["receipt_allocations"], small["write_offs"]
    left = cents(owed["due_amount"])
    for table, column in ((paid, "allocated_amount"), (lost, "written_off_amount")):
        gone = cents(table[column]).groupby(table["instalment_id"]).sum()
        assert gone.index.isin(left.index).all()
        left = left.sub(gone, fill_value=0)
    invoices = left[cents(owed["due_amount"]) >= 0]
    assert (invoices >= 0).all()


def test_allocations_sum_to_their_receipt(small: Tables) -> None:
    paid = small["receipt_allocations"]
    used = cents(paid["allocated_amount"]).groupby(paid["receipt_id"]).sum()
    received = cents(small["receipts"].set_index("receipt_id")["amount"]).sort_index()
    pd.testing.assert_series_equal(used, received, check_names=False)


def test_credit_shares_sum_to_one_on_every_day(small: Tables) -> None:
    shares = small["customer_reps"]
    start = pd.to_datetime(shares["valid_from"])
    end = pd.to_datetime(shares["valid_to"]).fillna(pd.Timestamp("2100-01-01"))
    for day in pd.to_datetime(["2021-06-15", "2024-01-01", "2026-10-31"]):
        valid = shares[(start <= day) & (day <= end)]
        total = valid.groupby("customer_id")["credit_share"].sum()
        assert np.allclose(total, 1.0)


@pytest.mark.parametrize(
    "key", ["customer_id", "product_id", "rep_id", "settlement_id", "marketing_channel_id"]
)
def test_every_id_is_known(small: Tables, key: str) -> None:
    master = {
        "customer_id": "customers",
        "product_id": "products",
        "rep_id": "reps",
        "settlement_id": "settlement_terms",
        "marketing_channel_id": "marketing_channels",
    }[key]
    known = set(small[master][key])
    for name, table in small.items():
        if key in table:
            used = set(table[key].dropna()) - {""}
            assert used <= known, name


def test_names_can_be_written_in_gb2312(small: Tables) -> None:
    for table in small.values():
        for column in table.columns.intersection(["name_zh", "company_name_zh"]):
            narrow = unicodedata.normalize("NFKC", "".join(table[column].dropna()))
            narrow.encode("gb2312")


def test_the_lost_customer_stops(full: Tables) -> None:
    orders = full["order_lines"]
    when = orders.loc[orders["customer_id"] == LOST.customer_id, "order_on"].dt.strftime("%Y-%m")
    assert len(when) > 0 and when.max() < LOST.start


def test_the_stuffed_distributor_buys_more_than_it_sells(full: Tables) -> None:
    bought, sold = full["order_lines"], full["sell_out"]
    bought = bought[
        (bought["customer_id"] == STUFFED.customer_id) & (bought["order_on"] >= STUFFED.start)
    ]
    sold = sold[
        (sold["customer_id"] == STUFFED.customer_id) & (sold["period_start"] >= STUFFED.start)
    ]
    assert bought["quantity"].sum() > 1.5 * sold["sell_out_quantity"].sum()


def test_the_festival_lowers_its_month() -> None:
    plain = Truth()
    flat = replace(
        plain,
        rhythm=replace(plain.rhythm, festival_during=0.0, festival_after=0.0, festival_before=0.0),
    )
    sales = [order_lines(World(truth, 0.3)) for truth in (plain, flat)]
    february = [len(s[s["order_on"].dt.strftime("%Y-%m") == "2026-02"]) for s in sales]
    assert february[0] < 0.95 * february[1]


def test_without_its_story_the_customer_stays() -> None:
    truth = Truth()
    stays = replace(truth, stories=replace(truth.stories, lost_customers=()))
    orders = order_lines(World(stays, 1.0))
    last = orders.loc[orders["customer_id"] == LOST.customer_id, "order_on"].max()
    assert last >= pd.Timestamp(LOST.start)
