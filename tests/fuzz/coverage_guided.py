"""`make fuzz`: attacks guided by coverage, for as long as one likes (atheris, the extra `fuzz`).

Findings do not end the run: each is written to the folder once, with the bytes that cause it, and the run ends in exit
code 1. A hang or too much memory does end it, as libFuzzer then kills the process.
"""

from __future__ import annotations

import argparse
import random
import sys
import traceback
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["engine.feel", "engine.decisions", "tests.fuzz"]):
    from tests.fuzz.targets import TARGETS, attack
    from tests.fuzz.writing import Writer

SECONDS_UNTIL_HUNG = 20
SLOWEST_SECONDS = 8  # code that counts its branches runs a quarter as fast
MEGABYTES = 1024


def main() -> None:
    """Read the command line and attack; libFuzzer ends the process."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--folder", type=Path, default=Path("var/fuzz"))
    arguments = parser.parse_args()
    corpus, found = arguments.folder / "corpus", arguments.folder / "found"
    for folder in (corpus, found):
        folder.mkdir(parents=True, exist_ok=True)
    _sow(corpus)
    options = [
        f"-max_total_time={int(arguments.minutes * 60)}",
        f"-timeout={SECONDS_UNTIL_HUNG}",
        f"-rss_limit_mb={MEGABYTES}",
        f"-artifact_prefix={found}/",
        "-max_len=1024",
        "-len_control=0",
        "-print_final_stats=1",
        str(corpus),
    ]
    seen: set[str] = set()

    def attacked(data: bytes) -> None:
        try:
            attack(data, max_seconds=SLOWEST_SECONDS)
        except Exception as error:  # whatever the product lets through is what is looked for
            _keep(error, data, found, seen)

    atheris.Setup([sys.argv[0], *options], attacked)
    atheris.Fuzz()


def _sow(corpus: Path) -> None:
    """Inputs to begin with: for each target bytes of several lengths, and texts of FEEL and DMN as they are."""
    chance = random.Random(0)
    for number, target in enumerate(TARGETS):
        for length in (10, 50, 200, 200, 600):
            seeds = [chance.randbytes(length), Writer(chance.randbytes(length)).expression().encode()]
            seeds += [Writer(chance.randbytes(length)).model()] if target.__name__ == "decide_text" else []
            for seed in seeds:
                (corpus / f"seed-{number}-{len(seed)}-{seed[:2].hex()}").write_bytes(bytes([number]) + seed)


def _keep(error: Exception, data: bytes, folder: Path, seen: set[str]) -> None:
    """Write a finding that was not seen before."""
    frames = traceback.extract_tb(error.__traceback__)
    key = f"{type(error).__name__}-{Path(frames[-1].filename).stem}-{frames[-1].lineno}"
    if key in seen or len(seen) > 200:
        return
    seen.add(key)
    (folder / key).write_bytes(data)
    print(f"FOUND {key}: {error}\n{''.join(traceback.format_exception(error))[-3000:]}", flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
