"""Is the year on course: what is still to come, and what every working day left must bring."""

from __future__ import annotations

from salesnb.contracts.frames import Frame
from salesnb.contracts.page import Results
from salesnb.contracts.results import Result, Row
from salesnb.findings import Finding, Status, say
from salesnb.i18n import N_
from salesnb.members import TOTAL
from salesnb.pages.review import amounts

KEY = "measure dimension node"
SHOWS = "measure dimension node year_target so_far pace left per_day needed_per_day"
PARTS = ("region", "rep")
STEEP = 1.25  # times the daily rate so far, from which on a part is named

PACES = Frame(
    title=N_("What the year still asks, in money"),
    key=KEY,
    order="measure dimension state -stretch",
    shows=SHOWS,
    rows=12,
    nothing="",
    fields=amounts.paced(amounts.money),
)

COUNT_PACES = Frame(
    title=N_("What the year still asks, in pieces, customers and visits"),
    key=KEY,
    order="measure dimension state -stretch",
    shows=SHOWS,
    rows=12,
    nothing="",
    fields=amounts.paced(amounts.count),
)


def found(page: Results) -> list[Finding]:
    """Say of each measure what the rest of the year asks, and of whom it asks most."""
    said = []
    for rows in (page.paces, page.count_paces):
        said += [_paced(row) for row in rows.where(dimension=TOTAL)]
    return [*said, *(one for part in PARTS for one in _steepest(page, part))]


def answer(page: Results) -> list[Finding]:
    """Say what the rest of the year asks of sales."""
    return [_paced(row) for row in page.paces.where(measure="sales", dimension=TOTAL)]


def _paced(row: Row) -> Finding:
    state, key = row["state"], f"pace_{row['measure']}"
    status: dict[str, Status] = {"behind": "watch", "ahead": "good", "reached": "good"}
    text = _WITHOUT_RATE if state == "behind" and not row.is_known("stretch") else _PACED[state]
    return say(key, status.get(state, "info"), text, row)


_PACED = {
    "reached": N_(
        "Target of the year for {measure}: {year_target}. It is reached: {so_far} came in, with"
        " {days_left} working days left."
    ),
    "ahead": N_(
        "Target of the year for {measure}: {year_target}. Still to come: {left}, on each of"
        " {days_left} working days {needed_per_day}, after {per_day} a day so far."
    ),
    "behind": N_(
        "Target of the year for {measure}: {year_target}. Still to come: {left}, on each of"
        " {days_left} working days {needed_per_day}, or {stretch} times the {per_day} a day so far."
    ),
    "part": N_(
        "Targets for {measure} are set for {n_planned} months of the year only, {to_date} so far:"
        " {so_far} came in. What the rest of the year asks is not known."
    ),
    "over": N_(
        "Target of the year for {measure}: {year_target}. The year is over, and {so_far} came in:"
        " {left} is missing."
    ),
    "partial": N_(
        "Target of the year for {measure}: {year_target}. So far {so_far} came in; as the month's"
        " data end early, what each day left must bring is not worked out."
    ),
}
_WITHOUT_RATE = N_(
    "Target of the year for {measure}: {year_target}. Nothing came in so far: {needed_per_day} is"
    " needed on each of {days_left} working days."
)


def _steepest(page: Results, dimension: str) -> list[Finding]:
    """Say of which part the days left ask most, compared with its days so far."""
    rows = page.paces.where(measure="sales", dimension=dimension, state="behind").members("node")
    rows = rows.known("stretch").by("-stretch")
    text = N_(
        "Most is asked of {node} ({dimension}): {needed_per_day} a day for {days_left} working"
        " days, {stretch} times its {per_day} so far."
    )
    steep = [row for row in rows if row["stretch"] >= STEEP][:1]
    return [say(f"steep_{dimension}", "watch", text, row) for row in steep]


def table(page: Results) -> Result:
    """Return the parts that are behind; all totals where none is."""
    behind = page.paces.where(measure="sales", state="behind").by("-left")
    return page.paces.where(dimension=TOTAL) if behind.is_empty else behind
