"""FEEL: parser, interpreter, built-ins, unary tests (pure Python, Decimal numbers).

Values are described in `values.py`; nothing an expression says can reach Python, files or, unless granted, the clock.
"""

from engine.feel.errors import FeelError
from engine.feel.expressions import (
    Expression,
    UnaryTests,
    evaluate,
    evaluate_value,
    matches_unary,
    parse_expression,
    parse_unary_tests,
)
from engine.feel.names import called_functions, free_names, paths_read, unknown_functions
from engine.feel.printing import to_text
from engine.feel.temporal import MonthsDuration
from engine.feel.tree_text import print_tree
from engine.feel.values import Function, Range, from_json, to_feel, to_json

__all__ = [
    "Expression",
    "FeelError",
    "Function",
    "MonthsDuration",
    "Range",
    "UnaryTests",
    "called_functions",
    "evaluate",
    "evaluate_value",
    "free_names",
    "from_json",
    "matches_unary",
    "parse_expression",
    "parse_unary_tests",
    "paths_read",
    "print_tree",
    "to_feel",
    "to_json",
    "to_text",
    "unknown_functions",
]
