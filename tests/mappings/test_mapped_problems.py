"""A fault in a mapped file is reported at its own line, with its own text and column."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from salesnb.months import Month
from salesnb.paths import open_company
from salesnb.snapshot import check_exports

MAPPING = """
[tables.customers]
from = "Kunden"
columns = { customer_id = "Nr", name = "Firma" }

[tables.order_lines]
from = "Positionen"
where = "Status != 'x'"
join = { table = "Auftraege", on = ["Auftrag"] }
[tables.order_lines.columns]
order_id = "Auftrag"
line_id = "Pos"
order_on = "Auftraege.Datum"
customer_id = "Kunde"
quantity = "Menge"
net_amount = "Menge * Preis"
"""
POSITIONS = """Auftrag;Pos;Kunde;Menge;Preis;Status
1;1;K1;2;1.000,25;
1;2;K1;1;zwei;
2;1;K9;1;10;
2;2;K1;5;1;x
"""


@pytest.fixture
def problems(tmp_path: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The problems and the ledger of a small company with three planted faults."""
    (tmp_path / "tables").mkdir()
    (tmp_path / "company.toml").write_text(
        '[company]\nname = "x"\n[source]\nmapping = "own.toml"\ndecimal_mark = ","\n'
        'date_order = "dmy"\n[source.files."Positionen.csv"]\ndelimiter = ";"\n',
        encoding="utf-8",
    )
    (tmp_path / "own.toml").write_text(MAPPING, encoding="utf-8")
    files = {
        "Kunden": "Nr,Firma\nK1,Alt\n",
        "Positionen": POSITIONS,
        "Auftraege": "Auftrag,Datum\n1,31.05.2024\n2,gestern\n",
    }
    for name, text in files.items():
        (tmp_path / "tables" / f"{name}.csv").write_text(text, encoding="utf-8")
    clean = check_exports(open_company(tmp_path), Month.parse("2024-06"), spill=tmp_path)
    return clean.problems, clean.ledger


def test_each_fault_is_told_where_it_stands(problems: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    shown = problems[0].set_index("rule")
    number = shown.loc["not_a_number"]
    assert (number["file"], number["value"]) == ("Positionen.csv", "zwei")
    assert "3" in number["line"]
    unknown = shown.loc["unknown_reference"]
    assert (unknown["file"], unknown["value"]) == ("Positionen.csv", "K9")
    assert "4" in unknown["line"]
    day = shown.loc["not_a_date"]
    assert day["value"] == "gestern"


def test_what_the_filter_left_out_is_in_the_ledger(
    problems: tuple[pd.DataFrame, pd.DataFrame],
) -> None:
    (row,) = problems[1].to_dict("records")
    assert (row["table"], row["reason"], row["rows"], row["money"]) == (
        "order_lines",
        "left_out_by_mapping",
        1,
        5,
    )
