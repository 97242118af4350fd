"""Pictures of 02_sales."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from salesnb.citations import Cited
from salesnb.contracts.results import Result
from salesnb.findings import cite
from salesnb.findings.sales import PART_WORDS
from salesnb.i18n import formats, language, t, translate
from salesnb.plots.style import COLOURS, annotate, empty_panel, new_axes, style


def trend(result: Result, ax: Axes | None = None, *, currency: str = "", last: int = 36) -> Axes:
    """Draw adjusted sales, their trend and what is expected next, over the last months."""
    with style():
        ax = new_axes(ax)
        title = t("Sales with the calendar taken out")
        if result.is_empty:
            return empty_panel(ax, title)
        frame = result.frame.tail(last)
        place = np.arange(len(frame))
        known = frame["actual"].notna().to_numpy()
        unit, words = formats.axis_money(float(frame[["actual", "high"]].max().max()), currency)
        ax.plot(place[known], frame["actual"][known] / unit, color=COLOURS["before"], lw=1, ls=":", label=t("unadjusted"))  # fmt: skip
        ax.plot(place[known], frame["adjusted"][known] / unit, color=COLOURS["actual"], lw=1.6, marker="o", ms=2.5, label=t("adjusted"))  # fmt: skip
        ax.plot(place, frame["trend"] / unit, color=COLOURS["plan"], lw=1.6, ls="--", label=t("trend"))  # fmt: skip
        ahead = ~known
        if ahead.any():
            ax.fill_between(place[ahead], frame["low"][ahead] / unit, frame["high"][ahead] / unit, color=COLOURS["neutral"], alpha=0.3, lw=0, label=t("expected, 95 %"))  # fmt: skip
        _month_axis(ax, frame["month"].tolist())
        ax.set_ylim(bottom=min(0.0, float(frame["actual"].min()) / unit))
        ax.set_ylabel(words)
        ax.set_title(title)
        ax.legend(loc="lower left", ncols=4, fontsize=8)
    return ax


def season(result: Result, ax: Axes | None = None) -> Axes:
    """Draw what each month of the year adds or takes, with 95 % intervals."""
    with style():
        ax = new_axes(ax)
        title = t("What each month of the year adds or takes")
        if result.is_empty:
            return empty_panel(ax, title)
        frame = result.frame
        place = frame["number"].to_numpy()
        change, low, high = (100 * frame[c].to_numpy() for c in ("change", "change_low", "change_high"))  # fmt: skip
        ax.axhline(0, color=COLOURS["before"], lw=0.8)
        ax.errorbar(place, change, yerr=[change - low, high - change], fmt="o", ms=4, lw=1.4, capsize=3, color=COLOURS["actual"])  # fmt: skip
        ax.set_xticks(place, [formats.month_name(int(number)) for number in place])
        ax.set_ylabel(t("% of an even month"))
        ax.set_title(title)
    return ax


def bridge(result: Result, ax: Axes | None = None, *, currency: str = "") -> Axes:
    """Draw the bridge from the earlier twelve months to the latest, each part labelled."""
    with style():
        ax = new_axes(ax)
        title = t("What changed twelve months of sales")
        rows = result.rows(dimension="total", node="total")
        if rows.empty or not rows["amount"].any():
            return empty_panel(ax, title)
        amounts = dict(zip(rows["part"], rows["amount"], strict=True))
        parts = ["before", *sorted(PART_WORDS, key=lambda p: -amounts[p]), "now"]
        unit, unit_word = formats.axis_money(max(map(abs, amounts.values())), currency)
        level = 0.0
        for place, part in enumerate(parts):
            number = cite(result, "amount", currency=currency, dimension="total", node="total", part=part)  # fmt: skip
            level = _step(ax, part, place, number, level, unit)
        words = {"before": t("year before"), "now": t("latest year")}
        ax.set_xticks(range(len(parts)), [words.get(p) or translate(PART_WORDS[p], language()) for p in parts])  # fmt: skip
        bottom, top = _zoom(amounts, parts)
        ax.set_ylim(bottom / unit, top / unit)
        ax.set_ylabel(t("{unit}, axis cut off below", unit=unit_word) if bottom > 0 else unit_word)
        ax.set_title(title)
    return ax


def _step(ax: Axes, part: str, place: int, number: Cited, level: float, unit: float) -> float:
    """Draw one column of the bridge and return the level after it."""
    is_end = part in {"before", "now"}
    amount, start = number.value, 0.0 if is_end else level
    colour = "actual" if part == "now" else "before" if is_end else "good" if amount >= 0 else "bad"
    ax.bar(place, amount / unit, bottom=start / unit, color=COLOURS[colour], width=0.6)
    annotate(ax, number, (place, max(start, start + amount) / unit))
    return amount if part == "before" else level + amount if not is_end else level


def _zoom(amounts: dict[str, float], parts: list[str]) -> tuple[float, float]:
    """Return axis limits that keep small parts visible beside large totals."""
    levels = [amounts["before"]]
    for part in parts[1:-1]:
        levels.append(levels[-1] + amounts[part])
    low, high = min(levels), max(levels)
    spread = max(high - low, 0.05 * abs(high), 1e-9)
    bottom = max(0.0, low - 1.2 * spread) if low > 0 else low - 0.2 * spread
    return bottom, high + 0.35 * spread


def measures(result: Result, ax: Axes | None = None, *, currency: str = "", last: int = 24) -> Axes:
    """Draw sales, order intake and collections of the last two years."""
    with style():
        ax = new_axes(ax)
        title = t("Sales, orders and cash month by month")
        if result.is_empty:
            return empty_panel(ax, title)
        frame = result.frame.tail(last)
        place = np.arange(len(frame))
        unit, words = formats.axis_money(float(frame[["sales", "order_intake", "collections"]].max().max()), currency)  # fmt: skip
        drawn = (("sales", "actual", "-"), ("order_intake", "plan", "--"), ("collections", "good", "-."))  # fmt: skip
        for name, colour, line in drawn:
            if frame[name].notna().any():
                ax.plot(place, frame[name] / unit, color=COLOURS[colour], ls=line, lw=1.6, label=translate(result.field(name).label, language()))  # fmt: skip
        _month_axis(ax, frame["month"].tolist())
        ax.set_ylim(bottom=0)
        ax.set_ylabel(words)
        ax.set_title(title)
        ax.legend(loc="lower left", ncols=3, fontsize=8)
    return ax


def ageing(result: Result, ax: Axes | None = None, *, currency: str = "") -> Axes:
    """Draw open receivables by days past due."""
    with style():
        ax = new_axes(ax)
        title = t("What customers owe, by days past due")
        rows = result.frame[result.frame["bucket"] != "total"]
        if rows.empty or not rows["open_amount"].any():
            return empty_panel(ax, title)
        amounts = dict(zip(rows["bucket"], rows["open_amount"].to_numpy(float), strict=True))
        unit, words = formats.axis_money(max(map(abs, amounts.values())), currency)
        for place, (bucket, amount) in enumerate(amounts.items()):
            colour = COLOURS["neutral"] if place == 0 else COLOURS["bad"]
            ax.bar(place, amount / unit, color=colour, width=0.6)
            annotate(ax, cite(result, "open_amount", currency=currency, bucket=bucket), (place, max(amount, 0) / unit))  # fmt: skip
        ax.set_xticks(range(len(rows)), [translate(b, language()) for b in rows["bucket"]])
        ax.set_ylabel(words)
        ax.set_title(title)
        ax.margins(y=0.15)
    return ax


def _month_axis(ax: Axes, months: list[str]) -> None:
    """Label every half year, or every month of a short series."""
    step = 6 if len(months) > 15 else 1 if len(months) <= 6 else 3
    places = list(range(len(months) - 1, -1, -step))[::-1]
    ax.set_xticks(places, [formats.month(months[p]) for p in places])
