"""All that 13b_performance computes: a function per step, in the order of the page."""

from __future__ import annotations

import pandas as pd

from salesnb.reviews.as_issued import Frames
from salesnb.reviews.heads.chance import together
from salesnb.reviews.heads.compliance import judge_compliance
from salesnb.reviews.heads.efficiency import judge_efficiency
from salesnb.reviews.heads.ground import Ground
from salesnb.reviews.heads.market_plan import judge_market_plan
from salesnb.reviews.heads.overview import count, oversee_heads
from salesnb.reviews.heads.reporting import judge_reporting
from salesnb.reviews.heads.scores import (
    CARDS,
    HEAD_SCORES,
    SCORED,
    score_cards,
    score_heads,
    score_parts,
)
from salesnb.reviews.heads.spending import judge_spending
from salesnb.reviews.heads.takings import attainments_of, judge_takings

__all__ = ["Ground", "judge_heads", "score"]
Results = dict[str, pd.DataFrame]


def judge_heads(ground: Ground, budgets: Frames) -> Results:
    """Return takings, reporting, spending, compliance, breaches, progress, milestones, efficiency.

    And parts, of which `score` makes points. `budgets` are artefacts of earlier months as issued
    then.
    """
    attainments = attainments_of(ground)
    takings, reporting = judge_takings(ground, attainments), judge_reporting(ground)
    spending = judge_spending(ground, budgets)
    compliance, breaches = judge_compliance(ground)
    market, milestones = judge_market_plan(ground)
    every = (takings, reporting, spending, compliance, market)
    return {
        "takings": takings.rows,
        "reporting": reporting.rows,
        "spending": spending.rows,
        "compliance": compliance.rows,
        "breaches": breaches,
        "progress": market.rows,
        "milestones": milestones,
        "efficiency": judge_efficiency(ground, attainments),
        "parts": together([one.parts for one in every]),
    }


def score(ground: Ground, judged: Results) -> Results:
    """Return scorecards, head_scores, parts with points, heads, counts of what `judge_heads` found.

    The weights of heads are those of company.toml.
    """
    weights = ground.settings.scorecard.weights
    parts = score_parts(judged["parts"], ground.z)
    heads = score_heads(parts, weights, ground.z)
    cards = score_cards(heads, weights, ground.z)
    overview = oversee_heads(heads, ground, _lacking(ground, judged))
    return {
        "scorecards": cards[CARDS],
        "head_scores": heads[HEAD_SCORES],
        "parts": parts[SCORED],
        "heads": overview,
        "counts": count(cards, overview, ground),
    }


def _lacking(ground: Ground, judged: Results) -> dict[str, str]:
    """Return why a head that has no parts has none."""
    facts = ground.facts
    return {
        "sales": "no_data",
        "reporting": "none_due" if len(facts["reports"]) else "no_reports",
        "expenses": "no_budget" if len(facts["expenses"]) else "no_expenses",
        "compliance": "no_rules",
        "market": "no_plan",
    }
