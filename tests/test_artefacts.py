"""Saved results are what was saved, with the declaration that they were saved under."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from salesnb import artefacts
from salesnb.artefacts import Saved, digest, load, save
from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.results import Context, Result
from salesnb.contracts.validated import result
from salesnb.errors import ArtefactError, UsageError
from salesnb.months import Month
from salesnb.paths import Company
from salesnb.settings import parse_settings
from tests.contracts.small import CONTEXT, NODES, nodes

FORMER = {  # as version 0.1.0 wrote it
    "name": "02_sales_effects",
    "label": "What the calendar did",
    "grain": "one row per effect",
    "key": ["effect"],
    "ordered_by": ["place"],
    "fields": [
        {
            "name": name,
            "type": type_,
            "label": name,
            "unit": "",
            "required": False,
            "references": "",
            "sign": "",
            "choices": choices,
            "digits": digits,
            "help": "",
        }
        for name, type_, choices, digits in (
            ("place", "integer", [], 0),
            ("effect", "text", ["leap_day", "holiday"], None),
            ("value", "money", [], 2),
        )
    ],
    "rows": 2,
}


def former(folder: Path) -> Path:
    """Write a result as version 0.1.0 did; return its note."""
    file = folder / "02_sales_effects.parquet"
    rows = {"place": [1.0, 2.0], "effect": ["leap_day", "holiday"], "value": [2.5, -1.0]}
    pd.DataFrame(rows).to_parquet(file, index=False)
    note = file.with_suffix(".json")
    note.write_text(json.dumps({**FORMER, "digest": digest(file)}), encoding="utf-8")
    return note


def kept(saved_result: Result, folder: Path) -> Result:
    save([saved_result], folder)
    return load(folder, saved_result.name, context=saved_result.context)


def test_a_result_comes_back_as_it_was_declared(tmp_path: Path) -> None:
    table = {"shows": "node amount", "rows": 7, "optional": "note", "nothing": "Net sales"}
    saved_result = nodes(replace(NODES, **table))
    again = kept(saved_result, tmp_path)
    assert again.contract == saved_result.contract
    pd.testing.assert_frame_equal(again.frame, saved_result.frame)
    assert str(again.row(dimension="region", node="1").words("node")) == "Shore"


@pytest.mark.parametrize("nothing", [None, ""])
def test_what_an_empty_frame_says_is_kept(tmp_path: Path, nothing: str | None) -> None:
    again = kept(nodes(replace(NODES, nothing=nothing), []), tmp_path)
    assert again.contract.nothing == nothing


def test_words_keep_their_order_so_that_rows_keep_theirs(tmp_path: Path) -> None:
    words = {"rising": "rising", "falling": "falling", "even": "even"}
    fields = (col.code("state", "State", words), col.whole("n", "Rows"))
    contract = Frame("99_states", "States", "one row per state", "state", fields)
    rows = pd.DataFrame({"state": ["even", "falling", "rising"], "n": 1})
    again = kept(result(rows, contract), tmp_path)
    assert list(again.contract.fields[0].words) == list(words)
    assert again.frame["state"].tolist() == list(words)


def test_a_result_that_version_0_1_0_saved_loads_as_it_was(tmp_path: Path) -> None:
    former(tmp_path)
    saved_result = load(tmp_path, "02_sales_effects", context=Context("CNY"))
    assert saved_result.frame["effect"].tolist() == ["leap_day", "holiday"], "in the order of place"
    assert saved_result.contract.shown == ["place", "effect", "value"]
    assert saved_result.contract.nothing is None and saved_result.contract.rows == 15
    assert saved_result.cite("value", effect="holiday").unit == "CNY"
    assert str(saved_result.first.words("effect")) == "leap_day"


def test_the_same_result_gives_the_same_bytes(tmp_path: Path) -> None:
    files = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        save([nodes()], tmp_path / name)
        files.append([file.read_bytes() for file in sorted((tmp_path / name).iterdir())])
    assert len(files[0]) == 2 and files[0] == files[1]


def test_what_was_saved_is_listed_with_the_sum_of_its_first_money_column(tmp_path: Path) -> None:
    (row,) = save([nodes()], tmp_path).to_dict("records")
    about = {"artefact": "02_small_nodes", "title": "Where do we stand?", "rows": 4}
    assert row == {**about, "column": "Net sales", "total": 600.0}, "the total row counts once"


def test_a_result_that_is_not_there_or_was_changed_is_refused(tmp_path: Path) -> None:
    save([nodes()], tmp_path)
    with pytest.raises(ArtefactError, match="02_small_node is not there in draft"):
        load(tmp_path, "02_small_node")
    file = tmp_path / "02_small_nodes.parquet"
    assert artefacts.is_whole(tmp_path, "02_small_nodes")
    file.write_bytes(file.read_bytes() + b" ")
    assert not artefacts.is_whole(tmp_path, "02_small_nodes")
    with pytest.raises(ArtefactError, match="02_small_nodes was changed after it was saved"):
        load(tmp_path, "02_small_nodes")


def test_a_result_without_its_declaration_is_none(tmp_path: Path) -> None:
    save([nodes()], tmp_path)
    (tmp_path / "02_small_nodes.json").unlink()
    with pytest.raises(ArtefactError, match="is not there"):
        load(tmp_path, "02_small_nodes")


def test_the_results_of_a_version_are_read_with_names_and_currency(tmp_path: Path) -> None:
    save([nodes()], tmp_path)
    saved = Saved(tmp_path, "v3", CONTEXT)
    saved_result = saved.load("02_small_nodes")
    assert saved.names == ["02_small_nodes"]
    assert (
        saved_result is not None
        and saved_result.version == "v3"
        and saved_result.context is CONTEXT
    )
    assert saved.load("no_such") is None


def test_an_issued_result_is_read_with_names_and_currency(tmp_path: Path) -> None:
    company = Company(tmp_path, parse_settings({"company": {"name": "Test"}}))
    month = Month.parse("2026-10")
    for version in ("draft", "v1", "v2"):
        folder = company.month(month).artefacts(version)
        folder.mkdir(parents=True)
        save([nodes()], folder)
    saved_result = artefacts.as_issued(company, "02_small_nodes", month, context=CONTEXT)
    assert (
        saved_result is not None
        and saved_result.version == "v2"
        and saved_result.context is CONTEXT
    )
    assert artefacts.as_issued(company, "02_small_nodes", month - 1) is None


@pytest.mark.parametrize("version", ["", "v0", "latest", "../draft"])
def test_a_version_that_is_none_is_refused(tmp_path: Path, version: str) -> None:
    company = Company(tmp_path, parse_settings({"company": {"name": "Test"}}))
    with pytest.raises(UsageError, match="not a version"):
        company.month(Month.parse("2026-10")).artefacts(version)
