"""Where the boundaries of the classes come from: hours, money, and the other four limits."""

from __future__ import annotations

from matplotlib.axes import Axes

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.page import Results
from salesnb.findings import Decision, Finding, Status, say
from salesnb.i18n import N_
from salesnb.pages.customers import columns as c
from salesnb.plots import kinds

LIMIT = {
    "time": N_("time: hours of visits a month"),
    "money": N_("money: travel, meals and samples of a year"),
    "fit": N_("product fit: A in segments where we are strong"),
    "concentration": N_("concentration: A of all that is expected"),
    "lead": N_("lead: A of all known influence"),
    "capacity": N_("capacity: the busiest rep's customers over its hours"),
}
UNIT = {"hours": N_("hours"), "money": N_("money"), "share": N_("share")}
STATE = {
    "enough": N_("there is enough"),
    "binds": N_("it binds"),
    "short": N_("there is too little"),
    "none": N_("no bound is stated"),
    "cannot_tell": N_("cannot be told"),
}

CLASS_BOUNDARIES = Frame(
    name="class_boundaries",
    title=N_("Where the classes begin, and what all scores rest on"),
    grain=N_("one row"),
    key="scope",
    shows="a_from b_from is_kept counted visit_cost hour_price todays_visits n_curves",
    fields=(
        col.SCOPE,
        col.money("a_from", N_("A from a worth of")),
        col.money("b_from", N_("B from a worth of")),
        col.flag("is_kept", N_("As in the month before")),
        col.code("counted", N_("Counted in"), c.COUNTED),
        col.money("hour_price", N_("One more hour a month would bring, a year")),
        col.money("hour_cost", N_("An hour a month costs, a year")),
        col.money("visit_cost", N_("A visit costs")),
        col.number("todays_visits", N_("Visits a month and customer today"), digits=3),
        col.whole("n_curves", N_("Judged responses to visits")),
        col.whole("n_customers", N_("Customers judged")),
        col.whole("n_assumed", N_("Reps whose hours are assumed")),
        col.number("assumed_hours", N_("Hours a month of such a rep"), digits=4, shown="hours"),
        col.share("margin_rate", N_("Margin of sales")),
        col.share("leave_rate", N_("Customers who leave in a month")),
        col.money("usual_month", N_("Sales of a usual customer and month")),
        col.money("sales_worst", N_("Expected sales: score 0 from")),
        col.money("sales_best", N_("Expected sales: score 1 from")),
    ),
)

CLASS_LIMITS = Frame(
    name="class_limits",
    title=N_("The six limits that customers are classified for"),
    key="limit",
    shows="limit bound used price point_cost state",
    fields=(
        col.code("limit", N_("Limit"), LIMIT),
        col.code("unit", N_("Unit"), UNIT),
        col.number("bound", N_("There is"), digits=4, shown="decimal"),
        col.number("used", N_("The classes take"), digits=4, shown="decimal"),
        col.money("price", N_("One more unit would bring, a year"), digits=4),
        col.money("point_cost", N_("One more percentage point would cost, a year"), digits=4),
        col.code("state", N_("State"), STATE),
    ),
)

DECISIONS = (
    Decision(
        "hours_short",
        N_("Give more hours to visits, or state fewer visits by class in company.toml."),
        N_("head of sales"),
        "class_boundaries.hour_price",
        N_("that one more hour a month would bring in a year"),
        lever="move_means",
    ),
)
UNBOUNDED = N_(
    "Who is A, B or C cannot be told: neither reps with their hours nor what a visit costs is"
    " known, so nothing bounds the visits. The table reps (hours_per_month, cost_per_hour), or the"
    " hours of this page's parameters, would tell."
)
ENOUGH = N_(
    "Who is A, B or C cannot be told: what a visit costs is not known, and the {bound:hours} hours"
    " a month there are would be enough to visit everybody as an A. The table reps (cost_per_hour),"
    " or the hours of this page's parameters, would tell."
)


def answer(page: Results) -> list[Finding]:
    """Say from which worth on a customer is an A, and what sets that."""
    if page.customer_classes.is_empty:
        return _unbounded(page) if page.class_boundaries.first["n_customers"] else []
    basis, time = page.class_boundaries.first, page.class_limits.row(limit="time")
    text = N_(
        "An A begins at a worth of {a_from} a year and a B at {b_from}: from there on the further"
        " visits bring more than they cost, {visit_cost} each; hours are no limit"
        " ({time.used:hours} of {time.bound:hours} a month)."
    )
    bare = N_(
        "An A begins at a worth of {a_from} a year and a B at {b_from}: from there on the further"
        " visits, {time.used:hours} hours a month in all, bring more than they cost ({visit_cost}"
        " each)."
    )
    binds = N_(
        "An A begins at a worth of {a_from} a year and a B at {b_from}: that is as many as the"
        " {time.bound:hours} hours a month are enough for; one more hour would bring {hour_price} a"
        " year beyond its cost."
    )
    short = N_(
        "The {time.bound:hours} hours a month are not enough even if every customer was a C: the"
        " classes take {time.used:hours}."
    )
    assumed = _assumed(page)
    if time["state"] == "short" and assumed:  # nobody is asked to act on hours that nobody stated
        return [say("hours_may_be_short", "watch", short, basis, time=time), *assumed]
    if time["state"] == "short":
        return [say("hours_short", "act", short, basis, time=time)]
    if time["state"] == "binds":
        return [say("hours_bind", "watch", binds, basis, time=time), *assumed]
    is_known = time.is_known("bound")
    return [say("boundaries", "info", text if is_known else bare, basis, time=time), *assumed]


def _unbounded(page: Results) -> list[Finding]:
    """Say why nobody is classified, though there are customers."""
    time = page.class_limits.row(limit="time")
    if not time.is_known("bound"):
        return [say("unbounded", "watch", UNBOUNDED)]
    return [say("unbounded", "watch", ENOUGH, time), *_assumed(page)]


def found(page: Results) -> list[Finding]:
    """Say what the boundaries rest on, and how far the classes serve the other limits."""
    if page.customer_classes.is_empty:
        return []
    basis = page.class_boundaries.first
    kept = N_("The boundaries are those of the month before, which still hold.")
    curves = N_(
        "What visits secure is the mean of {n_curves} judged responses; today a customer gets"
        " {todays_visits} visits a month."
    )
    assumed = N_(
        "Nobody has judged what visits secure: assumed is {secured} of a customer's worth at the"
        " visits of a C. Judgements of the topic visits in plan/judgements.toml would replace it."
    )
    said = [say("kept", "info", kept)] if basis["is_kept"] else []
    row = page.class_table.row(customer_class="C")
    rests = (
        say("curves", "info", curves, basis)
        if basis["n_curves"]
        else say("curves", "watch", assumed, row)
    )
    return [*answer(page), *said, rests, *_others(page)]


def _assumed(page: Results) -> list[Finding]:
    """Say of how many reps the hours are assumed, and where they are stated."""
    basis = page.class_boundaries.first
    text = N_(
        "Of {n_assumed} reps nobody states the hours: {assumed_hours} hours a month are assumed for"
        " each. The column hours_per_month of reps, or hours_per_rep in company.toml, would tell."
    )
    return [say("assumed_hours", "watch", text, basis)] if basis["n_assumed"] else []


# What is said of each share that the classes serve: how far, and what one point more would cost.
SERVED = {
    "concentration": (
        N_("Concentration: A customers are to bring {used:share} of all that is expected."),
        N_(
            "One percentage point more of what is expected with A customers would cost {point_cost}"
            " a year: the visits of the cheapest further ones, beyond what these secure."
        ),
    ),
    "lead": (
        N_("Lead: A customers have {used:share} of the influence that is known."),
        N_(
            "One percentage point more of the known influence among A customers would cost"
            " {point_cost} a year: the visits of the cheapest further ones, beyond what these"
            " secure."
        ),
    ),
    "fit": (
        N_(
            "Product fit: {used:share} of what A customers are to bring lies in segments where our"
            " share is above our usual one."
        ),
        N_(
            "One percentage point more from segments where we are strong, of what A customers are"
            " to bring, would cost {point_cost} a year: the visits of the cheapest further ones,"
            " beyond what these secure."
        ),
    ),
}


def _others(page: Results) -> list[Finding]:
    rows = page.class_limits.known("used")
    said = []
    for limit, (reached, costs) in SERVED.items():
        for row in rows.where(limit=limit):
            said.append(say(limit, "info", reached, row))
            if row.is_known("point_cost") and row["point_cost"]:
                said.append(say(f"{limit}_cost", "info", costs, row))
    over = N_(
        "Capacity: the customers of at least one rep take more hours than that rep has,"
        " {used:share} of them: hand some over."
    )
    within = N_("Capacity: no rep's customers take more than {used:share} of its hours.")
    for row in rows.where(limit="capacity"):
        is_over = row["state"] == "short"
        status: Status = "watch" if is_over else "good"
        said.append(say("capacity", status, over if is_over else within, row))
    return said


def alt(page: Results) -> Finding:
    """Say what the picture of the classes shows."""
    if page.customer_classes.is_empty:
        return say("picture_bounds", "info", N_("There is nobody to draw."))
    return answer(page)[0]


def draw(page: Results, ax: Axes | None = None) -> Axes:
    """Draw what each class is expected to bring."""
    return kinds.columns(page.class_table, "customer_class", "expected", ax=ax)
