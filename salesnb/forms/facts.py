"""What forms are written from: a month's facts and saved results, as far as they are there."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd

from salesnb import artefacts
from salesnb.forms.lists import Option, Options, of_texts
from salesnb.forms.words import defused, named
from salesnb.months import Month
from salesnb.paths import Company
from salesnb.snapshot.facts import Snapshot, open_snapshot

MOST_OPTIONS = 1000  # of a list that is the same for all reps
MOST_OWN = 2000  # customers or outlets of a rep that are listed
_LATE = "9999-12-31"


@dataclass
class Facts:
    """The facts of a closed month, the results of a version of it, and what forms need of both.

    Forms are filled in for `planned`, the month after.
    """

    company: Company
    month: Month
    version: str
    snapshot: Snapshot = field(init=False)

    def __post_init__(self) -> None:
        self.snapshot = open_snapshot(self.company, self.month)

    @property
    def planned(self) -> Month:
        return self.month + 1

    @property
    def langs(self) -> tuple[str, ...]:
        return tuple(self.company.settings.company.languages)

    def frame(self, name: str, columns: str) -> pd.DataFrame:
        """Return columns of a frame as plain objects, without rows where it is not there."""
        wanted = columns.split()
        if not self.snapshot.has(name):
            return pd.DataFrame({one: pd.Series(dtype="object") for one in wanted})
        found = self.snapshot.frame(name, wanted).astype("object")
        return found.where(found.notna(), None)

    def result(self, name: str) -> pd.DataFrame | None:
        """Return a saved result of the version, None where there is none or it has no rows."""
        folder = self.company.month(self.month).artefacts(self.version)
        if name not in artefacts.names(folder):
            return None
        frame = artefacts.load(folder, name, version=self.version).frame
        return frame if len(frame) else None

    @cached_property
    def reps(self) -> pd.DataFrame:
        """The reps who work in the planned month, a row each."""
        reps = self.frame("reps", "rep_id name name_zh region_id hired_on left_on")
        left = reps["left_on"].map(lambda day: str(day or _LATE))
        hired = reps["hired_on"].map(lambda day: str(day or ""))
        works = (left > str(self.planned.first)) & (hired <= str(self.planned.last))
        return reps[works].sort_values("rep_id", ignore_index=True)

    @cached_property
    def owners(self) -> pd.DataFrame:
        """Who looks after which customer in the planned month: customer_id, rep_id."""
        shares = self.frame("customer_reps", "customer_id rep_id valid_from valid_to")
        if len(shares):
            since = shares["valid_from"].map(lambda day: str(day or ""))
            until = shares["valid_to"].map(lambda day: str(day or _LATE))
            holds = (since <= str(self.planned.last)) & (until > str(self.planned.first))
            return shares.loc[holds, ["customer_id", "rep_id"]].drop_duplicates()
        own = self.frame("customers", "customer_id rep_id")
        return own[own["rep_id"].notna()]

    @cached_property
    def customers(self) -> dict[str, Option]:
        """All customers as options."""
        return self._members("customers", "customer_id")

    @cached_property
    def customers_of(self) -> dict[str, list[str]]:
        """The customers of each rep, in order."""
        found = self.owners.groupby("rep_id")["customer_id"].agg(lambda ids: sorted(map(str, ids)))
        return {str(rep): ids for rep, ids in found.items()}

    @cached_property
    def shared_lists(self) -> dict[str, Options]:
        """The lists that are the same for all reps."""
        results = self._texts("visits", "result")
        segments = self._texts("outlets", "segment") or self._texts("customers", "segment")
        return {
            "products": self._options("products", "product_id"),
            "competitors": self._options("competitors", "competitor_id"),
            "regions": self._options("regions", "region_id"),
            "product_groups": self._groups(),
            "visit_results": of_texts(results),
            "segments": of_texts(segments),
            "outlet_states": of_texts(self._texts("outlets", "status")),
        }

    def _members(self, table: str, key: str) -> dict[str, Option]:
        frame = self.frame(table, f"{key} name name_zh")
        return {
            str(id): Option(
                str(id), defused(named(str(id), str(en or ""), str(zh or ""), self.langs))
            )
            for id, en, zh in zip(frame[key], frame["name"], frame["name_zh"], strict=True)
        }

    def _options(self, table: str, key: str) -> Options:
        return Options(tuple(self._members(table, key).values())[:MOST_OPTIONS])

    def _texts(self, table: str, column: str) -> list[str]:
        """Return the texts that stand in a column, the most frequent first."""
        found = self.frame(table, column)[column].dropna().astype("str")
        counts = found.value_counts().head(MOST_OPTIONS).reset_index()
        order = counts.sort_values(["count", column], ascending=[False, True])
        return [text for text in map(str, order[column].tolist()) if text.strip()]

    def _groups(self) -> Options:
        frame = self.frame("products", "product_group product_group_zh")
        known = frame.dropna(subset=["product_group"]).drop_duplicates("product_group")
        pairs = zip(known["product_group"], known["product_group_zh"], strict=True)
        texts = {str(en): str(zh or en) for en, zh in sorted(pairs, key=lambda one: str(one[0]))}
        return Options(
            tuple(Option(en, defused(_both(en, zh, self.langs))) for en, zh in texts.items())
        )

    @cached_property
    def outlets(self) -> pd.DataFrame:
        """All outlets: outlet_id, customer_id, region_id, and how each is written in a list."""
        frame = self.frame("outlets", "outlet_id customer_id region_id")
        known = self._members("outlets", "outlet_id")
        options = pd.Series([known[str(id)] for id in frame["outlet_id"]], dtype="object")
        return frame.assign(option=options.set_axis(frame.index))

    def outlets_of(self, rep: str, region: object, customers: set[str]) -> Options:
        """Return the outlets of a rep: of the own customers, and in the own region."""
        own = self.outlets
        is_own = own["customer_id"].isin(customers) | (own["region_id"] == region)
        found = own[is_own].sort_values("outlet_id")["option"]
        return Options(tuple(found.tolist())[:MOST_OWN])


def _both(en: str, zh: str, langs: tuple[str, ...]) -> str:
    said = dict.fromkeys({"en": en, "zh": zh}[lang] for lang in sorted(langs, reverse=True))
    return " ".join(said)
