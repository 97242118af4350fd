"""Cards: one page per subject from the sections that rooms declare, cited, escaped, none lost."""

from __future__ import annotations

import base64
import io
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fontTools.ttLib import TTFont

from salesnb import artefacts
from salesnb.artefacts import Saved
from salesnb.contracts.results import Context
from salesnb.i18n import use
from salesnb.i18n.words import Words
from salesnb.index import Entry
from salesnb.pack.cardparts import steps
from salesnb.pack.cards import FONTS, INDEX, About, card_pages
from salesnb.pack.check import check_pages
from salesnb.pages.targets import evidence
from tests.pack.small import HOSTILE, MONTH, SCRIPT, Pack
from tests.pages.rows import rows

ABOUT = About("Harbour", "2026-10", "draft")
ENTRY = {"08_targets": Entry(id="08_targets", question="Value", page="salesnb.pages.targets")}
STEPS = {
    "last_year": 1000.5,
    "expected": 99.5,
    "ambition": 50.25,
    "moved": 0.0,
    "new_customers": 0.0,
    "pulled": -20.0,
    "decided": 0.0,
    "rounding": -0.25,
    "target": 1130.0,
    "before": 1000.5,
    "growth": 0.129435,
}


def of_rep(rep: str, **other: object) -> dict[str, object]:
    return {"dimension": "rep", "node": rep, "year": "2027", **STEPS, **other}


def kept(folder: Path, context: Context, **records: list[dict[str, Any]]) -> Saved:
    """Save frames of 08_targets, rows by name, and return them as they are read for a report."""
    declared = {one.lower(): vars(evidence)[one] for one in vars(evidence) if one.isupper()}
    found = []
    for name, own in records.items():
        contract = replace(declared[name], name=f"08_targets_{name}")
        found.append(rows(contract, *own, context=context))
    folder.mkdir(exist_ok=True)
    artefacts.save(found, folder)
    return Saved(folder, "draft", context)


def pages_of(saved: Saved) -> dict[str, str]:
    def source(name: str, version: str) -> Any:
        return artefacts.load(saved.folder, name, version=version, context=saved.context)

    pages = card_pages(ENTRY, saved, ABOUT, source)
    assert check_pages(pages, source).empty
    return pages


def test_every_subject_has_a_card_and_stands_in_the_list(tmp_path: Path) -> None:
    saved = kept(tmp_path / "a", Context("CNY"), evidence=[of_rep("R1"), of_rep("R2")])
    pages = pages_of(saved)
    cards = ["cards/index.html", "cards/rep_R1.html", "cards/rep_R2.html"]
    assert sorted(pages) == ["cards/fonts.css", *cards]
    assert set(re.findall(r'href="(rep_\w+\.html)"', pages["cards/index.html"])) == {
        "rep_R1.html",
        "rep_R2.html",
    }
    card = pages["cards/rep_R1.html"]
    assert "1,130.00" in card and "−20.00" in card and "Rounding" in card
    assert "Customers that moved" not in card  # a step of nought
    assert "not yet assessed" in card and "Nothing was committed to" in card


def test_whoever_is_not_assigned_and_the_total_have_no_card(tmp_path: Path) -> None:
    whole = of_rep("total", dimension="total")
    saved = kept(tmp_path / "a", Context(), evidence=[of_rep("(unassigned)"), whole])
    assert pages_of(saved) == {}


def test_without_any_result_there_are_no_cards(tmp_path: Path) -> None:
    assert pages_of(Saved(tmp_path, "draft", Context())) == {}


def test_ids_from_data_stay_in_the_folder_and_lose_nobody(tmp_path: Path) -> None:
    ids = [*HOSTILE, "a/b", "a:b", "A:B", "CON", "..", "é" * 300]
    saved = kept(tmp_path / "a", Context("CNY"), evidence=[of_rep(one) for one in ids])
    cards = [name for name in pages_of(saved) if name not in {INDEX, FONTS}]
    assert len({name.lower() for name in cards}) == len(ids)
    assert all(re.fullmatch(r"cards/rep[\w.-]*\.html", one) for one in cards)


def test_names_from_data_are_escaped_and_are_no_numbers(tmp_path: Path) -> None:
    named = {"reps": {"R1": Words(SCRIPT, "7 号 <b>", kind="name")}}
    part = {"part": "customer", "member": "C9 & <i>", "place": 1, "before": 1.0, "target": 2.0}
    reply = {"first": "2026-11", "last": "2026-11", "committed": 90.0, "offered_growth": 0.5}
    control = {
        "number": 1,
        "kind": "cap",
        "period": "2027",
        "amount": 5e3,
        "reason": f"{SCRIPT} 100 %",
        "author": '"><b>',
        "product_group": "DN 50",
    }
    of_r1 = {"dimension": "rep", "node": "R1"}
    saved = kept(
        tmp_path / "a",
        Context("CNY", named),
        evidence=[of_rep("R1")],
        evidence_parts=[of_r1 | part],
        evidence_replies=[of_r1 | reply],
        evidence_controls=[of_r1 | control],
    )
    for lang in ("en", "zh"):
        with use(lang):
            text = pages_of(saved)["cards/rep_R1.html"]
        assert SCRIPT not in text and "<b>" not in text and "<i>" not in text
        assert "DN 50" in text and ("7 号" in text) == (lang == "zh")


def test_the_fonts_of_all_cards_stand_beside_them(tmp_path: Path) -> None:
    named = {"reps": {"R1": Words("Ærø", "赵敏", kind="name")}}
    saved = kept(tmp_path / "a", Context("CNY", named), evidence=[of_rep("R1")])
    with use("zh"):
        pages = pages_of(saved)
    assert 'href="fonts.css"' in pages["cards/rep_R1.html"] and "base64" not in pages[INDEX]
    fonts = re.findall(r"base64,([^)]+)", pages[FONTS])
    assert len(fonts) == 2
    for data in fonts:
        with TTFont(io.BytesIO(base64.b64decode(data))) as font:
            assert set("赵敏") <= set(map(chr, font.getBestCmap()))


def test_a_card_with_another_number_than_its_cell_is_found_out(tmp_path: Path) -> None:
    saved = kept(tmp_path / "a", Context("CNY"), evidence=[of_rep("R1")])
    card = pages_of(saved)["cards/rep_R1.html"]

    def source(name: str, version: str) -> Any:
        return saved.load(name)

    wrong = card.replace(">1,130.00<", ">1,130.01<")
    (fault,) = check_pages({"card": wrong}, source)["fault"]
    assert fault == "reads '1,130.01', should read '1,130.00'"
    gone = card.replace("node=R1", "node=R7")
    assert "0 rows, not one" in check_pages({"card": gone}, source)["fault"].iloc[0]


def test_bars_lie_end_to_end_from_nought_where_steps_are_large() -> None:
    row = rows(
        evidence.EVIDENCE, of_rep("R1", last_year=-100.0, expected=300.0, target=230.0)
    ).first
    shown = steps(row, "last_year expected target")
    assert [round(one["left"]) for one in shown["rows"]] == [0, 0, 33]
    assert [round(one["width"]) for one in shown["rows"]] == [33, 100, 77]
    assert not shown["is_cut"]


def test_bars_are_cut_off_and_say_so_where_steps_are_small() -> None:
    row = rows(evidence.EVIDENCE, of_rep("R1")).first
    shown = steps(row, "last_year moved expected ambition pulled rounding target")
    assert shown["is_cut"] and [one["kind"] for one in shown["rows"]] == [
        *("whole", "up", "up", "down", "down", "whole")
    ]
    ends = [one["left"] + one["width"] for one in shown["rows"]]
    assert max(ends) == pytest.approx(100) and min(one["left"] for one in shown["rows"]) == 0


def test_a_step_that_is_not_known_is_left_out() -> None:
    row = rows(evidence.EVIDENCE, of_rep("R1", moved=float("nan"))).first
    shown = steps(row, "last_year moved expected target")
    assert len(shown["rows"]) == 3


def test_a_pack_writes_cards_and_links_to_them(pack: Pack) -> None:
    drafts = pack.company.month(MONTH).artefacts("draft")
    kept(drafts, Context("CNY"), evidence=[of_rep("R1")])
    pack.entries.update(ENTRY)
    index = pack.publish()
    link = re.search(r'href="(pages-\w+/cards/index\.html)"', index.read_text(encoding="utf-8"))
    assert link and (index.parent / link[1]).is_file()
    first = {p: p.read_bytes() for p in index.parent.rglob("cards/*.html")}
    assert len(first) == 2
    pack.publish()
    assert {p: p.read_bytes() for p in index.parent.rglob("cards/*.html")} == first
