"""Statements of 02_sales hold where facts are odd: credit notes, part months, short histories."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

from tests.cases.case import copied
from tests.cases.reading import Page, read_page


def page(case: str, month: str, folder: Path, lang: str = "en") -> Page:
    return read_page("02_sales", copied(case, folder), month, lang)


@pytest.mark.parametrize(
    ("lang", "keeps", "others"),
    [
        (
            "en",
            "Every customer with a known rhythm of buying keeps it (5).",
            ("returned", "left |"),
        ),
        ("zh", "购买节奏已知的 5 家客户都照常购买。", ("几乎可以肯定已停购的客户", "回流 ")),
    ],
)
def test_a_credit_note_above_the_month_makes_nobody_silent_new_or_lost(
    lang: str, keeps: str, others: tuple[str, ...], tmp_path: Path
) -> None:
    said = page("credit-larger-than-the-month", "2026-10", tmp_path, lang).text
    assert keeps in said and not [one for one in others if one in said]
    if lang == "en":
        assert "new customers, +" not in said and "silent for longer than usual, which" not in said
        assert re.search(r"^stayed\s+5 ", said, re.M) and not re.search(r"^new ", said, re.M)
        assert not re.search(r"[+−]\d{3,}\.\d%\D+(change|sales of a month)", said)


def test_a_credit_note_does_not_bend_season_and_festival(tmp_path: Path) -> None:
    said = page("credit-larger-than-the-month", "2026-10", tmp_path).text
    (expected,) = re.findall(
        r"Oct 2026 was unusually low: ¥200, −\d+\.\d% against the ¥(\d+)", said
    )
    assert 495 <= int(expected) <= 505, "five customers buy for 100 each month"
    shares = [
        float(one) for one in re.findall(r"[+−](\d+\.\d)%", said.split("What the calendar")[1])
    ]
    assert max(shares[:9]) < 60, "effects of the calendar, and their ranges"


def test_a_line_before_the_first_whole_month_is_left_out_and_said(tmp_path: Path) -> None:
    said = page("one-line-before-the-first-whole-month", "2020-12", tmp_path).text
    assert "oldest line is of 2018-05-31" in said and "count from Jun 2018 on" in said
    low, high = re.search(r"Dec 2020 came in as .*\(¥([\d.]+)k to ¥([\d.]+)k\)", said).groups()
    assert 2.8 <= float(low) < float(high) <= 3.6


def test_sales_that_stopped_are_asked_for_not_judged(tmp_path: Path) -> None:
    shown = page("sales-stopped", "2026-09", tmp_path)
    assert "act: No line came in for Sep 2026: the newest is of 2026-04-24" in shown.text
    assert "as expected" not in shown.text and "ordinary month" not in shown.text
    assert "What comes next cannot be told" in shown.text
    assert not re.search(r"expected at −|−1\d\d\.\d%", shown.text)


def test_about_a_year_of_history_knows_no_rhythm_and_no_season(tmp_path: Path) -> None:
    shown = page("twelve-months-of-history", "2026-10", tmp_path)
    words = "Whole months of history: 12. That is too short to know a rhythm or a season"
    assert words in shown.text and "11 months" not in shown.text
    assert "too few times" not in shown.text and "came in as expected" not in shown.text
    pictures = [one for one in shown.htmls if "<figure" in one]
    assert len(pictures) == 1 and "Sales" in shown.text, "the months themselves, and no estimate"


def test_a_short_history_is_said_in_chinese_too(tmp_path: Path) -> None:
    said = page("twelve-months-of-history", "2026-10", tmp_path, "zh").text
    assert "12" in said and not re.search(r"[A-Za-z]{4,} [a-z]{3,}", said)


def lines(days: pd.DatetimeIndex, amount: float = 100.0) -> pd.DataFrame:
    """Return one order line a day, of three customers in turn."""
    names = [f"C{i % 3}" for i in range(len(days))]
    frame = pd.DataFrame({"order_id": range(len(days)), "line_id": 1, "order_on": days})
    frame = frame.assign(customer_id=names, product_id="P", quantity=1, net_amount=amount)
    return frame.assign(order_on=frame["order_on"].dt.date)


def company(folder: Path, frame: pd.DataFrame) -> Path:
    """Return a company that exports orders alone, as Parquet."""
    (folder / "tables").mkdir(parents=True)
    frame.to_parquet(folder / "tables" / "order_lines.parquet", index=False)
    (folder / "company.toml").write_text('[company]\nname = "Orders alone"\n', encoding="utf-8")
    return folder


def test_orders_are_called_orders_and_a_month_that_ends_early_is_left_out(tmp_path: Path) -> None:
    days = pd.date_range("2024-01-01", "2026-10-12")
    gone = lines(days)
    gone = gone[(gone["customer_id"] != "C2") | (pd.to_datetime(gone["order_on"]) < "2026-04-01")]
    said = read_page("02_sales", company(tmp_path / "c", gone), "2026-10").text
    assert "Cannot tell yet how Oct 2026 is: its data end on 2026-10-12" in said
    assert "count up to Sep 2026" in said and "No region's month is judged" in said
    assert "almost surely stopped ordering: 1" in said and "without an order since then" in said
    assert "Invoiced" not in said and "lifts sales" not in said
