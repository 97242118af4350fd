"""All faults of a mapping at once: each with its place, what was found, the closest name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from salesnb.errors import MappingError
from salesnb.i18n import t
from salesnb.sources.mapping_values import Faulty


class Faults:
    """Collects the faults of one mapping file and makes one error of them."""

    def __init__(self, where: str) -> None:
        self.where = where
        self.lines: list[str] = []

    def add(self, place: str, message: str, *, near: str = "") -> None:
        """Add a fault at `place`, a dotted path in the file."""
        line = f"{self.where}: {place}: {message}"
        if near:
            line += t("; did you mean {near!r}?", near=near)
        if line not in self.lines:
            self.lines.append(line)

    @contextmanager
    def at(self, place: str, written: str = "") -> Iterator[None]:
        """Turn a `Faulty` inside the block into a fault at `place` and go on after it."""
        try:
            yield
        except Faulty as fault:
            self.add(f"{place} = {written!r}" if written else place, fault.message, near=fault.near)

    def error(self) -> MappingError:
        """Return the error that names every fault."""
        fix = t("correct the mapping, or export the tables that it names")
        if len(self.lines) == 1:
            return MappingError(self.lines[0], fix=fix)
        head = t("{where}: {n} faults", where=self.where, n=len(self.lines))
        return MappingError("\n".join([head, *self.lines]), fix=fix)

    def raise_if_any(self) -> None:
        """Raise the error when there is a fault."""
        if self.lines:
            raise self.error()
