"""A decision that was accepted on paper in one month stands in 01_intake of the next."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from salesnb import artefacts
from salesnb.contracts.results import Context
from salesnb.contracts.validated import result
from salesnb.contracts.workbooks import FINDINGS
from salesnb.findings import Finding, as_record
from salesnb.i18n import N_
from salesnb.index import read_index
from salesnb.months import Month
from salesnb.paths import Company
from salesnb.reviews.summary.checked import check_points
from salesnb.runs.open_decisions import keep_open_decisions
from salesnb.snapshot.close import close_month
from salesnb.workbook import open_workbook
from tests.cli.commands import salesnb
from tests.sources.gate import company
from tests.workbook.small import FILES

SEPTEMBER, OCTOBER = Month.parse("2026-09"), Month.parse("2026-10")
SAID = [
    Finding("silence", "watch", N_("Customers who stopped buying: many.")),
    Finding("cash", "act", N_("Much is overdue.")),
]
ON_PAPER = """
[[accepted]]
month = "2026-09"
decision = "02_sales.cash"
owner = "Wang Min"
due_on = 2026-10-20
author = "Li Wei"
decided_on = 2026-10-05
done_on = 2026-10-19
"""


@pytest.fixture
def asked(tmp_path: Path) -> Company:
    """A company whose September asked for two decisions, with its October closed."""
    made_up = company(tmp_path / "small", FILES)
    (made_up.root / "company.toml").write_text('[company]\nname = "Small"\n', encoding="utf-8")
    close_month(made_up, OCTOBER)
    rows = [as_record(one, place) for place, one in enumerate(SAID, start=1)]
    named = FINDINGS.__class__(
        "02_sales_findings", FINDINGS.title, FINDINGS.grain, FINDINGS.key, FINDINGS.fields
    )
    found = result(pd.DataFrame(rows, columns=FINDINGS.columns), named, context=Context("CNY"))
    drafts = made_up.month(SEPTEMBER).artefacts("draft")
    drafts.mkdir(parents=True)
    artefacts.save([found], drafts)
    keep_open_decisions(made_up, SEPTEMBER, read_index())
    return made_up


def answers(company: Company) -> dict[str, str]:
    """Return the state of each decision of the month before, as 01_intake of October has it."""
    book = open_workbook("15_summary", company=str(company.root), month=str(OCTOBER), lang="en")
    accepted = book.decided("accepted", "accepted")
    found = check_points(book.asked_before(), accepted, book.raised(), (), month=book.month)
    frame = found["checked"]
    return dict(zip(frame["decision"], frame["state"], strict=True))


def test_an_entry_written_by_hand_is_told_the_month_after(asked: Company) -> None:
    assert set(answers(asked).values()) == {"open"}
    asked.plan.mkdir(exist_ok=True)
    (asked.plan / "accepted.toml").write_text(ON_PAPER, encoding="utf-8")
    assert answers(asked) == {"02_sales.cash": "done", "02_sales.silence": "open"}


def test_an_entry_written_by_the_command_is_told_the_month_after(asked: Company) -> None:
    signed = ("--accept", "02_sales.silence", "--author", "Li", "--due", "2026-11-15")
    assert salesnb("decide", asked.root, "--month", "2026-09", *signed).code == 0
    assert answers(asked)["02_sales.silence"] == "accepted"
