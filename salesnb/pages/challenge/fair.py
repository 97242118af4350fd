"""Is the plan fair? Who is asked for more than others, and what the quotas depend on."""

from __future__ import annotations

from matplotlib.axes import Axes

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.page import Results
from salesnb.findings import Finding, say
from salesnb.i18n import N_
from salesnb.i18n.formats import COLUMN
from salesnb.pages.challenge import columns as c
from salesnb.plots import kinds
from salesnb.plots.places import over_rows

SMALL = 0.005  # of all quotas: less above the rule is said, but nobody has to act on it
QUOTA = {
    "too_high": N_("above the rule"),
    "in_line": N_("as the rule"),
    "too_low": N_("below the rule"),
    "not_judged": N_("not judged"),
}
BASIS = {"expected": N_("the forecast"), "last_year": N_("last year's sales"), "": N_("none")}
SHARE = {
    "usual": N_("as usual where quotas are set well"),
    "low": N_("fewer than usual"),
    "high": N_("more than usual"),
    "unknown": N_("not judged"),
}
TOLD = {
    "none": N_("no"),
    "more": N_("asked for more"),
    "less": N_("asked for less"),
    "unknown": N_("not judged"),
}

_POTENTIAL = col.money("potential", N_("Potential of the customers"), shown=COLUMN)
_BY_RULE = (
    col.money("by_rule", N_("By the rule of all"), shown=COLUMN),
    col.factor("factor", N_("Target over the rule")),
    col.factor("limit", N_("Unfair from")),
    col.money("above_rule", N_("Above the rule"), shown="money_change"),
    col.code("state", N_("Verdict"), QUOTA),
)

FAIRNESS = Frame(
    name="fairness",
    title=N_("Quotas against the rule that all have in common"),
    grain=N_("one row per rep"),
    key="rep_id",
    order="-factor",
    shows="rep_id target expected last_year potential by_rule factor above_rule state",
    nothing=N_("No rep has a target."),
    fields=(
        col.REP,
        c.TARGET,
        c.EXPECTED,
        col.money("last_year", N_("Last twelve months"), shown=COLUMN),
        _POTENTIAL,
        c.PROBABILITY,
        *_BY_RULE,
    ),
)

RULE = Frame(
    name="quota_rule",
    title=N_("What the quotas have in common"),
    grain=N_("one row"),
    key="scope",
    shows="n basis growth potential_weight share_expected by_size by_potential n_high n_low",
    nothing="",
    fields=(
        col.SCOPE,
        col.whole("n", N_("Quotas")),
        col.whole("n_judged", N_("Quotas judged")),
        col.code("basis", N_("They follow"), BASIS),
        col.share("growth", N_("With a growth of"), shown="growth"),
        col.share("potential_weight", N_("Weight of the potential")),
        col.share("share_expected", N_("Expected to be reached")),
        col.code("share_state", N_("Whether that is usual"), SHARE),
        col.share("low", N_("One in ten less likely than")),
        col.share("high", N_("One in ten more likely than")),
        col.share("by_size", N_("Change where size doubles"), shown="growth"),
        col.share("by_size_error", N_("Its standard error")),
        col.code("size_state", N_("By size"), TOLD),
        col.share("by_potential", N_("Change where potential doubles"), shown="growth"),
        col.share("by_potential_error", N_("Its standard error (potential)")),
        col.code("potential_state", N_("By potential"), TOLD),
        col.whole("n_high", N_("Above the rule")),
        col.whole("n_low", N_("Below the rule")),
        col.money("above_rule", N_("Amount above the rule"), shown=COLUMN),
        col.factor("largest_factor", N_("Farthest above the rule")),
    ),
)


IN_FORCE = Frame(
    name="quotas_in_force",
    title=N_("Quotas of the year that runs, against the rule that all have in common"),
    grain=N_("one row per rep with issued targets"),
    key="rep_id",
    order="-factor",
    shows="rep_id target expected last_year potential by_rule factor above_rule state",
    nothing="",
    fields=(
        col.REP,
        col.month("since", N_("Year from")),
        col.whole("n_months", N_("Months with targets")),
        col.money("target", N_("Target as first issued"), shown=COLUMN),
        col.money("expected", N_("To be expected then"), shown=COLUMN),
        col.money("last_year", N_("Twelve months known then"), shown=COLUMN),
        _POTENTIAL,
        *_BY_RULE,
    ),
)
IN_FORCE_COUNTS = Frame(
    name="in_force",
    title=N_("How many quotas of the year that runs lie apart from the rule"),
    grain=N_("one row where reps have issued targets, else none"),
    key="scope",
    shows="since n n_judged n_high largest_factor",
    nothing="",
    fields=(
        col.SCOPE,
        col.month("since", N_("Year from")),
        col.whole("n", N_("Quotas")),
        col.whole("n_judged", N_("Quotas judged")),
        col.whole("n_high", N_("Above the rule")),
        col.factor("largest_factor", N_("Farthest above the rule")),
    ),
)


def verdict(page: Results) -> list[Finding]:
    """Say who is asked for more than the rule of all gives, or that nobody is."""
    if page.quota_rule.is_empty:
        return [say("fair", "info", N_("Fairness cannot be judged: no rep has a target."))]
    rule, rows = page.quota_rule.first, page.fairness.where(state="too_high")
    if not rule["n_judged"]:
        text = N_(
            "Whether quotas are fair cannot be judged: there are {n}, and a rule that all follow"
            " shows from five on."
        )
        return [say("fair", "info", text, rule)]
    if rows.is_empty:
        text = N_(
            "No rep is asked for clearly more than the others: all {n_judged} quotas follow {basis}"
            " with a growth of {growth}, the farthest {largest_factor} times that rule."
        )
        return [say("fair", "good", text, rule)]
    text = N_(
        "{rep_id} is asked for more than the others: {target}, {factor} times what the rule of all"
        " gives ({by_rule}; unfair from {limit} times on). That is {above_rule:money} too much."
    )
    least = SMALL * page.fairness.frame["target"].sum()
    return [
        say("unfair", "act" if row["above_rule"] >= least else "watch", text, row)
        for row in rows.by("-above_rule")
    ]


def in_force(page: Results) -> list[Finding]:
    """Say who was asked for more than others in the year that runs; nothing without its quotas."""
    if page.in_force.is_empty:
        return []
    row = page.in_force.first
    if not row["n_judged"]:
        text = N_(
            "Whether the quotas of the year from {since} were fair cannot be judged: there are {n},"
            " and a rule that all follow shows from five on that can be expected to sell."
        )
        return [say("in_force", "info", text, row)]
    if not row["n_high"]:
        text = N_(
            "Of the {n_judged} quotas issued for the year from {since} none asks clearly more than"
            " the others; the farthest is {largest_factor} times their common rule."
        )
        return [say("in_force", "good", text, row)]
    text = N_(
        "In the year from {since}, {rep_id} is asked for more than the others: {target} as first"
        " issued, {factor} times what the rule of all gives ({by_rule}; unfair from {limit} times"
        " on). A miss there says little of the rep."
    )
    high = page.quotas_in_force.where(state="too_high").by("-above_rule")
    return [say("unfair_in_force", "watch", text, one) for one in high]


def spread(page: Results) -> list[Finding]:
    """Say what share of quotas is expected to be reached, and what they depend on."""
    found = []
    for row in page.quota_rule.known("share_expected"):
        text = N_(
            "Of {n} quotas {share_expected} are expected to be reached: {share_state}. By a rule of"
            " thumb half to two thirds are. One in ten quotas has a chance below {low}, one in ten"
            " above {high}."
        )
        found.append(say("spread", "info" if row["share_state"] == "usual" else "watch", text, row))
    for key, column, texts in DEPENDS:
        for row in page.quota_rule.known(key):
            told = row[column]
            found.append(say(key, "info" if told in FAIR[key] else "watch", texts[told], row))
    return found


SIZE = {
    "none": N_(
        "Quotas hardly depend on the size of a rep's business: what is asked over what is expected"
        " changes by {by_size} where size doubles (standard error {by_size_error})."
    ),
    "more": N_(
        "Large ones are asked for more: what is asked over what is expected changes by {by_size}"
        " where a rep's business doubles (standard error {by_size_error})."
    ),
    "less": N_(
        "Small ones are asked for more: what is asked over what is expected changes by {by_size}"
        " where a rep's business doubles (standard error {by_size_error})."
    ),
}
POTENTIAL = {
    "none": N_(
        "Quotas hardly depend on the potential that a rep's customers have beyond their business:"
        " what is asked over what is expected changes by {by_potential} where it doubles (standard"
        " error {by_potential_error})."
    ),
    "more": N_(
        "Who has customers with more potential is asked for more: what is asked over what is"
        " expected changes by {by_potential} where it doubles (standard error"
        " {by_potential_error})."
    ),
    "less": N_(
        "Who has customers with more potential is asked for less: what is asked over what is"
        " expected changes by {by_potential} where it doubles (standard error"
        " {by_potential_error})."
    ),
}
FAIR = {"by_size": ("none",), "by_potential": ("none", "more")}
DEPENDS = (
    ("by_size", "size_state", SIZE),
    ("by_potential", "potential_state", POTENTIAL),
)


def draw(page: Results, ax: Axes | None = None) -> Axes:
    """Draw each quota over the rule of all; the lines are where it is called unfair."""
    rows = page.fairness.known("factor")
    drawn = rows.keep(slice(kinds.MOST))
    panel = over_rows(drawn, "rep_id", "factor", ax=ax)
    if not drawn.is_empty:
        panel.dots("factor", "actual")
        panel.cite("factor")
        limit = float(drawn.first["limit"])
        for value in (limit, 1 / limit, 1.0):
            panel.level(value, "before" if value == 1.0 else "neutral")
        panel.ax.margins(x=0.2)
    return panel.finish(of=page.fairness, title=N_("Quotas over the rule that all have in common"))
