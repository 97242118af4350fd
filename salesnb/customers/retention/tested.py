"""Whether what is stated may be shown: a model chosen on older months, judged on newer ones."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from salesnb.customers.retention.chances import MODELS
from salesnb.customers.retention.earlier import RULES
from salesnb.methods.buying.ranking import auc
from salesnb.methods.calibration import base_rate_brier, brier, calibration_error, reliability

LEAST = 60  # statements that a check takes
MOST_GAP = 0.10  # between stated and observed shares, over all bins
MOST_OFF = 0.20  # of the sales of a year that all statements together may be off
FEW_NAMED = 5  # customers named earlier, from which on their later months say something
LEAST_FELL = 0.7  # of those named, who then ordered less than half as often
STAKE_OFF = 1.5  # times or parts: what was stated to be lost of those named, to what was
VERDICTS = ("holds", "does_not_hold", "few", "too_short")
MODEL_COLUMNS = (
    "model n n_origins came_share stated_share brier base_brier auc calibration_error amount_stated"
    " amount_came amount_off amount_error is_chosen is_chosen_amount"
)


@dataclass(frozen=True)
class Tested:
    """Which model speaks, and whether its values held in the company's own past."""

    chance_by: str  # '' where no model could be chosen
    amount_by: str
    chance: str  # one of VERDICTS
    amount: str
    named: str
    stake: str
    models: pd.DataFrame
    bins: pd.DataFrame
    origins: pd.DataFrame

    @property
    def shows_chance(self) -> bool:
        return self.chance == "holds"

    @property
    def names_customers(self) -> bool:
        """Whether customers may be called slipping: that did not prove wrong."""
        return self.shows_chance and self.named in ("holds", "few")

    @property
    def shows_money(self) -> bool:
        return self.names_customers and self.amount == "holds" and self.stake == "holds"


def judge_statements(rows: pd.DataFrame) -> Tested:
    """Return the check of `earlier.earlier_statements`."""
    older, newer = _halves(rows, rows["origin"].unique())
    years = rows[rows["year_came"].notna()]
    older_year, newer_year = _halves(years, years["origin"].unique(), oldest=1)
    chance_by = _best(older, lambda table, one: brier(table[f"chance_{one}"], table["ordered"]))
    amount_by = _best(older_year, _amount_error)
    models = _models(newer, newer_year, chance_by, amount_by)
    bins = reliability(newer[f"chance_{chance_by}"].astype(float), newer["ordered"].astype(float))
    named = rows[rows["is_slipping"].astype(bool)]
    return Tested(
        chance_by,
        amount_by,
        _chance_verdict(models, chance_by),
        _amount_verdict(models, amount_by),
        _named_verdict(rows, named),
        _stake_verdict(newer_year, amount_by),
        models,
        bins,
        _origins(rows, amount_by),
    )


def _halves(
    rows: pd.DataFrame, backs: np.ndarray, *, oldest: int = 0
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return older and newer rows; one origin alone judges, and nothing is left to choose on."""
    ordered = sorted(int(one) for one in backs)
    n = min(oldest or len(ordered) // 2, len(ordered) - 1)
    last = ordered[len(ordered) - n :] if n > 0 else []
    is_older = rows["origin"].isin(last)
    return rows[is_older], rows[~is_older]


def _best(rows: pd.DataFrame, error) -> str:  # type: ignore[no-untyped-def]
    """Return the model of least error; the first one where nothing tells them apart."""
    errors = {name: error(rows, name) for name in MODELS}
    known = {name: one for name, one in errors.items() if np.isfinite(one)}
    return min(known, key=lambda name: known[name]) if known else MODELS[0]


def _amount_error(rows: pd.DataFrame, model: str) -> float:
    """Return the mean absolute error of a year's sales over these sales."""
    stated, came = rows[f"amount_{model}"], rows["year_came"].astype(float)
    both = stated.notna() & came.notna()
    whole = float(came[both].sum())
    return float((stated - came)[both].abs().sum() / whole) if whole > 0 else float("nan")


def _models(
    newer: pd.DataFrame, years: pd.DataFrame, chance_by: str, amount_by: str
) -> pd.DataFrame:
    rows = []
    for name in RULES:
        known = newer[newer[f"chance_{name}"].notna()]
        p, came = known[f"chance_{name}"].astype(float), known["ordered"].astype(float)
        whole = years[years[f"amount_{name}"].notna()]
        stated, sold = float(whole[f"amount_{name}"].sum()), float(whole["year_came"].sum())
        rows.append(
            {
                "model": name,
                "n": len(known),
                "n_origins": known["origin"].nunique(),
                "came_share": came.mean(),
                "stated_share": p.mean(),
                "brier": brier(p, came),
                "base_brier": base_rate_brier(came),
                "auc": auc(p, came) if len(known) else np.nan,
                "calibration_error": calibration_error(p, came),
                "amount_stated": stated if len(whole) else np.nan,
                "amount_came": sold if len(whole) else np.nan,
                "amount_off": stated / sold - 1 if sold > 0 else np.nan,
                "amount_error": _amount_error(whole, name),
                "is_chosen": name == chance_by,
                "is_chosen_amount": name == amount_by,
            }
        )
    return pd.DataFrame(rows, columns=MODEL_COLUMNS.split())


def _chance_verdict(models: pd.DataFrame, model: str) -> str:
    row = models.set_index("model").loc[model]
    if row["n"] < LEAST:
        return "too_short"
    is_better = bool(row["brier"] < row["base_brier"])
    is_near = bool(row["calibration_error"] <= MOST_GAP)
    return "holds" if is_better and is_near else "does_not_hold"


def _amount_verdict(models: pd.DataFrame, model: str) -> str:
    off = float(models.set_index("model")["amount_off"][model])
    if not np.isfinite(off):
        return "too_short"
    return "holds" if abs(off) <= MOST_OFF else "does_not_hold"


def _named_verdict(rows: pd.DataFrame, named: pd.DataFrame) -> str:
    if rows.empty:
        return "too_short"
    if len(named) < FEW_NAMED:
        return "few"
    return "holds" if named["fell"].astype(float).mean() >= LEAST_FELL else "does_not_hold"


def _stake_verdict(years: pd.DataFrame, model: str) -> str:
    if years.empty:
        return "too_short"
    named = years[years["is_slipping"].astype(bool) & years[f"amount_{model}"].notna()]
    if len(named) < FEW_NAMED:
        return "few"
    stated, lost = stakes(named, model).sum(), (named["year_amount"] - named["year_came"]).sum()
    within = lost > 0 and 1 / STAKE_OFF <= stated / lost <= STAKE_OFF
    return "holds" if within else "does_not_hold"


def stakes(rows: pd.DataFrame, model: str) -> pd.Series:
    """Return what was stated to be at stake: a year's purchases less what is to be expected."""
    return (rows["year_amount"] - rows[f"amount_{model}"]).clip(lower=0)


def _origins(rows: pd.DataFrame, model: str) -> pd.DataFrame:
    """Return a row per origin: how many were named, how many then fell, what was lost of them."""
    found = []
    for back, own in rows.groupby("origin"):
        named = own[own["is_slipping"].astype(bool)]
        is_over = own["year_came"].notna().all()
        lost = float((named["year_amount"] - named["year_came"]).sum()) if is_over else np.nan
        found.append(
            {
                "origin": int(str(back)),
                "n_customers": len(own),
                "n_named": len(named),
                "n_fell": int(named["fell"].sum()),
                "fell_others_share": own.loc[~own["is_slipping"].astype(bool), "fell"].mean(),
                "stake_stated": float(stakes(named, model).sum()) if is_over else np.nan,
                "stake_came": lost,
            }
        )
    columns = "origin n_customers n_named n_fell fell_others_share stake_stated stake_came"
    return pd.DataFrame(found, columns=columns.split())
