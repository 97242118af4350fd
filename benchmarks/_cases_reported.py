"""Planted sandbagging and invented visits among innocent twins, in tables of their own."""

from __future__ import annotations

import numpy as np
import pandas as pd

from benchmarks._cases_sold import LAST, Case, months_up_to, working

MONTHS = 30
RUN = 3
KM = 111.2  # of a degree of latitude


def sandbagging(seed: int) -> Case:
    """Draw reps who hold back, among: territories cut, customers lost, leave, decline, optimism."""
    rng = np.random.default_rng([seed, 3])
    n = int(rng.integers(12, 41))
    reps = [f"R{i:02d}" for i in range(n)]
    of = np.repeat(np.arange(n), rng.integers(8, 20, n))  # the rep of each customer
    size = rng.gamma(1.5, 1.0, len(of))
    season = 1 + 0.15 * np.sin(2 * np.pi * np.arange(MONTHS) / 12)
    expected = size[:, None] * season * np.exp(rng.normal(0, 0.01, len(of)))[:, None] * 20_000
    parts = ["held"] * 3 + ["cut", "lost", "leave", "decline"]
    roles = dict(zip(rng.permutation(n)[: len(parts)], parts, strict=True))
    case, owner = Case({}), np.repeat(of[:, None], MONTHS, axis=1)
    share, away = np.ones((n, MONTHS)), np.zeros((n, MONTHS))
    for rep, role in roles.items():
        at = MONTHS - int(rng.integers(6, 24))
        own = np.flatnonzero(of == rep)
        if role == "held":
            part = float(rng.uniform(0.7, 0.9))
            since = int(rng.choice([0, min(at, MONTHS - 18)], p=[0.8, 0.2]))
            share[rep, since:] = part
            case.planted[reps[rep]] = part
            case.start[reps[rep]] = min(MONTHS - since, 24)
            continue
        case.twins[reps[rep]] = role
        if role == "cut":
            owner[own[: len(own) // 2], at:] = (rep + 1) % n
        elif role == "lost":
            expected[own[np.argmax(size[own])], at:] = 0.0
        elif role == "decline":
            expected[own] *= 0.97 ** np.arange(MONTHS)
        else:
            away[rep, at : at + 2] = rng.uniform(0.4, 0.9)
    counts = rng.poisson(2.0 * np.ones_like(expected))
    sold = expected / 2.0 * counts * rng.lognormal(-0.08, 0.4, expected.shape)
    commit = _committed(rng, expected, sold, owner, n) * share * (1 - 0.5 * away)
    case.frames = _forecast_frames(reps, owner, sold, commit=commit, away=away)
    return case


def _committed(
    rng: np.random.Generator, expected: np.ndarray, sold: np.ndarray, owner: np.ndarray, n: int
) -> np.ndarray:
    """Return what reps would commit to: between run rate and what they know, with their habit."""
    known = np.zeros((n, MONTHS))
    insight = rng.uniform(0.0, 0.7)
    for t in range(RUN, MONTHS):
        run = sold[:, t - RUN : t].mean(axis=1) * (expected[:, t] > 0)
        mixed = (1 - insight) * run + insight * expected[:, t]
        known[:, t] = np.bincount(owner[:, t], mixed, n)
    habit, noise = rng.normal(0, 0.03, n)[:, None], rng.normal(0, 0.1, known.shape)
    return np.asarray(known * np.exp(habit + noise))


def _forecast_frames(
    reps: list[str], owner: np.ndarray, sold: np.ndarray, *, commit: np.ndarray, away: np.ndarray
) -> dict[str, pd.DataFrame]:
    months = months_up_to(MONTHS)
    names, ids = np.array(reps), np.array([f"C{i:04d}" for i in range(len(owner))])
    text = np.array([str(one) for one in months])
    who, when = (one.ravel() for one in np.indices(sold.shape))
    cube = pd.DataFrame({"customer_id": ids[who], "month": text[when]})
    cube = cube.assign(rep_id=names[owner[who, when]], net_amount=sold.ravel(), product_id="P1")
    rep, at = (one.ravel() for one in np.indices(commit.shape))
    firsts = np.array([one.first for one in months], "datetime64[s]")
    before = np.array([(one - 1).last for one in months], "datetime64[s]")
    stated = pd.DataFrame({"rep_id": names[rep], "period_start": firsts[at]})
    stated = stated.assign(submitted_on=before[at], commit_amount=commit.ravel())
    changed = (owner[:, 1:] != owner[:, :-1]).any(axis=1)
    turn = np.where(changed, (owner != owner[:, :1]).argmax(axis=1), 0)
    held = [
        pd.DataFrame({"customer_id": ids, "rep_id": names[owner[:, 0]]}).assign(
            valid_from=None, valid_to=np.where(changed, firsts[turn], np.datetime64("NaT"))
        ),
        pd.DataFrame({"customer_id": ids, "rep_id": names[owner[:, -1]]}).assign(
            valid_from=firsts[turn], valid_to=None
        )[changed],
    ]
    owners = pd.concat(held, ignore_index=True).assign(credit_share=1.0, role="owner")
    days = dict.fromkeys(["valid_from", "valid_to"], "datetime64[s]")
    gone = [
        (names[i], day, 1.0)
        for i, t in np.argwhere(away > 0)
        for day in working(months[t])[: int(away[i, t] * 20)]
    ]
    absences = pd.DataFrame(gone, columns=["rep_id", "absent_on", "day_part"])
    return {
        "order_cube": cube[cube["net_amount"] > 0],
        "forecast_submissions": stated[at >= MONTHS - 24],
        "customer_reps": owners.astype(days),
        "absences": absences.astype({"absent_on": "datetime64[s]"}),
    }


def invented(seed: int, most: int = 40) -> Case:
    """Draw reps who invent visits, among: city rounds, rounded times, one building, returns."""
    rng = np.random.default_rng([seed, 4])
    n = int(rng.integers(12, most + 1))
    case = Case({})
    roles = ["invented"] * 3 + ["city", "city", "rounded", "building", "second"]
    parts, customers = [], []
    for place, i in enumerate(rng.permutation(n)):
        rep = f"R{i:02d}"
        role = roles[place] if place < len(roles) else str(rng.choice(["", "", "city"]))
        start, share = int(rng.integers(4, 24)), float(rng.uniform(0.2, 0.5))
        if role == "invented":
            case.planted[rep], case.start[rep] = share, start
        elif place < len(roles):
            case.twins[rep] = role
        where = _places(rng, role)
        own = _rounds(rng, rep, where, is_city=role == "city")
        if role == "invented":
            own = _with_invented(rng, own, start=start, share=share)
        elif role == "rounded":
            own = own.assign(**{x: (own[x] / 30).round() * 30 for x in ("begin", "end")})
        elif role == "second":
            own = _with_second(rng, own)
        parts.append(_reported(rng, own, where))
        ids = [f"{rep}-C{j}" for j in range(len(where))]
        customers.append(
            pd.DataFrame({"customer_id": ids}).assign(latitude=where[:, 0], longitude=where[:, 1])
        )
    visits = pd.concat(parts, ignore_index=True)
    visits["visit_id"] = [f"V{i:06d}" for i in range(len(visits))]
    reps = pd.DataFrame({"rep_id": visits["rep_id"].unique(), "road_speed": 70.0})
    case.frames = {
        "visits": visits,
        "customers": pd.concat(customers, ignore_index=True),
        "reps": reps.assign(cost_per_hour=100.0),
    }
    return case


def _places(rng: np.random.Generator, role: str) -> np.ndarray:
    """Return where a rep's customers are: a city, or a district of some hundred km."""
    wide = 2.0 if role == "city" else rng.uniform(15, 60)
    where = np.array([31.0, 120.0]) + rng.normal(0, wide / KM, (int(rng.integers(12, 40)), 2))
    if role == "building":
        where[1::3] = where[::3][: len(where[1::3])] + 0.0005
    return where


def _rounds(
    rng: np.random.Generator, rep: str, where: np.ndarray, *, is_city: bool
) -> pd.DataFrame:
    """Return the visits of two years, one after the other with the way between, in minutes."""
    rows = []
    for at in range(24):
        days = working(LAST - at)
        chosen = rng.choice(days, min(len(days), 10 if is_city else 8), replace=False)
        for day in chosen:
            many = int(rng.integers(6, 12)) if is_city else int(rng.integers(2, 5))
            stops = rng.choice(len(where), min(many, len(where)), replace=False)
            clock = 510 + rng.uniform(0, 40)
            for turn, stop in enumerate(stops):
                if turn:
                    km = KM * float(np.hypot(*(where[stop] - where[stops[turn - 1]]) * [1, 0.857]))
                    clock += 1.3 * km / (0.4 if is_city else 1.0) + rng.exponential(5)
                stay = rng.uniform(6, 20) if is_city else rng.uniform(20, 80)
                rows.append((rep, at, day, stop, clock, clock + stay))
                clock += stay
    return pd.DataFrame(rows, columns=["rep_id", "at", "day", "stop", "begin", "end"])


def _with_invented(
    rng: np.random.Generator, own: pd.DataFrame, *, start: int, share: float
) -> pd.DataFrame:
    """Return the visits with a share that begins while the one before lasts, or as it ends."""
    first = own.groupby(["at", "day"])["begin"].rank() == 1
    chance = share * (own["at"] < start).sum() / max(((own["at"] < start) & ~first).sum(), 1)
    is_new = (own["at"] < start) & ~first & (rng.random(len(own)) < chance)
    begin, end = own["begin"].to_numpy().copy(), own["end"].to_numpy().copy()
    for k in np.flatnonzero(is_new):
        during = rng.uniform(0.2, 0.9) * (end[k - 1] - begin[k - 1])
        begin[k] = begin[k - 1] + during if rng.random() < 0.7 else end[k - 1] + 1
        end[k] = begin[k] + rng.choice([30, 45, 60])
    return own.assign(begin=begin, end=end)


def _with_second(rng: np.random.Generator, own: pd.DataFrame) -> pd.DataFrame:
    """Return the visits with second ones at the end of some days, at the first customer."""
    by = own.sort_values("begin").groupby(["at", "day"])
    first, last = by.first().reset_index(), by["end"].max().reset_index(drop=True)
    begin = last + 180
    again = first.assign(rep_id=own["rep_id"].iloc[0], begin=begin, end=begin + 20)
    return pd.concat([own, again[rng.random(len(again)) < 0.3]], ignore_index=True)


def _reported(rng: np.random.Generator, own: pd.DataFrame, where: np.ndarray) -> pd.DataFrame:
    """Return the visits as reported: check-ins a little off, one in two hundred times mistyped."""
    n = len(own)
    wrong = np.where(rng.random(n) < 0.005, rng.choice([-60, 60], n), 0)
    day = own["day"].to_numpy().astype("datetime64[s]")
    begin, end = (
        day + (np.floor(own[x].to_numpy() + wrong) * 60).astype("timedelta64[s]")
        for x in ("begin", "end")
    )
    seen = where[own["stop"]] + rng.normal(0, 0.001, (n, 2))
    return pd.DataFrame({"rep_id": own["rep_id"], "visit_date": day, "status": "held"}).assign(
        customer_id=[f"{r}-C{s}" for r, s in zip(own["rep_id"], own["stop"], strict=True)],
        started_at=begin,
        ended_at=end,
        check_in_latitude=seen[:, 0],
        check_in_longitude=seen[:, 1],
    )
