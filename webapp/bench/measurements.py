"""What is measured, how often, and the bounds it is held against."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from engine.db import Database
from engine.errors import say
from webapp.bench import completing, over_http
from webapp.bench.company import Company, found
from webapp.bench.completing import Complete, Speed
from webapp.bench.copies import open_cases
from webapp.bench.databases import new_database
from webapp.bench.figures import Figure
from webapp.bench.sending_back import send_back_often
from webapp.bench.shell import help_seconds
from webapp.bench.statements import counted

FASTEST_IMAGINED = 600  # completions a second and process: no run may end for want of tasks

MOST_STATEMENTS = 22
MOST_STATE_BYTES = 2_000
HIGHEST_RATIO = 1.5
SLOWEST_HELP_SECONDS = 0.5


@dataclass(frozen=True)
class Plan:
    """What to measure: `database` is sqlite, postgresql, or the URL of a PostgreSQL server."""

    database: str
    processes: int
    seconds: float
    runs: int
    open_tasks: Sequence[int]
    http: bool


@dataclass(frozen=True)
class Measured:
    """What the measurements share."""

    plan: Plan
    database: Database
    company: Company

    def new_tasks(self) -> list[UUID]:
        """Enough form tasks for one run."""
        count = int((self.plan.seconds + 1) * FASTEST_IMAGINED * self.plan.processes)
        return open_cases(self.database, self.company, count)

    def floor(self, *, sqlite: float, two_processes: float, postgresql: float | None = None) -> float | None:
        """The bound for this database and number of processes; None where there is none."""
        if self.database.is_sqlite:
            return sqlite if self.plan.processes == 1 else None
        return {1: postgresql, 2: two_processes}.get(self.plan.processes)


def completion_speed(measured: Measured) -> Iterator[Figure]:
    """Completions a second: of the form task, and of the approval that follows."""
    forms, approvals = [], []
    for _ in range(measured.plan.runs):
        forms.append(_speed(measured, completing.fill, measured.new_tasks()))
        approvals.append(_speed(measured, completing.approve, completing.open_approvals(measured.database)))
    floor = measured.floor(sqlite=120, postgresql=80, two_processes=160)
    form = say("Form task completed: decision, gateway, the approval opens with its timer")
    yield Figure("form_completions", form, "/s", [run.per_second for run in forms], at_least=floor)
    processor = say("Processor time of that completion, without the database server's")
    yield Figure("form_processor", processor, "ms", [run.processor_ms for run in forms])
    approval = say("Approval completed: its timer is disarmed, the case ends")
    yield Figure("approval_completions", approval, "/s", [run.per_second for run in approvals], at_least=floor)


def _speed(measured: Measured, complete: Complete, tasks: list[UUID]) -> Speed:
    plan = measured.plan
    return completing.measure_speed(
        measured.database, measured.company.actor, complete, tasks, processes=plan.processes, seconds=plan.seconds
    )


def statements(measured: Measured, place: str) -> Iterator[Figure]:
    """SQL statements of one completion of the form task, with more and more open tasks in a database of its own."""
    with new_database(place) as database:
        company = found(database)
        waiting: list[UUID] = []
        for count in sorted(measured.plan.open_tasks):
            waiting += open_cases(database, company, count - len(waiting))
            yield Figure(
                f"statements_at_{count}",
                say("SQL statements of that completion, with %(count)s open tasks", count=f"{count:,}"),
                "",
                [_statements_of(database, company, waiting.pop()) for _ in range(measured.plan.runs)],
                at_most=MOST_STATEMENTS,
            )


def _statements_of(database: Database, company: Company, task_id: UUID) -> int:
    with counted(database) as sent:
        completing.fill(database, company.actor, task_id)
    return len(sent.texts)


def cost_of_sending_back(measured: Measured) -> Iterator[Figure]:
    """A step of a case sent back 300 times against one of a case sent back three times, and the size of its state."""
    runs = [send_back_often(measured.database, measured.company) for _ in range(measured.plan.runs)]
    yield Figure(
        "sent_back_ratio",
        say("A step after 300 returns, compared with one after 3"),
        "×",
        [run.ratio for run in runs],
        at_most=HIGHEST_RATIO,
    )
    yield Figure(
        "state_bytes",
        say("State after 300 returns"),
        "B",
        [run.state_bytes for run in runs],
        at_most=MOST_STATE_BYTES,
    )


def http_speed(measured: Measured) -> Iterator[Figure]:
    """Completions of the form task a second over HTTP, by as many server processes."""
    with over_http.servers(measured.database, measured.plan.processes) as ports:
        runs = [
            over_http.completions_per_second(ports, measured.new_tasks(), seconds=measured.plan.seconds)
            for _ in range(measured.plan.runs)
        ]
    yield Figure(
        "http_completions",
        say("Form posted over HTTP, with session and CSRF, by %(count)s browsers", count=over_http.BROWSERS),
        "/s",
        runs,
        at_least=measured.floor(sqlite=80, two_processes=110),
    )


def help_time(measured: Measured) -> Iterator[Figure]:
    """How long `zhangshi --help` takes."""
    yield Figure(
        "help_seconds",
        say("The command line says what it can do"),
        "s",
        [help_seconds() for _ in range(measured.plan.runs)],
        at_most=SLOWEST_HELP_SECONDS,
    )
