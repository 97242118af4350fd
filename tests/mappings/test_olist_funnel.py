"""Olist's funnel, leads and won deals without any sales, from its exports to a true page."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from salesnb.index import read_index
from salesnb.months import Month
from salesnb.newcompany.folder import make_company
from salesnb.pack.check import check_pack
from salesnb.paths import open_company
from salesnb.prospects.study import study_prospects
from salesnb.snapshot import close_month
from salesnb.snapshot.typed import empty, typed
from tests.cli.commands import salesnb
from tests.prospects.test_whole_page import page_of as page_of_facts
from tests.prospects.test_whole_page import said

MAPPING, FOLDER, MONTH = "olist_funnel", "olist_marketing_funnel", Month(2018, 5)
LEADS = "olist_marketing_qualified_leads_dataset.csv.gz"
DEALS = "olist_closed_deals_dataset.csv.gz"


def wins(folder: Path, origin: str) -> tuple[int, int]:
    """Return leads of an origin, and how many were won by the month's end, from the raw files."""
    leads, deals = pd.read_csv(folder / LEADS), pd.read_csv(folder / DEALS)
    won = pd.to_datetime(deals["won_date"].str[:10], format="%d-%m-%Y")
    known = set(deals.loc[won <= pd.Timestamp(MONTH.last), "mql_id"])
    own = leads[leads["origin"] == origin]
    return len(own), int(own["mql_id"].isin(known).sum())


def test_its_page_says_what_the_raw_files_say(tmp_path: Path, shared_data: Path) -> None:
    new = make_company(tmp_path / "olist", mapping=MAPPING, tables=shared_data / FOLDER)
    assert new.missing == ()
    snapshot = close_month(open_company(new.root), MONTH)
    loads = read_index()["04_prospects"].loads
    facts = {
        name: typed(snapshot.frame(name, list(columns)), name)
        if snapshot.has(name)
        else empty(name, list(columns))
        for name, columns in loads.items()
    }
    found = study_prospects(facts, month=MONTH)
    assert found["basis"][["n_leads", "judged_by"]].iloc[0].tolist() == [8000, "won"]
    sources = found["sources"].set_index("lead_source_id")
    for origin in ("paid_search", "social", "organic_search"):
        row = sources.loc[origin]
        n, n_won = wins(shared_data / FOLDER, origin)
        assert (row["n_leads"], row["n_won"]) == (n, n_won)
        assert row["customer_low"] < n_won / n * 1.3 and row["customer_high"] > n_won / n
        assert row["verdict"] == "no_cost"
    assert found["funnel"]["step"].tolist() == ["won"]
    keys = {one.key for one in said(page_of_facts(facts))}
    assert not keys & {"source_more", "source_less", "source_stop", "emerging", "valid", "gap"}


@pytest.mark.long
def test_it_runs_by_the_commands_that_a_user_types(tmp_path: Path, shared_data: Path) -> None:
    root = tmp_path / "olist"
    new = salesnb("new", root, "--mapping", MAPPING, "--tables", shared_data / FOLDER, "--json")
    assert (new.code, new.json["missing"]) == (0, [])
    checked = salesnb("check", root, "--month", str(MONTH), "--json")
    assert (checked.code, checked.json["errors"]) == (0, 0)
    done = salesnb("run", root, "--month", str(MONTH), "--lang", "en", "--lang", "zh", "--json")
    assert done.code == 0, done.err
    assert done.json["workbooks"]["04_prospects/zh"]["state"] == "done"
    for lang in ("en", "zh"):
        faults = check_pack(open_company(root), MONTH, lang)
        assert faults.empty, faults.to_string()
