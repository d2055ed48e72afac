"""The command `zhangshi`: everything a page or a program can do, from the shell."""

from webapp.cli.main import main

__all__ = ["main"]
