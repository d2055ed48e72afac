"""From a form-js schema (JSON) to a `Form`, with everything that is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from engine.errors import Invalid, Problem, Sentence, say
from engine.forms.checking import faults
from engine.forms.json_text import parse_json
from engine.forms.kinds import KINDS, Kind, refusal
from engine.forms.properties import Properties, read_options, read_rules, read_strings
from engine.forms.schema import Component, Form

MAX_DEPTH = 8
MAX_COMPONENTS = 400
_ID = re.compile(r"[A-Za-z_][\w.-]{0,79}")


def parse_form(data: bytes, where: str = "") -> Form:
    """The form in `data`. `where` names the file; problems are at `where#<component id>`.

    Raises `Invalid` with everything that is wrong: not JSON, too large, unknown or foreign components, keys used
    twice, rules that cannot hold, FEEL that does not parse.
    """
    raw = parse_json(data, where)
    parser = _Parser(where)
    form = parser.form(raw)
    if not parser.problems:
        for component_id, sentence in faults(form):
            parser.refuse(component_id, sentence)
    if parser.problems:
        raise Invalid(parser.problems)
    return form


def problems(data: bytes, where: str = "") -> list[Problem]:
    """Everything that is wrong with the form-js schema `data`, for the publication check; empty if it is fit."""
    try:
        parse_form(data, where)
    except Invalid as error:
        return list(error.problems)
    return []


class _Parser:
    def __init__(self, where: str) -> None:
        self.where = where
        self.problems: list[Problem] = []
        self.count = 0
        self.ids: set[str] = set()
        self.keys: set[str] = set()

    def place(self, component_id: str) -> str:
        return f"{self.where}#{component_id}" if component_id else self.where

    def refuse(self, component_id: str, sentence: Sentence) -> None:
        self.problems.append(Problem(self.place(component_id), sentence, "form"))

    def form(self, raw: Any) -> Form:
        if not isinstance(raw, dict) or raw.get("type") != "default" or not isinstance(raw.get("components"), list):
            self.refuse("", say("This is not a form: a form-js schema has the type “default” and components."))
            return Form("", ())
        form_id = raw.get("id")
        if not isinstance(form_id, str) or not _ID.fullmatch(form_id):
            self.refuse("", say("A form needs an id of letters, digits, “_”, “-” and “.”."))
            form_id = ""
        name = Properties(raw, lambda sentence: self.refuse("", sentence)).text("name")
        return Form(form_id, tuple(self.components(raw["components"], 1)), name)

    def components(self, raws: list[Any], depth: int) -> Iterator[Component]:
        for raw in raws:
            self.count += 1
            if depth > MAX_DEPTH or self.count > MAX_COMPONENTS:
                if self.count <= MAX_COMPONENTS + 1:
                    self.refuse(
                        "",
                        say(
                            "A form has at most %(count)s components in %(depth)s levels.",
                            count=MAX_COMPONENTS,
                            depth=MAX_DEPTH,
                        ),
                    )
                self.count = MAX_COMPONENTS + 1
                return
            component = self.component(raw, depth)
            if component is not None:
                yield component

    def component(self, raw: Any, depth: int) -> Component | None:
        if not isinstance(raw, dict) or not isinstance(raw.get("type"), str):
            self.refuse("", say("A component needs a type."))
            return None
        component_id = self.identify(raw)
        kind = KINDS.get(raw["type"])
        if kind is None:
            self.refuse(component_id, refusal(raw["type"]))
        if kind is None or kind.is_ignored:
            return None
        return self.build(raw, component_id, kind, depth)

    def identify(self, raw: dict[str, Any]) -> str:
        component_id = raw.get("id", raw.get("key", f"component_{self.count}"))
        if not isinstance(component_id, str) or not _ID.fullmatch(component_id):
            self.refuse("", say("“%(id)s” is not a component id.", id=str(component_id)[:60]))
            return f"component_{self.count}"
        if component_id in self.ids:
            self.refuse(component_id, say("The id “%(id)s” is used twice.", id=component_id))
        self.ids.add(component_id)
        return component_id

    def build(self, raw: dict[str, Any], component_id: str, kind: Kind, depth: int) -> Component:
        read = Properties(raw, lambda sentence: self.refuse(component_id, sentence))
        look, layout = read.inner("appearance"), read.inner("layout")
        if raw.get("path"):
            self.refuse(component_id, say("A group cannot have a path: its answers stand beside the others."))
        return Component(
            id=component_id,
            type=raw["type"],
            key=self.key(raw, component_id) if kind.is_input else "",
            label=read.text("label") or read.text("timeLabel" if raw.get("subtype") == "time" else "dateLabel"),
            description=read.text("description"),
            text=read.text("text"),
            prefix=look.text("prefixAdorner"),
            suffix=look.text("suffixAdorner"),
            default=raw.get("defaultValue"),
            hide=read.inner("conditional").text("hide"),
            readonly=raw.get("disabled") is True or read.flag_or_feel("readonly"),
            rules=read_rules(read, raw["type"]),
            options=read_options(read) if kind.has_options else (),
            options_key=read.text("valuesKey"),
            options_expression=read.text("valuesExpression"),
            subtype=read.one_of("subtype", ("date", "time", "datetime")),
            is_local_time=raw.get("timeSerializingFormat") == "no_timezone",
            step=read.number_text("increment"),
            row=layout.text("row"),
            columns=layout.whole("columns", 1, 16),
            height=read.whole("height", 0, 1000),
            properties=read_strings(read),
            children=tuple(self.components(read.items("components"), depth + 1)) if kind.is_container else (),
        )

    def key(self, raw: dict[str, Any], component_id: str) -> str:
        key = raw.get("key")
        if not isinstance(key, str) or not key.isidentifier() or key.startswith("_") or len(key) > 64:
            self.refuse(
                component_id, say("An input needs a key: a name of letters, digits and “_” that begins with a letter.")
            )
            return component_id
        if key in self.keys:
            self.refuse(component_id, say("The key “%(key)s” is used twice.", key=key))
        self.keys.add(key)
        return key
