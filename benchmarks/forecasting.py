"""Accuracy of `forecast_many` on public monthly series, beside statsforecast where it is installed.

`python -m benchmarks forecasting`: Australian retail turnover (152 series, the last 144 months of
each, four origins six months apart, twelve months ahead), read from a folder beside the project or
the one that SALESNB_SHARED_DATA names. The peers run in an environment of their own:
`SALESNB_PEERS=<python with statsforecast>`; without it they are left out, which is printed.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from salesnb.methods.forecasting import forecast_many

ROOT = Path(__file__).resolve().parents[1]
PEERS = ("AutoETS", "AutoARIMA", "AutoTheta", "AutoCES")
MONTHS, AHEAD, CUTS = 144, 12, (30, 24, 18, 12)
SPEED = (1428, 126, 18)  # rows, months and months ahead of a set of series
PEER_CODE = """
import sys, time
import numpy as np
from statsforecast import models
rows, name, ahead = np.load(sys.argv[1]), sys.argv[3], int(sys.argv[4])
model, found = getattr(models, name)(season_length=12), []
begun = time.process_time()
for row in rows:
    found.append(model.forecast(row[~np.isnan(row)], ahead)["mean"])
np.save(sys.argv[2], np.array(found))
print(time.process_time() - begun)
"""


def folder() -> Path | None:
    """Return where the public sets lie; None where they are not here."""
    stated = os.environ.get("SALESNB_SHARED_DATA")
    places = [Path(stated)] if stated else [ROOT.parent / "shared/data"]
    places.append(ROOT.parents[1] / "shared/data")
    return next((one for one in places if (one / "market_aus_retail").is_dir()), None)


def retail(data: Path) -> np.ndarray:
    """Return the last months of each series, the newest last, NaN before a series begins."""
    table = pd.read_csv(data / "market_aus_retail" / "aus_retail.csv.gz")
    rows = [own.sort_values("Month")["Turnover"] for _, own in table.groupby("Series ID")]
    found = np.full((len(rows), MONTHS), np.nan)
    for row, own in zip(found, rows, strict=True):
        last = own.to_numpy(float)[-MONTHS:]
        row[MONTHS - len(last) :] = last
    return found


def origins(rows: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Yield what was known and what came in the twelve months after, origin by origin."""
    for cut in CUTS:
        known, new = rows[:, :-cut], rows[:, MONTHS - cut :][:, :AHEAD]
        begun = (~np.isnan(known)).sum(axis=1) >= 2 * AHEAD
        yield known[begun], new[begun]


def peer(python: str, name: str, known: np.ndarray) -> tuple[np.ndarray, float]:
    """Return a peer's forecasts and its processor seconds, in an environment of its own."""
    with tempfile.TemporaryDirectory() as place:
        given, found = Path(place, "in.npy"), Path(place, "out.npy")
        np.save(given, known)
        command = [python, "-c", PEER_CODE, str(given), str(found), name, str(AHEAD)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        return np.load(found), float(done.stdout)


def last_year(known: np.ndarray) -> np.ndarray:
    return known[:, -AHEAD:]


def measured(new: np.ndarray, expected: np.ndarray, known: np.ndarray) -> dict[str, float]:
    """Return the errors of one origin: weighted sums, and the scaled error of each series."""
    step = np.nanmean(np.abs(known[:, 12:] - known[:, :-12]), axis=1)
    scaled = np.abs(new - expected).mean(axis=1) / step
    return {
        "error": np.abs(new - expected).sum(),
        "bias": (expected - new).sum(),
        "total_error": np.abs((new - expected).sum(axis=0)).sum(),
        "sold": new.sum(),
        "mase": float(np.mean(scaled)),
    }


def show(name: str, errors: list[dict[str, float]], seconds: float) -> None:
    sums = pd.DataFrame(errors)
    sold = sums["sold"].sum()
    leaf, bias, total = (sums[c].sum() / sold for c in ("error", "bias", "total_error"))
    mase = sums["mase"].mean()
    print(f"  {name:24} {leaf:.4f}  {bias:+.4f}  {total:.4f}  {mase:.3f}  {seconds:8.2f}")


def accuracy(rows: np.ndarray) -> None:
    """Print leaf wMAPE, bias, the total's wMAPE, mean MASE and processor seconds of each."""
    print("  rule                     wMAPE   bias     total   MASE   CPU s")
    python = os.environ.get("SALESNB_PEERS", "")
    names = PEERS if python else ()
    found: dict[str, list[dict[str, float]]] = {}
    seconds: dict[str, float] = {}
    for known, new in origins(rows):
        begun = time.process_time()
        forecasts = {"forecast_many": forecast_many(known, AHEAD)}
        used = {"forecast_many": time.process_time() - begun, "last year": 0.0}
        forecasts["last year"] = last_year(known)
        for name in names:
            forecasts[name], used[name] = peer(python, name, known)
        if names:
            forecasts["mean of the peers"] = np.mean([forecasts[n] for n in names], axis=0)
            used["mean of the peers"] = sum(used[n] for n in names)
        for name, expected in forecasts.items():
            found.setdefault(name, []).append(measured(new, expected, known))
            seconds[name] = seconds.get(name, 0.0) + used[name]
    for name, errors in found.items():
        show(name, errors, seconds[name])
    if not names:
        print("  statsforecast is absent: SALESNB_PEERS names no python that has it")


def speed() -> None:
    rows, months, ahead = SPEED
    drawn = np.random.default_rng(0).lognormal(0, 0.3, (rows, months))
    begun = time.process_time()
    forecast_many(drawn, ahead)
    print(f"  {rows} series of {months} months: {time.process_time() - begun:.2f} CPU s")


def main() -> None:
    speed()
    data = folder()
    if data is None:
        print("  the retail set is absent: SALESNB_SHARED_DATA names no folder that has it")
        sys.exit(0)
    accuracy(retail(data))


if __name__ == "__main__":
    main()
