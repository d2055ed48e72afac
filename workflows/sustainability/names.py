"""Streams and routes in words."""

from __future__ import annotations

from engine.errors import say
from workflows.sustainability.models import Route, Stream

STREAMS = {
    Stream.FERROUS: say("Steel and iron"),
    Stream.NON_FERROUS: say("Other metals"),
    Stream.PLASTIC: say("Plastics"),
    Stream.CIRCUIT_BOARD: say("Circuit boards"),
    Stream.BATTERY: say("Batteries"),
    Stream.GLASS: say("Glass"),
    Stream.WOOD_TEXTILE: say("Wood and textiles"),
    Stream.OTHER: say("Other material"),
}
ROUTES = {
    Route.REUSED: say("Reused"),
    Route.RECYCLED: say("Recycled"),
    Route.RECOVERED: say("Energy recovered"),
    Route.INCINERATED: say("Incinerated"),
    Route.LANDFILL: say("Landfill"),
}
