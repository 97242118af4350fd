"""Which action pays: effects of visits, aims and preparation, with honest ranges."""

from salesnb.actions.effects.judged import Asked
from salesnb.actions.effects.study import book_of, classes, which_pays

__all__ = ["Asked", "book_of", "classes", "which_pays"]
