"""Real companies from their exports to the pack, by the commands that a user types."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

from salesnb import artefacts
from salesnb.months import Month
from salesnb.pack.check import check_pack
from salesnb.paths import Company, open_company
from salesnb.snapshot import open_snapshot
from tests.cli.commands import salesnb
from tests.mappings.ended import require_only_skipped
from tests.mappings.real import NORTHWIND, OLTP, RESELLER, Real

pytestmark = pytest.mark.long
LANGUAGES = ("en", "zh")
# They lack rivals' prices, leads, instalments, deals, spending.
UNFED = ("03b_rivals", "04_prospects", "04b_groundwork", "06_risk", "11_deals", "12c_visits")


@pytest.fixture(scope="module", params=[NORTHWIND, RESELLER, OLTP], ids=lambda real: real.mapping)
def ran(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, shared_data: Path
) -> tuple[Real, Company]:
    """Make, check and run a company, each command ending well."""
    real: Real = request.param
    root = tmp_path_factory.mktemp(real.mapping) / "company"
    tables = shared_data / real.folder
    new = salesnb("new", root, "--mapping", real.mapping, "--tables", tables, "--json")
    assert (new.code, new.json["missing"]) == (0, [])
    checked = salesnb("check", root, "--month", real.month, "--json")
    assert (checked.code, checked.json["errors"], checked.json["problems"]) == (0, 0, [])
    langs = [word for lang in LANGUAGES for word in ("--lang", lang)]
    done = salesnb("run", root, "--month", real.month, *langs, "--jobs", 2, "--json")
    assert done.code == 0, done.err
    assert set(done.json["packs"]) == set(LANGUAGES)
    require_only_skipped(done.json, *UNFED)
    return real, open_company(root)


def ledger_money(ledger: pd.DataFrame, *reasons: str) -> Decimal:
    chosen = ledger[(ledger["table"] == "order_lines") & ledger["reason"].isin(reasons)]
    return sum((Decimal(str(money)) for money in chosen["money"]), Decimal(0))


def test_whole_cents_and_the_rounding_in_the_ledger_are_the_source(
    ran: tuple[Real, Company],
) -> None:
    real, company = ran
    snapshot = open_snapshot(company, Month.parse(real.month))
    cube, ledger = snapshot.frame("sales_cube"), snapshot.frame("ledger")
    kept = Decimal(int((cube["net_amount"] * 100).round().sum())) / 100
    assert kept + ledger_money(ledger, "rounding") == real.net
    assert round(real.net, 2) == real.rounded
    assert int(cube["n_lines"].sum()) == real.n_lines


def test_the_pack_says_that_the_money_ties(ran: tuple[Real, Company]) -> None:
    real, company = ran
    drafts = company.month(Month.parse(real.month)).artefacts("draft")
    ties = artefacts.load(drafts, "01_intake_ties").frame
    assert ties["difference"].tolist() == [0.0] * len(ties)
    said = artefacts.load(drafts, "01_intake_findings").frame
    assert said["status"].iloc[0] == "good"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_number_of_the_pack_is_its_cell(ran: tuple[Real, Company], lang: str) -> None:
    real, company = ran
    faults = check_pack(company, Month.parse(real.month), lang)
    assert faults.empty, faults.to_string()


def test_a_chinese_page_has_no_english_sentence(ran: tuple[Real, Company]) -> None:
    """Names of customers and columns stay as they are; words of ours do not."""
    real, company = ran
    report = company.month(Month.parse(real.month)).report("zh")
    named = open_snapshot(company, Month.parse(real.month)).frame("customers")["name"].astype(str)
    names = re.compile("|".join(re.escape(one) for one in named if " " in one) or "(?!)")
    for page in sorted(report.rglob("*.html")):
        text = re.sub(
            r"<(style|script|details)\b.*?</\1>|<[^>]+>",
            " ",
            page.read_text(encoding="utf-8"),
            flags=re.S,
        )
        text = names.sub(" ", text)
        assert not re.findall(r"\b(?:the|is|are|does|which|that)\b", text), page.name


@pytest.mark.parametrize("name", ["product_id", "region_id", "customer_id", "rep_id", "month"])
def test_the_plan_adds_up_to_its_total_along_every_dimension(
    ran: tuple[Real, Company], name: str
) -> None:
    """Parts, cells and the total that is decided or aimed at agree to the cent."""
    real, company = ran
    drafts = company.month(Month.parse(real.month)).artefacts("draft")
    total = round(float(artefacts.load(drafts, "08_targets_basis").frame["target"].item()) * 100)
    targets = artefacts.load(drafts, "targets").frame
    cents = (targets["sales"] * 100).round().astype("int64")
    assert total > 0 and int(cents.sum()) == total
    assert int(cents.groupby(targets[name].astype("str")).sum().sum()) == total
    shown = {"region_id": "region", "customer_id": "customer", "rep_id": "rep"}
    parts = artefacts.load(drafts, "08_targets_parts").frame
    if name in shown:
        own = parts.loc[parts["dimension"] == shown[name], "target"]
        assert round(float(own.sum()) * 100) == total


def test_no_proposal_for_a_target_lies_below_what_is_expected(ran: tuple[Real, Company]) -> None:
    real, company = ran
    drafts = company.month(Month.parse(real.month)).artefacts("draft")
    found = artefacts.load(drafts, "09_challenge_exceptions").frame
    known = found[found["proposed"].notna()]
    assert (known["proposed"] >= known["expected"]).all()
