"""The points for next month: what is to be done, by whom and when, and what it may bring."""

from __future__ import annotations

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.page import Results
from salesnb.contracts.results import Row
from salesnb.findings import Finding, from_record, say
from salesnb.i18n import N_

LEVER = {
    "collect": N_("collect what is due"),
    "stop_giving": N_("stop giving away"),
    "keep_customer": N_("keep customers"),
    "win_back": N_("win back from rivals"),
    "close_gap": N_("close a gap"),
    "move_means": N_("move money, hours or customers"),
    "set_right": N_("set a target or limit right"),
    "find_out": N_("find out"),
    "secure": N_("secure what rests on too little"),
}
KIND = col.code("lever", N_("What acting does"), LEVER)
SHARE = col.share("share", N_("Leverage as stated"))
MATTER = (
    col.whole("place", N_("Place")),
    col.key("decision", N_("Decision")),
    col.text("status", N_("Status")),
    col.money("amount", N_("At stake")),
    col.message("about", N_("What is at stake")),
    KIND,
    SHARE,
    col.money("value", N_("At stake times leverage")),
    col.message("action", N_("What to do")),
    col.ident("owner_id", N_("Who, by name"), of="reps"),
    col.message("owner", N_("Who")),
    col.day("due_on", N_("Due on")),
    col.text("subject", N_("Of whom it speaks")),
)
SPOKEN_OF = (
    col.text("keys", N_("Other names of the same")),
    col.text("book", N_("Workbook")),
    col.text("asks", N_("Whom it asks")),
    col.text("customer_id", N_("Customer it speaks of")),
    col.text("rep_id", N_("Rep it speaks of")),
    col.text("region_id", N_("Region it speaks of")),
    col.text("product_group", N_("Product group it speaks of")),
)
SENTENCE = (col.text("text", N_("Sentence")), col.text("slots", N_("Numbers")))

RAISED = Frame(
    title=N_("All that the month asks to decide"),
    grain=N_("one row per matter, the urgent first, of these the largest amount times leverage"),
    key="decision",
    order="place",
    shows="decision amount about lever share value",
    optional="amount",
    nothing=N_("Nothing needs a decision this month."),
    rows=60,
    fields=(
        *MATTER,
        *SPOKEN_OF,
        *SENTENCE,
    ),
)

POINTS = Frame(
    title=N_("Points for next month"),
    grain=N_("one row per point, the first to be done first"),
    key="decision",
    order="place",
    shows="place action owner_id owner due_on amount about value",
    optional="owner_id owner amount value",
    nothing=N_("Nothing that this month raises would bring a hundredth of a month's sales."),
    fields=(
        *MATTER,
        *SPOKEN_OF,
        *SENTENCE,
    ),
)


def found(page: Results) -> list[Finding]:
    """Say of each point what was seen, what to do, who does it by when, and what it may bring."""
    return [one for row in page.points for one in (_seen(row), _asked(row))]


def answer(page: Results) -> list[Finding]:
    """Say what the first point asks."""
    return [_asked(row) for row in page.points.take(slice(1))]


def _seen(row: Row) -> Finding:
    kept = dict(row.values) | {"key": row["decision"]}
    return from_record(kept, version=row.result.version)


def _asked(row: Row) -> Finding:
    """Return what a point asks for; whoever does it is a rep, a name or a role."""
    worth = "known" if row.is_known("value") else "unknown"
    who = "rep" if row["owner_id"] else "role" if row["owner"] else "nobody"
    text = TO_DO[worth][who] if row["action"] else LOOK_INTO[worth]
    return say(f"do.{row['decision']}", "info", text, row)


TO_DO = {
    "known": {
        "rep": N_(
            "To do: {action} Who: {owner_id}, by {due_on}. At stake: {amount} ({about}); {share}"
            " of it can be moved ({lever}): {value}."
        ),
        "role": N_(
            "To do: {action} Who: {owner}, by {due_on}. At stake: {amount} ({about}); {share}"
            " of it can be moved ({lever}): {value}."
        ),
        "nobody": N_(
            "To do: {action} By {due_on}. At stake: {amount} ({about}); {share} of it can be moved"
            " ({lever}): {value}."
        ),
    },
    "unknown": {
        "rep": N_("To do: {action} Who: {owner_id}, by {due_on}."),
        "role": N_("To do: {action} Who: {owner}, by {due_on}."),
        "nobody": N_("To do: {action} By {due_on}."),
    },
}
LOOK_INTO = {
    "known": N_("To do by {due_on}: agree who looks into it, and what is done. {amount} at stake."),
    "unknown": N_("To do by {due_on}: agree who looks into it, and what is done."),
}
