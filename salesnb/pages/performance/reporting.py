"""Reporting discipline: what was due, what came, what came in time and holds water."""

from __future__ import annotations

from matplotlib.axes import Axes

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.page import Results
from salesnb.contracts.results import Result, TableView
from salesnb.findings import Finding, say
from salesnb.i18n import N_
from salesnb.members import TOTAL
from salesnb.pages.performance import columns as c
from salesnb.plots import kinds

ALL = "all"
KIND = {
    "all": N_("all kinds"),
    "daily": N_("daily report"),
    "weekly": N_("weekly report"),
    "monthly": N_("monthly report"),
    "inspection": N_("inspection report"),
    "registration": N_("market registration"),
}
DRAWN = 15
REPORTING = Frame(
    title=N_("Reports due, received, in time and plausible"),
    key="dimension node kind",
    order="dimension kind good",
    shows="node n_expected received_share on_time_share plausible_share n_claimed good good_low"
    " good_high",
    nothing="",
    fields=(
        c.DIMENSIONS,
        c.NODE,
        col.code("kind", N_("Kind of report"), KIND),
        col.whole("n_expected", N_("Due")),
        col.whole("n_received", N_("Received")),
        col.whole("n_on_time", N_("In time")),
        col.whole("n_plausible", N_("Plausible")),
        col.whole("n_good", N_("In time and plausible")),
        col.whole("n_doubted", N_("Doubted by who checked them")),
        col.whole("n_claimed", N_("Claim more visits than held")),
        col.whole("n_copied", N_("Repeat a long text")),
        col.share("received_share", N_("Received, of those due")),
        col.share("on_time_share", N_("In time, of those due")),
        col.share("plausible_share", N_("Plausible, of those received")),
        col.kpi("good", "reporting_discipline"),
        col.share("good_low", N_("Reporting discipline, low")),
        col.share("good_high", N_("Reporting discipline, high")),
    ),
)


def found(page: Results) -> list[Finding]:
    """Say what came, in time and plausible, which kind is worst, and who differs."""
    rows = page.reporting.where(dimension=TOTAL)
    if rows.is_empty:
        text = N_(
            "Reporting is not judged: no report was due in the months judged. The table reports"
            " (due_on, received_on) would tell."
        )
        return [say("reports", "info", text)]
    text = N_(
        "Of {n_expected} reports due {received_share} came and {on_time_share} came in time; in"
        " time and plausible are {good} ({good_low} to {good_high})."
    )
    said = [say("reports", "info", text, rows.where(kind=ALL).first)]
    return [*said, *_unseen(rows), *_doubts(rows), *_worst(rows), *c.differing(page, "reporting")]


def _unseen(rows: Result) -> list[Finding]:
    """Say that missing reports would not be seen where every one listed came."""
    row = rows.where(kind=ALL).first
    text = N_(
        "All {n_expected} reports in the table came: whether it also lists reports that never came"
        " cannot be told."
    )
    return [say("unseen", "info", text, row)] if row["n_received"] == row["n_expected"] else []


def _doubts(rows: Result) -> list[Finding]:
    row = rows.where(kind=ALL).first
    text = N_(
        "Not plausible: {n_claimed} reports claim more visits than the visits of their period held,"
        " {n_doubted} were doubted by who checked them, {n_copied} repeat a long text word by word."
        " A visit recorded late explains some of the first."
    )
    is_any = row["n_claimed"] + row["n_doubted"] + row["n_copied"]
    return [say("doubts", "watch", text, row)] if is_any else []


def _worst(rows: Result) -> list[Finding]:
    kinds_ = rows.keep((rows.frame["kind"] != ALL).to_numpy())
    if len(kinds_.frame) < 2:
        return []
    text = N_(
        "Least disciplined is the {kind}: {good} of {n_expected} came in time and plausible"
        " ({good_low} to {good_high})."
    )
    return [say("worst_kind", "info", text, kinds_.by("good").first)]


def drawn(page: Results) -> Result:
    """Return reps drawn (regions where there are none), the least disciplined first."""
    rows = page.reporting.where(kind=ALL)
    return c.first_with_rows(rows).by("good").take(slice(DRAWN))


def draw(page: Results, ax: Axes | None = None) -> Axes:
    """Draw the share of reports in time and plausible, with ranges, against the firm's."""
    whole = page.reporting.where(dimension=TOTAL, kind=ALL)
    level = None if whole.is_empty else float(whole.first["good"])
    title = N_("Reports in time and plausible, the least first")
    estimate = "good good_low good_high"
    return kinds.intervals(drawn(page), "node kind", estimate, at=level, ax=ax, title=title)


def alt(page: Results) -> Finding:
    """Say what the picture shows."""
    rows = drawn(page)
    if rows.is_empty:
        return say("reports_drawn", "info", N_("No reports can be shown."))
    text = N_(
        "Reports in time and plausible: {node} has the lowest share with {good} ({good_low} to"
        " {good_high}) of {n_expected}."
    )
    return say("reports_drawn", "info", text, rows.first)


def tables(page: Results) -> list[TableView]:
    """Return reports of reps; by kind (folded)."""
    rows = c.first_with_rows(page.reporting.where(kind=ALL))
    if rows.is_empty:
        return []
    by_kind = page.reporting.where(dimension=TOTAL)
    columns = "kind n_expected n_received n_on_time n_plausible good good_low good_high"
    return [rows.table(), by_kind.table(columns, folded=True)]
