"""All that 06b_prices computes, in the order of the page."""

from __future__ import annotations

import pandas as pd

from salesnb.customers.prices import corridor, diversion, leakage
from salesnb.customers.prices.breaches import list_breaches
from salesnb.customers.prices.buyers import price_buyers
from salesnb.customers.prices.dispersion import find_dispersion
from salesnb.customers.prices.ground import Frames, Ground, ground_of
from salesnb.customers.prices.pulls import find_pulls
from salesnb.customers.prices.realisation import find_realisation
from salesnb.measures.ratios import ratio
from salesnb.months import Month

BASIS = [
    *("scope", "month", "window", "n_months", "net_amount", "listed_share", "floored_share"),
    *("n_customers", "n_reps", "n_judged", "least_seen", "n_approvals", "n_promotions"),
    *("n_rows", "n_sellers", "n_away", "confidence", "least", "class_basis", "state"),
]


def study_prices(
    facts: Frames,
    *,
    month: Month,
    window: int = 12,
    confidence: float = 0.95,
    least: float = 0.02,
) -> dict[str, pd.DataFrame]:
    """Return the frames of 06b_prices by name; `facts` are the frames that it loads and uses.

    `window` months are judged, `least` is the smallest extra discount of a rep that is asked about,
    and what is called a suspicion is more than chance makes in all cases together with
    `confidence`. `customer_classes` is taken where it is there.
    """
    ground = ground_of(facts, month=month, window=window)
    leaks = leakage.find_leakage(ground, confidence=confidence, least=least)
    judged = corridor.judged_cells(ground)
    rows = diversion.evidence(facts, ground)
    away = diversion.find_diversion(facts, ground, rows, confidence=confidence)
    sellers = set(rows["customer_id"])
    found = {
        "realisation": find_realisation(ground),
        "leaks": leaks,
        "leak_months": leakage.by_month(ground, leaks),
        "corridors": corridor.find_corridors(facts, ground, judged),
        "dispersion": find_dispersion(judged),
        "diversions": away,
        "diversion_rows": rows[rows["is_away"]].drop(columns="is_away"),
        "pulls": find_pulls(facts, ground, judged, sellers),
        "buyers": price_buyers(ground),
    }
    extra = leakage.extra_by_cell(ground, leaks)
    breaches = list_breaches(facts, ground, judged=judged, extra=extra, rows=rows, away=away)
    said = _basis(facts, ground, leaks, rows, asked=(confidence, least))
    return {"basis": said, **found, "price_breaches": breaches}


def _basis(
    facts: Frames,
    ground: Ground,
    leaks: pd.DataFrame,
    rows: pd.DataFrame,
    *,
    asked: tuple[float, float],
) -> pd.DataFrame:
    """Return what was judged, in one row."""
    cells, confidence, least = ground.judged, *asked
    net = float(cells["net_amount"].sum())
    shares = (ratio(float(cells[one].sum()), net) for one in ("listed_amount", "floored_amount"))
    known = leaks[leaks["verdict"] != leakage.FEW] if len(leaks) else leaks
    approvals = facts["approvals"]
    n_months = int(ground.cells["at"].max()) + 1 if len(ground.cells) else 0
    row = (
        *("total", str(ground.month), ground.window, n_months, net, *shares),
        *(cells["customer_id"].nunique(), cells["rep_id"].nunique(), len(known)),
        float(known["least_seen"].median()) if len(known) else float("nan"),
        int((approvals["kind"] == "price").sum()),
        len(facts["promotions"]),
        *(len(rows), rows["customer_id"].nunique(), int(rows["is_away"].sum())),
        *(confidence, least, "classes" if ground.has_classes else "bands"),
        _state(ground, known),
    )
    return pd.DataFrame([row], columns=BASIS)


def _state(ground: Ground, judged: pd.DataFrame) -> str:
    """Return what can be said of discounts: `judged`, `no_lines`, `no_list` or `too_short`."""
    if ground.judged.empty:
        return "no_lines"
    if not (ground.judged["list_amount"] > 0).any():
        return "no_list"
    return "judged" if len(judged) else "too_short"
