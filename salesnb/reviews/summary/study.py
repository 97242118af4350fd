"""All that a month's summary works out, of what the pages raised and of who is there."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from salesnb.calendars import WorkCalendar
from salesnb.months import Month
from salesnb.reviews.attainment.study import lacks_a_part
from salesnb.reviews.summary.answerable import People
from salesnb.reviews.summary.checked import check_points
from salesnb.reviews.summary.moved import moved_by_lever
from salesnb.reviews.summary.people import HELD, rep_months
from salesnb.reviews.summary.points import due_day, next_points, rank_raised, with_owners
from salesnb.reviews.summary.teams import deeper_misses, teams
from salesnb.summary_rules import SummaryRules

Frames = Mapping[str, pd.DataFrame]
KEPT = ["customer_id", "last_on", "silent_days", "usual_gap_days", "year_amount", "at_stake"]
NO_REVIEW = pd.DataFrame(columns=["measure", "dimension", "node", "span", "since", *HELD])
Said = Mapping[str, Sequence[object]]  # what each workbook said


@dataclass(frozen=True)
class Before:
    """What earlier months asked for, by month, and which of it was taken up.

    `asked`: the points of the month before, as issued then. `raised` and `books`: what each earlier
    month raised, and which workbooks spoke in it. `accepted`: the entries of accepted.toml.
    """

    asked: pd.DataFrame
    raised: Frames
    books: Frames
    accepted: pd.DataFrame


@dataclass(frozen=True)
class Now:
    """The month that is summed up: its rules and calendar, who is there, who answers for what.

    `facts` are sales_cube, customers, customer_reps, reps and regions, and of other workbooks,
    where they are there, those that `index.toml` lists under `uses`; `owners` the entries of
    owners.toml.
    """

    month: Month
    rules: SummaryRules
    calendar: WorkCalendar
    facts: Frames
    owners: pd.DataFrame


def sum_up(raised: pd.DataFrame, said: Said, before: Before, now: Now) -> dict[str, pd.DataFrame]:
    """Return the frames of the summary: raised, points, checked, checked_counts, older, moved,
    books.

    `raised` is what the month asks to decide (`raised.as_frame`), `said` the
    sentences of each workbook of the pack, of which only the number counts here.
    """
    month, leverage = str(now.month), now.rules.leverage
    people = People.of(now.facts, now.owners, now.month)
    due_on = due_day(now.month, now.rules.due_day, now.calendar)
    ranked = with_owners(rank_raised(raised, leverage), people, due_on)
    books = _books(ranked, said, is_judged=not is_in_doubt(now.facts))
    all_raised = {**before.raised, month: ranked}
    spoke = {when: _spoke(rows) for when, rows in {**before.books, month: books}.items()}
    checked = check_points(before.asked, before.accepted, ranked, spoke[month], month=now.month)
    return {
        "raised": ranked,
        "points": next_points(ranked, now.facts["sales_cube"], month=now.month),
        **checked,
        "moved": moved_by_lever(all_raised, spoke, before.accepted, leverage),
        "books": books,
    }


def by_people(now: Now) -> dict[str, pd.DataFrame]:
    """Return the frames reps, teams, team_missed and rep_slipping.

    The first three have no rows without a review of the month, rep_slipping has one per customer
    who is slipping away (`slipping_of_reps`).
    """
    facts, people = now.facts, People.of(now.facts, now.owners, now.month)
    attained = facts.get("13_review_attained", NO_REVIEW)
    counted, scorecards = facts.get("13_review_counted"), facts.get("scorecards")
    reps = rep_months(attained, counted, scorecards, facts["reps"])
    return {
        "reps": reps,
        "teams": teams(reps, facts["reps"]),
        "team_missed": deeper_misses(reps, facts["reps"]),
        "rep_slipping": slipping_of_reps(facts.get("05b_research_slipping"), people),
    }


def slipping_of_reps(slipping: pd.DataFrame | None, people: People) -> pd.DataFrame:
    """Return who is slipping away and whose customer it is: rep_id (blank: nobody's) and `KEPT`.

    `slipping` is the result of 05b_research, None where there is none.
    """
    if slipping is None:
        return pd.DataFrame(columns=["rep_id", *KEPT])
    rows = slipping.loc[slipping["is_slipping"], KEPT]
    reps = [people.of_customer.get(one, "") for one in rows["customer_id"]]
    return rows.assign(rep_id=pd.Series(reps, rows.index, dtype="str"))[["rep_id", *KEPT]]


def is_in_doubt(facts: Frames) -> bool:
    """Return whether the month's data end early, or lack a part, as 02_sales says."""
    end = facts.get("02_sales_data_end")
    is_partial = end is not None and bool(end["is_partial"].any())
    return is_partial or lacks_a_part(facts)


def _books(ranked: pd.DataFrame, said: Said, *, is_judged: bool) -> pd.DataFrame:
    """Return per workbook the sentences, those that ask for a decision, and if it could judge."""
    rows = pd.DataFrame({"book": list(said), "n_said": [len(found) for found in said.values()]})
    n_raised = ranked["book"].value_counts()
    n_raised = rows["book"].map(n_raised).fillna(0).astype(int)
    return rows.assign(n_raised=n_raised, is_judged=rows["n_said"].gt(0) & is_judged)


def _spoke(books: pd.DataFrame) -> Collection[str]:
    return set(books.loc[books["is_judged"], "book"])
