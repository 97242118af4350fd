"""`salesnb decide`: what a month asks for, and the entries that take it up."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from salesnb import artefacts
from salesnb.contracts.results import Context, Result
from salesnb.contracts.validated import result
from salesnb.contracts.workbooks import FINDINGS, OPEN_DECISIONS
from salesnb.findings import Finding, as_record
from salesnb.i18n import N_
from salesnb.index import read_index
from salesnb.months import Month
from salesnb.paths import Company
from salesnb.runs.open_decisions import keep_open_decisions
from tests.cli.commands import salesnb
from tests.plans.plan_company import company_with

OCTOBER = Month.parse("2026-10")
SAID = {
    "02_sales": [
        Finding("silence", "watch", N_("Customers who stopped buying: many.")),
        Finding("level", "act", N_("Sales fell.")),  # the front page says it by itself
        Finding("season", "info", N_("No month stands out.")),
    ],
    "06_risk": [Finding("call", "act", N_("Much is likely to be late."))],
}


@pytest.fixture
def company(tmp_path: Path) -> Company:
    """A company whose October has findings of 02_sales and 06_risk among its drafts."""
    made_up = company_with(tmp_path / "small")
    drafts = made_up.month(OCTOBER).artefacts("draft")
    drafts.mkdir(parents=True)
    artefacts.save([findings_of(book, said) for book, said in SAID.items()], drafts)
    keep_open_decisions(made_up, OCTOBER, read_index())
    return made_up


def findings_of(book: str, said: list[Finding]) -> Result:
    rows = [as_record(one, place) for place, one in enumerate(said, start=1)]
    frame = pd.DataFrame(rows, columns=FINDINGS.columns)
    named = replace(FINDINGS, name=f"{book}_findings")
    return result(frame, named, context=Context("CNY"))


def accepted(company: Company) -> list[dict]:
    text = (company.plan / "accepted.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)["accepted"]


def test_the_month_keeps_what_it_asks_for_the_most_urgent_first(company: Company) -> None:
    kept = artefacts.as_issued(company, OPEN_DECISIONS.name, OCTOBER)
    assert kept is not None
    assert kept.frame["decision"].tolist() == ["06_risk.call", "02_sales.silence"]
    assert kept.frame["action"].str.startswith(("Call", "Ask")).all()


def test_decisions_are_listed_with_what_to_do(company: Company) -> None:
    said = salesnb("decide", company.root, "--month", "2026-10")
    assert said.code == 0
    assert "06_risk.call" in said.out and "Much is likely to be late." in said.out
    listed = salesnb("decide", company.root, "--month", "2026-10", "--json").json["decisions"]
    assert [one["taken_up_by"] for one in listed] == ["", ""]


def test_what_is_taken_up_stands_in_the_plan_and_in_the_list(company: Company) -> None:
    words = ("decide", company.root, "--month", "2026-10")
    done = salesnb(*words, "--accept", "2", "--author", "Li Wei", "--due", "2026-11-15")
    assert done.out == "plan/accepted.toml: 02_sales.silence is taken up\n"
    entry = accepted(company)[0]
    assert (entry["month"], entry["decision"]) == ("2026-10", "02_sales.silence")
    assert (entry["owner"], entry["author"]) == ("their reps", "Li Wei")
    assert str(entry["due_on"]) == "2026-11-15"
    listed = salesnb(*words, "--json").json["decisions"]
    assert [one["taken_up_by"] for one in listed] == ["", "their reps"]


def test_without_a_day_it_is_due_at_the_end_of_the_next_month(company: Company) -> None:
    words = ("--accept", "06_risk.call", "--accept", "1", "--author", "Li", "--owner", "Wang")
    salesnb("decide", company.root, "--month", "2026-10", *words)
    assert [(e["decision"], e["owner"], str(e["due_on"])) for e in accepted(company)] == [
        ("06_risk.call", "Wang", "2026-11-30")
    ]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--accept", "06_risk.cal", "--author", "Li"), "did you mean '06_risk.call'?"),
        (("--accept", "3", "--author", "Li"), "there are: 06_risk.call, 02_sales.silence"),
        (("--accept", "1"), "nobody signs the decision"),
        (("--accept", "1", "--author", "Li", "--due", "soon"), "--due"),
    ],
)
def test_what_cannot_be_taken_up_is_told_and_nothing_is_written(
    words: tuple[str, ...], said: str, company: Company
) -> None:
    refused = salesnb("decide", company.root, "--month", "2026-10", *words)
    assert refused.code == 2
    assert said in refused.err
    assert not (company.plan / "accepted.toml").exists()


def test_a_decision_is_taken_up_once(company: Company) -> None:
    words = ("decide", company.root, "--month", "2026-10", "--accept", "1", "--author", "Li")
    assert salesnb(*words).code == 0
    again = salesnb(*words)
    assert again.code == 2
    assert "06_risk.call is taken up already by finance and the reps" in again.err
    assert len(accepted(company)) == 1


def test_a_month_that_was_not_run_has_no_decisions(company: Company) -> None:
    said = salesnb("decide", company.root, "--month", "2026-09")
    assert said.code == 2
    assert "2026-09 has no decisions: it has not been run" in said.err
