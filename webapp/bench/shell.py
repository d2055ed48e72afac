"""How long the command line takes to say what it can do."""

from __future__ import annotations

import subprocess
import sys
import time

ENTRY = "import sys; from webapp.cli import main; sys.argv[0] = 'zhangshi'; main()"


def help_seconds() -> float:
    """Wall seconds of `zhangshi --help`, the start of Python included."""
    begin = time.perf_counter()
    subprocess.run([sys.executable, "-c", ENTRY, "--help"], check=True, capture_output=True)  # noqa: S603 - our own command
    return time.perf_counter() - begin
