"""Neighbouring signs: what an index knows of a text, so that any part of a word finds it, in Chinese too."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

_WORDS = re.compile(r"[^\W_]+")
_PARTS = re.compile(r"[a-z0-9]+|[^a-z0-9]+")


def folded(text: str) -> str:
    """The text as searches compare it: in lower case, full-width signs as ordinary ones."""
    return (text if text.isascii() else unicodedata.normalize("NFKC", text)).lower()


def grams_of(text: str) -> set[str]:
    """What an index keeps of a folded text: the pairs of neighbouring letters and digits, threes of ASCII, which has
    few signs, and each other sign by itself: a word of Chinese may be one sign."""
    found: set[str] = set()
    for word in _WORDS.findall(text):
        found.update(map("".join, pairwise(word)))
        for part in _PARTS.findall(word):
            if part.isascii():
                found.update(map("".join, zip(part, part[1:], part[2:], strict=False)))
            else:
                found.update(part)
    return found


def asked_grams(text: str) -> set[str]:
    """The fewest of `grams_of` that tell the text: none that stands in another one."""
    grams = grams_of(text)
    return {gram for gram in grams if not any(gram != other and gram in other for other in grams)}
