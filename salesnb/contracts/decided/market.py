"""market.toml: at what stage a market counts as being, and what reserves may bring later."""

from __future__ import annotations

from dataclasses import replace

from salesnb.contracts.decided.columns import AUTHOR, DECIDED_ON, JUDGED_ON, REASON, needed
from salesnb.contracts.decided.planfile import PlanFile, Section
from salesnb.contracts.fields import N_, Check, Field, Table
from salesnb.contracts.shorthand import money, share, text, whole


def _most_one(field: Field) -> Field:
    """Return a share that may be the whole, and no more."""
    return replace(field, most=1.0)


STAGES = Table(
    name="stages",
    label=N_("Stages of a market"),
    grain=N_("one entry: from where on a market is at trial, and from where on at repeat"),
    key=(),
    fields=(
        _most_one(share("trial_from", N_("Share of known firms that buy, from which it is trial"))),
        _most_one(
            share("repeat_from", N_("Share of buyers that buy again, from which it is repeat"))
        ),
        replace(
            whole(
                "repeat_months", N_("Months of a year in which a repeating buyer buys"), sign=">0"
            ),
            most=12,
        ),
        REASON,
        AUTHOR,
        DECIDED_ON,
    ),
)

OPTIONS = Table(
    name="options",
    label=N_("What reserves may bring"),
    grain=N_(
        "one entry per reserve of budget.toml: what it brings if the market comes, and if not"
    ),
    key=("reserve_id",),
    fields=(
        Field("reserve_id", "id", N_("Reserve"), required=True),
        needed(money("good_amount", N_("Margin that it brings if the market comes"), sign=">=0")),
        money("poor_amount", N_("Margin that it brings if not"), sign=">=0"),
        needed(_most_one(share("chance", N_("Chance that the market comes")))),
        _most_one(share("chance_low", N_("Chance, low"))),
        _most_one(share("chance_high", N_("Chance, high"))),
        text("learns", N_("What will tell")),
        AUTHOR,
        JUDGED_ON,
        text("reason", N_("Reason")),
    ),
    checks=(
        Check(
            "rising", ("poor_amount", "good_amount"), N_("brings more if the market does not come")
        ),
        Check(
            "rising", ("chance_low", "chance", "chance_high"), N_("does not lie between its bounds")
        ),
    ),
)

MARKET_FILE = PlanFile(
    "market",
    N_("Market: stages and reserves"),
    N_(
        "From which share of known firms that buy a market counts as being at trial, and from which"
        " share of buyers that come back at repeat. What each reserve of budget.toml brings once"
        " the market comes, as present value of its margin, and with what chance: of these"
        " 04b_groundwork works out what waiting is worth."
    ),
    (Section(STAGES, is_single=True), Section(OPTIONS)),
    """\
[stages]
trial_from = 0.3
repeat_from = 0.5
repeat_months = 3
reason = "Three orders in a year are no trial any more"
author = "Wei Wang"
decided_on = 2026-10-12

[[options]]
reserve_id = "R-1"
good_amount = 900000
poor_amount = 50000
chance = 0.4
chance_low = 0.25
chance_high = 0.55
learns = "Whether a segment has its third customer"
author = "Wei Wang"
judged_on = 2026-10-12
""",
)
