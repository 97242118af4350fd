"""Where the steps of a bridge stand, in pictures and in charts of Excel."""

ENDS = ("before", "now")  # the columns that stand on the ground


def zoom(levels: list[float]) -> tuple[float, float]:
    """Return axis limits that keep small steps visible beside large totals."""
    low, high = min(levels), max(levels)
    spread = max(high - low, 0.05 * abs(high), 1e-9)
    bottom = max(0.0, low - 1.2 * spread) if low > 0 else low - 0.2 * spread
    return bottom, high + 0.35 * spread
