"""Where something begins: scan a label, or look it up."""

from __future__ import annotations

from flask import Blueprint, render_template, request

blueprint = Blueprint("start", __name__)


@blueprint.get("/start")
def show() -> str:
    return render_template("start/page.html", label=request.args.get("label", ""))
