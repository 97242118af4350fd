"""Lists in which firms stand: the same firm in several, written differently, and namesakes.

`firms_behind` is the truth that no export states: which listings are of one firm.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesnb.demo import masters, names
from salesnb.demo.streams import stream
from salesnb.demo.truth import Truth

DAY = "timedelta64[D]"
N_FIRMS = 420
FIRST_FIRM = 6000  # number of the first firm's name: others than customers and leads
OF_US = 60  # of the firms are customers already
NAMESAKES = 15  # pairs of different firms with one name
LISTS = {"L1": 0.45, "L2": 0.6, "L3": 0.35, "L4": 0.3}  # source -> share of firms in it
STREETS = (
    ("Renmin Road", "人民路"), ("Jianshe Road", "建设路"), ("Gongye Avenue", "工业大道"),
    ("Keji Road", "科技路"), ("Binhe Road", "滨河路"),
)  # fmt: skip
FIRMS = "firm name name_zh phone street street_zh number region_id segment"
COLUMNS = """
    listing_id lead_source_id name name_zh phone address region_id segment has_consent seen_on
"""


def listings(truth: Truth) -> pd.DataFrame:
    """Return one row per firm and list in which it stands, as that list writes it."""
    return _listed(truth)[COLUMNS.split()]


def firms_behind(truth: Truth) -> pd.Series:
    """Return the firm of each listing: listings with one number are of the same firm."""
    return _listed(truth).set_index("listing_id")["firm"]


def _listed(truth: Truth) -> pd.DataFrame:
    rng = stream(truth.seed, "listings")
    firms = _firms(rng, truth)
    parts = []
    for source, share in LISTS.items():
        here = firms[rng.random(len(firms)) < share]
        parts.append(_written(rng, here.assign(lead_source_id=source)))
    table = pd.concat(parts, ignore_index=True)
    start, end = np.datetime64(truth.months[-24].first), np.datetime64(truth.exported_on)
    days = np.sort(rng.integers(0, (end - start).astype(int) + 1, len(table)))
    table = table.iloc[rng.permutation(len(table))].reset_index(drop=True)
    table["seen_on"] = start + days.astype(DAY)
    table["has_consent"] = rng.random(len(table)) < truth.conduct.consent_share
    table["listing_id"] = [f"LI{i + 1:05d}" for i in range(len(table))]
    return table


def _firms(rng: np.random.Generator, truth: Truth) -> pd.DataFrame:
    """Return one row per firm; the first are customers of ours, the last share a name."""
    place = {row[0]: row for row in names.REGIONS}
    regions = rng.choice(masters.leaf_regions(), N_FIRMS)
    own = masters.customers(truth)[["name", "name_zh", "region_id"]]
    chosen = own.iloc[rng.choice(len(own), OF_US, replace=False)]
    called = [names.company(FIRST_FIRM + i, place[r]) for i, r in enumerate(regions)]
    called[:OF_US] = list(chosen[["name", "name_zh"]].itertuples(index=False, name=None))
    regions[:OF_US] = chosen["region_id"]
    for i in range(NAMESAKES):
        called[-1 - i], regions[-1 - i] = called[OF_US + i], regions[OF_US + i]
    rows = []
    for i, ((name, name_zh), region) in enumerate(zip(called, regions, strict=True)):
        street = STREETS[int(rng.integers(len(STREETS)))]
        phone = f"1{rng.integers(3, 10)}{rng.integers(0, 10**9):09d}"
        about = (phone, *street, int(rng.integers(1, 900)), region, rng.choice(masters.SEGMENTS))
        rows.append((i, name, name_zh, *about))
    return pd.DataFrame(rows, columns=FIRMS.split())


def _written(rng: np.random.Generator, firms: pd.DataFrame) -> pd.DataFrame:
    """Return firms as one list writes them: names cut, telephones grouped, things left out."""
    table = firms.copy()
    n = len(table)
    way = rng.integers(0, 4, n)
    forms = [
        (one, f"{one}, Ltd.", one.upper(), one.removesuffix(" Co."))[k]
        for one, k in zip(table["name"], way, strict=True)
    ]
    table["name"] = forms
    short = table["name_zh"].str.removesuffix("公司")
    table["name_zh"] = np.where(way == 3, short, table["name_zh"].str.replace("公司", "有限公司"))
    phone = table["phone"]
    grouped = phone.str[:3] + "-" + phone.str[3:7] + "-" + phone.str[7:]
    table["phone"] = np.where(rng.random(n) < 0.4, grouped, phone)
    table["phone"] = table["phone"].where(rng.random(n) < 0.85, None)
    table["address"] = [
        f"{row.number} {row.street}" if k % 2 else f"{row.street_zh}{row.number}号"
        for row, k in zip(table.itertuples(index=False), way, strict=True)
    ]
    table["address"] = table["address"].where(rng.random(n) < 0.8, None)
    return table
