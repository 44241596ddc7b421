"""A result as HTML, for a notebook.

It takes the notebook's own text colour and no background, so that it reads in light themes and dark ones.
Everything that comes from a student is escaped.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence

from learnrnn.catalog import Exercise
from learnrnn.locale import Sayable, say
from learnrnn.result import BLOCKED, PASSED, CheckResult, ExerciseResult
from learnrnn.views.order import MISTAKE, PLACE, PRINTED, RELATION, SOURCE, parts_of, prints_of
from learnrnn.views.result import MARKS, NOT_RUN, PRINTED_LINES

# The colours are of middling lightness: at least 3:1 against white and against black.
STYLE = """<style>
.learnrnn { line-height: 1.5; max-width: 60em; }
.learnrnn p { margin: .3em 0; }
.learnrnn ul { list-style: none; margin: .5em 0; padding: 0; }
.learnrnn li { border-left: 3px solid #808080; margin: .3em 0; padding: .1em .8em; }
.learnrnn li.passed { border-color: #2da44e; } .learnrnn li.passed .mark { color: #2da44e; }
.learnrnn li.failed, .learnrnn li.error, .learnrnn li.timeout { border-color: #e5534b; }
.learnrnn li.failed .mark, .learnrnn li.error .mark, .learnrnn li.timeout .mark { color: #e5534b; }
.learnrnn li.partial .mark { color: #b08800; }
.learnrnn .mark { display: inline-block; font-weight: bold; width: 1.3em; }
.learnrnn .score { font-variant-numeric: tabular-nums; margin-right: .4em; }
.learnrnn .dim { opacity: .75; }
.learnrnn .mistake { font-weight: bold; }
.learnrnn .warn { border-left: 3px solid #b08800; padding-left: .8em; white-space: pre-line; }
.learnrnn pre { background: none; color: inherit; font-size: .9em; margin: .2em 0; white-space: pre-wrap; }
</style>"""


def page(parts: Iterable[str], lang: str) -> str:
    """A piece of HTML of its own."""
    return f'<div class="learnrnn" lang="{lang}">{STYLE}{"".join(parts)}</div>'


def message(said: Sayable, lang: str) -> str:
    """One sentence, as when the use was wrong."""
    return page([_warning(said.render(lang))], lang)


def result(
    exercise: Exercise, found: ExerciseResult, notes: Sequence[Sayable], lang: str, *, hidden_ran: bool
) -> str:
    """One exercise's checks with their feedback."""
    points = say("points", lang, score=found.score, max_score=found.max_score) if hidden_ran else ""
    title = f"<b>{_text(exercise.name)}</b> {_text(exercise.title.render(lang))}"
    parts = [f"<p>{title} <b>{_text(points)}</b></p>"]
    parts += [_warning(note.render(lang)) for note in notes]
    if found.message:
        parts.append(_warning(found.message.render(lang)))
    parts += _printed(prints_of(found) if found.status == PASSED else found.printed, lang)
    if found.status not in NOT_RUN:
        parts.append(f"<ul>{''.join(_check(check, exercise, lang) for check in found.checks)}</ul>")
    if hidden_ran:
        parts.append(f"<p>{_text(after(exercise, found, lang))}</p>")
    parts.append(f'<p class="dim"><small>{_text(say("check_not_a_grade", lang))}</small></p>')
    return page(parts, lang)


def after(exercise: Exercise, found: ExerciseResult, lang: str) -> str:
    """What stands below the checks: what was built, or where help is."""
    if found.status == PASSED:
        return f"{say('all_checks_hold', lang)} {exercise.on_pass.render(lang)}"
    return say("see_hint", lang, name=exercise.name)


def _check(check: CheckResult, exercise: Exercise, lang: str) -> str:
    sentence = check.says.render(lang)
    sentence = sentence if check.visible else say("hidden_check", lang, sentence=sentence)
    score = f'<span class="score">{check.score}/{check.max_score}</span>' if check.max_score else ""
    status = _text(say(f"status_{check.status}", lang))
    mark = f'<span class="mark" role="img" aria-label="{status}" title="{status}">{MARKS[check.status][0]}</span>'
    parts = [f"{mark}{score}{_text(sentence)}"]
    for part in parts_of(check, exercise.filename):
        text = part.said.render(lang)
        if part.kind == PRINTED:
            parts += _printed(text, lang)
        elif part.kind == SOURCE:
            parts.append(f"<pre>{_text(text)}</pre>")
        else:
            dim = "dim" if check.status == BLOCKED or part.kind == PLACE else ""
            parts.append(_line(text, "mistake" if part.kind in (MISTAKE, RELATION) else dim))
    return f'<li class="{check.status}">{"".join(parts)}</li>'


def _printed(printed: str, lang: str) -> list[str]:
    if not printed.strip():
        return []
    lines = "\n".join(printed.rstrip("\n").splitlines()[:PRINTED_LINES])
    return [_line(say("printed_title", lang), "dim"), f"<pre>{_text(lines)}</pre>"]


def _line(text: str, kind: str) -> str:
    return f'<p class="{kind}">{_text(text)}</p>' if text.strip() else ""


def _warning(text: str) -> str:
    return f'<p class="warn">{_text(text)}</p>'


def _text(text: str) -> str:
    return re.sub(r"`([^`\n]+)`", r"<code>\1</code>", html.escape(text))
