"""The information card: master data, contacts, terms, history, how complete and how fresh it is."""

from __future__ import annotations

import pandas as pd

from salesnb.customers.cards.ground import Ground
from salesnb.measures import growth, ratio
from salesnb.months import YEAR

ASKED = (  # columns of the master data that a card asks of every customer
    *("name", "kind", "segment", "region_id", "city", "settlement_id", "sales_method_id"),
    *("onboarded_on", "credit_limit", "risk_rating", "n_employees", "purchase_potential"),
    *("contact_name", "phone", "opening_hours", "visit_minutes"),
)
OF_DISTRIBUTORS = ("storage_area", "n_sales_staff", "n_outlets", "resale_price_index")
SHOWN = (
    *("kind", "group_id", "segment", "region_id", "city", "settlement_id", "sales_method_id"),
    *("onboarded_on", "credit_limit", "security_amount", "risk_rating", "n_employees"),
    *("purchase_potential", "contact_name", "phone", "opening_hours"),
)
YEARS = 4  # of twelve months each, that a history shows
GROUPS = 5  # product groups that a card names


def describe(ground: Ground, *, stale_days: int) -> dict[str, pd.DataFrame]:
    """Return `information`, `missing_fields`, `unkept_fields`, `history` and `bought`.

    `information`: a row per customer: the columns of the master data, rep_id, first_month and
    last_month of purchases, completeness (share of the columns asked for that are filled; columns
    that the company keeps for nobody are not asked for), days_old (since anybody saw or changed the
    data: a change, a visit, the start), is_stale. `missing_fields`: customers with a card and the
    column that they lack. `unkept_fields`: columns that nobody has. `history`: twelve months each.
    `bought`: product groups of twelve months.
    """
    master = _master(ground)
    filled = _filled(master)
    kept = filled.columns[filled.any()]
    asked = _asked(master)[kept]
    information = master[list(SHOWN)].assign(
        rep_id=_reps(ground, master),
        **_months(ground),
        completeness=ratio(
            (filled[kept] & asked).sum(axis=1), asked.sum(axis=1).where(lambda n: n > 0)
        ),
        days_old=_days_old(ground, master),
    )
    information["is_stale"] = information["days_old"] > stale_days
    lacking = (asked & ~filled[kept]).loc[ground.carded]
    return {
        "information": information.rename_axis("customer_id").reset_index(),
        "missing_fields": _listed(lacking),
        "unkept_fields": pd.DataFrame({"field": [one for one in filled if one not in kept]}),
        "history": _history(ground),
        "bought": _bought(ground),
    }


def _master(ground: Ground) -> pd.DataFrame:
    """Return the master data of every customer; who bought without them has none."""
    known = ground.facts["customers"].drop_duplicates("customer_id").set_index("customer_id")
    return known.reindex(ground.customers)


def _filled(master: pd.DataFrame) -> pd.DataFrame:
    columns = [*ASKED, *OF_DISTRIBUTORS]
    return pd.DataFrame({one: master[one].notna() & (master[one] != "") for one in columns}).astype(
        bool
    )


def _asked(master: pd.DataFrame) -> pd.DataFrame:
    """Return which columns are asked of whom: capability of distributors alone."""
    is_distributor = (master["kind"] == "distributor").fillna(False).astype(bool)
    parts = {**dict.fromkeys(ASKED, True), **dict.fromkeys(OF_DISTRIBUTORS, is_distributor)}
    return pd.DataFrame(parts, index=master.index)


def _listed(lacking: pd.DataFrame) -> pd.DataFrame:
    """Return a row per customer and column that it lacks."""
    long = lacking.rename_axis("customer_id").melt(
        ignore_index=False, var_name="field", value_name="is_lacking"
    )
    return long[long["is_lacking"].astype(bool)].reset_index()[["customer_id", "field"]]


def _reps(ground: Ground, master: pd.DataFrame) -> pd.Series:
    """Return who looks after a customer: its owner, else the master data, else who sold most."""
    day = pd.Timestamp(ground.month.last)
    listed = ground.facts["customer_reps"]
    ended = listed["valid_to"].notna() & (listed["valid_to"] <= day)
    own = listed[(listed["valid_from"] <= day) & ~ended & (listed["role"] != "overlay")]
    first = own.assign(is_deputy=own["role"] == "deputy").sort_values(
        ["is_deputy", "valid_from", "rep_id"], ascending=[True, False, True]
    )
    owner = first.drop_duplicates("customer_id").set_index("customer_id")["rep_id"]
    sold = ground.span("sales_cube", YEAR)
    sold = sold[~sold["rep_id"].isin(("", "(unassigned)"))]
    sums = sold.groupby(["customer_id", "rep_id"])["net_amount"].sum().sort_values()
    pairs = sums.index.to_frame(index=False)
    most = pairs.drop_duplicates("customer_id", keep="last").set_index("customer_id")["rep_id"]
    stated = master["rep_id"].where(master["rep_id"] != "")
    return owner.reindex(master.index).fillna(stated).fillna(most.reindex(master.index)).fillna("")


def _months(ground: Ground) -> dict[str, pd.Series]:
    """Return the first and the last month with a purchase."""
    cube = ground.facts["sales_cube"]
    months = cube[cube["n_purchases"] > 0].groupby("customer_id")["month"]
    ends = {"first_month": months.min(), "last_month": months.max()}
    return {name: one.reindex(ground.customers).fillna("") for name, one in ends.items()}


def _days_old(ground: Ground, master: pd.DataFrame) -> pd.Series:
    """Return the days since anybody is known to have seen or changed a customer's data."""
    visits, changes = ground.facts["visits"], ground.facts["customer_changes"]
    days = [
        visits[visits["visit_date"].notna() & (visits["status"] != "cancelled")]
        .groupby("customer_id")["visit_date"]
        .max(),
        changes.groupby("customer_id")["changed_on"].max(),
        master["onboarded_on"],
    ]
    known = pd.concat([one.reindex(master.index) for one in days], axis=1)
    if visits.empty and changes.empty:
        return pd.Series(float("nan"), index=master.index)
    last = known.apply(pd.to_datetime).max(axis=1)
    return (pd.Timestamp(ground.month.last) - last).dt.days.astype("float64").clip(lower=0.0)


def _history(ground: Ground) -> pd.DataFrame:
    """Return sales of the last years of twelve months, of customers with a card.

    Columns: customer_id, until (last month), amount, growth, margin_share, n_purchases. Years
    before the first that the facts hold whole are left out.
    """
    cube = ground.facts["sales_cube"]
    first = cube["month"].min() if len(cube) else ""
    parts = []
    for n in range(YEARS):
        months = ground.months(YEAR, ago=n * YEAR)
        if len(cube) and (first <= months[0] or n == 0):
            parts.append(_of_year(ground, months))
    columns = ["customer_id", "until", "amount", "growth", "margin_share", "n_purchases"]
    return pd.concat(parts)[columns] if parts else pd.DataFrame(columns=columns)


def _of_year(ground: Ground, months: list[str]) -> pd.DataFrame:
    cube = ground.facts["sales_cube"]
    cube = cube[cube["customer_id"].isin(ground.carded)]
    before = [str(ground.month.parse(one) - YEAR) for one in months]
    now = cube[cube["month"].isin(months)].groupby("customer_id")
    names = ["net_amount", "costed_amount", "cost_amount", "n_purchases"]
    sums = now[names].sum(min_count=1)
    base = cube[cube["month"].isin(before)].groupby("customer_id")["net_amount"].sum()
    is_whole = cube["month"].min() <= before[0]
    base = base.reindex(sums.index).where(lambda a: (a > 0) & is_whole)
    costed = sums["costed_amount"].where(sums["costed_amount"] > 0)
    return pd.DataFrame(
        {
            "customer_id": sums.index,
            "until": months[-1],
            "amount": sums["net_amount"].to_numpy(),
            "growth": growth(sums["net_amount"], base).to_numpy(),
            "margin_share": ratio(costed - sums["cost_amount"], costed).to_numpy(),
            "n_purchases": sums["n_purchases"].to_numpy(),
        }
    )


def _bought(ground: Ground) -> pd.DataFrame:
    """Return the largest product groups of twelve months: customer_id, product_group, amount,
    before (the twelve months before), share, place."""
    now, before = (_groups(ground, ago) for ago in (0, YEAR))
    both = pd.concat([now.rename("amount"), before.rename("before")], axis=1).fillna(0.0)
    found = both[both["amount"] > 0].reset_index()
    whole = found.groupby("customer_id")["amount"].transform("sum")
    found["share"] = ratio(found["amount"], whole)
    found = found.sort_values(
        ["customer_id", "amount", "product_group"], ascending=[True, False, True]
    )
    found["place"] = found.groupby("customer_id").cumcount() + 1.0
    return found[found["place"] <= GROUPS].reset_index(drop=True)


def _groups(ground: Ground, ago: int) -> pd.Series:
    groups = ground.facts["products"].set_index("product_id")["product_group"]
    sold = ground.span("sales_cube", YEAR, ago=ago)
    sold = sold[sold["customer_id"].isin(ground.carded)]
    named = sold.assign(product_group=sold["product_id"].map(groups))
    named = named[named["product_group"].notna() & (named["product_group"] != "")]
    return named.groupby(["customer_id", "product_group"])["net_amount"].sum()
