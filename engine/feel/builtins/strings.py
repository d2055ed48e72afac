"""Texts (DMN 1.5, table 72). Lengths and positions count characters (code points), from 1."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from engine.feel.builtins.registry import builtin
from engine.feel.patterns import is_found, pattern_of, replaced, split_at
from engine.feel.run import Run


@builtin("substring", "string: string, start position: number, length: number?")
def _substring(run: Run, text: str, start: Decimal, length: Decimal | None = None) -> str | None:
    position = int(start)
    if position == 0 or abs(position) > len(text) or (length is not None and length < 1):
        return None
    first = position - 1 if position > 0 else len(text) + position
    return text[first:] if length is None else text[first : first + int(length)]


@builtin("string length", "string: string")
def _string_length(run: Run, text: str) -> Decimal:
    return Decimal(len(text))


@builtin("upper case", "string: string")
def _upper_case(run: Run, text: str) -> str:
    run.charge_text(len(text))
    return text.upper()


@builtin("lower case", "string: string")
def _lower_case(run: Run, text: str) -> str:
    run.charge_text(len(text))
    return text.lower()


@builtin("trim", "string: string")
def _trim(run: Run, text: str) -> str:
    run.charge_text(len(text))
    return text.strip()


@builtin("is blank", "string: string")
def _is_blank(run: Run, text: str) -> bool:
    return not text.strip()


@builtin("substring before", "string: string, match: string")
def _substring_before(run: Run, text: str, match: str) -> str:
    run.charge_text(len(text))
    return text[: text.index(match)] if match in text else ""


@builtin("substring after", "string: string, match: string")
def _substring_after(run: Run, text: str, match: str) -> str:
    run.charge_text(len(text))
    return text[text.index(match) + len(match) :] if match in text else ""


@builtin("contains", "string: string, match: string")
def _contains(run: Run, text: str, match: str) -> bool:
    run.charge_text(len(text))
    return match in text


@builtin("starts with", "string: string, match: string")
def _starts_with(run: Run, text: str, match: str) -> bool:
    return text.startswith(match)


@builtin("ends with", "string: string, match: string")
def _ends_with(run: Run, text: str, match: str) -> bool:
    return text.endswith(match)


@builtin("matches", "input: string, pattern: string, flags: any?")
def _matches(run: Run, text: str, pattern: str, flags: Any = None) -> bool | None:
    compiled = pattern_of(pattern, flags)
    return None if compiled is None else is_found(run, compiled, text)


@builtin("replace", "input: string, pattern: string, replacement: string, flags: any?")
def _replace(run: Run, text: str, pattern: str, replacement: str, flags: Any = None) -> str | None:
    compiled = pattern_of(pattern, flags)
    if compiled is None:
        return None
    return replaced(run, compiled, text, replacement, is_literal="q" in (flags or ""))


@builtin("split", "string: string, delimiter: string")
def _split(run: Run, text: str, delimiter: str) -> list[str] | None:
    compiled = pattern_of(delimiter, None)
    return None if compiled is None else split_at(run, compiled, text)


@builtin("string join", "list: list, delimiter: any?")
def _string_join(run: Run, items: list[Any], delimiter: Any = None) -> str | None:
    if type(delimiter) not in (str, type(None)) or not all(type(item) in (str, type(None)) for item in items):
        return None
    texts = [item for item in items if item is not None]
    run.charge_text(sum(map(len, texts)) + len(delimiter or "") * len(texts))
    return (delimiter or "").join(texts)
