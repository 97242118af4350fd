"""When the plan falls due: by months, periods of weeks, weeks and days."""

from __future__ import annotations

from matplotlib.axes import Axes

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Chart, Frame
from salesnb.contracts.page import Results
from salesnb.contracts.results import Result
from salesnb.findings import Finding, Status, say
from salesnb.i18n import N_
from salesnb.i18n.formats import COLUMN
from salesnb.plots import kinds

STATE = {"closed": N_("closed"), "open": N_("open")}
SOURCE = {"actual": N_("actual"), "forecast": N_("expected"), "": N_("not known")}
PLACE = {
    "above": N_("above the forecast's range"),
    "within": N_("within it"),
    "below": N_("below it"),
    "": N_("not judged"),
}
WORKING_DAYS = col.whole("working_days", N_("Working days"))
FIRST_AND_LAST = (col.day("first_day", N_("First day")), col.day("last_day", N_("Last day")))
TARGET = col.money("target", N_("Target"), shown=COLUMN)

DUE = Frame(
    name="due",
    title=N_("The months of the plan that are open"),
    grain=N_("one row"),
    key="scope",
    fields=(
        col.SCOPE,
        col.month("first", N_("First month")),
        col.month("last", N_("Last month")),
        col.whole("n_open", N_("Open months")),
        col.whole("n_judged", N_("Open months with a forecast")),
        col.whole("n_above", N_("Months above the forecast's range")),
        col.whole("n_below", N_("Months below the forecast's range")),
        col.money("target", N_("Target")),
        WORKING_DAYS,
        col.text("unpublished", N_("Years whose working weekends are not announced")),
    ),
)

DUE_MONTHS = Frame(
    name="due_months",
    title=N_("The plan month by month"),
    grain=N_("one row per month"),
    key="month",
    shows="month working_days target per_day before growth expected low high",
    rows=12,
    nothing="",
    chart=Chart("line", "month", "target=plan before=before"),
    fields=(
        col.month("month", N_("Month")),
        col.code("state", N_("State"), STATE),
        WORKING_DAYS,
        TARGET,
        col.money("per_day", N_("Target per working day"), shown=COLUMN),
        col.money("before", N_("A year earlier"), shown=COLUMN),
        col.code("before_source", N_("A year earlier is"), SOURCE),
        col.kpi("growth", "growth"),
        col.money("expected", N_("Expected"), shown=COLUMN),
        col.money("low", N_("Expected, low"), shown=COLUMN),
        col.money("high", N_("Expected, high"), shown=COLUMN),
        col.code("place", N_("Target and forecast"), PLACE),
    ),
)

DUE_PERIODS = Frame(
    name="due_periods",
    title=N_("The plan by periods of whole weeks"),
    grain=N_("one row per period"),
    key="period",
    order="first_day",
    shows="period first_day last_day n_weeks working_days target",
    nothing="",
    fields=(
        col.text("period", N_("Period")),
        *FIRST_AND_LAST,
        col.whole("n_weeks", N_("Weeks")),
        WORKING_DAYS,
        TARGET,
    ),
)

DUE_WEEKS = Frame(
    name="due_weeks",
    title=N_("The first thirteen weeks that the plan still has"),
    grain=N_("one row per week"),
    key="week",
    order="first_day",
    shows="week first_day last_day working_days target reached",
    nothing="",
    fields=(
        col.text("week", N_("Week")),
        *FIRST_AND_LAST,
        WORKING_DAYS,
        TARGET,
        col.money("reached", N_("Added up so far"), shown=COLUMN),
    ),
)

DUE_DAYS = Frame(
    name="due_days",
    title=N_("The plan day by day"),
    grain=N_("one row per working day of the open months"),
    key="day",
    shows="day week month target",
    nothing="",
    fields=(
        col.day("day", N_("Day")),
        col.text("week", N_("Week")),
        col.month("month", N_("Month")),
        TARGET,
    ),
)


def headline(months: Result) -> Finding:
    """Say which open month asks for most and which for least, or that nothing is targeted."""
    still = months.where(state="open")
    if still.is_empty:
        text = N_("When the plan falls due cannot be told: no open month is targeted.")
        return say("due", "info", text)
    by_size = list(still.by("target"))
    text = N_(
        "Of the open months {most.month} asks for most: {most.target} on {most.working_days}"
        " working days; {least.month} for least: {least.target} on {least.working_days}."
    )
    one = N_("One month of the plan is open: {month} asks for {target} on {working_days} days.")
    if len(by_size) == 1:
        return say("due", "info", one, by_size[0])
    return say("due", "info", text, least=by_size[0], most=by_size[-1])


def pace(months: Result) -> list[Finding]:
    """Say between what a working day must bring, month by month."""
    rows = list(months.where(state="open").known("per_day").by("per_day"))
    text = N_(
        "A working day must bring {most.per_day} in {most.month} and {least.per_day} in"
        " {least.month}: working days are those of the company's calendar."
    )
    return [say("pace", "info", text, least=rows[0], most=rows[-1])] if len(rows) > 1 else []


def outside(page: Results) -> list[Finding]:
    """Say which open months lie outside the range of the forecast, and which cannot be judged."""
    text = N_(
        "In {n_above} of the {n_judged} open months with a forecast the target lies above its"
        " range; farthest in {far.month}: {far.target}, expected is {far.low} to {far.high}."
    )
    found = []
    far = page.due_months.where(place="above")
    for row in page.due:
        if row["n_above"]:
            over = (far.frame["target"] - far.frame["high"]).to_numpy()
            worst = far.take([int(over.argmax())]).first
            status: Status = "act" if row["n_above"] * 2 > row["n_judged"] else "watch"
            found.append(say("outside", status, text, row, far=worst))
        elif row["n_judged"]:
            within = N_(
                "No target of the {n_judged} open months with a forecast lies above its range."
            )
            found.append(say("outside", "good", within, row))
        else:
            none = N_("No open month of the plan has a forecast: the months cannot be judged.")
            found.append(say("outside", "info", none))
        found += _not_announced(page.due)
    return found


def _not_announced(due: Result) -> list[Finding]:
    text = N_(
        "Of {unpublished} the working weekends around holidays are not announced yet: the statutory"
        " days stand for them, and weeks will shift by a day or two. Months keep their targets."
    )
    return [say("unpublished", "info", text, row) for row in due.known("unpublished")]


def weeks_ahead(page: Results) -> list[Finding]:
    """Say what the first weeks of the open months bring together, and which asks for most."""
    weeks = page.due_weeks
    if weeks.is_empty:
        return []
    last, most = list(weeks)[-1], next(iter(weeks.by("-target")))
    text = N_(
        "By {last.last_day} the plan asks for {last.reached}; the week from {most.first_day} asks"
        " for most, {most.target} on {most.working_days} working days."
    )
    return [say("weeks", "info", text, last=last, most=most)]


def found(page: Results) -> list[Finding]:
    """Say all of the section but its headline."""
    return [*pace(page.due_months), *outside(page), *weeks_ahead(page)]


def answer(page: Results) -> list[Finding]:
    """Say which months lie above the forecast's range, where any does."""
    return [one for one in outside(page) if one.status in {"act", "watch"}]


def draw_months(months: Result, ax: Axes | None = None) -> Axes:
    """Draw the target by month beside the year before, and the range of the forecast."""
    return kinds.series(
        months,
        {"target": "plan", "before": "before"},
        band="low high",
        ax=ax,
        shaded=N_("expected"),
        title=N_("The plan month by month, beside a year earlier"),
    )
