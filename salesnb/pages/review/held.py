"""An amount against its target, in words: of a month, a span, or some months of a span."""

from __future__ import annotations

from salesnb.contracts.results import Row
from salesnb.findings import Finding, Status, say
from salesnb.i18n import N_


def held(row: Row) -> Finding:
    """Say what came in against its target, with the range that tells a miss from chance."""
    verdict, key = row["verdict"], f"held_{row['measure']}_{row['span']}"
    texts = _MONTH if row["span"] == "month" else _SPAN
    if row["span"] != "month" and row["n_planned"] < row["n_months"]:
        texts = _SPAN | _SOME
    if verdict == "cannot_tell":
        return say(key, "info", texts[row["reason"]], row)
    is_done = verdict == "missed" and row["rests_on"] == "done"
    return say(key, STATUS.get(verdict, "info"), texts["not_done" if is_done else verdict], row)


STATUS: dict[str, Status] = {"met": "good", "missed_within_noise": "watch", "missed": "act"}
_MONTH = {
    "met": N_("{since}: {measure} met the target: {held} against {target} ({gap})."),
    "missed_within_noise": N_(
        "{since}: {measure} fell short of the target, {held} against {target} ({gap}); a month that"
        " runs at its target may miss it by {seen_miss} by chance alone."
    ),
    "missed": N_(
        "{since}: {measure} missed the target beyond chance: {held} against {target} ({gap}); a"
        " month that runs at its target misses it by at most {seen_miss}."
    ),
    "not_done": N_("{since}: {measure} missed the target: {held} against {target} ({gap})."),
    "no_range": N_(
        "{since}: {measure} fell short of the target, {held} against {target} ({gap}); whether that"
        " is more than chance cannot be told: no forecast of it was issued before, and too few"
        " earlier months are known."
    ),
    "partial": N_(
        "{since}: {measure} came to {held} so far, of a target of {target}; the month's data end"
        " early, so it is not judged."
    ),
    "hole": N_(
        "{since}: {measure} came to {held}, of a target of {target}; a part that sold every month"
        " before has no line, so the month is not judged before its export is known to be whole."
    ),
    "not_asked": N_("{since}: {measure} came to {actual}; the target was nought."),
    "no_target": N_("{since}: {measure} came to {actual}; no target was set."),
}
_SPAN = {
    "met": N_("Since {since}, {measure}: {held} came in against the {target} asked ({gap})."),
    "missed_within_noise": N_(
        "Since {since}, {measure}: {held} came in against the {target} asked ({gap}); at"
        " target, chance alone may take {seen_miss}."
    ),
    "missed": N_(
        "Since {since}, {measure}: {held} came in against the {target} asked ({gap}); that"
        " is beyond chance, which takes at most {seen_miss} at target."
    ),
    "not_done": N_("Since {since}, {measure}: {held} came in against the {target} asked ({gap})."),
    "no_range": N_(
        "Since {since}, {measure}: {held} came in against the {target} asked ({gap});"
        " whether that is more than chance cannot be told."
    ),
    "partial": N_(
        "Since {since}, {measure}: {held} came in so far against the {target} asked; the"
        " last month's data end early, so it is not judged."
    ),
    "hole": N_(
        "Since {since}, {measure}: {held} came in against the {target} asked; a part that sold"
        " every month before has no line in the last one, so it is not judged."
    ),
    "not_asked": N_("Since {since}, {measure}: {actual} came in; the target was nought."),
    "no_target": N_("Since {since}, {measure}: {actual} came in; no target was set."),
}
_SOME = {  # of a span in which only some months have a target
    "met": N_(
        "{n_planned} of the {n_months} months since {since} have a target of {measure}: {held} came"
        " in against the {target} asked ({gap})."
    ),
    "missed_within_noise": N_(
        "{n_planned} of the {n_months} months since {since} have a target of {measure}: {held} came"
        " in against the {target} asked ({gap}); at target, chance alone may take {seen_miss}."
    ),
    "missed": N_(
        "{n_planned} of the {n_months} months since {since} have a target of {measure}: {held} came"
        " in against the {target} asked ({gap}); that is beyond chance, which takes at most"
        " {seen_miss} at target."
    ),
    "not_done": N_(
        "{n_planned} of the {n_months} months since {since} have a target of {measure}: {held} came"
        " in against the {target} asked ({gap})."
    ),
    "no_range": N_(
        "{n_planned} of the {n_months} months since {since} have a target of {measure}: {held} came"
        " in against the {target} asked ({gap}); whether that is more than chance cannot be told."
    ),
    "partial": N_(
        "{n_planned} of the {n_months} months since {since} have a target of {measure}: {held} came"
        " in so far against the {target} asked; the last month's data end early, so it is not"
        " judged."
    ),
    "hole": N_(
        "{n_planned} of the {n_months} months since {since} have a target of {measure}: {held} came"
        " in against the {target} asked; a part that sold every month before has no line in the"
        " last one, so it is not judged."
    ),
}
