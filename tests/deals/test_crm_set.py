"""The public CRM set by its shipped mapping: no stages of past days, and the page says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from salesnb import artefacts
from salesnb.months import Month
from salesnb.pack.check import check_pack
from salesnb.paths import open_company
from tests.cli.commands import salesnb

pytestmark = pytest.mark.long
MONTH = "2017-12"


def test_deals_alone_from_the_exports_to_a_true_page(tmp_path: Path, shared_data: Path) -> None:
    root = tmp_path / "crm"
    mapping, folder = "crm_sales_opportunities", shared_data / "crm_sales_opportunities"
    new = salesnb("new", root, "--mapping", mapping, "--tables", folder, "--json")
    assert (new.code, new.json["missing"]) == (0, [])
    checked = salesnb("check", root, "--month", MONTH, "--json")
    assert (checked.code, checked.json["errors"]) == (0, 0)
    langs = ("--lang", "en", "--lang", "zh")
    done = salesnb("run", root, "--month", MONTH, "--only", "11_deals", *langs, "--json")
    assert done.code == 0, done.err
    company, month = open_company(root), Month.parse(MONTH)
    drafts = company.month(month).artefacts("draft")
    parts = artefacts.load(drafts, "11_deals_accounted").frame.set_index("state")
    assert parts.loc["won", ["n_deals", "amount"]].tolist() == [4238, 10_005_534.0]
    assert parts.loc["open", "n_deals"] == 1589 and parts.loc["lost", "n_deals"] == 2473
    measured = artefacts.load(drafts, "11_deals_measured").frame.iloc[0]
    assert not measured["has_stages"] and not measured["has_touches"]
    forecast = artefacts.load(drafts, "deal_forecast").frame
    assert forecast["win_chance"].between(0, 1).all() and forecast["effort"].isna().all()
    for lang in ("en", "zh"):
        assert check_pack(company, month, lang).empty
