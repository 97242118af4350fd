"""All results of a page in one hand: each by its name, another name with the nearest one."""

from __future__ import annotations

import copy

import pytest

from salesnb.contracts.page import Results
from salesnb.errors import UsageError
from salesnb.i18n import use
from tests.contracts.small import nodes


def test_a_result_is_an_attribute() -> None:
    result = nodes()
    page = Results({"nodes": result})
    assert page.nodes is result


def test_an_unknown_result_is_told_with_the_nearest_one_or_all() -> None:
    page = Results({"nodes": nodes(), "prices": nodes()})
    with pytest.raises(UsageError, match="no result 'node' was computed; did you mean 'nodes'"):
        _ = page.node
    with pytest.raises(UsageError, match="there are: nodes, prices"):
        _ = page.quite_another


def test_names_are_offered_for_completion_and_said() -> None:
    page = Results({"nodes": nodes()})
    assert dir(page) == ["nodes"]
    assert "nodes" in repr(page)
    with use("zh"):
        assert "nodes" in repr(page) and "results" not in repr(page)


def test_what_python_asks_of_every_object_is_no_result() -> None:
    page = Results({"nodes": nodes()})
    assert not hasattr(page, "_repr_html_")
    assert copy.copy(page).nodes is page.nodes
