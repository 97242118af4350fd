"""What is loaded before kernels are forked."""

from __future__ import annotations

import pytest

from salesnb.kernels import stack


@pytest.mark.parametrize("name", ["salesnb.targets.plan.fitted", "salesnb.targets.weeks"])
def test_modules_of_nested_packages_are_loaded_too(name: str) -> None:
    assert name in stack._below("salesnb.targets")


def test_a_package_that_is_not_there_is_left_to_its_workbook() -> None:
    assert list(stack._below("salesnb.no_such_area")) == []
