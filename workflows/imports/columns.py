"""What the columns of a file are taken for: guessed from their headers, changed by people, kept with the import."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from engine.errors import Invalid, Problem, Sentence, say
from workflows.imports.headers import Header, factor_in, names_of

CUSTOM, IGNORED = "custom", "ignore"


@dataclass(frozen=True)
class Target:
    """What a column may be taken for. `headers` are its names elsewhere, the surest first, with bars between them."""

    code: str
    label: Sentence
    headers: str
    is_required: bool = False
    is_money: bool = False


@dataclass(frozen=True)
class Column:
    """A column of the file and the code of its target, `custom` or `ignore`; amounts are multiplied by `factor`."""

    place: int
    header: str
    target: str
    factor: Decimal = Decimal(1)
    is_percent: bool = False

    def as_data(self) -> dict[str, Any]:
        return {
            "place": self.place,
            "header": self.header,
            "target": self.target,
            "factor": str(self.factor),
            "is_percent": self.is_percent,
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Column:
        return cls(data["place"], data["header"], data["target"], Decimal(data["factor"]), data["is_percent"])


@dataclass(frozen=True)
class Alias:
    """A name that stands for a target; of two columns for one target the lower rank is the surer one."""

    code: str
    rank: int


def aliases_of(targets: Iterable[Target]) -> dict[str, Alias]:
    """The target by each of its names, folded."""
    return {
        names_of(name)[0]: Alias(target.code, rank)
        for target in targets
        for rank, name in enumerate((*target.headers.split(" | "), target.code))
    }


def guess_columns(
    headers: Sequence[Header], targets: Sequence[Target], *, factor: Decimal, can_keep: bool
) -> list[Column]:
    """Each column with the target that its header names. Of several for one target the surest has it; the others, and
    those that nothing names, are kept as custom fields where that is possible (`can_keep`)."""
    aliases, money = aliases_of(targets), {target.code for target in targets if target.is_money}
    best: dict[str, tuple[int, int]] = {}
    for header in headers:
        if alias := _alias(header, aliases):
            best[alias.code] = min(best.get(alias.code, (alias.rank, header.place)), (alias.rank, header.place))
    by_place = {place: code for code, (_rank, place) in best.items()}
    rest = CUSTOM if can_keep else IGNORED
    return [
        Column(
            header.place,
            header.text,
            code := by_place.get(header.place, rest),
            (header.factor or factor) if code in money else Decimal(1),
            header.is_percent,
        )
        for header in headers
    ]


def _alias(header: Header, aliases: Mapping[str, Alias]) -> Alias | None:
    return next((aliases[name] for name in names_of(header.text) if name in aliases), None)


def choose_columns(
    columns: Sequence[Column], chosen: Mapping[str, str], targets: Sequence[Target], *, factor: Decimal | None = None
) -> list[Column]:
    """The columns with the targets that somebody has chosen, by header or by place (`"3"`); `factor` is that of
    amounts whose header names none.

    Refused with `Invalid`: an unknown header or target, a target twice, a required one that no column has.
    """
    by_key = {key: column for column in columns for key in (str(column.place), column.header)}
    codes = {target.code for target in targets} | {CUSTOM, IGNORED}
    problems = [
        Problem(key, say("There is no column “%(header)s” in the file.", header=key))
        for key in chosen
        if key not in by_key
    ]
    problems += [
        Problem(key, say("There is no field “%(field)s”.", field=code))
        for key, code in chosen.items()
        if code not in codes
    ]
    if problems:
        raise Invalid(problems)
    targets_by_place = {by_key[key].place: code for key, code in chosen.items()}
    money = {target.code for target in targets if target.is_money}
    result = [
        _with_target(column, targets_by_place.get(column.place, column.target), money, factor) for column in columns
    ]
    require_complete(result, targets)
    return result


def require_complete(columns: Sequence[Column], targets: Sequence[Target]) -> None:
    """Refuse with `Invalid` columns of which two say the same, or none says what is required."""
    problems = []
    for target in targets:
        places = [column.header for column in columns if column.target == target.code]
        if len(places) > 1:
            problems.append(
                Problem(
                    target.code,
                    say(
                        "Several columns are taken for “%(field)s”: %(headers)s",
                        field=target.label,
                        headers=", ".join(places),
                    ),
                )
            )
        if target.is_required and not places:
            problems.append(Problem(target.code, say("No column is taken for “%(field)s”.", field=target.label)))
    if problems:
        raise Invalid(problems)


def _with_target(column: Column, target: str, money: set[str], factor: Decimal | None) -> Column:
    if target not in money:
        return Column(column.place, column.header, target, Decimal(1), column.is_percent)
    own = factor_in(column.header)
    return Column(column.place, column.header, target, own or factor or column.factor, column.is_percent)
