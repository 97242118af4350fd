"""All traces of firms in one table: lists, leads and customers, with what can be compared."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from salesnb.prospects.directory import texts

Frames = Mapping[str, pd.DataFrame]
KINDS = {"listing": "listings", "lead": "leads", "customer": "customers"}
COMPARED = ["zh", "en", "branch", "phone", "number", "street", "region", "segment"]
SAID = ["name", "name_zh", "phone_text", "address", "region_id", "segment"]
COLUMNS = {  # of each kind: name, Chinese name, telephone, address, day, source
    "listing": ("listing_id", "name", "name_zh", "phone", "address", "seen_on"),
    "lead": ("lead_id", "company_name", "company_name_zh", "phone", "address", "created_on"),
    "customer": ("customer_id", "name", "name_zh", "phone", "", "onboarded_on"),
}
SHARED_BY = 3  # a telephone of more names than this is that of a building or an agent


def gather(facts: Frames) -> pd.DataFrame:
    """Return one row per listing, lead and customer, kinds one after another.

    Columns: kind, id, `SAID` as written, lead_source_id, has_consent, on (day), customer_id (of a
    lead that became one), is_noted (stands among customers as a prospect), potential_amount, and
    `COMPARED` (texts, '' where nothing is known).
    """
    parts = [_part(kind, facts[table]) for kind, table in KINDS.items()]
    table = pd.concat(parts, ignore_index=True)
    regions = facts["regions"]
    named = zip(regions["region_id"], regions["name"], regions["name_zh"], strict=True)
    return _without_shared(_compared(table, texts.place_words(named)))


def _part(kind: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of one table in common columns; customers merged into others are left out."""
    if "merged_into" in frame:
        frame = frame[frame["merged_into"] == ""]
    key, name, name_zh, phone, address, day = COLUMNS[kind]
    none = pd.Series("", index=frame.index, dtype="str")
    found = {"kind": kind, "id": frame[key], "name": frame[name], "name_zh": frame[name_zh]}
    found |= {"phone_text": frame[phone], "address": frame[address] if address else none}
    found |= {"region_id": frame["region_id"], "segment": frame["segment"], "on": frame[day]}
    for column in ("lead_source_id", "customer_id"):
        found[column] = frame.get(column, none)
    consent = pd.Series(pd.NA, index=frame.index, dtype="boolean")
    found["is_noted"] = frame.get("kind", none) == "prospect"
    found["has_consent"] = frame.get("has_consent", consent).astype("boolean")
    nothing = pd.Series(np.nan, index=frame.index)
    column = "purchase_potential" if kind == "customer" else "potential_amount"
    found["potential_amount"] = frame.get(column, nothing).astype(float)
    return pd.DataFrame(found, index=frame.index)


def _compared(table: pd.DataFrame, places: dict[str, str]) -> pd.DataFrame:
    """Return the rows with what is compared, each different text read once."""
    first = _names(table["name"], places)
    other = _names(table["name_zh"], places)
    zh = [
        b.core if b.is_chinese else a.core if a.is_chinese else "" for a, b in _both(first, other)
    ]
    en = ["" if a.is_chinese else a.core for a in first]
    branch = [a.branch or b.branch for a, b in _both(first, other)]
    named = [a.place or b.place for a, b in _both(first, other)]
    phones = {one: texts.read_phone(one) for one in table["phone_text"].unique()}
    read = {one: texts.read_address(one, places) for one in table["address"].unique()}
    address = [read[one] for one in table["address"]]
    region = table["region_id"].to_numpy(object)
    found = {
        "zh": zh,
        "en": en,
        "branch": branch,
        "phone": [phones[one] for one in table["phone_text"]],
        "number": [one.number for one in address],
        "street": [one.street for one in address],
        "region": np.where(region != "", region, np.array(named, dtype=object)).tolist(),
    }
    return table.assign(
        **{k: pd.Series(v, index=table.index, dtype="str") for k, v in found.items()}
    )


def _both(first: list[texts.Name], other: list[texts.Name]) -> zip[tuple[texts.Name, texts.Name]]:
    return zip(first, other, strict=True)


def _names(column: pd.Series, places: dict[str, str]) -> list[texts.Name]:
    nothing = texts.Name("", False, "", "")
    read = {one: texts.read_name(one, places) if one else nothing for one in column.unique()}
    return [read[one] for one in column]


def _without_shared(table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows without the telephones that too many different names share."""
    called = table["zh"].where(table["zh"] != "", table["en"])
    counts = called.groupby(table["phone"]).nunique()
    shared = counts.index[counts > SHARED_BY]
    return table.assign(phone=table["phone"].where(~table["phone"].isin(shared), ""))
