"""What stays on its day: this plan against that of the month before, as issued."""

from __future__ import annotations

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.page import Results
from salesnb.contracts.results import TableView
from salesnb.findings import Finding, say
from salesnb.i18n import N_
from salesnb.pages.routes import columns as c

STAYS = Frame(
    title=N_("Against the plan of the month before"),
    key="scope",
    nothing="",
    fields=(
        col.SCOPE,
        col.month("before_month", N_("Month of that plan")),
        col.whole("n_before", N_("Visits of that plan")),
        col.whole("n_both", N_("Of customers in both")),
        col.whole("n_stays", N_("On their day")),
        col.whole("n_moved", N_("On another day")),
        col.share("stays_share", N_("On their day, share")),
        col.whole("n_weekday", N_("On their weekday")),
        col.share("weekday_share", N_("On their weekday, share")),
        col.whole("n_new", N_("New visits")),
        col.whole("n_gone", N_("No longer due")),
    ),
)

MOVED = Frame(
    title=N_("Visits on another day than in the month before"),
    key="customer_id before_slot before_weekday",
    order="rep_id customer_id",
    shows="rep_id customer_id before_slot before_weekday slot_now weekday",
    nothing="",
    fields=(
        c.REP,
        c.CUSTOMER,
        col.whole("before_slot", N_("Week before")),
        col.code("before_weekday", N_("Weekday before"), c.WEEKDAY),
        col.whole("slot_now", N_("Week now")),
        col.code("weekday", N_("Weekday now"), c.WEEKDAY),
    ),
)


def found(page: Results) -> list[Finding]:
    """Say how many visits keep their day, and that nothing was issued before."""
    if page.stays.is_empty:
        text = N_(
            "No plan of routes was issued for the month before: this one begins anew, and the next"
            " one will keep its days."
        )
        return [say("first", "info", text)]
    row = page.stays.first
    if not row["n_both"]:
        return [say("none", "info", N_("No customer of the plan before is visited again."), row)]
    text = N_(
        "Of {n_both} visits to customers of both plans {n_weekday} keep their weekday"
        " ({weekday_share}), {n_stays} of them their week, too ({stays_share}); {n_new} are new and"
        " {n_gone} no longer due. Months with other working days do not have the same weeks."
    )
    return [say("stays", "good" if row["weekday_share"] >= 0.8 else "watch", text, row)]


def answer(page: Results) -> list[Finding]:
    """Say how many visits keep their day."""
    return [] if page.stays.is_empty else found(page)


def tables(page: Results) -> list[TableView]:
    """Return what stays, and what moves."""
    return [page.stays.table(), page.moved.table(folded=True)]
