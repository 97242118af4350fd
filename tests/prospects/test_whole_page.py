"""What companies with little data read: every frame as declared, every sentence, every picture."""

from __future__ import annotations

import matplotlib.pyplot as plt
import pytest

from salesnb.contracts.page import Results
from salesnb.contracts.results import Context
from salesnb.contracts.validated import result
from salesnb.demo.drawing import draw
from salesnb.findings import Finding
from salesnb.i18n import use
from salesnb.pages import prospects as room
from salesnb.pages.prospects import calls, listed, steps, types, where, yields
from salesnb.prospects.study import study_prospects
from tests.prospects.facts import MONTH, Frames, facts, of_truth
from tests.prospects.test_study import CASES

PARTS = (listed, yields, steps, calls, where, types)


def page_of(given: Frames) -> Results:
    found = study_prospects(given, month=MONTH)
    return Results({k: result(v, room.FRAMES[k], context=Context("CNY")) for k, v in found.items()})


def said(page: Results) -> list[Finding]:
    found = [*room.answer(page), *(one for part in PARTS for one in part.found(page))]
    for part in PARTS:
        with use("zh"):
            part.draw(page)
        found.append(part.alt(page))
        plt.close("all")
    where.table(page)
    return found


@pytest.mark.parametrize("case", CASES)
def test_little_data_make_a_page_that_says_so(case: str) -> None:
    found = said(page_of(facts(**CASES[case])))
    assert all(one.plain() for one in found)
    keys = {one.key for one in found}
    assert not keys & {"source_more", "source_less", "source_stop", "emerging", "gap", "alike"}
    is_small = len(CASES[case].get("leads", [])) < 20
    assert not (is_small and keys & {"late", "longest", "narrowest", "calibrated", "valid"})


def test_a_drawn_company_reads_all_of_it() -> None:
    found = said(page_of(of_truth(draw(41, n_customers=300, n_months=72).truth)))
    keys = {one.key for one in found}
    assert {"known", "four", "valid", "calls", "calibrated", "emerging", "narrowest"} <= keys
    for one in found:
        with use("zh"):
            assert one.plain()
