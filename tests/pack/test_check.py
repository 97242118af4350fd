"""The checker finds what is wrong with a page: each fault is planted into a good one."""

from __future__ import annotations

import pytest

from salesnb.pack.check import check_pack
from tests.pack.small import MONTH, Pack


def faults_after(pack: Pack, before: str, after: str) -> list[str]:
    """Return the faults of the pack after one replacement on its page."""
    page = pack.publish().parent / "pages-00000001" / "02_small.html"
    text = page.read_text(encoding="utf-8")
    assert before in text, "the page must hold what is to be changed"
    page.write_text(text.replace(before, after, 1), encoding="utf-8")
    return check_pack(pack.company, MONTH, "en")["fault"].tolist()


def test_a_good_pack_has_no_fault(pack: Pack) -> None:
    pack.publish()
    assert check_pack(pack.company, MONTH, "en").empty


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (">¥1.0k<", ">¥1.1k<", "reads '¥1.1k', should read '¥1.0k'"),
        ('value="1000.5"', 'value="1000.6"', "its cell holds 1000.5, the page 1000.6"),
        ('data-fmt="money"', 'data-fmt="share"', "should read"),
        ("</main>", "<p>We sold 77 pieces.</p></main>", "a numeral without a citation"),
        ("/amount?customer=Harbour", "/amount?customer=Nobody", "cannot be looked up"),
        ("/amount?customer=Harbour", "/weight?customer=Harbour", "cannot be looked up"),
        ("02_small_amounts@draft/amount", "02_small_nothing@draft/amount", "cannot be looked up"),
        ("02_small_amounts@draft/amount", "02_small_amounts@v7/amount", "cannot be looked up"),
        ('data-ref="02_small_amounts@draft', 'data-ref="no citation', "cannot be looked up"),
        ('data-ref="', 'data-nothing="', "cannot be looked up"),
    ],
)
def test_a_planted_fault_is_found(pack: Pack, before: str, after: str, said: str) -> None:
    found = faults_after(pack, before, after)
    assert len(found) == 1
    assert said in found[0]


def test_a_changed_artefact_is_found(pack: Pack) -> None:
    pack.publish()
    file = pack.company.month(MONTH).artefacts("draft") / "02_small_amounts.parquet"
    file.write_bytes(file.read_bytes() + b" ")
    assert "changed after it was saved" in check_pack(pack.company, MONTH, "en")["fault"].iloc[0]
