"""The language of the command line: stated, else the system's."""

from __future__ import annotations

import locale
import os

from salesnb.i18n import LANGUAGES, t


def command_language() -> str:
    """Return `SALESNB_LANG`, else the system's language, else English."""
    stated = os.environ.get("SALESNB_LANG", "")
    if stated in LANGUAGES:
        return stated
    names = [os.environ.get(n, "") for n in ("LC_ALL", "LC_MESSAGES", "LANG")]
    first = next((n for n in names if n), "") or (locale.getlocale()[0] or "")
    return "zh" if first.lower().startswith("zh") else "en"


def name_panels() -> None:
    """Give the parts of a help text their names in the language in use."""
    from typer import rich_utils

    rich_utils.ARGUMENTS_PANEL_TITLE = t("Arguments")
    rich_utils.OPTIONS_PANEL_TITLE = t("Options")
    rich_utils.COMMANDS_PANEL_TITLE = t("Commands")
    rich_utils.REQUIRED_LONG_STRING = t("[required]")
    rich_utils.DEFAULT_STRING = t("[default: {}]")
