"""Numbers (DMN 1.5, table 73)."""

from __future__ import annotations

from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Context,
    Decimal,
)

from engine.feel.builtins.registry import builtin
from engine.feel.numbers import DECIMAL34, finite
from engine.feel.run import TRANSCENDENTAL, Run
from engine.feel.temporal import MonthsDuration
from engine.feel.wide import Length, length_nanos, made_length

_EVERY_DIGIT = Context(prec=6200, Emin=-6143, Emax=6144, traps=[])
_SCALES = range(-6111, 6177)


def rounded(value: Decimal | int, scale: Decimal | int, rounding: str) -> Decimal | None:
    """`value` with `scale` digits after the point (negative: zeros before it); null where that leaves 34 digits."""
    if int(scale) not in _SCALES:
        return None
    number = Decimal(value)
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and exponent >= -int(scale):
        return number
    context = Context(prec=34, rounding=rounding, Emin=-6143, Emax=6144, traps=[])
    return finite(number.quantize(Decimal(1).scaleb(-int(scale), context), context=context))


def _register(name: str, rounding: str, scale: str) -> None:
    @builtin(name, f"n: number, scale: {scale}")
    def _round(run: Run, value: Decimal, digits: Decimal = Decimal(0)) -> Decimal | None:
        return rounded(value, digits, rounding)


_register("decimal", ROUND_HALF_EVEN, "number")
_register("floor", ROUND_FLOOR, "number?")
_register("ceiling", ROUND_CEILING, "number?")
_register("round up", ROUND_UP, "number")
_register("round down", ROUND_DOWN, "number")
_register("round half up", ROUND_HALF_UP, "number")
_register("round half down", ROUND_HALF_DOWN, "number")
_register("round half even", ROUND_HALF_EVEN, "number")


@builtin("abs", "n: number")
def _abs(run: Run, value: Decimal) -> Decimal:
    return DECIMAL34.abs(value)


@builtin("abs", "n: duration")
def _abs_duration(run: Run, value: Length | MonthsDuration) -> Length | MonthsDuration | None:
    return (
        MonthsDuration(abs(value.total)) if isinstance(value, MonthsDuration) else made_length(abs(length_nanos(value)))
    )


@builtin("modulo", "dividend: number, divisor: number")
def _modulo(run: Run, dividend: Decimal, divisor: Decimal) -> Decimal | None:
    """dividend - divisor * floor(dividend / divisor): the sign is the divisor's."""
    if not divisor:
        return None
    run.charge(TRANSCENDENTAL)
    rest = _EVERY_DIGIT.remainder(dividend, divisor)
    if rest.is_nan():
        return None
    if rest and (rest < 0) is not (divisor < 0):
        rest = DECIMAL34.add(rest, divisor)
    return finite(DECIMAL34.plus(rest))


@builtin("sqrt", "number: number")
def _sqrt(run: Run, value: Decimal) -> Decimal | None:
    return finite(DECIMAL34.sqrt(value))


@builtin("log", "number: number")
def _log(run: Run, value: Decimal) -> Decimal | None:
    run.charge(TRANSCENDENTAL)
    return finite(DECIMAL34.ln(value)) if value > 0 else None


@builtin("exp", "number: number")
def _exp(run: Run, value: Decimal) -> Decimal | None:
    run.charge(TRANSCENDENTAL)
    return finite(DECIMAL34.exp(value))


def _register_parity(name: str, rest: int) -> None:
    @builtin(name, "number: number")
    def _parity(run: Run, value: Decimal) -> bool:
        run.charge(TRANSCENDENTAL)
        return _EVERY_DIGIT.remainder(abs(value), Decimal(2)) == rest


_register_parity("odd", 1)
_register_parity("even", 0)
