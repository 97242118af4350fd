"""Whether the classes foretell who earns: the company's own year, held out."""

from __future__ import annotations

from matplotlib.axes import Axes

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.page import Results
from salesnb.findings import Finding, Status, say
from salesnb.i18n import N_
from salesnb.plots import kinds

METHOD = {
    "classes": N_("these classes"),
    "rfm": N_("RFM: how recently, how often, how much"),
    "revenue": N_("sales of the year before"),
}
STATE = {
    "measured": N_("measured"),
    "too_short": N_("the sales do not reach back two years"),
    "too_few": N_("too few customers, or none that was A"),
}

HELD_OUT = Frame(
    name="held_out",
    title=N_("What each method's first customers brought in the year after"),
    key="method",
    order="-share_a",
    shows="method share_a share_ab order lead lead_low lead_high",
    nothing="",
    fields=(
        col.code("method", N_("Chosen by"), METHOD),
        col.share("share_a", N_("As many as A: share of what came")),
        col.share("share_ab", N_("As many as A and B: share of what came")),
        col.number("order", N_("Rank correlation"), digits=4, shown="decimal"),
        col.share("lead", N_("Lead of the classes, % points"), shown="points"),
        col.share("lead_low", N_("Lead: low, 95 %"), shown="points"),
        col.share("lead_high", N_("Lead: high, 95 %"), shown="points"),
    ),
)

HELD_OUT_BASIS = Frame(
    name="held_out_basis",
    title=N_("What the classes of a year ago were held against"),
    grain=N_("one row"),
    key="scope",
    shows="state since n_customers n_a n_ab",
    fields=(
        col.SCOPE,
        col.code("state", N_("State"), STATE),
        col.month("since", N_("Held out from")),
        col.whole("n_customers", N_("Customers then")),
        col.whole("n_a", N_("A then")),
        col.whole("n_ab", N_("A and B then")),
    ),
)


def answer(page: Results) -> list[Finding]:
    """Say whether classes of a year ago foretold better than RFM and than last year's sales."""
    basis = page.held_out_basis.first
    if page.customer_classes.is_empty:
        return []
    if page.held_out.is_empty:
        text = N_("Whether the classes foretell who earns cannot be told yet: {state}.")
        return [say("foretold", "info", text, basis)]
    if _are_all_alike(page):
        text = N_("""Whether the classes foretell who earns cannot be told: all {n_customers}
            customers of a year ago were A.""")
        return [say("foretold", "info", text, basis)]
    ours, rfm, sales = (page.held_out.row(method=one) for one in METHOD)
    better = N_(
        "Classes of a year ago foretold better: their {basis.n_a} A customers brought {share_a} of"
        " what came since; as many chosen by RFM brought {rfm.share_a}, by sales {sales.share_a}."
    )
    unclear = N_(
        "Classes of a year ago foretold no worse than others, and the lead may be chance:"
        " their {basis.n_a} A customers brought {share_a} of what came since; as many chosen by RFM"
        " brought {rfm.share_a}, by sales {sales.share_a}."
    )
    worse = N_(
        "Classes of a year ago foretold worse: their {basis.n_a} A customers brought {share_a} of"
        " what came since; as many chosen by RFM brought {rfm.share_a}, by sales {sales.share_a}."
    )
    others = (rfm, sales)
    is_behind = any(one["lead"] < 0 for one in others)
    is_sure = all(one.is_known("lead_low") and one["lead_low"] > 0 for one in others)
    text = worse if is_behind else better if is_sure else unclear
    status: Status = "watch" if is_behind else "good" if is_sure else "info"
    return [say("foretold", status, text, ours, rfm=rfm, sales=sales, basis=basis)]


def _are_all_alike(page: Results) -> bool:
    """Return whether every customer was A, so that any choice of as many is the same."""
    basis = page.held_out_basis.first
    return bool(basis["n_a"] == basis["n_customers"])


def found(page: Results) -> list[Finding]:
    """Say the same, and how large a lead could have been told from chance."""
    if not page.held_out.is_empty and _are_all_alike(page):
        return answer(page)
    rows = page.held_out.known("lead_low").keep(slice(None))
    rows = rows.keep((rows.frame["method"] != "classes").to_numpy()).by("lead")
    text = N_(
        "Against {method} the lead is {lead} percentage points ({lead_low} to {lead_high}): a lead"
        " within that range of nothing could not have been told from chance."
    )
    return [*answer(page), *(say(f"lead_{row['method']}", "info", text, row) for row in rows)]


def alt(page: Results) -> Finding:
    """Say what the picture shows."""
    nothing = say("foretold", "info", N_("There is nothing to compare yet."))
    return next(iter(answer(page)), nothing)


def draw(page: Results, ax: Axes | None = None) -> Axes:
    """Draw what each method's first customers brought."""
    return kinds.bars(page.held_out, "method", "share_a", ax=ax)
