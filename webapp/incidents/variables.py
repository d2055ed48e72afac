"""Corrected variables as an administrator types them: one `name = FEEL` a line."""

from __future__ import annotations

import re
from typing import Any

from engine import feel
from engine.errors import Invalid, Problem, say

_LINE = re.compile(r"\s*([A-Za-z_]\w*)\s*=\s*(.+)")
LONGEST = 20_000


def read_variables(text: str) -> dict[str, Any]:
    """The values by name. Refused with a problem per line that cannot be read."""
    if len(text) > LONGEST:
        raise Invalid([Problem("variables", say("At most %(limit)s characters.", limit=LONGEST))])
    values: dict[str, Any] = {}
    problems = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        match = _LINE.fullmatch(line)
        if match is None:
            problems.append(Problem("variables", say("Line %(number)s does not read as: name = value.", number=number)))
            continue
        try:
            values[match[1]] = feel.evaluate(match[2], {})
        except feel.FeelError as error:
            problems.append(
                Problem("variables", say("Line %(number)s: %(reason)s", number=number, reason=error.sentence))
            )
    if problems:
        raise Invalid(problems)
    return values
