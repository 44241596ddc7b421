"""A result as bytes for the store, in both languages, and back: any view can be made of it later."""

from __future__ import annotations

import dataclasses
import functools
import json
import types
import typing
import zlib
from typing import Any

from learnrnn.locale import LANGUAGES, Message, Text
from learnrnn.result import ExerciseResult


def pack(result: ExerciseResult) -> bytes:
    """The whole result."""
    return squeeze(json.dumps(_plain(result), ensure_ascii=False, separators=(",", ":")))


def unpack(content: bytes) -> ExerciseResult:
    """The result; its texts are in both languages. What an older kit did not write is as the dataclass has it."""
    return _typed(ExerciseResult, json.loads(expand(content)))


def squeeze(text: str) -> bytes:
    """A text as the store holds it."""
    return zlib.compress(text.encode("utf-8", "surrogatepass"), 6)


def expand(content: bytes) -> str:
    """A text of the store."""
    return zlib.decompress(content).decode("utf-8", "surrogatepass")


def _plain(value: Any) -> Any:
    if isinstance(value, Text | Message):
        return {lang: value.render(lang) for lang in LANGUAGES}
    if dataclasses.is_dataclass(value):
        return {f.name: _plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    return value


def _typed(hint: Any, value: Any) -> Any:
    """A plain value as what its field is declared to hold."""
    if value is None:
        return None
    inner = typing.get_args(hint)
    if typing.get_origin(hint) in (types.UnionType, typing.Union):
        kinds = [kind for kind in inner if kind not in (type(None), Message)]
        return _typed(kinds[0], value)
    if typing.get_origin(hint) is tuple:
        if inner[-1] is Ellipsis:
            return tuple(_typed(inner[0], each) for each in value)
        return tuple(_typed(kind, each) for kind, each in zip(inner, value, strict=True))
    if dataclasses.is_dataclass(hint):
        hints = _hints(hint)
        return hint(**{name: _typed(hints[name], each) for name, each in value.items() if name in hints})  # pyright: ignore[reportCallIssue]
    return value


@functools.cache
def _hints(kind: Any) -> dict[str, Any]:
    return typing.get_type_hints(kind)
