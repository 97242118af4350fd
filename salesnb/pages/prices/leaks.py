"""Who gives more discount than before, since when, and what explains it."""

from __future__ import annotations

from matplotlib.axes import Axes

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.page import Results
from salesnb.contracts.results import Result
from salesnb.findings import Decision, Finding, say
from salesnb.i18n import N_
from salesnb.i18n.formats import COLUMN
from salesnb.pages.prices import columns as c
from salesnb.plots import kinds

VERDICT = {
    "suspect": N_("to be asked: nothing explains it"),
    "approved": N_("explained: granted"),
    "promotion": N_("explained: promotion"),
    "unchanged": N_("no change"),
    "too_few": N_("too few lines to tell"),
}
CHANGED = ("suspect", "approved", "promotion")
SAID = 3

LEAKS = Frame(
    title=N_("Discounts of reps against what their customers used to get"),
    key="rep_id",
    order="verdict -amount",
    shows="rep_id since extra low high approved_amount promotion_amount amount verdict",
    rows=10,
    nothing="",
    fields=(
        c.REP,
        col.month("since", N_("Since")),
        c.LINES,
        col.whole("n_customers", N_("Customers")),
        c.LIST,
        col.share("extra", N_("Extra discount, unexplained")),
        col.share("low", N_("Extra discount, low")),
        col.share("high", N_("Extra discount, high")),
        col.share("least_seen", N_("Least that would have been seen")),
        col.money("promotion_amount", N_("Promoted"), shown=COLUMN),
        col.money("approved_amount", N_("Granted"), shown=COLUMN),
        col.money("amount", N_("Unexplained"), shown=COLUMN),
        col.money("amount_year", N_("Unexplained in the last twelve months"), shown=COLUMN),
        col.share("approved_share", N_("Share granted")),
        col.code("verdict", N_("Verdict"), VERDICT),
    ),
)

LEAK_MONTHS = Frame(
    title=N_("Discounts month by month of reps whose prices changed"),
    key="rep_id month",
    nothing="",
    fields=(
        c.REP,
        col.MONTH,
        col.share("discount", N_("Rep: discounts that nothing explains")),
        col.share("explained", N_("Rep: all discounts")),
        col.share("others", N_("All other reps")),
        c.LIST,
    ),
)

DECISIONS = (
    Decision(
        "leak",
        N_("Ask the rep for the reason of each line, and stop discounts that nobody granted."),
        N_("head of sales"),
        "leaks.amount_year",
        N_("given beyond the usual in twelve months, unexplained"),
        lever="stop_giving",
        asks="manager",
    ),
)


def suspects(page: Results) -> Result:
    return page.leaks.where(verdict="suspect").by("-amount")


def answer(page: Results) -> list[Finding]:
    """Say who gives more discount than before without an explanation; or what would have shown."""
    if page.basis.is_empty or page.basis.first["state"] == "no_lines":
        return []
    row = page.basis.first
    if row["state"] == "no_list":
        text = N_(
            "Whether reps give more discount than before cannot be told without list prices: export"
            " list_amount, or product_prices."
        )
        return [say("leak", "info", text)]
    if row["state"] == "too_short":
        text = N_(
            "Whether reps give more discount than before cannot be told yet: it takes lines of"
            " several months before and since at the same customers."
        )
        return [say("leak", "info", text)]
    found = [_suspect(one) for one in suspects(page).take(slice(SAID))]
    return found or [_nobody(page)]


def _suspect(row) -> Finding:  # type: ignore[no-untyped-def]
    text = N_(
        "{rep_id} has given {extra} of list ({low} to {high}) more than the same customers used to"
        " get since {since}: {amount} on {n_lines} lines that no exception and no promotion"
        " explains. That is a question to the rep, no proof."
    )
    return say("leak", "act", text, row)


def _nobody(page: Results) -> Finding:
    text = N_(
        "No rep gives more discount than the same customers used to get beyond what was granted or"
        " promoted: {n_judged} of {n_reps} reps can be judged, and at half of them {least_seen} of"
        " list would have been seen."
    )
    return say("leak", "good", text, page.basis.first)


def explained(page: Results) -> list[Finding]:
    """Say whose discounts rose and are explained."""
    granted = N_(
        "{rep_id} gives more discount since {since}, and asked for it: {approved_amount} was"
        " granted, {amount} is unexplained."
    )
    promoted = N_(
        "{rep_id} gives more discount since {since} under promotions ({promotion_amount});"
        " {amount} is unexplained."
    )
    said = [say("granted", "info", granted, one) for one in page.leaks.where(verdict="approved")]
    more = [say("promoted", "info", promoted, one) for one in page.leaks.where(verdict="promotion")]
    return [*said[:SAID], *more[:SAID]]


def found(page: Results) -> list[Finding]:
    """Say who is asked, who is explained, and who cannot be judged."""
    few = page.leaks.where(verdict="too_few")
    text = N_("{n_judged} of {n_reps} reps have enough lines of the same customers to be judged.")
    unjudged = [] if few.is_empty else [say("unjudged", "info", text, page.basis.first)]
    return [*answer(page), *explained(page), *unjudged]


def table(page: Results) -> Result:
    """Return the reps whose prices changed; all of them where none did."""
    changed = page.leaks.keep(page.leaks.frame["verdict"].isin(CHANGED))
    return page.leaks if changed.is_empty else changed


def draw(page: Results, ax: Axes | None = None) -> Axes:
    """Draw the months of the rep who is asked about most, beside all others."""
    first = suspects(page)
    rep = (
        page.leak_months if first.is_empty else page.leak_months.where(rep_id=first.first["rep_id"])
    )
    if first.is_empty and not rep.is_empty:
        rep = rep.where(rep_id=rep.first["rep_id"])
    looks = {"discount": "bad", "explained": "neutral", "others": "before"}
    title = N_("Discount of list, month by month")
    return kinds.series(rep, looks, ax=ax, title=title)


def alt(page: Results) -> Finding:
    """Say what the picture shows."""
    none = say("leak", "info", N_("No rep's discounts changed beyond what chance makes."))
    first = suspects(page)
    said = explained(page)
    return _suspect(first.first) if not first.is_empty else next(iter(said), none)
