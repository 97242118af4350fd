"""Which reports came, in time, and whether they can be believed."""

from __future__ import annotations

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.page import Results
from salesnb.contracts.results import TableView
from salesnb.findings import Finding, say
from salesnb.i18n import N_
from salesnb.pages.visits import columns as c

KIND = {
    **c.TOTAL,
    "daily": N_("daily report"),
    "weekly": N_("weekly report"),
    "monthly": N_("monthly report"),
    "inspection": N_("inspection report"),
    "registration": N_("registration report"),
}
RECEIVED = Frame(
    title=N_("Reports due in the month"),
    key="kind",
    order="kind",
    total="kind",
    nothing="",
    shows="kind n_due received on_time plausible n_claimed n_copied n_impossible n_differs",
    fields=(
        col.code("kind", N_("Kind"), KIND),
        col.whole("n_due", N_("Due")),
        col.whole("n_received", N_("Received")),
        col.whole("n_on_time", N_("On time")),
        col.whole("n_plausible", N_("Plausible")),
        col.whole("n_good", N_("On time and plausible")),
        col.whole("n_claimed", N_("Claim more visits than held")),
        col.whole("n_copied", N_("Repeat a long text")),
        col.whole("n_impossible", N_("Visits that cannot have been made")),
        col.whole("n_flagged", N_("Stated to be not plausible")),
        col.whole("n_differs", N_("Stated otherwise than worked out")),
        col.share("received", N_("Received, share")),
        col.share("on_time", N_("On time, share")),
        col.share("plausible", N_("Plausible, of received")),
    ),
)


def found(page: Results) -> list[Finding]:
    """Say which reports came, in time, and what speaks against some."""
    rows = page.received.where(kind="total")
    if rows.is_empty:
        return [say("reports", "info", N_("No report was due in the month."))]
    row = rows.first
    text = N_(
        "Reports due in the month: {n_due}; received by its end {n_received} ({received}), on time"
        " {n_on_time} ({on_time})."
    )
    said = [say("reports", "info", text, row)]
    if row["n_received"]:
        text = N_(
            "Plausible as worked out anew from visits, times and texts: {n_plausible} of"
            " {n_received} received ({plausible}). Claiming more visits than held: {n_claimed};"
            " with visits that cannot have been made: {n_impossible}; repeating a text: {n_copied}."
        )
        doubted = row["n_plausible"] < row["n_received"]
        said.append(say("plausible", "watch" if doubted else "good", text, row))
    if row["n_differs"]:
        text = N_(
            "Reports of which the exports state otherwise: {n_differs}; here what was worked out"
            " counts."
        )
        said.append(say("differs", "info", text, row))
    return said


def tables(page: Results) -> list[TableView]:
    """Return reports by kind."""
    return [page.received.table()]
