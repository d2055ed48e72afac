"""DMN: decision tables with every hit policy, required decisions, boxed expressions in FEEL."""

from engine.decisions.checking import Judgement, check_decisions, free_names, judged, problems
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
    "Judgement",
    "RuleHit",
    "check_decisions",
    "free_names",
    "judged",
    "parse_decisions",
    "problems",
    "read_decisions",
]
