"""What happened to whom, from when, how large: the cases of every kind of story.

Some kinds are innocent: they look like a flagged kind and have an explanation that the tables
hold as well. `found_by` is the month by whose review a case must have been seen.
"""

from __future__ import annotations

from dataclasses import dataclass, fields


@dataclass(frozen=True)
class LostCustomer:
    """A large customer orders nothing more."""

    customer_id: str
    start: str
    size: float  # relative to the average customer
    found_by: str


@dataclass(frozen=True)
class RivalCut:
    """A rival lowers its prices of a group, and our volume there falls."""

    competitor_id: str
    product_group: str
    start: str
    price_change: float
    volume_log_effect: float
    found_by: str


@dataclass(frozen=True)
class Stuffing:
    """A distributor buys a multiple of its usual quantity and sells on no more than before."""

    customer_id: str
    start: str
    factor: float
    size: float
    found_by: str


@dataclass(frozen=True)
class ProjectOrder:
    """Innocent twin of stuffing: a distributor buys a multiple for some months and sells it on."""

    customer_id: str
    start: str
    end: str
    factor: float
    size: float


@dataclass(frozen=True)
class Loading:
    """A rep moves a share of the orders into the last three working days of each month."""

    rep_id: str
    start: str
    share: float
    found_by: str


@dataclass(frozen=True)
class MonthEndOffer:
    """Innocent twin of loading: a dated promotion of a rep's area on those three days."""

    rep_id: str
    start: str
    share: float  # of the orders that wait for the offer
    discount: float


@dataclass(frozen=True)
class Sandbagging:
    """A rep commits to a share only of what the rep expects."""

    rep_id: str
    share: float
    found_by: str


@dataclass(frozen=True)
class Leakage:
    """A rep gives more discount on every line, and asks nobody."""

    rep_id: str
    start: str
    discount: float
    found_by: str


@dataclass(frozen=True)
class ApprovedDiscount:
    """Innocent twin of leakage: the same, asked for and granted order by order."""

    rep_id: str
    start: str
    discount: float


@dataclass(frozen=True)
class SoldElsewhere:
    """A distributor sells a share into a region that is not its own."""

    customer_id: str
    start: str
    share: float
    region_id: str  # into which; another where that is its own
    size: float


@dataclass(frozen=True)
class Diversion(SoldElsewhere):
    """Goods sold elsewhere without leave."""

    found_by: str


@dataclass(frozen=True)
class ApprovedTerritory(SoldElsewhere):
    """Innocent twin of diversion: the same, with a granted exception of the territory."""


@dataclass(frozen=True)
class TwoSites(SoldElsewhere):
    """Innocent twin of diversion: the distributor has a registered second site there."""


@dataclass(frozen=True)
class UnfairTarget:
    """A rep is asked for more than everybody else, by a factor."""

    rep_id: str
    factor: float
    found_by: str


@dataclass(frozen=True)
class InventedVisits:
    """A rep reports visits that were not made."""

    rep_id: str
    start: str
    share: float
    found_by: str


@dataclass(frozen=True)
class SecondVisits:
    """Innocent twin of invented visits: a rep really sees customers twice on a day."""

    rep_id: str
    start: str
    share: float  # of the visits that have a second one


@dataclass(frozen=True)
class HiddenTrend:
    """A region grows faster than the company, with one bad month that hides it."""

    region_id: str
    start: str
    annual_growth: float
    bad_month: str
    bad_month_log_effect: float
    found_by: str


@dataclass(frozen=True)
class Stories:
    """The cases of each kind; an empty tuple leaves a kind out."""

    lost_customers: tuple[LostCustomer, ...] = ()
    rival_cuts: tuple[RivalCut, ...] = ()
    stuffing: tuple[Stuffing, ...] = ()
    project_orders: tuple[ProjectOrder, ...] = ()
    loading: tuple[Loading, ...] = ()
    month_end_offers: tuple[MonthEndOffer, ...] = ()
    sandbagging: tuple[Sandbagging, ...] = ()
    leakage: tuple[Leakage, ...] = ()
    approved_discounts: tuple[ApprovedDiscount, ...] = ()
    diversion: tuple[Diversion, ...] = ()
    approved_territories: tuple[ApprovedTerritory, ...] = ()
    two_sites: tuple[TwoSites, ...] = ()
    unfair_targets: tuple[UnfairTarget, ...] = ()
    invented_visits: tuple[InventedVisits, ...] = ()
    second_visits: tuple[SecondVisits, ...] = ()
    hidden_trends: tuple[HiddenTrend, ...] = ()

    def customers(self) -> set[str]:
        """Return the customers of whom any story tells."""
        return {case.customer_id for case in self.cases() if hasattr(case, "customer_id")}

    def sizes(self) -> dict[str, float]:
        """Return the relative size of the customers whose stories need a large one."""
        return {case.customer_id: case.size for case in self.cases() if hasattr(case, "size")}

    def cases(self) -> list:
        """Return all cases of all kinds."""
        return [case for kind in fields(self) for case in getattr(self, kind.name)]


PLANTED = Stories(
    lost_customers=(LostCustomer("C0003", "2026-05", size=14.0, found_by="2026-08"),),
    rival_cuts=(RivalCut("K2", "Seals", "2025-09", -0.12, -0.16, found_by="2026-02"),),
    stuffing=(Stuffing("C0012", "2026-08", factor=2.5, size=14.0, found_by="2026-10"),),
    project_orders=(ProjectOrder("C0028", "2026-07", "2026-08", factor=2.5, size=6.0),),
    loading=(Loading("R07", "2025-01", share=0.60, found_by="2025-06"),),
    month_end_offers=(MonthEndOffer("R10", "2026-01", share=0.50, discount=0.06),),
    sandbagging=(Sandbagging("R11", share=0.75, found_by="2025-10"),),
    leakage=(Leakage("R16", "2026-02", discount=0.08, found_by="2026-05"),),
    approved_discounts=(ApprovedDiscount("R22", "2026-02", discount=0.08),),
    diversion=(
        Diversion("C0020", "2026-03", share=0.35, region_id="R-XA", size=6.0, found_by="2026-06"),
    ),
    approved_territories=(
        ApprovedTerritory("C0036", "2026-02", share=0.35, region_id="R-CD", size=4.0),
    ),
    two_sites=(TwoSites("C0044", "2025-12", share=0.40, region_id="R-WH", size=4.0),),
    unfair_targets=(UnfairTarget("R21", factor=1.35, found_by="2026-01"),),
    invented_visits=(InventedVisits("R25", "2026-04", share=0.5, found_by="2026-07"),),
    second_visits=(SecondVisits("R26", "2026-03", share=0.3),),
    hidden_trends=(
        HiddenTrend(
            "R-SZ",
            "2024-11",
            annual_growth=0.20,
            bad_month="2026-10",
            bad_month_log_effect=-0.35,
            found_by="2026-10",
        ),
    ),
)
