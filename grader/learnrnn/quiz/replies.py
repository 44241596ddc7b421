"""What typed answers of every kind share: their length, their letters, and the word for one that cannot be read."""

from __future__ import annotations

import unicodedata

from learnrnn.locale import Message

LENGTH_LIMIT = 400  # characters of an answer
QUOTES = "\"'`“”‘’「」『』"  # none of them counts


class UnreadableReply(Exception):
    """An answer that is not of the form asked for; it may be given again."""

    def __init__(self, said: Message):
        super().__init__(said.key)
        self.said = said


def require_short(typed: str) -> None:
    """Raises UnreadableReply."""
    if len(typed) > LENGTH_LIMIT:
        raise UnreadableReply(Message("quiz_reply_long", {"limit": LENGTH_LIMIT}))


def normal(typed: str) -> str:
    """Without regard to width, case and runs of spaces."""
    return " ".join(unicodedata.normalize("NFKC", typed).casefold().split())
