"""Watches a learner's folder: the verdict at each save, and what the keys do."""

from __future__ import annotations

import contextlib
import os
import queue
import shlex
import subprocess
from collections.abc import Callable
from dataclasses import replace

from learnrnn.app.beside import page_beside
from learnrnn.app.exercise import begin
from learnrnn.app.hint import next_hints
from learnrnn.app.judge import Judge, Judged
from learnrnn.app.session import Session
from learnrnn.catalog import Exercise
from learnrnn.errors import LearnrnnError
from learnrnn.learner.course import Seen, look
from learnrnn.learner.saves import Saves
from learnrnn.learner.workspace import begun
from learnrnn.locale import Message, Sayable
from learnrnn.result import PASSED
from learnrnn.views import terminal
from learnrnn.views.fullscreen import RESIZED, Fullscreen
from learnrnn.views.plain import put, put_paged
from learnrnn.views.watch import View, Watched, plain_line, screen


def first_of(seen: Seen) -> Exercise:
    """Where to begin: what is begun or open, else the course's last."""
    return seen.next.exercise if seen.next else seen.stands[-1].exercise


def verdict_of(judged: Judged) -> Watched:
    """The judgement of a single exercise."""
    return Watched(judged.exercises[0], judged.results[0], judged.sources[0], judged.at, judged.took_s)


def watch_plainly(exercise: Exercise, session: Session, seed: int) -> None:
    """A line a verdict, until it is interrupted."""
    begin(exercise, session, reset=False, notebook=False)
    verdicts: queue.SimpleQueue[Judged] = queue.SimpleQueue()
    with Judge(session.workspace, seed, session.limits, verdicts.put) as judge:

        def saved(names: set[str]) -> None:
            if names & {exercise.filename, exercise.notebook}:
                judge.ask([exercise])

        with Saves(session.workspace, saved), contextlib.suppress(KeyboardInterrupt):
            judge.ask([exercise])
            while True:
                put([plain_line(verdict_of(verdicts.get()), session.lang)])


def watch_on_screen(exercise: Exercise, session: Session, seed: int) -> None:
    """The screen with its keys, until q or an interruption."""
    with (
        contextlib.suppress(KeyboardInterrupt, EOFError),
        Fullscreen() as shown,
        Judge(session.workspace, seed, session.limits, shown.put) as judge,
        Saves(session.workspace, lambda names: shown.put(frozenset(names))),
    ):
        WatchScreen(shown, judge, session).run(exercise)


class WatchScreen:
    """What happens at a save, a verdict and a key."""

    def __init__(self, shown: Fullscreen, judge: Judge, session: Session):
        self.shown, self.judge, self.session = shown, judge, session
        self.keys: dict[str, Callable[[], None]] = {
            "n": lambda: self._step(+1),
            "p": lambda: self._step(-1),
            "h": self._hint,
            "t": self._text,
            "s": self._solution,
            "l": lambda: self._set(search="", chosen=0),
            "c": self._check_all,
            "o": self._open,
            "r": lambda: self._set(asking=True),
            "escape": lambda: self._set(many=(), hints=0, note=None),
        }

    def run(self, exercise: Exercise) -> None:
        """Until q. Raises KeyboardInterrupt, EOFError."""
        self.view = View(exercise, look(self.session.workspace))
        self._go_to(exercise)
        while True:
            self.shown.draw(screen(self.view, self.session.lang))
            event = self.shown.wait()
            if isinstance(event, Judged):
                self._judged(event)
            elif isinstance(event, frozenset):
                self._saved(event)
            elif event != RESIZED and self._key(event):
                return

    def _set(self, **changes: object) -> None:
        self.view = replace(self.view, **changes)  # pyright: ignore[reportArgumentType]

    def _key(self, key: str) -> bool:
        """Do what the key says; whether it is the end."""
        self._set(note=None)
        if self.view.asking:
            self._answer(key)
        elif self.view.search is not None:
            self._type(key)
        elif key in self.keys:
            self.keys[key]()
        else:
            return key == "q"
        return False

    # ------------------------------------------------------------------ what comes in

    def _saved(self, names: frozenset[str]) -> None:
        exercise = self.view.exercise
        if names & {exercise.filename, exercise.notebook}:
            self._set(busy=True, many=())
            self.judge.ask([exercise])

    def _judged(self, judged: Judged) -> None:
        seen = look(self.session.workspace)
        if [e.name for e in judged.exercises] == [self.view.exercise.name]:
            self._set(verdict=verdict_of(judged), seen=seen, busy=False)
        else:
            pairs = tuple(zip(judged.exercises, judged.results, strict=True))
            self._set(many=pairs, seen=seen, busy=False)

    def _answer(self, key: str) -> None:
        self._set(asking=False)
        if key in ("y", "enter"):
            self._begin(self.view.exercise, reset=True)

    def _type(self, key: str) -> None:
        search, found = self.view.search or "", self.view.found()
        if key == "escape":
            self._set(search=None)
        elif key == "enter" and found:
            self._go_to(found[min(self.view.chosen, len(found) - 1)])
        elif key in ("up", "down"):
            step = self.view.chosen + (1 if key == "down" else -1)
            self._set(chosen=max(0, min(step, len(found) - 1)))
        elif key in ("\x7f", "\b"):
            self._set(search=search[:-1], chosen=0)
        elif key == "space" or len(key) == 1:
            self._set(search=search + (" " if key == "space" else key), chosen=0)

    # ------------------------------------------------------------------ what keys do

    def _step(self, by: int) -> None:
        every = [stand.exercise for stand in self.view.seen.stands]
        at = [e.name for e in every].index(self.view.exercise.name) + by
        if 0 <= at < len(every):
            self._go_to(every[at])

    def _go_to(self, exercise: Exercise) -> None:
        self.view = View(exercise, self.view.seen)
        self._begin(exercise, reset=False)

    def _begin(self, exercise: Exercise, *, reset: bool) -> None:
        is_there = begun(exercise, self.session.workspace) is not None
        note: Sayable | None = None
        if reset or not is_there:
            try:
                made = begin(exercise, self.session, reset=reset, notebook=False)
                note = made.notes[0] if made.notes else None
            except LearnrnnError as error:
                note = error.said
        self._set(note=note, busy=True)
        self.judge.ask([exercise])

    def _hint(self) -> None:
        passed = self.view.verdict is not None and self.view.verdict.result.status == PASSED
        exercise = self.view.exercise
        count, _ = next_hints(exercise, show_all=passed)  # free of charge after a pass
        self._set(hints=count, many=())

    def _check_all(self) -> None:
        there = [s.exercise for s in self.view.seen.stands if begun(s.exercise, self.session.workspace)]
        if there:
            self._set(busy=True)
            self.judge.ask(there)

    def _text(self) -> None:
        with self.shown.left():
            terminal.show_task(self.view.exercise, self.session.lang, pager=True, wait=True)

    def _solution(self) -> None:
        verdict = self.view.verdict
        if verdict is None or verdict.result.status != PASSED:
            self._set(note=Message("watch_not_passed"))
            return
        page = page_beside(self.view.exercise, self.session)
        with self.shown.left():
            if page is None:
                terminal.show_solution(self.view.exercise, pager=True, wait=True)
            else:
                put_paged(page, pager=True, wait=True)

    def _open(self) -> None:
        file = (
            begun(self.view.exercise, self.session.workspace)
            or self.session.workspace / self.view.exercise.filename
        )
        command = _editor()
        if command is None:
            self._set(note=Message("watch_no_editor", {"link": f"vscode://file{file.resolve()}"}))
            return
        try:
            with self.shown.left():
                subprocess.run([*command, str(file)], check=False)
        except OSError as error:
            self._set(note=Message("watch_editor", {"command": command[0], "why": error.strerror or error}))


def _editor() -> list[str] | None:
    """The learner's editor as words of a command; None where they have not said which."""
    for name in ("VISUAL", "EDITOR"):
        if words := shlex.split(os.environ.get(name) or ""):
            return words
    return ["code", "--reuse-window"] if os.environ.get("TERM_PROGRAM") == "vscode" else None
