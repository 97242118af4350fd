"""The month and the year so far of each rep and of each manager's team."""

from __future__ import annotations

from salesnb.contracts import shorthand as col
from salesnb.contracts.fields import Field
from salesnb.contracts.frames import Frame
from salesnb.contracts.verdicts import BAND, REASON, STANDING, VERDICT
from salesnb.i18n import N_
from salesnb.i18n.formats import COLUMN
from salesnb.members import TOTAL, UNASSIGNED

SPAN = {"month": N_("month"), "year_to_date": N_("year to date")}

SPANS = col.code("span", N_("Span"), SPAN)
SINCE = col.month("since", N_("Since"))
REP = col.ident("rep_id", N_("Rep"), of="reps", words={UNASSIGNED: N_("unassigned")})
ABOVE = col.ident("manager_id", N_("Manager"), of="reps")
IN_NO_TEAM = {UNASSIGNED: N_("in no team"), TOTAL: N_("total")}
TEAM = col.ident("manager_id", N_("Manager of the team"), of="reps", words=IN_NO_TEAM)


def _amount(name: str, label: str) -> Field:
    return col.money(name, label, shown=COLUMN)


def _gap(name: str, label: str) -> Field:
    return col.money(name, label, shown="money_change")


def _count(name: str, label: str) -> Field:
    return col.number(name, label, digits=6, shown="counted")


def _points(name: str, label: str) -> Field:
    return col.number(name, label, digits=3, shown="tenths")


SALES = (
    _amount("actual", N_("Sales")),
    _amount("held", N_("Sales held against a target")),
    _amount("target", N_("Target of sales")),
    _gap("gap", N_("Against target")),
    col.kpi("attainment", "attainment"),
)
CASH = (
    _amount("cash", N_("Collections")),
    _amount("cash_held", N_("Collections held against a target")),
    _amount("cash_target", N_("Target of collections")),
    _gap("cash_gap", N_("Collections against target")),
    col.kpi("cash_attainment", "attainment", label=N_("Attainment of collections")),
)
EFFORT = (
    _count("visits", N_("Visits held")),
    _count("visits_held", N_("Visits held against a target")),
    _count("visits_target", N_("Visits asked")),
    _count("new_customers", N_("New customers")),
    _count("new_held", N_("Of these against a target")),
    _count("new_target", N_("New customers asked")),
)

REPS = Frame(
    title=N_("Month and year of each rep"),
    key="rep_id span",
    order="span gap rep_id",
    shows="rep_id manager_id actual target gap attainment seen_miss verdict points",
    nothing="",
    fields=(
        REP,
        SPANS,
        ABOVE,
        SINCE,
        *SALES,
        _amount("seen_miss", N_("Smallest miss beyond chance")),
        col.code("verdict", N_("Verdict"), VERDICT),
        col.code("reason", N_("Why it cannot be told"), REASON),
        col.code("band", N_("Challenge when issued"), BAND),
        *CASH,
        _amount("cash_seen_miss", N_("Smallest miss of collections beyond chance")),
        col.code("cash_verdict", N_("Verdict on collections"), VERDICT),
        col.code("cash_reason", N_("Why collections cannot be told"), REASON),
        *EFFORT,
        col.code("visits_verdict", N_("Verdict on visits"), VERDICT),
        col.code("new_verdict", N_("Verdict on new customers"), VERDICT),
        _points("points", N_("Points")),
        _points("low", N_("Points, low")),
        _points("high", N_("Points, high")),
        _points("firm", N_("The firm's points on the same")),
        col.code("standing", N_("Points against the firm"), STANDING),
    ),
)
TEAMS = Frame(
    title=N_("Month and year of each manager's team"),
    key="manager_id span",
    order="span manager_id",
    shows="manager_id n_reps actual target gap attainment n_missed missing cash_attainment",
    total="manager_id",
    nothing="",
    fields=(
        TEAM,
        SPANS,
        SINCE,
        col.ident("reports_to", N_("Next manager above"), of="reps"),
        col.flag("is_top", N_("Has nobody above")),
        col.whole("n_reps", N_("Reps of the team")),
        col.whole("n_direct", N_("Right below")),
        col.whole("n_teams", N_("Teams right below")),
        col.whole("n_asked", N_("With a target of sales")),
        *SALES,
        col.whole("n_met", N_("Met it")),
        col.whole("n_within", N_("Missed it, within chance")),
        col.whole("n_missed", N_("Missed it beyond chance")),
        col.whole("n_open", N_("Cannot be told")),
        _amount("missing", N_("Missing where missed beyond chance")),
        *CASH,
        col.whole("n_cash_missed", N_("Missed collections beyond chance")),
        *EFFORT,
        col.whole("n_below", N_("Reps below the firm in points")),
    ),
)
TEAM_MISSED = Frame(
    title=N_("Targets missed beyond chance further down"),
    key="manager_id span rep_id",
    order="manager_id span gap",
    shows="manager_id rep_id under_id span held target gap attainment seen_miss",
    nothing="",
    fields=(
        ABOVE,
        REP,
        SPANS,
        col.ident("under_id", N_("Manager of the rep"), of="reps"),
        *SALES[1:],
        _amount("seen_miss", N_("Smallest miss beyond chance")),
    ),
)

REP_SLIPPING = Frame(
    title=N_("Customers slipping away, and whose they are"),
    grain=N_("one row per customer"),
    key="customer_id",
    order="rep_id -at_stake customer_id",
    nothing="",
    fields=(
        col.ident("rep_id", N_("Rep"), of="reps"),
        col.CUSTOMER,
        col.day("last_on", N_("Last order")),
        _count("silent_days", N_("Days since")),
        _count("usual_gap_days", N_("Its usual pause, days")),
        _amount("year_amount", N_("A year before its last order")),
        _amount("at_stake", N_("At stake in twelve months")),
    ),
)
