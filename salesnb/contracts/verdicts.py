"""What people read for verdicts on targets and on points: words that several pages share."""

from salesnb.i18n import N_

VERDICT = {
    "missed": N_("missed"),
    "cannot_tell": N_("cannot tell"),
    "missed_within_noise": N_("missed, within chance"),
    "met": N_("met"),
    "not_asked": N_("nothing asked"),
    "no_target": N_("no target"),
}
REASON = {
    "partial": N_("the month's data end early"),
    "hole": N_("a part has no line"),
    "left": N_("the rep left"),
    "no_range": N_("too little known to judge by"),
}
BAND = {
    "out_of_reach": N_("out of reach"),
    "very_hard": N_("very hard"),
    "challenging": N_("challenging"),
    "easy": N_("easy"),
    "not_judged": N_("not judged"),
}
STANDING = {
    "below": N_("below the firm"),
    "above": N_("above the firm"),
    "in_line": N_("not beyond chance"),
    "too_noisy": N_("too uncertain to count"),
    "not_judged": N_("not judged"),
}
