"""The plan of a case, and what is behind."""

from __future__ import annotations

from datetime import timedelta

from engine import clock
from tests.webapp.demo import Site


def test_a_plan_is_entered_on_the_case_and_what_is_late_is_listed(site: Site) -> None:
    case, manager = site.mark(), site.as_("zhao.min")
    assert "Nothing is behind its plan" in manager.get("/plans").text
    assert "Plan and actual" in manager.get(f"{case}/plan").text
    day = clock.now().date() - timedelta(days=5)
    refused = manager.post(f"{case}/plan", {"collected": day.isoformat(), "left": "2020-01-01", "posted": "soon"})
    assert (refused.status_code, "Enter a date." in refused.text) == (422, True)
    assert 'value="2020-01-01"' in refused.text
    backwards = manager.post(f"{case}/plan", {"collected": day.isoformat(), "left": "2020-01-01"})
    assert "This is before the day of an earlier stage." in backwards.text
    manager.post(f"{case}/plan", {"collected": day.isoformat()})
    late = manager.get("/plans").text
    assert "Collected: planned for" in late
    assert "days late" in late
    assert "Planned by day" in manager.get(case).text
    assert 'type="date"' not in site.as_("lin.gong").get(f"{case}/plan").text
