"""Is a new type of user emerging? Tested over all segments together, not picked by eye."""

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

VERDICT = {
    "emerging": N_("emerging"),
    "grows": N_("grows, but is not new"),
    "none": N_("not beyond chance"),
    "few": N_("too few leads"),
}

TYPES = Frame(
    title=N_("Share of each segment in the leads"),
    key="segment",
    order="verdict -rise",
    shows="segment n_leads n_recent share_before share_now since chance visible verdict",
    fields=(
        c.SEGMENT,
        col.whole("n_leads", N_("Leads of five years")),
        col.whole("n_recent", N_("Leads of half a year")),
        col.money("recent_amount", N_("Expected of these leads"), shown=COLUMN),
        col.flag("was_small", N_("Small at first, so that it can be new")),
        col.share("share_before", N_("Share before")),
        col.share("share_now", N_("Share of half a year")),
        col.month("since", N_("Rises since")),
        col.number("rise", N_("Rise in standard errors"), digits=3, shown="tenths"),
        col.number("chance", N_("Chance of such a rise without one"), digits=4, shown="chance"),
        col.share("visible", N_("Share now that would be seen in four cases of five")),
        col.code("verdict", N_("Verdict"), VERDICT),
    ),
)
TYPE_MONTHS = Frame(
    title=N_("Share of segments in the leads, month by month"),
    key="segment month",
    fields=(
        c.SEGMENT,
        col.MONTH,
        col.whole("n", N_("Leads of the segment")),
        col.whole("n_all", N_("Leads with a segment")),
        col.share("share", N_("Share of the segment")),
    ),
)

DECISIONS = (
    Decision(
        "emerging",
        N_("Visit three of them, write down what they need, and name an owner for the segment."),
        N_("head of sales"),
        "types.recent_amount",
        N_("expected of the segment's leads of half a year within the horizon"),
        lever="close_gap",
        asks="owner",
    ),
)


def answer(page: Results) -> list[Finding]:
    """Say which segment is emerging; or that none is, and what would have been seen."""
    rows = page.types
    if rows.is_empty:
        return []
    new = rows.where(verdict="emerging").by("-rise")
    if not new.is_empty:
        return [say("emerging", "watch", _NEW, new.first)]
    judged = rows.keep(rows.frame["verdict"].ne("few").to_numpy())
    if judged.is_empty:
        text = N_(
            "Whether a new type of user is emerging cannot be told: too few leads, or fewer than"
            " two segments."
        )
        return [say("types", "info", text)]
    small = judged.where(was_small=True).by("n_leads")
    if small.is_empty:
        text = N_(
            "No new type of user is emerging: no segment with leads enough was so small at first"
            " that it could be new."
        )
        return [say("types", "info", text)]
    seen = small.known("visible")
    if seen.is_empty:
        return [say("types", "info", _BLIND, small.first)]
    return [say("types", "info", _NONE, seen.first)]


_NEW = N_(
    "{segment} is emerging: {share_now} of the leads of the last half year, {share_before} before"
    " {since}. Without a rise, chance would show one like it in {chance} of companies."
)
_NONE = N_(
    "No new type of user is emerging beyond chance. {segment}, the rarest that can be judged, has"
    " {share_now} of the leads of the last half year; a rise to {visible} would be seen in four"
    " cases of five."
)
_BLIND = N_(
    "No new type of user is emerging beyond chance. {segment}, the rarest that can be judged, has"
    " {share_now} of the leads of the last half year; leads are too few for any rise of it to be"
    " seen in four cases of five."
)


def found(page: Results) -> list[Finding]:
    """Say what is emerging, and which segments grow without being new."""
    text = N_("{segment} grows as well: {share_now} of the leads, {share_before} before {since}.")
    more = page.types.where(verdict="emerging").by("-rise").take(slice(1, None))
    grows = page.types.where(verdict="grows")
    said = [say("grows", "info", text, one) for one in [*more, *grows]]
    return [*answer(page), *said]


def chosen(page: Results) -> Result:
    """Return the months of the segment that is drawn: the one that rises most."""
    rows = page.types.known("rise").by("-rise")
    if rows.is_empty:
        rows = page.types
    return (
        page.type_months if rows.is_empty else page.type_months.where(segment=rows.first["segment"])
    )


def draw(page: Results, ax: Axes | None = None) -> Axes:
    """Draw the share of the segment that rises most, month by month."""
    return kinds.series(chosen(page), {"share": "actual"}, ax=ax)


def alt(page: Results) -> Finding:
    """Say what the picture shows."""
    none = say("types", "info", N_("No lead names a segment."))
    return next(iter(answer(page)), none)
