"""A root of the workers' own: the interpreter and numpy, read-only, and no other name of the file system.

Landlock and seccomp cannot keep a path from being stat'ed: names, sizes and times of other students' files
would leak, and a time that one worker changes by reading another could see. So workers live in a mount
namespace where such paths are not. It is made once a zygote; entering it takes a system call.
"""

from __future__ import annotations

import ctypes
import os
import platform
from collections.abc import Iterable, Sequence
from pathlib import Path

_NEWNS = 0x00020000
_RDONLY, _NOSUID, _NODEV, _REMOUNT, _NOATIME = 1, 2, 4, 32, 1024
_BIND, _REC, _PRIVATE, _RELATIME = 4096, 16384, 1 << 18, 1 << 21
_ST_RELATIME = 4096  # statvfs's flags are mount's but for this one
_DETACH = 2
_SYS_PIVOT_ROOT = {"x86_64": 155, "aarch64": 41}
_STAND_INS = ("/mnt", "/media", "/srv", "/opt", "/run", "/tmp")  # where the new root is put together

_libc = ctypes.CDLL(None, use_errno=True)
hasattr(_libc, "setns")  # looked up here, once, as in confine.py


def _must(result: int, what: str) -> None:
    if result != 0:
        raise OSError(ctypes.get_errno(), what)


def make_root(folders: Sequence[str], covered: Iterable[str], within: Sequence[str]) -> int:
    """A mount namespace, as a file descriptor, whose root holds `folders` (or files), less those `covered`
    in them, and then `within`. Raises OSError where the system refuses."""
    ready, ready_in = os.pipe()
    over_out, over = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            _build(folders, covered, within)
            os.write(ready_in, b"+")
            os.close(over)
            os.read(over_out, 1)  # until the namespace has been opened
        except OSError as error:
            os.write(ready_in, f"{error.strerror}: {error.filename or ''}".encode())
        finally:
            os._exit(0)
    os.close(ready_in)
    os.close(over_out)
    said = os.read(ready, 1000)
    try:
        if said != b"+":
            raise OSError(said.decode(errors="replace") or "no answer")
        return os.open(f"/proc/{pid}/ns/mnt", os.O_RDONLY | os.O_CLOEXEC)
    finally:
        os.close(over)
        os.close(ready)
        os.waitpid(pid, 0)


def enter(namespace: int) -> None:
    """Move this process, which must have one thread, into that root for good."""
    _must(_libc.setns(namespace, _NEWNS), "setns")


def _build(folders: Sequence[str], covered: Iterable[str], within: Sequence[str]) -> None:
    every = [*folders, *within]
    base = next(d for d in _STAND_INS if os.path.isdir(d) and not any(_below(d, f) for f in every))
    _must(_libc.unshare(_NEWNS), "unshare")
    _mount(None, "/", _REC | _PRIVATE)
    _mount("tmpfs", base, _NOSUID | _NODEV, "tmpfs", "mode=755,size=1m")
    _bind(folders, base)
    covers = [base + name for name in covered if os.path.isdir(base + name)]
    for cover in covers:
        _mount("tmpfs", cover, _NOSUID | _NODEV, "tmpfs", "mode=755,size=1m")
    _bind(within, base)
    for made in [*covers, base]:
        _mount(None, made, _REMOUNT | _BIND | _RDONLY | _NOSUID | _NODEV)
    os.chdir(base)
    _must(_libc.syscall(_SYS_PIVOT_ROOT[platform.machine()], b".", b"."), "pivot_root")
    _must(_libc.umount2(b".", _DETACH), "umount2")


def _below(folder: str, path: str) -> bool:
    return Path(path).resolve().is_relative_to(Path(folder).resolve())


def _bind(paths: Iterable[str], base: str) -> None:
    """Each path read-only below base, under the name that it is asked for by and under its real one."""
    for path in paths:
        for name in {path, os.path.realpath(path)}:
            target = base + name
            if os.path.isdir(path):
                os.makedirs(target, exist_ok=True)
            elif not os.path.exists(target):
                os.makedirs(os.path.dirname(target), exist_ok=True)
                Path(target).touch()
            _mount(path, target, _BIND | _REC)
            _restrict(target)


def _restrict(target: str) -> None:
    """Make a mount read-only; a user namespace may not lift what its flags say already, nor change the times'."""
    flags = os.statvfs(target).f_flag
    kept = flags & ~_ST_RELATIME | (_RELATIME if flags & _ST_RELATIME else 0)
    less = _REMOUNT | _BIND | _RDONLY | _NOSUID | _NODEV
    try:
        _mount(None, target, less | flags & ~_ST_RELATIME | _NOATIME)
    except PermissionError:
        _mount(None, target, less | kept)


def _mount(
    source: str | None, target: str, flags: int, kind: str | None = None, data: str | None = None
) -> None:
    words = [word and word.encode() for word in (source, target, kind)]
    result = _libc.mount(*words, ctypes.c_ulong(flags), data and data.encode())
    if result != 0:
        raise OSError(ctypes.get_errno(), "mount " + os.strerror(ctypes.get_errno()), target)
