"""The command line: one command a file, no logic, and nothing heavy imported before it is needed."""

from __future__ import annotations

import errno
import importlib
import os
import sys
from typing import TYPE_CHECKING

import click

from learnrnn.cli.help import SpokenContext, in_language, speak
from learnrnn.cli.language import Language

if TYPE_CHECKING:
    from learnrnn.sandbox.start import Started

COMMANDS = {  # name, which is its module's too: what --help says of it without loading it; in this order
    "exercise": "List the exercises, or begin one.",
    "check": "Check your files.",
    "watch": "Check your file each time you save it.",
    "show": "Draw what your function does.",
    "predict": "Guess before you write.",
    "hint": "Show an exercise's next hint.",
    "solution": "Show a reference solution.",
    "undo": "Bring back your file as it was before the last reset.",
    "progress": "Take your progress to another machine.",
    "quiz": "Ask the course's questions.",
    "export": "Write files for other systems.",
    "train": "Train a real model with the functions in your folder.",
    "assignment": "Write an assignment.toml, or say what one means.",
    "grade": "Grade a class.",
    "adjust": "Give a student other points than the machine did, excuse them, or comment.",
    "regrade": "Grade a class again, and say who changes, by how much, and because of which check.",
    "report": "Write a class's report as one HTML page that needs nothing else, and show its figures.",
    "feedback": "Write what each student may read of their work, as Markdown and as a page.",
    "alike": "List pairs of answers that are alike beyond the stub, the solution and the class's habits.",
    "gradebook": "Put several assignments into one gradebook.",
    "verify": "Prove that the course is well-formed.",
    "new": "Begin a new exercise.",
    "release": "Write the bundle for a class.",
    "doctor": "Say which layers of the sandbox hold.",
    "completion": "Complete words with the Tab key.",
}
ALSO_UNDERSTOOD = {  # what people type, and what they mean
    "list": ("exercise",),
    "start": ("exercise",),
    "reset": ("exercise", "--reset"),
    "next": ("home",),
}
WRONG_USE = 2


class LazyGroup(click.Group):
    """Loads a command's module when the command is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS and cmd_name != "home":
            return None
        module = importlib.import_module(f"learnrnn.cli.{cmd_name}")
        command: click.Command = getattr(module, cmd_name)
        return speak(command)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = click.utils.make_str(args[0])
        if name == "help":
            if not args[1:]:
                click.echo(ctx.get_help())
                ctx.exit()
            args = [*args[1:2], "--help"]
            name = args[0]
        if name in ALSO_UNDERSTOOD:
            args = [*ALSO_UNDERSTOOD[name], *args[1:]]
        elif name not in COMMANDS and not name.startswith("-"):
            raise click.UsageError(_unknown_command(name))
        return super().resolve_command(ctx, args)


def _unknown_command(name: str) -> str:
    from learnrnn import catalog, locale
    from learnrnn.errors import near

    lang = asked_language()
    meant = near(name, [*COMMANDS, *catalog.exercises()])
    if meant is None:
        return locale.say("unknown_command", lang, name=name)
    command = meant if meant in COMMANDS else f"exercise {meant}"
    return locale.say("unknown_command_near", lang, name=name, near=command)


@click.group(
    cls=LazyGroup, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]}
)
@click.option(
    "--lang",
    type=Language(),
    envvar="LEARNRNN_LANG",
    show_envvar=True,
    help="Language: en or ja.",
)
@click.option(
    "--workspace",
    type=click.Path(file_okay=False),
    envvar="LEARNRNN_WORKSPACE",
    show_envvar=True,
    help="Your folder.",
)
@click.option("--no-pager", is_flag=True, help="Print long texts as they are.")
@click.version_option(package_name="learnrnn")
@click.pass_context
def group(ctx: click.Context, lang: str | None, workspace: str | None, no_pager: bool) -> None:
    """Learn recurrent networks by writing them.

    Without a command: where you are, and what is next.
    """
    from learnrnn import locale
    from learnrnn.app.session import Session, folder

    said = lang or locale.of_environment()
    ctx.obj = Session(said, folder(workspace or "."), pager=not no_pager, started=ctx.obj)
    if ctx.invoked_subcommand is None:
        from learnrnn.cli.home import home

        ctx.invoke(home)


group.context_class = SpokenContext


def main(arguments: list[str] | None = None, started: Started | None = None) -> None:
    """Run the command line; every error that a user can mend is one line and exit status 2.

    `started` is a sandbox that gets ready meanwhile.
    """
    from learnrnn.errors import LearnrnnError
    from learnrnn.streams import show_what_can_be_shown

    show_what_can_be_shown()
    try:
        status = group.main(arguments, prog_name="learnrnn", standalone_mode=False, obj=started)
        sys.stdout.flush()
    except click.exceptions.Abort:
        status = 130
    except (click.ClickException, LearnrnnError) as error:
        click.echo(f"learnrnn: {one_line(error)}", err=True)
        status = WRONG_USE
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        status = 1
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # else the same comes again at the end
        click.echo(f"learnrnn: {error.strerror}", err=True)
        status = WRONG_USE
    sys.exit(status if isinstance(status, int) else 0)


def one_line(error: Exception) -> str:
    """What was wrong and what to do, without line ends."""
    from learnrnn import locale
    from learnrnn.errors import LearnrnnError

    if isinstance(error, LearnrnnError):
        text = error.said.render(asked_language())
    else:
        assert isinstance(error, click.ClickException)
        text = in_language(error.format_message(), asked_language())
        if isinstance(error, click.UsageError) and error.ctx is not None and "?" not in text:
            text += " " + locale.say("see_help", asked_language(), command=error.ctx.command_path)
    return " ".join(text.split())


def asked_language() -> str:
    """The language that the command line asked for, as far as it was read."""
    from learnrnn import locale

    words = sys.argv[1:]
    for i, word in enumerate(words):
        if word.startswith("--lang="):
            return _spoken(word.removeprefix("--lang="))
        if word == "--lang" and i + 1 < len(words):
            return _spoken(words[i + 1])
    return locale.of_environment()


def _spoken(lang: str) -> str:
    """The language, if the program speaks it; English else."""
    from learnrnn import locale

    return lang if lang in locale.LANGUAGES else locale.ENGLISH
