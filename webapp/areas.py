"""Every area of the site, one blueprint each."""

from __future__ import annotations

from flask import Blueprint

from webapp import frontend_files
from webapp.account.routes import blueprint as account
from webapp.auth.routes import blueprint as auth

BLUEPRINTS: tuple[Blueprint, ...] = (frontend_files.blueprint, auth, account)
