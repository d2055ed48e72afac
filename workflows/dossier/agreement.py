"""Whether a dossier says in words what its history and its archived text prove."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from engine.errors import Sentence, say

VOTES = ("task_voted", "task_completed", "task_passed")
"""The last where nobody was asked: somebody's word from before counts, or the rule of the diagram."""
Json = Mapping[str, Any]


def agreement_findings(facts: Json, archived: Json | None, events: Sequence[Json]) -> Iterator[Sentence]:
    """Opinions against the history, figures against what was archived; nothing where all of it agrees."""
    yield from _opinion_findings(facts, events)
    if archived is not None:
        yield from (
            say("What the dossier says of “%(part)s” is not what was archived.", part=part)
            for part, said in _figures(facts).items()
            if said != archived[part]
        )


def _opinion_findings(facts: Json, events: Sequence[Json]) -> Iterator[Sentence]:
    """Each opinion is an event of its seat, by the same person, with the same decision and words; and none is left out.

    A seat may have been decided anew, after the case came back: the last time counts.
    """
    given = {event["data"]["seat"]: event for event in events if _is_vote(event)}
    said = {opinion["seat"]: opinion for opinion in facts["opinions"]}
    for seat, opinion in said.items():
        event = given.get(seat)
        if event is None or not _agrees(opinion, event):
            who = opinion["person"]["en"] if opinion["person"] else "–"
            yield say(
                "The opinion of %(person)s on %(at)s is not what the history tells.", person=who, at=opinion["at"]
            )
    for seat in given.keys() - said.keys():
        yield say("An opinion is left out: event %(number)s.", number=given[seat]["number"])


def _is_vote(event: Json) -> bool:
    return event["kind"] in VOTES and event["data"].get("seat") is not None


def _agrees(opinion: Json, event: Json) -> bool:
    person = opinion["person"]["id"] if opinion["person"] else None
    principal = opinion["on_behalf_of"]["id"] if opinion["on_behalf_of"] else None
    behalf = event["data"].get("person") if event["kind"] == "task_passed" else event["on_behalf_of"]
    return (
        person == event["actor"]
        and principal == behalf
        and opinion["comment"] == (event["data"].get("comment") or "")
        and opinion["decision"] in _decisions(event, person)
    )


def _decisions(event: Json, person: str | None) -> set[str]:
    """What this person decided: in the act that completes a task the decision is the task's, their own is a vote."""
    own = {vote.get("decision") or "" for vote in event["data"].get("votes") or () if vote.get("person") == person}
    return own or {event["data"].get("decision") or ""}


def _figures(facts: Json) -> dict[str, Any]:
    """The facts in the form in which `workflows.disposal.archiving.dossier` keeps them."""
    assets, left, voucher = facts["assets"], facts["hand_out"], facts["voucher"]
    return {
        "number": facts["number"],
        "revision": facts["revision"],
        "method": facts["method"],
        "tax_class": facts["tax_class"],
        "reason": facts["reason"],
        "currency": facts["currency"],
        "assets": [asset["asset_no"] for asset in assets],
        "values": [[a["cost"], a["accumulated"], a["impairment"], a["net_value"]] for a in assets],
        "hand_out": {key: left[key] for key in ("recipient", "guard", "weight_kg")} if left else None,
        "voucher": [[line["account"], line["debit"], line["credit"]] for line in voucher["lines"]] if voucher else [],
    }
