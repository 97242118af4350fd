"""What follows from a tested plan: finer cells, bets, run-rates, hours, quotas and exceptions."""

from __future__ import annotations

from functools import cached_property

import numpy as np
import pandas as pd
import pytest

from salesnb.targets.chance import plan_tested
from salesnb.targets.chance.asked import compare_asked
from salesnb.targets.chance.bets import count_bets
from salesnb.targets.chance.finer import judge_cells
from salesnb.targets.chance.looked_at import list_exceptions
from salesnb.targets.chance.plan_nodes import read_plan
from salesnb.targets.chance.quotas import judge_quotas
from tests.targets import plans
from tests.targets.plans import CALENDAR, MONTH

HOW = {
    "visits_per_month": {"A": 4.0, "B": 1.0, "C": 0.5},
    "class_shares": {"A": 0.5, "B": 0.8, "C": 1.0},
    "hours_per_visit": 2.5,
}
HARD = dict.fromkeys(plans.reps(), 1.05) | {"R3": 1.45}


class Firm:
    """A small firm with a plan, and all that is told of it."""

    def __init__(self, over: object = 1.05, sold: pd.DataFrame | None = None) -> None:
        self.sold = plans.sales() if sold is None else sold
        self.facts = plans.facts(self.sold)
        self.artefacts = plans.artefacts(self.sold, over=over)

    @cached_property
    def tested(self) -> plan_tested.Tested:
        return plan_tested.judge_plan(read_plan(self.facts, self.artefacts, month=MONTH))

    def asked(self) -> dict[str, pd.DataFrame]:
        return compare_asked(self.tested, self.facts, self.artefacts, calendar=CALENDAR, **HOW)

    def quotas(self) -> dict[str, pd.DataFrame]:
        return judge_quotas(self.tested, self.facts, self.artefacts["targets"])

    def exceptions(self) -> pd.DataFrame:
        return list_exceptions(self.tested, self.asked(), self.quotas())["exceptions"]

    def finer(self) -> dict[str, pd.DataFrame]:
        targets = self.artefacts["targets"]
        return judge_cells(self.tested, self.facts, targets, calendar=CALENDAR)


@pytest.fixture(scope="module")
def firm() -> Firm:
    return Firm()


@pytest.fixture(scope="module")
def hard() -> Firm:
    return Firm(HARD)


def test_a_rep_who_is_asked_for_more_is_found_and_no_other(hard, firm) -> None:
    found = hard.quotas()["fairness"].set_index("rep_id")
    assert found["state"].to_dict() == dict.fromkeys(plans.reps(), "in_line") | {"R3": "too_high"}
    assert found.loc["R3", "factor"] == pytest.approx(1.45 / 1.05, rel=0.03)
    rule = hard.quotas()["quota_rule"].iloc[0]
    assert rule["n_high"] == 1 and rule["above_rule"] == pytest.approx(
        found.loc["R3", "above_rule"]
    )
    assert (firm.quotas()["fairness"]["state"] == "in_line").all()


def test_quotas_made_from_last_year_are_not_called_unfair_where_the_forecast_differs(firm) -> None:
    sold = plans.sales()
    late = sold[sold["month"] > "2024-10"].groupby("rep_id")["net_amount"].sum() / 12
    usual = sold.groupby("rep_id")["net_amount"].sum() / len(plans.KNOWN)
    other = Firm((1.05 * late / usual).to_dict())
    forecast = other.artefacts["forecast"]
    is_rep = (forecast["dimension"] == "rep") & (forecast["node"] == "R2")
    other.artefacts["forecast"] = forecast.assign(
        expected=forecast["expected"].where(~is_rep, forecast["expected"] * 0.6)
    )
    found = other.quotas()
    assert (found["fairness"]["state"] == "in_line").all()
    assert found["quota_rule"]["basis"].item() == "last_year"


def test_exceptions_name_what_mends_them_and_the_control_that_does(hard) -> None:
    found = hard.exceptions()
    own = found[found["node"] == "R3"].set_index("cause")
    assert {"unfair", "beyond_best"} <= set(own.index)
    assert own.loc["unfair", "proposed"] == pytest.approx(
        hard.quotas()["fairness"].set_index("rep_id").loc["R3", "by_rule"], rel=1e-3
    )
    assert own.loc["unfair", "line"].startswith('kind = "cap", period = "2026", rep_id = "R3"')
    down = found[found["proposal"] != "raise_target"]
    assert (down["change"].dropna() < 0).all()
    first = found.iloc[0]
    assert first["change"] == -found["change"].abs().max()


def test_an_easy_target_is_to_be_raised_by_a_floor() -> None:
    found = Firm(0.5).exceptions()
    reps = found[(found["dimension"] == "rep") & (found["cause"] == "easy")]
    assert len(reps) == plans.N_REPS and (reps["change"] > 0).all()
    assert reps["line"].str.startswith('kind = "floor"').all()


def test_a_growing_node_is_no_exception_for_being_asked_beyond_its_best_run() -> None:
    firm = Firm(1.3)
    forecast = firm.artefacts["forecast"]
    firm.artefacts["forecast"] = forecast.assign(expected=1.25 * forecast["expected"])
    rates = firm.asked()["rates"]
    assert (rates["over_best"] > 1).all()
    assert "beyond_best" not in set(firm.exceptions()["cause"])


@pytest.mark.parametrize("over", [HARD, 0.5, 1.45])
def test_no_proposal_lies_below_what_is_expected(over: object) -> None:
    found = Firm(over).exceptions()
    known = found[found["proposed"].notna()]
    assert len(known) and (known["proposed"] >= known["expected"]).all()


def test_bets_are_fewer_than_nodes_and_safe_totals_lie_below_what_is_expected(firm) -> None:
    found = count_bets(firm.tested, confidence=0.9)
    bets = found["bets"].set_index("dimension")
    assert (bets["n_bets"] < bets["n_cells"]).all()
    rep = bets.loc["rep"]
    assert rep["attained"] + rep["missed"] == pytest.approx(rep["n_targets"]) == plans.N_REPS
    assert rep["missed_low"] <= rep["missed"] <= rep["missed_high"]
    assert (bets["alone_share"] <= bets["spread_share"] + 1e-9).all()
    safe = found["safe"].iloc[0]
    surer = count_bets(firm.tested, confidence=0.95)["safe"].iloc[0]
    assert surer["safe"] < safe["safe"] < safe["expected"] < safe["target"]
    assert safe["over_safe"] == pytest.approx(safe["target"] - safe["safe"])


def test_run_rates_hold_a_year_against_any_twelve_months(firm) -> None:
    rates = firm.asked()["rates"].set_index(["dimension", "node"])
    sold = firm.sold[firm.sold["rep_id"] == "R1"].groupby("month")["net_amount"].sum()
    best = sold.rolling(12).mean()
    assert rates.loc[("rep", "R1"), "best"] == pytest.approx(best.max())
    assert rates.loc[("rep", "R1"), "last"] == pytest.approx(best.iloc[-1])
    assert rates.loc[("total", "total"), "asked"] == pytest.approx(
        firm.artefacts["targets"]["sales"].sum() / 12
    )


def test_hours_follow_the_visits_that_customers_with_targets_call_for(firm) -> None:
    found = firm.asked()["hours"].set_index("rep_id")
    largest, smallest = found.loc["R7"], found.loc["R0"]
    assert largest["visits"] == 4.0 and smallest["visits"] == 0.5
    assert largest["hours_needed"] == 10.0 and largest["used_share"] == pytest.approx(0.1)


def test_room_needs_a_potential(firm) -> None:
    assert firm.asked()["room"].empty
    known = Firm()
    known.artefacts["market_potential"] = pd.DataFrame(
        {"region_id": ["G0", "G0"], "product_group": ["A", "B"], "potential": [1e6, 1e6]}
    )
    found = known.asked()["room"].set_index("node")
    asked = known.artefacts["targets"].query("region_id == 'G0'")["sales"].sum()
    assert found.loc["G0", "potential_share"] == pytest.approx(asked / 2e6)


def test_dense_cells_have_a_chance_and_sparse_ones_their_regions_band(firm) -> None:
    sold = plans.sales()
    rare = (sold["customer_id"] == "C2") & (sold["month"].str[-2:] != "05")
    sold = sold[~rare | (sold["month"] > "2025-06")]
    young = Firm(sold=sold[~((sold["customer_id"] == "C5") & (sold["month"] < "2025-08"))])
    found = young.finer()
    cells = found["finer"].set_index(["node", "period"])
    assert cells.loc[("C7", "2026-01"), "grain"] == "month"
    assert cells.loc[("C7", "2026"), "band"] in {"challenging", "very_hard", "easy"}
    sparse = cells.loc[("C5", "2026")]
    assert sparse["state"] == "too_sparse" and sparse["parent"] == "G1"
    bands = young.tested.chances.set_index(["dimension", "node"])["band"]
    assert sparse["band"] == bands["region", "G1"] and np.isnan(sparse["probability"])
    whole = found["grains"].groupby("dimension")["target_share"].sum()
    assert whole.tolist() == pytest.approx([1.0, 1.0])


def test_finer_cells_add_up_to_what_is_expected_of_the_node_above(firm) -> None:
    raised = firm.artefacts["forecast"].copy()
    up = (raised["dimension"] == "region") & (raised["node"] == "G1")
    raised.loc[up, "expected"] *= 1.5
    other = Firm()
    other.artefacts["forecast"] = raised
    cells = other.finer()["finer"].query("period == '2026'")
    nodes = other.tested.frames["attainability"].query("period == '2026'")
    nodes = nodes.set_index(["dimension", "node"])["expected"]
    groups = cells[cells["dimension"] == "region_group"]
    sums = groups.groupby("region")["expected"].sum()
    assert sums.to_numpy() == pytest.approx(nodes["region"].reindex(sums.index).to_numpy())
    customers = cells[cells["dimension"] == "customer"]
    assert customers["expected"].sum() == pytest.approx(nodes["total", "total"])


def test_cells_beyond_the_largest_say_so(firm, monkeypatch) -> None:
    monkeypatch.setattr("salesnb.targets.chance.finer_families.MOST_JUDGED", 3)
    found = firm.finer()["finer"].query("dimension == 'customer' and period == '2026'")
    assert (found["state"] == "too_many").sum() == plans.N_REPS - 3
    assert (found.set_index("node").loc[["C7", "C6", "C5"], "state"] != "too_many").all()


@pytest.mark.parametrize("kind", ["no reps", "one customer", "nothing to come", "all zero"])
def test_firms_with_little_have_frames_all_the_same(kind: str) -> None:
    firm = Firm(sold=plans.sales(1) if kind == "one customer" else None)
    if kind == "no reps":
        for frame in (firm.facts["sales_cube"], firm.artefacts["targets"]):
            frame["rep_id"] = "(unassigned)"
        firm.facts["reps"] = firm.facts["reps"].iloc[:0]
        for name in ("forecast", "forecast_errors"):
            rows = firm.artefacts[name]
            firm.artefacts[name] = rows[rows["dimension"] != "rep"]
    if kind == "nothing to come":
        firm.artefacts["targets"] = firm.artefacts["targets"].iloc[:0]
    if kind == "all zero":
        zero = firm.artefacts["targets"]["product_id"] == "P2"
        firm.artefacts["targets"] = firm.artefacts["targets"].assign(
            sales=firm.artefacts["targets"]["sales"].where(~zero, 0.0)
        )
    frames = firm.finer() | firm.asked() | firm.quotas() | count_bets(firm.tested)
    assert firm.exceptions() is not None
    if kind in {"no reps", "nothing to come"}:
        assert frames["fairness"].empty and frames["quota_rule"].empty
    if kind == "nothing to come":
        assert frames["finer"].empty and frames["safe"].empty and frames["rates"].empty
    if kind == "one customer":
        assert frames["quota_rule"]["n_judged"].item() == 0
