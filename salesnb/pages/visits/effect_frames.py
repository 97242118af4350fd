"""Frames of effects: of visits by class and aim, of preparation, of visits to collect."""

from __future__ import annotations

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.i18n import N_
from salesnb.i18n.formats import COLUMN
from salesnb.pages.visits import columns as c
from salesnb.pages.visits import words as w

KIND = {
    "visit": N_("a visit"),
    "aim": N_("a visit with an aim"),
    "readiness": N_("readiness"),
    "preparation": N_("a part of preparation"),
}
ACTION = {"visit": N_("any aim"), **c.OBJECTIVE, **w.PART}
OUTCOME = {
    "orders": N_("orders of the month after"),
    "met": N_("chance to meet the aim"),
    "days_sooner": N_("days that money comes sooner"),
}
UNITS = {"share": N_("share of orders"), "points": N_("share of aims"), "days": N_("days")}
WHEN = {
    "before": N_("the month before a visit"),
    "same": N_("the month of a visit"),
    "after": N_("the month after a visit"),
    "naive": N_("customers with one visit more"),
}
COVERS = {
    "yes": N_("earns its cost"),
    "no": N_("does not earn its cost"),
    "cannot_tell": N_("cannot tell"),
    "": N_("worth or cost not known"),
}
RANGE = "effect effect_low effect_high smallest_visible verdict"

ACTION_EFFECTS = Frame(
    name="action_effects",
    title=N_("Effects of actions"),
    key="kind action outcome customer_class",
    order="kind",
    shows="action outcome customer_class n effect effect_low effect_high verdict unit",
    nothing="",
    fields=(
        col.code("kind", N_("Kind"), KIND),
        col.code("action", N_("Action"), ACTION),
        col.code("outcome", N_("On what"), OUTCOME),
        col.code("customer_class", N_("Class"), c.CLASS),
        col.whole("n", N_("Cases")),
        col.number("effect", N_("Effect"), digits=6, shown="factor"),
        col.number("effect_low", N_("Effect, low"), digits=6, shown="factor"),
        col.number("effect_high", N_("Effect, high"), digits=6, shown="factor"),
        col.number("smallest_visible", N_("Smallest that would be seen"), digits=6, shown="factor"),
        c.VERDICTS,
        col.code("unit", N_("Unit"), UNITS),
    ),
)
VISITS_TOLD = Frame(
    title=N_("What another visit brings in orders of the month after"),
    key="customer_class",
    order="customer_class",
    shows=f"customer_class {RANGE} worth cost covers",
    nothing="",
    fields=(
        col.code("customer_class", N_("Class"), c.CLASS),
        col.whole("n", N_("Visits")),
        col.whole("n_orders", N_("Orders")),
        *c.effect("growth"),
        c.VERDICTS,
        c.UNSURE,
        col.whole("n_year", N_("Visits of the year")),
        col.money("sales_a_month", N_("Usual sales a month"), shown=COLUMN),
        col.share("margin_share", N_("Margin, of sales")),
        col.money("worth", N_("Margin that it brings"), shown=COLUMN),
        col.money("worth_low", N_("Margin, low"), shown=COLUMN),
        col.money("worth_high", N_("Margin, high"), shown=COLUMN),
        col.number("hours", N_("Hours with the way"), digits=3, shown="tenths"),
        col.money("hour_cost", N_("Cost of an hour")),
        col.money("cost", N_("Cost of a visit"), shown=COLUMN),
        col.money("spent", N_("Cost of the year's visits"), shown=COLUMN),
        col.code("covers", N_("Margin against cost"), COVERS),
    ),
)
AIMS_TOLD = Frame(
    title=N_("What a visit brings in orders, by its aim"),
    key="action",
    order="-effect",
    nothing="",
    fields=(
        col.code("action", N_("Aim"), c.OBJECTIVE),
        col.whole("n", N_("Visits")),
        *c.effect("growth"),
        c.VERDICTS,
        c.UNSURE,
    ),
)
TIMING = Frame(
    title=N_("Orders above usual, around a visit"),
    key="when",
    order="when",
    nothing="",
    fields=(col.code("when", N_("When"), WHEN), *c.effect("growth"), c.VERDICTS),
)
PREPARED_TOLD = Frame(
    title=N_("What preparation adds to the chance of meeting an aim"),
    key="action",
    order="action",
    nothing="",
    fields=(
        col.code("action", N_("Prepared"), w.PART),
        col.whole("n", N_("Aims")),
        col.whole("n_met", N_("Met")),
        *c.effect("points"),
        c.VERDICTS,
    ),
)
COLLECTED = Frame(
    title=N_("What a visit to collect brings in days"),
    key="action",
    shows=f"n days_with days_without {RANGE}",
    nothing="",
    fields=(
        col.code("action", N_("Aim"), c.OBJECTIVE),
        col.whole("n", N_("Instalments with such a visit")),
        col.whole("n_all", N_("Instalments looked at")),
        col.number("days_with", N_("Days late with it"), digits=3, shown="tenths"),
        col.number("days_without", N_("Days late without"), digits=3, shown="tenths"),
        col.number("effect", N_("Days sooner, all else alike"), digits=3, shown="tenths"),
        col.number("effect_low", N_("Days sooner, low"), digits=3, shown="tenths"),
        col.number("effect_high", N_("Days sooner, high"), digits=3, shown="tenths"),
        col.number("smallest_visible", N_("Smallest that would be seen"), digits=3, shown="tenths"),
        c.VERDICTS,
    ),
)
EFFECTS_BASIS = Frame(
    title=N_("What effects are read from"),
    key="scope",
    nothing="",
    fields=(
        col.SCOPE,
        col.whole("n_visits", N_("Visits made")),
        col.month("first_month", N_("From")),
        col.whole("n_months", N_("Months")),
        col.whole("n_customers", N_("Customers visited")),
        col.whole("n_aims", N_("Aims of visits")),
        col.whole("n_measured", N_("Aims measured")),
        col.whole("n_numbers", N_("By result against target")),
        col.whole("n_contradicted", N_("Stated otherwise than measured")),
        col.whole("n_met", N_("Aims met")),
        col.whole("n_ready", N_("Aims with readiness")),
        col.share("confidence", N_("Confidence of ranges")),
        col.share("matters", N_("Least effect worth having")),
        col.number("matters_days", N_("Least effect, in days"), digits=3, shown="tenths"),
    ),
)
