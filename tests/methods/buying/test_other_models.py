"""Gamma-gamma, the regression of one window back, ranking, RFM and purchase summaries."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from salesnb.methods.buying.back_window import described, fit_back_window
from salesnb.methods.buying.gamma_gamma import GammaGamma, fit_gamma_gamma
from salesnb.methods.buying.ranking import auc
from salesnb.methods.buying.summaries import purchase_summary, rfm

CDNOW = Path(__file__).resolve().parents[4] / "shared" / "data" / "cdnow"
needs_cdnow = pytest.mark.skipif(not CDNOW.is_dir(), reason="the CDNOW sample is not there")


def cdnow() -> pd.DataFrame:
    table = pd.read_csv(
        CDNOW / "CDNOW_sample.txt",
        sep=r"\s+",
        names=["master", "customer_id", "date", "n", "amount"],
        dtype={"customer_id": str, "date": str},
    )
    return table.assign(day=pd.to_datetime(table["date"]))


@needs_cdnow
def test_summary_of_raw_purchases_is_the_published_one() -> None:
    found = purchase_summary(cdnow(), end="1997-09-30")
    stated = pd.read_csv(CDNOW / "cdnow_customers_summary.csv")
    assert (found["n_repeat"].to_numpy() == stated["frequency"].to_numpy()).all()
    assert found["last_age"].to_numpy() == pytest.approx(stated["recency"].to_numpy(), abs=0.005)
    assert found["age"].to_numpy() == pytest.approx(stated["T"].to_numpy(), abs=0.005)


@needs_cdnow
def test_gamma_gamma_is_as_published() -> None:
    found = purchase_summary(cdnow(), end="1997-09-30").query("n_repeat > 0")
    model = fit_gamma_gamma(found["n_repeat"], found["mean_amount"])
    assert [model.p, model.q, model.v] == pytest.approx([6.25, 3.74, 15.44], abs=0.01)
    assert model.mean == pytest.approx(35.17, abs=0.01)


@needs_cdnow
def test_back_window_ranks_who_comes_back() -> None:
    bought = cdnow()
    before = purchase_summary(bought, end="1997-06-30")
    now = purchase_summary(bought, end="1997-09-30")
    came = _days(bought, "1997-06-30", "1997-09-30", before)
    later = _days(bought, "1997-09-30", "1998-06-30", now)
    model = fit_back_window(described(before), came, kind="poisson")
    stated = model.stated(described(now))
    assert auc(stated, later > 0) >= 0.78
    assert stated.sum() * 273 / 92 == pytest.approx(later.sum(), rel=0.05)


def _days(bought: pd.DataFrame, first: str, last: str, of: pd.DataFrame) -> np.ndarray:
    inside = bought[(bought["day"] > first) & (bought["day"] <= last)]
    n = inside.groupby("customer_id")["day"].nunique()
    return n.reindex(of["customer_id"]).fillna(0).to_numpy()


def test_mean_purchase_is_drawn_to_all_by_its_weight() -> None:
    model = GammaGamma(6.25, 3.74, 15.44, 0.0)
    own = float(model.expected(2, 50.0))
    weight = 6.25 * 2 / (6.25 * 2 + 3.74 - 1)
    assert own == pytest.approx(weight * 50 + (1 - weight) * model.mean)
    assert model.expected(0, np.nan) == pytest.approx(model.mean)


def test_gamma_gamma_of_simulated_purchases() -> None:
    rng = np.random.default_rng(6)
    scale = rng.gamma(3.0, 1 / 15.0, 4_000)
    n = rng.integers(1, 8, 4_000)
    model = fit_gamma_gamma(n, rng.gamma(6.0 * n, 1 / scale) / n)
    assert [model.p, model.q, model.v] == pytest.approx([6.0, 3.0, 15.0], rel=0.15)
    assert fit_gamma_gamma([1, 2, 3, 1], [2.0, 4.0, 3.0, 5.0]).mean > 0


def test_gamma_gamma_needs_amounts() -> None:
    with pytest.raises(ValueError, match="two customers"):
        fit_gamma_gamma([1, 2, 0], [0.0, 5.0, 9.0])


def test_regressions_recover_what_was_planted() -> None:
    rng = np.random.default_rng(7)
    columns = rng.normal(size=(5_000, 2))
    linear = 0.3 + columns @ [0.8, -0.5]
    counts = fit_back_window(columns, rng.poisson(np.exp(linear)), kind="poisson")
    assert counts.stated(np.zeros((1, 2))) == pytest.approx(np.exp(0.3), rel=0.05)
    hits = rng.random(5_000) < 1 / (1 + np.exp(-linear))
    chance = fit_back_window(columns, hits, kind="logistic")
    assert chance.stated([[1.0, 0.0]]) == pytest.approx(1 / (1 + np.exp(-1.1)), abs=0.03)


def test_poisson_keeps_the_total_and_any_unit_of_money() -> None:
    rng = np.random.default_rng(8)
    columns = rng.normal(size=(400, 3))
    sold = np.exp(columns[:, 0]) * rng.gamma(1.0, 900.0, 400)
    one = fit_back_window(columns, sold, kind="poisson").stated(columns)
    cents = fit_back_window(columns, 100 * sold, kind="poisson").stated(columns)
    assert one.sum() == pytest.approx(sold.sum(), rel=1e-6)
    assert cents == pytest.approx(100 * one, rel=1e-6)


@pytest.mark.parametrize(
    ("rows", "outcome", "word"),
    [(5, 1.0, "20 customers"), (40, 0.0, "different"), (40, -1.0, "zero or more")],
)
def test_regressions_refuse(rows: int, outcome: float, word: str) -> None:
    columns = np.arange(2.0 * rows).reshape(rows, 2)
    with pytest.raises(ValueError, match=word):
        fit_back_window(columns, np.full(rows, outcome), kind="poisson")


def test_auc_counts_ties_half() -> None:
    assert auc([1, 2, 3, 4], [0, 0, 1, 1]) == 1
    assert auc([1, 1, 1, 1], [0, 1, 0, 1]) == 0.5
    assert np.isnan(auc([1, 2], [1, 1]))


def test_purchases_of_one_day_are_one() -> None:
    bought = pd.DataFrame(
        {
            "customer_id": ["B", "A", "A", "A", "A"],
            "day": pd.to_datetime(
                ["2026-01-05", "2026-01-01", "2026-01-08", "2026-01-08", "2026-03-01"]
            ),
            "amount": [7.0, 10.0, 20.0, 4.0, 99.0],
        }
    )
    found = purchase_summary(bought, end="2026-01-29")
    columns = ["n_repeat", "last_age", "age", "mean_amount"]
    first, other = found[columns].to_numpy(float)
    assert first == pytest.approx([1, 1, 4, 24])
    assert other[0] == 0
    assert np.isnan(other[3])
    with pytest.raises(ValueError, match="fortnight"):
        purchase_summary(bought, end="2026-01-29", unit="fortnight")


def test_rfm_parts() -> None:
    summary = pd.DataFrame(
        {
            "customer_id": list("ABCDE"),
            "n_repeat": [0, 1, 2, 3, 4],
            "last_age": [0.0, 2.0, 4.0, 6.0, 8.0],
            "age": [10.0] * 5,
            "total_amount": [1.0, 2.0, 3.0, 4.0, 5.0],
        }
    )
    found = rfm(summary).drop(columns="customer_id").to_numpy()
    assert found[4] == pytest.approx([5, 5, 5, 15])
    assert found[0] == pytest.approx([1, 1, 1, 3])
