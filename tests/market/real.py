"""Company folders laid out from public market data, the way a user would lay out his own."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"


def read(folder: str, file: str, **how: object) -> pd.DataFrame:
    """Return a shared file; skip where the checkout has no such data beside it."""
    path = SHARED / folder / file
    if not path.exists():
        pytest.skip(f"../shared/data/{folder} is not there")
    return pd.read_csv(path, **how)  # type: ignore[call-overload]


def lay_out(root: Path, tables: dict[str, pd.DataFrame], *, country: str, currency: str) -> Path:
    """Write a company folder: settings and tables, nothing else."""
    (root / "tables").mkdir(parents=True)
    (root / "company.toml").write_text(
        f'[company]\nname = "Real"\ncurrency = "{currency}"\ncountry = "{country}"\n'
        'languages = ["en"]\n',
        encoding="utf-8",
    )
    for name, table in tables.items():
        table.to_csv(root / "tables" / f"{name}.csv", index=False)
    return root


def australia(root: Path) -> Path:
    """The market half alone: retail turnover by state and industry, no sales of our own."""
    seen = read("market_aus_retail", "aus_retail.csv.gz")
    seen = seen[seen["Month"] >= "2008-01"]
    start = pd.to_datetime(seen["Month"])
    sizes = pd.DataFrame(
        {
            "segment": seen["Industry"],
            "region_id": seen["State"],
            "product_group": "Retail",
            "period_start": start.dt.strftime("%Y-%m-%d"),
            "period_end": (start + pd.offsets.MonthEnd(0)).dt.strftime("%Y-%m-%d"),
            "source": "statistics office",
            "method": "survey",
            "size_amount": (seen["Turnover"] * 1e6).round(2),
        }
    )
    regions = pd.DataFrame({"region_id": sorted(seen["State"].unique())}).assign(
        name=lambda f: f["region_id"], level=1
    )
    leads = pd.DataFrame({"lead_id": ["L1"], "created_on": ["2018-12-01"]})
    return lay_out(
        root,
        {"market_sizes": sizes, "regions": regions, "leads": leads},
        country="AU",
        currency="AUD",
    )


def norway(root: Path, *, us: str = "Tesla") -> Path:
    """The car market by month, one make as our company: a car counts one."""
    seen = read("market_norway_cars", "norway_new_car_sales_by_make.csv.gz", keep_default_na=False)
    seen = seen.groupby(["Year", "Month", "Make"], as_index=False)["Quantity"].sum()
    start = pd.to_datetime(
        seen["Year"].astype(str) + "-" + seen["Month"].astype(str).str.zfill(2) + "-01"
    )
    seen = seen.assign(
        start=start.dt.strftime("%Y-%m-%d"),
        end=(start + pd.offsets.MonthEnd(0)).dt.strftime("%Y-%m-%d"),
    )
    total = seen.groupby(["start", "end"], as_index=False)["Quantity"].sum()
    sizes = total.assign(
        segment="Cars",
        region_id="NO",
        product_group="Cars",
        source="registrations",
        method="census",
        size_amount=total["Quantity"],
    )
    sizes = sizes.rename(columns={"start": "period_start", "end": "period_end"}).drop(
        columns="Quantity"
    )
    own = seen[seen["Make"].str.strip() == us].reset_index(drop=True)
    lines = pd.DataFrame(
        {
            "invoice_id": [f"I{i}" for i in range(len(own))],
            "line_id": "1",
            "invoice_on": own["end"],
            "customer_id": "C1",
            "product_id": "P1",
            "region_id": "NO",
            "quantity": own["Quantity"],
            "net_amount": own["Quantity"],
        }
    )
    tables = {
        "market_sizes": sizes,
        "invoice_lines": lines,
        "regions": pd.DataFrame({"region_id": ["NO"], "name": ["Norway"]}),
        "customers": pd.DataFrame(
            {
                "customer_id": ["C1"],
                "name": ["All buyers"],
                "segment": ["Cars"],
                "region_id": ["NO"],
            }
        ),
        "products": pd.DataFrame(
            {"product_id": ["P1"], "name": ["Cars"], "product_group": ["Cars"]}
        ),
    }
    return lay_out(root, tables, country="NO", currency="NOK")


BRANDS = {
    1: "Tropicana Premium",
    4: "Tropicana",
    5: "Minute Maid",
    7: "Citrus Hill",
    10: "Dominicks",
}


def orange_juice(root: Path, *, us: int = 5) -> Path:
    """Shelf prices of five brands in ten stores, one brand as ours: a price per store and week."""
    seen = read("price_panel_orange_juice", "yx.csv.gz")
    weeks = seen[seen["brand"] == us].sort_values(["store", "week"])
    weeks = weeks[weeks["store"].isin(sorted(weeks["store"].unique())[:10])]
    first = pd.Timestamp("1989-09-14")  # of the panel's first week
    day = (first + pd.to_timedelta(7 * (weeks["week"] - 1), unit="D")).dt.strftime("%Y-%m-%d")
    parts = [
        pd.DataFrame(
            {
                "observed_on": day,
                "competitor_id": None if brand == us else f"B{brand}",
                "product_group": "Orange juice",
                "region_id": "CH",
                "observed_price": weeks[f"price{brand}"].round(6),
                "source": "shelf",
            }
        )
        for brand in BRANDS
    ]
    observations = pd.concat(parts, ignore_index=True)
    observations.insert(0, "observation_id", [f"O{i:06d}" for i in range(len(observations))])
    tables = {
        "price_observations": observations,
        "competitors": pd.DataFrame(
            {
                "competitor_id": [f"B{b}" for b in BRANDS if b != us],
                "name": [n for b, n in BRANDS.items() if b != us],
            }
        ),
        "regions": pd.DataFrame({"region_id": ["CH"], "name": ["Chicago"]}),
        "leads": pd.DataFrame({"lead_id": ["L1"], "created_on": ["1992-01-01"]}),
    }
    return lay_out(root, tables, country="US", currency="USD")
