"""What all heads stand on: the facts, the months judged, who owns a customer, who is judged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import pandas as pd
from scipy.special import ndtri

from salesnb.calendars import WorkCalendar
from salesnb.members import NOBODY, TOTAL
from salesnb.months import Month
from salesnb.settings import Settings

Frames = Mapping[str, pd.DataFrame]
NODE = ["dimension", "node"]
HELD = ("held", "unplanned")  # states of visits that took place


@dataclass(frozen=True)
class Ground:
    """The facts of a month; the last `window` months are judged, ranges hold with `confidence`.

    `facts` are the frames that 13b_performance loads and uses. Raises ValueError for a window
    below 1 or a confidence outside 0 to 1.
    """

    facts: Frames
    month: Month
    window: int
    calendar: WorkCalendar
    settings: Settings
    confidence: float = 0.9

    def __post_init__(self) -> None:
        if self.window < 1 or not 0 < self.confidence < 1:
            raise ValueError("window must be at least 1, confidence lie between 0 and 1")

    @property
    def z(self) -> float:
        """Half the width of a range, in standard errors."""
        return float(ndtri((1 + self.confidence) / 2))

    @cached_property
    def months(self) -> list[str]:
        """The months judged, oldest first; none before the first month of sales."""
        every = [str(one) for one in (self.month - (self.window - 1)).until(self.month)]
        begins = self.facts["sales_cube"]["month"].min()
        return [one for one in every if one >= begins] or every[-1:] if begins == begins else every

    @property
    def first(self) -> pd.Timestamp:
        """The first day of the months judged."""
        return pd.Timestamp(Month.parse(self.months[0]).first)

    @property
    def last(self) -> pd.Timestamp:
        """The last day of the report month."""
        return pd.Timestamp(self.month.last)

    @cached_property
    def sales(self) -> pd.DataFrame:
        """Sales of the months judged."""
        cube = self.facts["sales_cube"]
        return cube[cube["month"].isin(self.months)]

    @cached_property
    def gone(self) -> frozenset[str]:
        """The reps who left by the end of the month; they are not judged."""
        reps = self.facts["reps"]
        left = reps.loc[reps["left_on"].notna() & (reps["left_on"] <= self.last), "rep_id"]
        return frozenset(left)

    @cached_property
    def region_of_rep(self) -> dict[str, str]:
        """The region of each rep."""
        reps = self.facts["reps"]
        return dict(zip(reps["rep_id"], reps["region_id"].fillna(""), strict=True))

    @cached_property
    def region_of_customer(self) -> dict[str, str]:
        """The region of each customer."""
        rows = self.facts["customers"]
        return dict(zip(rows["customer_id"], rows["region_id"].fillna(""), strict=True))

    @cached_property
    def owners(self) -> pd.DataFrame:
        """Who owns each customer at the month's end: customer_id, rep_id, credit_share."""
        rows = self.facts["customer_reps"]
        if len(rows):
            open_ = rows["valid_from"].isna() | (rows["valid_from"] <= self.last)
            open_ &= rows["valid_to"].isna() | (rows["valid_to"] >= self.last)
            kept = rows.loc[open_, ["customer_id", "rep_id", "credit_share"]]
            return kept.assign(credit_share=kept["credit_share"].fillna(1.0).astype(float))
        own = self.facts["customers"][["customer_id", "rep_id"]].dropna()
        return own[own["rep_id"] != ""].assign(credit_share=1.0)

    def stacked(self, rows: pd.DataFrame, of_reps: pd.DataFrame | None = None) -> pd.DataFrame:
        """Return rows once for the total, once per rep and once per region that they name.

        `rows` have region_id, and rep_id unless `of_reps` holds the rows by rep. Who left, and what
        names nobody, stand in the total alone.
        """
        own = rows if of_reps is None else of_reps
        found = [
            rows.assign(dimension=TOTAL, node=TOTAL),
            own.assign(dimension="rep", node=own["rep_id"]),
            rows.assign(dimension="region", node=rows["region_id"]),
        ]
        every = pd.concat([one for one in found if len(one)] or found[:1], ignore_index=True)
        every = every.astype(dict.fromkeys(NODE, "str"))
        is_out = every["node"].isin(NOBODY) | every["node"].isna()
        is_gone = every["node"].isin(self.gone) & every["dimension"].eq("rep")
        return every[~is_out & ~is_gone].reset_index(drop=True)

    def of_customers(self, rows: pd.DataFrame, values: list[str]) -> pd.DataFrame:
        """Return rows per customer once per node: reps by their share of the customer's credit."""
        placed = rows.assign(region_id=named_by(rows["customer_id"], self.region_of_customer))
        split = placed.merge(self.owners, on="customer_id")
        split[values] = split[values].mul(split["credit_share"], axis=0)
        return self.stacked(placed, split)


def named_by(keys: pd.Series, of: Mapping[str, str]) -> pd.Series:
    """Return what `of` says of each key, blank where it says nothing."""
    return pd.Series([of.get(one, "") for one in keys], keys.index, dtype="str")


def in_months(rows: pd.DataFrame, day: str, ground: Ground) -> pd.DataFrame:
    """Return the rows whose `day` lies in the months judged."""
    return rows[(rows[day] >= ground.first) & (rows[day] <= ground.last)]
