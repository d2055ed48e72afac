"""The stream of tokens that the parser reads, and how a name of several words is found in it.

FEEL names may hold spaces and signs (`monthly salary`, `pre-tax`). Known names win, the longest first; words that
follow each other without an operator are one name too, so that plain names with spaces need no declaration.
"""

from __future__ import annotations

from typing import NoReturn

from engine.errors import Sentence, say
from engine.feel.known_names import NameTree, tree_of
from engine.feel.lexer import END, NAME, NUMBER, SIGN, Token, error_at, tokens

MAX_NESTING = 64
INFIX_WORDS = frozenset({"and", "or", "in", "between", "then", "else", "return", "satisfies", "instance"})
NAMES_WITH_KEYWORDS = frozenset(
    {"date and time", "years and months duration", "days and time duration", "get or else", "is in", "met by"}
)
SIGNS_IN_NAMES = frozenset("./-'+*")

_STANDARD_NAMES = NameTree(NAMES_WITH_KEYWORDS)


class Reader:
    """Where the parser stands in the text. `names` are those known outside, besides the built-in ones.

    `members` are known outside too, but only as keys of contexts.
    """

    def __init__(self, text: str, names: frozenset[str], members: frozenset[str] = frozenset()) -> None:
        self.text = text
        self.tokens = tokens(text)
        self.position = 0
        self.nesting = 0
        self.outside = tree_of(names)
        self.outside_members = tree_of(members)
        self.declared = NameTree()
        self.members = NameTree()
        self.filters = 0

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

    def known_name(self, *, is_member: bool = False) -> str | None:
        """Take the longest known name that begins here, if one of several tokens does.

        After a point and in a filter those count too that contexts, of this text or outside, have as keys.
        """
        best: tuple[int, str] | None = None
        trees: tuple[NameTree, ...] = (_STANDARD_NAMES, self.outside, self.declared)
        if is_member or self.filters:
            trees = (_STANDARD_NAMES, self.outside, self.outside_members, self.members, self.declared)
        for tree in trees:
            if tree.root:
                found = tree.longest(self.tokens, self.position)
                best = found if found and (best is None or found[0] >= best[0]) else best
        if best is None:
            return None
        self.position += best[0]
        return best[1]

    def name(self, *, is_member: bool = False) -> str:
        """Take a name: the longest known one, and the plain words that follow."""
        return self.name_from(self.known_name(is_member=is_member))

    def name_from(self, known: str | None) -> str:
        """Take the rest of a name that begins with the `known` one, which was taken; the whole where there is none."""
        words = []
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
            if self.token.kind not in (NAME, NUMBER) and self.token.text not in SIGNS_IN_NAMES:
                self.fail_here()
            last = self.take()
        return " ".join(self.text[first.start : last.end].split())

    def argument_name_ahead(self) -> bool:
        """Whether the next tokens spell a name and a colon."""
        distance = 0
        while (token := self.ahead(distance)).kind in (NAME, NUMBER) or token.text in SIGNS_IN_NAMES:
            if token.kind == END:
                return False
            distance += 1
        return distance > 0 and token.kind == SIGN and token.text == ":"

    def _is_infix(self) -> bool:
        word = self.token.text
        return word in INFIX_WORDS and (word != "instance" or self.ahead().text == "of")
