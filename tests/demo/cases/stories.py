"""What each planted story looks like in the raw tables: one measure and threshold per story.

A measure reads exported tables only and knows the names of the story's actors, not whether it
happened. The threshold lies half-way between what no story and the planted one would show.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from salesnb.demo import Truth
from salesnb.demo.base.month_days import selling_days
from salesnb.demo.cases.planted_conduct import first_sales_targets
from salesnb.demo.deals import deal_tables
from salesnb.demo.facts import market
from salesnb.demo.field import actions, field_facts, visits
from salesnb.demo.field.roads import great_circle
from salesnb.demo.plan import forecasts, targets
from salesnb.demo.sales import distributors, promotions
from salesnb.demo.sales.orders import World, order_lines
from salesnb.demo.truths.stories import PLANTED, Stories
from salesnb.months import Month

Tables = Mapping[str, pd.DataFrame]
NOTHING = Stories()
(LOST,) = PLANTED.lost_customers
(CUT,) = PLANTED.rival_cuts
(STUFFED,) = PLANTED.stuffing
(LOADED,) = PLANTED.loading
(SANDBAGGED,) = PLANTED.sandbagging
(LEAKING,) = PLANTED.leakage
(DIVERTED,) = PLANTED.diversion
(UNFAIR,) = PLANTED.unfair_targets
(INVENTED,) = PLANTED.invented_visits
(TREND,) = PLANTED.hidden_trends


class Exports(Tables):
    """The exports of a company that the stories show in; each is drawn when it is asked for."""

    def __init__(self, truth: Truth, scale: float) -> None:
        self.truth, self.world = truth, World(truth, scale)
        self._drawn: dict[str, pd.DataFrame] = {}

    def __getitem__(self, name: str) -> pd.DataFrame:
        if name not in self._drawn:
            self._drawn[name] = DRAWN[name](self)
        return self._drawn[name]

    def __iter__(self) -> Iterator[str]:
        return iter(DRAWN)

    def __len__(self) -> int:
        return len(DRAWN)


def submitted(drawn: Exports) -> pd.DataFrame:
    dealt = deal_tables.opportunities_known(drawn.truth)
    away = actions.absences(drawn.truth)
    return forecasts.forecast_submissions(drawn.world, drawn["order_lines"], dealt, away)


DRAWN: dict[str, Callable[[Exports], pd.DataFrame]] = {
    "customers": lambda drawn: drawn.world.customers,
    "reps": lambda drawn: field_facts.with_days(drawn.truth, drawn.world.reps),
    "customer_reps": lambda drawn: drawn.world.owners,
    "products": lambda drawn: drawn.world.products,
    "promotions": lambda drawn: promotions.promotions(drawn.truth),
    "order_lines": lambda drawn: order_lines(drawn.world),
    "sell_out": lambda drawn: distributors.sell_out(drawn.world, drawn["order_lines"]),
    "issued_targets": lambda drawn: targets.issued_targets(drawn.world, drawn["order_lines"]),
    "price_observations": lambda drawn: market.price_observations(drawn.truth),
    "visits": lambda drawn: visits.visits(drawn.truth),
    "forecast_submissions": submitted,
}


def tables_of(truth: Truth, *, scale: float = 1.0) -> Tables:
    """Return the exports that the stories show in, without the books of cash."""
    return Exports(truth, scale)


def between(lines: pd.DataFrame, first: str, last: str) -> pd.DataFrame:
    after = np.datetime64(last, "M") + 1
    return lines[(lines["order_on"] >= pd.Timestamp(first)) & (lines["order_on"] < after)]


def since(lines: pd.DataFrame, first: str) -> pd.DataFrame:
    return between(lines, first, "2199-12")


def owner_of_each(tables: Tables, lines: pd.DataFrame) -> pd.Series:
    """Return the owner on the day of each line, as the dated credit table says."""
    shares = tables["customer_reps"]
    shares = shares[shares["role"] == "owner"]
    joined = lines[["customer_id", "order_on"]].reset_index().merge(shares, on="customer_id")
    day = joined["order_on"].dt.strftime("%Y-%m-%d")
    valid = (joined["valid_from"] <= day) & (joined["valid_to"].isna() | (day < joined["valid_to"]))
    owner = joined[valid].drop_duplicates("index").set_index("index")["rep_id"]
    return owner.reindex(lines.index)


def lost_customer(tables: Tables) -> float:
    """Rank (0 to 1, 1 = largest) in the year before of a customer silent since; 0 if it ordered."""
    lines, start = tables["order_lines"], Month.parse(LOST.start)
    if LOST.customer_id in set(since(lines, LOST.start)["customer_id"]):
        return 0.0
    year = between(lines, str(start - 12), str(start - 1))
    rank = year.groupby("customer_id")["net_amount"].sum().rank(pct=True)
    return float(rank.get(LOST.customer_id, 0.0))


def rival_price_cut(tables: Tables) -> float:
    """Log change of the rival's price in the group against all other prices seen."""
    seen = tables["price_observations"]
    after = seen["observed_on"] >= f"{CUT.start}-01"
    is_rival = seen["competitor_id"] == CUT.competitor_id
    its = is_rival & (seen["product_group"] == CUT.product_group)
    listed = tables["products"].set_index("product_id")["list_price"]
    price = np.log(seen["observed_price"] / seen["product_id"].map(listed))
    level = price - price.groupby(seen["product_group"]).transform("median")
    change = [level[own & after].mean() - level[own & ~after].mean() for own in (its, ~its)]
    return float(change[0] - change[1])


def stuffing(tables: Tables) -> float:
    """Units bought over units sold on since; 1 where orders did not clearly rise (3 sd)."""
    who, first = STUFFED.customer_id, STUFFED.start
    own = tables["order_lines"][tables["order_lines"]["customer_id"] == who]
    start = Month.parse(first)
    bought, year = since(own, first), between(own, str(start - 12), str(start - 1))
    usual = year["order_id"].nunique() / 4
    if bought["order_id"].nunique() < usual + 3 * np.sqrt(usual + usual / 4 + 1):
        return 1.0
    sold = tables["sell_out"]
    sold = sold[(sold["customer_id"] == who) & (sold["period_start"] >= f"{first}-01")]
    return float(bought["quantity"].sum() / max(sold["sell_out_quantity"].sum(), 1))


def month_end_loading(tables: Tables) -> float:
    """Share of the rep's orders on the last three working days of their month."""
    lines = since(tables["order_lines"], LOADED.start).drop_duplicates("order_id")
    lines = lines[owner_of_each(tables, lines) == LOADED.rep_id]
    months = lines["order_on"].dt.strftime("%Y-%m")
    ends = {m: np.datetime64(selling_days(Month.parse(m))[-3]) for m in months.unique()}
    return float((lines["order_on"] >= months.map(ends)).mean())


def sandbagging(tables: Tables) -> float:
    """What the rep committed to, as a share of what the rep's customers then ordered."""
    commits = tables["forecast_submissions"]
    newest = str(tables["order_lines"]["order_on"].max())[:10]
    is_over = commits["period_start"] <= newest
    commits = commits[(commits["rep_id"] == SANDBAGGED.rep_id) & is_over]
    lines = since(tables["order_lines"], str(commits["period_start"].min())[:7])
    own = lines[owner_of_each(tables, lines) == SANDBAGGED.rep_id]
    return float(commits["commit_amount"].sum() / own["net_amount"].sum())


def price_leakage(tables: Tables) -> float:
    """Discount of the rep's lines less that of all others since, promotions left out."""
    lines = since(tables["order_lines"], LEAKING.start)
    lines = lines[lines["promotion_id"].isna()]
    own = owner_of_each(tables, lines) == LEAKING.rep_id
    discount = 1 - lines["net_amount"] / lines["list_amount"]
    return float(discount[own].mean() - discount[~own].mean())


def diversion(tables: Tables) -> float:
    """Share of the distributor's sell-out rows outside its own region since."""
    home = tables["customers"].set_index("customer_id")["region_id"][DIVERTED.customer_id]
    sold = tables["sell_out"]
    is_later = sold["period_start"] >= f"{DIVERTED.start}-01"
    own = sold[(sold["customer_id"] == DIVERTED.customer_id) & is_later]
    return float((own["region_id"] != home).mean()) if len(own) else 0.0


def target_ratios(tables: Tables) -> pd.Series:
    """Each rep's sales targets as issued over last year's orders of the rep's customers."""
    issued = tables["issued_targets"]
    year = int(issued["period_start"].max()[:4])
    targets = first_sales_targets(issued, year)
    lines = between(tables["order_lines"], f"{year - 2}-12", f"{year - 1}-11")
    day, credit = f"{year}-01-01", tables["customer_reps"]
    is_valid = (credit["valid_from"] <= day) & ~(credit["valid_to"] <= day)
    owner = credit[is_valid & (credit["role"] == "owner")].set_index("customer_id")["rep_id"]
    last = lines.groupby(lines["customer_id"].map(owner))["net_amount"].sum()
    return targets.groupby("rep_id")["target_value"].sum() / last


def unfair_target(tables: Tables) -> float:
    """The rep's targets over last year's orders, against the median of all reps."""
    ratio = target_ratios(tables)
    return float(ratio[UNFAIR.rep_id] / ratio.median())


def invented_visits(tables: Tables) -> float:
    """Share of the rep's reported visits since that left no time to be made."""
    visits = made_visits(tables, INVENTED.start)
    own = visits[visits["rep_id"] == INVENTED.rep_id]
    return float(own["is_impossible"].mean())


def made_visits(tables: Tables, first: str) -> pd.DataFrame:
    """Return the visits said to have been made since, in order, with `hours_left`, `is_impossible`.

    `hours_left` are those between the end of the rep's visit before on that day (NaN where there
    is none) and the beginning, less the way in a straight line at the rep's speed on the road.
    """
    visits = tables["visits"]
    visits = visits[visits["status"].isin(["held", "unplanned"])]
    visits = visits[visits["visit_date"] >= np.datetime64(f"{first}-01")]
    visits = visits.sort_values(["rep_id", "started_at"], ignore_index=True)
    at = visits[["check_in_latitude", "check_in_longitude"]].to_numpy(float)
    day = visits.groupby(["rep_id", "visit_date"])
    left = pd.to_datetime(visits["started_at"]) - pd.to_datetime(day["ended_at"].shift())
    km = great_circle(np.vstack([at[:1], at[:-1]]), at)
    speed = visits["rep_id"].map(tables["reps"].set_index("rep_id")["road_speed"])
    hours = left.dt.total_seconds() / 3600 - km / speed
    return visits.assign(hours_left=hours, is_impossible=hours < 0)


def hidden_trend(tables: Tables) -> float:
    """Log growth over a year of the region against the others, the bad month left out."""
    bad = Month.parse(TREND.bad_month)
    return _against_others(tables, (str(bad - 11), str(bad - 1)), (str(bad - 23), str(bad - 13)))


def bad_month(tables: Tables) -> float:
    """Log fall of the region's orders in the bad month from the six before, against the others."""
    bad = Month.parse(TREND.bad_month)
    return _against_others(tables, (str(bad), str(bad)), (str(bad - 6), str(bad - 1)))


def _against_others(tables: Tables, now: tuple[str, str], before: tuple[str, str]) -> float:
    """Return the log ratio of orders now to before, in the region less that elsewhere."""
    orders = tables["order_lines"].drop_duplicates("order_id")
    home = tables["customers"].set_index("customer_id")["region_id"]
    sides = orders["customer_id"].map(home) == TREND.region_id
    counts = [
        [len(between(orders[side], *span)) for span in (now, before)] for side in (sides, ~sides)
    ]
    (here, here_before), (there, there_before) = counts
    return float(np.log(here / here_before) - np.log(there / there_before))


@dataclass(frozen=True)
class Sign:
    """How a story shows: what is measured, what it is without and with the story."""

    measure: Callable[[Tables], float]
    without: float
    planted: float

    def found(self, tables: Tables) -> bool:
        """Return whether the measure lies nearer to the planted story than to none."""
        middle = (self.without + self.planted) / 2
        value = self.measure(tables)
        return bool(value > middle if self.planted > self.without else value < middle)


SIGNS = {
    "lost_customer": Sign(lost_customer, 0.9, 1.0),
    "rival_price_cut": Sign(rival_price_cut, 0.0, float(np.log1p(CUT.price_change))),
    "stuffing": Sign(stuffing, 1.0, STUFFED.factor),
    "month_end_loading": Sign(month_end_loading, 3 / 21, 3 / 21 + LOADED.share * (1 - 3 / 21)),
    "sandbagging": Sign(sandbagging, 1.0, SANDBAGGED.share),
    "price_leakage": Sign(price_leakage, 0.0, LEAKING.discount),
    "diversion": Sign(diversion, 0.0, DIVERTED.share),
    "unfair_target": Sign(unfair_target, 1.0, UNFAIR.factor),
    "invented_visits": Sign(invented_visits, 0.0, INVENTED.share),
    "hidden_trend": Sign(hidden_trend, 0.0, float(np.log1p(TREND.annual_growth))),
    "bad_month": Sign(bad_month, 0.0, TREND.bad_month_log_effect),
}
