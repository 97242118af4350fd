"""What 02_sales says of customers: who sales rest on, who stays, who fell silent, what is alike."""

from __future__ import annotations

import math

from salesnb.contracts.results import Result
from salesnb.findings import Finding, Slot, Status, Words, cite
from salesnb.findings.sales_judging import by_level, number
from salesnb.i18n import N_

FEW = 0.4  # share of sales with the largest customers above which sales stand on few legs
LARGE_SILENCE = 0.02  # share of a year's sales with silent customers that calls for action


def rests_on(concentration: Result, retention: Result) -> list[Finding]:
    """Say how few customers sales rest on and how many stay."""
    if concentration.is_empty or math.isnan(number(concentration, "top_share", span="now")):
        return [Finding("concentration", "info", N_("No sales in these twelve months."))]
    slots: dict[str, Slot] = {
        "n": cite(concentration, "n_top", span="now"),
        "share": cite(concentration, "top_share", span="now"),
        "equal": cite(concentration, "effective_customers", fmt="integer", span="now"),
    }
    is_few = number(concentration, "top_share", span="now") > FEW
    text = N_("The largest {n} customers take {share} of sales; it is as if there were {equal} equal ones.")  # fmt: skip
    found = [Finding("concentration", "watch" if is_few else "good", text, slots)]
    if not math.isnan(number(retention, "kept_customers_share", scope="total")):
        found.append(_kept(retention))
    return found


def _kept(retention: Result) -> Finding:
    slots: dict[str, Slot] = {
        "kept": cite(retention, "kept_customers_share", scope="total"),
        "sales": cite(retention, "net_share", scope="total"),
    }
    kept = number(retention, "kept_customers_share", scope="total")
    status: Status = "good" if kept >= 0.85 else "watch"
    return Finding("retention", status, N_("{kept} of last year's customers still buy; together they now buy {sales} of what all of them bought then."), slots)  # fmt: skip


def silence(overdue: Result, rhythm: Result, *, currency: str) -> Finding:
    """Say which customers have been silent for longer than their own rhythm allows."""
    judged = sum(number(rhythm, "n_customers", state=s) for s in ("on_rhythm", "overdue"))
    if not judged:
        return Finding("silence", "info", N_("Cannot tell yet which customers fell silent: none has bought often enough to have a rhythm."))  # fmt: skip
    if overdue.is_empty:
        kept = {"n": cite(rhythm, "n_customers", state="on_rhythm")}
        return Finding("silence", "good", N_("Every customer with a known rhythm of buying keeps it ({n})."), kept)  # fmt: skip
    first = overdue.frame.iloc[0]
    who = {"customer_id": first["customer_id"]}
    text = N_("Silent for longer than their own rhythm allows: {n} customers ({amount} in their last year of buying). The largest is {name}: {own} in the twelve months up to {last}; months of silence since: {silent}. By chance alone about {chance} would be silent for so long.")  # fmt: skip
    slots: dict[str, Slot] = {
        "n": cite(rhythm, "n_customers", state="overdue"),
        "amount": cite(rhythm, "year_amount", currency=currency, state="overdue"),
        "name": Words(first["name"] or first["customer_id"], first["name_zh"], is_name=True),
        "own": cite(overdue, "year_amount", currency=currency, **who),
        "last": Words(first["last_month"], is_month=True),
        "silent": cite(overdue, "silent_months", **who),
        "chance": cite(rhythm, "by_chance", fmt="integer", state="overdue"),
    }
    total = number(rhythm, "year_amount", state="total")
    share = number(rhythm, "year_amount", state="overdue") / total if total > 0 else 0.0
    is_more = number(rhythm, "n_customers", state="overdue") > number(rhythm, "by_chance", state="overdue")  # fmt: skip
    return Finding("silence", "act" if share >= LARGE_SILENCE and is_more else "watch", text, slots)


def unknown_rhythm(rhythm: Result, *, currency: str) -> Finding:
    """Say how many customers buy too seldom for a rhythm, and what they buy."""
    where = {"state": "cannot_tell"}
    if not number(rhythm, "n_customers", **where):
        return Finding(
            "rhythm", "info", N_("Every customer has bought often enough to have a rhythm.")
        )
    slots: dict[str, Slot] = {
        "n": cite(rhythm, "n_customers", **where),
        "amount": cite(rhythm, "year_amount", currency=currency, **where),
    }
    return Finding("rhythm", "info", N_("Customers of whom nobody can tell, as they have bought too few times: {n} ({amount})."), slots)  # fmt: skip


def alike(like_for_like: Result, monthly: Result) -> Finding:
    """Say how what both years sold to the same customers grew, in all and per working day."""
    if math.isnan(number(like_for_like, "growth", scope="total")):
        return Finding("alike", "info", N_("Cannot tell yet: like for like needs two whole years, and the exports start in {start}."), {"start": start_of(monthly)})  # fmt: skip
    per_day = number(like_for_like, "day_growth", scope="total")
    slots: dict[str, Slot] = {
        "growth": cite(like_for_like, "growth", fmt="growth", scope="total"),
        "day_growth": cite(like_for_like, "day_growth", fmt="growth", scope="total"),
        "covered": cite(like_for_like, "covered_share", scope="total"),
    }
    text = N_("What the same customers bought of the same products in both years changed by {growth}, per working day by {day_growth}; that is {covered} of today's sales.")  # fmt: skip
    return Finding("alike", by_level(per_day, 0.0, -0.05), text, slots)


def start_of(monthly: Result) -> Words:
    """Return the month in which the exports start, as a slot."""
    return Words(str(monthly.frame["month"].iloc[0]), is_month=True)
