"""Which sanitization is enough for which medium (domain.md B5, after NIST SP 800-88 r1)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from engine.errors import Problem, say
from workflows.disposal.models import Technique
from workflows.media.models import MediumKind


class Confidentiality(StrEnum):
    """What it would mean if somebody read the data."""

    LOW = "low"
    MODERATE = "moderate"
    HIGH = "high"


class SanitizationMethod(StrEnum):
    """What was done to the medium."""

    OVERWRITE = "overwrite"
    BLOCK_ERASE = "block_erase"
    CRYPTO_ERASE = "crypto_erase"
    DEGAUSS = "degauss"
    SHRED = "shred"
    DISINTEGRATE = "disintegrate"
    INCINERATE = "incinerate"


class VerificationMethod(StrEnum):
    """How it was made sure that nothing can be read any more."""

    FULL = "full"
    SAMPLING = "sampling"
    INSPECTION = "inspection"


PHYSICAL = frozenset({SanitizationMethod.SHRED, SanitizationMethod.DISINTEGRATE, SanitizationMethod.INCINERATE})
SEMICONDUCTOR = frozenset({MediumKind.SSD, MediumKind.FLASH})
PURGING = {
    MediumKind.HDD: {SanitizationMethod.BLOCK_ERASE, SanitizationMethod.CRYPTO_ERASE, SanitizationMethod.DEGAUSS},
    MediumKind.TAPE: {SanitizationMethod.CRYPTO_ERASE, SanitizationMethod.DEGAUSS},
}
"""What purges magnetic media; others are purged by block or crypto erase. Overwriting only clears."""
_PURGES_CHIPS = frozenset({SanitizationMethod.BLOCK_ERASE, SanitizationMethod.CRYPTO_ERASE})


@dataclass(frozen=True)
class Treatment:
    """What was done to a medium and what is at stake. `is_encrypted`: ever since it was first used."""

    kind: MediumKind
    is_encrypted: bool
    leaves_house: bool
    confidentiality: Confidentiality
    technique: Technique
    method: SanitizationMethod
    is_signed_off: bool = False


def treatment_problems(treatment: Treatment) -> list[Problem]:
    """What is wrong with it, at the fields `technique`, `method` and `signed_off_by`; empty if it is enough."""
    return [*_technique_problems(treatment), *_method_problems(treatment)]


def required_technique(confidentiality: Confidentiality, *, leaves_house: bool) -> Technique:
    """The weakest technique that is enough without anybody's special consent."""
    if leaves_house and confidentiality == Confidentiality.HIGH:
        return Technique.DESTROY
    if leaves_house or confidentiality != Confidentiality.LOW:
        return Technique.PURGE
    return Technique.CLEAR


def _technique_problems(treatment: Treatment) -> list[Problem]:
    order = list(Technique)
    required = required_technique(treatment.confidentiality, leaves_house=treatment.leaves_house)
    if order.index(treatment.technique) >= order.index(required):
        return []
    if required == Technique.DESTROY and treatment.technique == Technique.PURGE:
        if treatment.is_signed_off:
            return []
        sentence = say("Purging highly confidential media that leave the house needs somebody's consent; else destroy.")
        return [Problem("signed_off_by", sentence)]
    if required == Technique.DESTROY:
        return [Problem("technique", say("Highly confidential media that leave the house are destroyed."))]
    sentence = say("Media that leave the house or are not of low confidentiality are purged or destroyed.")
    return [Problem("technique", sentence)]


def _method_problems(treatment: Treatment) -> list[Problem]:
    method, technique = treatment.method, treatment.technique
    if technique == Technique.DESTROY:
        if method in PHYSICAL:
            return []
        return [Problem("method", say("To destroy means: shredded, disintegrated or incinerated."))]
    if method == SanitizationMethod.DEGAUSS and treatment.kind in SEMICONDUCTOR:
        return [Problem("method", say("Degaussing does nothing to solid-state disks and flash memory."))]
    if method == SanitizationMethod.CRYPTO_ERASE and not treatment.is_encrypted:
        sentence = say("Crypto erase counts only for media that were encrypted since their first use.")
        return [Problem("method", sentence)]
    if method in PHYSICAL:
        return [Problem("technique", say("This method destroys the medium: choose the technique “destroy”."))]
    if technique == Technique.PURGE and method not in PURGING.get(treatment.kind, _PURGES_CHIPS):
        return [Problem("method", say("This method does not purge a medium of this kind."))]
    return []
