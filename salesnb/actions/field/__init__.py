"""Work in the field: plan against done, what inspections saw, what is registered and reported."""

from salesnb.actions.field.study import what_was_done, what_was_seen

__all__ = ["what_was_done", "what_was_seen"]
