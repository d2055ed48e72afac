"""How the command line says no."""

from __future__ import annotations

from typing import IO, Any

import click

from engine.errors import EngineError, Invalid
from webapp.cli.language import said


class Refused(click.ClickException):
    """A refusal of the house: its sentence, and its problems one a line, on stderr; exit code 1."""

    exit_code = 1

    def __init__(self, refusal: EngineError) -> None:
        super().__init__(said(refusal.sentence))
        self.refusal = refusal

    def show(self, file: IO[Any] | None = None) -> None:
        click.echo(self.message, err=True, file=file)
        problems = self.refusal.problems if isinstance(self.refusal, Invalid) else ()
        for problem in problems:
            if problem.where or len(problems) > 1:
                click.echo(f"  {problem.where}: {said(problem.sentence)}", err=True, file=file)
