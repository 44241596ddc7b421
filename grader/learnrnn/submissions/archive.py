"""Archives of strangers: what is in them, by bounded reads. Nothing is unpacked to disk, no link is followed."""

from __future__ import annotations

import stat
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO, TYPE_CHECKING, Any

from learnrnn.locale import Message
from learnrnn.submissions.encoding import decode_names
from learnrnn.submissions.source import Unreadable, too_large

if TYPE_CHECKING:  # most submissions need none of it
    import zipfile

ENDINGS = (".zip", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz")
CLOSED = (
    ".rar",
    ".7z",
    ".gz",
    ".bz2",
    ".xz",
    ".zst",
    ".lzh",
    ".lha",
    ".cab",
    ".sit",
    ".dmg",
    ".iso",
)  # not opened
ENTRIES_LIMIT = 10_000  # of one submission
CLASS_ENTRIES_LIMIT = 200_000
DIRECTORY_BYTES = 300  # of a zip's directory, an entry; a name may be longer, the mean is not
TAR_LIMIT_BYTES = 256 << 20  # unpacked: it has to be gone through to be listed
CLASS_TAR_LIMIT_BYTES = 2 << 30
LZMA_MEMORY_BYTES = 100 << 20
IN_MEMORY_BYTES = (
    8 << 20
)  # of an archive that has to be unpacked to be read; more goes to a file without a name
TELLING = (
    "BadZipFile",
    "ReadError",
    "RuntimeError",
    "ValueError",
    "NotImplementedError",
)  # errors whose texts say something
NOT_STUDENTS = {"__pycache__", "__MACOSX"}

Parts = tuple[str, ...]
FILE, LINK, ODD = "file", "link", "odd"


@dataclass(frozen=True)
class Member:
    """Something in an archive. key: how the archive itself finds it. time: in seconds, as far as it says."""

    parts: Parts
    kind: str
    time: float
    key: Any


@dataclass
class Archive:
    """An open archive; folders: those that it names."""

    members: list[Member]
    folders: set[Parts]
    read: Callable[[Member, int], bytes]  # at most so many bytes of a member; raises Unreadable
    close: Callable[[], object]


def is_archive(name: str) -> bool:
    """Whether this is an archive that can be opened, by its name."""
    return name.lower().endswith(ENDINGS)


def without_ending(name: str) -> str:
    """The archive's name without its ending."""
    ending = next(e for e in sorted(ENDINGS, key=len, reverse=True) if name.lower().endswith(e))
    return name[: -len(ending)]


def open_archive(file: IO[bytes], name: str, *, whole_class: bool = False) -> Archive:
    """The archive in an open file, which it closes. Raises Unreadable."""
    try:
        if name.lower().endswith(".zip"):
            return _open_zip(file, name, CLASS_ENTRIES_LIMIT if whole_class else ENTRIES_LIMIT)
        limit = CLASS_TAR_LIMIT_BYTES if whole_class else TAR_LIMIT_BYTES
        return _open_tar(file, name, limit, CLASS_ENTRIES_LIMIT if whole_class else ENTRIES_LIMIT)
    except Unreadable:
        file.close()
        raise
    except Exception as error:  # a stranger's archive can be wrong in every way
        file.close()
        raise _broken(name, error) from None


def parts_of(name: str) -> Parts | None:
    """A name in an archive as parts; None for what no student put there."""
    parts = tuple(part for part in PurePosixPath(name.replace("\\", "/")).parts if part != ".")
    return None if not parts or any(map(is_hidden, parts)) or parts[0] == "/" else parts


def is_hidden(name: str) -> bool:
    """Whether this is nothing of a student's: what systems leave behind, and `..`."""
    return name.startswith((".", "~$")) or name in NOT_STUDENTS


# ------------------------------------------------------------------------ zip


def _open_zip(file: IO[bytes], name: str, limit: int) -> Archive:
    import zipfile

    _check_directory(file, name, limit)
    archive = zipfile.ZipFile(file)
    infos = archive.infolist()
    if len(infos) > limit:
        raise _too_many(name)
    names = _zip_names(infos)
    members: dict[Parts, Member] = {}  # of two with one name the last one counts, as unpacking would leave it
    folders: set[Parts] = set()
    for info, spelled in zip(infos, names, strict=True):
        parts = parts_of(spelled)
        if parts and info.is_dir():
            folders.add(parts)
        elif parts:
            kind = LINK if stat.S_ISLNK(info.external_attr >> 16) else FILE
            members[parts] = Member(parts, kind, _zip_time(info), info)

    def read(member: Member, limit_bytes: int) -> bytes:
        info: zipfile.ZipInfo = member.key
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            # zipfile unpacks the others by whole blocks, which may be of any size
            raise Unreadable(Message("zip_method", {"file": member.parts[-1]}))
        try:
            with archive.open(info) as reading:  # a length that the zip only claims is not believed
                content = reading.read(limit_bytes + 1)
        except Exception as error:
            raise _broken(name, error) from None
        return _bounded(content, member, limit_bytes)

    def close() -> None:
        archive.close()
        file.close()

    return Archive(list(members.values()), folders, read, close)


def _check_directory(file: IO[bytes], name: str, limit: int) -> None:
    """Refuse a directory that alone would take more memory than a submission is worth, before it is read."""
    import struct

    size = file.seek(0, 2)
    file.seek(max(0, size - (1 << 16) - 22))
    end = file.read()
    at = end.rfind(b"PK\5\6")
    if at >= 0 and len(end) - at >= 22:
        count, length = struct.unpack_from("<HI", end, at + 10)
        wide = end.rfind(b"PK\6\6")
        if 0xFFFF in (count, length >> 16) and wide >= 0 and len(end) - wide >= 48:
            count, length = struct.unpack_from("<QQ", end, wide + 32)
        if length > limit * DIRECTORY_BYTES:
            raise _too_many(name)
    file.seek(0)


def _zip_names(infos: list[zipfile.ZipInfo]) -> list[str]:
    unsaid = [i for i in infos if not i.flag_bits & 0x800 and not i.filename.isascii()]
    decoded = decode_names([i.filename.encode("cp437") for i in unsaid]) if unsaid else []
    known = dict(zip(map(id, unsaid), decoded, strict=True))
    return [known.get(id(i), i.filename) for i in infos]


def _zip_time(info: zipfile.ZipInfo) -> float:
    try:
        return time.mktime((*info.date_time, 0, 0, -1))
    except (ValueError, OverflowError):
        return 0.0


# ------------------------------------------------------------------------ tar


def _open_tar(file: IO[bytes], name: str, limit: int, entries: int) -> Archive:
    import tarfile

    plain = _unpacked(file, name, limit)
    archive = tarfile.TarFile(fileobj=plain, errors="surrogateescape", encoding="utf-8")
    members: dict[Parts, Member] = {}
    folders: set[Parts] = set()
    for count, info in enumerate(archive, 1):
        if count > entries:
            raise _too_many(name)
        parts = parts_of(info.name)
        if parts and info.isdir():
            folders.add(parts)
        elif parts:
            kind = FILE if info.isreg() and not info.issparse() else LINK if info.issym() else ODD
            key = (info.offset_data, info.size)
            members[parts] = Member(parts, kind, float(info.mtime), key)

    def read(member: Member, limit_bytes: int) -> bytes:
        at, size = member.key
        plain.seek(at)
        return _bounded(plain.read(min(size, limit_bytes + 1)), member, limit_bytes)

    def close() -> None:
        archive.close()
        plain.close()

    return Archive(list(members.values()), folders, read, close)


def _unpacked(file: IO[bytes], name: str, limit: int) -> IO[bytes]:
    """The plain tar, which can be read anywhere. A bounded piece of it at a time is in memory."""
    import bz2
    import gzip
    import tempfile

    lower = name.lower()
    if lower.endswith(".tar"):
        return file
    if lower.endswith("gz"):
        packed: Any = gzip.GzipFile(fileobj=file)
    elif lower.endswith("bz2"):
        packed = bz2.BZ2File(file)
    else:
        packed = _Xz(file)
    plain: Any = tempfile.SpooledTemporaryFile(IN_MEMORY_BYTES)  # noqa: SIM115  # the caller closes it
    try:
        while piece := packed.read(1 << 16):
            plain.write(piece)
            if plain.tell() > limit:
                raise too_large(name, limit)
    except BaseException:
        plain.close()
        raise
    finally:
        file.close()
    plain.seek(0)
    return plain


class _Xz:
    """Unpacks xz with a bounded memory, which lzma.LZMAFile does not."""

    def __init__(self, file: IO[bytes]):
        import lzma

        self.file = file
        self.unpack = lzma.LZMADecompressor(memlimit=LZMA_MEMORY_BYTES)

    def read(self, size: int) -> bytes:
        while not self.unpack.eof:
            piece = self.file.read(1 << 16) if self.unpack.needs_input else b""
            if self.unpack.needs_input and not piece:
                raise EOFError("the archive ends early")
            if plain := self.unpack.decompress(piece, size):
                return plain
        return b""


def _bounded(content: bytes, member: Member, limit_bytes: int) -> bytes:
    if len(content) > limit_bytes:
        raise too_large(member.parts[-1], limit_bytes)
    return content


def _too_many(name: str) -> Unreadable:
    return Unreadable(Message("zip_too_large", {"file": name}))


def _broken(name: str, error: Exception) -> Unreadable:
    says = isinstance(error, OSError) or type(error).__name__ in TELLING
    why = str(error)[:200] if says else ""
    return Unreadable(Message("zip_unreadable", {"file": name, "why": why or type(error).__name__}))
