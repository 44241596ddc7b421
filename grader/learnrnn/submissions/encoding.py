"""What bytes without a name for their encoding say: a file's text, and the names in an archive."""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Sequence

DECLARED = re.compile(rb"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)", re.A)  # as PEP 263 has it
TRUSTED = {  # declared ones that are taken at their word; Python knows others that take a stranger's text for ever
    "utf-8", "ascii", "iso8859-1", "iso8859-15", "cp1252", "cp932", "shift_jis", "shift_jis_2004", "euc_jp",
    "iso2022_jp", "gbk", "gb18030", "gb2312", "big5", "euc_kr", "cp949", "cp1251", "koi8-r", "mac-roman",
}  # fmt: skip
MARKS = (  # UTF-32's begins with UTF-16's
    (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
WIDE_SHARE = 0.3  # of every second byte that is NUL, in what is UTF-16 without saying so

_BLANKS = "\u00a0\u2000-\u200a\u202f\u205f\u3000"  # as web pages and Japanese keyboards have them
_UNSEEN = "\u200b-\u200d\u2060\ufeff"
_UNREADABLE = re.compile(  # outside strings and comments, where they are text
    r'''(?P<text>(?P<q>"""|\'\'\').*?(?P=q)|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|\#[^\n]*)'''
    f"|(?P<blank>[{_BLANKS}])|[{_UNSEEN}]",
    re.S,
)
_ODD = re.compile(f"[{_BLANKS}{_UNSEEN}]")
_FENCED = re.compile(r"(?P<before>\s*)```[ \t]*(?:python3?|py)?[ \t]*\n(?P<code>.*\n)```\s*", re.S | re.I)
_AT_THE_END = "\0\x1a"  # what some editors and file systems leave

_EAST = re.compile("[\u3005-\u3007\u3041-\u30ff\u4e00-\u9fff]+")
_EAST_SIGNS = re.compile("[\u3000-\u3002\u300c-\u3011\uff01-\uff5e\u2000-\u22ff\u00d7]")


def decode(content: bytes) -> tuple[str, str | None]:
    """A file's text, and the encoding that was guessed: None where the file says it, or it is UTF-8."""
    for mark, encoding in MARKS:
        if content.startswith(mark):
            return content.decode(encoding, "replace"), None if encoding == "utf-8-sig" else encoding.upper()
    if wide := _wide(content):
        return content.decode(wide, "replace"), "UTF-16"
    declared = next((m[1] for line in content.split(b"\n", 2)[:2] if (m := DECLARED.match(line))), None)
    for encoding in (declared and _trusted(declared.decode()), "utf-8"):
        if encoding and (text := _decoded(content, encoding)) is not None:
            return text, None
    text = _decoded(content, "cp932")
    if text is not None and is_eastern(text):
        return text, "Shift_JIS (cp932)"
    return _western(content), "Windows-1252"


def tidied(text: str) -> str:
    """A file's text without what no Python can read and nobody means: blanks of other kinds than Python's, letters
    without a shape, NUL at the end, a Markdown fence around it all. Its lines stay where they are.
    """
    if text.endswith(tuple(_AT_THE_END)):
        text = text.rstrip(_AT_THE_END)
    if fenced := _FENCED.fullmatch(text):
        text = f"{fenced['before']}\n{fenced['code']}"
    if _ODD.search(text):
        text = _UNREADABLE.sub(lambda m: m[0] if m["text"] else " " if m["blank"] else "", text)
    return text


def decode_names(names: Sequence[bytes]) -> list[str]:
    """The names in one archive that does not say how they are encoded: UTF-8, cp932, or an old western page."""
    joined = b"\n".join(names)
    for encoding in ("utf-8", "cp932"):
        text = _decoded(joined, encoding)
        if text is not None and (encoding == "utf-8" or is_eastern(text)):
            return text.split("\n")
    pages = [joined.decode(page) for page in ("cp437", "cp850")]
    return max(pages, key=_letters).split("\n")


def is_eastern(text: str) -> bool:
    """Whether a text that was read as cp932 makes sense as one.

    A western letter and the one behind it make a single kanji within a word (`Björn`): those are none.
    """
    other = [c for c in text if ord(c) > 127]
    plain = sum(len(_EAST.findall(c)) + len(_EAST_SIGNS.findall(c)) for c in other)
    if not other or plain < 0.9 * len(other):  # half-width kana are mostly western letters
        return False
    runs = list(_EAST.finditer(text))
    odd = [
        r
        for r in runs
        if len(r[0]) == 1 and (_is_ascii_letter(text, r.start() - 1) or _is_ascii_letter(text, r.end()))
    ]
    return len(runs) > 0 and len(odd) * 2 < len(runs)


def _is_ascii_letter(text: str, at: int) -> bool:
    return 0 <= at < len(text) and text[at].isascii() and text[at].isalpha()


def _letters(text: str) -> int:
    return sum(unicodedata.name(c, "").startswith("LATIN") for c in text if ord(c) > 127)


def _trusted(declared: str) -> str | None:
    try:
        name = codecs.lookup(declared).name if len(declared) < 40 else ""
    except LookupError:
        return None
    return name if name in TRUSTED else None


def _decoded(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def _wide(content: bytes) -> str | None:
    """UTF-16 without a mark: every second byte of ASCII in it is NUL."""
    odd, even = content[1::2].count(0), content[0::2].count(0)
    if max(odd, even) < WIDE_SHARE * len(content) / 2:
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _western(content: bytes) -> str:
    text = _decoded(content, "cp1252")
    return content.decode("latin-1") if text is None else text
