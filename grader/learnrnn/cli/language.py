"""The language of the texts, as an option's value."""

from __future__ import annotations

import click
from click.shell_completion import CompletionItem


def languages() -> tuple[str, ...]:
    """Those that the course is in. Raises LearnrnnError."""
    from learnrnn import catalog

    return catalog.languages()


class Language(click.ParamType):
    """One of the course's languages, which are looked up when they are asked for."""

    name = "language"

    def get_metavar(self, param: click.Parameter, ctx: click.Context | None = None) -> str:
        return f"[{'|'.join(languages())}]"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        return str(click.Choice(languages()).convert(value, param, ctx))

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        return [CompletionItem(name) for name in languages() if name.startswith(incomplete)]
