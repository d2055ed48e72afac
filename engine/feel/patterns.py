"""Regular expressions in XPath's flavour (XQuery and XPath Functions 3.1, 5.6), on the `regex` package.

Matching has a time limit, because a pattern may be written so that it backtracks for ever.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from time import perf_counter
from typing import Any

import regex  # type: ignore[import-untyped]

from engine.errors import say
from engine.feel.errors import FeelError
from engine.feel.regex_flavour import NoPatternError, translated
from engine.feel.run import Run

MAX_PATTERN = 1000
_REFERENCE = regex.compile(r"\$(?P<group>[0-9]{1,9})|\\(?P<escaped>[\\$])|(?P<plain>[^$\\]+)")
_FLAGS = {"s": regex.DOTALL, "m": regex.MULTILINE, "i": regex.IGNORECASE}


def pattern_of(text: str, flags: Any) -> regex.Pattern[str] | None:
    """The compiled pattern; None if it, or a flag, is none of XPath's. No flags may be null."""
    flags = "" if flags is None else flags
    if len(text) > MAX_PATTERN or type(flags) is not str or set(flags) - set("smixq"):
        return None
    return _compiled(text, "".join(sorted(set(flags))))


@lru_cache(maxsize=128)
def _compiled(text: str, flags: str) -> regex.Pattern[str] | None:
    options = regex.VERSION1
    for flag in flags:
        options |= _FLAGS.get(flag, 0)
    try:
        source = regex.escape(text) if "q" in flags else translated(text, flags)
        return regex.compile(source, options)
    except (NoPatternError, regex.error, RecursionError, OverflowError):
        return None


def is_found(run: Run, pattern: regex.Pattern[str], text: str) -> bool:
    """Whether the pattern matches anywhere in `text`; `FeelError` when that takes too long."""
    with _timed(run):
        return pattern.search(text, timeout=run.seconds()) is not None


def split_at(run: Run, pattern: regex.Pattern[str], text: str) -> list[str]:
    """The parts of `text` between the matches that are not empty."""
    parts: list[str] = []
    last = 0
    with _timed(run):
        for found in pattern.finditer(text, timeout=run.seconds()):
            if found.end() > found.start():
                parts.append(text[last : found.start()])
                last = found.end()
            run.look_at_the_clock()  # the time limit is that of one match
    run.charge(len(parts))
    return [*parts, text[last:]]


def replaced(run: Run, pattern: regex.Pattern[str], text: str, replacement: str, *, is_literal: bool) -> str | None:
    """`text` with every match replaced, `$1` in the replacement by a group; None if it matches an empty text."""
    parts = [replacement] if is_literal else _replacement_parts(replacement, pattern.groups)
    if parts is None or is_found(run, pattern, ""):
        return None

    def made(found: Any) -> str:
        result = "".join(part if isinstance(part, str) else (found.group(part) or "") for part in parts)
        run.charge_text(len(result))
        run.look_at_the_clock()
        return result

    with _timed(run):
        result: str = pattern.sub(made, text, timeout=run.seconds())
    run.charge_text(len(result))
    return result


@contextmanager
def _timed(run: Run) -> Iterator[None]:
    """What a regular expression takes cannot be foretold, so it is measured and charged in microseconds."""
    started = perf_counter()
    try:
        yield
    except TimeoutError as error:
        raise FeelError(say("A regular expression takes too long.")) from error
    finally:
        run.steps -= int((perf_counter() - started) * 1_000_000)
    run.charge()


def _replacement_parts(text: str, groups: int) -> list[str | int] | None:
    """Texts and group numbers, None for a `$` or backslash that XPath does not allow."""
    parts: list[str | int] = []
    position = 0
    while position < len(text):
        found = _REFERENCE.match(text, position)
        if found is None:
            return None
        position = found.end()
        if found["group"] is None:
            parts.append(found["escaped"] or found["plain"])
        else:
            digits = _known_group(found["group"], groups)
            parts.append(int(digits) if int(digits) <= groups else "")
            position -= len(found["group"]) - len(digits)
    return parts


def _known_group(digits: str, groups: int) -> str:
    """The longest beginning of `digits` that is the number of a group, else the first digit."""
    while len(digits) > 1 and int(digits) > groups:
        digits = digits[:-1]
    return digits
