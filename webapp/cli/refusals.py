"""How the command line says no."""

from __future__ import annotations

from typing import IO, Any

import click

from engine.errors import EngineError, Invalid, Problem
from webapp.cli.language import said


class Refused(click.ClickException):
    """A refusal of the house: its sentence, and its problems one a line, on stderr; exit code 1."""

    exit_code = 1

    def __init__(self, refusal: EngineError) -> None:
        super().__init__(said(refusal.sentence))
        self.refusal = refusal

    def show(self, file: IO[Any] | None = None) -> None:
        problems = self.refusal.problems if isinstance(self.refusal, Invalid) else ()
        if len(problems) == 1:
            click.echo(_only(problems[0]), err=True, file=file)
            return
        click.echo(self.message, err=True, file=file)
        for problem in problems:
            click.echo(f"  {problem.where}: {said(problem.sentence)}", err=True, file=file)


def _only(problem: Problem) -> str:
    """The one problem there is, with its place unless the sentence names it."""
    sentence = said(problem.sentence)
    return sentence if problem.where in sentence else f"{problem.where}: {sentence}"
