"""Whether rates drawn toward their group foretold this company's next months better."""

from __future__ import annotations

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.page import Results
from salesnb.contracts.results import Result
from salesnb.findings import Finding, say
from salesnb.i18n import N_
from salesnb.pages.growth import columns as c

STATE = {
    "better": N_("shrunk rates were nearer"),
    "worse": N_("raw rates were nearer"),
    "even": N_("cannot be told apart"),
    "few": N_("too few spans to tell"),
}

HELD_OUT = Frame(
    title=N_("Growth foretold from earlier months"),
    key="board dimension",
    shows="board dimension n_members error_raw error_shrunk gain kept_raw kept_shrunk state",
    nothing="",
    fields=(
        c.BOARDS,
        c.DIMENSIONS,
        col.whole("n_members", N_("Members")),
        col.whole("n_times", N_("Spans")),
        col.whole("n_rates", N_("Rates")),
        col.share("error_raw", N_("Error of raw rates")),
        col.share("error_shrunk", N_("Error of shrunk rates")),
        col.share("gain", N_("Squared error saved")),
        col.share("gain_low", N_("Saved, low")),
        col.share("gain_high", N_("Saved, high")),
        col.whole("n_top", N_("Length of the list")),
        col.share("kept_raw", N_("Kept in the list, raw")),
        col.share("kept_shrunk", N_("Kept in the list, shrunk")),
        col.code("state", N_("Verdict"), STATE),
    ),
)


def found(page: Results) -> list[Finding]:
    """Say on how many lists shrunk rates were nearer, on which they were not, and an example."""
    rows = page.held_out
    if rows.is_empty:
        text = N_(
            "Whether shrunk rates foretell this company's growth better than raw ones cannot be"
            " told yet: it takes eight members and two spans one after the other."
        )
        return [say("held_out", "info", text)]
    said = [_example(rows)]
    worse = N_(
        "For {board} by {dimension} raw rates were nearer to the next span: shrinking saved {gain}"
        " of the squared error ({gain_low} to {gain_high}). There, read the growth like with like."
    )
    said += [say("held_worse", "watch", worse, one) for one in rows.where(state="worse")]
    return [*said, *_list(rows)]


def _example(rows: Result) -> Finding:
    better = N_(
        "In {n_times} earlier spans of this company, growth of {board} by {dimension} drawn toward"
        " the group foretold that of the next span with {gain} less squared error than raw growth"
        " ({gain_low} to {gain_high})."
    )
    even = N_(
        "In {n_times} earlier spans of this company, growth of {board} by {dimension} drawn toward"
        " the group foretold the next span as well as raw growth, as far as can be told: squared"
        " error saved {gain} ({gain_low} to {gain_high})."
    )
    few = N_(
        "Too few spans lie behind to tell whether shrunk rates foretell growth of {board} by"
        " {dimension} better; so far {gain} of the squared error was saved."
    )
    for state, text in (("better", better), ("even", even), ("few", few)):
        some = rows.where(state=state).by("-n_members")
        if not some.is_empty:
            return say("held_out", "info", text, some.first)
    return say("held_out", "info", N_("On no list were shrunk rates nearer than raw ones."))


def _list(rows: Result) -> list[Finding]:
    """Say how many of the first stood there again, by either list."""
    text = N_(
        "Of the first {n_top} of {board} by {dimension}, {kept_shrunk} stood among them again a"
        " span later when rates are shrunk, {kept_raw} when they are raw."
    )
    return [say("steady", "info", text, rows.by("-n_members").first)]
