"""Whether it helps to have somebody speak for us, and how competitors go about it."""

from __future__ import annotations

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.page import Results
from salesnb.findings import Decision, Finding, Status, say
from salesnb.i18n import N_
from salesnb.pages.groundwork import columns as c

SIDE = {"ours": N_("speaks for us"), "theirs": N_("ties a competitor")}
VERDICT = {
    "more": N_("won more often"),
    "less": N_("won less often"),
    "cannot_tell": N_("cannot be told"),
    "too_few": N_("too few deals"),
}
ANSWER = {
    "imitate": N_("imitate"),
    "replace": N_("replace by another way"),
    "watch": N_("watch"),
    "leave": N_("leave"),
    "cannot_tell": N_("cannot be told"),
    "too_few": N_("too few deals"),
}
SAID = 3

EFFECTS = Frame(
    title=N_("Are deals won more often where somebody speaks for us, or is tied to a competitor?"),
    key="side relation",
    shows="side relation n_deals won_with won_without effect low high verdict",
    nothing="",
    fields=(
        col.code("side", N_("Side"), SIDE),
        c.RELATIONS,
        col.whole("n_ties", N_("Ties")),
        col.whole("n_deals", N_("Deals with it")),
        col.whole("n_won", N_("Of these won")),
        col.share("won_with", N_("Won with it")),
        col.share("won_without", N_("Won without")),
        col.share("influence", N_("Influence where there is some")),
        col.share("effect", N_("Difference, like with like"), shown="growth"),
        col.share("low", N_("Difference, low"), shown="growth"),
        col.share("high", N_("Difference, high"), shown="growth"),
        col.share("smallest", N_("Smallest that would be seen")),
        col.number("per_unit", N_("Log odds per unit of influence"), digits=4, shown="decimal"),
        col.number("unit_low", N_("Log odds, low"), digits=4, shown="decimal"),
        col.number("unit_high", N_("Log odds, high"), digits=4, shown="decimal"),
        col.code("verdict", N_("Verdict"), VERDICT),
    ),
)
RIVALS_WAYS = Frame(
    title=N_("How competitors go about it, and how our deals fare there"),
    key="relation",
    shows="relation n_ties n_rivals n_concern n_deals effect low high answer",
    nothing="",
    fields=(
        c.RELATIONS,
        col.whole("n_ties", N_("Their ties")),
        col.whole("n_rivals", N_("Competitors")),
        col.whole("n_concern", N_("Ties with a concern")),
        col.whole("n_deals", N_("Our deals there")),
        col.share("effect", N_("Difference, like with like"), shown="growth"),
        col.share("low", N_("Difference, low"), shown="growth"),
        col.share("high", N_("Difference, high"), shown="growth"),
        col.share("smallest", N_("Smallest that would be seen")),
        col.code("verdict", N_("Verdict"), VERDICT),
        col.code(
            "ours_relation",
            N_("Our own way that goes with winning"),
            {**c.RELATION, "": N_("none")},
        ),
        col.share("ours_effect", N_("Difference with it"), shown="growth"),
        col.code("answer", N_("Answer"), ANSWER),
    ),
)
DECISIONS = (
    Decision(
        "rival_way",
        N_(
            "Answer the competitors' way as the page says: imitate it, replace it by ours, or find"
            " out what goes with winning there."
        ),
        N_("head of sales"),
        lever="find_out",
    ),
)


def found(page: Results) -> list[Finding]:
    """Say whether deals with somebody behind them are won more often, with rivals' ties less."""
    return [*_ours(page), *_theirs(page)]


def _ours(page: Results) -> list[Finding]:
    rows = page.effects.where(side="ours")
    ordered = [row for one in _OURS for row in rows.where(verdict=one).by("-effect")]
    said = []
    for row in ordered[:SAID]:
        verdict = row["verdict"]
        status: Status = "good" if verdict == "more" else "info"
        said.append(say(f"speaks_{verdict}", status, _OURS[verdict], row))
    text = N_(
        "Whether deals with somebody behind them are won more often is not known: no deal that was"
        " won or lost has a tie behind it."
    )
    return said or [say("speaks_none", "info", text)]


_OURS = {
    "more": N_(
        "Deals with somebody behind them (tie: {relation}) are won more often: {effect} ({low} to"
        " {high}) like with like, over {n_deals} deals."
    ),
    "less": N_(
        "Deals with somebody behind them (tie: {relation}) are won less often: {effect} ({low} to"
        " {high}) like with like, over {n_deals} deals."
    ),
    "cannot_tell": N_(
        "Whether deals with somebody behind them (tie: {relation}) are won more often cannot be"
        " told: {effect} ({low} to {high}) like with like, over {n_deals} deals; a difference of"
        " {smallest} would have been seen in four cases of five."
    ),
    "too_few": N_(
        "Whether deals with somebody behind them (tie: {relation}) are won more often cannot be"
        " told (deals with it: {n_deals})."
    ),
}


def _theirs(page: Results) -> list[Finding]:
    said = []
    for row in page.rivals_ways:
        texts = _RISKY if row["n_concern"] and row["answer"] in _RISKY else _THEIRS
        is_urgent = row["answer"] in ("imitate", "replace", "watch")
        key = "rival_way" if is_urgent else f"rival_{row['answer']}"
        said.append(say(key, "watch" if is_urgent else "info", texts[row["answer"]], row))
    return said


_RISKY = {
    "replace": N_(
        "Deals where competitors have ties ({relation}) are won less often: {effect} ({low} to"
        " {high}) like with like, over {n_deals} deals. Of {n_ties} such ties {n_concern} raise a"
        " compliance concern: do not imitate them. Answer by our own way that goes with winning:"
        " {ours_relation} ({ours_effect})."
    ),
    "watch": N_(
        "Deals where competitors have ties ({relation}) are won less often: {effect} ({low} to"
        " {high}) like with like, over {n_deals} deals. Of {n_ties} such ties {n_concern} raise a"
        " compliance concern: do not imitate them. No way of ours is known to go with winning."
    ),
}
_THEIRS = {
    "imitate": N_(
        "Deals where competitors have ties ({relation}) are won less often: {effect} ({low} to"
        " {high}) like with like, over {n_deals} deals. With ties of that kind of our own they are"
        " won more often ({ours_effect}): imitate them, and see whether it helps."
    ),
    "replace": N_(
        "Deals where competitors have ties ({relation}) are won less often: {effect} ({low} to"
        " {high}) like with like, over {n_deals} deals. Answer by our own way that goes with"
        " winning: {ours_relation} ({ours_effect})."
    ),
    "watch": N_(
        "Deals where competitors have ties ({relation}) are won less often: {effect} ({low} to"
        " {high}) like with like, over {n_deals} deals, and no way of ours is known to go with"
        " winning."
    ),
    "leave": N_(
        "Deals where competitors have ties ({relation}) are won more often, not less: {effect}"
        " ({low} to {high}) like with like, over {n_deals} deals. There is nothing to imitate."
    ),
    "cannot_tell": N_(
        "Whether deals where competitors have ties ({relation}) are won less often cannot be told:"
        " {effect} ({low} to {high}) like with like, over {n_deals} deals; a difference of"
        " {smallest} would have been seen in four cases of five. So far there is no reason to"
        " imitate them."
    ),
    "too_few": N_(
        "Competitors' ties ({relation}): {n_ties}; our deals there: {n_deals}, too few to tell"
        " whether they are won less often."
    ),
}
