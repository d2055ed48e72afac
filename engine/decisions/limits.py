"""The values that item definitions allow (DMN 1.5, 7.3.3).

They limit input data and the values of decisions; `instance of` and the types of parameters do not look at them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from engine.feel.compiler.tests import compiled_unary_tests
from engine.feel.run import Run, Scope
from engine.feel.syntax import TypeName, UnaryTests


@dataclass(frozen=True)
class Limited(TypeName):
    """A type of which only some values are allowed."""

    accepts: Callable[[Run, Any], bool] | None = field(default=None, compare=False, repr=False)

    @classmethod
    def of(cls, wanted: TypeName, limits: UnaryTests) -> Limited:
        """`wanted`, limited to what fulfils the tests."""
        test, cost = compiled_unary_tests(limits), limits.cost()

        def accepts(run: Run, value: Any) -> bool:
            run.charge(cost)
            return test(Scope({"?": value}, None, run), value)

        return cls(wanted.name, wanted.parts, wanted.keys, accepts)


def is_allowed(run: Run, value: Any, wanted: TypeName | None) -> bool:
    """Whether a value of the type, and what it holds, is among the allowed ones. Null always is."""
    if value is None or wanted is None:
        return True
    run.charge()
    if isinstance(wanted, Limited) and wanted.accepts is not None and not wanted.accepts(run, value):
        return False
    if run.types is not None and wanted.name in run.types:
        return is_allowed(run, value, run.types[wanted.name])
    if wanted.name == "list" and wanted.parts and type(value) is list:
        return all(is_allowed(run, item, wanted.parts[0]) for item in value)
    if wanted.name == "context" and type(value) is dict:
        return all(is_allowed(run, value.get(key), part) for key, part in zip(wanted.keys, wanted.parts, strict=True))
    return True
