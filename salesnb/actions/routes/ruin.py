"""Which customers a move takes out of the plan: neighbours of one, or strings of its rounds."""

from __future__ import annotations

import numpy as np

from salesnb.actions.routes.problem import Ints, Plan

MOST_OUT = 10  # customers of an ordinary move


def chosen(
    plan: Plan,
    slots_of: dict[int, list[int]],
    nearest: Ints,
    rng: np.random.Generator,
    *,
    string_share: float,
    longest: int,
    most: int = MOST_OUT,
) -> list[int]:
    """Return the customers to take out: near a random one, or strings of rounds near it."""
    seed = int(nearest[0, rng.integers(nearest.shape[1])])
    if rng.random() < string_share:
        return _strings(plan, slots_of, nearest[seed], rng, longest)
    many = min(int(rng.integers(1, most + 1)), nearest.shape[1])
    return [int(one) for one in nearest[seed, :many]]


def _strings(
    plan: Plan, slots_of: dict[int, list[int]], near: Ints, rng: np.random.Generator, longest: int
) -> list[int]:
    """Return strings of rounds near a customer, of a round at most one."""
    n_strings, taken, used = int(rng.integers(1, 4)), dict[int, None](), set[int]()
    for customer in near.tolist():
        if len(used) >= n_strings:
            break
        free = [slot for slot in slots_of.get(customer, ()) if slot not in used]
        if customer in taken or not free:
            continue
        slot = free[int(rng.integers(len(free)))]
        used.add(slot)
        stops = plan[slot]
        size = min(len(stops), int(rng.integers(1, longest + 1)))
        at = stops.index(customer)
        first = max(0, min(at - int(rng.integers(size)), len(stops) - size))
        taken.update(dict.fromkeys(stops[first : first + size]))
    return list(taken)
