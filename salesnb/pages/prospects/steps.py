"""How far do leads come, and how long does it take? The funnel with those who still wait."""

from __future__ import annotations

from matplotlib.axes import Axes

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.page import Results
from salesnb.findings import Decision, Finding, say
from salesnb.i18n import N_
from salesnb.plots import kinds

LEAST = 20  # leads that could take a step, to speak of it
STEP = {
    "called": N_("first call"),
    "valid": N_("found valid"),
    "filed": N_("filed"),
    "deal": N_("deal begun"),
    "won": N_("deal won"),
    "buys": N_("first order"),
}

FUNNEL = Frame(
    title=N_("The way of leads, step by step"),
    key="step",
    order="step",
    shows="step n_in n_came n_out n_waiting share low high half_days",
    nothing="",
    fields=(
        col.code("step", N_("Step"), STEP),
        col.whole("n_in", N_("Could take it")),
        col.whole("n_came", N_("Took it")),
        col.whole("n_out", N_("Cannot any more")),
        col.whole("n_waiting", N_("Still wait")),
        col.whole("n_late", N_("Wait longer than nearly all who came")),
        col.whole("n_backwards", N_("Dated before the step ahead of it")),
        col.share("share", N_("Come within the horizon")),
        *col.interval("share"),
        col.number("half_days", N_("Half of them within"), unit=N_("days"), digits=1, shown="days"),
        col.number("half_low", N_("Half of them: low"), unit=N_("days"), digits=1, shown="days"),
        col.number("half_high", N_("Half of them: high"), unit=N_("days"), digits=1, shown="days"),
    ),
)

DECISIONS = (
    Decision(
        "late",
        N_("Ask the owners of these leads what became of each: go on with it, or close it."),
        N_("head of sales"),
        lever="find_out",
        asks="manager",
    ),
)


def found(page: Results) -> list[Finding]:
    """Say where most leads are lost, which step takes longest, and who waits too long."""
    rows = page.funnel
    if rows.is_empty:
        text = N_("No lead has taken a step yet: no calls, no deals, no orders.")
        return [say("funnel", "info", text)]
    many = rows.keep((rows.frame["n_in"] >= LEAST).to_numpy())
    if many.is_empty:
        text = N_("Too few leads have taken a step to say where they are lost.")
        return [say("funnel", "info", text)]
    said = [say("narrowest", "info", _NARROWEST, many.by("share").first)]
    timed = many.known("half_days half_low half_high").by("-half_days")
    if not timed.is_empty:
        said.append(say("longest", "info", _LONGEST, timed.first))
    late = rows.keep((rows.frame["n_late"] > 0).to_numpy()).by("-n_late")
    if not late.is_empty:
        said.append(say("late", "watch", _LATE, late.first))
    back = rows.keep((rows.frame["n_backwards"] > 0).to_numpy()).by("-n_backwards")
    return [*said, *(say("backwards", "info", _BACK, one) for one in back.take(slice(1)))]


_NARROWEST = N_(
    "Fewest leads pass this step: {step}. {share} of {n_in} come that far ({low} to {high})."
)
_LONGEST = N_(
    "The longest step is {step}: half of those who come have it after {half_days} days ({half_low}"
    " to {half_high})."
)
_LATE = N_(
    "Of {n_waiting} leads that wait for the step {step}, {n_late} do so for longer than nearly all"
    " who came: perhaps they are forgotten."
)
_BACK = N_(
    "The step {step} is dated before the one ahead of it for {n_backwards} of {n_came} leads; they"
    " count as at once."
)


def draw(page: Results, ax: Axes | None = None) -> Axes:
    """Draw the share that takes each step, with ranges."""
    title = N_("Share that takes each step, with ranges")
    return kinds.estimates(page.funnel, "step", "share", ax=ax, title=title)


def alt(page: Results) -> Finding:
    """Say what the picture shows."""
    return found(page)[0]
