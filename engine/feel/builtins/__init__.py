"""The built-in functions of DMN 1.5, 10.3.4, and a few of Camunda's: `BUILTINS` by name."""

from engine.feel.builtins import (  # noqa: F401  # they register
    contexts,
    conversion,
    dates,
    lists,
    numbers,
    ranges,
    statistics,
    strings,
)
from engine.feel.builtins.registry import BUILTINS

__all__ = ["BUILTINS"]
