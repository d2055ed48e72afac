"""What kinds of media are called, for people."""

from __future__ import annotations

from engine.errors import Sentence, say
from workflows.media.models import MediumKind


def kind_name(kind: MediumKind | str | None) -> Sentence:
    """A kind of medium, for people; None is one that nobody knows."""
    return _NAMES[MediumKind(kind)] if kind else say("Not known")


def read_kind(text: str) -> MediumKind | None:
    """The kind that somebody wrote in Chinese or English, as files have it; None for anything else."""
    return _WORDS.get(text.strip().lower())


_NAMES = {
    MediumKind.HDD: say("Hard disk"),
    MediumKind.SSD: say("Solid-state disk"),
    MediumKind.FLASH: say("Flash memory"),
    MediumKind.TAPE: say("Tape"),
    MediumKind.OPTICAL: say("Optical disc"),
    MediumKind.OTHER: say("Other"),
}

_WORDS = {
    **{kind.value: kind for kind in MediumKind},
    "硬盘": MediumKind.HDD,
    "机械硬盘": MediumKind.HDD,
    "hard disk": MediumKind.HDD,
    "sas": MediumKind.HDD,
    "sata": MediumKind.HDD,
    "固态硬盘": MediumKind.SSD,
    "固态": MediumKind.SSD,
    "nvme": MediumKind.SSD,
    "m.2": MediumKind.SSD,
    "闪存": MediumKind.FLASH,
    "u盘": MediumKind.FLASH,
    "存储卡": MediumKind.FLASH,
    "emmc": MediumKind.FLASH,
    "磁带": MediumKind.TAPE,
    "光盘": MediumKind.OPTICAL,
    "其他": MediumKind.OTHER,
}
