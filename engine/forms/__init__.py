"""Forms: form-js schemas. One walk serves rendering and validation; conditions are FEEL."""

from engine.forms.checking import text_faults
from engine.forms.formats import Formats, write_text
from engine.forms.names import free_names, texts
from engine.forms.parsing import parse_form, problems
from engine.forms.schema import Component, Form, Option
from engine.forms.validation import file_ids, validate
from engine.forms.walking import Shown, fields, walk

__all__ = [
    "Component",
    "Form",
    "Formats",
    "Option",
    "Shown",
    "fields",
    "file_ids",
    "free_names",
    "parse_form",
    "problems",
    "text_faults",
    "texts",
    "validate",
    "walk",
    "write_text",
]
