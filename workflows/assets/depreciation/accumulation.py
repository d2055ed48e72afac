"""Accumulated depreciation: the method's curve, put right where an import or an impairment says something else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from engine.errors import NotFound, say
from workflows.assets.depreciation.basis import ZERO, DepreciationBasis, DepreciationMethod, ValueChange
from workflows.assets.depreciation.conventions import CONVENTIONS, Convention, Months, last_of_month
from workflows.assets.depreciation.methods import Spread, spread_by_units


def accumulated(basis: DepreciationBasis, on: date, convention: str = "CN_NEXT_MONTH") -> Decimal:
    """Accumulated depreciation if the asset leaves the books on `on`, by the named convention.

    What an early end leaves undepreciated is not made up for (CAS 4); held for sale, it is depreciated no further (IFRS
    5.25). Refused: an unknown convention.
    """
    rule = _convention(convention)
    on = basis.held_since(on) or on
    return _accumulated(basis, on, rule, rule.leaving, _milestones(basis))


def accumulated_through(basis: DepreciationBasis, month: date, convention: str = "CN_NEXT_MONTH") -> Decimal:
    """Accumulated depreciation at the end of the month of `month` of an asset that stays."""
    rule = _convention(convention)
    if held_since := basis.held_since(last_of_month(month)):
        return _accumulated(basis, held_since, rule, rule.leaving, _milestones(basis))
    return _accumulated(basis, month, rule, rule.held, _milestones(basis))


def imported_difference(basis: DepreciationBasis, convention: str = "CN_NEXT_MONTH") -> Decimal:
    """What the import had depreciated by its month more than our formula; zero where nothing was imported."""
    if basis.imported_through is None or basis.imported_accumulated is None:
        return ZERO
    rule = _convention(convention)
    ours = _milestones(basis, with_import=False)
    return basis.imported_accumulated - _accumulated(basis, basis.imported_through, rule, rule.held, ours)


_Used = Callable[[DepreciationBasis, date], Months]


@dataclass(frozen=True)
class _Stretch:
    """A part of an asset's life with one rule: `done` by month `start`, then along `spread`, which began in month
    `origin`; never beyond `ceiling`."""

    start: Months
    done: Decimal
    ceiling: Decimal
    spread: Spread
    origin: Months = 0

    def at(self, used: Months, life_months: int) -> Decimal:
        if self.start >= life_months:
            return self.done  # past its life nothing is depreciated any more, nor made up for
        if used >= life_months:
            return max(self.ceiling, self.done)  # the last month takes what rounding left over
        gained = self.spread.after(used - self.origin)
        if self.start != self.origin:
            gained -= self.spread.after(self.start - self.origin)
        return max(self.done, min(self.ceiling, self.done + gained))

    def stated(self, used: Months, accumulated: Decimal) -> _Stretch:
        """The books say `accumulated`: the rule goes on from there."""
        return _Stretch(used, accumulated, self.ceiling, self.spread, self.origin)

    def impaired(self, used: Months, amount: Decimal, basis: DepreciationBasis) -> _Stretch:
        """CAS 8, IAS 36.63: what is left after the impairment is spread over the months that are left."""
        done = self.at(used, basis.life_months)
        ceiling = max(done, min(basis.depreciable, self.ceiling - amount))
        months_left, left = max(1, basis.life_months - used), ceiling - done
        spread = Spread(basis.method, left + basis.residual, left, months_left, self.spread.is_exact)
        return _Stretch(used, done, ceiling, spread, origin=used)


def _accumulated(
    basis: DepreciationBasis, on: date, rule: Convention, used: _Used, milestones: Sequence[ValueChange]
) -> Decimal:
    if basis.method == DepreciationMethod.UNITS_OF_PRODUCTION:
        return _by_units(basis, on, milestones)
    now = used(basis, on)
    spread = Spread(basis.method, basis.cost, basis.depreciable, basis.life_months, rule.is_exact)
    stretch = _Stretch(0, ZERO, basis.depreciable, spread)
    for mile in milestones:
        month = min(rule.held(basis, mile.on), now)
        if (mile.on.year, mile.on.month) > (on.year, on.month):
            break
        if mile.accumulated is not None:
            stretch = stretch.stated(month, mile.accumulated)
        else:
            stretch = stretch.impaired(month, mile.impairment, basis)
    return stretch.at(now, basis.life_months)


def _milestones(basis: DepreciationBasis, *, with_import: bool = True) -> Sequence[ValueChange]:
    """Where the books say something else than the formula, oldest first; within a month, statements come first."""
    said = [ValueChange(on, accumulated=amount) for on, amount in basis.statements(with_import=with_import)]
    found = said + basis.impairments()
    return sorted(found, key=lambda mile: (mile.on.year, mile.on.month, mile.accumulated is None))


def _by_units(basis: DepreciationBasis, on: date, milestones: Sequence[ValueChange]) -> Decimal:
    """By what was produced; where the books said something or an impairment came, by what was produced since."""
    done, left, since = ZERO, basis.depreciable, Decimal(0)
    total, now = basis.units_total or Decimal(0), basis.units_until(on)
    for mile in milestones:
        if (mile.on.year, mile.on.month) > (on.year, on.month):
            break
        produced = min(basis.units_until(mile.on), now)
        if mile.accumulated is not None:
            gained = mile.accumulated - done
        else:
            gained = spread_by_units(left, produced - since, total - since)
        done, left, since = done + gained, max(ZERO, left - gained - mile.impairment), produced
    return done + spread_by_units(left, now - since, total - since)


def _convention(name: str) -> Convention:
    if name not in CONVENTIONS:
        raise NotFound(say("There is no depreciation convention “%(name)s”.", name=name))
    return CONVENTIONS[name]
