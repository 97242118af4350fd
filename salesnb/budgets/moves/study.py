"""Where the next unit of marketing money works hardest: from the month's facts to the proposal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from salesnb.budgets.costs.costing import Costs
from salesnb.budgets.costs.ground import Ground
from salesnb.budgets.moves.cells import make_cells
from salesnb.budgets.moves.decided import Decided, Money, marketing_lines, money_of
from salesnb.budgets.moves.monthly import month_totals, spread_months
from salesnb.budgets.moves.panel import REGION, Frames, Panel, read_panel
from salesnb.budgets.moves.proposal import HORIZON, Proposal
from salesnb.budgets.moves.responses import Responses, find_responses
from salesnb.budgets.moves.returns import returns_of
from salesnb.budgets.moves.shown import (
    curve_points,
    gain_of,
    lines_of,
    plan_by_cell,
    plan_by_channel,
    what_binds,
)
from salesnb.budgets.moves.steps import list_moves
from salesnb.budgets.moves.whatif import Trials, least_of
from salesnb.calendars import WorkCalendar
from salesnb.members import TOTAL
from salesnb.methods.response.deciding import SURE
from salesnb.months import Month

COLUMNS = {
    "spend_basis": (
        "scope year lacking source response counted n_regions n_channels n_months last_year total"
        " total_source proposed unspent floors beside confidence horizon margin_share"
    ),
    "response_curves": (
        "region_id marketing_channel_id kind scale half shape decay present observed_low"
        " observed_high margin_share state"
    ),
    "channel_returns": (
        "marketing_channel_id present marginal marginal_low marginal_high brings brings_low"
        " brings_high state reason decay decay_low decay_high prior_share points_per_parameter"
        " season_share zero_share"
    ),
    "curve_points": "marketing_channel_id factor spend brings low high is_observed",
    "spend_plan": (
        "region_id marketing_channel_id before same best proposed change brings marginal"
        " is_extrapolated state line_id"
    ),
    "channel_plan": "marketing_channel_id before same best proposed change growth brings",
    "money_moves": (
        "place from_region from_channel to_region to_channel amount gain low high probability"
    ),
    "money_gain": (
        "scope total brings gain gain_share low high probability confidence least_seen moved"
        " bound_gap verdict"
    ),
    "frontier": "factor total brings after one_more is_present",
    "spend_months": "marketing_channel_id month before proposed how",
    "month_totals": "month before proposed even",
    "binding": "marketing_channel_id kind amount one_more beyond",
    "money_lines": (
        "line_id marketing_channel_id region_id before floor cap is_locked proposed reason state"
    ),
    "money_trials": (
        "what case total floors horizon brings after gain probability one_more is_short"
    ),
}


@dataclass(frozen=True)
class Asked:
    """What is asked of a year: its label and months, the total (0: as budgeted), the confidence.

    `budgeted` is what the budget has for marketing, missing where there is none.
    """

    year: str
    months: Sequence[str]
    total: float = 0.0
    budgeted: float = float("nan")
    confidence: float = SURE
    digits: int = 2

    @classmethod
    def of(cls, costs: Costs, ground: Ground, *, total: float, confidence: float) -> Asked:
        """Return what is asked of the year that is budgeted."""
        basis = costs.frames["cost_basis"]
        budgeted = float(basis["marketing"].iloc[0]) if len(basis) else float("nan")
        return cls(ground.label, ground.months, total, budgeted, confidence, ground.digits)


@dataclass(frozen=True)
class Study:
    """What the page shows of marketing money (`frames`, as `COLUMNS`), and what can be tried."""

    panel: Panel
    frames: Mapping[str, pd.DataFrame]
    proposal: Proposal | None = None
    trials: Trials | None = None
    lines: pd.DataFrame = field(default_factory=pd.DataFrame)


def study_spend(
    facts: Frames,
    decided: Decided,
    asked: Asked,
    *,
    month: Month,
    calendar: WorkCalendar,
) -> Study:
    """Return where marketing money works, and what to spend where in the year asked for.

    `facts` are `spend`, `order_cube` and `sales_cube`; `decided` the sections of budget.toml,
    lift_tests.toml and judgements.toml. Where a response cannot be found, or the floors
    that are decided exceed the total, only `spend_basis` has a row, which says why.
    """
    panel = read_panel(facts, month=month, calendar=calendar)
    found = find_responses(panel, decided)
    lines = marketing_lines(decided, year=asked.year)
    if not found.source:
        return Study(panel, _frames({"spend_basis": _basis(panel, found, asked)}), lines=lines)
    money = money_of(panel, total=asked.total, budgeted=asked.budgeted)
    cells = make_cells(panel, found.curves, found.drawn, lines=lines, known=found.known)
    trials = Trials(cells, money.total, asked.confidence, asked.digits)
    basis = _basis(panel, found, asked, money).assign(floors=least_of(cells))
    if trials.is_short(money.total):
        basis["lacking"] = "floors"
        return Study(panel, _frames({"spend_basis": basis}), lines=lines)
    proposal = trials.solved(total=money.total)
    spent = float(proposal.spend.sum())
    basis = basis.assign(proposed=spent, unspent=max(money.total - spent, 0.0))
    shown = _shown(panel, found, proposal, asked, lines)
    tried = {"frontier": trials.frontier(), "money_trials": trials.cases()}
    frames = _frames({"spend_basis": basis, **shown, **tried})
    return Study(panel, frames, proposal, trials, lines)


def _shown(
    panel: Panel, found: Responses, proposal: Proposal, asked: Asked, lines: pd.DataFrame
) -> dict[str, pd.DataFrame]:
    """Return the frames that rest on a proposal."""
    by_cell = plan_by_cell(proposal)
    state = proposal.cells.rows["state"].to_numpy()
    margin = panel.margin.reindex(found.curves[REGION]).to_numpy(float)
    spread = spread_months(panel, proposal, asked.months)
    return {
        "response_curves": found.curves.assign(state=state, margin_share=margin),
        "channel_returns": returns_of(found, proposal, panel),
        "curve_points": curve_points(proposal),
        "spend_plan": by_cell,
        "channel_plan": plan_by_channel(by_cell),
        "money_moves": list_moves(proposal),
        "money_gain": gain_of(proposal),
        "spend_months": spread,
        "month_totals": month_totals(spread),
        "binding": what_binds(proposal),
        "money_lines": lines_of(lines, by_cell),
    }


def _basis(
    panel: Panel, found: Responses, asked: Asked, money: Money | None = None
) -> pd.DataFrame:
    """Return the frame `spend_basis`, one row: what the page rests on."""
    spent = float(panel.last_year().to_numpy().sum()) if panel.channels else 0.0
    known = panel.margin[panel.margin.notna()] if panel.counted == "margin" else pd.Series()
    row = {
        "scope": TOTAL,
        "year": asked.year,
        "lacking": found.lacking,
        "source": found.source,
        "response": panel.response,
        "counted": panel.counted,
        "n_regions": len(panel.regions),
        "n_channels": len(panel.channels),
        "n_months": panel.n_months if panel.channels else 0,
        "last_year": spent,
        "total": money.total if money else float("nan"),
        "total_source": money.source if money else "",
        "beside": panel.beside,
        "confidence": asked.confidence,
        "horizon": HORIZON,
        "margin_share": float(known.mean()) if len(known) else float("nan"),
    }
    return pd.DataFrame([row])


def _frames(found: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Return every frame of the page, those that are not there without rows."""
    empty = pd.DataFrame()
    return {
        name: found.get(name, empty).reindex(columns=columns.split())
        for name, columns in COLUMNS.items()
    }
