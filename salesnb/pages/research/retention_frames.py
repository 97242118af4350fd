"""Who is slipping away: the frames of that section, and the words of their codes."""

from __future__ import annotations

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.i18n import N_
from salesnb.i18n.formats import COLUMN
from salesnb.pages.research import columns as c

STATE = {
    "stopped": N_("stopped, beyond chance"),
    "fading": N_("orders less often, beyond chance"),
    "overdue": N_("overdue, may be chance"),
    "on_rhythm": N_("orders as usual"),
    "cannot_tell": N_("too few purchases to tell"),
    "lost_before": N_("no purchase for a year"),
}
MODEL = {
    "bg_nbd": N_("BG/NBD and gamma-gamma"),
    "back_window": N_("regression of one window back"),
    "as_before": N_("as in the span before"),
}
VERDICT = {
    "holds": N_("held"),
    "does_not_hold": N_("did not hold"),
    "few": N_("too few cases to tell"),
    "too_short": N_("history too short to tell"),
}
HOW = {
    "merged": N_("merged"),
    "same_phone": N_("same telephone number"),
    "same_name": N_("same name"),
}
DAYS_SINCE = col.number("silent_days", N_("Days since"), unit=N_("days"), digits=0, shown="days")
GAP = col.number("usual_gap_days", N_("Usual pause"), unit=N_("days"), digits=1, shown="days")
RATIO = col.number("overdue_ratio", N_("Days since, in usual pauses"), digits=2, shown="tenths")
CHANCE = col.share("p_orders_next", N_("Chance of an order"), digits=6, shown="chance")
YEAR_AMOUNT = col.money("year_amount", N_("Twelve months up to the last purchase"), shown=COLUMN)
EXPECTED = col.money("expected_amount", N_("Expected in twelve months"), shown=COLUMN)
AT_STAKE = col.money("at_stake", N_("At stake in twelve months"), shown=COLUMN)
MARGIN = col.money("margin_at_stake", N_("Margin at stake"), shown=COLUMN)
OF_CUSTOMER = (
    col.day("last_on", N_("Last purchase")),
    col.whole("n_days", N_("Days with a purchase")),
    GAP,
    DAYS_SINCE,
    RATIO,
)

CUSTOMER_RETENTION = Frame(
    title=N_("Keeping each customer: rhythm, what is at stake, engagement, capability"),
    key="customer_id",
    order="-at_stake -year_amount",
    fields=(
        c.CUSTOMER,
        *OF_CUSTOMER,
        col.code("state", N_("State"), STATE),
        CHANCE,
        YEAR_AMOUNT,
        EXPECTED,
        AT_STAKE,
        MARGIN,
        col.flag("is_slipping", N_("Slipping away")),
        col.number("engagement", N_("Engagement index"), digits=1, shown="integer"),
        col.factor("capability_ratio", N_("Can carry, of its target")),
    ),
)

SLIPPING = Frame(
    title=N_("Customers who order less than at their own pace"),
    key="customer_id",
    order="state -at_stake -overdue_ratio",
    shows="customer_id state last_on silent_days usual_gap_days overdue_ratio p_orders_next"
    " year_amount at_stake",
    rows=12,
    nothing="",
    fields=(
        c.CUSTOMER,
        *OF_CUSTOMER,
        col.share("chance_silence", N_("Chance of so long a silence"), digits=8, shown="chance"),
        col.code("state", N_("State"), STATE),
        CHANCE,
        YEAR_AMOUNT,
        EXPECTED,
        AT_STAKE,
        MARGIN,
        col.flag("is_slipping", N_("Slipping away")),
    ),
)

RETENTION_STATES = Frame(
    title=N_("How customers keep their own pace"),
    key="state",
    nothing="",
    fields=(
        col.code("state", N_("State"), STATE),
        col.whole("n_customers", N_("Customers")),
        YEAR_AMOUNT,
    ),
)

RETENTION_BASIS = Frame(
    title=N_("Who is slipping away, in all"),
    key="scope",
    nothing="",
    fields=(
        col.SCOPE,
        col.MONTH,
        col.whole("ahead", N_("Months ahead")),
        col.whole("n_customers", N_("Customers who bought within a year")),
        col.whole("n_judged", N_("Customers whose pace is known")),
        col.whole("n_slipping", N_("Slipping away")),
        col.number("n_by_chance", N_("Of these by chance, at most"), digits=1, shown="tenths"),
        col.whole("n_overdue", N_("Overdue")),
        col.number("n_overdue_by_chance", N_("By chance alone"), digits=1, shown="integer"),
        YEAR_AMOUNT,
        AT_STAKE,
        col.money("stake_low", N_("Range of nine in ten: low")),
        col.money("stake_high", N_("Range of nine in ten: high")),
        MARGIN,
        col.money("all_amount", N_("The same of all customers")),
        col.share("stake_share", N_("Of the purchases of all customers")),
        GAP,
        col.number(
            "seen_after_days", N_("Silence that would be noticed"), unit=N_("days"), digits=0
        ),
        col.code("chance_verdict", N_("Chances of an order"), VERDICT),
        col.code("amount_verdict", N_("Sales expected"), VERDICT),
        col.code("named_verdict", N_("Customers named"), VERDICT),
        col.code("stake_verdict", N_("Money at stake"), VERDICT),
        col.whole("n_named_before", N_("Named at earlier months")),
        col.whole("n_fell_before", N_("Of these, ordered less than half as often after")),
    ),
)

RETENTION_MODELS = Frame(
    title=N_("What was stated at earlier months, and what came"),
    key="model",
    shows="model n stated_share came_share brier base_brier auc amount_off amount_error",
    nothing="",
    fields=(
        col.code("model", N_("Model"), MODEL),
        col.whole("n", N_("Statements")),
        col.whole("n_origins", N_("Month ends")),
        col.share("came_share", N_("Ordered")),
        col.share("stated_share", N_("Stated on average")),
        col.number("brier", N_("Brier score"), digits=4, shown="factor"),
        col.number("base_brier", N_("Brier score of the average"), digits=4, shown="factor"),
        col.number("auc", N_("Puts first who ordered (AUC)"), digits=4, shown="factor"),
        col.share("calibration_error", N_("Stated and came, apart")),
        col.money("amount_stated", N_("Sales of a year, stated"), shown=COLUMN),
        col.money("amount_came", N_("Sales of that year"), shown=COLUMN),
        col.share("amount_off", N_("Sales of a year, off by"), shown="growth"),
        col.share("amount_error", N_("Mean error of a customer")),
        col.flag("is_chosen", N_("Speaks for chances")),
        col.flag("is_chosen_amount", N_("Speaks for sales")),
    ),
)

RETENTION_BINS = Frame(
    title=N_("Chances stated at earlier months, and how many ordered"),
    key="from_share",
    nothing="",
    fields=(
        col.share("from_share", N_("Stated, from")),
        col.share("to_share", N_("Stated, to")),
        col.whole("n", N_("Statements")),
        col.share("stated", N_("Stated on average")),
        col.share("came_true", N_("Ordered")),
    ),
)

RETENTION_ORIGINS = Frame(
    title=N_("Who would have been named at earlier months"),
    key="month",
    order="-month",
    nothing="",
    fields=(
        col.MONTH,
        col.whole("n_customers", N_("Customers who bought within a year")),
        col.whole("n_named", N_("Named")),
        col.whole("n_fell", N_("Of these, ordered less than half as often after")),
        col.share("fell_others_share", N_("The same share of the others")),
        col.money("stake_stated", N_("At stake, stated then"), shown=COLUMN),
        col.money("stake_came", N_("Lost of them in the year after"), shown=COLUMN),
    ),
)

CONTINUED = Frame(
    title=N_("Customers who go on under another number"),
    key="customer_id",
    rows=8,
    nothing="",
    fields=(
        c.CUSTOMER,
        col.ident("goes_on_as", N_("Goes on as"), of="customers"),
        col.code("how", N_("Told by"), HOW),
        YEAR_AMOUNT,
    ),
)
