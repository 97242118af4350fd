"""What moves deals on: touches and levers with their past effect, plays, next steps, dependence."""

from __future__ import annotations

from matplotlib.axes import Axes

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.page import Results
from salesnb.contracts.results import Result, TableView
from salesnb.findings import Decision, Finding, Status, say
from salesnb.i18n import N_
from salesnb.i18n.formats import COLUMN
from salesnb.pages.deals import columns as c
from salesnb.plots import kinds

FAMILY = {"touch": N_("touches"), "lever": N_("levers")}
PHASE = {
    "before": N_("before the sale"),
    "during": N_("during the sale"),
    "after": N_("after the sale"),
}
DEPENDS = {
    "rises": N_("depends more on us"),
    "falls": N_("depends less on us"),
    "cannot_tell": N_("cannot tell"),
    "few": N_("too few customers"),
}

EFFECTS = Frame(
    title=N_("What touches and levers did in past deals"),
    key="family item",
    order="family -effect",
    shows="item n_with won_with won_without effect effect_low effect_high could_see verdict",
    groups="family",
    nothing="",
    fields=(
        col.code("family", N_("Kind"), FAMILY),
        col.code("item", N_("Touch or lever"), {**c.TOUCHES, **c.LEVERS}),
        col.whole("n_deals", N_("Closed deals")),
        col.whole("n_with", N_("Deals with it")),
        col.share("won_with", N_("Won with it")),
        col.whole("n_without", N_("Deals without")),
        col.share("won_without", N_("Won without")),
        *c.EFFECT,
        col.share("could_see", N_("Smallest effect that would be seen"), shown="points"),
        col.number("hours", N_("Hours each"), digits=3, shown="tenths"),
        c.VERDICTS,
    ),
)

PLAYS = Frame(
    title=N_("Plays of the plan"),
    key="play_id",
    order="phase",
    shows="name phase lever owner hours n_deals effect exit_criterion verdict",
    nothing="",
    fields=(
        col.key("play_id", N_("Play")),
        col.text("name", N_("Name")),
        col.text("name_zh", N_("Name in Chinese")),
        col.code("phase", N_("Phase"), PHASE),
        c.LEVER,
        col.code("stage", N_("Stage"), c.STAGE),
        col.text("owner", N_("Who answers for it")),
        col.number("hours", N_("Hours"), digits=2, shown="tenths"),
        col.text("exit_criterion", N_("When it is done")),
        c.N_DEALS,
        c.AMOUNT,
        *c.EFFECT,
        c.VERDICTS,
    ),
)

STEPS = Frame(
    title=N_("Open deals by their next step"),
    key="state",
    order="state",
    nothing="",
    fields=(
        col.code("state", N_("Next step"), c.STEP),
        c.N_DEALS,
        c.AMOUNT,
        col.kpi("weighted", "weighted_pipeline"),
    ),
)

DEPENDING = Frame(
    title=N_("Customers with won deals: how easily they could replace us"),
    key="customer_id",
    order="-won_amount",
    shows="customer_id n_won won_amount before_month before now_month now change",
    rows=8,
    nothing="",
    fields=(
        c.CUSTOMER,
        col.whole("n_won", N_("Deals won")),
        col.money("won_amount", N_("Amount won"), shown=COLUMN),
        col.month("before_month", N_("Before, issued for")),
        col.month("now_month", N_("After, issued for")),
        col.number("before", N_("Replaceability before"), digits=3, shown="factor"),
        col.number("now", N_("Replaceability after"), digits=3, shown="factor"),
        col.number("change", N_("Change"), digits=3, shown="decimal"),
    ),
)

DEPENDENCE = Frame(
    title=N_("Does a won deal make customers depend on us?"),
    key="scope",
    shows="n_issues n_customers n_others change change_low change_high could_see verdict",
    nothing="",
    fields=(
        col.SCOPE,
        col.whole("n_issues", N_("Months with an index")),
        col.whole("n_customers", N_("Customers with a won deal")),
        col.whole("n_others", N_("Customers without")),
        col.number("change", N_("Change against the others"), digits=4, shown="factor"),
        col.number("change_low", N_("Change, low"), digits=4, shown="factor"),
        col.number("change_high", N_("Change, high"), digits=4, shown="factor"),
        col.number("could_see", N_("Smallest change that would be seen"), digits=4, shown="factor"),
        col.code("verdict", N_("Verdict"), DEPENDS),
    ),
)

DECISIONS = (
    Decision(
        "no_step",
        N_("Enter a next step with its day for each deal of the list."),
        N_("rep of the deal"),
        "steps.weighted",
        N_("in open deals without a next step, by their chances"),
        lever="set_right",
        asks="manager",
    ),
    Decision(
        "step_passed",
        N_("Do the next step, or set another day for it."),
        N_("rep of the deal"),
        "steps.weighted",
        N_("in open deals whose next step is overdue, by their chances"),
        lever="set_right",
        asks="manager",
    ),
)


def answer(page: Results) -> list[Finding]:
    """Say which deals lack a next step."""
    return [one for one in _steps(page) if one.status != "info"][:1]


def found(page: Results) -> list[Finding]:
    """Say what helps beyond chance, what cannot be told, which deals lack a step, dependence."""
    return [*_steps(page), *_effects(page), *_dependence(page)]


def _steps(page: Results) -> list[Finding]:
    if page.steps.is_empty and not page.deal_forecast.is_empty:
        text = N_("Next steps of deals are not exported: whether one is missing cannot be told.")
        return [say("steps", "info", text)]
    said = []
    for row in page.steps.where(state="none"):
        text = N_(
            "Open deals without a next step: {n_deals}, of {amount}; by their chances {weighted}."
        )
        said.append(say("no_step", "watch", text, row))
    for row in page.steps.where(state="passed"):
        text = N_(
            "Open deals whose next step is overdue: {n_deals}, of {amount}; by their"
            " chances {weighted}."
        )
        said.append(say("step_passed", "watch", text, row))
    for row in page.steps.where(state="undated"):
        text = N_(
            "Open deals whose next step has no day: {n_deals}, of {amount}; by their chances"
            " {weighted}."
        )
        said.append(say("step_undated", "watch", text, row))
    for row in page.steps.where(state="ahead"):
        if not said:
            text = N_("All open deals ({n_deals}) have a next step ahead.")
            said.append(say("steps", "good", text, row))
    return said


def _effects(page: Results) -> list[Finding]:
    if page.effects.is_empty:
        text = N_(
            "What touches and levers do cannot be told: too few deals have closed with them known."
        )
        return [say("effects", "info", text)]
    said = []
    for row in page.effects.where(verdict="works"):
        said.append(say("works", "good", _WORKS[row["family"]], row))
    for row in page.effects.where(verdict="harms"):
        said.append(say("harms", "watch", _HARMS[row["family"]], row))
    rows = page.effects.where(verdict="cannot_tell").by("-n_with")
    return [*said, *[say("cannot_tell", "info", _UNTOLD[row["family"]], row) for row in rows][:3]]


_UNTOLD = {
    "touch": N_(
        "What one more {item} does cannot be told: {effect} points of chance ({effect_low} to"
        " {effect_high}) over {n_deals} closed deals; an effect of {could_see} would have been seen"
        " in four cases of five."
    ),
    "lever": N_(
        "What the lever {item} does cannot be told: {effect} points of chance against the others"
        " ({effect_low} to {effect_high}) over {n_deals} closed deals; an effect of {could_see}"
        " would have been seen in four cases of five."
    ),
}
_WORKS = {
    "touch": N_(
        "One more {item} went along with {effect} points of chance ({effect_low} to"
        " {effect_high}, all kinds of touches together) over {n_deals} closed deals."
    ),
    "lever": N_(
        "Deals moved by {item} were won more than others: {effect} points of chance ({effect_low}"
        " to {effect_high}, all levers together) over {n_deals} closed deals."
    ),
}
_HARMS = {
    "touch": N_(
        "One more {item} went along with {effect} points of chance ({effect_low} to"
        " {effect_high}) over {n_deals} closed deals: what is hard to win may be touched more."
    ),
    "lever": N_(
        "Deals moved by {item} were won less than others: {effect} points of chance ({effect_low}"
        " to {effect_high}, all levers together) over {n_deals} closed deals."
    ),
}


def _dependence(page: Results) -> list[Finding]:
    row = page.dependence.first
    texts = {
        "rises": N_(
            "Customers with a won deal have come to depend more on us than the others: their"
            " replaceability changed by {change} against theirs ({change_low} to {change_high},"
            " {n_customers} customers)."
        ),
        "falls": N_(
            "Customers with a won deal have become easier to lose than the others: their"
            " replaceability changed by {change} against theirs ({change_low} to {change_high},"
            " {n_customers} customers)."
        ),
        "cannot_tell": N_(
            "Whether won deals make customers depend more on us cannot be told: replaceability"
            " changed by {change} against the others ({change_low} to {change_high},"
            " {n_customers} customers); a change of {could_see} would have been seen in four cases"
            " of five."
        ),
        "few": N_(
            "Whether won deals make customers depend more on us is not yet assessed: it takes the"
            " customers' index of two earlier months ({n_issues} there) and customers with deals"
            " won in between ({n_customers})."
        ),
    }
    status: Status = {"rises": "good", "falls": "watch"}.get(row["verdict"], "info")  # type: ignore[assignment]
    return [say("dependence", status, texts[row["verdict"]], row)]


def without_step(page: Results) -> Result:
    """Return the open deals without a next step, and those whose step is overdue."""
    rows = page.deal_forecast
    return rows.keep(rows.frame["step"].isin(["none", "passed"]).to_numpy()).by("-amount")


def tables(page: Results) -> list[TableView]:
    """Return effects, plays, deals without a step, and dependence."""
    lacking = without_step(page)
    columns = "opportunity_id customer_id rep_id stage amount win_chance step next_step next_play"
    found = [page.effects.table(), page.plays.table(folded=True)]
    if not lacking.is_empty:
        found.insert(0, lacking.table(columns, rows=10))
    return [*found, page.depending.table(folded=True)]


def draw(page: Results, ax: Axes | None = None) -> Axes:
    """Draw effects with their ranges."""
    rows = page.effects.known("effect")
    words = {"title": N_("Effect on the chance of winning")}
    return kinds.intervals(
        rows, "item family", "effect effect_low effect_high", at=0, ax=ax, **words
    )


def alt(page: Results) -> Finding:
    """Say what the picture shows."""
    rows = page.effects.known("effect").by("-effect")
    if rows.is_empty:
        return say("drawn", "info", N_("No effect can be shown."))
    text = N_(
        "The largest effect is that of {item}: {effect} points ({effect_low} to {effect_high})."
    )
    return say("drawn", "info", text, rows.first)
