"""The demo's last 36 months, run and issued in turn: what is found, when, and what was not there.

`python -m benchmarks.stories [MONTHS [JOBS [FOLDER]]]`: for each planted story the first month
whose results name it, and the month by which truth.toml says that it is found; who else is named;
how the verdicts of 13_review and 14_growth are spread over the months. A folder is kept, and months
in it that were issued before are read, not run again.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from benchmarks._months import run_months
from salesnb.artefacts import DRAFT, names, rows
from salesnb.demo import Truth, write_company
from salesnb.demo.truths.stories import PLANTED
from salesnb.months import Month
from salesnb.paths import Company, open_company, resource

MONTHS = 36
Named = set[tuple[str, ...]]


@dataclass(frozen=True)
class Sign:
    """Where a kind of story shows: the result, which of its rows name, and by which columns."""

    result: str
    picks: Callable[[pd.DataFrame], pd.Series]
    columns: tuple[str, ...]

    def named(self, folder: Path) -> Named | None:
        """Return who is named in a month; nothing where the result was not written."""
        if self.result not in names(folder):
            return None
        frame = rows(folder, self.result)
        picked = frame[self.picks(frame)]
        return set(picked[list(self.columns)].astype(str).itertuples(index=False, name=None))


def _behaves(kind: str) -> Sign:
    def picks(flags: pd.DataFrame) -> pd.Series:
        return flags["kind"].eq(kind) & flags["state"].eq("suspect")

    return Sign("13c_trust_behaviour_flags", picks, ("actor_id",))


SIGNS = {
    "lost_customers": Sign("05b_research_slipping", lambda f: f["is_slipping"], ("customer_id",)),
    "rival_cuts": Sign(
        "03b_rivals_price_changes", lambda f: f["size"] < 0, ("competitor_id", "product_group")
    ),
    "stuffing": _behaves("stuffing"),
    "loading": _behaves("loading"),
    "sandbagging": _behaves("sandbagging"),
    "leakage": Sign("06b_prices_leaks", lambda f: f["verdict"].eq("suspect"), ("rep_id",)),
    "diversion": Sign(
        "06b_prices_diversions", lambda f: f["verdict"].eq("suspect"), ("customer_id",)
    ),
    "unfair_targets": Sign(
        "09_challenge_quotas_in_force", lambda f: f["state"].eq("too_high"), ("rep_id",)
    ),
    "invented_visits": _behaves("invented_visits"),
    "hidden_trends": Sign(
        "verdicts",
        lambda f: (
            f["dimension"].eq("region") & f["verdict"].isin(["level", "trend"]) & (f["change"] > 0)
        ),
        ("node",),
    ),
}


def planted(kind: str, case: object) -> tuple[str, ...]:
    """Return a planted case as its sign names it."""
    columns = {"actor_id": ("rep_id", "customer_id"), "node": ("region_id",)}
    wanted = [columns.get(column, (column,)) for column in SIGNS[kind].columns]
    return tuple(next(str(getattr(case, c)) for c in some if hasattr(case, c)) for some in wanted)


def plan_for(company: Company, month: Month) -> None:
    """Let the plan be made for the year after the month, as it is in the demo's last year.

    The controls that the demo's people decided speak of 2026 and 2027: earlier months have none.
    """
    shipped = resource("data", "demo", "plan")
    for name in ("controls.toml", "budget.toml"):
        text = (shipped / name).read_text(encoding="utf-8")
        text = text.replace("year = 2027", f"year = {month.year + 1}", 1)
        if name == "controls.toml" and month < Truth().months[-1] - 9:
            text = text[: text.index("[[controls]]")]
        (company.plan / name).write_text(text, encoding="utf-8", newline="\n")


def folders(company: Company, n_months: int, jobs: int) -> Iterator[tuple[Month, Path]]:
    """Yield each month's results; months that were not issued are run first."""
    last = Truth().months[-1]
    for back in reversed(range(n_months)):
        month = last - back
        folder = company.month(month)
        if not folder.versions():
            plan_for(company, month)
            list(run_months(company, month, 1, jobs=jobs, keep_pages=False))
        yield month, folder.artefacts(DRAFT)


def story_lines(found: dict[str, dict[Month, Named]]) -> pd.DataFrame:
    """Return a row per kind: planted, first named, due by, and how often others were named."""
    lines = []
    for kind, by_month in found.items():
        for case in getattr(PLANTED, kind):
            name = planted(kind, case)
            hits = [month for month, named in by_month.items() if name in named]
            since = Month.parse(getattr(case, "start", case.found_by))
            others = {m: named - {name} for m, named in by_month.items()}
            lines.append(
                {
                    "story": kind,
                    "who": " ".join(name),
                    "begins": since,
                    "due_by": case.found_by,
                    "first_named": min((m for m in hits if m >= since), default=None),
                    "months_named": len(hits),
                    "named_before": sum(m < since for m in hits),
                    "others_a_month": round(sum(map(len, others.values())) / len(others), 2),
                    "others": len(set().union(*others.values())),
                }
            )
    return pd.DataFrame(lines)


def verdict_lines(attained: pd.DataFrame) -> pd.DataFrame:
    """Return the share of each verdict by measure and span, over nodes and months."""
    counts = attained.groupby(["measure", "span"])["verdict"].value_counts(normalize=True)
    return counts.unstack(fill_value=0.0).round(3)


def main(n_months: int = MONTHS, jobs: int = 2, kept: str = "") -> int:
    """Run what is not there, print the tables; return 1 where a story was not found in time."""
    with tempfile.TemporaryDirectory() as scratch:
        root = Path(kept or scratch) / "demo"
        if not root.exists():
            write_company(root)
        company = open_company(root)
        found: dict[str, dict[Month, Named]] = {kind: {} for kind in SIGNS}
        attained, fleets = [], []
        states: Counter[str] = Counter()
        for month, folder in folders(company, n_months, jobs):
            for kind, sign in SIGNS.items():
                named = sign.named(folder)
                if named is not None:
                    found[kind][month] = named
            attained.append(rows(folder, "13_review_attained"))
            fleets.append(rows(folder, "14_growth_fleet"))
            states.update(rows(folder, "verdicts")["verdict"].astype(str))
            print(month, flush=True)
    stories = story_lines(found)
    print(stories.to_string(index=False))
    print(verdict_lines(pd.concat(attained)).to_string())
    fleet = pd.concat(fleets)
    judged = fleet["n_judged"].sum()
    print(
        f"series judged {judged:.0f}, signals {fleet['n_signals'].sum():.0f}, by verdict {states}"
    )
    late = [
        one.first_named is None or one.first_named > Month.parse(one.due_by)
        for one in stories.itertuples()
    ]
    print(f"stories {len(stories)}, found in time {len(late) - sum(late)}")
    return int(any(late))


if __name__ == "__main__":
    numbers = [int(text) for text in sys.argv[1:3]]
    raise SystemExit(main(*numbers, *sys.argv[3:4]))
