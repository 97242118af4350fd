"""Ties as facts give them, deals and business at stake: what questions of influence stand on."""

from __future__ import annotations

from functools import cached_property

import numpy as np
import pandas as pd

from salesnb.months import YEAR, Month
from salesnb.prospects.groundwork.facts import Frames, texts
from salesnb.prospects.groundwork.network import Floats, Network, network

REP, RIVAL, LEAD, PERSON = "rep", "competitor", "lead", "person"
ENDED = ("lost", "invalid", "converted")  # leads that bring nothing more by themselves
GIVEN, REFUSED, UNKNOWN = "given", "refused", "unknown"


def closed_later(deals: pd.DataFrame, month: Month) -> np.ndarray:
    """Return which deals closed after the end of the month: by then they were still open."""
    return (pd.to_datetime(deals["closed_on"]) > pd.Timestamp(month.last)).to_numpy()


class Ground:
    """Facts of the section, each worked out once: ties, their network, deals, business at stake."""

    def __init__(self, facts: Frames, month: Month) -> None:
        self.facts, self.month = facts, month

    @cached_property
    def ties(self) -> pd.DataFrame:
        """Ties known by the end of the month, with consent as `given`, `refused`, `unknown`."""
        table = self.facts["contact_edges"]
        since = pd.to_datetime(table["known_since"])
        known = table[~(since > pd.Timestamp(self.month.last)).to_numpy()]
        said = known["has_consent"].astype("object")
        consent = np.where(said.isna(), UNKNOWN, np.where(said == True, GIVEN, REFUSED))  # noqa: E712
        named = {one: texts(known[one]) for one in ("from_id", "to_id", "relation")}
        return known.assign(
            **named,
            from_kind=self._kinds(known["from_id"], known["from_kind"]),
            to_kind=self._kinds(known["to_id"], known["to_kind"]),
            influence=known["influence"].astype(float),
            consent=consent,
            has_concern=known["has_concern"].astype("object").fillna(False).astype(bool),
            known_since=pd.to_datetime(known["known_since"]),
        ).reset_index(drop=True)

    def _kinds(self, ids: pd.Series, said: pd.Series) -> pd.Series:
        """Return kinds as stated; where none is, that of the table in which the id stands."""
        kind, named = texts(said).str.strip().str.lower(), texts(ids)
        masters = {"customers": ("customer_id", "customer"), "reps": ("rep_id", REP)}
        masters |= {"competitors": ("competitor_id", RIVAL), "leads": ("lead_id", LEAD)}
        masters |= {"organisations": ("organisation_id", "association")}
        for table, (column, word) in masters.items():
            stands = named.isin(set(texts(self.facts[table][column])))
            kind = kind.mask((kind == "") & stands, word)
        return kind.mask(kind == "", PERSON)

    @cached_property
    def net(self) -> Network:
        """The network of all ties."""
        return network(self.ties)

    @cached_property
    def closed(self) -> pd.DataFrame:
        """Deals won or lost; `target` is the lead that they came of, else the customer."""
        deals = self.facts["opportunities"]
        stage = texts(deals["stage"])
        is_closed = stage.isin(["won", "lost"]).to_numpy() & ~closed_later(deals, self.month)
        own = deals[is_closed]
        lead, customer = texts(own["lead_id"]), texts(own["customer_id"])
        table = pd.DataFrame(
            {
                "target": lead.where(lead != "", customer).to_numpy(),
                "of_lead": (lead != "").to_numpy(),
                "created_on": pd.to_datetime(own["created_on"]).to_numpy(),
                "closed_on": pd.to_datetime(own["closed_on"]).to_numpy(),
                "is_won": (texts(own["stage"]) == "won").to_numpy(),
                "amount": own["amount"].to_numpy(float),
                "rival": texts(own["competitor_id"]).to_numpy(),
            }
        )
        return table[table["target"] != ""].reset_index(drop=True)

    @cached_property
    def at_stake(self) -> pd.Series:
        """Business a year by customer and open lead.

        Sales of a customer in the last twelve months; of a lead its potential times the share of
        earlier leads that became deals we won; of both their open deals, times the share of deals
        that were won.
        """
        cube = self.facts["sales_cube"]
        recent = cube[(texts(cube["month"]) > str(self.month - YEAR)).to_numpy()]
        sold = recent.groupby(texts(recent["customer_id"]))["net_amount"].sum()
        leads = self.facts["leads"]
        is_open = ~texts(leads["status"]).isin(ENDED) & leads["potential_amount"].notna()
        worth = leads["potential_amount"].astype(float)[is_open] * self.lead_share
        asked = worth.groupby(texts(leads["lead_id"])[is_open]).sum()
        return pd.concat([sold.clip(lower=0), asked, self._open_deals()]).groupby(level=0).sum()

    def _open_deals(self) -> pd.Series:
        """Return what open deals are expected to bring, by lead, else by customer."""
        deals = self.facts["opportunities"]
        is_closed = texts(deals["stage"]).isin(["won", "lost"]).to_numpy()
        own = deals[~is_closed | closed_later(deals, self.month)]
        lead, customer = texts(own["lead_id"]), texts(own["customer_id"])
        target = lead.where(lead != "", customer)
        share = float(self.closed["is_won"].mean()) if len(self.closed) else 0.0
        amount = own["amount"].astype(float).fillna(0.0) * share
        return amount[(target != "").to_numpy()].groupby(target[target != ""]).sum()

    @cached_property
    def lead_share(self) -> float:
        """The share of leads of which a deal was won; of leads a year old and more."""
        leads = self.facts["leads"]
        if leads.empty:
            return 0.0
        old = pd.to_datetime(leads["created_on"]) <= pd.Timestamp((self.month - YEAR).last)
        ids = texts(leads["lead_id"])[old.to_numpy()]
        won = self.closed.loc[self.closed["is_won"] & self.closed["of_lead"], "target"]
        return float((ids.isin(set(won)).sum() + 0.5) / (len(ids) + 1))

    @cached_property
    def worth(self) -> Floats:
        """Business at stake at each node of the network."""
        return self.at_stake.reindex(self.net.names).fillna(0.0).to_numpy(float)

    @cached_property
    def by_node(self) -> pd.DataFrame:
        """Ties by their first end, as node: consent of all, whether any raises a concern."""
        ties = self.net.ties
        grouped = ties.groupby("from_id")
        found = pd.DataFrame({"has_concern": grouped["has_concern"].any()})
        found["n_refused"] = (ties["consent"] == REFUSED).groupby(ties["from_id"]).sum()
        found["n_unknown"] = (ties["consent"] == UNKNOWN).groupby(ties["from_id"]).sum()
        found["n_ties"] = grouped.size()
        named = ties[ties["to_kind"] == PERSON].groupby("to_id")["has_concern"].any()
        into = named.reindex(self.net.names).fillna(False).astype(bool)
        found = found.reindex(self.net.names)
        found["has_concern"] = found["has_concern"].fillna(False).astype(bool) | into
        return found.fillna(0)
