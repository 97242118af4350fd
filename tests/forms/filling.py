"""A small company whose reps get forms, and forms as reps fill them in."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from salesnb.forms.kinds import FORMS
from salesnb.forms.out import hand_out
from salesnb.forms.words import both
from salesnb.months import Month
from salesnb.paths import Company
from salesnb.snapshot import close_month
from tests.sources.gate import company as company_of

CLOSED, MONTH = Month.parse("2026-10"), Month.parse("2026-11")
FIRST = 6  # row of a form
LANGS = ("en", "zh")
TABLES = {
    "customers.csv": """\
customer_id,name,name_zh,rep_id,latitude,longitude
C1,North Works,北方工厂,R07,31.20,121.40
C2,South Mill,南方磨坊,R07,31.25,121.45
C3,Far Plant,远方电厂,R07,39.90,116.40
C4,=2+5,,R08,31.30,121.50
""",
    "reps.csv": """\
rep_id,name,name_zh,region_id,hired_on,left_on
R07,Li Na,李娜,E,2020-01-01,
R08,Wang Wei,王伟,E,2020-01-01,
R09,Gone Long,,E,2010-01-01,2026-06-30
""",
    "regions.csv": "region_id,name,name_zh,parent_id\nE,East,华东,\nW,West,华西,\n",
    "products.csv": """\
product_id,name,name_zh,product_group,product_group_zh
P1,Pump,泵,Pumps,泵类
P2,Valve,阀,Valves,阀类
""",
    "competitors.csv": "competitor_id,name,name_zh\nK1,Rival,对手\n",
    "outlets.csv": """\
outlet_id,name,name_zh,region_id,customer_id,segment,status,registered_on
O1,Harbour Shop,港口店,E,C1,Retail,customer,2025-01-01
O2,Hill Store,山丘店,E,,Retail,prospect,2025-01-01
""",
    "outlet_states.csv": "outlet_id,status,valid_from,valid_to\nO1,customer,2025-01-01,\n",
    "order_lines.csv": """\
order_id,line_id,order_on,customer_id,product_id,quantity,net_amount
A,1,2025-12-05,C1,P1,2,500.00
B,1,2026-10-05,C1,P1,2,100.00
C,1,2026-11-06,C2,P2,1,50.50
""",
    "visits.csv": """\
visit_id,rep_id,customer_id,planned_on,visit_date,started_at,ended_at,status,result,recorded_on
V0,R07,C1,2026-10-05,2026-10-05,2026-10-05 09:00,2026-10-05 10:00,held,order,
V1,R07,C1,2026-11-03,2026-11-03,,,planned,,2026-10-20
V2,R07,C2,2026-11-04,2026-11-04,,,planned,,2026-10-20
V3,R07,C3,2026-11-04,2026-11-04,,,planned,,2026-10-20
V4,R08,C4,2026-11-05,2026-11-05,,,planned,,2026-10-20
""",
    "visit_objectives.csv": "visit_id,objective\nV0,collect\n",
}
SAVED = "2026-11-30T02:00:00Z"


def company(folder: Path, **other: str) -> Company:
    """Return a company whose October is closed; `other` are further or changed tables."""
    one = company_of(folder, {**TABLES, **{f"{name}.csv": text for name, text in other.items()}})
    close_month(one, CLOSED)
    return one


def handed(folder: Path, **other: str) -> Company:
    """Return such a company whose forms of November lie in its folder `out`."""
    one = company(folder, **other)
    hand_out(one, CLOSED, one.root / "out")
    return one


def fill(
    one: Company,
    form: str,
    rows: Mapping[int, Mapping[str, Any]],
    *,
    rep: str = "R07",
    to: str = "",
    saved: str = SAVED,
    change: Callable[[Any], None] | None = None,
) -> Path:
    """Fill in a form and drop it into the inbox; rows by their place from 0, cells by column.

    A row below those that are written ahead is the n-th empty one where its place is -1, -2, ...
    """
    book = load_workbook(one.root / "out" / f"{form}_{rep}.xlsx")
    sheet = book.worksheets[0]
    names = FORMS[form].names
    ahead = n_ahead(book)
    for place, cells in rows.items():
        row = FIRST + (place if place >= 0 else ahead - 1 - place)
        for name, value in cells.items():
            cell = sheet.cell(row, names.index(name) + 1)
            cell.value = value
            if value == "#N/A":
                cell.data_type = "e"
    if change:
        change(book)
    file = one.inbox / (to or f"{form}_{rep}.xlsx")
    file.parent.mkdir(parents=True, exist_ok=True)
    packed = io.BytesIO()
    book.save(packed)
    file.write_bytes(saved_on(packed.getvalue(), saved))
    return file


def n_ahead(book: Any) -> int:
    """Return how many rows of a form are written ahead."""
    from salesnb.forms.stamp import read_stamp

    stamp = read_stamp(book["_meta"]["A1"].value)
    assert stamp is not None
    return stamp.n_filled


def saved_on(content: bytes, moment: str) -> bytes:
    """Return a workbook as if it had been saved at a moment."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(packed, "w") as new:
        for part in old.infolist():
            data = old.read(part)
            if part.filename == "docProps/core.xml":
                data = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + moment.encode(), data)
            new.writestr(part, data)
    return packed.getvalue()


def said_by_form(form: str, msgid: str) -> str:
    """Return an option as forms write it, in both languages."""
    return both(msgid, LANGS)


HELD = {"status": "held", "purpose": "collect"}
