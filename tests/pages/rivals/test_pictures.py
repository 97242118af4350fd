"""Pictures of 03b_rivals: what they draw, and what they say where there is nothing to draw."""

from __future__ import annotations

from salesnb.contracts.results import Context
from salesnb.findings import Words
from salesnb.pages.rivals import FRAMES, pictures
from tests.pages.rows import page

NAMES = {"K1": Words("One", "一", kind="name"), "K2": Words("Two", "二", kind="name")}
CONTEXT = Context("CNY", {"competitors": NAMES})


def results_with(**records):
    return page(FRAMES, CONTEXT, **records)


def price(rival: str, ratio: float) -> dict[str, object]:
    panel = {"dimension": "product_group", "competitor_id": rival, "node": "Pumps"}
    return {**panel, "price_ratio": ratio, "low": ratio - 0.1, "high": ratio + 0.1}


def legend(ax) -> list[str]:
    return ax.get_legend_handles_labels()[1]


def test_prices_have_a_row_per_group_and_a_mark_per_rival_around_one() -> None:
    ax = pictures.prices(results_with(prices=[price("K1", 0.8), price("K2", 1.1)]).prices)
    assert [label.get_text() for label in ax.get_yticklabels()] == ["Pumps"]
    assert legend(ax) == ["One", "Two"]
    marks = {line.get_marker() for line in ax.lines} - {"None"}
    assert len(marks) == 2, "never by colour alone"
    assert [1.0, 1.0] in [list(line.get_xdata()) for line in ax.lines]


def test_the_path_shades_where_the_step_may_lie_and_cites_both_levels() -> None:
    panel = {"competitor_id": "K1", "product_group": "Pumps"}
    months = [
        {**panel, "month": f"2026-0{i}", "n": 2, "price_ratio": 0.95 - 0.1 * (i > 3)}
        for i in range(1, 7)
    ]
    step = {
        **panel,
        "month": "2026-04",
        "earliest": "2026-03",
        "latest": "2026-04",
        "before": 0.95,
        "after": 0.85,
    }
    got = results_with(price_months=months, price_changes=step)
    ax = pictures.price_path(got.price_months, got.price_changes)
    assert [text.get_text() for text in ax.texts] == ["0.95", "0.85"]
    assert ax.patches[0].get_x() == 1.5 and ax.patches[0].get_width() == 2


def test_lost_deals_are_stacked_by_reason_the_largest_at_the_top() -> None:
    rows = [
        {"competitor_id": "K1", "reason": "price", "amount": 100.0},
        {"competitor_id": "K2", "reason": "price", "amount": 200.0},
        {"competitor_id": "K2", "reason": "terms", "amount": 50.0},
    ]
    taken = [{"competitor_id": k, "amount": a} for k, a in (("K1", 100.0), ("K2", 250.0))]
    got = results_with(lost_reasons=rows, lost_rivals=taken)
    ax = pictures.lost(got.lost_reasons, got.lost_rivals)
    labels = {label.get_position()[1]: label.get_text() for label in ax.get_yticklabels()}
    assert labels[max(labels)] == "Two"
    assert max(bar.get_x() + bar.get_width() for bar in ax.patches) == 250


def test_without_rows_each_picture_says_so() -> None:
    got = results_with()
    for ax in (
        pictures.prices(got.prices),
        pictures.price_path(got.price_months, got.price_changes),
        pictures.aspects(got.aspects),
        pictures.lost(got.lost_reasons, got.lost_rivals),
    ):
        assert "no rows" in [text.get_text() for text in ax.texts] and ax.get_title(loc="left")
