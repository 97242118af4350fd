"""The monthly work summary of reps and managers: whose rows stand where, and what is left blank."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from salesnb import artefacts
from salesnb.artefacts import Saved
from salesnb.contracts.cards import CardPart
from salesnb.contracts.results import Context
from salesnb.findings import as_record, say
from salesnb.i18n import use
from salesnb.i18n.words import Words
from salesnb.index import Entry
from salesnb.pack.cardparts import shown_part
from salesnb.pack.cardrows import column_of, rows_of
from salesnb.pack.cards import INDEX, About, card_pages
from salesnb.pack.check import check_pages
from salesnb.pages.performance import scorecard
from salesnb.pages.review import attained
from salesnb.pages.summary import people_frames, points
from salesnb.pages.targets import evidence
from tests.pack.small import SCRIPT
from tests.pages.rows import rows

ABOUT = About("Harbour", "2026-10", "draft")
NAMED = {"reps": {"M1": Words("Ada", "艾达", kind="name"), "R1": Words(SCRIPT, "王", kind="name")}}
CONTEXT = Context("CNY", NAMED)
SUMMARY = Entry(id="15_summary", question="Decide", page="salesnb.pages.summary.cards")
TARGETS = Entry(id="08_targets", question="Value", page="salesnb.pages.targets")
FRAMES = {
    "15_summary_reps": people_frames.REPS,
    "15_summary_teams": people_frames.TEAMS,
    "15_summary_team_missed": people_frames.TEAM_MISSED,
    "15_summary_raised": points.RAISED,
    "13_review_attained": attained.ATTAINED,
    "13_review_counted": attained.COUNTED,
    "head_scores": scorecard.HEAD_SCORES,
    "08_targets_evidence": evidence.EVIDENCE,
}
MISSED: dict[str, Any] = {
    "held": 60.5,
    "target": 100.0,
    "gap": -39.5,
    "seen_miss": 20.0,
    "verdict": "missed",
}


def rep(name: str, manager: str = "M1", **other: Any) -> dict[str, object]:
    own = {"rep_id": name, "manager_id": manager, "span": "month", "since": "2026-10"}
    return {**own, "actual": 60.5, "verdict": "no_target", **other}


def team(name: str, above: str = "", **other: Any) -> dict[str, object]:
    own = {"manager_id": name, "span": "month", "since": "2026-10", "reports_to": above}
    counts = {"n_reps": 2, "n_asked": 1, "n_met": 0, "n_within": 0, "n_missed": 1, "n_open": 0}
    return {**own, **counts, "actual": 161.0, "held": 60.5, "target": 100.0, "gap": -39.5, **other}


def kept(folder: Path, **records: list[dict[str, Any]]) -> Saved:
    """Save frames by the names that workbooks give them; a leading `_` is left out."""
    names = {name.lstrip("_"): own for name, own in records.items()}
    found = [
        rows(replace(FRAMES[name], name=name), *own, context=CONTEXT) for name, own in names.items()
    ]
    folder.mkdir(exist_ok=True)
    artefacts.save(found, folder)
    return Saved(folder, "draft", CONTEXT)


def pages_of(saved: Saved, *entries: Entry) -> dict[str, str]:
    def source(name: str, version: str) -> Any:
        return artefacts.load(saved.folder, name, version=version, context=saved.context)

    pages = card_pages({one.id: one for one in entries or (SUMMARY,)}, saved, ABOUT, source)
    assert check_pages(pages, source).empty
    return pages


def test_managers_have_cards_and_a_list_of_their_own(tmp_path: Path) -> None:
    saved = kept(
        tmp_path / "a",
        _15_summary_reps=[rep("R1", **MISSED), rep("M1", "")],
        _15_summary_teams=[team("M1"), team("total"), team("(unassigned)")],
    )
    pages = pages_of(saved)
    cards = ["cards/manager_M1.html", "cards/rep_M1.html", "cards/rep_R1.html"]
    assert sorted(name for name in pages if name.endswith(".html")) == [INDEX, *cards]
    links = re.findall(r'href="(\w+\.html)"', pages[INDEX])
    assert sorted(links) == [one.removeprefix("cards/") for one in cards]
    assert "Manager of the team" in pages[INDEX]


def test_a_manager_sees_the_team_and_its_reps_and_a_rep_only_the_own_rows(tmp_path: Path) -> None:
    saved = kept(
        tmp_path / "a",
        _15_summary_reps=[
            rep("R1", **MISSED, points=71.5, low=60.0, high=80.0, firm=90.0, standing="below"),
            rep("R2", actual=70.25),
            rep("R3", "M2", actual=80.75),
            rep("M1", "", actual=30.25),
        ],
        _15_summary_teams=[team("M1"), team("M2", "M1", n_reps=7), team("total")],
        _15_summary_team_missed=[
            {"manager_id": "M1", "rep_id": "R3", "span": "month", "under_id": "M2", "gap": -12.5}
        ],
    )
    pages = pages_of(saved)
    manager = pages["cards/manager_M1.html"]
    assert "Own sales" in manager and "Teams below" in manager
    assert "further down" in manager and "−¥12.50" in manager
    for shown in ("R2", "¥30", "¥70", "71.5", "missed"):
        assert shown in manager, shown
    assert "¥81" not in manager  # of a rep of another team
    assert "Teams below" not in pages["cards/manager_M2.html"]
    first = pages["cards/rep_R1.html"]
    assert "missed the target beyond chance" in first and "71.5" in first
    assert "R2" not in first and "¥70" not in first
    assert SCRIPT not in first + manager


def test_what_is_filled_in_by_hand_is_blank_and_stands_in_both_languages(tmp_path: Path) -> None:
    saved = kept(
        tmp_path / "a", _15_summary_reps=[rep("R1")], _15_summary_teams=[team("M1", n_asked=0)]
    )
    for lang, boxes in (
        ("en", ["What went well", "What did not, and why", "What support is needed"]),
        ("zh", ["做得好的方面", "不足之处及原因", "需要的支持"]),
    ):
        with use(lang):
            pages = pages_of(saved)
        for name in ("rep_R1", "manager_M1"):
            text = pages[f"cards/{name}.html"]
            assert re.findall(r"<div><p>([^<]*)</p></div>", text) == boxes
            assert len(re.findall(r"<dl class=\"signed\">", text)) == 1
            assert len(re.findall(r"<dt>[^<]+</dt><dd></dd>", text)) == 3


def test_a_summary_is_signed_apart_from_the_target(tmp_path: Path) -> None:
    target = {"dimension": "rep", "node": "R1", "year": "2027", "target": 5.0, "last_year": 4.0}
    saved = kept(
        tmp_path / "a", _15_summary_reps=[rep("R1")], _08_targets_evidence=[target | {"before": 4}]
    )
    text = pages_of(saved, TARGETS, SUMMARY)["cards/rep_R1.html"]
    assert text.count('<dl class="signed">') == 2
    assert text.index("Signature of the rep") < text.index("How the number came about")
    assert text.index("How the number came about") < text.index("Who set it")
    assert 'class="part whole"' in text
    alone = pages_of(saved, TARGETS)["cards/rep_R1.html"]
    assert alone.count('<dl class="signed">') == 1 and "Who set it" in alone


def matter(decision: str, **more: object) -> dict[str, object]:
    """Return one matter of the month, due at the end of November; its amount is not known."""
    return {"place": 1, "decision": decision, "due_on": "2026-11-30", **more}


def test_points_stand_with_their_owner_and_cite_their_cells(tmp_path: Path) -> None:
    first = rows(replace(people_frames.REPS, name="15_summary_reps"), rep("R1"), context=CONTEXT)
    said = as_record(say("calls", "act", "Call about {actual}.", first.first), 1)
    point = {"text": said["text"], "slots": said["slots"], "action": "Ask them."}
    saved = kept(
        tmp_path / "a",
        _15_summary_reps=[rep("R1"), rep("R2")],
        _15_summary_teams=[team("M1")],
        _15_summary_raised=[
            matter("a", asks="rep", owner_id="R1", amount=1234.0, about="at stake") | point,
            matter("b", asks="manager", owner_id="M1") | point,
            matter("c", owner_id="", amount=9.0) | point,
        ],
    )
    pages = pages_of(saved)
    own = pages["cards/rep_R1.html"]
    assert "Call about" in own and "¥1.2k" in own and "2026-11-30" in own and "Ask them." in own
    assert "To do next month" not in pages["cards/rep_R2.html"]
    manager = pages["cards/manager_M1.html"]
    assert "Ask them." in manager and "at stake" not in manager


def test_amounts_counts_and_heads_of_other_workbooks_stand_on_the_card(tmp_path: Path) -> None:
    of_r1: dict[str, Any] = {"dimension": "rep", "node": "R1"}
    held = {**of_r1, "measure": "sales", "span": "year_to_date", "since": "2026-01"}
    held |= {"actual": 900.25, "held": 700.0, "target": 800.0, "gap": -100.0}
    visits = {**of_r1, "measure": "visits", "span": "month", "actual": 12, "target": 10}
    saved = kept(
        tmp_path / "a",
        _15_summary_reps=[rep("R1")],
        _13_review_attained=[held],
        _13_review_counted=[visits, {**visits, "node": "R2", "actual": 99}],
        head_scores=[{**of_r1, "head": "sales", "points": 73.25}],
    )
    text = pages_of(saved)["cards/rep_R1.html"]
    assert "only that is held against it" in text and "visits held" in text
    assert "73.3" in text and ">99<" not in text


def test_rows_are_found_by_the_column_that_a_part_names() -> None:
    found = rows(
        people_frames.REPS,
        rep("R1"),
        rep("R1", span="year_to_date", since="2026-01"),
        rep("R2", ""),
        rep("(unassigned)", ""),
    )
    own, below = CardPart("rep", "reps"), CardPart("manager", "reps")
    assert list(rows_of(found, own)) == ["R1", "R2"]
    assert {id: len(list(one)) for id, one in rows_of(found, below).items()} == {"M1": 2}
    month = replace(below, only="span=month")
    assert [len(list(one)) for one in rows_of(found, month).values()] == [1]
    assert column_of(found, replace(below, by="rep_id")) == "rep_id"
    assert rows_of(found, replace(own, by="owner_id")) == {} == rows_of(None, own)


@pytest.mark.parametrize(("most", "shown"), [(9, 9), (3, 3), (0, 12)])
def test_a_table_is_as_long_as_its_part_says(most: int, shown: int) -> None:
    found = rows(people_frames.REPS, *(rep(f"R{n:02d}") for n in range(12)))
    part = CardPart("manager", "reps", "Reps", columns="rep_id actual", rows=most)
    (table,) = shown_part(part, found)["tables"]
    assert len(table["rows"]) == shown
