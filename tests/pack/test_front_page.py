"""The front page: its verdict, cards, variance table, landing and decisions, and what it lacks."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from salesnb import artefacts, months
from salesnb.artefacts import Saved
from salesnb.contracts.decided.followed import ACCEPTED_FILE
from salesnb.contracts.results import Context, Result
from salesnb.contracts.validated import result
from salesnb.findings import Finding, as_record, say
from salesnb.i18n import use
from salesnb.i18n.words import Words
from salesnb.index import Entry
from salesnb.pack import against, decisions, headlines, verdict
from salesnb.pack.check import faults_of
from salesnb.pages import review, summary
from salesnb.pages.sales import FRAMES
from salesnb.plans.entries import entry_faults
from salesnb.raised import Matter, matters
from salesnb.workbook import FINDINGS
from tests.pages.rows import rows

NAMES = {"regions": {"N": Words("North", "北方", kind="name")}}
CONTEXT = Context("CNY", NAMES)
DIMENSIONS = ("region", "rep", "product_group", "sales_method", "settlement")
HELD = "held_{row['measure']}_{row['span']}"
MONTH = {"since": "2026-10", "n_months": 1, "n_planned": 1, "n_members": 1}
YEAR = {"since": "2026-01", "n_months": 10, "n_planned": 10, "n_members": 1}
JUDGED = {"scope": "total", "month": "2026-10", "basis": "invoice", "n_months": 40, "rung": "full"}
END = {"scope": "total", "newest_on": "2026-10-20", "is_partial": False}
ENTRIES = {
    "01_intake": Entry(id="01_intake", question="Value"),
    "02_sales": Entry(id="02_sales", question="Value", page="salesnb.pages.sales"),
    "05b_research": Entry(id="05b_research", question="Value", page="salesnb.pages.research"),
}


def node(
    actual: float,
    plan: float | None = None,
    before: float | None = None,
    *,
    of: str = "total total",
    span: str = "month",
    **more: Any,
) -> dict[str, Any]:
    dimension, name = of.split()
    found = {"dimension": dimension, "node": name, "span": span, "actual": actual, "plan": plan}
    if plan is not None:
        found |= {"gap": actual - plan, "gap_share": actual / plan - 1}
    if before is not None:
        found |= {"before": before, "change": actual - before, "growth": actual / before - 1}
    return {**(MONTH if span == "month" else YEAR), **found, **more}


class Month:
    """Saved results of a small month, by the declarations of the sales page."""

    def __init__(self, folder: Path) -> None:
        self.saved = Saved(folder, "draft", CONTEXT)

    def keep(self, name: str, *rows: dict[str, Any]) -> Month:
        contract = replace(FRAMES[name], name=f"02_sales_{name}")
        frame = pd.DataFrame(rows, columns=contract.columns)
        artefacts.save([result(frame, contract, context=CONTEXT)], self.saved.folder)
        return self

    def say(self, name: str, *said: Finding) -> Month:
        rows = [as_record(one, place) for place, one in enumerate(said, start=1)]
        contract = replace(FINDINGS, name=f"02_sales_{name}")
        kept = result(pd.DataFrame(rows, columns=contract.columns), contract, context=CONTEXT)
        artefacts.save([kept], self.saved.folder)
        return self

    def load(self, name: str) -> Result:
        found = self.saved.load(f"02_sales_{name}")
        assert found is not None
        return found

    def source(self, name: str, version: str) -> Result:
        return artefacts.load(self.saved.folder, name, version=version, context=CONTEXT)


@pytest.fixture
def month(tmp_path: Path) -> Month:
    expected = {"actual": 100.0, "expected": 100.0, "low": 90.0, "high": 110.0, "state": "ordinary"}
    return Month(tmp_path).keep("verdict", {**JUDGED, **expected}).keep("data_end", END)


def plain(text: str) -> str:
    return re.sub("<[^>]+>", "", text)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (node(100, 99, 80), "Oct 2026 met its plan: ¥100 sold, +1.0% against plan, +25.0% on last"),
        (node(100, 101, 80), "Oct 2026 nearly met its plan: ¥100 sold, −1.0% against plan"),
        (node(100, 125, 125), "Oct 2026 missed its plan: ¥100 sold, −20.0% against plan, −20.0%"),
        (node(100, None, 80), "Oct 2026: ¥100 sold, no plan set, +25.0% on last year"),
        (
            node(100, 99),
            "Oct 2026 met its plan: ¥100 sold, +1.0% against plan, last year not known",
        ),
        (node(0, None, 80), "Nothing at all was sold in Oct 2026, or its export is not whole."),
    ],
)
def test_the_verdict_holds_the_month_against_what_is_known(
    month: Month, row: dict[str, Any], said: str
) -> None:
    month.keep("variances", row)
    head = verdict.headline(month.saved)
    assert plain(head).startswith(said)
    assert list(faults_of(head, month.source)) == []


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("ordinary", "and as much as trend and calendar let one expect."),
        ("below", "and less than trend and calendar let one expect (¥80 to"),
        ("edge_below", "at the low edge of what trend and calendar let one expect (¥80 to"),
        ("edge_above", "at the high edge of what trend and calendar let one expect (¥80 to"),
        ("above", "and more than trend and calendar let one expect (¥80 to"),
        ("unjudged", "and too little history to say what was to be expected."),
    ],
)
def test_the_verdict_says_whether_the_month_was_to_be_expected(
    month: Month, state: str, said: str
) -> None:
    month.keep("variances", node(100, 99, 80))
    month.keep("verdict", {**JUDGED, "low": 80.0, "high": 90.0, "state": state})
    assert said in plain(verdict.headline(month.saved))


def test_a_month_whose_data_end_early_is_not_judged(month: Month) -> None:
    month.keep("variances", node(50, 99, 80)).keep("data_end", {**END, "is_partial": True})
    said = plain(verdict.headline(month.saved))
    assert said == "Cannot tell yet how Oct 2026 is: its data end on 2026-10-20, ¥50 sold so far."


def test_a_year_whose_last_month_is_not_whole_is_not_judged(month: Month) -> None:
    month.keep("variances", node(50, 99, 80), node(1000, 990, 1100, span="year_to_date"))
    month.keep("data_end", {**END, "is_partial": True})
    assert plain(verdict.year_so_far(month.saved)) == (
        "Since Jan 2026: ¥1.0k sold, not judged, as the data of its last month end early."
    )


def test_the_verdict_speaks_chinese(month: Month) -> None:
    month.keep("variances", node(100, 99, 80))
    with use("zh"):
        said = plain(verdict.headline(month.saved))
    assert said.startswith("2026年10月完成计划：销售 ¥100，较计划 +1.0%，同比 +25.0%，")


def test_the_year_names_what_its_total_hides(month: Month) -> None:
    hidden = {"dimension": "region", "span": "year_to_date", "since": "2026-01", "n_nodes": 3}
    month.keep("variances", node(100, 99), node(1000, 990, span="year_to_date"))
    month.keep("shortfalls", {**hidden, "n_short": 2, "shortfall": -300.0, "unplanned": 0.0})
    said = plain(verdict.year_so_far(month.saved))
    assert said == (
        "Since Jan 2026: ¥1.0k sold, +¥10 against the plan of ¥990, last year not known,"
        " but behind their plans: 2 of 3 regions, −¥300 in all."
    )


def test_without_the_sales_page_there_is_no_verdict(tmp_path: Path) -> None:
    saved = Saved(tmp_path, "draft", CONTEXT)
    assert verdict.headline(saved) == verdict.year_so_far(saved) == ""
    assert against.table(saved) == {}


def standing(month: Month, *rows: dict[str, Any]) -> dict[str, Any]:
    month.keep("standing", *({**one, "place": i} for i, one in enumerate(rows)))
    return against.table(month.saved)


def heads(table: dict[str, Any]) -> list[list[str]]:
    return [[*group["heads"], group["deviation"]] for group in table["groups"]]


def both(*more: Any, of: str = "total total", **how: Any) -> list[dict[str, Any]]:
    return [node(*more, of=of, span=span, **how) for span in ("month", "year_to_date")]


def test_the_table_has_plan_last_year_and_deviation_by_month_and_year(month: Month) -> None:
    rows = [
        *both(100, 90, 80),
        *both(60, 75, 50, of="region N"),
        *both(40, 15, 30, of="region (others)", n_members=3),
    ]
    table = standing(month, *rows)
    assert heads(table) == [["Actual", "Plan", "Last year", "Δ plan"]] * 2
    assert [group["title"] for group in table["groups"]] == ["Oct 2026", "since Jan 2026"]
    firm, north, others = [row for part in table["parts"] for row in part["rows"]]
    assert (firm["name"], plain(north["name"])) == ("Firm", "North")
    assert plain(others["name"]) == "all others (3)"
    cell = north["spans"][0]
    assert [plain(one) for one in cell["amounts"]] == ["60", "75", "50"]
    assert (plain(cell["deviation"]), plain(cell["share"]), cell["sense"]) == (
        "−15",
        "−20.0%",
        "bad",
    )
    assert (cell["actual"], cell["plan"]) == (80.0, 100.0), "of the largest in its dimension"
    assert cell["bar"] == pytest.approx(30.0), "half a cell is the largest deviation of all rows"
    shown = "".join([*cell["amounts"], cell["deviation"], cell["share"], others["name"]])
    assert list(faults_of(shown, month.source)) == []


def test_without_a_plan_the_table_holds_against_last_year(month: Month) -> None:
    table = standing(month, *both(100, None, 80))
    assert table["title"] == "Against last year"
    assert heads(table) == [["Actual", "Last year", "Δ last year"]] * 2


def test_without_last_year_the_table_has_no_column_for_it(month: Month) -> None:
    assert heads(standing(month, *both(100, 90))) == [["Actual", "Plan", "Δ plan"]] * 2


def test_without_plan_and_last_year_there_is_no_table(month: Month) -> None:
    assert standing(month, *both(100)) == {}


def test_in_the_first_month_of_the_year_the_month_stands_alone(month: Month) -> None:
    rows = [node(100, 90), node(100, 90, span="year_to_date", n_months=1)]
    assert len(standing(month, *rows)["groups"]) == 1


@pytest.mark.parametrize(
    ("actual", "unit", "shown", "chinese"),
    [
        (99.0, "CNY", "99", ("元", "99")),
        (4.2e5, "thousand CNY", "420", ("万元", "42.0")),
        (1.348e8, "million CNY", "134.8", ("万元", "13,480")),
        (2.5e11, "billion CNY", "250.0", ("亿元", "2,500.0")),
    ],
)
def test_amounts_stand_in_one_unit_that_is_said_once(
    month: Month, actual: float, unit: str, shown: str, chinese: tuple[str, str]
) -> None:
    for lang, expected in {"en": (unit, shown), "zh": chinese}.items():
        with use(lang):
            table = standing(month, *both(actual, actual / 2, actual / 2))
            cell = table["parts"][0]["rows"][0]["spans"][0]["amounts"][0]
            assert (table["unit"], plain(cell)) == expected


def raised(month: Month, *said: Finding, book: str = "02_sales") -> list[Matter]:
    return matters({book: said}, ENTRIES, month.saved)


def test_decisions_stand_by_money_one_per_subject_with_what_to_do(month: Month) -> None:
    month.keep("regions", {"node": "N", "expected": 300.0})
    month.keep("rhythm", {"state": "stopped", "year_amount": 500.0})
    region = month.load("regions").first
    found = raised(
        month,
        say("regions_below", "act", "Less than {expected} came.", region),
        say("hours", "watch", "Hours."),
        say("trend", "act", "Falling."),
        say("silence", "act", "Three have stopped buying."),
    )
    assert [one.finding.key for one in found] == ["silence", "regions_below", "trend"]
    assert [one.amount and one.amount.value for one in found] == [500.0, 300.0, None]
    october = months.Month.parse("2026-10")
    first = decisions.shown(found[0], None, folder="f", page="", question="Value", month=october)
    assert plain(first["amount"]) == "¥500" and first["about"] == "a year"
    assert first["action"].startswith("Ask the largest") and first["owner"] == "Who: their reps"
    assert list(faults_of(first["amount"] + first["html"], month.source)) == []
    assert first["id"] == "02_sales.silence"
    (entry,) = tomllib.loads(first["line"])["accepted"]
    assert list(entry_faults(ACCEPTED_FILE.section("accepted").entry, entry)) == []
    assert entry["decision"] == first["id"] and str(entry["due_on"]) == "2026-11-30"


def test_points_of_the_summary_stand_in_its_order_with_who_and_when(month: Month) -> None:
    found = raised(month, say("regions_below", "act", "Less."), say("silence", "act", "Silent."))
    point = {"status": "act", "action": "Ask.", "due_on": "2026-11-13"}
    contract = replace(summary.FRAMES["points"], name=decisions.POINTS)
    kept = [
        point | {"place": 1, "decision": "02_sales.silence", "owner_id": "R1"},
        point | {"place": 2, "decision": "02_sales.regions_below", "owner": "Zhao & Co"},
        point | {"place": 3, "decision": "02_sales.gone", "owner": "Zhao"},
    ]
    names = {"reps": {"R1": Words("Li Wei", "李伟", kind="name")}}
    shown = decisions.chosen(found, rows(contract, *kept, context=Context("CNY", names)))
    assert [one.id for one, _ in shown] == ["02_sales.silence", "02_sales.regions_below"]
    october = months.Month.parse("2026-10")
    where = {"folder": "f", "page": "", "question": "Value", "month": october}
    first, second = (decisions.shown(one, row, **where) for one, row in shown)
    assert plain(first["owner"]) == "Who: Li Wei, by 2026-11-13"
    assert second["owner"].startswith("Who: Zhao &amp; Co, by ")
    (entry,) = tomllib.loads(first["line"])["accepted"]
    assert (entry["owner"], str(entry["due_on"])) == ("Li Wei", "2026-11-13")
    assert list(entry_faults(ACCEPTED_FILE.section("accepted").entry, entry)) == []


def attained(month: Month, **given: Any) -> None:
    """Keep the total of sales as 13_review holds it against its target."""
    row = {"measure": "sales", "dimension": "total", "node": "total", "span": "month"}
    row |= {"since": "2026-10", "actual": 90.0, "held": 90.0, "target": 100.0, "gap": -10.0}
    row |= {"attainment": 0.9, "verdict": "missed", "band": "not_judged", "is_late": False}
    contract = replace(review.FRAMES["attained"], name="13_review_attained")
    year = row | {"span": "year_to_date", "since": "2026-01"}
    frame = pd.DataFrame([row | given, year | given], columns=contract.columns)
    artefacts.save([result(frame, contract, context=CONTEXT)], month.saved.folder)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "Oct 2026 missed its target beyond chance: ¥90 sold, 90.0% of ¥100, last year"),
        (
            {"verdict": "missed_within_noise", "band": "very_hard"},
            "Oct 2026 fell short of its target within chance: ¥90 sold, 90.0% of ¥100, a target"
            " that was very hard when it was issued, last year",
        ),
        ({"verdict": "cannot_tell"}, "Oct 2026 fell short of its target: ¥90 sold, 90.0% of ¥100"),
        ({"verdict": "no_target", "attainment": None}, "Oct 2026 met its plan: ¥100 sold, +1.0%"),
    ],
)
def test_the_verdict_is_that_of_the_review_with_the_challenge_of_the_target(
    month: Month, given: dict[str, Any], said: str
) -> None:
    month.keep("variances", node(100, 99))
    attained(month, **given)
    head = verdict.headline(month.saved)
    assert plain(head).startswith(said)
    assert list(faults_of(head, month.source)) == []


def test_the_table_shows_what_may_be_chance_and_how_hard_the_target_was(month: Month) -> None:
    attained(month, verdict="missed_within_noise", band="very_hard")
    table = standing(month, *both(90, 100, 80), *both(60, 75, 50, of="region N"))
    assert table["unit"].endswith("; a deviation in grey may be chance")
    assert [group["challenge"] for group in table["groups"]] == ["Target was", ""]
    firm, north = [row["spans"] for part in table["parts"] for row in part["rows"]]
    assert {cell["sense"] for cell in (*firm, *north)} == {"chance"}, "nobody judged the region"
    assert [firm[0]["challenge"], north[0]["challenge"]] == ["very hard", "–"]
    assert table["n_columns"] == 1 + sum(group["n_columns"] for group in table["groups"])
    attained(month, verdict="missed")
    first = standing(month, *both(90, 100, 80))["parts"][0]["rows"][0]["spans"]
    assert [cell["sense"] for cell in first] == ["bad", "bad"]
    without = standing(month, *both(70, None, 80))
    assert without["parts"][0]["rows"][0]["spans"][0]["sense"] == "bad", "last year is no target"
    assert "grey" not in without["unit"]


def test_the_year_counts_who_is_below_beyond_chance(month: Month) -> None:
    month.keep("variances", node(100, 99), node(1000, 990, span="year_to_date"))
    attained(month)
    row = {"measure": "sales", "span": "year_to_date", "dimension": "region", "n_targets": 12.0}
    contract = replace(review.FRAMES["reached"], name="13_review_reached")
    frame = pd.DataFrame([row | {"n_missed": 2.0}], columns=contract.columns)
    artefacts.save([result(frame, contract, context=CONTEXT)], month.saved.folder)
    assert plain(verdict.year_so_far(month.saved)).endswith(
        "−¥10 against the target of ¥100, last year not known, but 2 of 12 regions are below"
        " theirs beyond chance."
    )


def test_what_a_workbook_says_better_is_not_raised_twice(month: Month) -> None:
    silent = say("silence", "act", "Three have stopped buying.")
    slipping = say("slipping", "act", "Three slip away.")
    assert [one.id for one in raised(month, silent)] == ["02_sales.silence"]
    both = {"02_sales": [silent], "05b_research": [slipping]}
    found = matters(both, ENTRIES, month.saved)
    assert [one.id for one in found] == ["05b_research.slipping"]


def test_what_is_to_be_watched_stands_behind_what_is_to_be_acted_on(month: Month) -> None:
    month.keep("regions", {"node": "N", "expected": 300.0})
    region = month.load("regions").first
    found = raised(
        month,
        say("regions_below", "watch", "Less than {expected} came.", region),
        say("trend", "act", "Falling."),
    )
    assert [one.finding.key for one in found] == ["trend", "regions_below"]


def test_what_the_gate_finds_of_the_data_is_no_decision_of_the_business(month: Month) -> None:
    assert raised(month, say("ties", "act", "It does not tie."), book="01_intake") == []


def test_a_link_leads_to_the_last_section_that_says_it() -> None:
    page = (
        '<section id="s1" class="answer">Falling.</section><section id="s4" class="part">Falling.'
        '</section><section id="s5" class="part">Rising.</section>'
    )
    assert decisions.anchor(page, say("trend", "act", "Falling.")) == "#s4"
    assert decisions.anchor(page, say("trend", "act", "Elsewhere.")) == ""


def test_every_declared_decision_names_a_finding_and_a_cell_of_its_room() -> None:
    from salesnb.index import read_index
    from salesnb.pages import decisions_of, frames_of

    for entry in read_index().values():
        for one in decisions_of(entry.page):
            room = Path(__import__(entry.page, fromlist=["_"]).__file__).parent
            code = "".join(file.read_text(encoding="utf-8") for file in room.glob("*.py"))
            frame, _, column = one.amount.partition(".")
            assert not one.amount or column in frames_of(entry.page)[frame].columns
            for key in one.keys.split():
                said = re.sub(f"(missed|held)_({'|'.join(DIMENSIONS)})$", r"\1_{dimension}", key)
                said = re.sub(r"held_(sales|collections)_\w+", HELD, said)
                is_named = code.count(f'"{key}"') > (one.keys == key)  # beside the decision's own
                assert is_named or f'f"{said}"' in code, key


def test_what_is_past_due_has_a_card_with_the_light_of_its_sentence(month: Month) -> None:
    month.keep("headlines", {"measure": "sales", "span": "month", "value": 100.0, "growth": -0.2})
    owed = {"open_amount": 900.0, "overdue_amount": 300.0, "overdue_share": 1 / 3, "dso_days": 40.0}
    month.keep("limits", {"scope": "total", **owed})
    sales, *none = headlines.tiles(month.saved)
    assert none == [] and sales["status"] == "watch"
    month.say("limits_findings", say("cash", "act", "Owed."))
    _, card = headlines.tiles(month.saved)
    assert (plain(card["value"]), card["status"], card["light"]) == ("¥300", "act", "■ act")
    assert [plain(one) for one in card["notes"]] == ["33.3% of ¥900 owed", "40 days of sales"]


def test_a_card_has_the_last_months_as_a_line(month: Month) -> None:
    month.keep("headlines", {"measure": "sales", "span": "month", "value": 100.0})
    month.keep("monthly", *({"month": f"2026-{m:02}", "sales": 10.0 * m} for m in (1, 2, 3)))
    (card,) = headlines.tiles(month.saved)
    assert card["spark"]["points"] == "0.0,30.0 75.0,17.0 150.0,4.0"
    assert card["light"] == "", "neither target nor last year"
