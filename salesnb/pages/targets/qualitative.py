"""Targets that no amount states: owner, due date, what shows them, and the grade so far."""

from __future__ import annotations

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.page import Results
from salesnb.contracts.results import Result
from salesnb.findings import Decision, Finding, say
from salesnb.i18n import N_
from salesnb.measures import MEASURES

STATE = {
    "overdue": N_("overdue, no grade"),
    "soon": N_("due soon, no grade"),
    "later": N_("no grade yet"),
    "graded": N_("graded"),
}
LONG = 30  # days overdue from which on a decision is asked for
WEAK = 2  # grades below this ask for attention
REACHED = col.share("reached", N_("Reached, of the highest grade"), digits=4)

GOALS = Frame(
    name="goals",
    title=N_("Targets that no amount states"),
    grain=N_("one row per target"),
    key="target_id",
    order="due_on target_id",
    shows="goal owner due_on state grade grade_text shows proof",
    nothing="",
    fields=(
        col.key("target_id", N_("Identifier")),
        col.text("goal", N_("Goal")),
        col.text("goal_zh", N_("Goal in Chinese")),
        col.text("owner", N_("Who answers for it")),
        col.day("due_on", N_("Due on")),
        col.text("shows", N_("What shows that it is reached")),
        col.code("kpi_id", N_("Key figure"), {one.id: one.label for one in MEASURES.values()}),
        col.code("state", N_("State"), STATE),
        col.whole("grade", N_("Grade, nought to four")),
        REACHED,
        col.text("grade_text", N_("What the grade means")),
        col.share("done_share", N_("Done, as reported")),
        col.text("proof", N_("Evidence reported")),
        col.day("done_on", N_("Done on")),
        col.whole("days_overdue", N_("Days overdue")),
    ),
)

GOAL_OWNERS = Frame(
    name="goal_owners",
    title=N_("Who answers for them, and what is reached"),
    grain=N_("one row per owner, and in all"),
    key="owner",
    order="-n_targets owner",
    total="owner",
    nothing="",
    fields=(
        col.code("owner", N_("Who answers for it"), {"total": N_("total")}),
        col.whole("n_targets", N_("Targets")),
        col.whole("n_graded", N_("Graded")),
        col.whole("n_open", N_("Without a grade")),
        col.whole("n_overdue", N_("Overdue without a grade")),
        REACHED,
    ),
)

GOALS_BASIS = Frame(
    name="goals_basis",
    title=N_("Targets that no amount states: what counts"),
    grain=N_("one row"),
    key="scope",
    fields=(
        col.SCOPE,
        col.whole("n_targets", N_("Targets")),
        col.whole("n_settled", N_("Graded in earlier years")),
        col.whole("n_unstated", N_("Qualitative milestones that are no target")),
    ),
)

DECISIONS = (
    Decision(
        "goal_overdue",
        N_("Grade the target with its evidence, or set another date in plan/controls.toml."),
        N_("whoever answers for it"),
        lever="find_out",
    ),
)


def reached(owners: Result) -> list[Finding]:
    """Say what all graded targets reached together, and how many have no grade."""
    some = N_(
        "Targets that no amount states: {n_targets}. Those that are graded ({n_graded}) reached"
        " {reached} of the highest grade; {n_open} without a grade do not count in it."
    )
    none = N_("Targets that no amount states: {n_targets}. None of them has a grade yet.")
    return [
        say("goals", "info", some if row.is_known("reached") else none, row)
        for row in owners.where(owner="total")
    ]


def overdue(page: Results) -> list[Finding]:
    """Say which target is overdue longest without a grade, who answers for it, and how many are."""
    rows = page.goals.where(state="overdue").by("-days_overdue")
    if rows.is_empty:
        return []
    text = N_(
        "No grade is known of “{goal}”, due on {due_on} ({days_overdue} days before the month's"
        " end). {owner} answers for it; it is shown by: {shows}. Overdue without a grade in all:"
        " {all.n_overdue}."
    )
    long = rows.first["days_overdue"] > LONG
    every = page.goal_owners.row(owner="total")
    return [say("goal_overdue", "act" if long else "watch", text, rows.first, all=every)]


def weak(goals: Result) -> list[Finding]:
    """Say which targets were graded low."""
    low = goals.keep((goals.frame["grade"] < WEAK).to_numpy())
    text = N_(
        "“{goal}” ({owner}) was graded {grade} on the scale from nought to four: {grade_text}."
    )
    return [say("goal_weak", "watch", text, row) for row in low]


def soon(goals: Result) -> list[Finding]:
    """Say which target without a grade is due next."""
    rows = goals.keep(goals.frame["state"].isin(["soon", "later"]).to_numpy()).by("due_on")
    text = N_("Due next without a grade: “{goal}” ({owner}), on {due_on}.")
    return [say("goal_soon", "info", text, row) for row in list(rows)[:1]]


def unstated(basis: Result) -> list[Finding]:
    """Say how many qualitative milestones nobody stated as a target."""
    text = N_(
        "Milestones of kind qualitative that plan/controls.toml does not state as targets:"
        " {n_unstated}. They have no owner there and do not count here."
    )
    return [say("goals_unstated", "info", text, row) for row in basis if row["n_unstated"]]


def found(page: Results) -> list[Finding]:
    """Say all of the section, or that no such target is stated."""
    if page.goals.is_empty:
        none = N_("plan/controls.toml states no target without an amount.")
        return [say("goals", "info", none), *unstated(page.goals_basis)]
    return [
        *reached(page.goal_owners),
        *overdue(page),
        *weak(page.goals),
        *soon(page.goals),
        *unstated(page.goals_basis),
    ]


def answer(page: Results) -> list[Finding]:
    """Say what is overdue or graded low."""
    return [*overdue(page), *weak(page.goals)]
