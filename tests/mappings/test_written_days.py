"""Days in a stated format: what fits is read, nothing else, and the engine's text stays short."""

from __future__ import annotations

from datetime import date

import ibis
import pytest

from salesnb.sources.map.bases import raw_source
from salesnb.sources.map.expressions import translate
from tests.mappings.frames import raw

LONGEST = 6000  # characters of SQL for one day with its month's end


def days_of(texts: list[str | None], written: str) -> list[object]:
    """Return the days that a mapping reads in texts, the text itself where it reads none."""
    seen = raw_source(raw("sheet", Day=texts)).scope
    value = translate(f"month_start(day(Day, '{written}')) + days(0)", seen).value
    rows = seen.table.select(text=seen.table["Day"], value=value).to_pyarrow().to_pylist()
    return [row["value"] for row in rows]


@pytest.mark.parametrize(
    ("written", "text", "month"),
    [
        ("%d.%m.%Y", " 5.10.2026 ", "2026-10-01"),
        ("%d.%m.%Y", "05.10.2026 14:30", "2026-10-01"),
        ("%d.%m.%Y", "2026-10-05", "2026-10-01"),  # a date cell of a sheet
        ("%m/%d/%y", "10/5/69", "2069-10-01"),
        ("%m/%d/%y", "10/5/70", "1970-10-01"),
        ("%Y%m%d", "20261005", "2026-10-01"),
        ("%d.%m.%Y", "5.10.1699", None),
        ("%d.%m.%Y", "31.02.2026", None),
        ("%d.%m.%Y", "10/05/2026", None),
        ("%d.%m.%Y", "2026-10-5", None),
        ("%Y.%m.%d", "2026-10-05", None),
        ("%d.%m.%y", "5.10.2026", None),
    ],
)
def test_what_fits_is_read(written: str, text: str, month: str | None) -> None:
    (found,) = days_of([text], written)
    if month is None:
        assert text.strip() in str(found) and not str(found)[:4].isdigit()
    else:
        assert found == month and date.fromisoformat(month)


def test_the_text_that_the_engine_gets_does_not_multiply() -> None:
    seen = raw_source(raw("sheet", Day=["5.10.2026"])).scope
    value = translate("month_end(day(concat('1.', Day), '%d.%m.%Y'))", seen).value
    assert len(ibis.to_sql(seen.table.select(value=value), dialect="duckdb")) < LONGEST
