"""Where are they? Prospects against the white space of the market, and who is like those won."""

from __future__ import annotations

from matplotlib.axes import Axes

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.page import Results
from salesnb.contracts.results import Result
from salesnb.findings import Decision, Finding, say
from salesnb.i18n import N_
from salesnb.i18n.formats import COLUMN
from salesnb.pages.prospects import columns as c
from salesnb.plots import kinds

PLACE = (
    col.money("potential", N_("Potential"), shown=COLUMN),
    col.money("sales", N_("Sales of twelve months"), shown=COLUMN),
    col.money("white_space", N_("White space"), shown=COLUMN),
    col.money("at_usual_share", N_("To gain at our usual share"), shown=COLUMN),
    col.whole("n_customers", N_("Customers")),
    c.OPEN,
    col.whole("n_listed", N_("In lists alone")),
    col.whole("n_waiting", N_("Waiting for a call")),
    col.whole("n_further", N_("Further on")),
    col.whole("n_incomplete", N_("Without a telephone")),
    col.number(
        "expected_good", N_("Good ones expected of those who wait"), digits=2, shown="tenths"
    ),
    col.money("white_each", N_("White space per open prospect"), shown=COLUMN),
)
SHOWN = "n_customers n_prospects n_listed n_waiting potential white_space white_each"

REGIONS = Frame(
    title=N_("Prospects and white space by region"),
    key="region_id",
    order="-white_space -n_prospects",
    shows=f"region_id {SHOWN}",
    optional="potential white_space white_each n_listed n_waiting",
    fields=(c.REGION, *PLACE),
)
GAPS = Frame(
    title=N_("Regions and segments with much white space and few prospects"),
    key="region_id segment",
    order="-white_each -white_space",
    shows="region_id segment n_customers n_prospects potential white_space white_each",
    rows=10,
    nothing="",
    fields=(c.REGION, c.SEGMENT, *PLACE),
)
ALIKE = Frame(
    title=N_("Firms in lists that are most like those we won"),
    key="kind prospect_id",
    order="-likeness",
    shows="prospect_id region_id segment lead_source_id n_sources likeness consent seen_on",
    rows=10,
    nothing="",
    fields=(
        c.KINDS,
        c.PROSPECT,
        c.REGION,
        c.SEGMENT,
        c.SOURCE,
        c.N_SOURCES,
        col.factor("likeness", N_("Chance of such leads over that of all")),
        c.CONSENTS,
        c.SEEN,
        c.STALE,
        c.COMPLETE,
    ),
)

DECISIONS = (
    Decision(
        "gap",
        N_("Look for prospects there first: association lists, the next exhibition, own visits."),
        N_("head of marketing"),
        "gaps.at_usual_share",
        N_("sales more a year there at our usual share"),
        lever="close_gap",
        asks="manager",
    ),
)


def found(page: Results) -> list[Finding]:
    """Say where white space has too few prospects, and who is like those that were won."""
    return [*gap(page), *likeness(page)]


def gap(page: Results) -> list[Finding]:
    """Say in which region and segment most white space stands per prospect."""
    rows = page.gaps
    if rows.is_empty:
        if page.regions.is_empty:
            return [say("no_market", "info", N_("No region is known of any prospect."))]
        text = N_("How large the market is where they are is not yet assessed (03_market).")
        if page.regions.frame["potential"].notna().any():
            text = N_("By the sizes of the market, nothing is left there that others sell.")
        return [say("no_market", "info", text)]
    empty = rows.where(n_prospects=0).by("-white_space")
    row = rows.first if empty.is_empty else empty.first
    if not row["n_prospects"]:
        text = N_(
            "{region_id}, {segment}: {white_space} of the market is bought elsewhere, and no open"
            " prospect is known there."
        )
    elif row["n_prospects"] == 1:
        text = N_(
            "{region_id}, {segment}: {white_space} of the market is bought elsewhere, and one open"
            " prospect is known there."
        )
    else:
        text = N_(
            "{region_id}, {segment}: {white_space} of the market is bought elsewhere, and"
            " {n_prospects} open prospects are known there."
        )
    return [say("gap", "watch", text, row)]


def likeness(page: Results) -> list[Finding]:
    """Say which listed firm is most like won leads, if likeness told later winners at all."""
    rows, row = page.alike, page.basis.first
    if rows.is_empty:
        return []
    if not row.is_known("alike_auc") or row["alike_auc_low"] <= 0.5:
        text = N_(
            "Which firms in lists are most like those we won cannot be told: source, segment and"
            " region did not tell later winners from others beyond chance."
        )
        return [say("alike", "info", text)]
    text = N_(
        "Of firms in lists alone, {prospect_id} is most like those we won: leads of its source,"
        " segment and region win {likeness} times as often as all. That order was right in"
        " {basis.alike_auc} of pairs of later leads ({basis.alike_auc_low} to"
        " {basis.alike_auc_high})."
    )
    return [say("alike", "info", text, rows.first, basis=row)]


def table(page: Results) -> Result:
    """Return the listed firms by likeness; none where likeness tells nothing."""
    row = page.basis.first
    tells = row.is_known("alike_auc") and row["alike_auc_low"] > 0.5
    return page.alike if tells else page.alike.take(slice(0))


def draw(page: Results, ax: Axes | None = None) -> Axes:
    """Draw open prospects by region."""
    title = N_("Open prospects by region")
    return kinds.bars(
        page.regions.by("-n_prospects"), "region_id", "n_prospects", ax=ax, title=title
    )


def alt(page: Results) -> Finding:
    """Say what the picture shows."""
    text = N_("Most open prospects are in {region_id}: {n_prospects}.")
    none = say("regions", "info", N_("No region is known of any prospect."))
    rows = page.regions.by("-n_prospects")
    return none if rows.is_empty else say("regions", "info", text, rows.first)
