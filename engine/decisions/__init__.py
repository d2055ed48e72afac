"""DMN: decision tables with every hit policy, required decisions, boxed expressions in FEEL."""

from engine.decisions.checking import check_decisions, free_names, problems, suspicions
from engine.decisions.elements import Decision, DecisionResult
from engine.decisions.errors import DecisionError
from engine.decisions.model import DecisionModel
from engine.decisions.reading import parse_decisions, read_decisions
from engine.decisions.tables import Aggregation, DecisionTable, HitPolicy
from engine.decisions.trace import RuleHit

__all__ = [
    "Aggregation",
    "Decision",
    "DecisionError",
    "DecisionModel",
    "DecisionResult",
    "DecisionTable",
    "HitPolicy",
    "RuleHit",
    "check_decisions",
    "free_names",
    "parse_decisions",
    "problems",
    "read_decisions",
    "suspicions",
]
