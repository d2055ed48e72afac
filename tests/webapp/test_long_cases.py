"""A case that went round many times opens as quickly as a new one, and still tells everything when asked."""

from __future__ import annotations

from uuid import UUID

from engine.actors import SYSTEM
from engine.history.operations import EventDraft, append_events
from tests.webapp.demo import Site


def test_a_long_history_is_shown_from_its_end_and_whole_on_request(site: Site) -> None:
    case = site.mark()
    with site.db.transaction() as session:
        drafts = [
            EventDraft(
                "task_completed", SYSTEM, element_id="Task_Prepare", data={"decision": None, "comment": f"round {n}"}
            )
            for n in range(100)
        ]
        append_events(session, UUID(case.rpartition("/")[2]), drafts)
    browser = site.as_("lin.gong")
    page = browser.get(case).text
    assert "round 99" in page
    assert "round 1”" not in page
    assert "Everything that happened before" in page
    whole = browser.get(f"{case}?history=all").text
    assert "round 1”" in whole
    assert "Case started" in whole
