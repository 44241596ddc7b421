"""A rich console in which Japanese flows: a line may end after any letter but those that no line ends with.

rich takes what stands between two spaces for a word, and would leave half a line empty before a sentence.
`python -m learnrnn.views.flow` shows a sample.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rich.console import Console, ConsoleOptions, RenderableType
from rich.containers import Lines
from rich.segment import Segment
from rich.text import Text

from learnrnn.text import breaks, columns


class FlowingText(Text):
    """A Text that wraps so."""

    @classmethod
    def of(cls, text: Text) -> FlowingText:
        return cls(
            text.plain, text.style, justify=text.justify, overflow=text.overflow, no_wrap=text.no_wrap,
            end=text.end, tab_size=text.tab_size, spans=text.spans,
        )  # fmt: skip

    def wrap(self, console: Console, width: int, *, no_wrap: bool | None = None, **how: Any) -> Lines:
        if no_wrap or self.no_wrap or columns(self.plain) == len(self.plain):
            return super().wrap(console, width, no_wrap=no_wrap, **how)
        lines = Lines()
        for line in self.split("\n", allow_blank=True):
            pieces = line.divide(breaks(line.plain, width))
            for piece in pieces:
                piece.rstrip()
            lines.extend(pieces)
        if (justify := how.get("justify") or self.justify) not in (None, "default", "left"):
            lines.justify(console, width, justify=justify, overflow="fold")
        return lines


class FlowingConsole(Console):
    """A Console that shows every Text so."""

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        if isinstance(renderable, Text) and not isinstance(renderable, FlowingText):
            renderable = FlowingText.of(renderable)
        return super().render(renderable, options)


if __name__ == "__main__":
    FlowingConsole(width=40).print(
        "LSTMはよく働きますが、大がかりです。GRUは、本当に必要なものはどれかと問います。その答えは、ゲート2つ（r と z）、候補1つ、状態1つです。"
    )
