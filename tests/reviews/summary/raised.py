"""What a month raises, row by row, as a workbook hands it on."""

from __future__ import annotations

import pandas as pd

from salesnb.raised import MEMBERS, RAISED


def matter(decision: str, amount: float, **more: str) -> dict[str, object]:
    """Return one matter to act on; its workbook is the first part of its name."""
    texts = dict.fromkeys((*MEMBERS, "about", "action", "owner", "asks"), "")
    stated = {"lever": "find_out", "status": "act", "text": "Said.", "slots": "{}"}
    book = decision.partition(".")[0]
    stated |= {"keys": decision}
    return {"decision": decision, "book": book, "amount": amount, **texts, **stated, **more}


def raised(*rows: dict[str, object]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=RAISED)
