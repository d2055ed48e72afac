"""The papers that each vehicle, each piece of special equipment and each property needs (domain.md B5)."""

from __future__ import annotations

import re

from sqlalchemy.orm import Session

from engine.errors import say
from workflows.assets.models import CategoryKind
from workflows.disposal.arguments import Arguments, read_amount, read_day, read_text
from workflows.disposal.locked import LockedRequest
from workflows.disposal.models import DisposalMethod
from workflows.disposal.papers import (
    MAX_NUMBER,
    Papers,
    asset_nos_of_kind,
    is_number,
    listed_values,
    not_to_come,
    numbers_by_asset,
    refuse_unless,
)

_VIN = re.compile(r"[A-HJ-NPR-Z0-9]{17}")
_MILEAGE = re.compile(r"[0-9]{1,7}")
CHANGES_OWNER = frozenset(
    {DisposalMethod.SALE, DisposalMethod.TRADE_IN, DisposalMethod.DONATION, DisposalMethod.TRANSFER}
)
"""Vehicles that go on running are registered to somebody else; all others are recovered and deregistered."""


def read_vehicle_papers(session: Session, locked: LockedRequest, answers: Arguments) -> Papers:
    """Certificate of recovery (or transfer registration) and its day, one number each for every vehicle of the request.

    `mileage` in kilometres may be left out; given, it is one for each.
    """
    vehicles = asset_nos_of_kind(session, locked, CategoryKind.VEHICLE)
    count = len(vehicles)
    plates, certificates = listed_values(answers, "plate_no"), listed_values(answers, "certificate_no")
    vins = [vin.upper() for vin in listed_values(answers, "vin")]
    mileages = listed_values(answers, "mileage")
    done_on = read_day(answers, "deregistered_on")
    one_each = say("Enter one for each of the %(count)s vehicles, with commas between.", count=count)
    vin_rule = say("A vehicle identification number has 17 letters and digits, without I, O and Q.")
    mileage_rule = say("Enter whole kilometres, without a unit.")
    refuse_unless(
        ("plate_no", len(plates) == count, one_each),
        ("certificate_no", len(certificates) == count, one_each),
        ("vin", len(vins) == count, one_each),
        ("vin", all(_VIN.fullmatch(vin) for vin in vins), vin_rule),
        ("mileage", len(mileages) in (0, count), one_each),
        ("mileage", all(_MILEAGE.fullmatch(mileage) for mileage in mileages), mileage_rule),
        not_to_come(session, locked, "deregistered_on", done_on),
    )
    rows = zip(vehicles, plates, vins, certificates, mileages or [""] * count, strict=True)
    details = [
        {"asset_no": asset, "plate_no": plate, "vin": vin, "certificate_no": no, "mileage": mileage}
        for asset, plate, vin, no, mileage in rows
    ]
    paper = "transfer" if locked.request.method in CHANGES_OWNER else "recovery"
    kept = {"vehicles": details, "paper": paper, "deregistered_on": done_on.isoformat()}
    return Papers(", ".join(certificates)[:MAX_NUMBER], kept)


def read_cancellations(session: Session, locked: LockedRequest, answers: Arguments) -> Papers:
    """The use registration of every lift, boiler or pressure vessel was cancelled (特种设备安全法)."""
    machines = asset_nos_of_kind(session, locked, CategoryKind.SPECIAL_EQUIPMENT)
    registrations = numbers_by_asset(answers, "registrations", machines)
    authority, cancellation_no = read_text(answers, "authority"), read_text(answers, "cancellation_no")
    cancelled_on = read_day(answers, "cancelled_on")
    refuse_unless(
        ("authority", 0 < len(authority) <= 200, say("Say which authority cancelled the registration.")),
        ("cancellation_no", is_number(cancellation_no), say("Enter the number of the certificate.")),
        not_to_come(session, locked, "cancelled_on", cancelled_on),
    )
    kept = {"registrations": registrations, "authority": authority, "cancelled_on": cancelled_on.isoformat()}
    return Papers(cancellation_no, kept)


def read_titles(session: Session, locked: LockedRequest, answers: Arguments) -> Papers:
    """Every property was valued, and its title transferred or cancelled. The value is in the request's currency."""
    titles = numbers_by_asset(answers, "titles", asset_nos_of_kind(session, locked, CategoryKind.PROPERTY))
    appraiser, valuation_no = read_text(answers, "appraiser"), read_text(answers, "valuation_no")
    value, transfer_no = read_amount(answers, "valuation_amount"), read_text(answers, "transfer_no")
    transferred_on = read_day(answers, "title_transferred_on")
    refuse_unless(
        ("appraiser", 0 < len(appraiser) <= 200, say("Say who valued it.")),
        ("valuation_no", is_number(valuation_no), say("Enter the number of the valuation report.")),
        ("valuation_amount", value is not None and value >= 0, say("Enter the value by the report.")),
        ("transfer_no", is_number(transfer_no), say("Enter the number of the registration.")),
        not_to_come(session, locked, "title_transferred_on", transferred_on),
    )
    kept = {
        "titles": titles,
        "appraiser": appraiser,
        "valuation_no": valuation_no,
        "valuation_amount": str(value),
        "title_transferred_on": transferred_on.isoformat(),
    }
    return Papers(transfer_no, kept)
