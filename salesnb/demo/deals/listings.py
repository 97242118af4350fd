"""Lists in which firms stand: the same firm in several, written differently, and namesakes.

`firms_behind` is the truth that no export states: which listings are of one firm.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pandas as pd

from salesnb.demo.base import names
from salesnb.demo.base.streams import stream
from salesnb.demo.base.workdays import DAY, on_workday
from salesnb.demo.customers import masters
from salesnb.demo.deals import deals
from salesnb.demo.prospects import firms
from salesnb.demo.prospects import leads as lead_stream
from salesnb.demo.prospects.marketing import buyers
from salesnb.demo.truths.truth import Truth

FIRST_FIRM = 5000  # number of the first firm's name: others than customers and leads
LEAST_FIRMS = 20
FULL_WIDTH = str.maketrans("0123456789-", "０１２３４５６７８９－")
CHINESE_ONLY = 0.2  # share of listings without an English name
FORMS = ("{} Co.", "{} Co., Ltd.", "{} CO., LTD.", "{}")
FORMS_ZH = ("{}公司", "{}有限公司", "{}有限责任公司", "{}")
COLUMNS = """
    listing_id lead_source_id name name_zh phone address region_id segment has_consent seen_on
"""


def listings(truth: Truth) -> pd.DataFrame:
    """Return one row per firm and list in which it stands, as that list writes it."""
    return _listed(truth)[COLUMNS.split()].copy()


def firms_behind(truth: Truth) -> pd.Series:
    """Return the firm of each listing: listings with one number are of the same firm."""
    return _listed(truth).set_index("listing_id")["firm"]


@lru_cache(maxsize=8)
def _listed(truth: Truth) -> pd.DataFrame:
    rng = stream(truth.seed, "listings")
    known = _firms(rng, truth)
    where = rng.random((len(known), len(truth.lists.coverage))) < np.array(truth.lists.coverage)
    sources = [one[0] for one in names.LEAD_SOURCES]
    found_in = known["lead_source_id"].map(dict(zip(sources, range(len(sources)), strict=True)))
    is_lead = found_in.notna().to_numpy()
    where[np.flatnonzero(is_lead), found_in[is_lead].astype(int)] = True
    known = _with_namesakes(rng, truth, known, where.sum(axis=1))
    firm, source = np.nonzero(where)
    table = _written(rng, truth, known.iloc[firm].reset_index(drop=True))
    table["lead_source_id"] = np.array(sources)[source]
    table = table.iloc[rng.permutation(len(table))].reset_index(drop=True)
    start, end = np.datetime64(truth.months[-24].first), np.datetime64(truth.exported_on)
    days = np.sort(rng.integers(0, (end - start).astype(int) + 1, len(table)))
    table["seen_on"] = on_workday(start + days.astype(DAY), roll="backward").astype("datetime64[s]")
    table["has_consent"] = rng.random(len(table)) < truth.conduct.consent_share
    table["listing_id"] = [f"LI{i + 1:05d}" for i in range(len(table))]
    return table


def _firms(rng: np.random.Generator, truth: Truth) -> pd.DataFrame:
    """Return one row per firm: customers of ours, then firms of leads, then others.

    Columns: firm, name, name_zh, region_id, segment, phone, old_phone, address, address_zh,
    lead_source_id (where the lead came from).
    """
    lists = truth.lists
    n = max(LEAST_FIRMS, round(lists.firms_per_customer * truth.n_customers))
    ours = buyers(truth)
    own = ours.iloc[rng.choice(len(ours), round(lists.customer_share * n), replace=False)]
    found = _lead_firms(truth)
    n_leads = min(len(found), round(lists.lead_share * n))
    found = found.iloc[np.sort(rng.choice(len(found), n_leads, replace=False))]
    others = _others(rng, n - len(own) - n_leads)
    columns = ["name", "name_zh", "region_id", "segment", "lead_source_id", "phone"]
    parts = [one.reindex(columns=columns) for one in (own, found, others)]
    table = pd.concat(parts, ignore_index=True)
    drawn = pd.Series(firms.phones(rng, n), dtype="object")
    table["phone"] = table["phone"].astype("object").fillna(drawn)
    table["old_phone"] = firms.phones(rng, n)
    table["address"], table["address_zh"] = firms.addresses(rng, n)
    return table.assign(firm=np.arange(n))


def _lead_firms(truth: Truth) -> pd.DataFrame:
    """Return the firms of leads that are no customers, in the columns of firms."""
    table = deals.leads(truth)
    table["phone"] = lead_stream.drawn(truth)["phone"]
    table = table[table["customer_id"].isna()]
    return table.rename(columns={"company_name": "name", "company_name_zh": "name_zh"})


def _others(rng: np.random.Generator, n: int) -> pd.DataFrame:
    """Return firms that were neither leads nor customers."""
    place = {row[0]: row for row in names.REGIONS}
    regions = rng.choice(masters.leaf_regions(), n)
    called = [names.firm(FIRST_FIRM + i, place[r]) for i, r in enumerate(regions)]
    table = pd.DataFrame(called, columns=["name", "name_zh"])
    return table.assign(region_id=regions, segment=rng.choice(masters.SEGMENTS, n))


def _with_namesakes(
    rng: np.random.Generator, truth: Truth, known: pd.DataFrame, counts: np.ndarray
) -> pd.DataFrame:
    """Return the firms, some of the last ones with the name and city of another.

    So many that the planted share of the pairs of listings with one name in one city are of two
    firms; `counts` says in how many lists each firm stands.
    """
    share = truth.lists.namesake_share
    wanted = share / (1 - share) * (counts * (counts - 1) / 2).sum()
    n = len(known)
    first = rng.permutation(n // 2)
    second = n - 1 - np.arange(len(first))
    pairs = np.cumsum(counts[first] * counts[second])
    k = int(np.argmin(np.abs(np.concatenate([[0], pairs]) - wanted)))
    table = known.copy()
    for column in ("name", "name_zh", "region_id"):
        values = table[column].to_numpy("object", copy=True)
        values[second[:k]] = values[first[:k]]
        table[column] = values
    return table


def _written(rng: np.random.Generator, truth: Truth, known: pd.DataFrame) -> pd.DataFrame:
    """Return firms as lists write them: names cut, telephones old or grouped, things left out."""
    lists, table, n = truth.lists, known.copy(), len(known)
    way, way_zh = rng.integers(0, 4, n).tolist(), rng.integers(0, 4, n).tolist()
    is_wide = rng.random(n) < lists.full_width_share
    english = [_english(one, k) for one, k in zip(table["name"], way, strict=True)]
    chinese = pd.Series([_chinese(*one) for one in zip(table["name_zh"], way_zh, strict=True)])
    chinese = chinese.where(~is_wide, chinese.map(_wide))
    is_chinese = rng.random(n) < CHINESE_ONLY
    table["name"] = np.where(is_chinese, chinese, english)
    table["name_zh"] = chinese.where(~is_chinese, None)
    table["phone"] = _phones(rng, truth, table, is_wide)
    is_other = is_chinese | (rng.random(n) < 0.5)
    address = table["address"].where(~is_other, table["address_zh"])
    address = address.where(~is_wide, address.map(_wide))
    table["address"] = address.where(rng.random(n) < 0.8, None)
    return table


def _english(name: str, way: int) -> str:
    """Return a firm's English name with one of the usual endings; one list writes capitals."""
    written = FORMS[way].format(name.removesuffix(" Co."))
    return written.upper() if FORMS[way].isupper() else written


def _chinese(name: str, way: int) -> str:
    """Return a firm's Chinese name with one of the usual endings; a branch keeps its own."""
    is_branch = name.endswith("分公司")
    return name if is_branch else FORMS_ZH[way].format(name.removesuffix("公司"))


def _wide(text: str) -> str:
    return text.translate(FULL_WIDTH)


def _phones(
    rng: np.random.Generator, truth: Truth, table: pd.DataFrame, is_wide: np.ndarray
) -> pd.Series:
    """Return telephones as lists write them: some missing, some of before a move, some grouped."""
    lists, n = truth.lists, len(table)
    phone = table["phone"].where(rng.random(n) >= lists.phone_moved, table["old_phone"])
    grouped = phone.str[:3] + "-" + phone.str[3:7] + "-" + phone.str[7:]
    phone = phone.where(rng.random(n) >= 0.4, grouped)
    phone = phone.where(~is_wide, phone.map(_wide))
    return phone.where(rng.random(n) >= lists.phone_missing, None)
