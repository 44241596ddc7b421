"""Which exercise a file's name means: `lstm.py` as browsers, file systems and habits call it."""

from __future__ import annotations

import functools
import itertools
import re
import unicodedata
from collections.abc import Iterator
from urllib.parse import unquote

from learnrnn import catalog
from learnrnn.catalog import Exercise
from learnrnn.submissions.archive import Parts

SCRIPT, NOTEBOOK = ".py", ".ipynb"
EXACT, RENAMED, NEAR = range(3)  # a name that is NEAR counts where the file defines the exercise's functions

_ENDING = re.compile(
    r"(?P<stem>.+?)\s*(?P<ending>\.py|\.ipynb)(?:\.py|\.ipynb|\.txt|\.json|\.download|\s)*", re.S
)
_OTHER_ENDING = re.compile(r"(?P<stem>.+?)(?:\.pyw|\.py3|\.python|[._ ]?(?:py)?\.txt)", re.S)
_COPIED = re.compile(  # what systems append to a name: lstm (1), lstm-1, lstm 2, lstm copy, lstm - コピー
    r"(?:\s*[(\[]\d+[)\]]|[ _-]+\d+|[ _-]*(?:copy|コピー|kopie|copie|copia)(?:\s*[(]?\d+[)]?)?|\s*のコピー(?:\s*\d+)?)$"
)
_COPY_OF = re.compile(r"(?:copy (?:\(\d+\) )?of|copie de|kopie von|コピー\s*[~〜-])\s*")
_NO_ANSWER = frozenset(
    re.findall(
        r"\w+",
        "test tests case cases bak old backup orig original util utils helper helpers demo example examples sample "
        "stub template starter skeleton wrong broken draft tmp temp experiment experiments debug check plot",
    )
)
_FINISHED = re.compile(
    r"final|finished|finish|fin|done|complete|completed|new|latest|fixed|fix|submission|submit|submitted|answer|"
    r"answers|solution|mine|my|work|homework|hw|assignment|exercise|v\d+|ver\d+|version\d*|rev\d+|\d+|hw\d+|ex\d+|"
    r"提出|提出用|最終|完成|最終版|完成版|解答|回答|課題|演習"
)
# folders whose files count where there are no others, and folders that no person is called
_PUT_ASIDE = frozenset(
    re.findall(
        r"\w+",
        "old older backup backups bak archive archived trash tmp temp previous test tests example examples",
    )
)
_PART = re.compile(
    r"(?:part|ex|exercise|task|week|wk|hw|homework|lab|assignment|q|question|problem|prob|section|sec|chapter|ch|day|"
    r"step|unit|lesson|第|課題|演習|問題|宿題)[ _.-]*\d{1,2}(?!\d).{0,3}"
    r"|src|source|sources|code|codes|python|py|work|hw|homework|exercises?|answers?|solutions?|notebooks?|nb|"
    r"files|project|final|lib|data|docs?|images?|img|figures?|plots?|results?|outputs?|utils?|提出|提出物|課題|解答"
)


def named_for(parts: Parts) -> Iterator[tuple[str, str, int]]:
    """The exercises that a file is named for: each one's module, SCRIPT or NOTEBOOK, and how near the name is."""
    ending = kind_of(parts[-1])
    if ending is None:
        return
    if _ENDING.fullmatch(parts[-1].lower()) is None:
        yield _of_other_ending(parts[-1]), SCRIPT, NEAR
        return
    exact = parts[-1][: -len(ending)] if parts[-1].endswith(ending) else ""
    if exact in _modules():
        yield exact, ending, EXACT
        return
    stem = _stem(parts[-1])
    if stem not in _modules():
        stem = _stem(re.sub(r"(?<=[a-z])(?=[A-Z])", "_", parts[-1]))  # LanguageModel.py
    if stem in _modules():
        yield stem, ending, RENAMED
        return
    words = stem.split("_")
    if _NO_ANSWER.intersection(words):
        return
    found = list(_modules_in(words))
    for module, rest in found:
        finished = len(found) == 1 and all(_FINISHED.fullmatch(word) for word in rest)
        yield module, ending, RENAMED if finished else NEAR
    if not found:
        yield from ((module, ending, NEAR) for module in _module_above(parts, stem))


def kind_of(name: str) -> str | None:
    """Whether a file's name is a script's or a notebook's."""
    match = _ENDING.fullmatch(name.lower())
    if match is None:
        return SCRIPT if _of_other_ending(name) else None
    return match["ending"]


def _of_other_ending(name: str) -> str:
    """The exercise that a file is named for whose ending is none of a script, as in lstm.txt; "" where it is not."""
    match = _OTHER_ENDING.fullmatch(unicodedata.normalize("NFKC", name).lower())
    stem = spelled(match["stem"]) if match else ""
    return stem if stem in _modules() else ""


def _module_above(parts: Parts, stem: str) -> Iterator[str]:
    """The exercise that the file's folder is named for, or one further above where the file is called as none is."""
    for above, folder in enumerate(reversed(parts[:-1])):
        if above and not (_FINISHED.fullmatch(stem) or stem == "main"):
            return
        found = list(_modules_in(spelled(folder).split("_")))
        if len(found) == 1 and all(_FINISHED.fullmatch(word) for word in found[0][1]):
            yield found[0][0]
            return


def is_put_aside(parts: Parts) -> bool:
    """Whether a file lies where people put what no longer counts."""
    return any(spelled(part) in _PUT_ASIDE for part in parts[:-1])


def is_kit(parts: Parts) -> bool:
    """Whether a file is of the kit's own program, as a bundle or a clone that was handed in along has it."""
    return ("grader", "learnrnn") in itertools.pairwise(parts)


def is_given_out(parts: Parts, module: str) -> bool:
    """Whether a file lies where a bundle has the one to be written: `exercises/lstm/lstm.py`."""
    return parts[-3:-1] == ("exercises", module)


def is_part(name: str) -> bool:
    """Whether a folder is called as a part of one person's work rather than as a person."""
    plain = spelled(name)
    return plain in _modules() or _PART.fullmatch(unicodedata.normalize("NFKC", name).lower()) is not None


def defines(text: str, exercise: Exercise) -> bool:
    """Whether a text defines any of the exercise's functions, as far as can be seen without reading it as Python."""
    return any(
        re.search(rf"^[ \t]*(?:async )?(?:def|class) +{name}\b|^{name} *=", text, re.M)
        for name in functions(exercise)
    )


@functools.cache
def functions(exercise: Exercise) -> tuple[str, ...]:
    """The names of the functions that there are to write."""
    return exercise.functions


def spelled(name: str) -> str:
    """A name as a module would be called."""
    return re.sub(r"[\s.\-_]+", "_", unicodedata.normalize("NFKC", name).lower()).strip("_")


def _stem(name: str) -> str:
    match = _ENDING.fullmatch(unicodedata.normalize("NFKC", unquote(name)).lower())
    stem = match["stem"].strip() if match else name
    stem = _COPY_OF.sub("", stem)
    while stem not in _modules() and (cut := _COPIED.sub("", stem)) != stem and cut.strip():
        stem = cut.strip()
    return spelled(stem)


def _modules_in(words: list[str]) -> Iterator[tuple[str, list[str]]]:
    """Each exercise that the words name, the longest name first, with the words around it."""
    taken: set[int] = set()
    for module in sorted(_modules(), key=len, reverse=True):
        length = module.count("_") + 1
        for at in range(len(words) - length + 1):
            here = set(range(at, at + length))
            last = words[at + length - 1]
            bare = "_".join([*words[at : at + length - 1], re.sub(r"(?<=\D)\d+$", "", last)])
            if not here & taken and module in ("_".join(words[at : at + length]), bare):
                taken |= here
                yield module, words[:at] + words[at + length :]


@functools.cache
def _modules_of(root: str) -> frozenset[str]:
    return frozenset(folder.name for folder in catalog.folders())


def _modules() -> frozenset[str]:
    return _modules_of(str(catalog.root()))
