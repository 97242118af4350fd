"""The three descriptions of the environment say the same: pyproject, environment.yml, the lock."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

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
    entries = re.findall(r"^  - ([a-z0-9-]+)([<>=!][^\s#]*)?\s*(?:#.*)?$", text, re.M)
    return {
        name: SpecifierSet(spec)
        for name, spec in entries
        if name not in {"conda-forge", "nodefaults", "pip"}
    }


def locked() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for name, version in re.findall(
        r"^([a-z0-9-]+)==([^\s;\\]+)", (ROOT / "requirements.lock").read_text(), re.M
    ):
        found.setdefault(name, set()).add(version)
    return found


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


def test_lock_has_hashes_and_no_address() -> None:
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    blocks = re.split(r"\n(?=[a-z0-9])", text)
    unhashed = [b.split("\n")[0] for b in blocks if "==" in b and "--hash=sha256:" not in b]
    assert not unhashed
    assert not re.search(r"https?://|--(extra-)?index-url|--find-links", text)
