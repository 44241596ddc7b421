"""Item analysis of a class: how hard each question is, whether it tells strong from weak, which distractor draws whom.

difficulty      right / answered
discrimination  corrected point-biserial: r = (M₁ − M₀)/s · √(p(1−p)), M₁ and M₀ the mean rest-scores (the total without
                the item) of those right and wrong, s the population deviation of the rest-scores
upper_lower     p of the best 27 % less p of the weakest 27 % (Kelley 1939)
KR-20           k/(k−1) · (1 − Σp(1−p)/σ²)
An unanswered question counts as wrong in all but the difficulty.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import fmean, pstdev, pvariance

from learnrnn.locale import Text
from learnrnn.quiz.answers import Marked, Student
from learnrnn.quiz.replies import normal

FEWEST_STUDENTS = 20  # below, a correlation says more about chance than about the question
GROUP_SHARE = 0.27
EASY, HARD = 0.9, 0.3
WEAK = 0.2  # discrimination
UNUSED_SHARE = 0.05  # a distractor chosen by fewer does nothing
OTHERS_SHOWN = 3  # typed answers listed besides the known mistakes


@dataclass(frozen=True)
class DrawnQuestion:
    """Whom one option, or one typed answer, drew."""

    id: str
    text: Text
    right: bool
    chosen: int
    share: float | None  # of those who answered
    discrimination: float | None = None
    flags: tuple[str, ...] = ()


@dataclass(frozen=True)
class ItemAnalysis:
    """One question over a class. Numbers are None where they are undefined, or where there are too few students."""

    id: str
    section: str
    kind: str
    answered: int
    right: int
    difficulty: float | None
    discrimination: float | None
    upper_lower: float | None
    too_few: bool
    flags: tuple[str, ...]
    drawn: tuple[DrawnQuestion, ...]


@dataclass(frozen=True)
class ClassAnalysis:
    """The whole test over a class."""

    students: int
    questions: int
    mean: float | None
    deviation: float | None
    kr20: float | None
    too_few: bool
    items: tuple[ItemAnalysis, ...]


def analyse(students: Sequence[Student]) -> ClassAnalysis:
    """Everything about a class's answers."""
    marks = [student.marked for student in students]
    scores = [[int(mark.verdict.right) for mark in row] for row in marks]
    totals = [sum(row) for row in scores]
    count = len(marks[0]) if marks else 0
    few = len(students) < FEWEST_STUDENTS
    return ClassAnalysis(
        students=len(students),
        questions=count,
        mean=fmean(totals) if totals else None,
        deviation=pstdev(totals) if totals else None,
        kr20=None if few else kr20(scores),
        too_few=few,
        items=tuple(_item([row[index] for row in marks], totals) for index in range(count)),
    )


def point_biserial(chosen: Sequence[int], rest: Sequence[float]) -> float | None:
    """The correlation of a 0/1 item with the rest-scores; None where one of them does not vary."""
    ones = [score for one, score in zip(chosen, rest, strict=True) if one]
    zeros = [score for one, score in zip(chosen, rest, strict=True) if not one]
    if not ones or not zeros or not (deviation := pstdev(rest)):
        return None
    p = len(ones) / len(chosen)
    return (fmean(ones) - fmean(zeros)) / deviation * sqrt(p * (1 - p))


def kr20(scores: Sequence[Sequence[int]]) -> float | None:
    """Kuder and Richardson's formula 20; None for fewer than two items, or where all totals are equal."""
    count = len(scores[0]) if scores else 0
    variance = pvariance([sum(row) for row in scores]) if scores else 0
    if count < 2 or not variance:
        return None
    shares = [fmean(column) for column in zip(*scores, strict=True)]
    return count / (count - 1) * (1 - sum(p * (1 - p) for p in shares) / variance)


def _item(marks: Sequence[Marked], totals: Sequence[int]) -> ItemAnalysis:
    question = marks[0].item.question
    right = [int(mark.verdict.right) for mark in marks]
    rest = [total - one for total, one in zip(totals, right, strict=True)]
    answered = sum(mark.answered for mark in marks)
    few = answered < FEWEST_STUDENTS
    difficulty = sum(right) / answered if answered else None
    discrimination = None if few else point_biserial(right, rest)
    return ItemAnalysis(
        id=question.id,
        section=question.section,
        kind=question.kind,
        answered=answered,
        right=sum(right),
        difficulty=difficulty,
        discrimination=discrimination,
        upper_lower=None if few else upper_lower(right, totals),
        too_few=few,
        flags=() if few else _item_flags(difficulty, discrimination),
        drawn=_drawn(marks, rest, _upper(totals), few),
    )


def upper_lower(chosen: Sequence[int], totals: Sequence[int]) -> float:
    """How many more of the best 27 % than of the weakest 27 % chose it, as a share."""
    upper, lower = _upper(totals), _upper([-total for total in totals])
    return fmean(chosen[i] for i in upper) - fmean(chosen[i] for i in lower)


def _upper(totals: Sequence[int]) -> list[int]:
    """The places of the best 27 %."""
    order = sorted(range(len(totals)), key=lambda index: -totals[index])
    return order[: max(1, round(GROUP_SHARE * len(totals)))]


def _item_flags(difficulty: float | None, discrimination: float | None) -> tuple[str, ...]:
    flags = []
    if difficulty is not None and difficulty > EASY:
        flags.append("easy")
    if difficulty is not None and difficulty < HARD:
        flags.append("hard")
    if discrimination is not None and discrimination < 0:
        flags.append("suspect_key")
    elif discrimination is not None and discrimination < WEAK:
        flags.append("weak")
    return tuple(flags)


# ---------------------------------------------------------------- distractors


def _drawn(
    marks: Sequence[Marked], rest: Sequence[int], upper: Sequence[int], few: bool
) -> tuple[DrawnQuestion, ...]:
    item = marks[0].item
    if item.choices:
        picks = {c.id: [int(c.id in (m.reply or ())) for m in marks] for c in item.choices}
        shown = [(c.id, c.text, c.right) for c in item.choices]
    else:
        picks, shown = _typed_picks(marks)
    answered = sum(mark.answered for mark in marks)
    key = max((sum(picks[name][i] for i in upper) for name, _, right in shown if right), default=0)
    drawn = []
    for name, text, right in shown:
        pick = picks[name]
        share = sum(pick) / answered if answered else None
        r = None if few else point_biserial(pick, rest)
        beats = sum(pick[i] for i in upper) > key
        flags = () if few or right else _drawn_flags(share, r, beats)
        drawn.append(DrawnQuestion(name, text, right, sum(pick), share, r, flags))
    return tuple(drawn)


def _drawn_flags(share: float | None, r: float | None, beats_the_key: bool) -> tuple[str, ...]:
    """What is odd about a wrong option."""
    flags = {
        "unused": share is not None and share < UNUSED_SHARE,
        "draws_the_strong": r is not None and r > 0,
        "beats_the_key": beats_the_key,  # among the best 27 %
    }
    return tuple(name for name, holds in flags.items() if holds)


def _typed_picks(marks: Sequence[Marked]) -> tuple[dict[str, list[int]], list[tuple[str, Text, bool]]]:
    """Typed answers by what they amount to: the right one, each known mistake, the commonest others."""
    item = marks[0].item
    assert item.answer is not None
    names = [_typed_name(mark) for mark in marks]
    known = [("answer", item.answer.text, True)]
    known += [(f"wrong-{index + 1}", wrong.text, False) for index, wrong in enumerate(item.wrong)]
    tokens = {name for name, _, _ in known}
    others = Counter(name for name in names if name and name not in tokens)
    known += [(name, Text(name, name), False) for name, _ in others.most_common(OTHERS_SHOWN)]
    return {name: [int(given == name) for given in names] for name, _, _ in known}, known


def _typed_name(mark: Marked) -> str | None:
    if not mark.answered:
        return None
    if mark.verdict.right:
        return "answer"
    first = mark.verdict.notes[0]
    for index, wrong in enumerate(mark.item.wrong):
        if first.mark == "wrong" and first.why is wrong.why:
            return f"wrong-{index + 1}"
    return f"typed: {normal(str(mark.given))[:40]}"
