"""The reader's language: English texts in the code, Chinese in the catalogue beside this file."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from babel import Locale
from babel.support import NullTranslations, Translations
from flask import Flask, g, has_request_context, request, session
from flask_babel import Babel, Domain, gettext
from flask_login import current_user

from engine.definitions.definition import Definition
from engine.errors import Sentence, Wording
from engine.people.preferences import LANGUAGES
from webapp import formats
from webapp.sayings import TRANSLATIONS

LANGUAGE_NAMES = {"zh_CN": "简体中文", "en": "English"}
DEFAULT_LANGUAGE = "zh_CN"
DEFAULT_TIME_ZONE = "Asia/Shanghai"

babel = Babel()
catalogues = Domain()
_loaded: dict[str, NullTranslations] = {}


def install(app: Flask) -> None:
    app.config["BABEL_DEFAULT_LOCALE"] = "en"  # the language of the msgids: outside a request texts read as written
    babel.init_app(app, locale_selector=language, timezone_selector=_time_zone)
    # Flask-Babel 4 looks for zh_CN in a folder zh_Hans_CN, and reads the file anew for each request.
    for name in LANGUAGES:
        _loaded[name] = Translations.load(TRANSLATIONS, [name])
        catalogues.cache[str(Locale.parse(name)), "messages"] = _loaded[name]
    app.before_request(catalogues.as_default)
    # A page says hundreds of texts: asked directly, for a tenth of what Flask-Babel's way to the catalogue takes.
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # of its extension i18n
        lambda text: _loaded[language()].ugettext(text),
        lambda one, many, number: _loaded[language()].ungettext(one, many, number),
        newstyle=True,
    )


def language() -> str:
    """zh_CN or en: the person's choice, else this browser's choice, else what the browser or program prefers, else
    that of the owner of the program's token."""
    if not has_request_context():
        return "en"
    reader = current_user._get_current_object()  # a page asks hundreds of times, and each look through the proxy costs
    if reader and reader.is_authenticated:
        return str(reader.language)
    chosen = session.get("language")
    if chosen in LANGUAGES:
        return str(chosen)
    if not request.accept_languages and "token_language" in g:
        return str(g.token_language)
    preferred = request.accept_languages.best_match(["zh", "zh-CN", "zh-Hans", "zh-TW", "en"])
    return "en" if preferred == "en" else DEFAULT_LANGUAGE


def html_language() -> str:
    return "zh-CN" if language() == "zh_CN" else "en"


def translate(text: Sentence | Wording | str) -> str:
    """The sentence in the reader's language, with sentences, amounts and instants inside it as well."""
    if not isinstance(text, Sentence):
        return text.in_language(language()) if isinstance(text, Wording) else text
    translated = str(gettext(text.template))
    return translated % {name: _place(value) for name, value in text.values.items()} if text.values else translated


def in_language(text: str, english: str) -> str:
    """The one of two stored texts that the reader understands; English may be missing."""
    return english if language() == "en" and english else text


def named(thing: Any) -> str:
    """The name of a person, role, unit or anything else with `name` and `name_en`."""
    return "" if thing is None else in_language(thing.name, thing.name_en)


def element_name(definition: Definition, process_id: str, element_id: str) -> str:
    """What the diagram calls the element, in the reader's language."""
    element = definition.process(process_id).elements.get(element_id)
    return definition.label(element_id, language(), (element.name if element else None) or element_id)


def process_name(definition: Definition, process_id: str) -> str:
    """What the diagram calls the process, in the reader's language."""
    return definition.label(process_id, language(), definition.process(process_id).name or process_id)


def _place(value: Any) -> Any:
    if isinstance(value, Sentence):
        return translate(value)
    if isinstance(value, Wording):
        return value.in_language(language())
    if isinstance(value, Decimal):
        return formats.number(value)
    if isinstance(value, datetime):
        return formats.instant(value)
    return value


def _time_zone() -> str:
    if has_request_context() and current_user and current_user.is_authenticated:
        return str(current_user.time_zone)
    return DEFAULT_TIME_ZONE
