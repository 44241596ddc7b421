"""Errors that reach a person: one line, what was wrong and what to do."""

from collections.abc import Iterable

from learnrnn.locale import Message, Sayable


class LearnrnnError(Exception):
    """Something the user can mend. `said` is a message in every language; exit status 2."""

    def __init__(self, said: Sayable):
        super().__init__(said.render("en"))
        self.said = said


def complain(key: str, **values: object) -> LearnrnnError:
    """A LearnrnnError with the message `key` of the locale files."""
    return LearnrnnError(Message(key, values))


def near(word: str, known: Iterable[str]) -> str | None:
    """The known word that was probably meant, if one is near."""
    return next(iter(nearest(word, known)), None)


def nearest(word: str, known: Iterable[str], count: int = 1, likeness: float = 0.6) -> list[str]:
    """The known words that were probably meant, the likeliest first. likeness: from 0 to 1."""
    import difflib

    return difflib.get_close_matches(word, list(known), count, likeness)


def did_you_mean(word: str, known: Iterable[str]) -> LearnrnnError:
    """An unknown exercise, with the nearest known one if one is near."""
    known = list(known)
    if (meant := near(word, known)) is not None:
        return complain("unknown_exercise_near", name=word, near=meant)
    return complain("unknown_exercise", name=word, known=", ".join(known))
