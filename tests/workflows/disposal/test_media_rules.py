"""Which sanitization is enough (domain.md B5)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.disposal.media_rules import (
    PHYSICAL,
    Confidentiality,
    SanitizationMethod,
    Treatment,
    treatment_problems,
)
from workflows.disposal.models import Technique
from workflows.media.models import MediumKind

OVERWRITTEN = Treatment(
    kind=MediumKind.HDD,
    is_encrypted=False,
    leaves_house=False,
    confidentiality=Confidentiality.LOW,
    technique=Technique.CLEAR,
    method=SanitizationMethod.OVERWRITE,
)
SHREDDED = replace(OVERWRITTEN, technique=Technique.DESTROY, method=SanitizationMethod.SHRED)


def where(treatment: Treatment) -> list[str]:
    return [problem.where for problem in treatment_problems(treatment)]


def test_low_confidentiality_inside_the_house_is_cleared() -> None:
    assert where(OVERWRITTEN) == []


@pytest.mark.parametrize("change", [{"leaves_house": True}, {"confidentiality": Confidentiality.MODERATE}], ids=str)
def test_whatever_leaves_or_matters_is_purged_at_least(change: dict[str, object]) -> None:
    assert where(replace(OVERWRITTEN, **change)) == ["technique"]  # type: ignore[arg-type]
    purged = replace(OVERWRITTEN, technique=Technique.PURGE, method=SanitizationMethod.DEGAUSS)
    assert where(replace(purged, **change)) == []  # type: ignore[arg-type]


def test_high_confidentiality_leaves_destroyed_or_purged_with_consent() -> None:
    leaving = replace(OVERWRITTEN, leaves_house=True, confidentiality=Confidentiality.HIGH)
    purged = replace(leaving, technique=Technique.PURGE, method=SanitizationMethod.DEGAUSS)
    assert where(leaving) == ["technique"]
    assert where(purged) == ["signed_off_by"]
    assert where(replace(purged, is_signed_off=True)) == []
    assert where(replace(leaving, technique=Technique.DESTROY, method=SanitizationMethod.SHRED)) == []


@pytest.mark.parametrize("kind", [MediumKind.SSD, MediumKind.FLASH])
def test_degaussing_does_not_count_for_chips(kind: MediumKind) -> None:
    assert where(replace(OVERWRITTEN, kind=kind, method=SanitizationMethod.DEGAUSS)) == ["method"]


def test_crypto_erase_counts_only_where_encryption_was_on_from_the_first_day() -> None:
    erased = replace(OVERWRITTEN, technique=Technique.PURGE, method=SanitizationMethod.CRYPTO_ERASE)
    assert where(erased) == ["method"]
    assert where(replace(erased, is_encrypted=True)) == []


@given(
    st.builds(
        Treatment,
        kind=st.sampled_from(MediumKind),
        is_encrypted=st.booleans(),
        leaves_house=st.just(True),
        confidentiality=st.just(Confidentiality.HIGH),
        technique=st.sampled_from(Technique),
        method=st.sampled_from(SanitizationMethod),
    )
)
def test_nothing_highly_confidential_leaves_whole_without_consent(treatment: Treatment) -> None:
    is_destroyed = treatment.technique == Technique.DESTROY and treatment.method in PHYSICAL
    assert (treatment_problems(treatment) == []) == is_destroyed


def test_destroying_is_always_enough() -> None:
    for kind in MediumKind:
        for confidentiality in Confidentiality:
            assert where(replace(SHREDDED, kind=kind, confidentiality=confidentiality, leaves_house=True)) == []
