"""The whole measurement, one piece after the other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from webapp.bench.company import found
from webapp.bench.databases import new_database, server
from webapp.bench.figures import Figure
from webapp.bench.machine import database_facts, machine_facts
from webapp.bench.measurements import (
    Measured,
    Plan,
    completion_speed,
    cost_of_sending_back,
    help_time,
    http_speed,
    statements,
)


@dataclass(frozen=True)
class Report:
    """What was measured, on what."""

    machine: dict[str, str]
    database: dict[str, str]
    processes: int
    figures: list[Figure] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return {
            "machine": self.machine,
            "database": self.database,
            "processes": self.processes,
            "figures": [figure.as_json() for figure in self.figures],
        }


def measure(plan: Plan, begin: Callable[[Report], None], tell: Callable[[Figure], None]) -> Report:
    """Measure according to plan on throw-away databases. `begin` hears what is measured on, `tell` of each figure."""
    with server(plan.database) as place, new_database(place) as database:
        report = Report(machine_facts(), database_facts(database), plan.processes)
        begin(report)
        measured = Measured(plan, database, found(database))
        measurements = [completion_speed(measured), cost_of_sending_back(measured), statements(measured, place)]
        if plan.http:
            measurements.append(http_speed(measured))
        for figure in chain(*measurements, help_time(measured)):
            report.figures.append(figure)
            tell(figure)
    return report
