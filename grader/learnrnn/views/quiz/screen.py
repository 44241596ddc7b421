"""Where questions are asked: a plain screen of lines, for pipes and screen readers, and one with keys and a cursor."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import unicodedata
from collections.abc import Callable

import click

from learnrnn.locale import Message, say
from learnrnn.quiz.ask import OutOfTime, Skipped, Stopped
from learnrnn.quiz.item import Choice, Item
from learnrnn.quiz.judge import Judgement, Note, Reply
from learnrnn.quiz.kinds import kind_of
from learnrnn.text import columns
from learnrnn.views.quiz.keys import NoKeyInTime, can_read_keys, is_terminal, read_key, wait_for_line
from learnrnn.views.quiz.text import WIDTH_MAX, Style

DONT_KNOW, SKIP, QUIT = "?", ("skip", "s"), ("quit", "q")
PLAIN_WIDTH = 80  # on a pipe
KEYS_APART = " · "
KEY_LINES_MAX = 3  # what the keys do takes so many rows, and the cursor one
MARKS = {"right": ("✔", "green"), "wrong": ("✘", "red"), "missed": ("→", "yellow")}


class PlainScreen:
    """Numbered options, and an answer a line. It moves no cursor."""

    def __init__(self, lang: str, style: Style):
        self.lang, self.style = lang, style

    def say(self, key: str, **values: object) -> str:
        return say(key, self.lang, **values)

    def ask(self, item: Item, number: int, total: int) -> None:
        question = item.question
        key = "quiz_head_again" if item.again else "quiz_head"
        head = self.say(key, number=number, total=total, section=question.section)
        click.echo(f"\n{self.style.paint(head, bold=True)}\n")
        if item.code:
            click.echo(f"{self.style.code(item.code)}\n")
        click.echo(self.style.prose(item.stem.render(self.lang)))
        if item.convention:
            text = self.say("quiz_convention", text=item.convention.render(self.lang))
            click.echo("\n" + self.style.prose(text, indent="  "))
        click.echo()

    def reply(self, item: Item, deadline: float | None) -> Reply:
        for index, choice in enumerate(item.choices, 1):
            click.echo(self.option(choice, index))
        while True:
            line = self.read_line(self.prompt(item), deadline)
            if not line:
                click.echo(self.say("quiz_how"))
                continue
            reply = self.understood(item, line)
            if reply != ():
                return reply
            click.echo(self.say("quiz_number_please", count=len(item.choices)))

    def understood(self, item: Item, line: str) -> Reply:
        """What a line says; () if it names no option that is there. Raises Skipped, Stopped."""
        word = unicodedata.normalize("NFKC", line).strip().casefold()
        if word in SKIP and not _is_an_answer(item, word):
            raise Skipped
        if word in QUIT and not _is_an_answer(item, word):
            raise Stopped
        if word == DONT_KNOW:
            return None
        if not item.choices:
            return line
        numbers = word.replace(",", " ").replace("、", " ").split()
        many = kind_of(item.question.kind).several
        if not numbers or (len(numbers) > 1 and not many):
            return ()
        if not all(n.isdecimal() and 1 <= int(n) <= len(item.choices) for n in numbers):
            return ()
        return tuple(dict.fromkeys(item.choices[int(n) - 1].id for n in numbers))

    def prompt(self, item: Item) -> str:
        if item.choices:
            key = "quiz_prompt_many" if kind_of(item.question.kind).several else "quiz_prompt_one"
            return self.say(key, count=len(item.choices))
        return kind_of(item.question.kind).prompt.render(self.lang)

    def read_line(self, prompt: str, deadline: float | None) -> str:
        """A line of input. Raises EOFError at its end, OutOfTime."""
        click.echo(f"{prompt} ", nl=False)
        sys.stdout.flush()
        try:
            wait_for_line(deadline)
        except NoKeyInTime:
            click.echo()
            raise OutOfTime from None
        line = sys.stdin.readline() if sys.stdin is not None else ""
        if not line:
            click.echo()
            raise EOFError
        if not is_terminal(sys.stdin):
            click.echo()  # the learner's own line end is not on the screen
        return line.strip()

    def option(self, choice: Choice, number: int, pointer: str = " ") -> str:
        first = f"{pointer}{number:>2}. "
        indent = " " * columns(click.unstyle(first))
        if choice.is_code:
            return first + self.style.hanging_code(choice.text.en, indent)
        return self.style.prose(choice.text.render(self.lang), indent, first)

    def unreadable(self, said: Message) -> None:
        click.echo(said.render(self.lang))

    def verdict(self, item: Item, reply: Reply, verdict: Judgement) -> None:
        self.show_verdict(item, reply, verdict)

    def show_verdict(self, item: Item, reply: Reply, verdict: Judgement) -> None:
        key, colour = ("quiz_right", "green") if verdict.right else ("quiz_not_right", "red")
        if reply is None:
            key, colour = "quiz_shown", "yellow"
        click.echo("\n" + self.style.paint(self.say(key), fg=colour, bold=True))
        for note in verdict.notes:
            self.show_note(note, alone=verdict.right and len(verdict.notes) == 1)
        exercise = item.question.exercise
        if exercise is not None and not verdict.right:
            click.echo(self.style.prose(self.say("quiz_build_it", name=exercise), indent="  "))

    def show_note(self, note: Note, alone: bool = False) -> None:
        """Why of one option or answer; which one it is about is left out where there is but one."""
        if note.what is not None and not alone:
            mark, colour = MARKS[note.mark]
            first = f"  {self.style.paint(mark, fg=colour)} {self.say(f'quiz_note_{note.mark}')} "
            what = note.what.render(self.lang)
            if note.is_code:
                indent = " " * columns(click.unstyle(first))
                click.echo(first + self.style.hanging_code(what, indent))
            else:
                click.echo(self.style.prose(what, "    ", first))
        if note.why is not None:
            click.echo(self.style.prose(note.why.render(self.lang), "  " if alone else "    "))


def _is_an_answer(item: Item, word: str) -> bool:
    """Whether a command's letter is something that this question asks for."""
    answers = (item.answer, *item.accept, *item.wrong)
    return any(word in map(str.casefold, a.text.by_language.values()) for a in answers if a)


class KeyScreen(PlainScreen):
    """One key an answer, arrows and Enter too; space marks where several may be right."""

    def reply(self, item: Item, deadline: float | None) -> Reply:
        if not item.choices:
            return super().reply(item, deadline)
        if self._height(item) >= shutil.get_terminal_size().lines:
            return super().reply(item, deadline)  # what has scrolled away cannot be drawn again
        try:
            return _Menu(self, item).run(deadline)
        except NoKeyInTime:
            click.echo()
            raise OutOfTime from None

    def _height(self, item: Item) -> int:
        return sum(_rows(self.option(c, 1)) for c in item.choices) + KEY_LINES_MAX

    def verdict(self, item: Item, reply: Reply, verdict: Judgement) -> None:
        self.show_verdict(item, reply, verdict)
        click.echo("\n" + self.style.paint(self.say("quiz_go_on"), dim=True), nl=False)
        sys.stdout.flush()
        try:
            while (key := read_key()) not in ("enter", "space", "right", "down"):
                if key == "q":
                    raise Stopped
        finally:
            click.echo("\r\x1b[K", nl=False)


class _Menu:
    """The options of one question, drawn again at each key."""

    def __init__(self, screen: KeyScreen, item: Item):
        self.screen, self.item = screen, item
        self.many = kind_of(item.question.kind).several
        self.at = 0
        self.marked: set[int] = set()
        self.drawn_lines = 0

    def run(self, deadline: float | None) -> Reply:
        self.draw()
        while True:
            key = read_key(deadline).casefold()
            actions: dict[str, Callable[[], None]] = {"up": self.up, "down": self.down, "space": self.space}
            if key in actions:
                actions[key]()
            elif key == DONT_KNOW:
                return None
            elif key == "s":
                raise Skipped
            elif key == "q":
                raise Stopped
            elif (reply := self.chosen(key)) is not None:
                self.draw()
                return reply
            self.draw()

    def up(self) -> None:
        self.at = (self.at - 1) % len(self.item.choices)

    def down(self) -> None:
        self.at = (self.at + 1) % len(self.item.choices)

    def space(self) -> None:
        if self.many:
            self.marked ^= {self.at}

    def chosen(self, key: str) -> Reply:
        """The reply that a key makes, if it makes one; None while there is none yet."""
        choices = self.item.choices
        if key == "enter":
            picked = sorted(self.marked) if self.many else [self.at]
            return tuple(choices[index].id for index in picked) or None
        if key.isdecimal() and 1 <= int(key) <= len(choices):
            self.at = int(key) - 1
            if self.many:
                self.marked ^= {self.at}
            else:
                return (choices[self.at].id,)
        return None

    def draw(self) -> None:
        rows = [self._row(index, choice) for index, choice in enumerate(self.item.choices)]
        keys = self.screen.say("quiz_keys_many" if self.many else "quiz_keys_one", count=len(rows))
        keys = _in_lines(keys, self.screen.style.width)
        shown = "\n".join([*rows, *(self.screen.style.paint(line, dim=True) for line in keys)])
        back = f"\x1b[{self.drawn_lines}A\r\x1b[J" if self.drawn_lines else ""
        click.echo(back + shown)
        sys.stdout.flush()
        self.drawn_lines = _rows(shown)

    def _row(self, index: int, choice: Choice) -> str:
        pointer = self.screen.style.paint("❯", fg="cyan", bold=True) if index == self.at else " "
        box = ("[x]" if index in self.marked else "[ ]") if self.many else ""
        return self.screen.option(choice, index + 1, pointer + box)


def _rows(shown: str) -> int:
    """How many rows of the terminal a text takes, code that is too wide for one included."""
    width = shutil.get_terminal_size().columns
    return sum(max(1, -(-columns(line) // width)) for line in click.unstyle(shown).split("\n"))


def _in_lines(keys: str, width: int) -> list[str]:
    """What the keys do, parted between keys where one line is too narrow."""
    lines = [""]
    for part in keys.split(KEYS_APART):
        longer = lines[-1] + KEYS_APART + part if lines[-1] else part
        lines = [*lines[:-1], longer] if columns(longer) <= width or not lines[-1] else [*lines, part]
    return lines


def open_screen(lang: str, *, plain: bool) -> PlainScreen:
    """The screen that the terminal, the environment and --plain ask for."""
    for stream in (sys.stdin, sys.stdout):
        with contextlib.suppress(AttributeError, ValueError):
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    if plain or not can_read_keys():
        return PlainScreen(lang, Style(colour=False, width=_width()))
    return KeyScreen(lang, Style(colour=not os.environ.get("NO_COLOR"), width=_width()))


def _width() -> int:
    if not is_terminal(sys.stdout):
        return PLAIN_WIDTH
    return max(20, min(WIDTH_MAX, shutil.get_terminal_size().columns - 1))
