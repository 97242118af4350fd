"""What another total would do to the plan: its chance, the controls that strain, the sums."""

from __future__ import annotations

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.results import Result
from salesnb.findings import Finding, say
from salesnb.i18n import N_
from salesnb.i18n.formats import COLUMN

CASE = {"low": N_("low"), "decided": N_("as planned"), "high": N_("high")}

TRIALS = Frame(
    name="trials",
    title=N_("What another total would do"),
    grain=N_("one row per total that was tried"),
    key="case",
    optional="n_conflicting",
    shows="case total change growth probability n_strained n_moved n_conflicting",
    nothing=N_("No other total can be tried: the year is over, or nothing is targeted."),
    fields=(
        col.code("case", N_("Total"), CASE),
        col.money("total", N_("The year's total"), shown=COLUMN),
        col.money("change", N_("Change"), shown=COLUMN),
        col.kpi("growth", "growth", label=N_("Change, as a share")),
        col.share("probability", N_("Chance to reach it"), shown="chance"),
        col.whole("n_strained", N_("Controls that strain")),
        col.whole("n_moved", N_("Regions and reps that move by a tenth")),
        col.whole("n_conflicting", N_("Controls that contradict each other")),
    ),
)


def refused(trials: Result) -> list[Finding]:
    """Say which of the totals that were tried cannot hold."""
    text = N_(
        "A total of {total} cannot hold beside what is decided: {n_conflicting} controls would"
        " contradict each other."
    )
    rows = trials.keep((trials.frame["n_conflicting"] > 0).to_numpy())
    return [say("trial_refused", "watch", text, row) for row in rows]
