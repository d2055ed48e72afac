"""A tree to closures, once per text: `compiled(node)` gives what computes its value in a scope."""

from engine.feel.compiler import functions, literals, loops, operators, paths, tests  # noqa: F401  # they register
from engine.feel.compiler.registry import Code, compiled

__all__ = ["Code", "compiled"]
