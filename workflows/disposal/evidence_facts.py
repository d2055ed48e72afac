"""What the rules of evidence ask about a request: its tax class, whether the loss is large, its method, its flags."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import BigInteger, func, select, type_coerce
from sqlalchemy.orm import Session

from engine.errors import Sentence, say
from workflows.assets.models import Asset, AssetState
from workflows.disposal.explaining import is_posted_late
from workflows.disposal.figures import FLAGS
from workflows.disposal.models import DisposalMethod, TaxClass
from workflows.disposal.names import flag_name, method_name
from workflows.disposal.queries import RequestFacts

LOSSES = frozenset({DisposalMethod.SCRAP, DisposalMethod.DAMAGE, DisposalMethod.LOSS, DisposalMethod.SHORTAGE})
LARGE_PERCENT = 10
LARGE, LATE = "loss:large", "booking:late"
_CENTS = 100

KNOWN_FACTS: dict[str, Sentence] = {
    f"class:{TaxClass.NORMAL}": say("Declared as a normal loss"),
    f"class:{TaxClass.SPECIAL}": say("Declared as a special loss"),
    LARGE: say("Large loss: a tenth of the cost of its class or more"),
    LATE: say("Booked in a later year than the assets left"),
    **{f"method:{method}": method_name(method) for method in DisposalMethod},
    **{f"flag:{flag}": flag_name(flag) for flag in FLAGS},
}
"""Every condition that a rule may have, with what it is called."""


def facts_about(session: Session, facts: RequestFacts) -> set[str]:
    """Those of `KNOWN_FACTS` that hold for the request; not yet reviewed, its loss counts as a normal one."""
    request = facts.request
    found = {f"flag:{flag}" for flag in facts.flags}
    found |= {f"class:{request.tax_class or TaxClass.NORMAL}", f"method:{request.method}"}
    found |= {LARGE} if is_large_loss(session, facts) else set()
    return found | ({LATE} if is_posted_late(session, facts) else set())


def is_large_loss(session: Session, facts: RequestFacts) -> bool:
    """Whether the net value lost is 10 % or more of what the company's assets of one of the categories cost, those lost
    included (domain.md B9). That a loss takes 10 % of the income is for finance to know: it declares it as special."""
    if facts.request.method not in LOSSES:
        return False
    lost: dict[object, Decimal] = {}
    for item in facts.assets:
        lost[item.category.id] = lost.get(item.category.id, Decimal(0)) + (item.line.net_value or 0)
    ids = [item.asset.id for item in facts.assets]
    in_books = (Asset.state != AssetState.DISPOSED) | Asset.id.in_(ids)
    cents = func.sum(type_coerce(Asset.cost, BigInteger))
    sums = select(Asset.category_id, cents).where(
        Asset.legal_entity_id == facts.request.legal_entity_id, Asset.category_id.in_(lost), in_books
    )
    rows = session.execute(sums.group_by(Asset.category_id)).all()
    return any(lost[kind] * _CENTS * 100 >= LARGE_PERCENT * total for kind, total in rows if lost[kind])
