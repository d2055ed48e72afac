"""The papers of a dossier, A4 as PDF, set by typst with a Chinese font: the record of the approval, and the hand-over
slip that whoever takes the assets away signs."""

from __future__ import annotations

from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

from workflows.dossier.archive import PAPER, SLIP

_COMMON, _QR = "common.typ", "qr.svg"
_TEMPLATES = {"approval.typ": PAPER, "slip.typ": SLIP}


def may_set_papers() -> bool:
    """Whether the extra `pdf` is installed."""
    return find_spec("typst") is not None and find_spec("pylopdf_fonts_zh_cn") is not None


def set_papers(folder: Path, address: str, language: str) -> None:
    """Write the PDFs beside the facts, words and files of `folder`, in `language` (zh, en, both); `address` goes into
    their QR code. The same facts give the same bytes."""
    import segno
    import typst
    from pylopdf_fonts_zh_cn import sans_path

    helping = [folder / name for name in (_COMMON, *_TEMPLATES, _QR)]
    for name in (_COMMON, *_TEMPLATES):
        (folder / name).write_text(_source(name), encoding="utf-8")
    segno.make(address, error="m").save(str(folder / _QR), border=0, scale=4)
    fonts = [str(Path(str(sans_path())).parent)]
    inputs = {"language": language, "address": address}
    try:
        for template, paper in _TEMPLATES.items():
            source, target = str(folder / template), str(folder / paper)
            typst.compile(
                source,
                output=target,
                root=str(folder),
                font_paths=fonts,
                ignore_system_fonts=True,  # whatever this machine has besides: the bytes would depend on it
                sys_inputs=inputs,
                timestamp=0,
            )
    finally:
        for path in helping:
            path.unlink(missing_ok=True)


def _source(name: str) -> str:
    return files("workflows.dossier").joinpath(name).read_text(encoding="utf-8")
