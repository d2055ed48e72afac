"""The shipped bundles pass the check that stands before publication."""

from __future__ import annotations

import pytest

from engine.commands import escalate_task, notify_role
from engine.definitions.bundles import read_folder
from engine.definitions.known import Known
from engine.definitions.problems import Severity
from engine.definitions.validation import check_bundle
from engine.service_tasks import service_task_names
from tests.bpmn_disposal.drawing import BUNDLES, ROOT
from workflows.disposal import service_tasks
from workflows.organization.roles import STANDARD_ROLES

# Service tasks are known once the modules that hold them are imported.
CALLABLE = (escalate_task, notify_role, service_tasks)
KNOWN = Known(frozenset(service_task_names()), frozenset(role.code for role in STANDARD_ROLES))


@pytest.mark.parametrize("key", BUNDLES)
def test_a_shipped_bundle_may_be_published(key: str) -> None:
    found = check_bundle(read_folder(ROOT / key), KNOWN)
    assert [problem for problem in found if problem.severity is Severity.ERROR] == []


def test_the_disposal_bundle_gives_no_warning_either() -> None:
    found = check_bundle(read_folder(ROOT / "disposal"), KNOWN)
    assert [problem for problem in found if problem.severity is not Severity.NOTE] == []
