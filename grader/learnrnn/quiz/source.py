"""Reads question files: the data, the line on which each part stands, and a compiled copy for a quick start."""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from learnrnn.locale import Message, Sayable

if TYPE_CHECKING:
    import yaml

COMPILED_VERSION = 3  # raise it whenever what a valid file may hold changes

Place = tuple[str | int, ...]  # the way to a part: ("questions", 3, "options", 0, "why")


@dataclass(frozen=True)
class FileFault:
    """One thing that is wrong in a question file."""

    file: str
    line: int
    said: Sayable

    def as_message(self) -> Message:
        return Message("quiz_fault", {"file": self.file, "line": self.line, "said": self.said})

    def render(self, lang: str) -> str:
        return self.as_message().render(lang)


@dataclass(frozen=True)
class QuestionFile:
    """A question file as read; `fault` says why it could not be."""

    path: Path
    data: Any = None
    lines: Mapping[Place, int] | None = None
    fault: FileFault | None = None

    @property
    def name(self) -> str:
        return f"{self.path.parent.name}/{self.path.name}"

    def line(self, place: Place) -> int:
        """The line of a part, or of the nearest thing around it that stands somewhere."""
        lines = self.lines or {}
        while place and place not in lines:
            place = place[:-1]
        return lines.get(place, 1)


def files(folder: Path) -> list[Path]:
    """The question files of a course."""
    return sorted(folder.glob("*.yaml"))


def read(path: Path) -> QuestionFile:
    """A file with the line of each part; about four times slower than the data alone."""
    import yaml

    name = f"{path.parent.name}/{path.name}"
    try:
        loader = _loader()(path.read_text(encoding="utf-8"))
        node = loader.get_single_node()
        if node is None:
            return QuestionFile(path, fault=FileFault(name, 1, Message("quiz_file_empty")))
        lines: dict[Place, int] = {}
        twice = list(_walk(node, (), lines, set()))
        if twice:
            return QuestionFile(
                path, fault=FileFault(name, twice[0][1], Message("quiz_key_twice", {"key": twice[0][0]}))
            )
        return QuestionFile(path, loader.construct_document(node), lines)
    except OSError as error:
        problem = error.strerror or type(error).__name__
        return QuestionFile(
            path, fault=FileFault(name, 1, Message("quiz_file_unreadable", {"problem": problem}))
        )
    except UnicodeDecodeError:
        return QuestionFile(path, fault=FileFault(name, 1, Message("quiz_file_not_utf8")))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = " ".join(str(getattr(error, "problem", None) or error).split())
        line = mark.line + 1 if mark else 1
        return QuestionFile(
            path, fault=FileFault(name, line, Message("quiz_file_not_yaml", {"problem": problem}))
        )
    except (ValueError, RecursionError, TypeError) as error:  # a day that no month has; brackets without end
        problem = " ".join(str(error).split())
        return QuestionFile(
            path, fault=FileFault(name, 1, Message("quiz_file_not_yaml", {"problem": problem}))
        )


def _loader() -> Any:
    import yaml

    return getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C one is ten times as fast, where it is built


def _walk(
    node: yaml.Node, place: Place, lines: dict[Place, int], seen_nodes: set[int]
) -> Iterator[tuple[str, int]]:
    """Notes every part's line; yields each key that stands twice in one mapping."""
    import yaml

    if id(node) in seen_nodes:
        raise yaml.YAMLError("no aliases (*name) in a question file")
    seen_nodes.add(id(node))
    lines[place] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if not isinstance(key.value, str):
                raise yaml.YAMLError("a key must be one word")
            if key.value in seen:
                yield key.value, key.start_mark.line + 1
            seen.add(key.value)
            yield from _walk(value, (*place, key.value), lines, seen_nodes)
            lines[(*place, key.value)] = key.start_mark.line + 1
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            yield from _walk(value, (*place, index), lines, seen_nodes)


# ---------------------------------------------------------------- the compiled copy


def digest(paths: list[Path]) -> str:
    """What the compiled copy was made from."""
    total = hashlib.sha256(str(COMPILED_VERSION).encode())
    for path in paths:
        total.update(f"\n{path.name}\n".encode())
        with contextlib.suppress(OSError):  # `read` says what is wrong with it
            total.update(path.read_bytes())
    return total.hexdigest()


def compiled(key: str) -> list[Any] | None:
    """The data of all files, if a copy of just these files lies in the cache folder."""
    try:
        copy = json.loads(_compiled_file().read_text(encoding="utf-8"))
        return copy["files"] if copy["digest"] == key else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def compile_to_cache(key: str, data: list[Any]) -> None:
    """Keeps the data of valid files, so that the next start need not read YAML. Fails silently: it is a cache."""
    from learnrnn.files import write_whole

    file = _compiled_file()
    with contextlib.suppress(OSError, TypeError, ValueError):
        file.parent.mkdir(parents=True, exist_ok=True)
        write_whole(file, json.dumps({"digest": key, "files": data}, ensure_ascii=False).encode())


def _compiled_file() -> Path:
    import platformdirs

    return platformdirs.user_cache_path("learnrnn", appauthor=False) / "quiz-bank.json"
