"""After a pass: the learner's code beside the reference, and beside another right way. Lines, not a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from learnrnn.learner.beside import Beside, Other, Pair, Way, body_of
from learnrnn.locale import say
from learnrnn.text import columns
from learnrnn.views.plain import laid_out, styled, width

BETWEEN = " │ "
UNITS = ((1.0, "s"), (1e-3, "ms"), (1e-6, "µs"), (1e-9, "ns"))
CHANGED = "▸ "


def lines_of(found: Beside, trainings: Sequence[str], lang: str) -> list[str]:
    """The whole page. trainings: the commands that train with what was built."""
    exercise = found.exercise
    lines = laid_out(f"{exercise.name}  {say('beside_title', lang)}", "bold")
    for pair in found.pairs:
        lines += ["", *_pair(pair, lang)]
    if found.helpers:
        names = say("comma", lang).join(_name(way.code) for way in found.helpers)
        lines += ["", *laid_out(say("beside_helpers", lang, names=names))]
    if found.other:
        lines += ["", *_other(found.other, lang)]
    lines += ["", *laid_out(exercise.on_pass.render(lang), "green")]
    if found.built_on:
        lines += laid_out(say("beside_built_on", lang, names=say("comma", lang).join(found.built_on)))
    if trainings:
        commands = say("comma", lang).join(f"`{each}`" for each in trainings)
        lines += laid_out(say("beside_trained", lang, commands=commands))
    lines += ["", *laid_out(say("beside_hints", lang))]
    for number, hint in enumerate(exercise.hints, 1):
        lines += laid_out(hint.render(lang), head=f"{number}. ")
    if questions := exercise.questions_after:
        command = f"learnrnn predict {exercise.name} --after"
        lines += ["", *laid_out(say("predict_offer_after", lang, command=command, count=len(questions)))]
    return lines


def _pair(pair: Pair, lang: str) -> list[str]:
    counts = say("beside_counts", lang, own=_counts(pair.own, lang), reference=_counts(pair.reference, lang))
    lines = [styled(pair.name, "bold"), *laid_out(counts, "dim", indent=2)]
    if pair.is_same:
        return lines + laid_out(say("beside_same", lang), indent=2)
    own, theirs = (body_of(way.code).rstrip().split("\n") for way in (pair.own, pair.reference))
    heads = say("beside_own", lang), say("beside_reference", lang)
    return lines + _beside(own, theirs, heads) + laid_out(_difference(pair, lang), indent=2)


def _beside(left: list[str], right: list[str], heads: tuple[str, str]) -> list[str]:
    """Two texts side by side where both fit, else one below the other."""
    half = (width() - len(BETWEEN) - 2) // 2
    if max(columns(line) for line in [*left, *right]) > half:
        return [
            *(styled(f"  ── {heads[0]}", "dim"), *(f"  {line}".rstrip() for line in left)),
            *(styled(f"  ── {heads[1]}", "dim"), *(f"  {line}".rstrip() for line in right)),
        ]
    rows = max(len(left), len(right))
    pairs = zip([*left, *[""] * (rows - len(left))], [*right, *[""] * (rows - len(right))], strict=True)
    head = styled(f"  {_padded(heads[0], half)}{BETWEEN}{heads[1]}", "dim")
    return [head, *(f"  {_padded(a, half)}{BETWEEN}{b}".rstrip() for a, b in pairs)]


def _other(other: Other, lang: str) -> list[str]:
    counts = say(
        "beside_counts_other", lang, other=_counts(other.way, lang), reference=_counts(other.reference, lang)
    )
    known = set(body_of(other.reference.code).split("\n"))
    code = [
        f"  {line}".rstrip() if line in known else styled(f"{CHANGED}{line}", "cyan")
        for line in body_of(other.way.code).rstrip().split("\n")
    ]
    return [
        *laid_out(f"{say('beside_other', lang)}: {other.name}", "bold"),
        *laid_out(counts, "dim", indent=2),
        *code,
        *laid_out(other.says.render(lang), indent=2),
    ]


def _difference(pair: Pair, lang: str) -> str:
    """What differs, in a sentence or two that are true by count."""
    comma, found = say("comma", lang), list[str]()
    for key, names in zip(("beside_only_own", "beside_only_reference"), pair.only(), strict=True):
        if names:
            found.append(say(key, lang, names=comma.join(names)))
    own, theirs = pair.own.loops, pair.reference.loops
    if own != theirs:
        found.append(say("beside_loops", lang, own=own, reference=theirs))
    return say("between_sentences", lang).join(found or [say("beside_like", lang)])


def _counts(way: Way, lang: str) -> str:
    lines = say("beside_lines_one" if way.lines == 1 else "beside_lines", lang, count=way.lines)
    return lines if way.call_s is None else say("beside_time", lang, lines=lines, time=_time(way.call_s))


def _time(seconds: float) -> str:
    """A time in two digits and the unit that suits it."""
    size, unit = next(((size, unit) for size, unit in UNITS if seconds >= size), UNITS[-1])
    value = seconds / size
    return f"{value:.1f} {unit}" if value < 10 else f"{value:.0f} {unit}"


def _name(code: str) -> str:
    return code.split("(", 1)[0].removeprefix("def ").strip()


def _padded(text: str, room: int) -> str:
    return text + " " * (room - columns(text))
