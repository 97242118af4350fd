"""The three descriptions of the environment say the same: pyproject, environment.yml, the lock."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

ROOT = Path(__file__).resolve().parent.parent
CONDA_NAMES = {
    "duckdb": "python-duckdb",
    "ibis-framework": "ibis-duckdb",
    "matplotlib": "matplotlib-base",
}
CONDA_ALSO = {
    "nbval",
    "pytest",
}  # development tools that the conda route needs to run the notebooks' tests


def project() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def conda() -> dict[str, SpecifierSet]:
    text = (ROOT / "environment.yml").read_text(encoding="utf-8")
    entries = re.findall(r"^(?: {2}| {6})- ([a-z0-9-]+)([<>=!][^\s#]*)?\s*(?:#.*)?$", text, re.M)
    return {
        name: SpecifierSet(spec)
        for name, spec in entries
        if name not in {"conda-forge", "nodefaults", "pip"}
    }


def locked(file: str = "requirements.lock") -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for name, version in re.findall(r"^([a-z0-9-]+)==([^\s;\\]+)", (ROOT / file).read_text(), re.M):
        found.setdefault(name, set()).add(version)
    return found


def extras() -> list[Requirement]:
    declared = project()["project"]["optional-dependencies"]
    return [Requirement(text) for needs in declared.values() for text in needs]


def test_conda_environment_has_the_ranges_of_the_project() -> None:
    declared = project()
    wanted = {"python": SpecifierSet(declared["project"]["requires-python"])}
    for text in declared["project"]["dependencies"]:
        need = Requirement(text)
        wanted[CONDA_NAMES.get(need.name, need.name)] = need.specifier
    for text in declared["dependency-groups"]["dev"]:
        need = Requirement(text)
        if need.name in CONDA_ALSO:
            wanted[need.name] = need.specifier
    assert conda() == wanted


def test_every_locked_version_lies_in_the_project_range() -> None:
    declared = project()
    versions = locked()
    for text in [*declared["project"]["dependencies"], *declared["dependency-groups"]["dev"]]:
        need = Requirement(text)
        assert need.name in versions, f"{need.name} is not in requirements.lock; run: make lock"
        outside = {v for v in versions[need.name] if v not in need.specifier}
        assert not outside, f"{need.name}: locked at {outside}, declared {need.specifier}"


def test_extras_are_locked_within_their_ranges() -> None:
    versions = locked("requirements-extras.lock")
    for need in extras():
        assert versions.get(need.name), f"{need.name} is not in the lock of extras; run: make lock"
        outside = {v for v in versions[need.name] if v not in need.specifier}
        assert not outside, f"{need.name}: locked at {outside}, declared {need.specifier}"


def test_extras_change_no_version_of_the_lock() -> None:
    base, more = locked(), locked("requirements-extras.lock")
    moved = {name for name in base.keys() & more.keys() if not more[name] <= base[name]}
    assert not moved, f"the two locks differ in {sorted(moved)}; run: make lock"


def test_month_and_check_do_without_the_extras() -> None:
    base = locked()
    assert not {need.name for need in extras()} & set(base)
    rules = (ROOT / "Makefile").read_text(encoding="utf-8")
    needs = dict(
        re.findall(r"^(month|check|check-all|test|notebooks): *([^#\n]*?) *##", rules, re.M)
    )
    assert needs["check-all"] == "extras"
    assert "extras" not in " ".join(needs[name] for name in needs if name != "check-all")


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-extras.lock"])
def test_lock_has_hashes_and_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    blocks = re.split(r"\n(?=[a-z0-9])", text)
    unhashed = [b.split("\n")[0] for b in blocks if "==" in b and "--hash=sha256:" not in b]
    assert not unhashed
    assert not re.search(r"https?://|--(extra-)?index-url|--find-links", text)
