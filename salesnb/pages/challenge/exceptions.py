"""What to look at: the targets with a cause, what is proposed, and the line that accepts it."""

from __future__ import annotations

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.page import Results
from salesnb.findings import Decision, Finding, say
from salesnb.i18n import N_
from salesnb.pages.challenge import columns as c

CAUSE = {
    "out_of_reach": N_("out of reach"),
    "very_hard": N_("very hard"),
    "easy": N_("easy"),
    "beyond_best": N_("beyond the best run ever"),
    "beyond_potential": N_("most of the potential"),
    "short_of_hours": N_("short of hours"),
    "unfair": N_("above the rule of all"),
}
PROPOSAL = {
    "lower_target": N_("lower the target"),
    "support_or_lower": N_("support it, or lower the target"),
    "raise_target": N_("raise the target"),
    "add_hours": N_("add hours, or visit less"),
    "level_quota": N_("level the quota"),
}

EXCEPTIONS = Frame(
    name="exceptions",
    title=N_("Targets to look at"),
    grain=N_("one row per dimension, node and cause"),
    key="dimension node cause",
    order="-|change|",
    shows="dimension node cause target expected proposal proposed change line",
    nothing=N_("No target calls for a second look."),
    fields=(
        c.DIMENSIONS,
        c.NODE,
        col.code("cause", N_("Cause"), CAUSE),
        c.PERIOD,
        c.TARGET,
        c.EXPECTED,
        c.PROBABILITY,
        col.number("value", N_("What shows it"), digits=4, shown="decimal"),
        col.number("limit", N_("From where on"), digits=4, shown="decimal"),
        col.code("proposal", N_("Proposal"), PROPOSAL),
        col.money("proposed", N_("Target proposed")),
        col.money("change", N_("Change"), shown="money_change"),
        col.text("line", N_("Control that accepts it")),
    ),
)

DECISIONS = (
    Decision(
        "unfair",
        N_("Level the quota: put the control that stands in the list into plan/controls.toml."),
        N_("head of sales"),
        "fairness.above_rule",
        N_("above the rule of all"),
        lever="set_right",
        asks="manager",
    ),
    Decision(
        "too_hard",
        N_(
            "Say what support makes it likely, or lower it: the control stands in the list and goes"
            " into plan/controls.toml."
        ),
        N_("head of sales"),
        "exceptions.change",
        N_("change of the target that is proposed"),
        lever="set_right",
        asks="manager",
    ),
    Decision(
        "too_easy",
        N_("Raise it by a floor in plan/controls.toml; the control stands in the list."),
        N_("head of sales"),
        "exceptions.change",
        N_("change of the target that is proposed"),
        lever="set_right",
        asks="manager",
    ),
    Decision(
        "safe",
        N_("Promise no more than the safe total to the bank and to the budget."),
        N_("management"),
        "safe.over_safe",
        N_("target above the safe total"),
        lever="set_right",
    ),
    Decision(
        "hours",
        N_("Move customers to reps with hours left, or visit the smallest less."),
        N_("head of sales"),
        lever="move_means",
        asks="manager",
    ),
)


def found(page: Results) -> list[Finding]:
    """Say the largest change that is proposed downward, and the largest upward."""
    rows = page.exceptions
    if rows.is_empty and page.attainability.is_empty:
        return []  # nothing could be judged, which is said where it is
    if rows.is_empty:
        text = N_("No target calls for a second look, of those that could be judged.")
        return [say("exceptions", "info", text)]
    down = rows.keep(rows.frame["change"] < 0).by("-|change|")
    up = rows.keep(rows.frame["change"] > 0).by("-|change|")
    said = []
    if not down.is_empty:
        text = N_(
            "{node} ({dimension}): the target of {period}, {target}, is {cause}; {expected} is"
            " expected. Proposal: {proposal}; the target would be {proposed} ({change})."
        )
        if not down.first.is_known("expected"):
            text = N_(
                "{node} ({dimension}): the target of {period}, {target}, is {cause}. Proposal:"
                " {proposal}; the target would be {proposed} ({change})."
            )
        said.append(say("too_hard", "watch", text, down.first))
    if not up.is_empty:
        text = N_(
            "{node} ({dimension}): the target of {period}, {target}, is {cause}; {expected} is"
            " expected. A target of {proposed} ({change}) would be a challenge."
        )
        said.append(say("too_easy", "watch", text, up.first))
    return said


def lines(page: Results) -> list[Finding]:
    """Say the control that accepts each of the first proposals."""
    rows = page.exceptions.keep(page.exceptions.frame["line"] != "")
    if rows.is_empty:
        return []
    text = N_(
        "What is proposed for {node} ({cause}) is accepted by a control in plan/controls.toml:"
        " {line}"
    )
    return [say("line", "info", text, row) for row in rows.keep(slice(3))]
