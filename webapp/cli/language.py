"""The language of the command line: `ZHANGSHI_LANGUAGE`, else what the shell is set to."""

from __future__ import annotations

import os
from functools import cache

from engine.errors import Sentence
from webapp.sayings import catalogue, say_in


@cache
def shell_language() -> str:
    """zh_CN or en."""
    for name in ("ZHANGSHI_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return "zh_CN" if value.lower().startswith("zh") else "en"
    return "en"


def _(text: str) -> str:
    """`text` in the language of the shell; for the help of commands and options."""
    return catalogue(shell_language()).gettext(text)


def said(sentence: Sentence) -> str:
    """The sentence in the language of the shell."""
    return say_in(sentence, shell_language())
