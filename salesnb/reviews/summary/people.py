"""The month and the year so far of each rep, as the reviews of the month found them."""

from __future__ import annotations

import pandas as pd

from salesnb.reviews.summary.command import managers_of

SPANS = ["month", "year_to_date"]
KEY = ["rep_id", "span"]
HELD = ["actual", "held", "target", "gap", "attainment", "seen_miss", "verdict", "reason", "band"]
COUNTED = ["actual", "held", "target", "verdict"]
SALES = {one: one for one in HELD}
CASH = {"actual": "cash", **{one: f"cash_{one}" for one in HELD[1:-1]}}
VISITS = {"actual": "visits", **{one: f"visits_{one}" for one in COUNTED[1:]}}
NEW = {"actual": "new_customers", **{one: f"new_{one}" for one in COUNTED[1:]}}
MEASURES = {"sales": SALES, "collections": CASH, "visits": VISITS, "new_customers": NEW}
POINTS = {one: one for one in ("points", "low", "high", "firm")} | {"verdict": "standing"}
REPS = [*KEY, "manager_id", "since", *(c for own in MEASURES.values() for c in own.values())]
REPS += POINTS.values()
TEXTS = {"verdict", "reason", "band"}
NO_REPS = pd.DataFrame({"rep_id": [], "manager_id": []}, dtype="str")


def rep_months(
    attained: pd.DataFrame,
    counted: pd.DataFrame | None = None,
    scorecards: pd.DataFrame | None = None,
    reps: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return each rep's month and year so far (`REPS`): a row per rep_id and span.

    `attained`, `counted` and `scorecards` are the results 13_review_attained, 13_review_counted and
    scorecards, `reps` has rep_id and manager_id; all may be absent or without rows but `attained`.
    A rep has both rows where there are sales, collections, visits, new customers or a target of
    them in either; what names nobody stands under (unassigned), so that `actual` adds up to the
    month's total. manager_id as `command.managers_of`. In currency units: actual, held (of the
    months with a target), target, gap (held - target), seen_miss (the smallest miss beyond chance),
    and of collections cash, cash_held ...; counted: visits, new_customers with visits_held ...
    points: of the scorecard, low to high, firm on the same heads, standing its verdict. Columns of
    what is absent are missing, verdicts blank; of a measure that others have nothing came in (0)
    and the verdict is no_target.
    """
    whole = [attained, *([] if counted is None else [counted])]
    since = _since(attained)
    rows = [own[(own["dimension"] == "rep") & own["span"].isin(SPANS)] for own in whole]
    held = pd.concat([own[["measure", "node", "span", *HELD]] for own in rows if len(own)] or rows)
    held = held.rename(columns={"node": "rep_id"})
    held = held[held["measure"].isin([*MEASURES])]
    names = sorted(held["rep_id"].astype("str").unique())
    keys = pd.MultiIndex.from_product([names, list(since)], names=KEY)
    parts = [_of_measure(held, one, keys).rename(columns=own) for one, own in MEASURES.items()]
    found = pd.concat(parts, axis=1).reset_index().astype(dict.fromkeys(KEY, "str"))
    above = managers_of(NO_REPS if reps is None else reps)
    found["manager_id"] = found["rep_id"].map(above).astype("str").fillna("")
    found["since"] = found["span"].map(since).astype("str")
    found = found.join(_points(scorecards), on="rep_id")
    found["standing"] = found["standing"].astype("object").fillna("").astype("str")
    return found[REPS]


def _since(attained: pd.DataFrame) -> dict[str, str]:
    """Return the first month of each span that there is, the month first."""
    first = dict(zip(attained["span"].astype("str"), attained["since"].astype("str"), strict=True))
    return {span: first[span] for span in SPANS if span in first}


def _of_measure(held: pd.DataFrame, measure: str, index: pd.MultiIndex) -> pd.DataFrame:
    """Return the columns `HELD` of a measure for all reps and spans (`COUNTED` of a count)."""
    own = held[held["measure"] == measure]
    columns = COUNTED if measure in {"visits", "new_customers"} else HELD
    columns = [one for one in columns if one in MEASURES[measure]]
    found = own.set_index(KEY)[columns].reindex(index)
    texts = [one for one in columns if one in TEXTS]
    found[texts] = found[texts].astype("object")
    if len(own):
        found["actual"] = found["actual"].fillna(0.0)
        found["verdict"] = found["verdict"].fillna("no_target")
    found[texts] = found[texts].fillna("").astype("str")
    numbers = [one for one in columns if one not in TEXTS]
    return found.astype(dict.fromkeys(numbers, "float64"))


def _points(scorecards: pd.DataFrame | None) -> pd.DataFrame:
    """Return points with their range, the firm's, and the verdict, by rep."""
    if scorecards is None or scorecards.empty:
        nobody = pd.Index([], dtype="str")
        columns = {name: pd.Series(index=nobody, dtype="float64") for name in POINTS.values()}
        return pd.DataFrame(columns, nobody).astype({"standing": "str"})
    own = scorecards[scorecards["dimension"] == "rep"]
    return own.set_index("node")[list(POINTS)].rename(columns=POINTS)
