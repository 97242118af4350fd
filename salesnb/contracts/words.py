"""Words of codes that several rooms show."""

from salesnb.contracts.shorthand import words_of
from salesnb.i18n import N_

LEVER = words_of(N_("profit"), N_("service"), N_("help"), N_("other"))
ADVANTAGE = {
    **words_of(N_("price"), N_("quality"), N_("variety"), N_("service"), N_("terms")),
    **words_of(N_("delivery"), N_("relations"), N_("no budget")),
    "": N_("not stated"),
}
