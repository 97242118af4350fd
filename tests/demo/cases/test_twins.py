"""Innocent twins look like a flagged kind of conduct, and the tables hold their explanation.

For each twin: the measure that flags the guilty flags it as well; what explains it is there; the
flagged case beside it lacks that.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from salesnb.demo import Truth
from salesnb.demo.base.month_days import selling_days
from salesnb.demo.facts import fieldwork
from salesnb.demo.sales.approvals import approvals
from salesnb.demo.sales.orders import World
from salesnb.demo.truths.stories import PLANTED
from salesnb.months import Month
from tests.demo.cases.stories import (
    DIVERTED,
    INVENTED,
    LEAKING,
    LOADED,
    STUFFED,
    Tables,
    between,
    made_visits,
    owner_of_each,
    since,
    tables_of,
)

SEEDS = (1, 2)
(PROJECT,) = PLANTED.project_orders
(OFFER,) = PLANTED.month_end_offers
(APPROVED,) = PLANTED.approved_discounts
(TERRITORY,) = PLANTED.approved_territories
(SITES,) = PLANTED.two_sites
(TWICE,) = PLANTED.second_visits


@pytest.fixture(scope="module", params=SEEDS)
def tables(request: pytest.FixtureRequest) -> Tables:
    truth = Truth(seed=request.param)
    world = World(truth, 1.0)
    known = tables_of(truth)
    return {
        **known,
        "approvals": approvals(world, known["order_lines"]),
        "outlets": fieldwork.outlets(world),
    }


def granted(tables: Tables, kind: str) -> pd.DataFrame:
    asked = tables["approvals"]
    return asked[(asked["kind"] == kind) & (asked["is_granted"] == True)]  # noqa: E712


def share_at_month_end(tables: Tables, rep: str, first: str) -> tuple[float, float]:
    """Return the share of orders on the last three working days, and of those under an offer."""
    lines = since(tables["order_lines"], first).drop_duplicates("order_id")
    lines = lines[owner_of_each(tables, lines) == rep]
    months = lines["order_on"].dt.strftime("%Y-%m")
    ends = {m: np.datetime64(selling_days(Month.parse(m))[-3]) for m in months.unique()}
    late = lines[lines["order_on"] >= months.map(ends)]
    offers = tables["promotions"]
    offers = offers.loc[offers["product_group"].isna(), "promotion_id"]
    return len(late) / len(lines), float(late["promotion_id"].isin(offers).mean())


def test_peaks_at_a_month_s_end_are_offers_or_loading(tables: Tables) -> None:
    twin, under_offer = share_at_month_end(tables, OFFER.rep_id, OFFER.start)
    loaded, without = share_at_month_end(tables, LOADED.rep_id, OFFER.start)
    assert twin > 0.4 < loaded
    assert under_offer > 0.95
    assert without == 0


def bought_over_usual(tables: Tables, customer: str, first: str, last: str) -> float:
    """Return orders a month in some months over those of the year before."""
    own = tables["order_lines"][tables["order_lines"]["customer_id"] == customer]
    start = Month.parse(first)
    now = between(own, first, last)["order_id"].nunique() / len(start.until(Month.parse(last)))
    return now * 12 / between(own, str(start - 12), str(start - 1))["order_id"].nunique()


def sold_over_bought(tables: Tables, customer: str, first: str, last: str) -> float:
    own = tables["order_lines"][tables["order_lines"]["customer_id"] == customer]
    sold = tables["sell_out"]
    month = sold["period_start"].str[:7]
    sold = sold[(sold["customer_id"] == customer) & (month >= first) & (month <= last)]
    return float(sold["sell_out_quantity"].sum() / between(own, first, last)["quantity"].sum())


def test_a_project_is_sold_on_and_a_stuffed_stock_is_not(tables: Tables) -> None:
    project = (PROJECT.customer_id, PROJECT.start, PROJECT.end)
    stuffed = (STUFFED.customer_id, STUFFED.start, "2026-10")
    assert bought_over_usual(tables, *project) > 1.4 < bought_over_usual(tables, *stuffed)
    assert sold_over_bought(tables, *project) > 0.85 > sold_over_bought(tables, *stuffed)
    credit = granted(tables, "credit")
    credit = credit[credit["reference"] == "project"]
    assert credit["customer_id"].tolist() == [PROJECT.customer_id]


def extra_discount(tables: Tables, rep: str, first: str) -> float:
    lines = since(tables["order_lines"], first)
    lines = lines[lines["promotion_id"].isna()]
    discount = 1 - lines["net_amount"] / lines["list_amount"]
    own = owner_of_each(tables, lines) == rep
    return float(discount[own].mean() - discount[~own].mean())


def share_asked(tables: Tables, rep: str, first: str) -> float:
    """Return the share of the rep's orders well below the usual price that were granted."""
    lines = since(tables["order_lines"], first)
    lines = lines[lines["promotion_id"].isna() & (owner_of_each(tables, lines) == rep)]
    sums = lines.groupby("order_id")[["net_amount", "list_amount"]].sum()
    deep = sums.index[1 - sums["net_amount"] / sums["list_amount"] > 0.16]
    return float(deep.isin(granted(tables, "price")["reference"]).mean())


def test_discounts_were_granted_or_leaked(tables: Tables) -> None:
    assert extra_discount(tables, APPROVED.rep_id, APPROVED.start) > 0.04
    assert extra_discount(tables, LEAKING.rep_id, LEAKING.start) > 0.04
    assert share_asked(tables, APPROVED.rep_id, APPROVED.start) > 0.9
    assert share_asked(tables, LEAKING.rep_id, LEAKING.start) < 0.05


def share_away(tables: Tables, customer: str, first: str) -> float:
    home = tables["customers"].set_index("customer_id")["region_id"][customer]
    sold = tables["sell_out"]
    own = sold[(sold["customer_id"] == customer) & (sold["period_start"] >= f"{first}-01")]
    return float((own["region_id"] != home).mean())


def test_sales_into_another_region_have_leave_or_a_site_there_or_neither(tables: Tables) -> None:
    for case in (TERRITORY, SITES, DIVERTED):
        assert share_away(tables, case.customer_id, case.start) > 0.15
    allowed = granted(tables, "territory")
    regions = allowed.groupby("customer_id")["reference"].agg(set).to_dict()
    assert TERRITORY.region_id in regions[TERRITORY.customer_id]
    sites = tables["outlets"].dropna(subset="customer_id").groupby("customer_id")["region_id"]
    assert sites.nunique()[SITES.customer_id] == 2
    assert DIVERTED.customer_id not in regions
    assert sites.nunique()[DIVERTED.customer_id] == 1


def test_second_visits_of_a_day_were_possible_and_invented_ones_were_not(tables: Tables) -> None:
    """A repeat within a day is what a naive check flags; the times tell the twin apart."""
    made = made_visits(tables, TWICE.start)
    is_again = made.duplicated(["rep_id", "customer_id", "visit_date"])
    own = made["rep_id"] == TWICE.rep_id
    assert is_again[own].sum() >= 8
    assert set(made.loc[is_again, "rep_id"]) == {TWICE.rep_id}
    assert not made.loc[own, "is_impossible"].any()
    same = made[own].groupby(["customer_id", "visit_date"])
    apart = pd.to_datetime(same["started_at"].max()) - pd.to_datetime(same["ended_at"].min())
    assert apart[same.size() > 1].min() >= pd.Timedelta(hours=1.9)
    false = made_visits(tables, INVENTED.start)
    assert false.loc[false["rep_id"] == INVENTED.rep_id, "is_impossible"].mean() > 0.3
    assert set(false.loc[false["is_impossible"], "rep_id"]) == {INVENTED.rep_id}


def test_short_visits_are_real(tables: Tables) -> None:
    made = made_visits(tables, TWICE.start)
    short = made[made["visit_hours"] < 0.25]
    share = Truth().field_work.short_share
    assert len(short) / len(made) == pytest.approx(share, abs=0.02)
    assert short["is_impossible"].mean() < 0.05
