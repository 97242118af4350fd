"""Call the command line as a person or a machine does, inside this process."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

from typer.testing import CliRunner

from salesnb.cli import printing
from salesnb.cli.app import app

WIDTH = 200  # columns of the terminal: no name is broken over lines


@dataclass(frozen=True)
class Said:
    """How a command ended and what it printed."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        """The one object on standard output; anything else there is a fault."""
        return dict(json.loads(self.out))


def salesnb(*words: object) -> Said:
    """Run one command; a defect (an error that is not salesnb's) is raised."""
    with patch.object(printing.OUT, "_width", WIDTH), patch.object(printing.ERR, "_width", WIDTH):
        done = CliRunner().invoke(app, [str(word) for word in words])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return Said(done.exit_code, done.stdout, done.stderr)
