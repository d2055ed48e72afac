"""The one door to SpiffWorkflow (law 3): parsing, running, state, moves. It knows no people, timers or tables."""

from engine.spiff.dialect import ParsedBundle, parse_bundle
from engine.spiff.failures import FailureKind, RunFailed, ServiceTaskFailed
from engine.spiff.host import CompletedElement, DecisionRequest, Host, ServiceRequest
from engine.spiff.instance import Instance
from engine.spiff.migration import rename_elements
from engine.spiff.moves import Moved, Target, legal_targets, move
from engine.spiff.returning import path_to, process_at, takes_back
from engine.spiff.run import (
    Stop,
    complete,
    deliver_message,
    deliver_signal,
    fire_timer,
    reread,
    run_on,
    set_variables,
    start,
    variables,
)
from engine.spiff.specs import (
    Assignment,
    ElementDescription,
    Expression,
    MessageDescription,
    ProcessSpecs,
    Reference,
    StartEventDescription,
    TimerDescription,
    UserTaskDescription,
)
from engine.spiff.state import dump, load
from engine.spiff.triggers import TimerKind
from engine.spiff.waiting import (
    Waiting,
    WaitingMessage,
    WaitingServiceTask,
    WaitingSignal,
    WaitingTimer,
    WaitingUserTask,
    waiting,
)

__all__ = [
    "Assignment",
    "CompletedElement",
    "DecisionRequest",
    "ElementDescription",
    "Expression",
    "FailureKind",
    "Host",
    "Instance",
    "MessageDescription",
    "Moved",
    "ParsedBundle",
    "ProcessSpecs",
    "Reference",
    "RunFailed",
    "ServiceRequest",
    "ServiceTaskFailed",
    "StartEventDescription",
    "Stop",
    "Target",
    "TimerDescription",
    "TimerKind",
    "UserTaskDescription",
    "Waiting",
    "WaitingMessage",
    "WaitingServiceTask",
    "WaitingSignal",
    "WaitingTimer",
    "WaitingUserTask",
    "complete",
    "deliver_message",
    "deliver_signal",
    "dump",
    "fire_timer",
    "legal_targets",
    "load",
    "move",
    "parse_bundle",
    "path_to",
    "process_at",
    "rename_elements",
    "reread",
    "run_on",
    "set_variables",
    "start",
    "takes_back",
    "variables",
    "waiting",
]
