"""The stream of tokens that the parser reads, and how a name of several words is found in it.

FEEL names may hold spaces and signs (`monthly salary`, `pre-tax`). Known names win, the longest first; words that
follow each other without an operator are one name too, so that plain names with spaces need no declaration.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import NoReturn

from engine.errors import Sentence, say
from engine.feel.errors import FeelError
from engine.feel.lexer import END, NAME, NUMBER, SIGN, Token, error_at, tokens

MAX_NESTING = 64
INFIX_WORDS = frozenset({"and", "or", "in", "between", "then", "else", "return", "satisfies", "instance"})
NAMES_WITH_KEYWORDS = frozenset(
    {"date and time", "years and months duration", "days and time duration", "get or else", "is in", "met by"}
)
_SIGNS_IN_NAMES = frozenset("./-'+*")

NameIndex = dict[str, list[tuple[tuple[str, ...], str]]]


@lru_cache(maxsize=4096)
def words_of(name: str) -> tuple[str, ...]:
    """The token texts that spell `name`; one that no tokens can spell, as a quoted key may be, is a word of its own."""
    try:
        return tuple(token.text for token in tokens(name)[:-1])
    except FeelError:
        return (name,)


@lru_cache(maxsize=256)
def index_of(names: frozenset[str]) -> NameIndex:
    """Names of more than one token by their first token, longest first."""
    index: NameIndex = {}
    for name in names:
        words = words_of(name)
        if len(words) > 1:
            index.setdefault(words[0], []).append((words, name))
    for candidates in index.values():
        candidates.sort(key=lambda candidate: -len(candidate[0]))
    return index


_STANDARD_INDEX = index_of(NAMES_WITH_KEYWORDS)


class Reader:
    """Where the parser stands in the text. `names` are those known outside, besides the built-in ones."""

    def __init__(self, text: str, names: frozenset[str]) -> None:
        self.text = text
        self.tokens = tokens(text)
        self.position = 0
        self.nesting = 0
        self.indexes = [_STANDARD_INDEX, index_of(names)]

    @property
    def token(self) -> Token:
        """The next token, not yet taken."""
        return self.tokens[self.position]

    def ahead(self, distance: int = 1) -> Token:
        """The token `distance` after the next one; the END token beyond the end."""
        return self.tokens[min(self.position + distance, len(self.tokens) - 1)]

    def take(self) -> Token:
        """The next token; the reader moves on, except from END."""
        token = self.tokens[self.position]
        if token.kind != END:
            self.position += 1
        return token

    def sees(self, *texts: str) -> bool:
        """Whether the next token is one of these signs or words."""
        token = self.token
        return token.text in texts and token.kind in (SIGN, NAME)

    def skip(self, text: str) -> bool:
        """Take the next token if it is `text`."""
        if self.sees(text):
            self.position += 1
            return True
        return False

    def expect(self, *texts: str) -> Token:
        """Take the next token, which must be one of `texts`."""
        if not self.sees(*texts):
            self.fail(say("“%(wanted)s” is missing before %(found)s.", wanted=texts[0], found=self.described()))
        return self.take()

    def fail(self, sentence: Sentence, at: int | None = None) -> NoReturn:
        """Refuse the text, at the next token or at the offset `at`."""
        raise error_at(self.text, self.token.start if at is None else at, sentence)

    def fail_here(self) -> NoReturn:
        """Refuse the next token."""
        self.fail(say("%(found)s is not expected here.", found=self.described()))

    def described(self) -> Sentence:
        """The next token, as a part of a sentence."""
        return say("the end") if self.token.kind == END else say("“%(text)s”", text=self.token.text[:40])

    def declare(self, names: Iterable[str]) -> int:
        """Let `names` be known from here on; give the mark for `forget`."""
        mark = len(self.indexes)
        index = index_of(frozenset(names))
        if index:
            self.indexes.append(index)
        return mark

    def forget(self, mark: int) -> None:
        """Take back what was declared since the mark."""
        del self.indexes[mark:]

    def known_name(self) -> str | None:
        """Take the longest known name that begins here, if one of several tokens does."""
        best: tuple[tuple[str, ...], str] | None = None
        for index in self.indexes:
            for words, name in index.get(self.token.text, ()):
                if (best is None or len(words) >= len(best[0])) and self._spells(words):
                    best = words, name
                    break
        if best is None:
            return None
        self.position += len(best[0])
        return best[1]

    def name(self) -> str:
        """Take a name: the longest known one, and the plain words that follow."""
        words = []
        known = self.known_name()
        if known is not None:
            words.append(known)
        elif self.token.kind == NAME:
            words.append(self.take().text)
        else:
            self.fail_here()
        while self.token.kind == NAME and not self._is_infix():
            words.append(self.take().text)
        return " ".join(words)

    def name_before(self, *ends: str) -> str:
        """Take a name that is being declared: every token up to one of `ends`, with single spaces."""
        first = last = self.token
        if first.kind != NAME:
            self.fail_here()
        while not self.sees(*ends):
            if self.token.kind not in (NAME, NUMBER) and self.token.text not in _SIGNS_IN_NAMES:
                self.fail_here()
            last = self.take()
        return " ".join(self.text[first.start : last.end].split())

    def argument_name_ahead(self) -> bool:
        """Whether the next tokens spell a name and a colon."""
        distance = 0
        while (token := self.ahead(distance)).kind in (NAME, NUMBER) or token.text in _SIGNS_IN_NAMES:
            if token.kind == END:
                return False
            distance += 1
        return distance > 0 and token.kind == SIGN and token.text == ":"

    def _spells(self, words: tuple[str, ...]) -> bool:
        if self.position + len(words) >= len(self.tokens):
            return False
        return all(self.tokens[self.position + number].text == word for number, word in enumerate(words))

    def _is_infix(self) -> bool:
        word = self.token.text
        return word in INFIX_WORDS and (word != "instance" or self.ahead().text == "of")
