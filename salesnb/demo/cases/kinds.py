"""The kinds of stories for drawn companies: who plays them, how large they are, when seen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from salesnb.demo.truths.stories import (
    ApprovedDiscount,
    ApprovedTerritory,
    Diversion,
    HiddenTrend,
    InventedVisits,
    Leakage,
    Loading,
    LostCustomer,
    MonthEndOffer,
    ProjectOrder,
    RivalCut,
    Sandbagging,
    SecondVisits,
    Stuffing,
    TwoSites,
    UnfairTarget,
)

VOLUME_BY_PRICE = 4 / 3  # log effect on our volume per log of a rival's price
OFFER = 0.06  # discount of an offer at a month's end


@dataclass(frozen=True)
class Draft:
    """What a case may be made of: its actor, months, a region, and the size of its customer."""

    actor: str
    start: str
    end: str
    found_by: str
    region_id: str
    size: float


@dataclass(frozen=True)
class Kind:
    """One kind: whose part it is, the range of its sizes, and within how many months it shows."""

    role: str
    sizes: tuple[float, float]
    seen_within: int
    case: Callable[[Draft, float], object]


def _rival_cut(draft: Draft, change: float) -> RivalCut:
    rival, group = draft.actor.split("/")
    volume = VOLUME_BY_PRICE * change
    return RivalCut(rival, group, draft.start, change, volume, draft.found_by)


def _hidden_trend(draft: Draft, growth: float) -> HiddenTrend:
    return HiddenTrend(draft.actor, draft.start, growth, draft.found_by, -0.35, draft.found_by)


KINDS = {
    "lost_customers": Kind(
        "end users", (3, 14), 4, lambda d, x: LostCustomer(d.actor, d.start, x, d.found_by)
    ),
    "rival_cuts": Kind("rivals' groups", (-0.2, -0.08), 6, _rival_cut),
    "stuffing": Kind(
        "distributors",
        (1.3, 2.5),
        3,
        lambda d, x: Stuffing(d.actor, d.start, x, d.size, d.found_by),
    ),
    "project_orders": Kind(
        "distributors",
        (1.3, 2.5),
        0,
        lambda d, x: ProjectOrder(d.actor, d.start, d.end, x, d.size),
    ),
    "loading": Kind("reps", (0.3, 0.6), 6, lambda d, x: Loading(d.actor, d.start, x, d.found_by)),
    "month_end_offers": Kind(
        "reps", (0.3, 0.6), 0, lambda d, x: MonthEndOffer(d.actor, d.start, x, OFFER)
    ),
    "sandbagging": Kind("reps", (0.7, 0.9), 12, lambda d, x: Sandbagging(d.actor, x, d.found_by)),
    "leakage": Kind("reps", (0.04, 0.1), 4, lambda d, x: Leakage(d.actor, d.start, x, d.found_by)),
    "approved_discounts": Kind(
        "reps", (0.04, 0.1), 0, lambda d, x: ApprovedDiscount(d.actor, d.start, x)
    ),
    "diversion": Kind(
        "distributors",
        (0.2, 0.5),
        4,
        lambda d, x: Diversion(d.actor, d.start, x, d.region_id, d.size, d.found_by),
    ),
    "approved_territories": Kind(
        "distributors",
        (0.2, 0.5),
        0,
        lambda d, x: ApprovedTerritory(d.actor, d.start, x, d.region_id, d.size),
    ),
    "two_sites": Kind(
        "distributors",
        (0.2, 0.5),
        0,
        lambda d, x: TwoSites(d.actor, d.start, x, d.region_id, d.size),
    ),
    "unfair_targets": Kind("reps", (1.2, 1.5), 0, lambda d, x: UnfairTarget(d.actor, x, d.start)),
    "invented_visits": Kind(
        "reps", (0.2, 0.5), 4, lambda d, x: InventedVisits(d.actor, d.start, x, d.found_by)
    ),
    "second_visits": Kind("reps", (0.2, 0.5), 0, lambda d, x: SecondVisits(d.actor, d.start, x)),
    "hidden_trends": Kind("regions", (0.1, 0.3), 12, _hidden_trend),
}
