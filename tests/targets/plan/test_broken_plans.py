"""Plans that people got wrong: each is told in words, or planned sensibly."""

from __future__ import annotations

import pandas as pd
import pytest

from salesnb.errors import UsageError
from salesnb.months import Month
from salesnb.targets.ahead.reach import months_to_plan
from salesnb.targets.plan.fitted import make_plan
from salesnb.targets.plan.years import plan_year
from tests.pages.targets.test_plan_pages import said
from tests.targets.plan.company import CALENDAR, MONTH, control, decided, facts, planned


def test_a_control_on_an_unknown_region_is_named() -> None:
    found = said(planned(control("total", "2027", 100.0, region_id="XX")))
    assert "name a member that has no sales to plan from" in found[0]
    assert "Among them: total of XX for 2027, ¥100 (Li Wei: so it is)." in found


def test_a_total_below_the_holds_names_both() -> None:
    found = said(
        planned(control("total", "2027", 100.0), control("hold", "2027", 500.0, region_id="R1"))
    )
    assert "Among them: total of the whole plan for 2027, ¥100 (Li Wei: so it is)." in found
    assert "Among them: hold of R1 for 2027, ¥500 (Li Wei: so it is)." in found


def test_a_control_whose_members_never_meet_is_told_alone_and_by_its_members() -> None:
    found = said(planned(control("floor", "2027", 50.0, customer_id="C3", region_id="R1")))
    assert found[0].startswith("Nothing is targeted: a decision on the plan of 2027 cannot be met")
    assert "Among them: floor of R1 / C3 for 2027, ¥50 (Li Wei: so it is)." in found


def test_a_year_that_is_over_and_unknown_is_said_to_be_so() -> None:
    (text, *_) = said(planned(control("total", "2020", 5000.0), year=2020))
    assert text.startswith("Nothing is targeted: 2020, the year that is planned, is over")


@pytest.mark.parametrize(("year", "is_refused"), [(2028, False), (2029, True), (2207, True)])
def test_a_year_far_ahead_is_refused_with_the_file_and_what_to_do(
    year: int, is_refused: bool
) -> None:
    stated = pd.DataFrame({"year": [year]})
    assert months_to_plan(stated, month=MONTH) == 24
    if not is_refused:
        assert plan_year(stated, month=MONTH, year_start=1).label == str(year)
        return
    with pytest.raises(UsageError, match=f"the year {year} begins more than 24 months after"):
        plan_year(stated, month=MONTH, year_start=1)


def test_a_fiscal_year_from_april_holds_what_is_over_and_plans_the_rest() -> None:
    stated = decided(control("total", "2026", 3000.0), year=2026)
    year = plan_year(stated["plan"], month=MONTH, year_start=4)
    assert (year.months[0], year.months[-1], len(year.closed)) == ("2026-04", "2027-03", 7)
    plan = make_plan(facts(), stated, year, calendar=CALENDAR)
    assert plan.total == 3000.0
    over = plan.cells[plan.cells["month"].isin(year.closed)]["target"].sum()
    assert over == pytest.approx(7 * 300.0)
    assert Month.parse(year.months[0]).of_year(4) == 1


def test_an_undecided_total_that_gives_way_is_the_one_whose_chance_is_told() -> None:
    plan = planned(control("floor", "2027", 9000.0, region_id="R1"))
    assert plan.total >= 9000.0
    assert any("leaves no room for that and makes" in one for one in said(plan))
