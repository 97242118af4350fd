"""The verdict on each region's month: which stand out, which are borderline, what could be seen."""

from __future__ import annotations

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.results import Result, Row
from salesnb.findings import Finding, say
from salesnb.i18n import N_
from salesnb.pages.sales.columns import REGION
from salesnb.pages.sales.verdict import JUDGED

REGIONS = Frame(
    title=N_("Each region's month against its own trend"),
    key="node",
    order="-|distance|",
    shows="node state actual expected low high deviation seen_fall",
    rows=12,
    nothing="",
    fields=(REGION, *JUDGED),
)

JUDGED_REGIONS = Frame(
    title=N_("How many regions could be judged"),
    key="scope",
    nothing="",
    fields=(
        col.SCOPE,
        col.whole("n_judged", N_("Regions judged")),
        col.whole("n_unjudged", N_("Regions that cannot be judged")),
        col.whole("n_unusual", N_("Unusual")),
        col.whole("n_edge", N_("Borderline")),
    ),
)


def unusual_regions(regions: Result, judged: Result) -> list[Finding]:
    """Say which regions' months stand out or lie on the edge, and what could be seen at all."""
    if regions.is_empty or not judged.first["n_judged"]:
        text = N_("""No region's month is judged: that takes a whole month, enough history, and two
            regions or more.""")
        return [say("regions", "info", text)]
    counts, known = judged.first, regions.known("expected")
    rows = [known.where(state=one) for one in ("below", "above")]
    found = [_unusual_region(one.first) for one in rows if not one.is_empty]
    if not found:
        text = N_("No region's month stands out; {n_judged} were judged.")
        found = [say("regions", "good", text, counts)]
    edges = known.keep(known.frame["state"].str.startswith("edge_"))
    text = N_("""Borderline, and no reason to act by itself: {node} with {actual}, {deviation}
        against the {expected} to be expected ({low} to {high}).""")
    found += [say(f"edge_{row['node']}", "watch", text, row) for row in edges]
    return [*found, *_power(known, counts)]


def _unusual_region(row: Row) -> Finding:
    text = N_("""The month's sales in {node} were {state}: {actual}, {deviation} against the
        {expected} to be expected there ({low} to {high}), while the region's trend within a year is
        {trend_growth} ({growth_low} to {growth_high}). Look for the cause before you judge the
        region.""")
    if row["state"] == "above":
        return say("regions_above", "watch", text, row)
    return say("regions_below", "act" if row["growth_low"] <= 0 else "watch", text, row)


def _power(known: Result, counts: Row) -> list[Finding]:
    """Say which fall could have been seen in the steadiest region and in the least steady one."""
    by_fall = known.known("seen_fall").by("seen_fall")
    found = []
    if not by_fall.is_empty:
        text = N_("""A region stands out only beyond what chance does in all {n_judged} together: in
            {best.node}, the steadiest, that takes a fall of more than {best.seen_fall}, in
            {worst.node} of more than {worst.seen_fall}.""")
        ends = {"best": by_fall.first, "worst": by_fall.by("-seen_fall").first}
        found.append(say("power", "info", text, counts, **ends))
    if counts["n_unjudged"]:
        text = N_("Regions that sold too lately or too seldom to be judged: {n_unjudged}.")
        found.append(say("unjudged", "info", text, counts))
    return found
