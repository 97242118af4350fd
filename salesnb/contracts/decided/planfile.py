"""What a plan file is: its sections, each a table of entries, and an example that can be copied."""

from __future__ import annotations

from dataclasses import dataclass

from salesnb.contracts.fields import Table


@dataclass(frozen=True)
class Section:
    """One kind of entry: `[name]` where it stands once, `[[name]]` where there may be several.

    The entries are described as rows of a table. At most `most` may stand in a file (0: as many
    as one likes).
    """

    entry: Table
    is_single: bool = False
    most: int = 0

    @property
    def name(self) -> str:
        return self.entry.name

    @property
    def heading(self) -> str:
        """How the section begins in the file."""
        return f"[{self.name}]" if self.is_single else f"[[{self.name}]]"


@dataclass(frozen=True)
class PlanFile:
    """One file of a company's `plan/`: what people decide in it, and what it switches on."""

    name: str
    label: str
    purpose: str  # msgid: one or two sentences, what the file decides
    sections: tuple[Section, ...]
    example: str  # TOML that meets the declaration, shown as comments where a file is new

    @property
    def file(self) -> str:
        return f"{self.name}.toml"

    def section(self, name: str) -> Section:
        """Return the section of that name; raise KeyError naming the file."""
        for one in self.sections:
            if one.name == name:
                return one
        raise KeyError(f"{self.file} has no section {name!r}")
