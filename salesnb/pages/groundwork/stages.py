"""At what stage each market stands, over years."""

from __future__ import annotations

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.page import Results
from salesnb.findings import Decision, Finding, say
from salesnb.i18n import N_
from salesnb.i18n.formats import COLUMN

STAGE = {
    "none": N_("not known there"),
    "awareness": N_("awareness"),
    "trial": N_("trial"),
    "repeat": N_("repeat"),
}
DIMENSION = {"region": N_("region"), "segment": N_("segment")}
MOVED = {"up": N_("a stage further"), "down": N_("a stage back"), "same": N_("no change")}
DIMENSIONS = col.code("dimension", N_("Dimension"), DIMENSION)
NODE = col.member("node", N_("Market"), within="dimension")
STAGES_OF = col.code("stage", N_("Stage"), STAGE)
TRIAL, REPEAT = N_("Known firms that buy"), N_("Buyers that buy again")
SAID = 3
FEWEST_YEARS = 2  # judged, before a market is said to stand where it stood

STAGES = Frame(
    title=N_("Stages of the market over years"),
    key="dimension node year_end",
    shows="node year_end stage n_known n_buyers trial_share repeat_share is_sure",
    nothing="",
    fields=(
        DIMENSIONS,
        NODE,
        col.month("year_end", N_("Twelve months to")),
        col.whole("n_known", N_("Known firms")),
        col.whole("n_buyers", N_("Buyers")),
        col.whole("n_repeat", N_("Of these bought again")),
        col.share("trial_share", TRIAL),
        col.share("trial_low", N_("That buy, low")),
        col.share("trial_high", N_("That buy, high")),
        col.share("repeat_share", REPEAT),
        col.share("repeat_low", N_("That buy again, low")),
        col.share("repeat_high", N_("That buy again, high")),
        STAGES_OF,
        col.flag("is_sure", N_("No other stage within the range")),
    ),
)
STAGES_NOW = Frame(
    title=N_("At what stage each market stands"),
    key="dimension node",
    order="dimension stage -sales",
    groups="dimension",
    rows=30,
    shows="dimension node stage since n_known n_buyers trial_share repeat_share growth",
    nothing=N_(
        "No stage can be told: it takes sales of a whole year, and leads over the two years to its"
        " end."
    ),
    fields=(
        DIMENSIONS,
        NODE,
        STAGES_OF,
        col.month("since", N_("Since the year to")),
        col.whole("n_years", N_("Years at it")),
        col.flag("is_sure", N_("No other stage within the range")),
        col.code("moved", N_("Last change"), MOVED),
        col.whole("n_known", N_("Known firms")),
        col.whole("n_buyers", N_("Buyers")),
        col.share("trial_share", TRIAL),
        col.share("repeat_share", REPEAT),
        col.money("sales", N_("Sales in twelve months"), shown=COLUMN),
        col.share("growth", N_("Growth on the year before"), shown="growth"),
    ),
)
STAGE_RULE = Frame(
    title=N_("The rule of stages"),
    key="scope",
    shows="trial_from repeat_from repeat_months author decided_on reason",
    fields=(
        col.SCOPE,
        col.share("trial_from", N_("Trial from, of known firms that buy")),
        col.share("repeat_from", N_("Repeat from, of buyers that buy again")),
        col.whole("repeat_months", N_("Months with a purchase that make a repeating buyer")),
        col.text("author", N_("Author")),
        col.day("decided_on", N_("Decided on")),
        col.text("reason", N_("Reason")),
        col.whole("n_years", N_("Years judged")),
        col.whole("n_no_region", N_("Leads without a region")),
    ),
)
DECISIONS = (
    Decision(
        "fallen_back",
        N_("Ask why firms that know us buy less often there; agree what brings them back."),
        N_("head of sales"),
        "stages_now.sales",
        N_("sales there in twelve months"),
        lever="find_out",
        asks="manager",
    ),
)


def answer(page: Results) -> list[Finding]:
    """Say which market fell back a stage; else how many stand where."""
    return (_fallen(page) or found(page))[:1]


def found(page: Results) -> list[Finding]:
    """Say where markets stand, which moved, which are unsure, and by what rule."""
    rows = page.stages_now
    if rows.is_empty:
        text = N_(
            "At what stage the markets stand cannot be told: it takes sales of a whole year, and"
            " leads over the two years to its end."
        )
        return [say("no_stages", "info", text)]
    said = [*_fallen(page), *_risen(page), *_early(page), *_unsure(page)]
    return [*(said or _steady(page)), _rule(page)]


def _fallen(page: Results) -> list[Finding]:
    text = N_(
        "{node} ({dimension}) fell back to {stage} in the year to {since}: of {n_known} known firms"
        " {trial_share} buy, of these {repeat_share} again."
    )
    rows = page.stages_now.where(moved="down", n_years=1.0, is_sure=True).by("-sales")
    return [say("fallen_back", "watch", text, row) for row in rows.take(slice(SAID))]


def _risen(page: Results) -> list[Finding]:
    text = N_(
        "{node} ({dimension}) stands a stage further since the year to {since}: {stage}; of"
        " {n_known} known firms {trial_share} buy, of these {repeat_share} again."
    )
    rows = page.stages_now.where(moved="up", is_sure=True).by("-since")
    return [say("risen", "good", text, row) for row in rows.take(slice(SAID))]


def _early(page: Results) -> list[Finding]:
    """Say which markets know us and do not buy yet."""
    text = N_(
        "{node} ({dimension}) is at {stage}: of the firms that know us ({n_known}) {trial_share}"
        " buy. Work there is for the years ahead, not for this one."
    )
    rows = page.stages_now
    early = rows.keep(rows.frame["stage"].isin(["awareness", "trial"]).to_numpy())
    early = early.where(moved="same").by("-n_known")
    return [say("early", "info", text, row) for row in early.take(slice(SAID))]


def _unsure(page: Results) -> list[Finding]:
    text = N_(
        "For {node} ({dimension}) chance allows another stage than {stage}: known firms {n_known},"
        " buyers {n_buyers}."
    )
    rows = page.stages_now.where(is_sure=False).by("-sales")
    return [say("unsure_stage", "info", text, row) for row in rows.take(slice(SAID))]


def _steady(page: Results) -> list[Finding]:
    frame = page.stages_now.frame
    if not frame["moved"].eq("same").all() or frame["n_years"].max() < FEWEST_YEARS:
        return []
    text = N_(
        "All markets stand where they stood in the years before; the largest, {node}"
        " ({dimension}), at {stage}: of {n_known} known firms {trial_share} buy, of these"
        " {repeat_share} again."
    )
    return [say("steady_stages", "info", text, page.stages_now.by("-sales").first)]


def _rule(page: Results) -> Finding:
    row = page.stage_rule.first
    stated = N_(
        "The rule is that of {author} ({decided_on}, plan/market.toml): trial from {trial_from} of"
        " the known firms on, repeat from {repeat_from} of the buyers on who buy in at least"
        " {repeat_months} months of the year."
    )
    usual = N_(
        "Nobody stated a rule in plan/market.toml; the default is: trial from {trial_from} of the"
        " known firms on, repeat from {repeat_from} of the buyers on who buy in at least"
        " {repeat_months} months of the year."
    )
    return say("stage_rule", "info", stated if row["author"] else usual, row)
