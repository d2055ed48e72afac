"""What is wrong with a decision table before anybody asks it: overlaps, gaps, rules that never decide."""

from engine.decisions.analysis.analysing import analyse
from engine.decisions.analysis.findings import Analysis, Finding, FindingKind, NotAnalysed

__all__ = ["Analysis", "Finding", "FindingKind", "NotAnalysed", "analyse"]
