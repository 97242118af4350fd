"""The panel that says where a number comes from speaks in labels, and runs nothing of the data."""

from __future__ import annotations

import html
import json
import re
from dataclasses import replace
from typing import Any

import pytest

from salesnb.contracts.results import Result
from salesnb.display.tables import as_html_and_text
from salesnb.errors import ArtefactError
from salesnb.i18n import use
from salesnb.i18n.words import Words
from salesnb.pack.labels import labels_of
from tests.contracts.small import CONTEXT, nodes
from tests.pack.small import SCRIPT, Pack


def page(shown: Result) -> str:
    return as_html_and_text(shown.table("node amount growth"))[0]


def labels(text: str, shown: Result) -> dict[str, Any]:
    return dict(json.loads(labels_of(text, lambda name, version: shown)))


def test_every_cited_cell_has_its_labels() -> None:
    (found,) = labels(page(nodes()), nodes()).values()
    assert found["title"] == "Where do we stand?"
    assert found["columns"] == {"amount": "Net sales (CNY)", "growth": "Growth"}
    assert found["keys"]["dimension"] == {
        "heading": "Dimension",
        "values": {"region": "Region", "product_group": "Product group"},
    }


def test_a_member_is_called_by_its_name_in_its_dimension() -> None:
    node = labels(page(nodes()), nodes())["02_small_nodes"]["keys"]["node"]
    assert node["heading"] == "Node"
    assert node["values"] == {"total": "Total", "1": "Shore", "2": "2", "low": "low"}


def test_labels_are_in_the_language_of_the_page() -> None:
    with use("zh"):
        found = labels(page(nodes()), nodes())["02_small_nodes"]
    assert found["columns"]["amount"] == "净销售额 (CNY)"
    assert found["keys"]["node"]["values"]["1"] == "海岸"
    assert found["keys"]["dimension"]["values"]["region"] == "区域"


def test_a_citation_that_cannot_be_looked_up_has_no_label() -> None:
    """The checker says so; the page does not fail over it."""

    def nothing(name: str, version: str) -> Result:
        raise ArtefactError(f"{name} is not there")

    assert labels_of(page(nodes()), nothing) == "{}"
    assert labels_of("<p>no number</p>", nothing) == "{}"


@pytest.mark.parametrize("text", [SCRIPT, '"><img src=x>', "a & b", "</aside>"])
def test_names_from_the_data_are_text_in_the_panel_too(text: str) -> None:
    hostile = replace(CONTEXT, names={"regions": {"1": Words(text, kind="name")}})
    shown = replace(nodes(), context=hostile)
    assert labels(page(shown), shown)["02_small_nodes"]["keys"]["node"]["values"]["1"] == text


def panel(text: str) -> str:
    """Return the attribute of a page that holds its labels, as it is written."""
    (found,) = re.findall(r'data-labels="([^"]*)"', text)
    return str(found)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_published_page_carries_its_labels_escaped(pack: Pack, lang: str) -> None:
    index = pack.publish(lang=lang)
    for file in (index, index.parent / "pages-00000001" / "02_small.html"):
        written = panel(file.read_text(encoding="utf-8"))
        assert "<" not in written
        found = json.loads(html.unescape(written))["02_small_amounts"]
        assert found["columns"]["amount"] == {"en": "Value (CNY)", "zh": "数值 (CNY)"}[lang]
        assert found["keys"]["customer"]["values"]["Harbour"] == "Harbour"
    assert SCRIPT in found["keys"]["customer"]["values"]
