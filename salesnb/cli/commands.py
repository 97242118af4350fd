"""How a command ends: exit codes, and errors as text for people or JSON for machines."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

import typer
from typer.core import TyperGroup

from salesnb.errors import SalesnbError, UsageError
from salesnb.i18n import t

DONE, FAILED, WRONG_USE = 0, 1, 2


class Commands(TyperGroup):
    """The group of commands: 0 done, 1 the data or a workbook has errors, 2 wrong usage."""

    def main(self, args: Sequence[str] | None = None, *names: Any, **options: Any) -> Any:
        """Run a command and leave with its exit code."""
        words = list(sys.argv[1:] if args is None else args)
        as_json = "--json" in words
        try:
            code = super().main(words, *names, **{**options, "standalone_mode": False})
        except SalesnbError as error:
            code = _ended(error, as_json=as_json)
        except OSError as error:
            code = _ended(_of_the_system(error), as_json=as_json)
        except (KeyboardInterrupt, typer.Abort):
            code = 130
        except Exception as error:
            code = _click_ended(error, as_json=as_json)
        sys.exit(code if isinstance(code, int) else DONE)


def _ended(error: SalesnbError, *, as_json: bool) -> int:
    from salesnb.cli.printing import print_error

    print_error(error, as_json=as_json)
    return WRONG_USE if isinstance(error, UsageError) else FAILED


def _of_the_system(error: OSError) -> SalesnbError:
    return SalesnbError(
        str(error), fix=t("see that the disk has room and the folder may be written, and run again")
    )


def _click_ended(error: Exception, *, as_json: bool) -> int:
    """Print a wrong option or argument; anything else is a defect and is raised again."""
    said = getattr(error, "format_message", None)
    if said is None:
        raise error
    if as_json:
        return _ended(UsageError(said()), as_json=True)
    from typer.rich_utils import rich_format_error

    rich_format_error(error)  # type: ignore[arg-type]
    return WRONG_USE
