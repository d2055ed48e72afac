"""The built web bundle: names with hashes, served once and kept by the browser for ever."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from flask import Blueprint, Response, abort, g, request, send_from_directory, url_for

from webapp.edge import public

DIST = Path(__file__).parent / "static" / "dist"
LONGEST_NAME = 60  # longer ones the file system refuses to look up
FOREVER_SECONDS = 365 * 24 * 3600
MEDIA_TYPES = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".wasm": "application/wasm",
}
WORKER = "scan-worker"
WORKER_POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'"
"""A worker keeps the policy that its own script came with: WebAssembly is compiled there, and on no page."""

blueprint = Blueprint("frontend", __name__, url_prefix="/static/dist")


@cache
def _manifest() -> dict[str, str]:
    try:
        manifest: dict[str, str] = json.loads((DIST / "manifest.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    return manifest


def is_built() -> bool:
    """Whether there is a bundle; pages without one say how to build it."""
    return bool(_manifest())


def built_url(name: str) -> str:
    """The address of `app.js`, `diagram.js`, `scan-worker.js`, a style sheet or `icons.svg` as built."""
    known: dict[str, str] = g.setdefault("built_urls", {})  # a page names its icons' file a hundred times
    if name not in known:
        known[name] = url_for("frontend.serve", name=_manifest().get(name, name))
    return known[name]


@blueprint.get("/<name>")
@public
def serve(name: str) -> Response:
    if len(name) > LONGEST_NAME or not (DIST / name).is_file():
        abort(404)
    is_packed = (DIST / f"{name}.gz").is_file() and "gzip" in request.headers.get("Accept-Encoding", "")
    stored = f"{name}.gz" if is_packed else name
    media_type = MEDIA_TYPES.get(Path(name).suffix, "application/octet-stream")
    response = send_from_directory(DIST, stored, mimetype=media_type, max_age=FOREVER_SECONDS)
    if is_packed:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding"
    response.cache_control.immutable = True
    if name.startswith(WORKER):
        response.headers["Content-Security-Policy"] = WORKER_POLICY
    return response
