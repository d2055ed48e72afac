"""Commands that are imported only when they are run: `zhangshi --help` answers at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import click


@dataclass(frozen=True)
class Lazy:
    """Where a command is (`module:function`), and its line in the list of commands."""

    place: str
    summary: str

    @property
    def module(self) -> str:
        return self.place.partition(":")[0]

    def load(self) -> click.Command:
        command = getattr(import_module(self.module), self.place.partition(":")[2])
        assert isinstance(command, click.Command)
        _keep_summaries_whole(command)
        return command


def _keep_summaries_whole(command: click.Command) -> None:
    """Click cuts a summary that it takes from a command's help to one line, in the middle of a sentence."""
    for below in command.commands.values() if isinstance(command, click.Group) else ():
        below.short_help = below.short_help or (below.help or "").partition("\n\n")[0]
        _keep_summaries_whole(below)


class LazyGroup(click.Group):
    """A group that knows its commands by name, and imports the one that is asked for."""

    def __init__(self, *arguments: Any, lazy: Mapping[str, Lazy], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.lazy = lazy

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [name for name, entry in self.lazy.items() if find_spec(entry.module)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        return self.lazy[cmd_name].load() if cmd_name in self.list_commands(ctx) else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        rows = [(name, self.lazy[name].summary) for name in self.list_commands(ctx)]
        with formatter.section("Commands"):
            formatter.write_dl(rows)
