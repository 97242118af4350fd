"""A workbook in an analyst's hand: results by name, what was kept, what there is, other months."""

from __future__ import annotations

import matplotlib.pyplot as plt
import openpyxl
import pandas as pd
import pytest

from salesnb import artefacts
from salesnb.display.tables import as_html_and_text
from salesnb.errors import ArtefactError, UsageError
from salesnb.findings import Finding, say
from salesnb.months import Month
from salesnb.paths import Company
from salesnb.snapshot.close import close_month
from tests.workbook.small import MONTH, PLAN, nodes, opened, saved


def test_results_have_the_names_currency_and_order_of_their_declaration(closed: Company) -> None:
    one = opened(closed).results({"nodes": nodes()}).nodes
    assert one.name == "02_small_nodes"
    assert one.frame["amount"].is_monotonic_decreasing
    assert one.cite("amount", node="Pumps").unit == "CNY"
    assert str(one.row(node="R1", month=MONTH).words("node")) == "Shore"


def test_a_result_that_other_workbooks_read_has_its_own_name(closed: Company) -> None:
    assert opened(closed).result(PLAN, "plan").name == "plan"


def test_a_result_that_the_room_does_not_declare_is_refused(closed: Company) -> None:
    with pytest.raises(UsageError, match="02_small has no result node; did you mean 'nodes'"):
        opened(closed).results({"node": nodes()})


def test_what_went_in_ties_to_the_closing(closed: Company) -> None:
    view = opened(closed).went_in()
    row = view.result.row(frame="sales_cube")
    assert (row["total"], row["closed"]) == (365.5, 365.5)
    assert view.folded and "365.50" in as_html_and_text(view)[1]


def test_what_went_in_and_does_not_tie_is_refused(closed: Company) -> None:
    book = opened(closed)
    book.snapshot.manifest["totals"]["order_lines"]["kept_money"] = "365.49"
    with pytest.raises(ArtefactError, match=r"sales_cube does not tie: 365.5 and 365.49"):
        book.went_in()


def test_what_is_saved_are_the_results_and_what_was_said(closed: Company) -> None:
    book = opened(closed)
    row = book.results({"nodes": nodes()}).nodes.first
    said = say("value", "good", "{node}: {amount}", row)
    book.answer([said, said])
    part, alt = (say(key, "watch", f"{key} {{amount}}", row) for key in ("part", "alt"))
    book.show([part], book.results({"nodes": nodes()}).nodes)
    book.show(part, said)
    book.show(plt.figure(), alt=alt)
    listed = book.save().result.frame
    assert listed["artefact"].tolist() == ["02_small_nodes"], "sentences are not listed"
    folder = closed.month(Month.parse(MONTH)).root / "scratch"
    names = ["02_small_findings", "02_small_nodes", "02_small_shown_findings"]
    assert artefacts.names(folder) == names
    kept = artefacts.load(folder, "02_small_findings")
    assert kept.frame["key"].tolist() == ["value"], "each sentence once"
    sections = artefacts.load(folder, "02_small_shown_findings")
    assert sections.frame["key"].tolist() == ["part", "value", "alt"], "a picture's sentence too"


def test_an_answer_is_shown_and_kept(closed: Company, shown) -> None:
    book = opened(closed)
    book.answer([Finding("a", "good", "All is well.")])
    assert shown.plain == ["● good: All is well."]
    book.save()
    assert "02_small_findings" in artefacts.names(book.folder.root / "scratch")


def test_a_workbook_says_what_there_is(closed: Company) -> None:
    """In a workbook of the pack as in one for exploring."""
    saved(closed)
    saved(closed, "v1")
    for id, n_frames in (("02_small", 5), ("90_explore", 1)):
        found = opened(closed, id).names()
        assert (found["kind"] == "frame").sum() == n_frames
        results = found[found["kind"] == "result"]
        assert results["name"].tolist() == ["02_small_nodes", "plan"] * 2
        assert results["version"].tolist() == ["draft", "draft", "v1", "v1"]
        assert results["columns"].iloc[0] == "dimension node month amount"
        assert results["rows"].iloc[0] == 4
    assert found.loc[0, ["name", "rows"]].tolist() == ["sales_cube", 5]


def test_any_result_of_the_month_is_read_for_exploring(closed: Company) -> None:
    saved(closed)
    one = opened(closed, "90_explore").saved("02_small_nodes")
    assert one.cite("amount", node="Pumps").unit == "CNY"
    with pytest.raises(ArtefactError, match="02_small_nodes is not there in v7"):
        opened(closed, "90_explore").saved("02_small_nodes", "v7")


def test_a_workbook_of_the_pack_reads_only_what_it_declares(closed: Company) -> None:
    """Else its order and digest would not know of it."""
    saved(closed)
    with pytest.raises(UsageError, match=r"02_small is part of the pack; name 02_small_nodes"):
        opened(closed).saved("02_small_nodes")
    with pytest.raises(UsageError, match=r"does not declare plans under uses.*'plan'"):
        opened(closed, "90_explore").uses("plans")


def test_what_is_used_is_there_or_none(closed: Company) -> None:
    book = opened(closed, "90_explore")
    assert book.uses("plan") is None
    saved(closed)
    plan = book.uses("plan")
    assert plan is not None and plan.cite("target", region_id="R1").unit == "CNY"


def test_an_earlier_result_knows_the_currency_and_the_names(closed: Company) -> None:
    saved(closed, "v1")
    close_month(closed, Month.parse("2026-11"))
    book = opened(closed, month="2026-11")
    plan = book.earlier("plan")
    assert plan is not None and plan.version == "v1"
    assert say("a", "info", "{region_id}: {target}", plan.first).plain() == "Shore: ¥250"
    assert book.earlier("plan", 2) is None
    with pytest.raises(UsageError, match="02_small declares 2 months of plan, not 3"):
        book.earlier("plan", 3)
    every = book.all_earlier("plan")
    assert list(every) == ["2026-10"] and every["2026-10"].equals(plan.frame)
    with pytest.raises(UsageError, match="does not declare plans under earlier"):
        book.all_earlier("plans")


def test_the_same_workbook_opens_on_another_month(closed: Company) -> None:
    book = opened(closed)
    before = book.at("2026-09")
    assert str(before.month) == "2026-09" and before.entry == book.entry
    assert before.frames()["sales_cube"]["net_amount"].sum() == 100.0
    assert book.frames()["sales_cube"]["net_amount"].sum() == 365.5
    assert not closed.month(Month.parse("2026-09")).snapshot.exists(), "closed in scratch alone"


def test_tables_are_taken_to_a_spreadsheet_beside_the_scratch_results(closed: Company) -> None:
    book = opened(closed)
    one = book.results({"nodes": nodes()}).nodes
    file = book.export("my tables.xlsx", nodes=one, plain=pd.DataFrame({"a": [1]}))
    assert file == book.folder.root / "scratch" / "my_tables.xlsx"
    assert openpyxl.load_workbook(file).sheetnames == ["nodes", "plain"]
    assert book.export("../outside", nodes=one).parent == file.parent


def test_a_language_that_is_none_is_refused(closed: Company) -> None:
    with pytest.raises(UsageError, match="lang = 'de': not a language; write one of en, zh"):
        opened(closed, lang="de")


def test_an_unknown_workbook_is_told_with_the_nearest_one(closed: Company) -> None:
    with pytest.raises(UsageError, match="did you mean '02_small'"):
        opened(closed, "02_smal")
