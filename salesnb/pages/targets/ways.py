"""What we commit to: three ways to the total, what is decided, and what each amount costs."""

from __future__ import annotations

from matplotlib.axes import Axes

from salesnb.contracts.page import Results
from salesnb.contracts.results import Result, Row
from salesnb.findings import Decision, Finding, Status, say
from salesnb.i18n import N_
from salesnb.plots.panel import Panel
from salesnb.plots.places import over_rows

HARD, EASY = 0.35, 0.75  # chances below and above which a total is to be talked about
ONE_SIDED = 0.05  # of what was expected: a bias beyond is said
BESIDE = 0.005  # of sales outside the measured market, from which on it is said

DECISIONS = (
    Decision(
        "total_hard",
        N_("Say what will be done beyond today's business to reach it, or lower the total."),
        N_("management"),
        "odds.gap",
        N_("over the forecast"),
        lever="set_right",
    ),
    Decision(
        "total_easy",
        N_("Raise the total, or say what will hold sales back."),
        N_("management"),
        "odds.to_even",
        N_("up to an even chance"),
        lever="set_right",
    ),
)


def commitment(odds: Result) -> list[Finding]:
    """Say how likely the plan's total is; or within which range the year lies."""
    rows = odds.known("total")
    rows = rows.keep(rows.frame["state"] != "over")
    return [_likely(row) for row in rows]


def _likely(row: Row) -> Finding:
    if row.is_known("probability"):
        text = N_(
            "The chance that sales from {first} to {last} reach the total of the plan, {total}, is"
            " {probability}. What is expected if nothing changes, {expected}, has a chance of"
            " {forecast_probability}."
        )
        p = row["probability"]
        return say(*_judged(p < HARD, p > EASY), text, row)
    if row.is_known("low"):
        text = N_(
            "The total of the plan for {first} to {last}, {total}, is {over_forecast} against what"
            " is expected if nothing changes: {expected} ({low} to {high}, with {confidence}"
            " confidence)."
        )
        return say(*_judged(row["total"] > row["high"], row["total"] < row["low"]), text, row)
    text = N_(
        "How likely sales from {first} to {last} reach the total of the plan, {total}, cannot be"
        " told."
    )
    return say("total_unknown", "info", text, row)


def _judged(is_hard: bool, is_easy: bool) -> tuple[str, Status]:
    """Return the key and the status of the sentence on the total."""
    if is_hard:
        return "total_hard", "act"
    return ("total_easy", "watch") if is_easy else ("total", "info")


def price(ladder: Result) -> list[Finding]:
    """Say what amounts cost in probability: a safe one, an even chance, a hard one."""
    steps = {one: ladder.where(step=one) for one in ("p80", "p50", "p35")}
    if any(one.is_empty for one in steps.values()):
        return []
    safe, even, hard = (one.first for one in steps.values())
    text = N_(
        "What each total costs: {safe.amount} has a chance of {safe.probability}, {even.amount} is"
        " as likely missed as reached, {hard.amount} has a chance of {hard.probability}."
    )
    return [say("price", "info", text, safe=safe, even=even, hard=hard)]


def bias(odds: Result) -> list[Finding]:
    """Say that forecasts of such periods lay on one side of what came, and that chances know it."""
    return [
        say("total_bias", "watch", _of_bias(row), row)
        for row in odds.known("bias middle")
        if abs(row["bias"]) > ONE_SIDED
    ]


BIAS_COUNTED = {
    "low": N_(
        "Run from {n_origins} earlier months, forecasts of as many months were too low: what came"
        " was {bias} against what was expected. Chances count that as far as it is more than luck;"
        " the middle of what may come is {middle}, where {expected} is expected."
    ),
    "high": N_(
        "Run from {n_origins} earlier months, forecasts of as many months were too high: what came"
        " was {bias} against what was expected. Chances count that as far as it is more than luck;"
        " the middle of what may come is {middle}, where {expected} is expected."
    ),
}
BIAS_ALONE = {
    "low": N_(
        "Run from {n_origins} earlier months, forecasts of as many months were too low: what came"
        " was {bias} against what was expected. Chances do not lean on it: the middle of what may"
        " come, {middle}, lies no higher than the {expected} that is expected."
    ),
    "high": N_(
        "Run from {n_origins} earlier months, forecasts of as many months were too high: what came"
        " was {bias} against what was expected. Chances do not lean on it: the middle of what may"
        " come, {middle}, lies no lower than the {expected} that is expected."
    ),
}


def _of_bias(row: Row) -> str:
    """Return the sentence on a bias; that chances count it only where the middle shows it."""
    if (row["middle"] - row["expected"]) * row["bias"] <= 0:
        return BIAS_ALONE["low" if row["bias"] > 0 else "high"]
    return BIAS_COUNTED["low" if row["bias"] > 0 else "high"]


def proof(odds: Result) -> list[Finding]:
    """Say whether chances like these came true before, or why none is stated."""
    return [say("proof", *_proof(row), row) for row in odds if row["state"] != "over"]


def _proof(row: Row) -> tuple[Status, str]:
    if row["state"] == "shown" and row["error"] <= row["by_chance"]:
        return "info", BY_LUCK
    return PROOFS[row["state"]]


BY_LUCK = N_(
    "Chances like these, stated from {n_tested} earlier months for periods as long as the one"
    " planned (months: {tested_months}), were off by {error} on average. These periods overlap, so"
    " that luck alone explains up to {by_chance}. Chances of quarters, which more periods test,"
    " came true."
)
SHOWN = N_(
    "Chances like these, stated from {n_tested} earlier months for periods as long as the one"
    " planned (months: {tested_months}), were off by {error} on average."
)
FAILS = N_(
    "No probability is stated: chances like these, stated from {n_tested} earlier months for"
    " periods of as many months as {tested_months}, did not come true; they were off by {error} on"
    " average. The range is as wide as earlier errors were."
)
UNPROVEN = N_(
    "No probability is stated: from too few earlier months is known what came, so that chances like"
    " these cannot be tested. The range is as wide as earlier errors were."
)
NO_RANGE = N_(
    "Neither a probability nor a range is stated: too few earlier forecasts of as many months can"
    " be held against what came."
)
NO_FORECAST = N_(
    "How likely a total is cannot be told: not all months from {first} to {last} are forecast."
)

PROOFS: dict[str, tuple[Status, str]] = {
    "shown": ("good", SHOWN),
    "fails": ("watch", FAILS),
    "unproven": ("info", UNPROVEN),
    "no_range": ("info", NO_RANGE),
    "no_forecast": ("info", NO_FORECAST),
}


def by_market(page: Results) -> list[Finding]:
    """Say what today's share brings, which share the total takes, and what is not measured."""
    ways = page.ways.where(way="market")
    if ways.is_empty or page.market_way.is_empty:
        return []
    rows = {"way": ways.first, "market": page.market_way.first, "odds": page.odds.first}
    grows = N_(
        "The market's way: at today's share of {market.share} of the market that is measured,"
        " at a growth of {market.growth} a year, sales come to {way.amount} ({way.low} to"
        " {way.high})."
    )
    flat = N_(
        "The market's way: at today's share of {market.share} of the market that is measured, sales"
        " come to {way.amount} ({way.low} to {way.high}). One year of it is measured: that it grows"
        " is not counted."
    )
    known = rows["market"].is_known("growth")
    found = [say("market_way", "info", grows if known else flat, **rows)]
    return [*found, *_needed(rows), *_unmeasured(rows["market"])]


def _needed(rows: dict[str, Row]) -> list[Finding]:
    if not rows["market"].is_known("needed_share"):
        return []
    text = N_(
        "The total of {odds.total} takes {market.needed_share} of that market; today we hold"
        " {market.share}."
    )
    return [say("needed_share", "info", text, **rows)]


def _unmeasured(market: Row) -> list[Finding]:
    if not market.is_known("outside_share") or market["outside_share"] < BESIDE:
        return []
    text = N_(
        "{outside_share} of our sales lie where no market is measured: there the market's way has"
        " what the forecast expects."
    )
    return [say("outside_market", "info", text, market)]


def by_reps(page: Results) -> list[Finding]:
    """Say what reps commit to, how much of the business that covers, and what it leads to."""
    ways = page.ways.where(way="bottom_up")
    if ways.is_empty or page.reps_way.is_empty:
        return []
    text = N_(
        "The reps' way: they commit to {reps.committed} ({reps.n_reps} of {reps.n_selling} reps,"
        " for {reps.n_customers} of {reps.n_active} customers), {reps.over_forecast} against the"
        " forecast of the same. That covers {reps.covered_share} of what is expected; with the"
        " forecast for the rest it comes to {way.amount}."
    )
    return [say("reps_way", "info", text, way=ways.first, reps=page.reps_way.first)]


def issued(page: Results) -> list[Finding]:
    """Say what the targets come to that were issued for the year before."""
    text = N_(
        "Targets issued for the year come to {amount}; against them the total of the plan is {gap}."
    )
    return [say("issued_before", "info", text, row) for row in page.ways.where(way="issued")]


def absent(absent: Result) -> list[Finding]:
    """Say which way is not there, and which table would bring it."""
    texts = {
        "market": N_(
            "The market's way to the total is not there: it takes {table} of a market that we sell"
            " in, and twelve months of our own sales."
        ),
        "forecast": N_(
            "What is expected if nothing changes is not known for the whole year: {table} of more"
            " months would bring it."
        ),
        "bottom_up": N_(
            "The reps' way to the total is not there: {table} would bring it, what each of them"
            " commits to by customer, product group and month of the year."
        ),
    }
    return [say("absent_way", "info", texts[row["way"]], row) for row in absent]


def answer(page: Results) -> list[Finding]:
    """Say what the year is held to, what amounts cost in probability, and a known bias."""
    return [*commitment(page.odds), *price(page.ladder), *bias(page.odds)]


def found(page: Results) -> list[Finding]:
    """Say all that the section has to say."""
    return [
        *answer(page),
        *proof(page.odds),
        *by_market(page),
        *by_reps(page),
        *issued(page),
        *absent(page.absent),
    ]


def headline(page: Results) -> Finding:
    """Say what the year is held to, as the picture's text; or that nothing leads to a total."""
    text = N_("No way leads to a total: neither a forecast nor a decided total is there.")
    return next(iter(commitment(page.odds)), say("total", "info", text))


def draw_ways(page: Results, ax: Axes | None = None) -> Axes:
    """Draw each way with its range, against the total of the plan."""
    ways = page.ways
    panel = over_rows(ways, "way", "amount high", ax=ax)
    if not ways.is_empty:
        panel.ranges("low", "high", "plan", lw=2)
        panel.dots("amount", "plan", marker="D")
        _against_total(panel, ways)
        panel.cite("amount", beyond="high")
        panel.ax.margins(x=0.25)
        panel.ax.set_xlim(left=0)
    return panel.finish(of=ways, title=N_("Ways to the year's total"))


def _against_total(panel: Panel, ways: Result) -> None:
    """Draw the total of the plan across all ways."""
    for row in ways.keep(ways.frame["way"].isin(["decided", "aim"])):
        panel.level(row["amount"], label=str(row.words("way")))
