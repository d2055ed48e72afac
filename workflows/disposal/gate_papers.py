"""The papers of the other gates: licence and manifest, vehicle papers, releases, quotes (domain.md B5).

Each function reads the answers of the gate's form and gives the number and the details to keep, or raises `Invalid` at
the form's fields. Days are `date`, kept as YYYY-MM-DD.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from engine.errors import Invalid, Problem, Sentence, say
from workflows.assets.models import CategoryKind
from workflows.assets.queries import categories_by_id
from workflows.disposal.arguments import Arguments, read_day, read_text
from workflows.disposal.figures import flags_of
from workflows.disposal.locked import LockedRequest
from workflows.organization.books import today

_VIN = re.compile(r"[A-HJ-NPR-Z0-9]{17}")
MAX_NUMBER = 100

RELEASE_FIELDS = {
    "under_customs_supervision": "customs_no",
    "mortgaged": "mortgage_no",
    "subsidised": "subsidy_no",
    "leased": "lease_no",
}
"""The field of the release form that takes the number of the document for each flag."""


@dataclass(frozen=True)
class Papers:
    """What a gate's row keeps."""

    reference_no: str
    details: Mapping[str, Any]


def read_manifest(session: Session, locked: LockedRequest, answers: Arguments) -> Papers:
    """The recycler with a licence that is valid still, and the transfer manifest."""
    day = today(session, locked.request.legal_entity_id)
    valid_until = read_day(answers, "licence_until")
    recycler, licence_no = read_text(answers, "recycler"), read_text(answers, "licence_no")
    manifest_no = read_text(answers, "manifest_no")
    _refuse_unless(
        ("recycler", bool(recycler), say("Say which licensed company takes the waste.")),
        ("licence_no", 0 < len(licence_no) <= MAX_NUMBER, say("Enter the number of the licence.")),
        ("licence_until", valid_until >= day, _expired(valid_until)),
        ("manifest_no", 0 < len(manifest_no) <= MAX_NUMBER, say("Enter the number of the transfer manifest.")),
    )
    details = {"recycler": recycler, "licence_no": licence_no, "licence_until": valid_until.isoformat()}
    return Papers(manifest_no, {**details, "waste_codes": read_text(answers, "waste_codes")})


def manifest_problems(details: Mapping[str, Any], *, picked_up_on: date, recipient: str) -> list[Problem]:
    """Why waste cannot be handed to `recipient` on this day, at the fields of the hand-out."""
    valid_until = date.fromisoformat(details["licence_until"])
    problems = []
    if valid_until < picked_up_on:
        problems.append(Problem("recipient_name", _expired(valid_until)))
    if recipient.strip().casefold() != str(details["recycler"]).strip().casefold():
        sentence = say("Hazardous waste goes only to the licensed company: %(recycler)s.", recycler=details["recycler"])
        problems.append(Problem("recipient_name", sentence))
    return problems


def read_vehicle_papers(session: Session, locked: LockedRequest, answers: Arguments) -> Papers:
    """Certificate of recovery (or transfer) and deregistration, one number each for every vehicle of the request."""
    vehicles = _vehicles(session, locked)
    plates, certificates = _listed(answers, "plate_no"), _listed(answers, "certificate_no")
    vins = [vin.upper() for vin in _listed(answers, "vin")]
    done_on = read_day(answers, "deregistered_on")
    count = len(vehicles)
    one_each = say("Enter one for each of the %(count)s vehicles, with commas between.", count=count)
    _refuse_unless(
        ("plate_no", len(plates) == count, one_each),
        ("certificate_no", len(certificates) == count, one_each),
        ("vin", len(vins) == count, one_each),
        (
            "vin",
            all(_VIN.fullmatch(vin) for vin in vins),
            say("A vehicle identification number has 17 letters and digits, without I, O and Q."),
        ),
        (
            "deregistered_on",
            done_on <= today(session, locked.request.legal_entity_id),
            say("This day is still to come."),
        ),
    )
    rows = zip(vehicles, plates, vins, certificates, strict=True)
    details = [
        {"asset_no": asset, "plate_no": plate, "vin": vin, "certificate_no": no} for asset, plate, vin, no in rows
    ]
    kept = {"vehicles": details, "deregistered_on": done_on.isoformat(), "mileage": read_text(answers, "mileage")}
    return Papers(", ".join(certificates)[:MAX_NUMBER], kept)


def read_releases(session: Session, locked: LockedRequest, answers: Arguments) -> Papers:
    """A document for each thing that ties the assets: customs, lender, grant, lessor."""
    flags = flags_of(locked.assets.values(), categories_by_id(session))
    needed = {flag: field for flag, field in RELEASE_FIELDS.items() if flag in flags}
    numbers = {flag: read_text(answers, field) for flag, field in needed.items()}
    released_on = read_day(answers, "released_on")
    missing = say("Enter the number of the document that releases the assets.")
    _refuse_unless(
        *((field, 0 < len(numbers[flag]) <= MAX_NUMBER, missing) for flag, field in needed.items()),
        (
            "released_on",
            released_on <= today(session, locked.request.legal_entity_id),
            say("This day is still to come."),
        ),
    )
    return Papers(", ".join(numbers.values())[:MAX_NUMBER], {"documents": numbers, "released_on": str(released_on)})


def read_quotes(session: Session, locked: LockedRequest, answers: Arguments) -> Papers:
    """The number of the quotes or of the auction."""
    reference_no = read_text(answers, "reference_no")
    number = say("Enter the number of the quotes or of the auction.")
    _refuse_unless(("reference_no", 0 < len(reference_no) <= MAX_NUMBER, number))
    return Papers(reference_no, {"best_offer": read_text(answers, "best_offer")})


def _vehicles(session: Session, locked: LockedRequest) -> list[str]:
    categories = categories_by_id(session)
    assets = locked.assets_in_order
    return [a.asset_no for a in assets if categories[a.category_id].kind == CategoryKind.VEHICLE]


def _listed(answers: Arguments, name: str) -> list[str]:
    return [part.strip() for part in re.split(r"[,，、;；\n]", read_text(answers, name)) if part.strip()]


def _expired(valid_until: date) -> Sentence:
    return say("The licence is valid until %(day)s only.", day=valid_until.isoformat())


def _refuse_unless(*checks: tuple[str, bool, Sentence]) -> None:
    problems = [Problem(where, sentence) for where, holds, sentence in checks if not holds]
    if problems:
        raise Invalid(problems)
