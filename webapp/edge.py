"""The edge: where a request finds its database, its settings and who is asking."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from flask import current_app
from flask_login import current_user

from engine.actors import Actor
from engine.db import Database
from engine.files.storage import FileStore
from engine.settings import Settings
from webapp.auth.session import SignedIn

View = TypeVar("View", bound=Callable[..., Any])


def database() -> Database:
    return cast(Database, current_app.extensions["zhangshi.database"])


def settings() -> Settings:
    return cast(Settings, current_app.extensions["zhangshi.settings"])


def file_store() -> FileStore:
    return FileStore(settings().files_dir)


def signed_in() -> SignedIn:
    """Who is signed in; only for views that are not public."""
    return cast(SignedIn, current_user._get_current_object())


def actor() -> Actor:
    """The actor of this request."""
    return Actor(signed_in().person_id)


def public(view: View) -> View:
    """Mark a view that needs no signing in; every other one does."""
    view.is_public = True  # type: ignore[attr-defined]
    return view
