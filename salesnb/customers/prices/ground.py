"""What all questions of prices stand on: cells of customer, product and month, plain and excepted.

The lines of a cell are those of `price_cells`; `price_exceptions` says which of them stood under a
promotion or a granted price exception. The rest is plain: what nobody has explained so far.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from salesnb.members import UNASSIGNED
from salesnb.methods.revenue_bands import revenue_bands
from salesnb.months import Month

MONTHS = 60  # that prices are compared over
KEY = ["month", "customer_id", "product_id"]
BANDS = {"A": 0.7, "B": 0.9, "C": 1.0}  # of sales, where no classes were set
MOST_OFF = 1.0  # a discount of the whole list value
AMOUNTS = ("net_amount", "list_amount", "listed_amount", "floor_amount", "floored_amount")
SUMS = ("quantity", *AMOUNTS, "below_floor_amount", "n_lines", "n_floored", "n_below_floor")
PARTS = ("promotion", "approved")
Frames = Mapping[str, pd.DataFrame]


@dataclass(frozen=True)
class Ground:
    """Cells of prices up to a month, and the window of months that is judged.

    `cells`: month, at (months before the judged one), customer_id, product_id, rep_id (who had
    most of the customer's list value in that month), region_id, product_group, customer_class and
    `SUMS`; of promoted and of approved lines `promotion_list`, `promotion_net`, `approved_list`,
    `approved_net` and what these lack of the floor (`..._below`, `..._n_below`); of the others
    `plain_list`, `plain_net` and `discount`, 1 - net / list (missing without a list value).
    """

    cells: pd.DataFrame
    month: Month
    window: int
    has_classes: bool
    is_by_customer: bool

    @property
    def judged(self) -> pd.DataFrame:
        """The cells of the window."""
        return self.cells[self.cells["at"] < self.window]

    @property
    def before(self) -> pd.DataFrame:
        """The cells of as many months before the window."""
        at = self.cells["at"]
        return self.cells[(at >= self.window) & (at < 2 * self.window)]


def ground_of(facts: Frames, *, month: Month, window: int = 12) -> Ground:
    """Return the ground of a company: `facts` are the frames that 06b_prices loads.

    Where there were too many cells for customers (`gate.most_cells`) a rep stands for all of its
    customers, so that a rep's prices are still held against the rep's own earlier ones.
    """
    recent = [str(month - n) for n in range(MONTHS)]
    cells, excepted = (
        facts[name][facts[name]["month"].isin(recent)]
        for name in ("price_cells", "price_exceptions")
    )
    is_by_customer = bool((cells["customer_id"] != "").any())
    if not is_by_customer:
        cells, excepted = (f.assign(customer_id=f["rep_id"]) for f in (cells, excepted))
    summed = _with_parts(_summed(cells), excepted)
    summed = summed.assign(at=_months_before(summed["month"], month))
    summed = _with_lead(summed, cells)
    goods = facts["products"]
    groups = dict(zip(goods["product_id"], goods["product_group"], strict=True))
    named = texts(summed["product_id"], groups).replace("", UNASSIGNED)
    classes, has_classes = _classes(facts, summed, window)
    found = texts(summed["customer_id"], classes).replace("", "C")
    ready = summed.assign(product_group=named, customer_class=found)
    return Ground(ready, month, window, has_classes, is_by_customer)


def _summed(cells: pd.DataFrame) -> pd.DataFrame:
    coded = cells.astype(dict.fromkeys(KEY, "category"))
    sums = coded.groupby(KEY, sort=True, observed=True)[list(SUMS)].sum().reset_index()
    return sums.astype(dict.fromkeys(KEY, "str"))


def _with_parts(summed: pd.DataFrame, excepted: pd.DataFrame) -> pd.DataFrame:
    """Return cells with what of them was promoted, approved (which goes first), and plain."""
    is_approved = excepted["is_approved"].fillna(False).astype(bool)
    places = pd.MultiIndex.from_frame(summed[KEY])
    sources = {"list": "list_amount", "net": "listed_amount", "below": "below_floor_amount"}
    sources["n_below"] = "n_below_floor"
    for part, own in zip(PARTS, (excepted[~is_approved], excepted[is_approved]), strict=True):
        sums = own.groupby(KEY)[list(sources.values())].sum().reindex(places, fill_value=0.0)
        summed = summed.assign(**{f"{part}_{k}": sums[v].to_numpy() for k, v in sources.items()})
    plain_list = summed["list_amount"] - summed["promotion_list"] - summed["approved_list"]
    plain_net = summed["listed_amount"] - summed["promotion_net"] - summed["approved_net"]
    is_known = plain_list > 0.01 * summed["list_amount"].abs()
    off = (1 - plain_net / plain_list.where(is_known)).clip(-MOST_OFF, MOST_OFF)
    return summed.assign(plain_list=plain_list, plain_net=plain_net, discount=off)


def _months_before(months: pd.Series, month: Month) -> pd.Series:
    """Return how many months each lies before the judged one, 0 for itself."""
    known = {one: month.ordinal - Month.parse(one).ordinal for one in months.unique()}
    return months.map(known).astype("int64")


def _with_lead(summed: pd.DataFrame, cells: pd.DataFrame) -> pd.DataFrame:
    """Return cells with the rep and the region that had most of the customer's month."""
    pair, pairs = pd.factorize(cells["month"] + "/" + cells["customer_id"])
    size = (cells["list_amount"].fillna(0).abs() + cells["net_amount"].abs()).to_numpy(float)
    place = pd.Index(pairs).get_indexer(summed["month"] + "/" + summed["customer_id"])
    leads = {name: _largest(pair, cells[name], size)[place] for name in ("rep_id", "region_id")}
    return summed.assign(**leads)


def _largest(group: np.ndarray, member: pd.Series, size: np.ndarray) -> np.ndarray:
    """Return the member with the largest sum of sizes in each group, the first by name if equal."""
    code, names = pd.factorize(member, sort=True)
    both, at = np.unique(group * max(len(names), 1) + code, return_inverse=True)
    of, own = np.divmod(both, max(len(names), 1))
    order = np.lexsort((own, -np.bincount(at, size, len(both)), of))
    _, first = np.unique(of[order], return_index=True)
    return np.asarray(names.to_numpy(object)[own[order][first]])


def _classes(facts: Frames, cells: pd.DataFrame, window: int) -> tuple[dict[str, str], bool]:
    """Return the class of each customer: as set by 05_customers, else its band of sales."""
    known = facts.get("customer_classes")
    if known is not None and len(known):
        return dict(zip(known["customer_id"], known["customer_class"], strict=True)), True
    recent = cells[cells["at"] < window]
    sales = recent.groupby("customer_id")["net_amount"].sum()
    return dict(revenue_bands(sales, BANDS)), False


def texts(keys: pd.Series, words: Mapping[str, str]) -> pd.Series:
    """Return the word of each key, '' where there is none."""
    return keys.map(dict(words)).astype("object").fillna("").astype("str")
