"""Labels as PDF, set by typst with a Chinese font: they come out at their true size whatever the browser does."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

from engine.errors import Conflict, say
from webapp.labels.sheets import BARS_HEIGHT, GAP, PADDING, Paper, PrintedLabel, sheets


def may_set_labels() -> bool:
    """Whether the extra `pdf` is installed."""
    return find_spec("typst") is not None and find_spec("pylopdf_fonts_zh_cn") is not None


def set_labels(
    labels: Sequence[PrintedLabel],
    paper: Paper,
    *,
    skip: int = 0,
    image_format: Literal["pdf", "png"] = "pdf",
    dots_an_inch: int = 203,
) -> bytes:
    """The sheets as one PDF, or the only sheet as a picture. Refused with `Conflict` where typst is not installed."""
    if not may_set_labels():
        raise Conflict(say("PDF needs the extra “pdf” to be installed. Print the page from the browser instead."))
    import typst
    from pylopdf_fonts_zh_cn import sans_path

    set_by_typst: Any = typst.compile  # its types know no source in bytes beside fonts in texts
    content: bytes = set_by_typst(
        files("webapp.labels").joinpath("labels.typ").read_bytes(),
        font_paths=[str(Path(str(sans_path())).parent)],
        format=image_format,
        ppi=dots_an_inch,
        sys_inputs={"sheets": json.dumps(_facts(labels, paper, skip))},
        timestamp=0,
    )
    return content


def _facts(labels: Sequence[PrintedLabel], paper: Paper, skip: int) -> dict[str, Any]:
    return {
        "width": paper.width,
        "height": paper.height,
        "across": paper.across,
        "label_width": paper.label_width,
        "label_height": paper.label_height,
        "margin_left": paper.margin_left,
        "margin_top": paper.margin_top,
        "padding": PADDING,
        "gap": GAP,
        "bars_height": BARS_HEIGHT,
        "sheets": [[one and asdict(one) for one in sheet] for sheet in sheets(labels, paper, skip)],
    }
