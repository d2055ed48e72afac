"""How long the command line takes to say what it can do."""

from __future__ import annotations

import subprocess
import sys
import time

ZHANGSHI = (sys.executable, "-m", "webapp.cli")


def help_seconds() -> float:
    """Wall seconds of `zhangshi --help`, the start of Python included."""
    begin = time.perf_counter()
    subprocess.run([*ZHANGSHI, "--help"], check=True, capture_output=True)  # noqa: S603 - our own command
    return time.perf_counter() - begin
