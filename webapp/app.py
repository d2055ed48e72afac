"""Putting the web face together."""

from __future__ import annotations

import gc

from flask import Flask

from engine.db import Database
from engine.settings import Settings
from webapp import areas, errors, i18n, security, template_tools


def create_app(settings: Settings, database: Database) -> Flask:
    """The WSGI application on this database, ready to be served."""
    app = Flask("webapp", static_folder=None)
    app.extensions["zhangshi.settings"] = settings
    app.extensions["zhangshi.database"] = database
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    i18n.install(app)  # before the gate, which speaks
    security.install(app, settings)
    errors.install(app)
    template_tools.install(app)
    for blueprint in areas.BLUEPRINTS:
        app.register_blueprint(blueprint)
    return app


def keep_what_is_loaded() -> None:
    """Take everything loaded so far out of the garbage collector's way, once a server is ready: it stays for good, and
    going through all of it again and again would stop every request for a tenth of a second."""
    gc.collect()
    gc.freeze()
