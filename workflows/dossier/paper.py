"""The dossier on paper: A4 as PDF, set by typst with a Chinese font."""

from __future__ import annotations

from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

from workflows.dossier.archive import PAPER

_TEMPLATE = "approval.typ"
_QR = "qr.svg"


def may_set_paper() -> bool:
    """Whether the extra `pdf` is installed."""
    return find_spec("typst") is not None and find_spec("pylopdf_fonts_zh_cn") is not None


def set_paper(folder: Path, address: str) -> None:
    """Write the PDF beside the facts and files of `folder`; `address` goes into its QR code."""
    import segno
    import typst
    from pylopdf_fonts_zh_cn import sans_path

    template = folder / _TEMPLATE
    template.write_text(files("workflows.dossier").joinpath(_TEMPLATE).read_text(encoding="utf-8"), encoding="utf-8")
    segno.make(address, error="m").save(str(folder / _QR), border=0, scale=4)
    try:
        fonts = [str(Path(str(sans_path())).parent)]
        typst.compile(str(template), output=str(folder / PAPER), root=str(folder), font_paths=fonts)
    finally:
        template.unlink()
        (folder / _QR).unlink()
