"""What was planted in the demo company is what 07_forecast, 08_targets and 09_challenge find."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.special import ndtri

from salesnb.demo import Truth
from salesnb.demo.customers import masters, ownership
from salesnb.demo.customers.traits import traits_of
from salesnb.demo.deals.lives import alive
from salesnb.demo.sales.demand import festival_effect
from salesnb.methods.forecasting import forecast_many
from salesnb.methods.payment_ledger import ledger
from salesnb.methods.payment_time import payment_times
from salesnb.months import Month
from salesnb.targets.ahead import landing, outlook, products, track
from salesnb.targets.ahead.outlook import Outlook
from salesnb.targets.cash.ahead import last_day
from salesnb.targets.cash.collections import payments_of
from salesnb.targets.chance import plan_nodes, plan_tested, quotas
from salesnb.targets.chance.fairness import fairness
from salesnb.targets.chance.quotas_in_force import judge_in_force
from salesnb.targets.plan import fitted, years
from salesnb.targets.plan.owners import owners_on
from salesnb.targets.plan.staying import still_buying

DEMO = Path(__file__).resolve().parents[2] / "data" / "demo"
MONTH = Month(2026, 10)
N_CLAIMS = 19  # twelve months, a trend, six methods of payment: 95 % together
TOGETHER = float(ndtri(1 - 0.025 / N_CLAIMS))
MOST_FLAGGED = 0.10  # of those who are treated like the others
KEYS = ["product_id", "region_id", "customer_id", "rep_id", "settlement_id", "sales_method_id"]
Frames = dict[str, pd.DataFrame]


@pytest.fixture(scope="module")
def truth() -> dict[str, Any]:
    return tomllib.loads((DEMO / "truth.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def books(closed_demo: Path) -> dict[str, Any]:
    from salesnb.workbook import open_workbook

    names = ("07_forecast", "08_targets", "09_challenge")
    opened = {"company": str(closed_demo), "month": str(MONTH), "lang": "en"}
    return {name: open_workbook(name, **opened) for name in names}


@pytest.fixture(scope="module")
def facts(books: dict[str, Any]) -> Frames:
    return dict(books["07_forecast"].frames())


@pytest.fixture(scope="module")
def of_plan(books: dict[str, Any], facts: Frames) -> Frames:
    return {**facts, **books["08_targets"].frames()}


@pytest.fixture(scope="module")
def ahead(books: dict[str, Any], facts: Frames) -> Outlook:
    calendar = books["07_forecast"].calendar
    return outlook.look_ahead(facts, month=MONTH, calendar=calendar, horizon=12, reach=14)


@pytest.fixture(scope="module")
def plan(books: dict[str, Any], of_plan: Frames, ahead: Outlook) -> tuple[pd.DataFrame, Frames]:
    """The cells of the plan of 2027, and the artefacts that it rests on."""
    made = landing.show_landing(ahead, year_start=1) | track.judge_past(ahead)
    known = {name: made[name] for name in ("forecast", "forecast_errors")}
    decided = books["08_targets"].all_decided("controls")
    year = years.plan_year(decided["plan"], month=MONTH, year_start=1)
    calendar = books["08_targets"].calendar
    planned = fitted.make_plan({**of_plan, **known}, decided, year, calendar=calendar)
    cells = planned.cells.rename(columns={"target": "sales"})
    return cells.astype(dict.fromkeys([*KEYS, "month"], "str")), known


def test_the_year_ahead_has_the_planted_calendar(ahead: Outlook, books: dict[str, Any]) -> None:
    """Season, festival and working days: each month's part of the year, in its 95 % interval."""
    orders, world, calendar = ahead.measures["orders"], Truth(), books["07_forecast"].calendar
    months = [Month.parse(one) for one in orders.ahead[orders.shown]]
    festival = np.array([festival_effect(world, one) for one in months])
    season = np.log([world.rhythm.season[one.number - 1] for one in months])
    days = np.log([calendar.working_days(one) / 21 for one in months])
    expected = orders.expected[0][orders.shown]
    ends = orders.quantiles()[0][orders.shown][:, [0, -1]]
    low, high = (expected + (ends - expected[:, None]).T * TOGETHER / 1.96).tolist()

    def shared(logs: np.ndarray) -> np.ndarray:
        return np.asarray(expected.sum() * np.exp(logs) / np.exp(logs).sum())

    whole = shared(season + festival + world.rhythm.working_day_elasticity * days)
    assert ((low < whole) & (whole < high)).all()
    flat = shared(np.zeros(len(months)))
    assert ((flat <= low) | (high <= flat)).any(), "a year without a calendar must not fit"


def test_the_growth_behind_the_bad_month_is_not_ruled_out(
    ahead: Outlook, truth: dict[str, Any]
) -> None:
    (trend,), sales = truth["stories"]["hidden_trends"], ahead.measures["sales"]
    nodes = sales.series.nodes
    at = nodes.index[(nodes["dimension"] == "region") & (nodes["node"] == trend["region_id"])]
    (place,) = at
    before = sales.values[place, -12:].sum()
    missing = truth["planted"]["hidden_trends"][0]["amount_missing_expected"]
    dearer = (1 + truth["prices"]["rises"][-1][1]) ** (2 / 12)  # two of the twelve were cheaper
    growth = (1 + trend["annual_growth"]) * (1 + truth["rhythm"]["annual_growth"]) * dearer
    expected, ends = sales.expected[place, sales.shown].sum(), sales.summed(12)[place][[0, -1]]
    low, high = expected + (ends - expected) * TOGETHER / 1.96
    assert low < (before + missing) * growth < high


def test_what_replaces_a_product_carries_it_on(
    ahead: Outlook, facts: Frames, plan: tuple[pd.DataFrame, Frames], truth: dict[str, Any]
) -> None:
    assortment = truth["assortment"]
    new, old, ended = (assortment[n] for n in ("launched", "substitute_of", "delisted"))
    table = products.by_product(ahead, facts)["products"].set_index("product_id")
    assert table.loc[table["replaces"] != "", "replaces"].to_dict() == {new: old}
    assert table.loc[new, "kind"] == "regular" and table.loc[new, "n_months"] > 60
    assert not {old, ended} & set(table.index)
    asked = plan[0].groupby("product_id")["sales"].sum()
    assert asked.get(old, 0.0) == asked.get(ended, 0.0) == 0.0 < asked[new]


def test_the_lost_customer_is_asked_for_nothing(
    plan: tuple[pd.DataFrame, Frames], truth: dict[str, Any]
) -> None:
    (lost,) = truth["planted"]["lost_customers"]
    own = plan[0].loc[plan[0]["customer_id"] == lost["customer_id"], "sales"].sum()
    assert own < 0.01 * lost["amount_year_before"]


def test_customers_stay_as_often_as_is_said(facts: Frames, ahead: Outlook, truth: Any) -> None:
    """Chances of customers to be still there, against who is, but for the one whose loss is told.

    Customers buy less often in some months than in others, which the chance does not know: it may
    be too low, not too high.
    """
    lives = pd.Series(alive(Truth())[:, -1] > 0, index=masters.customer_ids(Truth()))
    told = {one["customer_id"] for one in truth["planted"]["lost_customers"]}
    chance = still_buying(facts["sales_cube"], ahead.whole)
    chance = chance[chance.index.isin(lives.index) & ~chance.index.isin(told)]
    there = lives.reindex(chance.index).astype(float)
    brier, base = ((chance - there) ** 2).mean(), there.mean() * (1 - there.mean())
    assert brier < base
    for low, high in ((0.0, 0.2), (0.9, 1.01)):
        own = (chance >= low) & (chance < high)
        p = chance[own]
        error = np.sqrt(max((p * (1 - p)).sum(), 1.0)) / own.sum()
        assert abs(there[own].mean() - p.mean()) < TOGETHER * error


def test_targets_are_with_those_who_look_after_the_customers(
    plan: tuple[pd.DataFrame, Frames], truth: dict[str, Any]
) -> None:
    """Also of the moved ones; nobody who has left is asked, deputies have their planted part."""
    owner = pd.Series(ownership.owners_in(Truth(), MONTH + 1), index=masters.customer_ids(Truth()))
    sums = plan[0].groupby(["customer_id", "rep_id"])["sales"].sum().reset_index()
    sums = sums[sums["sales"] > 0]
    sums = sums[sums["customer_id"].isin(owner.index[owner != ""])]
    assert not set(sums["rep_id"]) & set(truth["team"]["left"])
    whole = sums.groupby("customer_id")["sales"].transform("sum")
    is_own = sums["rep_id"] == sums["customer_id"].map(owner)
    share = (sums["sales"] / whole)[is_own].to_numpy()
    assert len(share) == sums["customer_id"].nunique()
    is_split = share < 1 - 1e-9
    assert abs(np.median(share[is_split]) - truth["team"]["owner_share"]) < 0.03
    part = truth["team"]["split_share"]
    assert abs(is_split.mean() - part) < TOGETHER * np.sqrt(part * (1 - part) / len(share))


def _paid_once(facts: Frames) -> Frames:
    """Return instalments that were paid in money alone, not set off against credit notes."""
    paid, owed = payments_of(facts), facts["instalments"]
    twice = paid.loc[paid["instalment_id"].duplicated(), "instalment_id"]
    kept = owed[~owed["instalment_id"].isin(twice) & (owed["due_amount"] > 0)]
    return {"instalments": kept, "payments": paid, "write_offs": facts["write_offs"]}


def _days_late(facts: Frames, truth: dict[str, Any]) -> pd.DataFrame:
    """Return per customer and method the mean days late that curves find, and those planted."""
    cash = _paid_once(facts)
    book = ledger(cash["instalments"], cash["payments"], cash["write_offs"])
    times = payment_times(book, last_day(MONTH))
    habit = dict(zip(masters.customer_ids(Truth()), traits_of(Truth()).lateness, strict=True))
    terms = {one["id"]: one for one in truth["cash"]["terms"]}
    z = np.abs(ndtri((np.arange(1000) + 0.5) / 1000))
    n_paid = np.bincount(book.cell, minlength=len(book.method_of))
    ages, rows = np.arange(-10.0, 150.0), []
    for cell in np.flatnonzero(n_paid >= 5):
        method = terms[book.methods[book.method_of[cell]]]
        who = book.customers[book.customer_of[cell]]
        paid = times.paid_share(np.full(len(ages), cell), ages)
        late = np.round(method["late_mean"] * habit[who] + method["late_sd"] * z)
        planted = np.maximum(late, -3 if method["late_mean"] < 0 else 0).mean()
        found = ages[0] + (1 - paid / paid[-1]).sum()
        rows.append((method["id"], who, n_paid[cell], found, planted, 1 - paid[-1]))
    columns = ["settlement_id", "customer_id", "n", "found", "planted", "unpaid"]
    return pd.DataFrame(rows, columns=columns)


@pytest.fixture(scope="module")
def days_late(facts: Frames, truth: dict[str, Any]) -> pd.DataFrame:
    return _days_late(facts, truth)


def test_each_method_is_paid_as_late_as_planted(
    days_late: pd.DataFrame, truth: dict[str, Any]
) -> None:
    """Methods on credit in the simultaneous interval, those without within half a day.

    Curves know whole days and are drawn to those of all methods: of payments within a day of the
    due day, which are almost without error, a quarter of a day is seen.
    """
    bad = truth["planted"]["bad_payers"]["customer_ids"]
    credit = {one["id"] for one in truth["cash"]["terms"] if one["nominal_days"] > 0}
    good = days_late[~days_late["customer_id"].isin(bad)]
    assert set(good["settlement_id"]) > credit and len(credit) == 6
    for method, own in good.groupby("settlement_id"):
        weight = own["n"] / own["n"].sum()
        off = own["found"] - own["planted"]
        mean = float((weight * off).sum())
        error = float(np.sqrt((weight**2 * (off - mean) ** 2).sum()))
        assert abs(mean) < (TOGETHER * error if method in credit else 0.5), method


def test_who_does_not_pay_is_told_from_the_others(
    days_late: pd.DataFrame, truth: dict[str, Any]
) -> None:
    """Bad payers leave more unpaid than nineteen of twenty others; how much is drawn to the usual.

    Planted is a quarter of their instalments, the curves of single customers say less.
    """
    is_bad = days_late["customer_id"].isin(truth["planted"]["bad_payers"]["customer_ids"])
    known = days_late["n"] >= 20
    others = days_late.loc[~is_bad & known, "unpaid"]
    assert (is_bad & known).sum() >= 5
    assert (days_late.loc[is_bad & known, "unpaid"] > others.quantile(0.95)).mean() > 0.8


def _asked_of_reps(facts: Frames, year: int) -> pd.DataFrame:
    """Return the quotas of a year as first issued, beside what was known a month before it."""
    targets = facts["issued_targets"]
    own = targets[(targets["measure"] == "sales") & (targets["rep_id"] != "")]
    own = own[(own["period_start"].dt.year == year) & (own["version"] == own["version"].min())]
    asked = own[~own["is_rollup"].astype(bool)].groupby("rep_id")["target_value"].sum()
    shares = owners_on(facts["customer_reps"], facts["reps"], pd.Timestamp(year, 1, 1))
    first = shares.sort_values("share").drop_duplicates("customer_id", keep="last")
    owner = dict(zip(first["customer_id"], first["owner"], strict=True))
    orders = facts["order_cube"].astype({"month": "str", "customer_id": "str"})
    orders = orders[orders["month"] < f"{year - 1}-12"]
    months = orders.groupby(["customer_id", "month"])["net_amount"].sum().unstack().fillna(0.0)
    potential = facts["customers"].set_index("customer_id")["purchase_potential"].astype(float)
    last = months.iloc[:, -12:].sum(axis=1).reindex(potential.index).fillna(0.0)
    per = potential.sum() / last[potential.notna()].sum()
    potential = potential.fillna(last * per)
    by_rep = months.groupby(months.index.map(owner)).sum().reindex(asked.index)
    table = pd.DataFrame({"target": asked, "last_year": by_rep.iloc[:, -12:].sum(axis=1)})
    table["expected"] = forecast_many(by_rep.to_numpy(float), 12).sum(axis=1)
    table["potential"] = potential.groupby(potential.index.map(owner)).sum()
    return table.assign(probability=0.5).rename_axis("rep_id").reset_index()


def test_the_unfair_quota_is_found_with_its_factor(of_plan: Frames, truth: dict[str, Any]) -> None:
    """As the plan of 2026 was issued, from what was known then; the others are in line."""
    (unfair,) = truth["planted"]["unfair_targets"]
    table = _asked_of_reps(of_plan, int(unfair["from"][:4]))
    asked = table.set_index("rep_id").loc[unfair["rep_id"], "target"]
    assert asked == unfair["amount_of_targets"]
    judged = fairness(table).set_index("rep_id")
    assert judged.loc[unfair["rep_id"], "state"] == "too_high"
    assert judged.loc[unfair["rep_id"], "factor"] == pytest.approx(unfair["factor"], abs=0.02)
    others = judged.drop(index=unfair["rep_id"])
    assert len(others) > 30 and (others["state"] != "in_line").mean() <= MOST_FLAGGED


def test_the_unfair_quota_of_the_year_that_runs_is_named(
    of_plan: Frames, truth: dict[str, Any]
) -> None:
    """By the customers that it answered for in January; all others are in line."""
    (unfair,) = truth["planted"]["unfair_targets"]
    frames = judge_in_force(of_plan, month=MONTH)
    judged = frames["quotas_in_force"].set_index("rep_id")
    assert judged.index[judged["state"] == "too_high"].tolist() == [unfair["rep_id"]]
    assert judged.loc[unfair["rep_id"], "factor"] == pytest.approx(unfair["factor"], abs=0.02)
    assert judged["target"].sum() == _asked_of_reps(of_plan, MONTH.year)["target"].sum()
    nobody = {**of_plan, "customer_reps": of_plan["customer_reps"].iloc[:0]}
    assert judge_in_force(nobody, month=MONTH)["in_force"].empty


def test_our_own_plan_is_fair_and_its_chances_held(
    plan: tuple[pd.DataFrame, Frames], books: dict[str, Any]
) -> None:
    """Nobody is planted as unfair in 2027, and nothing against the chances of months."""
    known, (cells, made) = books["09_challenge"].frames(), plan
    read = plan_nodes.read_plan(known, {**made, "targets": cells}, month=MONTH, year_start=1)
    tested = plan_tested.judge_plan(read)
    quota = quotas.judge_quotas(tested, known, cells)["fairness"]
    assert len(quota) > 30 and (quota["state"] != "in_line").mean() <= MOST_FLAGGED
    held = tested.frames["verdicts"]
    assert set(held.loc[held["kind"] == "month", "state"]) == {"holds"}
