"""What a browser sends of a task's form, and how the form is shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from werkzeug.datastructures import MultiDict

from engine.case_view import TaskView
from engine.errors import Problem
from engine.forms import Form, Shown, walk
from webapp.edge import signed_in
from webapp.formats import READER_FORMATS
from webapp.i18n import language


def reader_zone() -> ZoneInfo:
    return ZoneInfo(signed_in().time_zone)


def form_of(view: TaskView) -> Form | None:
    return view.definition.form(view.description.form_id) if view.description.form_id else None


def submitted_values(form: Form | None, sent: MultiDict[str, str]) -> dict[str, Any]:
    """The raw answers in a posted form: lists for inputs that take several. Other names are dropped by the walk."""
    if form is None:
        return {}
    return {
        key: [value for value in sent.getlist(key) if value] if component.kind.is_list else sent.get(key)
        for key, component in form.inputs.items()
    }


def shown_form(
    view: TaskView, *, submitted: Mapping[str, Any] | None = None, problems: Iterable[Problem] = ()
) -> tuple[Shown, ...]:
    """The components to render, in the reader's language; empty where the task has no form."""
    form = form_of(view)
    if form is None:
        return ()

    def label(text_id: str, text: str) -> str:
        return view.definition.label(text_id, language(), text)

    return walk(
        form,
        view.context,
        submitted=submitted,
        problems=problems,
        label=label,
        zone=reader_zone(),
        formats=READER_FORMATS,
    )


def has_conditions(form: Form | None) -> bool:
    """Whether an answer may change what the form shows."""
    return form is not None and any(
        component.hide or isinstance(component.readonly, str) or component.options_expression
        for component in form.walk_all()
    )
