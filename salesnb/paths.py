"""Where things are: company folders, their months, and the files that ship with salesnb."""

from __future__ import annotations

import hashlib
import os
import re
import tomllib
import unicodedata
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from salesnb.errors import CompanyError, SalesnbError, UsageError
from salesnb.i18n import did_you_mean, t
from salesnb.months import Month

if TYPE_CHECKING:
    from salesnb.settings import Settings

LONGEST_NAME = 80
_PACKAGE = Path(__file__).resolve().parent
_VERSION = re.compile(r"draft|v[1-9]\d*")
_RESERVED = {"con", "prn", "aux", "nul", *(f"{p}{i}" for p in ("com", "lpt") for i in range(1, 10))}


def resource(*parts: str) -> Path:
    """Return a shipped file or folder: from the checkout, else from the installed package.

    Raises `UsageError` when the installation lacks it.
    """
    for base in (_PACKAGE.parent, _PACKAGE / "shipped"):
        found = base.joinpath(*parts)
        if found.exists():
            return found
    raise UsageError(
        t("{file} is not part of this installation", file="/".join(parts)),
        fix=t("install salesnb again"),
    )


def safe_name(text: str) -> str:
    """Return a plain file name made of `text` from data: no separator, no reserved name."""
    plain = unicodedata.normalize("NFKC", str(text))
    kept = re.sub(r"[^\w.-]+", "_", plain).strip("._-")[:LONGEST_NAME]
    return f"_{kept}" if not kept or kept.lower().split(".")[0] in _RESERVED else kept


def inside(base: Path, name: str) -> Path:
    """Return `base / name`, or raise `UsageError` when that lies outside `base`."""
    found = (base / name).resolve()
    if not found.is_relative_to(base.resolve()):
        raise UsageError(
            t("{name!r} leaves {folder}/", name=name, folder=base.name),
            fix=t("use a name without '..' or a leading '/'"),
        )
    return found


def foreign(path: Path, *, within: Path) -> str:
    """Return why a path, or one in it, is not to be touched; '' where all are plain.

    That is a link that leads out of the folder `within`, or what is neither file nor folder.
    """
    inside_it = path.rglob("*") if path.is_dir() and not path.is_symlink() else []
    for one in [path, *inside_it]:
        name = "" if one == path else f"{one.relative_to(path)}: "
        if one.is_symlink() and not one.resolve().is_relative_to(within.resolve()):
            return name + t("a link that leads out of {folder}/", folder=within.name)
        if not one.is_file() and not one.is_dir():
            return name + t("neither a file nor a folder")
    return ""


@dataclass(frozen=True)
class MonthFolder:
    """One month of a company: what was known, what came out, the report.

    That of a scenario lies within the month, and has its facts from there (`planned`).
    """

    root: Path
    planned: Path | None = None

    def require_own(self) -> None:
        """Raise `CompanyError` where something in the month lies elsewhere, or is no file."""
        why = foreign(self.root, within=self.root.parent) if os.path.lexists(self.root) else ""
        if why:
            raise CompanyError(
                f"{self.root.name}: {why}", fix=t("remove it; the next run writes what is needed")
            )

    @property
    def snapshot(self) -> Path:
        return (self.planned or self.root) / "snapshot"

    @property
    def run_json(self) -> Path:
        return self.root / "run.json"

    @property
    def lock(self) -> Path:
        return (self.planned or self.root) / ".lock"

    def decisions(self, version: str) -> Path:
        """Return the folder of the decisions that were in force for a version."""
        return self._versioned("decisions", version)

    def facts(self, version: str) -> Path:
        """Return the folder of the snapshot that an issued version was made of."""
        return self._versioned("facts", version)

    def artefacts(self, version: str) -> Path:
        """Return the folder of the results of a version."""
        return self._versioned("artefacts", version)

    def report(self, lang: str) -> Path:
        """Return the folder of the report in a language."""
        return inside(self.root / "report", lang)

    def versions(self) -> list[str]:
        """Return the issued versions, oldest first."""
        found = [p.name for p in (self.root / "artefacts").glob("v*") if _VERSION.fullmatch(p.name)]
        return sorted(found, key=lambda name: int(name[1:]))

    def _versioned(self, kind: str, version: str) -> Path:
        """Return the folder of a version; raise `UsageError` for what is no version."""
        if not _VERSION.fullmatch(version):
            raise UsageError(
                t("version = {version!r}: not a version", version=version),
                fix=t("write draft, v1, v2, ..."),
            )
        return self.root / kind / version


@dataclass(frozen=True)
class Company:
    """A company folder and its settings.

    In a scenario (`scenario` says what is otherwise, as `top = 5`) the month `scenario_month` has
    results, decisions and reports of its own, beside those of the plan.
    """

    root: Path
    settings: Settings
    scenario: str = ""
    scenario_month: Month | None = None

    @property
    def name(self) -> str:
        return self.settings.company.name

    @property
    def tables(self) -> Path:
        return self.root / "tables"

    @property
    def plan(self) -> Path:
        return self.root / "plan"

    @property
    def inbox(self) -> Path:
        return self.root / "inbox"

    def month(self, month: Month) -> MonthFolder:
        planned = self.root / "months" / str(month)
        if not self.scenario or month != self.scenario_month:
            return MonthFolder(planned)
        digest = hashlib.sha256(self.scenario.encode()).hexdigest()[:6]
        name = f"{safe_name(self.scenario)}-{digest}"
        return MonthFolder(planned / "scenarios" / name, planned)

    def in_scenario(self, scenario: str, month: Month) -> Company:
        """Return the company in a scenario of a month, '' for the plan."""
        return replace(self, scenario=scenario, scenario_month=month if scenario else None)

    def months(self) -> list[Month]:
        """Return the months that have a folder, oldest first."""
        names = [p.name for p in (self.root / "months").glob("????-??") if p.is_dir()]
        return sorted(Month.parse(name) for name in names)


def _shelves() -> tuple[list[Path], list[Path]]:
    """Return the folders in which a company is named without its path: stated, shipped."""
    stated = [Path(p) for p in os.environ.get("SALESNB_COMPANIES", "").split(os.pathsep) if p]
    return stated, [_PACKAGE.parent / "data", _PACKAGE / "shipped" / "data"]


def find_company(where: str | Path) -> Path:
    """Return the company folder that `where` means: a path, or a name on a shelf (`demo`).

    A notebook within a company's folder finds it by its name, wherever it was opened from.
    """
    stated, shipped = _shelves()
    bare = Path(where).name == str(where)
    candidates = [Path(where).expanduser()]
    if bare:
        candidates += [one for one in Path.cwd().parents if one.name == str(where)]
        on = [[shelf / str(where) for shelf in shelves] for shelves in (stated, shipped)]
        candidates = [*on[0], *candidates, *on[1]]
    for folder in candidates:
        if (folder / "company.toml").is_file():
            return folder.resolve()
    names = [p.parent.name for shelf in stated + shipped for p in shelf.glob("*/company.toml")]
    raise CompanyError(
        t("{where}: no company folder (company.toml is not there)", where=where),
        fix=did_you_mean(str(where), names, t("make one with: salesnb new FOLDER")),
    )


def open_company(where: str | Path) -> Company:
    """Return the company at `where`, settings validated; raise `CompanyError` with all faults."""
    from salesnb.settings import parse_settings

    root = find_company(where)
    file = root / "company.toml"
    return Company(root, parse_settings(read_toml(file), where=file.name))


def read_toml(
    file: Path, *, name: str = "", error: type[SalesnbError] = CompanyError
) -> dict[str, Any]:
    """Return what a TOML file states; raise `error`, which calls it `name`, when it is none."""
    try:
        return tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as reason:
        raise error(
            t("{file}: not TOML in UTF-8 ({reason})", file=name or file.name, reason=reason),
            fix=t("correct that line"),
        ) from reason
