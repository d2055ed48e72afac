"""The papers of the gates that a request passes as a whole: licence and manifest, releases, quotes (domain.md B5, B6).

Each function reads the answers of the gate's form and gives the number and the details to keep, or raises `Invalid` at
the form's fields. Days are `date`, kept as YYYY-MM-DD; amounts are in the request's currency, with tax.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from engine.errors import Invalid, Problem, Sentence, say
from workflows.assets.queries import categories_by_id
from workflows.disposal.arguments import Arguments, read_amount, read_day, read_text
from workflows.disposal.figures import flags_of
from workflows.disposal.locked import LockedRequest
from workflows.disposal.papers import MAX_NUMBER, Papers, is_number, listed_values, not_to_come, refuse_unless
from workflows.disposal.waste import codes_of, waste_codes
from workflows.organization.books import today

RELEASE_FIELDS = {
    "under_customs_supervision": "customs_no",
    "mortgaged": "mortgage_no",
    "subsidised": "subsidy_no",
    "leased": "lease_no",
}
"""The field of the release form that takes the number of the document for each flag."""
QUOTES_FROM_LEVEL = 3
ENOUGH_QUOTES = 3
AUCTION = "auction"
_QUOTE = re.compile(r"(.+?)[\s,，:：]+([0-9][0-9,，]*(?:\.[0-9]{1,2})?)")


def read_manifest(session: Session, locked: LockedRequest, answers: Arguments) -> Papers:
    """The recycler with a licence that is valid still, and the transfer manifest with the codes of the waste: those
    of the assets' categories at least, which are taken where none is given."""
    day = today(session, locked.request.legal_entity_id)
    valid_until = read_day(answers, "licence_until")
    recycler, licence_no = read_text(answers, "recycler"), read_text(answers, "licence_no")
    manifest_no = read_text(answers, "manifest_no")
    needed, codes = waste_of(session, locked), listed_values(answers, "waste_codes")
    missing = [code for code in needed if code not in codes] if codes else []
    unknown = set(codes) - {row.code for row in waste_codes(session)}
    refuse_unless(
        ("waste_codes", not missing, say("The manifest has to name these wastes: %(codes)s", codes=", ".join(missing))),
        (
            "waste_codes",
            not unknown,
            say("There is no waste code “%(code)s”.", code=min(unknown, default="")[:40]),
        ),
        ("recycler", bool(recycler), say("Say which licensed company takes the waste.")),
        ("licence_no", is_number(licence_no), say("Enter the number of the licence.")),
        ("licence_until", valid_until >= day, _expired(valid_until)),
        ("manifest_no", is_number(manifest_no), say("Enter the number of the transfer manifest.")),
    )
    details = {"recycler": recycler, "licence_no": licence_no, "licence_until": valid_until.isoformat()}
    return Papers(manifest_no, {**details, "waste_codes": codes or needed})


def waste_of(session: Session, locked: LockedRequest) -> list[str]:
    """The codes of the wastes that the request's hazardous assets become, as their categories say."""
    categories = categories_by_id(session)
    ids = {asset.category_id for asset in locked.assets.values()}
    return codes_of(session, [category_id for category_id in ids if categories[category_id].is_hazardous])


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


def read_releases(session: Session, locked: LockedRequest, answers: Arguments) -> Papers:
    """A document for each thing that ties the assets: customs, lender, grant, lessor."""
    flags = flags_of(locked.assets.values(), categories_by_id(session))
    needed = {flag: field for flag, field in RELEASE_FIELDS.items() if flag in flags}
    numbers = {flag: read_text(answers, field) for flag, field in needed.items()}
    released_on = read_day(answers, "released_on")
    missing = say("Enter the number of the document that releases the assets.")
    refuse_unless(
        *((field, is_number(numbers[flag]), missing) for flag, field in needed.items()),
        not_to_come(session, locked, "released_on", released_on),
    )
    return Papers(", ".join(numbers.values())[:MAX_NUMBER], {"documents": numbers, "released_on": str(released_on)})


def read_quotes(_session: Session, locked: LockedRequest, answers: Arguments) -> Papers:
    """The number of the quotes or of the auction; from level 3 on three bidders at least, or the price of the award."""
    is_auction = read_text(answers, "way") == AUCTION
    reference_no, award = read_text(answers, "reference_no"), read_amount(answers, "best_offer")
    quotes = {} if is_auction else _read_offers(read_text(answers, "quotes"))
    is_strict = (locked.request.approval_level or 0) >= QUOTES_FROM_LEVEL
    refuse_unless(
        ("reference_no", is_number(reference_no), say("Enter the number of the quotes or of the auction.")),
        (
            "quotes",
            is_auction or not is_strict or len(quotes) >= ENOUGH_QUOTES,
            say("At this level a sale needs %(count)s quotes at least, or an auction.", count=ENOUGH_QUOTES),
        ),
        (
            "best_offer",
            not is_auction or not is_strict or (award is not None and award > 0),
            say("Enter the price of the award."),
        ),
    )
    best = max(quotes.values(), default=award)
    details = {"way": AUCTION if is_auction else "quotes", "quotes": {who: str(much) for who, much in quotes.items()}}
    return Papers(reference_no, {**details, "best_offer": "" if best is None else str(best)})


def _read_offers(text: str) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    problems = []
    for line in filter(None, (line.strip() for line in text.splitlines())):
        read = _QUOTE.fullmatch(line)
        if read is None or read[1] in found:
            sentence = say("A line has a bidder and their offer, each bidder once: “%(line)s”", line=line[:80])
            problems.append(Problem("quotes", sentence))
        else:
            found[read[1]] = Decimal(re.sub("[,，]", "", read[2]))
    if problems:
        raise Invalid(problems)
    return found


def _expired(valid_until: date) -> Sentence:
    return say("The licence is valid until %(day)s only.", day=valid_until.isoformat())
