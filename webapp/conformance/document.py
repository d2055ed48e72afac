"""Writes `docs/conformance.md`: what passes of the Technology Compatibility Kit, when and with which versions."""

from __future__ import annotations

import platform
import sys
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path

from engine import clock
from webapp.conformance.kit import LEFT_OUT, Outcome, Result, run_kit
from webapp.conformance.score import Score, scored

_HOW = """# How well FEEL and DMN keep to the standard

Measured with the test cases of the DMN Technology Compatibility Kit (github.com/dmn-tck/tck, Apache-2.0), which are not
part of this repository. This page is written by `make conformance`; do not edit it.

```
make conformance DMN_TCK=<the folder with compliance-level-2 and compliance-level-3>
zhangshi conformance dmn-tck <that folder, a level or one folder of it> --csv results.csv
zhangshi conformance dmn-tck <the same> --json
```

The CSV has the columns of the kit's own reports: folder, test file, case, SUCCESS, ERROR or IGNORED.

A case passes if all its results are as expected: numbers to 1e-8, dates, times and durations as they are written, lists
and contexts deeply. An error or null passes only where the case expects one. Percentages are cut, not rounded.
"""


def page(outcomes: Sequence[Outcome]) -> str:
    """The whole page in Markdown."""
    score = scored(outcomes)
    return "\n".join([_HOW, *_versions(), *_levels(score), *_failures(outcomes), *_left_out(score), *_folders(score)])


def _versions() -> Iterator[str]:
    yield (
        f"Run on {clock.now():%Y-%m-%d} with Zhangshi {version('zhangshi')}, Python {platform.python_version()}, "
        f"lxml {version('lxml')}, regex {version('regex')}.\n"
    )


def _levels(score: Score) -> Iterator[str]:
    yield "| level | cases passed | of | % |\n|---|---|---|---|"
    for level in score.levels:
        yield f"| {level.name.rpartition('-')[2]} | {level.passed:,} | {level.total:,} | {level.percent} |"
    yield f"\nMean over the {len(score.folders)} folders: **{score.mean} %**. The worst folder: {score.worst} %.\n"


def _failures(outcomes: Sequence[Outcome]) -> Iterator[str]:
    failed = [each for each in outcomes if each.result is Result.ERROR]
    if failed:
        yield "## Cases that fail\n"
        yield from (f"- `{each.folder}` {each.case}: {each.told}" for each in failed)
        yield ""


def _left_out(score: Score) -> Iterator[str]:
    yield "## Left out\n"
    yield from (f"- `{folder}`: {reason}; nothing outside the engine is called." for folder, reason in LEFT_OUT.items())
    yield f"\n{score.ignored} cases in all; they count nowhere. Folders that were not at hand do not appear below.\n"


def _folders(score: Score) -> Iterator[str]:
    yield "## Folders\n"
    yield "| level | folder | passed | of |\n|---|---|---|---|"
    for each in score.folders:
        yield f"| {each.level.rpartition('-')[2]} | {each.name} | {each.passed} | {each.total} |"
    yield ""


def main() -> None:
    """`python -m webapp.conformance.document KIT PAGE`."""
    kit, out = map(Path, sys.argv[1:])
    out.write_text(page(list(run_kit(kit))), encoding="utf-8")


if __name__ == "__main__":
    main()
