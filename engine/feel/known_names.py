"""Names of more than one token (`monthly salary`, `pre-tax`) as a tree of their words: found in one walk, however many.

Signs in a name are words as well. A branch holds the branches after it by their first word, and under `None` the name
that ends there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from engine.feel.errors import FeelError
from engine.feel.lexer import Token, tokens

MAX_WORDS = 100
"""Longer names are not looked for: each place of the text costs so many steps at most."""

Branch = dict[str | None, Any]


@lru_cache(maxsize=4096)
def words_of(name: str) -> tuple[str, ...]:
    """The token texts that spell `name`; one that no tokens can spell, as a quoted key may be, is a word of its own."""
    try:
        return tuple(token.text for token in tokens(name)[:-1])
    except FeelError:
        return (name,)


class NameTree:
    """Names that come and go as the text declares them; the last of two that are spelled alike counts."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self.root: Branch = {}
        self.added: list[tuple[Branch, str | None]] = []
        self.add(names)

    def add(self, names: Iterable[str]) -> int:
        """Hold `names` as well; give the mark for `forget`."""
        mark = len(self.added)
        for name in names:
            words = words_of(name)
            if 1 < len(words) <= MAX_WORDS:
                branch = self.root
                for word in words:
                    branch = branch.setdefault(word, {})
                self.added.append((branch, branch.get(None)))
                branch[None] = name
        return mark

    def forget(self, mark: int) -> None:
        """Take back what was added since the mark."""
        while len(self.added) > mark:
            branch, previous = self.added.pop()
            branch[None] = previous

    def longest(self, sequence: Sequence[Token], start: int) -> tuple[int, str] | None:
        """How many tokens from `start` on spell the longest name, and that name. The last token, END, spells none."""
        branch = self.root
        best = None
        for position in range(start, len(sequence) - 1):
            following: Branch | None = branch.get(sequence[position].text)
            if following is None:
                break
            branch = following
            name = branch.get(None)
            if name is not None:
                best = position + 1 - start, name
        return best


@lru_cache(maxsize=256)
def tree_of(names: frozenset[str]) -> NameTree:
    """The tree of names that are known outside; it is shared, nothing may be added."""
    return NameTree(names)
