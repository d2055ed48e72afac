"""What `make chaos` reports in the end."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Tally:
    """Acts whose success somebody was told; of those, how many left no trace, and how many left it twice."""

    acknowledged: int = 0
    lost: int = 0
    doubled: int = 0

    def count(self, *, told: int, done: int) -> None:
        """One act was acknowledged `told` times (0: it failed or nobody knows) and its traces are there `done`
        times."""
        self.acknowledged += told > 0
        self.lost += told > 0 and done == 0
        self.doubled += done > 1
        assert not (told > 0 and done == 0), "an acknowledged act is lost"
        assert done <= 1, "an act was applied twice"

    def add(self, *, acknowledged: int = 0, lost: int = 0, doubled: int = 0) -> None:
        """Count what another process has counted."""
        self.acknowledged += acknowledged
        self.lost += lost
        self.doubled += doubled


TALLY = Tally()
