r"""TeX formulas as a terminal can show them: `\frac{1}{1+e^{-u}}` as `1/(1+e⁻ᵘ)`.

Where Unicode has no small form of a letter, `^(…)` and `_…` stay, and never does a group lose its brackets.

    python -m learnrnn.quiz.formulas '\frac{1}{1+e^{-u}}'
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Callable, Iterator

from learnrnn.quiz.symbols import (
    ABOVE,
    ACCENTS,
    BELOW,
    ESCAPED,
    FUNCTIONS,
    RELATIONS,
    SYMBOLS,
    WRAPPERS,
)

FORMULA = re.compile(r"(?<!\\)\$(.+?)(?<!\\)\$", re.S)
TOKEN = re.compile(r"\\[A-Za-z]+|\\.|\s+|.", re.S)

# What may stand after a slash or under a root without brackets: a number, one letter or ∂x or dx with its
# scripts, a bracket, f(…), ‖g‖.
SCRIPT = r"[\u0300-\u036f⁰-₟ᴬ-ᵿ²³¹′ʰʲʳˢˡˣʷʸ]*(?:_\w+)?"
DENOMINATOR = re.compile(
    rf"(?:√?(?:\d+(?:\.\d+)?|[∂d]?[^\W\d_]{SCRIPT}|(?:[^\W\d_]{{2,}}|[fgσ])?{SCRIPT}\(\){SCRIPT})|‖[^‖]*‖{SCRIPT})"
)
FRACTION_ENDS = {f"\\{name}" for name in ("cdot", "times", "odot", "right", "quad", "rVert", ",", "}")} | {
    f"\\{name}" for name, symbol in SYMBOLS.items() if symbol in RELATIONS
}


class UnknownCommand(ValueError):
    """A TeX command that a terminal cannot be shown."""


def plain(text: str) -> str:
    """A text whose formulas are readable without TeX; the rest of it unchanged, but for `\\$`."""
    return with_formulas(text, readable)


def with_formulas(text: str, show: Callable[[str], str]) -> str:
    """A text with every formula shown so; what is no formula after all (learners' own words) stays as it is."""

    def shown(match: re.Match[str]) -> str:
        try:
            return show(match[1])
        except UnknownCommand:
            return match[0]

    return FORMULA.sub(shown, text).replace("\\$", "$")


@functools.lru_cache(maxsize=1024)
def readable(tex: str) -> str:
    """One formula, without its dollars. Raises UnknownCommand."""
    tokens: list[str] = TOKEN.findall(tex)[::-1]
    shown = "".join(_until(tokens, None))
    return re.sub(r" *· *", "·", re.sub(r" +", " ", shown)).strip()


def _until(tokens: list[str], end: str | None) -> Iterator[str]:
    """What the tokens up to `end` show, one piece at a time. Tokens stand last first."""
    while tokens:
        token = tokens.pop()
        if token == end:
            return
        yield _shown(token, tokens)
    if end is not None:
        raise UnknownCommand(f"no {end}")


def _shown(token: str, tokens: list[str]) -> str:
    if token == "{":
        return "".join(_until(tokens, "}"))
    if token == "}":
        raise UnknownCommand("}")
    if token == "^":
        return _above(_argument(tokens))
    if token == "_":
        return _below(_argument(tokens), tokens)
    if token == "-":
        return "−"
    if token in RELATIONS:
        return f" {token} "
    if token.startswith("\\"):
        return _command(token[1:], tokens)
    return " " if token.isspace() else token


def _command(name: str, tokens: list[str]) -> str:
    if name == "frac":
        return _fraction(_argument(tokens), _argument(tokens), tokens)
    if name == "sqrt":
        return f"√{_bracketed(_argument(tokens))}"
    if name in WRAPPERS:
        return _argument(tokens)
    if name in ACCENTS:
        return unicodedata.normalize("NFC", _argument(tokens) + ACCENTS[name])
    if name in FUNCTIONS:
        follows = tokens[-1] if tokens else ""
        return name + ("" if not follows or follows in "(^_})|," or follows.isspace() else " ")
    if name in ESCAPED:
        return ESCAPED[name]
    if name not in SYMBOLS:
        raise UnknownCommand(f"\\{name}")
    symbol = SYMBOLS[name]
    if (
        tokens and tokens[-1].isspace() and symbol not in RELATIONS
    ):  # TeX takes the space for the command's end
        tokens.pop()
    return f" {symbol} " if symbol in RELATIONS or symbol in ("⊙", "×") else symbol


def _argument(tokens: list[str]) -> str:
    """What the next token or group shows."""
    while tokens and tokens[-1].isspace():
        tokens.pop()
    if not tokens:
        raise UnknownCommand("a formula that breaks off")
    return _shown(tokens.pop(), tokens)


def _above(content: str) -> str:
    content = content.replace(" ", "")
    if all(letter in ABOVE for letter in content):
        return "".join(ABOVE[letter] for letter in content)
    return f"^{content}" if len(content) == 1 or _in_brackets(content) else f"^({content})"


def _below(content: str, tokens: list[str]) -> str:
    content = content.replace(" ", "")
    bare = content[1:-1] if _in_brackets(content) else content
    if not _is_word(bare) and all(letter in BELOW for letter in bare):
        return "".join(BELOW[letter] for letter in bare)
    if not re.fullmatch(r"\w+", bare):
        return f"_({bare})"
    touches = tokens and (tokens[-1].isalnum() or (tokens[-1][0] == "\\" and tokens[-1][1:] not in SYMBOLS))
    return f"_{bare} " if touches else f"_{bare}"


def _is_word(content: str) -> bool:
    """`W_in` and `W_out` are names; `p_ij` has two indices."""
    return content.isascii() and content.isalpha() and (content == "in" or len(content) > 2)


def _fraction(above: str, below: str, tokens: list[str]) -> str:
    above, below = above.strip(), below.strip()
    if re.search(r"[-+−±=,/ ]", _without_brackets(above)) and not _in_brackets(above):
        above = f"({above})"
    if not DENOMINATOR.fullmatch(_without_brackets(below)):
        below = f"({below})"
    rest = [token for token in tokens[-2:] if not token.isspace()]
    ends = not rest or rest[-1] in "+-=<>,.)}]|;" or rest[-1] in FRACTION_ENDS
    return f"{above}/{below}" if ends else f"({above}/{below})"


def _bracketed(content: str) -> str:
    content = content.strip()
    holds = _in_brackets(content) or ("(" not in content and DENOMINATOR.fullmatch(content))
    return content if holds else f"({content})"


def _without_brackets(content: str) -> str:
    """The content with every outer bracket emptied: `exp(x+y)` as `exp()`."""
    kept, depth = [], 0
    for letter in content:
        depth -= letter == ")"
        if depth == 0:
            kept.append(letter)
        depth += letter == "("
    return "".join(kept)


def _in_brackets(content: str) -> bool:
    """Whether the first bracket closes with the last character."""
    if not content.startswith("(") or not content.endswith(")"):
        return False
    depth = 0
    for index, letter in enumerate(content):
        depth += (letter == "(") - (letter == ")")
        if depth == 0:
            return index == len(content) - 1
    return False


if __name__ == "__main__":
    import sys

    for formula in sys.argv[1:] or (r"f(u) = \frac{1}{1+e^{-u}}", r"z^t = f(W_{(in)}x^t + Wz^{t-1} + b)"):
        print(readable(formula))
