"""Whether chances stated in earlier months came true: on average, and where they did not."""

from __future__ import annotations

from salesnb.contracts.page import Results
from salesnb.contracts.results import Row
from salesnb.findings import Finding, Status, say
from salesnb.i18n import N_

FEWEST = 5  # deals of a bin, to name it as that which lies furthest apart
STATUS: dict[str, Status] = {"holds": "good", "apart": "watch", "in_part": "watch"}


def found(page: Results) -> list[Finding]:
    """Say whether chances held within the months that were tested, and where they were off."""
    if page.tested.is_empty:
        text = N_(
            "Whether stated chances come true cannot be told yet: it takes deals closed over most"
            " of a year."
        )
        return [say("held", "info", text)] if len(page.deal_forecast.frame) else []
    first, *others = page.tested.by("-within")
    said = [*_told(page, first), *_untested(first)]
    for row in others:
        if row["verdict"] in ("apart", "in_part"):
            said += _told(page, row)
    return said


def _told(page: Results, row: Row) -> list[Finding]:
    """Say how the chances of one horizon held, and of their bins those off, or furthest apart."""
    verdict = row["verdict"]
    status = STATUS.get(verdict, "watch" if verdict == "no_better" else "info")
    said = [say("held", status, _HELD[verdict], row)]
    if verdict == "few":
        return said
    bins = page.reliability.where(within=row["within"])
    off = bins.where(verdict="off")
    if not off.is_empty:
        return [*said, *[say("off", "watch", _OFF, one) for one in off]]
    if verdict == "in_part":
        return [*said, say("lean", "watch", _BOLD if row["lean"] > 0 else _SHY, row)]
    enough = bins.keep((bins.frame["n_deals"] >= FEWEST).to_numpy())
    if verdict == "apart" or enough.is_empty:
        return said
    gaps = (enough.frame["stated"] - enough.frame["came_true"]).abs()
    furthest = enough.take([int(gaps.to_numpy().argmax())]).first
    return [*said, say("furthest", "info", _FURTHEST, furthest)]


def _untested(row: Row) -> list[Finding]:
    text = N_(
        "The chances of this page are those of a win within {ahead} months; deals do not reach back"
        " far enough to hold such statements against what came: tested are {within} months alone."
    )
    return [] if row["within"] >= row["ahead"] else [say("untested", "watch", text, row)]


_HELD = {
    "holds": N_(
        "Chances of a win within {within} months, stated in {n_months} earlier months, held: over"
        " {n_deals} deals stated and true lie {apart} apart on average (chance alone: up to"
        " {apart_by_chance}), nowhere further than chance makes it, and they tell deals apart"
        " better than the plain share by {gain:share}."
    ),
    "in_part": N_(
        "Chances of a win within {within} months, stated in {n_months} earlier months, held on"
        " average alone: over {n_deals} deals stated and true lie {apart} apart (chance alone: up"
        " to {apart_by_chance}), but not alike for high and low ones."
    ),
    "apart": N_(
        "Chances of a win within {within} months, stated in {n_months} earlier months, did not"
        " hold: stated and true lie {apart} apart on average over {n_deals} deals, more than"
        " the {apart_by_chance} of chance. Read them as an order, not as chances."
    ),
    "no_better": N_(
        "Over {n_deals} deals of {n_months} months chances did no better than the plain share"
        " of deals won ({gain}): what is known of deals does not tell them apart."
    ),
    "few": N_("Deals that can be held against earlier statements: {n_deals}; too few to tell."),
}
_OFF = N_(
    "Chances from {low} to {high} were off: {stated} was stated on average, {came_true} came true"
    " ({came_low} to {came_high}, {n_deals} deals)."
)
_FURTHEST = N_(
    "Furthest apart are chances from {low} to {high}: {stated} was stated on average, {came_true}"
    " came true ({came_low} to {came_high}, {n_deals} deals), which chance may make."
)
_BOLD = N_(
    "High chances came true less often than stated and low ones more often (chance of so much by"
    " luck: {lean_chance}): read them nearer to the middle."
)
_SHY = N_(
    "High chances came true more often than stated and low ones less often (chance of so much by"
    " luck: {lean_chance}): read them further from the middle."
)
