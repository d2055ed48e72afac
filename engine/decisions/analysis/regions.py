"""Whether boxes cover a space: boxes are rules, one set of pieces for each column."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from engine.errors import EngineError, say

MAX_STEPS = 1_500_000
"""About half a second. Whether boxes cover a space is as hard as any puzzle (co-NP); tables of people are easy."""

Box = Sequence[int]
"""For each column the pieces, as bits."""


class GivenUpError(EngineError):
    """The table is too intricate for the time allowed."""

    def __init__(self) -> None:
        super().__init__(say("The table is too intricate to be analysed completely."))


class Cover:
    """Boxes over the same columns, asked again and again which of them leave a space uncovered."""

    def __init__(self, boxes: Sequence[Box], columns: int) -> None:
        self.boxes = boxes
        self.columns = sorted(range(columns), key=lambda number: len({box[number] for box in boxes}), reverse=True)
        self.groups = [self._groups(number) for number in self.columns]
        self.steps = MAX_STEPS

    def uncovered(self, space: Box, boxes: int) -> Iterator[list[int]]:
        """Parts of `space` that none of the `boxes` (bits) touches: nothing if they cover it.

        Not every such part, but one at least if there is any. Raises `GivenUpError`.
        """
        wanted = [space[number] for number in self.columns]
        for part in self._search(0, boxes, wanted, self._whole(wanted, boxes), set()):
            found = dict(zip(self.columns, part, strict=True))
            yield [found[number] for number in range(len(space))]

    def _groups(self, column: int) -> list[tuple[int, int]]:
        """(boxes, pieces): the pieces of a column that are in the same boxes."""
        groups: dict[int, int] = {}
        width = max((box[column].bit_length() for box in self.boxes), default=0)
        for piece in range(width):
            inside = sum(1 << number for number, box in enumerate(self.boxes) if box[column] >> piece & 1)
            groups[inside] = groups.get(inside, 0) | 1 << piece
        covered = (1 << width) - 1
        groups[0] = groups.get(0, 0) | ~covered
        return list(groups.items())

    def _whole(self, space: Box, boxes: int) -> list[int]:
        """For each column the boxes that hold all of the space from that column on."""
        whole = [boxes]
        for place in reversed(range(len(space))):
            column = self.columns[place]
            left, holding = whole[-1], 0
            while left:
                lowest = left & -left
                if not space[place] & ~self.boxes[lowest.bit_length() - 1][column]:
                    holding |= lowest
                left ^= lowest
            whole.append(holding)
        return whole[::-1]

    def _search(
        self, place: int, alive: int, space: Box, whole: Sequence[int], seen: set[tuple[int, int]]
    ) -> Iterator[list[int]]:
        if alive & whole[place] or (place, alive) in seen:
            return
        seen.add((place, alive))
        if not alive:
            yield list(space[place:])
            return
        groups = self.groups[place]
        self.steps -= len(groups)
        if self.steps < 0:
            raise GivenUpError
        parts: dict[int, int] = {}
        for boxes, pieces in groups:
            if pieces & space[place]:
                parts[boxes & alive] = parts.get(boxes & alive, 0) | pieces & space[place]
        for left, pieces in parts.items():
            for rest in self._search(place + 1, left, space, whole, seen):
                yield [pieces, *rest]
