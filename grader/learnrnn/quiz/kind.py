"""What a kind of question says of itself. Each kind is a file of kinds/, and no other file names it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from learnrnn.locale import Message, Sayable, Text
from learnrnn.quiz import fields
from learnrnn.quiz.expressions import Value
from learnrnn.quiz.fields import Check, FaultsOfFile
from learnrnn.quiz.item import Expected, Item
from learnrnn.quiz.question import Question, Truth
from learnrnn.quiz.replies import normal
from learnrnn.quiz.source import Place

Keys = tuple[Mapping[str, Check], Mapping[str, Check]]  # those that must be there, those that may


class Kind:
    """A question with options of which one is right; a kind says in what it differs."""

    several = False  # options: more than one may be right
    is_number = False  # typed: a number, right within a tolerance
    is_code = False  # typed: a line of code, in which case counts
    in_fixed_width = False  # typed: code, or what code prints
    runs_listing = False  # the listing itself proves the key
    example_tells = False  # an example of how to type the answer may show the operation that is asked for
    phrase_words = 3  # of a phrase that is looked for elsewhere; a shorter one stands in many sentences
    prompt: Sayable = Message("quiz_prompt_fill")  # of a typed answer

    # ------------------------------------------------------------ the file

    def keys(self, data: Mapping[str, Any]) -> Keys:
        """The keys that this question must have, and may have, besides those of every question."""
        return {"options": fields.some}, {"truth": fields.truth}

    def check_form(self, report: FaultsOfFile, data: Mapping[str, Any], place: Place, listing: str) -> None:
        """Report what is wrong with keys that are well-formed each for itself."""
        if "truth" in data and "expect" not in data["truth"]:
            report.add((*place, "truth"), "quiz_truth_expect")

    def rights_fault(self, rights: int, options: int) -> str | None:
        """The message for a wrong number of right options."""
        return None if rights == 1 else "quiz_no_right" if rights == 0 else "quiz_two_rights"

    def prove(self, items: Sequence[Item], truth: Truth) -> list[Message]:
        """What running the drawn questions shows to be wrong with their keys."""
        from learnrnn.quiz.running import prove_code

        return prove_code(items, truth)

    def phrase(self, question: Question) -> Text | None:
        """Words that would give a typed answer away; None for a kind whose answer is no phrase."""
        return None

    # ------------------------------------------------------------ an answer

    def computed(self, expression: str, values: Mapping[str, Value]) -> Value:
        """The value of an answer that is an expression; None where it is a text. Raises BadExpression."""
        return None

    def drawn_faults(self, item: Item) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """What is wrong with a drawn answer: messages' keys and values."""
        yield from ()

    def require_readable(self, typed: str) -> None:
        """Raises Unreadable for what no key could be compared with."""

    def matches(self, question: Question, expected: Expected, typed: str) -> bool:
        """Whether what was typed is this answer. Raises Unreadable."""
        return normal(typed) in (normal(expected.text.en), normal(expected.text.ja))

    def same(self, question: Question, one: Expected, other: Expected) -> bool:
        """Whether two answers of the file cannot be told apart."""
        return normal(one.text.en) == normal(other.text.en)

    def forms(self, expected: Expected, shown: Sequence[str]) -> list[str]:
        """More ways to type an answer than those shown, for a program that compares letter by letter."""
        return []
