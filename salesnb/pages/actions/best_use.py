"""What hours are best spent on, rep by rep, against how they are spent now."""

from __future__ import annotations

from matplotlib.axes import Axes

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.page import Results
from salesnb.findings import Decision, Finding, Status, say
from salesnb.i18n import N_
from salesnb.i18n.formats import COLUMN
from salesnb.pages.actions import columns as c
from salesnb.plots import kinds

MONEY = {"margin": N_("margin"), "sales": N_("sales, as no cost is known")}
WAYS = {"seen": N_("as seen between visits"), "stated": N_("as company.toml says")}

ENDS = {
    "best": (N_("Visits at best"), N_("Their hours"), N_("What they secure")),
    "now": (N_("Visits a month now"), N_("Their hours"), N_("What they secure")),
}

KINDS = Frame(
    title=N_("The month's work, by kind"),
    key="kind",
    order="kind",
    nothing=N_("No work is planned for the month ahead."),
    fields=(
        c.KINDS,
        col.whole("n_actions", N_("Pieces of work")),
        c.HOURS,
        col.money("margin", N_("What it brings"), shown=COLUMN),
        c.PER_HOUR,
        col.whole("n_left", N_("Weighed and left")),
    ),
)

HOURS_OF_REPS = Frame(
    title=N_("Hours of each rep, and what visits bring now and at best"),
    key="rep_id",
    order="-gap",
    shows="rep_id hours planned_hours used_share n_visits now best gap gap_share",
    rows=12,
    nothing="",
    fields=(
        c.REP,
        col.ident("region_id", N_("Region"), of="regions"),
        c.HOURS,
        col.whole("n_assumed", N_("Hours are assumed")),
        col.number("visit_hours", N_("Hours of visits"), unit="h", digits=2, shown="tenths"),
        col.number("collect_hours", N_("Hours of calls for money"), digits=2, shown="tenths"),
        col.number("deal_hours", N_("Hours of deals"), digits=2, shown="tenths"),
        col.number("prospect_hours", N_("Hours of calls to prospects"), digits=2, shown="tenths"),
        col.number("planned_hours", N_("Hours planned"), digits=2, shown="tenths"),
        col.share("used_share", N_("Of the hours there are")),
        col.whole("n_visits", N_("Visits")),
        col.money("now", N_("Visits as now bring"), shown=COLUMN),
        col.money("best", N_("At best"), shown=COLUMN),
        col.money("gap", N_("More"), shown=COLUMN),
        col.share("gap_share", N_("More, of the best")),
    ),
)

RESTED = Frame(
    title=N_("What the worth of a visit rests on"),
    key="scope",
    nothing="",
    fields=(
        col.SCOPE,
        col.number("usual", N_("Visits a month of a customer visited"), digits=2, shown="decimal"),
        col.code("basis", N_("Response to visits"), c.BASIS),
        col.code("money", N_("Money"), MONEY),
        col.number("way_hours", N_("Hours of a way"), digits=2, shown="decimal"),
        col.code("way_basis", N_("Ways"), WAYS),
        col.whole("n_ways", N_("Ways seen")),
        col.number("hours", N_("Hours there are"), unit="h", digits=1, shown="tenths"),
        col.number("planned", N_("Hours planned"), unit="h", digits=1, shown="tenths"),
        col.share("used_share", N_("Planned, of those there are")),
        col.whole("n_reps", N_("Reps at work")),
        col.whole("n_assumed", N_("Reps whose hours are assumed")),
        col.whole("n_without_rep", N_("Customers without a rep at work")),
        col.whole("n_short", N_("Class A customers whom hours do not reach")),
        col.money("now", N_("Visits as now bring"), shown=COLUMN),
        col.money("best", N_("At best"), shown=COLUMN),
        col.money("gap", N_("More"), shown=COLUMN),
        *(
            field
            for name, label in ENDS.items()
            for field in (
                col.number(f"visits_{name}", label[0], digits=2, shown="tenths"),
                col.number(f"hours_{name}", label[1], unit="h", digits=2, shown="tenths"),
                col.money(f"gain_{name}", label[2], shown=COLUMN),
            )
        ),
        col.money("best_low", N_("At best, at the low end of the response"), shown=COLUMN),
        col.whole("n_customers", N_("Customers weighed")),
        col.whole("n_none", N_("Customers without a visit")),
        col.money("gap_low", N_("More, at the low end of the response"), shown=COLUMN),
    ),
)

NEARLY_ALL = 0.9  # of the hours: what is left may be too little for one more visit
DECISIONS = (
    Decision(
        "gap",
        N_("Agree with each rep how often each customer is visited next month."),
        N_("head of sales"),
        "rested.gap",
        N_("more a month from visits after the cost of hours, at their best"),
        lever="move_means",
        asks="manager",
    ),
    Decision(
        "short",
        N_("Give customers of class A whom hours do not reach to a rep with hours left."),
        N_("head of sales"),
        lever="keep_customer",
    ),
)


def found(page: Results) -> list[Finding]:
    """Say what hours there are and are planned, what better use brings, and what that rests on."""
    row = page.rested.first
    if not row["n_reps"]:
        return [say("hours", "info", N_("No rep is at work in the month ahead."))]
    text = N_(
        "Of the {hours} hours that {n_reps} reps have in the month ahead, absences taken off,"
        " {planned} are planned ({used_share}); in the others no further visit, deal or call pays"
        " its hours."
    )
    full = N_(
        "Of the {hours} hours that {n_reps} reps have in the month ahead, absences taken off,"
        " {planned} are planned ({used_share})."
    )
    bare = N_(
        "{n_reps} reps have {hours} hours in the month ahead, absences taken off; nothing is known"
        " that they could be spent on."
    )
    text = full if row["used_share"] > NEARLY_ALL else text
    said = say("hours", "info", text if row["planned"] else bare, row)
    return [said, *_gap(page), *_kinds(page), *_lacking(page)]


def _gap(page: Results) -> list[Finding]:
    row = page.rested.first
    if not row.is_known("gap"):
        return []
    text = N_(
        "Best are {visits_best} visits a month where {visits_now} were made in each of the last"
        " three: they secure {gain_best} of {money} instead of {gain_now} and take {hours_best}"
        " hours instead of {hours_now}; after the cost of hours that is {gap} more."
    )
    low = N_(
        "Response to visits: {basis}. At the low end of what is known of it visits as planned leave"
        " {best_low} a month after the cost of their hours, {gap_low} more than visits as now."
    )
    status: Status = "act" if row["gap_low"] > 0 and row["best_low"] > 0 else "watch"
    people = page.hours_of_reps.known("gap").by("-gap")
    rep = N_(
        "The largest gap has {rep_id}: visits as now bring {now}, at best {best}"
        " (visits planned: {n_visits})."
    )
    first = [say("gap_rep", "info", rep, one) for one in people.take(slice(1)) if one["gap"] > 0]
    return [say("gap", status, text, row), say("low", "info", low, row), *first]


def _kinds(page: Results) -> list[Finding]:
    """Say which work brings most an hour, and which least."""
    rows = page.kinds.known("per_hour").by("-per_hour")
    if len(rows.frame) < 2:
        return []
    text = N_(
        "An hour brings most in the work called {kind} ({per_hour}; pieces planned: {n_actions}),"
        " and least in that called {least.kind} ({least.per_hour})."
    )
    return [say("per_hour", "info", text, rows.first, least=rows.by("per_hour").first)]


def _lacking(page: Results) -> list[Finding]:
    row, said = page.rested.first, []
    lacks = [
        (row["n_short"], N_("Customers of class A whom no hours are left to visit: {n_short}.")),
        (
            row["n_without_rep"],
            N_("Customers whom no rep at work looks after: {n_without_rep}."),
        ),
        (row["n_assumed"], N_("Reps whose hours are not stated, and assumed: {n_assumed}.")),
    ]
    lacks.append(
        (
            row["n_none"],
            N_("Customers for whom no visit pays its hours: {n_none} of {n_customers}."),
        )
    )
    keys = ("short", "alone", "assumed", "none")
    for key, (is_so, text) in zip(keys, lacks, strict=True):
        if is_so:
            status: Status = "act" if key == "short" else "watch"
            said.append(say(key, status, text, row))
    return said


def answer(page: Results) -> list[Finding]:
    """Say what a better use of visits would bring, and what is left of it at the low end."""
    return _gap(page)[:2] or found(page)[:1]


def draw(page: Results, ax: Axes | None = None) -> Axes:
    """Draw for the reps with the largest gap what visits bring now and what more they could."""
    rows = page.hours_of_reps.known("gap").by("-gap").take(slice(10))
    pieces = {"now": "neutral", "gap": "plan"}
    title = N_("What visits bring as now, and what more at best")
    return kinds.parts(rows, "rep_id", pieces, ax=ax, title=title)


def alt(page: Results) -> Finding:
    """Say what the picture shows."""
    rows = page.hours_of_reps.known("gap").by("-gap")
    if rows.is_empty:
        return say("drawn", "info", N_("No visit is weighed for any rep."))
    text = N_("{rep_id} could bring most more after the cost of hours: {gap} on top of {now}.")
    return say("drawn", "info", text, rows.first)
