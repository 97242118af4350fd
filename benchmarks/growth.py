"""Do rates of growth drawn toward their group foretell the next span better than raw ones?

Over drawn companies, drawn demo companies, and real series where they are there: at the end of
each earlier span growth on the year before is worked out raw and shrunk, and held against that of
the span after it. Also how often ranges of growth hold what was planted.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks._panels import Panel, company, retail
from salesnb.calendars import WorkCalendar, build
from salesnb.members import TOTAL
from salesnb.months import Month
from salesnb.reviews.growth.held_out import hold_out
from salesnb.reviews.growth.rates import rates
from salesnb.reviews.growth.series import MEMBER, Board, calendar_of

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
CHINA = build(first_year=2010, last_year=2030)
LAST = Month(2026, 10)
WINDOWS = (3, 6, 12)
PANELS, COMPANIES = 40, 10
PLANTED, MEMBERS, MONTHS = 200, 30, 60


def board(values: np.ndarray, *, last: Month = LAST, calendar: WorkCalendar = CHINA) -> Board:
    """Return a board of cells (cells, months) and their total."""
    months = [str(one) for one in (last - (values.shape[1] - 1)).until(last)]
    names = [(TOTAL, TOTAL), *(("customer", f"C{place:04d}") for place in range(len(values)))]
    columns = pd.MultiIndex.from_tuples(names, names=MEMBER)
    wide = pd.DataFrame(np.vstack([values.sum(axis=0), values]).T, months, columns)
    return Board("orders", wide, calendar_of(wide[(TOTAL, TOTAL)], calendar))


def boards() -> dict[str, list[Board]]:
    """Return the boards of each source."""
    found = {
        "drawn panels": [board(Panel(seed).values) for seed in range(PANELS)],
        "demo companies": [board(company(seed).values) for seed in range(COMPANIES)],
    }
    real = retail(DATA)
    if real is not None:
        australia = build(country="AU", first_year=1980, last_year=2030)
        found["Australian retail"] = [board(real.values, last=Month(2018, 12), calendar=australia)]
    return found | adventure_works()


def adventure_works() -> dict[str, list[Board]]:
    """Return orders of AdventureWorks by customer of its sales people; nothing without the file."""
    file = DATA / "adventureworks" / "oltp" / "SalesOrderHeader.csv.gz"
    if not file.exists():
        return {}
    orders = pd.read_csv(file, parse_dates=["OrderDate"])
    orders = orders[orders["SalesPersonID"].notna()]
    month = orders["OrderDate"].dt.strftime("%Y-%m")
    wide = orders.groupby(["CustomerID", month])["SubTotal"].sum().unstack(fill_value=0.0)
    every = [str(one) for one in Month(2011, 6).until(Month(2014, 5))]
    known = wide.reindex(columns=every, fill_value=0.0)
    states = build(country="US", first_year=2005, last_year=2020)
    return {
        "AdventureWorks customers": [board(known.to_numpy(), last=Month(2014, 5), calendar=states)]
    }


def compared(name: str, of: list[Board], window: int) -> str:
    """Return a line: the mean gain over boards with its standard error, and how lists last."""
    parts = [hold_out([one], window) for one in of]
    table = pd.concat([one for one in parts if len(one)])
    gain = 1 - (table["error_shrunk"] / table["error_raw"]) ** 2
    error = gain.std() / np.sqrt(len(gain)) if len(gain) > 1 else float("nan")
    better = float((gain > 0).mean())
    kept = table[["kept_raw", "kept_shrunk"]].mean()
    return (
        f"| {name} | {window} | {len(gain)} | {gain.mean():.3f} ± {error:.3f} | {better:.2f} |"
        f" {kept.iloc[0]:.3f} | {kept.iloc[1]:.3f} |"
    )


def planted(seed: int) -> tuple[Board, np.ndarray]:
    """Return a board of members whose growth on the year before is known, uneven by size."""
    rng = np.random.default_rng([seed, 14])
    growth = rng.normal(0.05, rng.choice([0.0, 0.1, 0.3]), MEMBERS)
    size, noise = rng.lognormal(9, 1.5, MEMBERS), rng.uniform(0.05, 0.8, MEMBERS)
    years = (np.arange(MONTHS) - (MONTHS - 1)) // 12 + 1  # the last twelve months are year 1
    level = size[:, None] * np.maximum(1 + growth, 0.1)[:, None] ** years
    shape = 1 / noise[:, None] ** 2
    return board(level * rng.gamma(shape, 1 / shape, (MEMBERS, MONTHS))), growth


def coverage(window: int) -> str:
    """Return how often raw and shrunk ranges hold the growth that was planted."""
    raw, shrunk = [], []
    for seed in range(PLANTED):
        one, growth = planted(seed)
        found = rates(one, window).set_index(["dimension", "node"]).loc["customer"]
        true = pd.Series(growth, [f"C{place:04d}" for place in range(MEMBERS)])[found.index]
        raw.append(((found["low"] <= true) & (true <= found["high"])).mean())
        inside = (found["shrunk_low"] <= true) & (true <= found["shrunk_high"])
        shrunk.append(inside.mean())
    error = np.std(shrunk) / np.sqrt(PLANTED)
    return f"| {window} | {np.mean(raw):.3f} | {np.mean(shrunk):.3f} ± {error:.3f} |"


def main() -> None:
    """Print both tables."""
    print("| series | months compared | boards | squared error saved | better in |", end="")
    print(" first ten kept, raw | shrunk |\n|---|---|---|---|---|---|---|")
    for name, of in boards().items():
        for window in WINDOWS:
            print(compared(name, of, window), flush=True)
    print("\n| months compared | raw ranges hold | shrunk ranges hold |\n|---|---|---|")
    for window in WINDOWS:
        print(coverage(window), flush=True)


if __name__ == "__main__":
    main()
