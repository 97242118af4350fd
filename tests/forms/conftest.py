"""A company whose forms are handed out: made once, copied for each test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from salesnb.paths import Company
from tests.forms.filling import handed


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Company:
    return handed(tmp_path_factory.mktemp("company"))


@pytest.fixture
def one(made: Company, tmp_path: Path) -> Iterator[Company]:
    root = tmp_path / "company"
    shutil.copytree(made.root, root)
    yield replace(made, root=root)
    shutil.rmtree(root)
