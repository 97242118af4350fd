"""Texts that know what they were made of, so that they can be told in another language."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


class Told(str):
    """A text of salesnb in one language, and the call that makes it in the language in use.

    It is text like any other. What is put together of it without `t` or `joined` is plain text,
    which can be told in no other language.
    """

    make: Callable[..., str]
    words: tuple[Any, ...]
    slots: dict[str, Any]

    @classmethod
    def of(cls, text: str, make: Callable[..., str], /, *words: Any, **slots: Any) -> Told:
        """Return `text`, which `make` made of words and slots."""
        one = cls(text)
        one.make, one.words, one.slots = make, words, slots
        return one

    def again(self) -> str:
        """Return the text in the language in use, what stands in its slots included."""
        words = [told_again(word) for word in self.words]
        return self.make(*words, **{name: told_again(one) for name, one in self.slots.items()})


def told_again(thing: Any) -> Any:
    """Return a text of salesnb in the language in use; anything else as it is."""
    return thing.again() if isinstance(thing, Told) else thing
