"""Both languages are complete: every text of the code and the templates has its Chinese."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
CHINESE = re.compile(r"[㐀-鿿]")
PLACE = re.compile(r"%\(\w+\)s")
LATIN_WORD = re.compile(r"[A-Za-z_]{2,}")
# standards and products; forms of dates and keys; words of the dialect and of the shell, typed as they stand
SAME_IN_BOTH = set((Path(__file__).parent / "same_in_both.txt").read_text().split())
TYPED = re.compile(
    r"“[^”]*”|--[\w-]+|ZHANGSHI_\w+(=\w+)?|\w+@[\w.]+|\w+\.\w+|zhangshi( [a-z]+)*|python3 -c .*"
    r"|\w+-pgserver|R3/\w+|P\w+\d\w*|FA-DSP-\d+-\d+|SZ-\w+-\d+|application/json|zs-\w+"
)


@cache
def texts() -> frozenset[str]:
    """Every text marked for translation."""
    with (ROOT / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    keywords = dict.fromkeys(("_", "gettext", "lazy_gettext", "say")) | {"ngettext": (1, 2)}
    found = extract_from_dir(str(ROOT), methods, options, keywords=keywords)
    return frozenset(message if isinstance(message, str) else message[0] for _, _, message, _, _ in found)


@cache
def chinese() -> Catalog:
    with (ROOT / "webapp/translations/zh_CN/LC_MESSAGES/messages.po").open("rb") as file:
        return read_po(file, locale="zh_CN")


def test_no_english_text_holds_chinese() -> None:
    assert [text for text in texts() if CHINESE.search(text)] == []


def _singular(text: str | Sequence[str]) -> str:
    return text if isinstance(text, str) else text[0]


def _is_translated(message: Message) -> bool:
    """A text with a plural has one Chinese for every number."""
    string = message.string
    return bool(string if isinstance(string, str) else string and all(string)) and not message.fuzzy


def test_every_text_has_a_translation() -> None:
    known = {_singular(message.id) for message in chinese() if _is_translated(message)}
    assert sorted(texts() - known) == [], "run make messages, then translate what is empty"


def test_a_translation_has_the_places_of_its_text() -> None:
    wrong = [m.id for m in chinese() if m.id and set(PLACE.findall(str(m.id))) != set(PLACE.findall(str(m.string)))]
    assert wrong == []


def test_no_translation_leaves_english_words_standing() -> None:
    left = {
        word: message.string
        for message in chinese()
        for word in LATIN_WORD.findall(TYPED.sub(" ", PLACE.sub(" ", str(message.string))))
        if message.id and word not in SAME_IN_BOTH
    }
    assert left == {}, "translate the word, or add it to SAME_IN_BOTH"
