"""With what the visits are prepared: benefit, proof, objections, closing, and what lacks."""

from __future__ import annotations

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.page import Results
from salesnb.contracts.results import TableView
from salesnb.findings import Decision, Finding, say
from salesnb.i18n import N_
from salesnb.i18n.formats import COLUMN
from salesnb.pages.visits import columns as c
from salesnb.pages.visits import words as w

LACKS = {
    "argument": N_("benefit and proof"),
    "answer": N_("an objection with its answer"),
}
LACKING = Frame(
    title=N_("Product groups of which nobody has written what to say"),
    key="product_group lacking",
    order="-worth",
    nothing="",
    fields=(
        c.GROUP,
        col.code("lacking", N_("What lacks"), LACKS),
        col.whole("n_visits", N_("Visits that need it")),
        col.whole("n_customers", N_("Customers")),
        col.money("worth", N_("Worth of their aims"), shown=COLUMN),
    ),
)
CHECKLIST = Frame(
    title=N_("Readiness: what the data show, and what whoever goes ticks"),
    key="item",
    order="item",
    nothing="",
    fields=(
        col.code("item", N_("Point"), w.CHECK),
        col.whole("n_ready", N_("Visits ready by the data")),
        col.whole("n_open", N_("Visits left to tick")),
    ),
)
DECISIONS = (
    Decision(
        "lacking",
        N_("Write benefit, proof, likely objection and answer into plan/arguments.toml."),
        N_("head of product management"),
        "lacking.worth",
        N_("worth of the aims that need it"),
        lever="find_out",
    ),
)


def found(page: Results) -> list[Finding]:
    """Say for how many visits the plan is complete, and what is not written yet."""
    rows = page.checklist.where(item="plan_complete")
    if rows.is_empty or page.visit_sheets.is_empty:
        return [say("no_sheets", "info", N_("No sheet was made, so that none needs words."))]
    text = N_(
        "Visits whose sales aims all have proof and an answer at hand: {n_ready}; visits that lack"
        " one of them: {n_open}."
    )
    said = [say("ready", "info", text, rows.first)]
    lack = N_(
        "What to say of {product_group} is not written ({lacking}): visits that need it"
        " {n_visits}, their aims worth {worth}."
    )
    for row in page.lacking.by("-worth").take(slice(1)):
        said.append(say("lacking", "watch", lack, row))
    return said


def tables(page: Results) -> list[TableView]:
    """Return words and ways for a rep's week, what lacks, and the checklist."""
    shown = [page.week_words, page.week_ways, page.lacking, page.checklist]
    return [one.table() for one in shown if not one.is_empty]
