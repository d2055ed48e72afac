"""Sentences outside a request: on the command line and in mail, in whichever language is asked for."""

from __future__ import annotations

import gettext
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from engine.errors import Sentence, Wording

TRANSLATIONS = Path(__file__).parent / "translations"


@cache
def catalogue(language: str) -> gettext.NullTranslations:
    """The texts of a language (zh_CN, en); texts without a translation stay English."""
    return gettext.translation("messages", TRANSLATIONS, [language], fallback=True)


def say_in(sentence: Sentence, language: str) -> str:
    """The sentence in `language`, with the sentences and wordings inside it."""
    template = catalogue(language).gettext(sentence.template)
    if not sentence.values:
        return template
    return template % {name: _place(value, language) for name, value in sentence.values.items()}


def _place(value: Any, language: str) -> Any:
    if isinstance(value, Sentence):
        return say_in(value, language)
    if isinstance(value, Wording):
        return value.in_language(language)
    if isinstance(value, datetime):
        return value.astimezone().isoformat(sep=" ", timespec="minutes")
    return value
