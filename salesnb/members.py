"""The names of members that no master table has, as cubes, plans and pages write them."""

from __future__ import annotations

UNASSIGNED = "(unassigned)"  # nobody, or nothing stated: no rep, no product, no customer
NEW_CUSTOMER = "(new customer)"  # who is not a customer yet, in a plan
OTHERS = "(others)"  # the rest of a list, as one
TOTAL = "total"  # the whole, as dimension and as node
NOBODY = (UNASSIGNED, "", NEW_CUSTOMER)  # members that stand for no one who could be named
