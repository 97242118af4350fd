"""What 02_sales says: where sales stand, what changed them, who they rest on, what limits them."""

from __future__ import annotations

import math

from salesnb.contracts.results import Result
from salesnb.findings import Finding, Status, Words, cite
from salesnb.i18n import N_

PART_WORDS = {
    "lost": N_("lost customers"),
    "new": N_("new customers"),
    "price": N_("prices"),
    "volume": N_("volume"),
    "mix": N_("mix"),
}
SALES_WORD = {"invoice": N_("Invoiced sales"), "order": N_("Booked orders")}


def level(headlines: Result, *, month: str, basis: str, currency: str) -> Finding:
    """Say what the month and twelve months amounted to, against a year ago."""
    growth = _number(headlines, "growth", measure="sales", span="twelve_months")
    slots = {
        "what": Words(SALES_WORD.get(basis, SALES_WORD["invoice"])),
        "month": Words(month, is_month=True),
        "value": cite(headlines, "value", currency=currency, measure="sales", span="month"),
        "year": cite(headlines, "value", currency=currency, measure="sales", span="twelve_months"),
    }
    if math.isnan(growth):
        text = N_("{what} in {month} were {value}; twelve months make {year}. There is no whole year before them to compare with.")  # fmt: skip
        return Finding("level", "info", text, slots)
    slots["growth"] = cite(headlines, "growth", fmt="growth", measure="sales", span="twelve_months")
    text = N_("{what} in {month} were {value}; twelve months make {year}, {growth} on the year before.")  # fmt: skip
    return Finding("level", _by_sign(growth, 0.0, -0.05), text, slots)


def expectation(verdict: Result, *, month: str, currency: str) -> Finding:
    """Say whether the month lies inside what its calendar and trend let one expect."""
    actual, low, high = (_number(verdict, c, scope="total") for c in ("actual", "low", "high"))
    slots = {"month": Words(month, is_month=True), "n": cite(verdict, "n_months", scope="total")}
    if math.isnan(low):
        return Finding("expectation", "info", N_("With {n} months of history nobody can tell whether {month} was good or bad."), slots)  # fmt: skip
    for name in ("expected", "low", "high"):
        slots[name] = cite(verdict, name, currency=currency, scope="total")
    slots["deviation"] = cite(verdict, "deviation", fmt="growth", scope="total")
    if low <= actual <= high:
        text = N_("{month} is an ordinary month: {deviation} against the {expected} that trend, season, festival and working days let one expect ({low} to {high} in nineteen of twenty such months).")  # fmt: skip
        return Finding("expectation", "good", text, slots)
    status: Status = "act" if actual < low else "watch"
    text = N_("{month} is no ordinary month: {deviation} against the {expected} to be expected, outside {low} to {high}. Look for its cause below.")  # fmt: skip
    return Finding("expectation", status, text, slots)


def driver(bridge: Result, *, currency: str) -> Finding:
    """Say which part of the bridge moved twelve months of sales most, and what worked against it."""
    where = {"dimension": "total", "node": "total"}
    amounts = (
        {p: _number(bridge, "amount", part=p, **where) for p in PART_WORDS}
        if not bridge.is_empty
        else {}
    )
    if not amounts or _number(bridge, "amount", part="before", **where) == 0:
        return Finding("driver", "info", N_("Without sales a year ago there is nothing to explain a change with."))  # fmt: skip
    main = max(amounts, key=lambda p: (abs(amounts[p]), p))
    against = {p: a for p, a in amounts.items() if a * amounts[main] < 0}
    slots = {
        "part": Words(PART_WORDS[main]),
        "amount": cite(bridge, "amount", currency=currency, part=main, **where),
    }
    status = _by_sign(amounts[main], 0.0, -1e-9)
    if not against:
        return Finding("driver", status, N_("The largest part of the change comes from {part}: {amount}; nothing works against it."), slots)  # fmt: skip
    other = max(against, key=lambda p: (abs(against[p]), p))
    slots["other"] = Words(PART_WORDS[other])
    slots["other_amount"] = cite(bridge, "amount", currency=currency, part=other, **where)
    text = N_("The largest part of the change comes from {part}: {amount}; {other} work against it with {other_amount}.")  # fmt: skip
    return Finding("driver", "watch" if status != "good" else status, text, slots)


def cash(limits: Result, *, currency: str) -> Finding:
    """Say what customers owe and how much of it is late."""
    late = _number(limits, "overdue_share", scope="total")
    if math.isnan(late):
        return Finding("cash", "info", N_("What customers owe is unknown: export instalments and receipt_allocations to see it."))  # fmt: skip
    slots = {
        "open": cite(limits, "open_amount", currency=currency, scope="total"),
        "share": cite(limits, "overdue_share", scope="total"),
        "dso": cite(limits, "dso_days", fmt="days", scope="total"),
    }
    status: Status = "good" if late < 0.15 else "watch" if late < 0.30 else "act"
    return Finding("cash", status, N_("Customers owe {open}, {share} of it past due; that is {dso} days of sales."), slots)  # fmt: skip


def answer(
    headlines: Result,
    verdict: Result,
    bridge: Result,
    limits: Result,
    *,
    month: str,
    basis: str,
    currency: str,
) -> list[Finding]:
    """Return the four sentences that answer where the firm stands."""
    return [
        level(headlines, month=month, basis=basis, currency=currency),
        expectation(verdict, month=month, currency=currency),
        driver(bridge, currency=currency),
        cash(limits, currency=currency),
    ]


def rests_on(concentration: Result, retention: Result) -> list[Finding]:
    """Say how few customers sales rest on and how many stay."""
    if concentration.is_empty or math.isnan(_number(concentration, "top_share", span="now")):
        return [Finding("concentration", "info", N_("No sales in these twelve months."))]
    few = _number(concentration, "top_share", span="now")
    found = [
        Finding(
            "concentration",
            "watch" if few > 0.4 else "good",
            N_(
                "The largest {n} customers take {share} of sales; it is as if there were {equal} equal ones."
            ),  # fmt: skip
            {
                "n": cite(concentration, "n_top", span="now"),
                "share": cite(concentration, "top_share", span="now"),
                "equal": cite(concentration, "effective_customers", fmt="integer", span="now"),
            },
        )
    ]
    kept = _number(retention, "kept_customers_share", scope="total")
    if not math.isnan(kept):
        slots = {
            "kept": cite(retention, "kept_customers_share", scope="total"),
            "sales": cite(retention, "net_share", scope="total"),
        }
        status: Status = "good" if kept >= 0.85 else "watch"
        found.append(Finding("retention", status, N_("{kept} of last year's customers still buy; together they now buy {sales} of what all of them bought then."), slots))  # fmt: skip
    return found


def hours(limits: Result) -> Finding:
    """Say how many of the reps' hours are spent with customers."""
    used = _number(limits, "used_share", scope="total")
    if math.isnan(used):
        return Finding("hours", "info", N_("How the reps' hours are used is unknown: export reps and visits to see it."))  # fmt: skip
    slots = {
        "used": cite(limits, "used_share", scope="total"),
        "hours": cite(limits, "available_hours", fmt="hours", scope="total"),
    }
    status: Status = "watch" if used < 0.30 else "good"
    return Finding("hours", status, N_("Reps spend {used} of their {hours} selling hours with customers."), slots)  # fmt: skip


def _number(result: Result, column: str, **where: object) -> float:
    return float(str(result.cell(column, **where)))


def _by_sign(value: float, good: float, watch: float) -> Status:
    return "good" if value >= good else "watch" if value >= watch else "act"
