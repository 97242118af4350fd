"""Planted loading and stuffing among innocent twins, in tables drawn for nothing else.

Each function draws one company: its frames, who was planted (with the size), and who is a twin.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

import numpy as np
import pandas as pd

from salesnb.calendars import build
from salesnb.months import Month

LAST = Month(2026, 10)
CALENDAR = build(first_year=2023, last_year=2027)
Frames = dict[str, pd.DataFrame]


@dataclass
class Case:
    """A drawn company: its frames, the size of what each planted actor does, the twins by kind."""

    frames: Frames
    planted: dict[str, float] = field(default_factory=dict)
    twins: dict[str, str] = field(default_factory=dict)
    start: dict[str, int] = field(default_factory=dict)  # months that the planted go back


def months_up_to(n: int) -> list[Month]:
    return (LAST - (n - 1)).until(LAST)


@cache
def working(month: Month) -> np.ndarray:
    """Return the working days of a month."""
    days = pd.date_range(month.first, month.last)
    return np.array([one for one in days if CALENDAR.is_working(one.date())], "datetime64[s]")


def loading(seed: int) -> Case:
    """Draw a company in which reps load, among: shared terms, offers, customers' own calendars."""
    rng = np.random.default_rng([seed, 1])
    n_reps, n_months = int(rng.integers(12, 41)), int(rng.choice([24, 36, 48]))
    reps = [f"R{i:02d}" for i in range(n_reps)]
    shared = float(rng.choice([0.0, rng.uniform(0.05, 0.3)]))  # of all orders: terms by month's end
    case = Case({})
    order = rng.permutation(n_reps)
    rows, offers, sold = [], [], []
    for place, i in enumerate(order):
        rep = reps[i]
        role = "loading" if place < 3 else "offer" if place < 5 else "habit" if place < 7 else ""
        start, share = int(rng.integers(4, 24)), float(rng.uniform(0.3, 0.6))
        if role == "loading":
            case.planted[rep], case.start[rep] = share, start
        elif role:
            case.twins[rep] = role
        many = int(rng.integers(6, 20))
        own = _orders(rng, rep, n_months=n_months, n_customers=many, habit=role == "habit")
        moved = rng.random(len(own)) < shared
        is_late = own["at"].to_numpy() < start
        if role in ("loading", "offer"):
            moved |= is_late & (rng.random(len(own)) < share)
        at_end = own["is_habit"].to_numpy() & (rng.random(len(own)) < 0.7)
        own = _dated(rng, own, moved | at_end)
        if role == "offer":
            ids = [f"ME-{rep}-{month}" for month in own["month"]]
            under = is_late & own["is_end"].to_numpy()
            sold.append(own.assign(promotion_id=ids)[under])
            offers += [(f"ME-{rep}-{LAST - n}", LAST - n) for n in range(start)]
        rows.append(own)
    case.frames = _order_frames(rows, sold, offers)
    return case


def _orders(
    rng: np.random.Generator, rep: str, *, n_months: int, n_customers: int, habit: bool
) -> pd.DataFrame:
    """Return orders: customer, months before the last, whether of a habitual buyer."""
    rate = rng.gamma(1.5, 0.7, n_customers)
    is_habit = rng.random(n_customers) < 0.08
    if habit:  # one large customer closes its own books at the month's end
        rate[0], is_habit[0] = 0.6 * rate.sum() + 1, True
    n = rng.poisson(np.repeat(rate[:, None], n_months, axis=1))
    who, at = (np.repeat(one.ravel(), n.ravel()) for one in np.indices(n.shape))
    named = [f"{rep}-C{one}" for one in who]
    return pd.DataFrame({"rep_id": rep, "customer_id": named, "at": at, "is_habit": is_habit[who]})


def _dated(rng: np.random.Generator, own: pd.DataFrame, is_moved: np.ndarray) -> pd.DataFrame:
    n_months = int(own["at"].max()) + 1
    days = {n: working(LAST - n) for n in range(n_months)}
    lengths = np.array([len(days[n]) for n in range(n_months)])[own["at"]]
    place = (rng.random(len(own)) * lengths).astype(int)
    place = np.where(is_moved, lengths - 1 - rng.integers(0, 3, len(own)), place)
    on = np.array([days[a][p] for a, p in zip(own["at"], place, strict=True)], "datetime64[s]")
    months = [str(LAST - int(n)) for n in own["at"]]
    return own.assign(
        day=on,
        month=months,
        is_end=place >= lengths - 3,
        n_orders=1,
        n_lines=1 + rng.poisson(1.0, len(own)),
        net_amount=rng.lognormal(9, 0.8, len(own)),
    )


def _order_frames(
    rows: list[pd.DataFrame], sold: list[pd.DataFrame], offers: list[tuple[str, Month]]
) -> Frames:
    keys = ["day", "customer_id", "rep_id"]
    sums = ["n_orders", "n_lines", "net_amount"]
    days = pd.concat(rows).groupby(keys)[sums].sum().reset_index()
    begins = [working(month)[-3] for _, month in offers]
    ends = [np.datetime64(month.last, "s") for _, month in offers]
    named = [name for name, _ in offers]
    promotions = pd.DataFrame({"promotion_id": named, "starts_on": begins, "ends_on": ends})
    return {
        "order_days": days,
        "promotions": promotions,
        "price_exceptions": pd.concat(sold).assign(product_id="P1", quantity=1.0)
        if sold
        else pd.DataFrame(columns=["rep_id", "customer_id", "promotion_id", "n_lines", "month"]),
    }


PRODUCTS = [f"P{i}" for i in range(6)]
RISE = LAST + 1


def stuffing(seed: int) -> Case:
    """Draw dealers that are stuffed, among: projects, seasons, a price rise, promotions, gaps."""
    rng = np.random.default_rng([seed, 2])
    n, n_months = int(rng.integers(12, 41)), int(rng.choice([24, 30, 36]))
    case = Case({})
    rises = bool(rng.random() < 0.5)  # a price rise next month: most buy ahead
    names = [f"D{i:02d}" for i in range(n)]
    cubes, reports, promoted = [], [], []
    for place, i in enumerate(rng.permutation(n)):
        role = ["stuffed"] * 3 + ["project", "season", "season", "unreported", "promotion"]
        own = role[place] if place < len(role) else ""
        start, factor = int(rng.integers(4, 24)), float(rng.uniform(1.3, 2.5))
        if own == "stuffed":
            case.planted[names[i]], case.start[names[i]] = factor, start
        elif own:
            case.twins[names[i]] = own
        bought, sold = _dealer(rng, n_months, own, start=min(start, n_months - 6), factor=factor)
        if rises and rng.random() < 0.7:
            bought[-1] += rng.uniform(0.5, 1.5) * sold.mean()
        if own == "promotion":
            more = rng.uniform(0.5, 1.5) * sold.mean()
            bought[-1] += more
            promoted.append((names[i], str(LAST), "PR1", "P0", more))
        cube, report = _dealer_rows(rng, names[i], bought, sold, is_partial=own == "unreported")
        cubes.append(cube)
        reports.append(report)
    case.frames = {
        "sales_cube": pd.concat(cubes, ignore_index=True),
        "sell_out": pd.concat(reports, ignore_index=True),
        "product_prices": _prices(rises),
        **_promotion(promoted),
    }
    return case


def _dealer(
    rng: np.random.Generator, n: int, role: str, *, start: int, factor: float
) -> tuple[np.ndarray, np.ndarray]:
    """Return what a dealer bought and sold on by month: it orders up to a cover of its demand."""
    level, noise = rng.lognormal(4.5, 0.6), rng.uniform(0.05, 0.25)
    number = np.array([month.number for month in months_up_to(n)])
    season = np.ones(n)
    if role == "season":  # sells in winter, and stocks up in the months before
        season = np.where(np.isin(number, [11, 12, 1]), 2.2, 0.75)
    demand = level * season * rng.lognormal(0, noise, n)
    if role == "project":
        at = n - int(rng.integers(2, 8))
        demand[at : at + 2] *= rng.uniform(1.3, 2.5)
    cover, least = rng.uniform(0.8, 2.0), rng.uniform(0.2, 1.2) * level
    stock, bought = cover * level, np.zeros(n)
    ahead = np.isin(number, [8, 9, 10]) if role == "season" else np.zeros(n, bool)
    for t in range(n):
        expected = level * (2.2 if ahead[t] else season[t])
        if role == "project":
            expected = demand[t]
        want = (cover + 1) * expected - stock
        bought[t] = want if want > least else 0.0
        stock = max(stock + bought[t] - demand[t], 0.0)
    if role == "stuffed":  # pressed to take a multiple of what it needs
        bought[-start:] = factor * bought[-start:]
    return bought, demand


def _dealer_rows(
    rng: np.random.Generator, name: str, bought: np.ndarray, sold: np.ndarray, *, is_partial: bool
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return a dealer's rows of sales and of sell-out; a partial report leaves sales out."""
    months, share = months_up_to(len(bought)), rng.dirichlet(np.full(len(PRODUCTS), 2.0))
    reported = sold * (rng.uniform(0.6, 0.8) if is_partial else 1.0)
    stock = np.maximum(2 * sold.mean() + (bought - sold).cumsum(), 0.0)
    when = np.repeat([str(one) for one in months], len(PRODUCTS))
    columns = {"customer_id": name, "product_id": np.tile(PRODUCTS, len(months))}
    quantities = [np.outer(one, share).ravel() for one in (bought, reported, stock)]
    cube = pd.DataFrame({**columns, "month": when, "quantity": quantities[0]})
    cube = cube[cube["quantity"] > 0].assign(rep_id="R1", n_lines=1)
    cube = cube.assign(net_amount=cube["quantity"] * 100.0)
    start = pd.to_datetime(pd.Series(when) + "-01").astype("datetime64[s]")
    report = pd.DataFrame({**columns, "period_start": start, "sell_out_quantity": quantities[1]})
    return cube, report.assign(stock_quantity=quantities[2])


def _prices(rises: bool) -> pd.DataFrame:
    days = [pd.Timestamp("2023-01-01"), *([pd.Timestamp(RISE.first)] if rises else [])]
    rows = [(one, day, 100.0 + 5 * n) for one in PRODUCTS for n, day in enumerate(days)]
    prices = pd.DataFrame(rows, columns=["product_id", "valid_from", "list_price"])
    return prices.astype({"valid_from": "datetime64[s]"})


def _promotion(bought: list[tuple[str, str, str, str, float]]) -> Frames:
    columns = ["customer_id", "month", "promotion_id", "product_id", "quantity"]
    rows = pd.DataFrame(bought, columns=columns).assign(rep_id="R1", n_lines=1)
    offer = {"promotion_id": ["PR1"], "starts_on": [LAST.first], "ends_on": [LAST.last]}
    promotions = pd.DataFrame(offer)
    days = dict.fromkeys(["starts_on", "ends_on"], "datetime64[s]")
    return {"price_exceptions": rows, "promotions": promotions.astype(days)}
