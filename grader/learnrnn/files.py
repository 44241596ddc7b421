"""Writes files whole or not at all, for their owner's eyes where they hold marks, and archives."""

from __future__ import annotations

import contextlib
import errno
import os
import tempfile
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import TextIO

from learnrnn.errors import complain

OWNER_ONLY = 0o600
PLAIN, EXECUTABLE = 0o644, 0o100755
ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip file can say


def write_whole(file: Path, content: bytes, mode: int | None = None) -> None:
    """Replace a file by a whole one: written beside it, then renamed. Raises OSError, and leaves nothing behind.

    mode: of the file; as a rule the one that it had, or that a new file gets. A link stays a link, and a pipe or a
    device is written to, for nothing may take its place.
    """
    if file.exists() and not file.is_file() and not file.is_dir():
        file.write_bytes(content)
        return
    file = file.resolve()
    if file.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    handle, name = tempfile.mkstemp(prefix=f".{file.name}.", suffix=".part", dir=file.parent)
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as opened:
            opened.write(content)
        if mode is None:
            mode = file.stat().st_mode & 0o777 if file.exists() else 0o666 & ~_umask()
        part.chmod(mode)
        part.replace(file)
    except BaseException:
        with contextlib.suppress(OSError):
            part.unlink()
        raise


def put(file: Path, content: bytes) -> None:
    """A file that a person asked for, whole or not at all. Raises LearnrnnError."""
    try:
        write_whole(file, content)
    except OSError as error:
        raise complain("export_unwritable", file=file, problem=error.strerror or error) from None


def put_private(file: Path, content: bytes) -> None:
    """The same for its owner's eyes, since it holds marks. Raises LearnrnnError."""
    try:
        write_whole(file, content, OWNER_ONLY)
    except OSError as error:
        raise complain("out_unwritable", path=file, why=error.strerror or error) from None


def archive(entries: Iterable[tuple[str, bytes]], executable: Collection[str] = ()) -> bytes:
    """A zip that is the same, byte for byte, whenever its contents are. executable: the names of programs."""
    import io
    import zipfile

    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, content in entries:
            entry = zipfile.ZipInfo(name, ZIP_EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = (EXECUTABLE if name in executable else PLAIN) << 16
            zipped.writestr(entry, content)
    return whole.getvalue()


def _umask() -> int:
    """What a new file's mode is without; it can only be read by setting it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def new_name(path: Path) -> Path:
    """Where a file lies until it takes the older one's place: gradebook.new.csv."""
    return path.with_suffix(f".new{path.suffix}")


def free_name(path: Path) -> Path:
    """The path, or path-1, path-2, … : the first that nothing lies at."""
    number, free = 0, path
    while os.path.lexists(free):
        number += 1
        free = path.with_stem(f"{path.stem}-{number}")
    return free


def open_new(path: Path, encoding: str = "utf-8") -> TextIO:
    """The file at new_name(path), empty and open for writing; nobody else can read it, and no link is followed."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0)
    fd = os.open(new_name(path), flags, OWNER_ONLY)
    with contextlib.suppress(OSError, AttributeError):
        os.chmod(fd, OWNER_ONLY)
    return os.fdopen(fd, "w", encoding=encoding, errors="backslashreplace", newline="")


def replace_all(paths: Sequence[Path]) -> None:
    """Put every new_name(path) in its path's place: all of them or none.

    Raises LearnrnnError, and leaves the new ones where they are, when one cannot be replaced (a spreadsheet
    holds it open).
    """
    done: list[Path] = []
    try:
        for path in paths:
            _keep_old(path)
            os.replace(new_name(path), path)
            done.append(path)
    except OSError as error:
        stuck = paths[len(done)]
        for path in done:
            os.replace(path, new_name(path))
            with contextlib.suppress(FileNotFoundError):
                os.replace(_old_name(path), path)
        _forget_old(stuck)
        new = ", ".join(str(new_name(path)) for path in paths)
        raise complain("file_held", path=stuck, why=error.strerror or error, new=new) from None
    for path in paths:
        _forget_old(path)


def drop_new(paths: Sequence[Path]) -> None:
    """Take away what was begun and is of no use."""
    for path in paths:
        with contextlib.suppress(OSError):
            os.unlink(new_name(path))


def _old_name(path: Path) -> Path:
    return path.with_suffix(f".old{path.suffix}")


def _keep_old(path: Path) -> None:
    """The older file under a second name, until all are replaced."""
    _forget_old(path)
    with contextlib.suppress(FileNotFoundError):
        try:
            os.link(path, _old_name(path))
        except FileNotFoundError:
            raise
        except OSError:  # a file system without links, or a file that takes none
            import shutil

            shutil.copy2(path, _old_name(path))


def _forget_old(path: Path) -> None:
    with contextlib.suppress(FileNotFoundError):
        os.unlink(_old_name(path))
