"""The quiz's JSON documents. Their schemas are in docs/quiz.md."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from learnrnn.quiz.analysis import ClassAnalysis, DrawnQuestion, ItemAnalysis
from learnrnn.quiz.answers import Marked, Scored, Student
from learnrnn.quiz.item import Choice, Item
from learnrnn.quiz.kinds import kind_of
from learnrnn.quiz.memory import Record
from learnrnn.quiz.question import Bank

LIST, ANSWERS, STATS = "learnrnn/quiz-list/1", "learnrnn/quiz-answers/1", "learnrnn/quiz-stats/1"


def question_list(items: Iterable[Item], seed: int, lang: str, *, with_answers: bool) -> dict[str, Any]:
    """`quiz --list --json`."""
    return {
        "schema": LIST,
        "seed": seed,
        "questions": [_question(item, lang, with_answers) for item in items],
    }


def stem(item: Item, lang: str) -> str:
    """All that a learner must read to answer, as Markdown: the listing, the stem, the convention."""
    parts = [f"```python\n{item.code}\n```"] if item.code else []
    parts.append(item.stem.render(lang))
    if item.convention:
        parts.append(item.convention.render(lang))
    return "\n\n".join(parts)


def _question(item: Item, lang: str, with_answers: bool) -> dict[str, Any]:
    question = item.question
    document: dict[str, Any] = {
        "id": question.id,
        "section": question.section,
        "kind": question.kind,
        "difficulty": question.difficulty,
        "source": question.source,
        "tags": list(question.tags),
        "parametrised": question.parametrised,
        "stem": stem(item, lang),
        "options": [_option(choice, lang, with_answers) for choice in item.choices],
    }
    if with_answers:
        document["answer"] = answer(item, lang)
        if item.answer and item.answer.why:
            document["rationale"] = item.answer.why.render(lang)
        if item.wrong:
            document["wrong"] = [
                {"answer": wrong.text.render(lang), "rationale": wrong.why.render(lang) if wrong.why else ""}
                for wrong in item.wrong
            ]
    return document


def answer(item: Item, lang: str) -> Any:
    """The right answer, in the form that `--answers` takes."""
    if item.choices:
        ids = [choice.id for choice in item.right_choices]
        return ids if kind_of(item.question.kind).several else ids[0]
    assert item.answer is not None
    return item.answer.value if kind_of(item.question.kind).is_number else item.answer.text.render(lang)


def _option(choice: Choice, lang: str, with_answers: bool) -> dict[str, Any]:
    option: dict[str, Any] = {"id": choice.id, "text": option_text(choice, lang)}
    if with_answers:
        option |= {"right": choice.right, "rationale": choice.why.render(lang)}
    return option


def option_text(choice: Choice, lang: str) -> str:
    """An option as Markdown."""
    return f"`{choice.text.en}`" if choice.is_code else choice.text.render(lang)


# ---------------------------------------------------------------- answers


def answers(scored: Scored, analysis: ClassAnalysis, lang: str) -> dict[str, Any]:
    """`quiz --answers FILE --json`."""
    return {
        "schema": ANSWERS,
        "seed": scored.seed,
        "students": [_student(student, lang) for student in scored.students],
        "left_out": [{"name": left.name, "why": left.why.render(lang)} for left in scored.left_out],
        "items": [_item(item, lang) for item in analysis.items],
        "test": {
            "students": analysis.students,
            "questions": analysis.questions,
            "mean": analysis.mean,
            "deviation": analysis.deviation,
            "kr20": analysis.kr20,
            "note": "too few" if analysis.too_few else None,
        },
    }


def _student(student: Student, lang: str) -> dict[str, Any]:
    return {
        "student": student.name,
        "score": student.score,
        "max_score": student.max_score,
        "questions": [_marked(mark, lang) for mark in student.marked],
        "problems": [problem.render(lang) for problem in student.problems],
    }


def _marked(mark: Marked, lang: str) -> dict[str, Any]:
    feedback = [mark.problem.render(lang)] if mark.problem else []
    feedback += [note.why.render(lang) for note in mark.verdict.notes if note.why]
    return {
        "id": mark.item.question.id,
        "answered": mark.answered,
        "answer": mark.given,
        "right": mark.verdict.right,
        "score": mark.score,
        "max_score": mark.points,
        "feedback": feedback,
    }


def _item(item: ItemAnalysis, lang: str) -> dict[str, Any]:
    return {
        "id": item.id,
        "section": item.section,
        "kind": item.kind,
        "answered": item.answered,
        "right": item.right,
        "difficulty": item.difficulty,
        "discrimination": item.discrimination,
        "upper_lower": item.upper_lower,
        "note": "too few" if item.too_few else None,
        "flags": list(item.flags),
        "options": [_drawn(drawn, lang) for drawn in item.drawn],
    }


def _drawn(drawn: DrawnQuestion, lang: str) -> dict[str, Any]:
    return {
        "id": drawn.id,
        "text": drawn.text.render(lang),
        "right": drawn.right,
        "chosen": drawn.chosen,
        "share": drawn.share,
        "discrimination": drawn.discrimination,
        "flags": list(drawn.flags),
    }


# ---------------------------------------------------------------- statistics


def statistics(bank: Bank, records: Mapping[str, Record], lang: str) -> dict[str, Any]:
    """`quiz --stats --json`."""
    return {
        "schema": STATS,
        "sections": [
            {"section": section.name, "note": section.note, "title": section.title.render(lang)}
            | totals([records[q] for q in section.ids if q in records], len(section.ids))
            for section in bank.sections
        ],
        "questions": [
            {
                "id": record.question,
                "answers": record.answers,
                "right": record.right,
                "due": record.due.isoformat() if record.due else None,
                "recall": record.recall,
            }
            for question in bank.questions
            if (record := records.get(question))
        ],
    }


def totals(records: Sequence[Record], questions: int) -> dict[str, Any]:
    """A section's numbers: how many questions, seen, due; answers and how many were right; the mean recall."""
    recalls = [record.recall for record in records if record.recall is not None]
    return {
        "questions": questions,
        "seen": len(records),
        "due": sum(record.is_due for record in records),
        "answers": sum(record.answers for record in records),
        "right": sum(record.right for record in records),
        "recall": sum(recalls) / len(recalls) if recalls else None,
    }
