"""`python -m salesnb.i18n`: bring the catalogues up to date and say what they lack."""

from __future__ import annotations

from salesnb.i18n.extract import update


def main() -> int:
    """Update the Chinese catalogues; 1 when translations are missing."""
    lacking = {domain: n for domain, n in update("zh").items() if n}
    for domain, n in sorted(lacking.items()):
        print(f"locale/zh/{domain}.po: {n} to translate")
    return int(bool(lacking))


raise SystemExit(main())
