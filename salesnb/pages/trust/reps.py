"""Whose word runs high or low: the record of what each rep submits."""

from __future__ import annotations

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.page import Results
from salesnb.contracts.results import Result
from salesnb.findings import Decision, Finding, say
from salesnb.i18n import N_
from salesnb.pages.trust import columns as c

SAID = 3  # who runs low, and as many who run high
STATE = {
    "low": N_("runs low"),
    "high": N_("runs high"),
    "none": N_("no bias beyond chance"),
    "too_few": N_("too few months"),
}

FORECAST_RECORDS = Frame(
    title=N_("The record of each node"),
    key="forecaster dimension node",
    order="forecaster dimension state -|bias|",
    shows="node n_months wape bias bias_low bias_high added state",
    rows=12,
    nothing="",
    fields=(
        c.FORECASTERS,
        c.DIMENSIONS,
        c.NODE,
        *c.RECORD,
        col.number("p_value", N_("Chance level"), digits=6, shown="decimal"),
        col.number("q_value", N_("Chance level over all of the level"), digits=6, shown="decimal"),
        col.code("state", N_("Verdict"), STATE),
    ),
)

DECISIONS = (
    Decision(
        "biased_low biased_high",
        N_("Read what they submit with this bias taken out, and ask for the reason."),
        N_("head of sales"),
        lever="set_right",
        asks="manager",
    ),
)


def of_reps(page: Results) -> Result:
    """Return the records of what reps submit."""
    return page.forecast_records.where(forecaster="commit", dimension="rep")


def answer(page: Results) -> list[Finding]:
    """Say whose submissions run low or high beyond chance; nothing where nobody's do."""
    return [one for one in found(page) if one.key.startswith("biased_")][:1]


def found(page: Results) -> list[Finding]:
    """Say how many reps were judged and whose submissions are biased beyond chance."""
    rows = of_reps(page)
    if rows.is_empty:
        text = N_("Reps submit no forecasts, so their word cannot be held against what came.")
        return [say("no_submissions", "info", text)]
    said = []
    for key, text in _BIASED.items():
        own = rows.where(state=key.removeprefix("biased_")).by("-|bias|")
        said += [say(key, "watch", text, row) for row in own.take(slice(SAID))]
    if said:
        return said
    judged = rows.keep((rows.frame["state"] != "too_few").to_numpy())
    if judged.is_empty:
        text = N_("No rep has six months of submissions yet; none is judged.")
        return [say("too_few", "info", text)]
    text = N_("No rep's submissions run high or low beyond chance.")
    return [say("unbiased", "good", text)]


_BIASED = {
    "biased_low": N_(
        "What {node} submits runs low: {bias} of what came in {n_months} months ({bias_low} to"
        " {bias_high})."
    ),
    "biased_high": N_(
        "What {node} submits runs high: {bias} of what came in {n_months} months ({bias_low} to"
        " {bias_high})."
    ),
}


def table(page: Results) -> Result:
    """Return the reps; where none submits, the regions of the forecast's rule."""
    rows = of_reps(page)
    if not rows.is_empty:
        return rows
    return page.forecast_records.where(forecaster="tested", dimension="region")
