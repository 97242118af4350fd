"""The columns of targets and what came in: in money, and in pieces, customers and visits."""

from __future__ import annotations

from collections.abc import Callable

from salesnb.contracts import shorthand as col
from salesnb.contracts.fields import Field
from salesnb.contracts.verdicts import BAND, REASON, VERDICT
from salesnb.i18n import N_
from salesnb.i18n.formats import COLUMN
from salesnb.pages.review import columns as c

READING = {
    "hard_met": N_("a hard target met"),
    "hard_missed": N_("a hard target missed"),
    "easy_met": N_("an easy target met"),
    "easy_missed": N_("an easy target missed"),
}
RESTS_ON = {
    "forecast": N_("forecast before the month"),
    "forecast_errors": N_("errors of earlier forecasts"),
    "own_past": N_("its own earlier months"),
    "counts": N_("counts that come one by one"),
    "done": N_("done or not done"),
}
JUDGED_BY = {
    "attainability": N_("challenge as issued"),
    "forecast": N_("forecast before the month"),
}
STATE = {
    "behind": N_("behind"),
    "over": N_("the year is over"),
    "partial": N_("the month's data end early"),
    "part": N_("targets of some months only"),
    "ahead": N_("on course"),
    "reached": N_("reached"),
}
Amount = Callable[..., Field]


def money(name: str, label: str, *, kind: str = "") -> Field:
    """Return an amount of money; `kind` is gap (written with its sign) or rate (a day)."""
    return col.money(name, label, shown="money_change" if kind == "gap" else COLUMN)


def count(name: str, label: str, *, kind: str = "") -> Field:
    """Return an amount that is counted; `kind` is gap (written with its sign) or rate (a day)."""
    shown = {"gap": "counted_change", "rate": "decimal"}.get(kind, "counted")
    return col.number(name, label, digits=6, shown=shown)


def held(amount: Amount) -> tuple[Field, ...]:
    """Return the columns of what came in against its target."""
    return (
        c.MEASURES,
        c.DIMENSIONS,
        c.NODE,
        c.SPANS,
        c.SINCE,
        col.whole("n_months", N_("Months")),
        col.whole("n_planned", N_("Months with a target")),
        amount("actual", N_("Came in, whole span")),
        amount("returns", N_("Of it returns and credit notes")),
        amount("held", N_("Came in")),
        amount("apart", N_("Not held against it: with nobody")),
        amount("target", N_("Target")),
        amount("plan_v1", N_("Target as first issued")),
        amount("later", N_("Target as changed later")),
        amount("gap", N_("Against target"), kind="gap"),
        col.kpi("attainment", "attainment"),
        col.whole("version", N_("Version in force")),
        col.whole("later_version", N_("Newest version")),
        col.flag("is_late", N_("First issued in its month or later")),
        amount("expected", N_("Forecast before the month")),
        amount("least", N_("By chance at target, low")),
        amount("most", N_("By chance at target, high")),
        amount("seen_miss", N_("Smallest miss beyond chance")),
        col.share("confidence", N_("Confidence of the range")),
        col.share("least_share", N_("By chance, low, of target"), shown="share"),
        col.share("most_share", N_("By chance, high, of target"), shown="share"),
        col.code("rests_on", N_("Range rests on"), RESTS_ON),
        col.code("verdict", N_("Verdict"), VERDICT),
        col.code("reason", N_("Why it cannot be told"), REASON),
        col.share("probability", N_("Chance of it when issued"), shown="chance"),
        col.code("band", N_("Challenge when issued"), BAND),
        col.month("judged_in", N_("Challenge judged in")),
        col.code("challenge_from", N_("Challenge rests on"), JUDGED_BY),
        col.code("reading", N_("Reading"), READING),
    )


def paced(amount: Amount) -> tuple[Field, ...]:
    """Return the columns of what the year asks and what the days left must bring."""
    return (
        c.MEASURES,
        c.DIMENSIONS,
        c.NODE,
        amount("year_target", N_("Target of the year")),
        col.whole("n_planned", N_("Months with a target")),
        amount("to_date", N_("Target so far")),
        amount("so_far", N_("Came in so far")),
        col.kpi("pace", "pace"),
        amount("left", N_("Still to come")),
        col.whole("days_gone", N_("Working days gone")),
        col.whole("days_left", N_("Working days left")),
        amount("per_day", N_("A day, so far"), kind="rate"),
        amount("needed_per_day", N_("A day, needed"), kind="rate"),
        col.factor("stretch", N_("Needed over so far")),
        col.code("state", N_("State"), STATE),
    )
