"""Headers of every answer, the gate in front of every page, and how cookies are kept."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask, Response, current_app, request
from flask_login import current_user
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.wrappers import Response as BaseResponse

from engine.errors import EngineError, say
from engine.settings import Settings
from webapp.auth.session import login_manager

LARGEST_REQUEST_BYTES = 25 * 1024 * 1024
SESSION_LASTS = timedelta(hours=12)
CONTENT_SECURITY_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "font-src 'self' data:; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(), microphone=()",
}

OPEN_BLUEPRINTS = {"api"}  # programs sign in by token, which their own blueprint checks

csrf = CSRFProtect()


def install(app: Flask, settings: Settings) -> None:
    app.config.update(
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=LARGEST_REQUEST_BYTES,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        MAX_FORM_PARTS=2_000,
        PERMANENT_SESSION_LIFETIME=SESSION_LASTS,
        SESSION_COOKIE_NAME="__Host-zhangshi" if settings.behind_https else "zhangshi",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.behind_https,
        WTF_CSRF_TIME_LIMIT=None,  # a form left open over lunch is still good; the token lives as long as the session
    )
    if settings.behind_https:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1, x_host=1)  # type: ignore[method-assign]
    login_manager.init_app(app)
    app.before_request(_require_sign_in)
    csrf.init_app(app)  # after the gate: an expired session is asked to sign in, not told about tokens
    app.before_request(_refuse_unkept_text)
    app.after_request(_add_headers)


def _require_sign_in() -> BaseResponse | None:
    view = current_app.view_functions.get(request.endpoint or "")
    is_open = view is None or getattr(view, "is_public", False) or request.blueprint in OPEN_BLUEPRINTS
    if is_open or current_user.is_authenticated:
        return None
    answer: BaseResponse = login_manager.unauthorized()
    return answer


def _refuse_unkept_text() -> None:
    """NUL: no browser types it, PostgreSQL keeps none. The API checks its own JSON."""
    if request.blueprint in OPEN_BLUEPRINTS:
        return
    sent = [request.path, *request.args.values(), *(text for _, text in request.form.items(multi=True))]
    if any("\0" in text for text in sent):
        raise EngineError(say("What was sent holds characters that cannot be kept."))


def _add_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if current_app.config["SESSION_COOKIE_SECURE"]:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    if "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "no-store"
    return response
