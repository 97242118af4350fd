"""The six boards: what grew, as booked and like with like, and which could not be shown."""

from __future__ import annotations

from matplotlib.axes import Axes

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.page import Results
from salesnb.contracts.results import Result, Row
from salesnb.findings import Finding, Status, say
from salesnb.i18n import N_
from salesnb.pages.growth import columns as c
from salesnb.plots import kinds

STATE = {
    "shown": N_("shown"),
    "too_short": N_("too short a history"),
    "silent": N_("nothing in the last months"),
    "no_lines": N_("no whole month of sales"),
    "no_orders": N_("no orders exported"),
    "no_cost": N_("no cost on lines"),
    "no_classes": N_("no classes of the base month"),
    "no_a": N_("no A customer in the base month"),
    "no_reps": N_("no rep on lines"),
    "no_agreements": N_("no standing agreement"),
    "no_visits": N_("no visits exported"),
}
VERDICT = {
    "grows": N_("grows"),
    "falls": N_("falls"),
    "unclear": N_("not beyond chance"),
    "none": N_("not judged"),
}
STATUS: dict[str, Status] = {"grows": "good", "falls": "watch"}
KNOWN = 0.99  # share of sales with a cost, below which the margin is said to be partly known
BOARDS = Frame(
    title=N_("The six growth boards"),
    key="board",
    shows="board now before n_now n_before growth like low high",
    optional="n_now n_before",
    fields=(
        c.BOARDS,
        col.code("state", N_("Shown"), STATE),
        col.month("last", N_("Up to")),
        col.month("base_month", N_("Base month")),
        col.whole("span", N_("Months compared")),
        c.NOW,
        c.BEFORE,
        *c.COUNTS,
        c.BOOKED,
        *c.LIKE,
        col.share("visible", N_("Smallest growth that could have been seen")),
        *c.RECENT,
        col.whole("n_members", N_("Members")),
        col.whole("n_clear", N_("Members beyond chance")),
        col.whole("n_small", N_("Members on a small base")),
        col.whole("n_zero", N_("Members without a base")),
        col.share("known_share", N_("Share of sales with a cost")),
        col.share("quantity_growth", N_("Growth of the quantity"), shown="growth"),
        col.month("since", N_("Classes first issued")),
        col.month("shown_from", N_("Can be shown from")),
        col.code("verdict", N_("Verdict"), VERDICT),
    ),
)


def shown(page: Results) -> Result:
    """Return the boards that have something to show."""
    return page.boards.where(state="shown").known("like")


def answer(page: Results) -> list[Finding]:
    """Say the first board that can be judged; or why nothing can."""
    rows = shown(page)
    if rows.is_empty:
        text = N_(
            "Nothing can be held against the year before yet: it takes a year of whole months, and"
            " the months that are compared."
        )
        return [say("boards", "info", text)]
    return [_growth(rows.first)]


def found(page: Results) -> list[Finding]:
    """Say of each board whether it grew beyond chance, and which boards are not shown."""
    said = [_growth(row) for row in shown(page)]
    return [*said, *_parts(page), *_absent(page)]


def _growth(row: Row) -> Finding:
    verdict, key = row["verdict"], f"{row['board']}_growth"
    status: Status = STATUS.get(verdict, "info")
    if row["board"] == "visits":
        return say(key, status, _VISITS[verdict], row)
    return say(key, status, _MONEY[verdict], row)


_MONEY = {
    "grows": N_(
        "In {span} months to {last}, {board} grew like with like by {like} ({low} to {high}): {now}"
        " after {before} a year earlier ({growth} as booked)."
    ),
    "falls": N_(
        "In {span} months to {last}, {board} fell like with like: {like} ({low} to {high}); {now}"
        " after {before} a year earlier ({growth} as booked)."
    ),
    "unclear": N_(
        "In {span} months to {last}, {board} moved like with like by {like} ({low} to {high}):"
        " {now} after {before} a year earlier. Chance alone may make that; {visible} up or down"
        " would have been seen."
    ),
    "none": N_("In {span} months to {last}, {board} came to {now}; its growth cannot be judged."),
}
_VISITS = {
    "grows": N_(
        "In {span} months to {last}, {board} grew like with like by {like} ({low} to {high}):"
        " {n_now} after {n_before} a year earlier ({growth} as booked)."
    ),
    "falls": N_(
        "In {span} months to {last}, {board} fell like with like: {like} ({low} to {high});"
        " {n_now} after {n_before} a year earlier ({growth} as booked)."
    ),
    "unclear": N_(
        "In {span} months to {last}, {board} moved like with like by {like} ({low} to {high}):"
        " {n_now} after {n_before} a year earlier. Chance alone may make that; {visible} up or"
        " down would have been seen."
    ),
    "none": N_("In {span} months to {last}, {board} came to {n_now}; growth cannot be judged."),
}


def _parts(page: Results) -> list[Finding]:
    """Say what of a board is only partly known, and the quantity of monthly supply."""
    rows = shown(page)
    partly = rows.keep((rows.frame["known_share"] < KNOWN).to_numpy())
    text = N_("The margin is that of lines with a cost: {known_share} of sales.")
    said = [say("margin_known", "info", text, row) for row in partly]
    text = N_("The quantity under standing agreements changed by {quantity_growth} as booked.")
    return [*said, *(say("quantity", "info", text, r) for r in rows.known("quantity_growth"))]


def _absent(page: Results) -> list[Finding]:
    """Say of each board that is not shown what would switch it on."""
    said = []
    for row in page.boards.keep((page.boards.frame["state"] != "shown").to_numpy()):
        state, key = row["state"], f"no_{row['board']}"
        if state == "no_classes":
            said.append(say(key, "info", _CLASSES[bool(row["since"])], row))
        else:
            said.append(say(key, "info", _NOT_SHOWN[state], row))
    return said


_CLASSES = {
    True: N_(
        "No growth of {board} is shown: growth counts for those who were A in {base_month}, and"
        " classes were first issued in {since}. It can be shown from {shown_from} on."
    ),
    False: N_(
        "No growth of {board} is shown: growth counts for those who were A in {base_month}, and no"
        " classes were issued then."
    ),
}
_NOT_SHOWN = {
    "too_short": N_(
        "No growth of {board} is shown: it takes a year and the {span} months that are compared."
    ),
    "silent": N_("No growth of {board} is shown: it has nothing in the last months."),
    "no_lines": N_("No growth of {board} is shown: there is no whole month of sales."),
    "no_orders": N_("No growth of {board} is shown: it takes order_lines."),
    "no_cost": N_("No growth of {board} is shown: it takes cost_amount on the lines."),
    "no_a": N_("No growth of {board} is shown: no A customer of {base_month} has sales."),
    "no_reps": N_("No growth of {board} is shown: it takes rep_id on the lines, or customer_reps."),
    "no_agreements": N_("No growth of {board} is shown: it takes agreements."),
    "no_visits": N_("No growth of {board} is shown: it takes visits."),
}


def recent(page: Results) -> list[Finding]:
    """Say what the last three months would make of a year, where that says anything."""
    rows = shown(page).known("recent")
    if rows.is_empty:
        return []
    clear = rows.keep(((rows.frame["recent_low"] > 0) | (rows.frame["recent_high"] < 0)).to_numpy())
    text = N_(
        "The last three months of {board} are {recent} on the three before, annualised and without"
        " season ({recent_low} to {recent_high})."
    )
    if not clear.is_empty:
        return [say("recent", "info", text, row) for row in clear]
    none = N_(
        "What the last three months would make of a year cannot be told from chance on any board:"
        " for {board} it is {recent} ({recent_low} to {recent_high})."
    )
    return [say("recent", "info", none, rows.first)]


def table(page: Results) -> Result:
    """Return the boards that are shown."""
    return page.boards.keep((page.boards.frame["state"] == "shown").to_numpy())


def draw(page: Results, ax: Axes | None = None) -> Axes:
    """Draw the growth of the boards, with ranges."""
    title = N_("Growth on the year before, like with like")
    return kinds.estimates(shown(page), "board", "like", at=0, ax=ax, title=title)


def alt(page: Results) -> Finding:
    """Say what the picture shows."""
    return answer(page)[0]
