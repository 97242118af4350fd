"""Names from outside stay inside the company folder, and a folder is found by path or name."""

from pathlib import Path

import pytest

from salesnb.errors import CompanyError, UsageError
from salesnb.paths import MonthFolder, find_company, inside, resource, safe_name


@pytest.mark.parametrize(
    "text", ["../../etc/passwd", "/abs", "..", "C:\\x", "a/b", "con", "nul.txt", "", "客户 甲/乙"]
)
def test_a_name_made_from_data_is_one_plain_part(text: str, tmp_path: Path) -> None:
    name = safe_name(text)
    assert name and "/" not in name and "\\" not in name and not name.startswith(".")
    assert (tmp_path / name).resolve().parent == tmp_path.resolve()
    assert name.lower().split(".")[0] not in {"con", "nul"}


def test_chinese_names_stay_readable() -> None:
    assert safe_name("恒达零部件") == "恒达零部件"


@pytest.mark.parametrize("name", ["../x", "/etc", "a/../../b"])
def test_a_path_that_leaves_its_folder_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="leaves"):
        inside(tmp_path, name)


@pytest.mark.parametrize("version", ["v0", "latest", "../v1", "v1/..", "draft2", ""])
def test_only_draft_and_numbered_versions_are_versions(version: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="not a version"):
        MonthFolder(tmp_path).artefacts(version)


def test_versions_are_ordered_as_numbers(tmp_path: Path) -> None:
    for name in ("v10", "v2", "v1", "draft", "vx"):
        (tmp_path / "artefacts" / name).mkdir(parents=True)
    assert MonthFolder(tmp_path).versions() == ["v1", "v2", "v10"]


def test_a_stated_shelf_wins_over_the_shipped_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo" / "company.toml").write_text("")
    monkeypatch.setenv("SALESNB_COMPANIES", str(tmp_path))
    assert find_company("demo") == (tmp_path / "demo").resolve()


def test_an_unknown_company_names_the_nearest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "hengda").mkdir()
    (tmp_path / "hengda" / "company.toml").write_text("")
    monkeypatch.setenv("SALESNB_COMPANIES", str(tmp_path))
    with pytest.raises(CompanyError, match="did you mean 'hengda'"):
        find_company("hengdaa")


def test_a_missing_resource_says_so() -> None:
    with pytest.raises(UsageError, match="not part of this installation"):
        resource("no", "such")


def test_a_notebook_inside_a_company_s_folder_finds_it_by_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lab = tmp_path / "hengda" / "months" / "lab"
    lab.mkdir(parents=True)
    (tmp_path / "hengda" / "company.toml").write_text('[company]\nname = "H"\n', encoding="utf-8")
    monkeypatch.chdir(lab)
    assert find_company("hengda") == tmp_path / "hengda"
    monkeypatch.chdir(tmp_path.parent)
    with pytest.raises(CompanyError):
        find_company("hengda")
