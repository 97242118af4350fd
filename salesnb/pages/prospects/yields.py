"""What does each source bring? Its part of the directory, valid leads, customers, cost, return."""

from __future__ import annotations

from matplotlib.axes import Axes

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.page import Results
from salesnb.contracts.results import TableView
from salesnb.findings import Decision, Finding, say
from salesnb.i18n import N_
from salesnb.i18n.formats import COLUMN
from salesnb.pages.prospects import columns as c
from salesnb.pages.prospects import compared
from salesnb.pages.prospects.compared import COMPARED, of_sources
from salesnb.plots import kinds

VERDICT = {
    "total": N_("all sources"),
    "more": N_("brings more than the others"),
    "fair": N_("not beyond chance"),
    "less": N_("brings less than the others"),
    "stop": N_("costs more than it brings"),
    "no_cost": N_("no cost known"),
    "no_worth": N_("too few new customers"),
    "few": N_("too few leads"),
}

SOURCES = Frame(
    title=N_("Sources of prospects"),
    key="lead_source_id",
    total="lead_source_id",
    order="-n_entries",
    shows="lead_source_id entry_share n_leads valid_share cost_per_valid customer_share order_days"
    " return verdict",
    optional="cost_per_valid valid_share return",
    fields=(
        c.SOURCE,
        col.whole("n_entries", N_("Firms")),
        col.whole("n_alone", N_("Firms from there alone")),
        col.share("entry_share", N_("Share of all firms with a source")),
        col.whole("n_leads", N_("Leads")),
        col.whole("n_recent", N_("Leads of twelve months")),
        col.whole("n_decided", N_("Leads that were judged")),
        col.whole("n_valid", N_("Valid leads")),
        col.share("valid_share", N_("Valid")),
        col.share("valid_low", N_("Valid: low, 95 %")),
        col.share("valid_high", N_("Valid: high, 95 %")),
        col.share("valid_rest", N_("Valid of all other sources")),
        col.code("valid_verdict", N_("Valid, against the others"), COMPARED),
        col.money("cost_amount", N_("Cost of all leads")),
        col.money("cost_per_lead", N_("Cost of a lead")),
        col.money("cost_per_valid", N_("Cost of a valid lead"), shown=COLUMN),
        col.money("cost_low", N_("Cost of a valid lead: low, 95 %"), shown=COLUMN),
        col.money("cost_high", N_("Cost of a valid lead: high, 95 %"), shown=COLUMN),
        col.money("recent_cost", N_("Cost of twelve months")),
        col.whole("n_won", N_("Leads with a won deal")),
        col.whole("n_customers", N_("New customers who ordered")),
        col.money("sales_amount", N_("Sales of these new customers so far"), shown=COLUMN),
        col.share("customer_share", N_("Become customers")),
        col.share("customer_low", N_("Become customers: low, 95 %")),
        col.share("customer_high", N_("Become customers: high, 95 %")),
        col.share("customer_rest", N_("Become customers, of all other sources")),
        col.code("customer_verdict", N_("Become customers, against the others"), COMPARED),
        col.number("order_days", N_("Days to the first order"), digits=1, shown="days"),
        col.number("order_low", N_("Days to the first order: low"), digits=1, shown="days"),
        col.number("order_high", N_("Days to the first order: high"), digits=1, shown="days"),
        col.factor("return", N_("Return on its cost")),
        col.factor("return_low", N_("Return: low, 95 %")),
        col.factor("return_high", N_("Return: high, 95 %")),
        col.factor("return_rest", N_("Return of all other sources")),
        col.money("recent_worth", N_("What twelve months of leads are worth")),
        col.money("recent_net", N_("Worth less cost of twelve months")),
        col.code("verdict", N_("Verdict"), VERDICT),
    ),
)

DECISIONS = (
    Decision(
        "source_more",
        N_("Put more into this source first, a quarter at a time, while valid leads keep coming."),
        N_("head of marketing"),
        "sources.recent_net",
        N_("worth of twelve months of its leads, less their cost"),
        lever="move_means",
        asks="manager",
    ),
    Decision(
        "source_less",
        N_("Move money from this source to those that bring more, and keep a small test of it."),
        N_("head of marketing"),
        "sources.recent_cost",
        N_("spent on its leads in twelve months"),
        lever="move_means",
        asks="manager",
    ),
    Decision(
        "source_stop",
        N_("Stop paying for leads of this source."),
        N_("head of marketing"),
        "sources.recent_cost",
        N_("spent on its leads in twelve months"),
        lever="stop_giving",
        asks="manager",
    ),
)


def answer(page: Results) -> list[Finding]:
    """Say which source brings clearly more or less for its cost; or why that cannot be told."""
    said = judged(page)
    return said or [_unjudged(page)] if not of_sources(page).is_empty else []


def judged(page: Results) -> list[Finding]:
    """Say of the best and of the worst source what they bring, beyond chance."""
    rows, said = of_sources(page), []
    best = rows.where(verdict="more").by("-return")
    if not best.is_empty:
        said.append(say("source_more", "watch", _MORE, best.first, basis=page.basis.first))
    stop = rows.where(verdict="stop").by("-recent_cost")
    less = rows.where(verdict="less").by("-recent_cost")
    if not stop.is_empty:
        said.append(say("source_stop", "act", _STOP, stop.first, basis=page.basis.first))
    elif not less.is_empty:
        said.append(say("source_less", "watch", _LESS, less.first))
    return said


_MORE = N_(
    "{lead_source_id} brings most for its cost: at what a new customer of any source brings, its"
    " leads bring {return} times what they cost within {basis.horizon} months ({return_low} to"
    " {return_high}), the other sources together {return_rest} times; {valid_share} of its leads"
    " are valid."
)
_LESS = N_(
    "{lead_source_id} brings less than the others: {return} times its cost ({return_low} to"
    " {return_high}), the other sources together {return_rest} times; it cost {recent_cost} in"
    " twelve months."
)
_STOP = N_(
    "{lead_source_id} costs more than it brings within {basis.horizon} months: {return} times its"
    " cost ({return_low} to {return_high}); it cost {recent_cost} in twelve months."
)


def _unjudged(page: Results) -> Finding:
    """Say why no source is judged by what it brings."""
    rows = of_sources(page).frame
    if rows["cost_per_lead"].isna().all():
        text = N_(
            "Which source pays cannot be told: no cost of leads came in (cost_amount of leads)."
        )
    elif (page.basis.first["worth_basis"] == "none") or rows["return"].isna().all():
        text = N_(
            "Which source pays cannot be told yet: it takes at least five new customers whose lead"
            " is {horizon} months old."
        )
    elif rows["return"].notna().sum() < 2:
        text = N_(
            "Only one source can be weighed by what it brings: there is none to compare with."
        )
    else:
        text = N_("No source brings more or less for its cost than the others, beyond chance.")
    return say("sources", "info", text, page.basis.first)


def found(page: Results) -> list[Finding]:
    """Say what sources bring, what the four usual kinds found, and what the worth rests on."""
    return [*answer(page), *four(page), *compared.found(page), *worth(page)]


def four(page: Results) -> list[Finding]:
    """Say whether associations, directories, exhibitions and the web gave what is claimed."""
    row = page.basis.first
    if not row.is_known("four_share"):
        return []
    if row["four_low"] > row["claimed_share"]:
        text = N_(
            "Associations, directories, exhibitions and online search found {four_share} of"
            " {n_sourced} firms with a known source ({four_low} to {four_high}): more than the"
            " {claimed_share} that is usually claimed."
        )
    elif row["four_high"] < row["claimed_share"]:
        text = N_(
            "Associations, directories, exhibitions and online search found {four_share} of"
            " {n_sourced} firms with a known source ({four_low} to {four_high}): less than the"
            " {claimed_share} that is usually claimed."
        )
    else:
        text = N_(
            "Associations, directories, exhibitions and online search found {four_share} of"
            " {n_sourced} firms with a known source ({four_low} to {four_high}), as the"
            " {claimed_share} that is usually claimed."
        )
    return [say("four", "info", text, row)]


def worth(page: Results) -> list[Finding]:
    """Say what a new customer is worth, and on how many that rests."""
    row = page.basis.first
    if not row.is_known("customer_amount"):
        return []
    if row["worth_basis"] == "deals":
        text = N_(
            "A lead that wins a deal within {horizon} months brings {customer_amount}"
            " ({customer_low} to {customer_high}), by {n_new_customers} won deals."
        )
    else:
        text = N_(
            "A new customer buys {customer_amount} within {horizon} months of its lead"
            " ({customer_low} to {customer_high}), as {n_new_customers} did."
        )
    said = [say("worth", "info", text, row)]
    if not row.is_known("margin_share"):
        text = N_("No cost of goods is known, so returns are of sales, not of margin.")
        said.append(say("no_margin", "info", text))
    return said


def ranges(page: Results) -> TableView:
    """Return the ranges of all shares, times and returns, folded."""
    names = ("valid", "customer", "order", "return")
    ends = " ".join(f"{one}_{end}" for one in names for end in ("low", "high"))
    return page.sources.table(f"lead_source_id {ends}", folded=True)


def others(page: Results) -> TableView:
    """Return each source beside all the others together, folded."""
    shares = "valid_share valid_rest valid_verdict customer_share customer_rest customer_verdict"
    return page.sources.table(f"lead_source_id {shares} return return_rest", folded=True)


def counts(page: Results) -> TableView:
    """Return what shares are made of, and the money, folded."""
    counted = "n_entries n_decided n_valid cost_low cost_high n_customers sales_amount cost_amount"
    return page.sources.table(f"lead_source_id {counted}", folded=True)


def draw(page: Results, ax: Axes | None = None) -> Axes:
    """Draw the share of valid leads by source; where leads are not judged, of later customers."""
    rows = of_sources(page)
    if page.basis.first["judged_by"] == "valid":
        title, columns = (
            N_("Valid leads by source, with ranges"),
            "valid_share valid_low valid_high",
        )
        return kinds.estimates(rows, "lead_source_id", columns, ax=ax, title=title)
    if page.basis.first["judged_by"] == "none":
        return kinds.bars(rows, "lead_source_id", "n_entries", ax=ax, title=N_("Firms by source"))
    title = N_("Leads that become customers, by source, with ranges")
    columns = "customer_share customer_low customer_high"
    return kinds.estimates(rows, "lead_source_id", columns, ax=ax, title=title)


def alt(page: Results) -> Finding:
    """Say what the picture shows."""
    none = say("sources", "info", N_("No source is known of any firm."))
    return next(iter([*compared.found(page), *answer(page)]), none)
