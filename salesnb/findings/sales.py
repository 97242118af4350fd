"""What 02_sales says: where sales stand, whether the month was good, what changed sales."""

from __future__ import annotations

import math
from collections.abc import Mapping

from salesnb.contracts.results import Result
from salesnb.findings import Finding, Slot, Status, Words, cite
from salesnb.findings.sales_customers import silence, start_of
from salesnb.findings.sales_judging import by_level, number
from salesnb.findings.sales_limits import cash
from salesnb.i18n import N_

PART_WORDS = {
    "lost": N_("lost customers"),
    "new": N_("new customers"),
    "price": N_("prices"),
    "volume": N_("volume"),
    "mix": N_("mix"),
}
SALES_WORD = {"invoice": N_("Invoiced sales"), "order": N_("Booked orders")}
SILENT_SHARE = (
    0.10  # a part with this share of a year's sales falls silent: the export is asked first
)


def answer(made: Mapping[str, Result], *, month: str, basis: str, currency: str) -> list[Finding]:
    """Return the four sentences that answer where the firm stands.

    The fourth names who fell silent; where nobody did, or nobody can tell, it is about cash.
    """
    quiet = silence(made["overdue"], made["rhythm"], currency=currency)
    return [
        level(made["headlines"], month=month, basis=basis, currency=currency),
        expectation(made, month=month, currency=currency),
        driver(made, currency=currency),
        quiet if quiet.status in {"act", "watch"} else cash(made["limits"], currency=currency),
    ]


def level(headlines: Result, *, month: str, basis: str, currency: str) -> Finding:
    """Say what the month and twelve months amounted to, against a year ago."""
    growth = number(headlines, "growth", measure="sales", span="twelve_months")
    slots: dict[str, Slot] = {
        "what": Words(SALES_WORD.get(basis, SALES_WORD["invoice"])),
        "month": Words(month, is_month=True),
        "value": cite(headlines, "value", currency=currency, measure="sales", span="month"),
        "year": cite(headlines, "value", currency=currency, measure="sales", span="twelve_months"),
    }
    if math.isnan(number(headlines, "value", measure="sales", span="twelve_months")):
        text = N_("{what} in {month} were {value}. The exports do not hold twelve months yet, so that no year can be shown.")  # fmt: skip
        return Finding("level", "info", text, {k: v for k, v in slots.items() if k != "year"})
    if math.isnan(growth):
        text = N_("{what} in {month} were {value}; twelve months make {year}. There is no whole year before them to compare with.")  # fmt: skip
        return Finding("level", "info", text, slots)
    slots["growth"] = cite(headlines, "growth", fmt="growth", measure="sales", span="twelve_months")
    text = N_("{what} in {month} were {value}; twelve months make {year}, {growth} on the year before.")  # fmt: skip
    return Finding("level", by_level(growth, 0.0, -0.05), text, slots)


def expectation(made: Mapping[str, Result], *, month: str, currency: str) -> Finding:
    """Say whether the month lies inside what its calendar and trend let one expect.

    A month whose data end early, or lack a large part that sold every month, is never judged bad
    for it: the sentence says what is missing.
    """
    verdict = made["verdict"]
    if bool(made["data_end"].cell("is_partial", scope="total")):
        return _partial(made["data_end"], month=month, currency=currency)
    actual, low, high = (number(verdict, c, scope="total") for c in ("actual", "low", "high"))
    slots: dict[str, Slot] = {
        "month": Words(month, is_month=True),
        "n": cite(verdict, "n_months", scope="total"),
    }
    if math.isnan(low):
        return Finding("expectation", "info", N_("With {n} months of history nobody can tell whether {month} was good or bad."), slots)  # fmt: skip
    for name in ("expected", "low", "high"):
        slots[name] = cite(verdict, name, currency=currency, scope="total")
    slots["deviation"] = cite(verdict, "deviation", fmt="growth", scope="total")
    if low <= actual <= high:
        text = N_("{month} is an ordinary month: {deviation} against the {expected} that trend, season and calendar let one expect ({low} to {high} in nineteen of twenty such months).")  # fmt: skip
        return Finding("expectation", "good", text, slots)
    silent = made["silent_parts"]
    if actual < low and _largest_share(silent) >= SILENT_SHARE:
        return _lacking(silent, slots)
    status: Status = "act" if actual < low else "watch"
    text = N_("{month} is no ordinary month: {deviation} against the {expected} to be expected, outside {low} to {high}. Look for its cause below.")  # fmt: skip
    return Finding("expectation", status, text, slots)


def _partial(end: Result, *, month: str, currency: str) -> Finding:
    """Say up to which day the month's data go, and what sales per working day are so far."""
    slots: dict[str, Slot] = {
        "month": Words(month, is_month=True),
        "day": Words(str(end.cell("newest_on", scope="total"))),
        "n_in": cite(end, "days_in", scope="total"),
        "n_days": cite(end, "working_days", scope="total"),
        "per_day": cite(end, "per_day", currency=currency, scope="total"),
    }
    if math.isnan(number(end, "expected_per_day", scope="total")):
        text = N_("Cannot tell yet how {month} is: its data end on {day}, {n_in} of {n_days} working days are in. Per working day sales are {per_day}.")  # fmt: skip
        return Finding("expectation", "info", text, slots)
    slots["expected"] = cite(end, "expected_per_day", currency=currency, scope="total")
    slots["deviation"] = cite(end, "day_deviation", fmt="growth", scope="total")
    text = N_("Cannot tell yet how {month} is: its data end on {day}, {n_in} of {n_days} working days are in. Per working day sales are {per_day}, {deviation} against the {expected} to be expected.")  # fmt: skip
    return Finding("expectation", "watch", text, slots)


def _largest_share(silent: Result) -> float:
    return 0.0 if silent.is_empty else float(silent.frame["year_share"].iloc[0])


def _lacking(silent: Result, slots: Mapping[str, Slot]) -> Finding:
    """Say which part sold every month for a year and has nothing at all in this one."""
    first = silent.frame.iloc[0]
    where = {"dimension": first["dimension"], "node": first["node"]}
    kept = {name: slots[name] for name in ("month", "expected", "deviation")}
    text = N_("{month} is {deviation} against the {expected} to be expected, but nothing at all came in for {part}, which sold every month before and brought {share} of twelve months. Make sure first that the export is whole.")  # fmt: skip
    part = Words(first["name"] or first["node"], first["name_zh"], is_name=True)
    share = cite(silent, "year_share", **where)
    return Finding("expectation", "watch", text, {**kept, "part": part, "share": share})


def driver(made: Mapping[str, Result], *, currency: str) -> Finding:
    """Say what twelve months of sales changed by, which part moved them most, and what worked against it."""
    bridge = made["bridge"]
    if bridge.is_empty:
        return Finding("driver", "info", N_("Cannot tell yet what changed sales: data start in {start}, and two whole years are needed."), {"start": start_of(made["monthly"])})  # fmt: skip
    where = {"dimension": "total", "node": "total"}
    amounts = {p: number(bridge, "amount", part=p, **where) for p in PART_WORDS}
    if number(bridge, "amount", part="before", **where) <= 0:
        return Finding("driver", "info", N_("Without sales a year ago there is nothing to explain a change with."))  # fmt: skip
    change = number(made["headlines"], "change", measure="sales", span="twelve_months")
    status: Status = "good" if change >= 0 else "watch"
    slots: dict[str, Slot] = {
        "change": cite(made["headlines"], "change", fmt="money_change", currency=currency, measure="sales", span="twelve_months"),
    }  # fmt: skip
    helped, against = _most(amounts, change >= 0), _most(amounts, change < 0)
    for name, part in (("", helped), ("other_", against)):
        if part:
            slots[f"{name}part"] = Words(PART_WORDS[part])
            slots[f"{name}amount"] = cite(
                bridge, "amount", fmt="money_change", currency=currency, part=part, **where
            )
    if not helped:
        return Finding("driver", status, N_("Twelve months of sales did not change: {change}."), {"change": slots["change"]})  # fmt: skip
    if not against:
        return Finding("driver", status, N_("Twelve months of sales changed by {change}. The largest part of it: {part}, {amount}; nothing works against it."), slots)  # fmt: skip
    return Finding("driver", status, N_("Twelve months of sales changed by {change}. The largest part of it: {part}, {amount}; most against it: {other_part}, {other_amount}."), slots)  # fmt: skip


def _most(amounts: Mapping[str, float], is_up: bool) -> str:
    """Return the part that moved sales most in one direction, '' where none did."""
    sign = 1 if is_up else -1
    moved = {part: sign * amount for part, amount in amounts.items() if sign * amount > 0}
    return max(moved, key=lambda part: (moved[part], part)) if moved else ""


def behind(ratios: Result) -> list[Finding]:
    """Say what of sales stays as margin, and whether orders and cash keep up with sales."""
    where = {"span": "twelve_months"}
    if not any(_is_there(ratios, name, where) for name in ("margin_share", "book_to_bill")):
        return [Finding("margin", "info", N_("Margin, orders and cash cannot be held against twelve months of sales: costs or orders are not exported, or twelve months are not there yet."))]  # fmt: skip
    return [
        *([_margin(ratios, where)] if _is_there(ratios, "margin_share", where) else []),
        *([_follow(ratios, where)] if _is_there(ratios, "book_to_bill", where) and _is_there(ratios, "collected_share", where) else []),
    ]  # fmt: skip


def measures_alt(monthly: Result, *, currency: str) -> Finding:
    """Return the alt sentence of the picture of sales, orders and cash: the last month of each."""
    month = monthly.frame["month"].iloc[-1]
    names = ("sales", "order_intake", "collections")
    slots: dict[str, Slot] = {"month": Words(str(month), is_month=True)}
    if any(math.isnan(number(monthly, name, month=month)) for name in names):
        slots["sales"] = cite(monthly, "sales", currency=currency, month=month)
        return Finding("measures_alt", "info", N_("Lines by month, of which {month} has sales of {sales}."), slots)  # fmt: skip
    slots |= {name: cite(monthly, name, currency=currency, month=month) for name in names}
    return Finding("measures_alt", "info", N_("Lines by month, of which {month} has sales of {sales}, an order intake of {order_intake} and collections of {collections}."), slots)  # fmt: skip


def _is_there(result: Result, column: str, where: Mapping[str, str]) -> bool:
    return not math.isnan(number(result, column, **where))


def _margin(ratios: Result, where: Mapping[str, str]) -> Finding:
    slots: dict[str, Slot] = {"share": cite(ratios, "margin_share", **where)}
    if not _is_there(ratios, "margin_before", where):
        return Finding("margin", "info", N_("Of twelve months of sales {share} stay as margin."), slots)  # fmt: skip
    slots["before"] = cite(ratios, "margin_before", **where)
    points = number(ratios, "margin_points", **where)
    return Finding("margin", by_level(points, 0.0, -1.0), N_("Of twelve months of sales {share} stay as margin, after {before} a year ago."), slots)  # fmt: skip


def _follow(ratios: Result, where: Mapping[str, str]) -> Finding:
    slots: dict[str, Slot] = {
        "booked": cite(ratios, "book_to_bill", fmt="factor", **where),
        "collected": cite(ratios, "collected_share", fmt="factor", **where),
    }
    least = min(number(ratios, name, **where) for name in ("book_to_bill", "collected_share"))
    return Finding("follow", by_level(least, 0.95, 0.85), N_("For each unit of money sold in the twelve months, {booked} of orders were booked and {collected} of cash came in."), slots)  # fmt: skip
