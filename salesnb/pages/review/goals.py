"""The year's targets that no amount states: what was graded, and what is overdue."""

from __future__ import annotations

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.page import Results
from salesnb.findings import Finding, say
from salesnb.i18n import N_

STATE = {
    "overdue": N_("overdue, no grade"),
    "soon": N_("due soon, no grade"),
    "later": N_("no grade yet"),
    "graded": N_("graded"),
}
REACHED = col.share("reached", N_("Reached, of the highest grade"), digits=4)

GOALS = Frame(
    title=N_("The year's targets that no amount states"),
    grain=N_("one row per target"),
    key="target_id",
    order="due_on target_id",
    shows="goal owner due_on state grade grade_text proof",
    nothing="",
    fields=(
        col.key("target_id", N_("Identifier")),
        col.text("goal", N_("Goal")),
        col.text("goal_zh", N_("Goal in Chinese")),
        col.text("owner", N_("Who answers for it")),
        col.day("due_on", N_("Due on")),
        col.code("state", N_("State"), STATE),
        col.whole("grade", N_("Grade, nought to four")),
        REACHED,
        col.text("grade_text", N_("What the grade means")),
        col.text("proof", N_("Evidence reported")),
        col.whole("days_overdue", N_("Days overdue")),
    ),
)

GOAL_OWNERS = Frame(
    title=N_("Who answers for them, and what is reached"),
    grain=N_("one row per owner, and in all"),
    key="owner",
    order="-n_goals owner",
    total="owner",
    nothing="",
    fields=(
        col.code("owner", N_("Who answers for it"), {"total": N_("total")}),
        col.whole("n_goals", N_("Targets")),
        col.whole("n_graded", N_("Graded")),
        col.whole("n_overdue", N_("Overdue without a grade")),
        col.whole("n_open", N_("Not due yet")),
        REACHED,
    ),
)


def found(page: Results) -> list[Finding]:
    """Say how many are graded, what they reached on average, and which is overdue longest."""
    said = []
    for row in page.goal_owners.where(owner="total"):
        text = N_(
            "Targets of the year that no amount states: {n_goals}; graded {n_graded}, overdue"
            " without a grade {n_overdue}, not due yet {n_open}."
        )
        said.append(say("goals", "watch" if row["n_overdue"] else "info", text, row))
    overdue = page.goals.where(state="overdue").by("-days_overdue")
    text = N_("{goal} ({owner}) has been overdue for {days_overdue} days and has no grade.")
    said += [say("goal_overdue", "watch", text, row) for row in overdue.take(slice(2))]
    weak = page.goals.where(state="graded")
    weak = weak.keep((weak.frame["grade"] < 2).to_numpy())
    text = N_("{goal} ({owner}) was graded {grade} of four: {grade_text}.")
    return [*said, *(say("goal_weak", "watch", text, row) for row in weak.take(slice(2)))]
