"""Gives up, layer by layer, what a worker does not need. Each layer is used where the system has it.

    limits      rlimits: memory, file size, open files, processes, core dumps
    namespaces  no network, no other process, no shared memory (net once a zygote; pid and ipc each worker)
    mounts      a root in which the interpreter and numpy lie, and nothing else has a name (mounts.py)
    privileges  no capabilities, no way to gain any, root's files out of reach where numpy allows it
    landlock    reading the interpreter and numpy, and nothing else of the file system
    seccomp     a list of the system calls that computing takes; every other one answers EPERM

Linux only, by ctypes and raw numbers: the layers have to hold on any Python without a compiled part of
ours. Found by trial: RLIMIT_NPROC does not bind root, so forks are stopped by seccomp, and Landlock
cannot subtract, so site-packages is left out by allowing each other entry of the standard library.

Runs in the zygote, so it imports nothing but the standard library and mounts.py.
"""

from __future__ import annotations

import ctypes
import os
import platform
import resource
import signal
import struct
import sys
import sysconfig
from collections.abc import Iterable
from pathlib import Path

from learnrnn.sandbox import mounts

MEMORY_LIMIT_BYTES = 1 << 30  # on top of what the interpreter and numpy map
CPU_LIMIT_S = 60  # far above the grader's own clock: only for a worker whose grader died
OPEN_FILES_LIMIT = 64
NOBODY = 65534

# PyDLL keeps the interpreter's lock, so that clone() below cannot race another thread of ours.
_libc = ctypes.PyDLL(None, use_errno=True)
# Looked up here, once: in each worker anew that would copy some 40 pages.
hasattr(_libc, "prctl")
_before_fork = ctypes.pythonapi.PyOS_BeforeFork
_after_fork_child = ctypes.pythonapi.PyOS_AfterFork_Child
_after_fork_parent = ctypes.pythonapi.PyOS_AfterFork_Parent

ORDER = ("limits", "namespaces", "mounts", "privileges", "landlock", "seccomp")
# A 32-bit interpreter on a 64-bit kernel has other numbers: there, no layer that rests on them holds.
_MACHINE = platform.machine() if sys.maxsize > 1 << 32 else "32-bit"


def _syscall(number: int, *arguments: object) -> int:
    result = _libc.syscall(ctypes.c_long(number), *arguments)
    if result == -1:
        errno = ctypes.get_errno()
        raise OSError(errno, os.strerror(errno))
    return result


# --------------------------------------------------------------- namespaces

CLONE_NEWIPC, CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET = 0x08000000, 0x10000000, 0x20000000, 0x40000000
_SYS_CLONE = {"x86_64": 56, "aarch64": 220}


def enter_empty_network() -> None:
    """Move this process (the zygote) into a network of its own, in which every interface is down.

    Without root it takes a user namespace first. Raises OSError where the system refuses.
    """
    user, group = os.geteuid(), os.getegid()
    flags = CLONE_NEWNET if user == 0 else CLONE_NEWUSER | CLONE_NEWNET
    if _libc.unshare(flags) != 0:
        errno = ctypes.get_errno()
        raise OSError(errno, os.strerror(errno))
    if user != 0:  # without a name of its own in there it could make no file, so no root of its own
        for file, text in (
            ("uid_map", f"{user} {user} 1"),
            ("setgroups", "deny"),
            ("gid_map", f"{group} {group} 1"),
        ):
            Path("/proc/self", file).write_text(text)


def fork(*, namespaces: bool) -> int:
    """os.fork(), with process and IPC namespaces for the child: it is process 1 and sees no other."""
    if not namespaces:
        return os.fork()
    flags = CLONE_NEWPID | CLONE_NEWIPC | signal.SIGCHLD
    _before_fork()
    pid = _libc.syscall(_SYS_CLONE[_MACHINE], flags, 0, 0, 0, 0)
    if pid == 0:
        _after_fork_child()
        return 0
    errno = ctypes.get_errno()
    _after_fork_parent()
    if pid < 0:
        raise OSError(errno, os.strerror(errno))
    return pid


# ------------------------------------------------------------------- limits


def limits() -> list[tuple[int, int]]:
    """The resource limits: which, and what. The grader's clock is what ends a worker; these stop what it cannot see."""
    statm = Path("/proc/self/statm")
    mapped = int(statm.read_text().split()[0]) * resource.getpagesize() if statm.exists() else 0
    found: list[tuple[int, int]] = []
    for name, value in {
        "RLIMIT_AS": mapped + MEMORY_LIMIT_BYTES,
        "RLIMIT_CPU": CPU_LIMIT_S,
        "RLIMIT_FSIZE": 0,
        "RLIMIT_CORE": 0,
        "RLIMIT_NOFILE": OPEN_FILES_LIMIT,
        "RLIMIT_NPROC": 1,
        "RLIMIT_MEMLOCK": 0,
        "RLIMIT_MSGQUEUE": 0,
    }.items():
        if hasattr(resource, name):
            which = getattr(resource, name)
            _, hard = resource.getrlimit(which)
            if hard != resource.RLIM_INFINITY:
                value = min(value, hard)
            found.append((which, value))
    return found


# --------------------------------------------------------------- privileges

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS = 1, 4, 38
_SYS_CAPSET = {"x86_64": 126, "aarch64": 91}
_CAPABILITY_VERSION_3 = 0x20080522


def give_up_privileges(*, become_nobody: bool) -> None:
    """Drop every capability for good; where it may, stop being root as well."""
    if become_nobody:
        os.setgroups([])
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)  # a change of user would clear it
    if _libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "no_new_privs")
    header = struct.pack("<Ii", _CAPABILITY_VERSION_3, 0)
    _syscall(_SYS_CAPSET[_MACHINE], header, bytes(24))
    _libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def nobody_can_read(folders: Iterable[str], *, parents: bool) -> bool:
    """Whether a user without rights reaches these folders; with parents, also the way to them, which for
    those below /root they would not."""
    ways = [(Path(f), *(Path(f).parents if parents else ())) for f in folders]
    return all(part.stat().st_mode & 0o001 for way in ways for part in way)


# ----------------------------------------------------------------- landlock

_SYS_LANDLOCK_CREATE_RULESET, _SYS_LANDLOCK_ADD_RULE, _SYS_LANDLOCK_RESTRICT_SELF = 444, 445, 446
_READ_FILE, _READ_DIR = 1 << 2, 1 << 3
# What each version of the kernel's interface can handle: file accesses, network accesses, scopes.
_HANDLED = {1: (0x1FFF, 0, 0), 2: (0x3FFF, 0, 0), 3: (0x7FFF, 0, 0), 4: (0x7FFF, 3, 0), 5: (0xFFFF, 3, 0)}
_HANDLED_LATEST = (0xFFFF, 3, 3)


_PACKAGE_FOLDERS = ("site-packages", "dist-packages")  # where the solutions may lie


def library_paths() -> list[str]:
    """The standard library's folders, whole, and where the system's libraries lie."""
    multiarch = sysconfig.get_config_var("MULTIARCH") or f"{_MACHINE}-linux-gnu"
    system = [f"/lib/{multiarch}", f"/usr/lib/{multiarch}", "/etc/ld.so.cache"]
    folders = {sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib")}
    return [path for path in [*sorted(folders), *system] if os.path.exists(path)]


def numpy_paths(numpy_parent: str) -> list[str]:
    """The folders of numpy."""
    paths = [os.path.join(numpy_parent, name) for name in ("numpy", "numpy.libs")]
    return [path for path in paths if os.path.exists(path)]


def readable_paths(numpy_parent: str) -> list[str]:
    """What a worker may read: the standard library entry by entry, numpy, and the system's libraries."""
    paths = numpy_paths(numpy_parent)
    for path in library_paths():
        inside = [entry for entry in _PACKAGE_FOLDERS if os.path.isdir(os.path.join(path, entry))]
        if inside:
            paths += [entry.path for entry in os.scandir(path) if entry.name not in _PACKAGE_FOLDERS]
        else:
            paths.append(path)
    return paths


def make_ruleset(paths: Iterable[str]) -> int:
    """A Landlock ruleset that allows reading these paths, as a file descriptor. Raises OSError."""
    version = _syscall(_SYS_LANDLOCK_CREATE_RULESET, None, ctypes.c_size_t(0), 1)
    files, net, scopes = _HANDLED.get(version, _HANDLED_LATEST)
    attributes = struct.pack("<QQQ", files, net, scopes)
    size = 8 if version < 4 else 16 if version < 6 else 24
    ruleset = _syscall(_SYS_LANDLOCK_CREATE_RULESET, attributes[:size], ctypes.c_size_t(size), 0)
    for path in paths:
        fd = os.open(path, os.O_PATH | os.O_CLOEXEC)
        access = _READ_FILE | _READ_DIR if os.path.isdir(path) else _READ_FILE
        _syscall(_SYS_LANDLOCK_ADD_RULE, ruleset, 1, struct.pack("<Qi", access, fd), 0)
        os.close(fd)
    return ruleset


def restrict_to(ruleset: int) -> None:
    """Apply the ruleset to this process for good."""
    _syscall(_SYS_LANDLOCK_RESTRICT_SELF, ruleset, 0)


# ------------------------------------------------------------------ seccomp

_SYS_SECCOMP = {"x86_64": 317, "aarch64": 277}
_AUDIT_ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_ALLOW, _EPERM, _ENOSYS = 0x7FFF0000, 0x00050001, 0x00050026

# Name to number, x86_64 and aarch64 (None: it has no such call). Computing, reading what Landlock
# lets be read, answering on open descriptors, leaving. Nothing that makes, changes, locks or signals.
_Numbers = tuple[int | None, int | None]
_CALLS: dict[str, _Numbers] = {
    "read": (0, 63), "write": (1, 64), "close": (3, 57), "fstat": (5, 80), "lseek": (8, 62),
    "stat": (4, None), "lstat": (6, None), "newfstatat": (262, 79), "statx": (332, 291),
    "pread64": (17, 67), "readv": (19, 65), "writev": (20, 66), "access": (21, None),
    "faccessat": (269, 48), "readlink": (89, None), "readlinkat": (267, 78), "getcwd": (79, 17),
    "getdents64": (217, 61), "mmap": (9, 222), "mprotect": (10, 226), "munmap": (11, 215),
    "mremap": (25, 216), "brk": (12, 214),
    "rt_sigaction": (13, 134), "rt_sigprocmask": (14, 135), "rt_sigreturn": (15, 139),
    "sigaltstack": (131, 132), "sched_yield": (24, 124), "sched_getaffinity": (204, 123),
    "nanosleep": (35, 101), "clock_nanosleep": (230, 115), "clock_gettime": (228, 113),
    "clock_getres": (229, 114), "gettimeofday": (96, 169), "times": (100, 153), "getrusage": (98, 165),
    "getpid": (39, 172), "gettid": (186, 178), "getuid": (102, 174), "geteuid": (107, 175),
    "getgid": (104, 176), "getegid": (108, 177), "uname": (63, 160), "sysinfo": (99, 179),
    "getrandom": (318, 278), "rseq": (334, 293), "set_robust_list": (273, 99),
    "restart_syscall": (219, 128), "exit": (60, 93), "exit_group": (231, 94),
}  # fmt: skip
# Calls allowed for some arguments only: number, which argument, and bits that must not be set …
_OPEN_WRITES = (
    os.O_WRONLY
    | os.O_RDWR
    | os.O_CREAT
    | os.O_TRUNC
    | os.O_APPEND
    | getattr(os, "O_TMPFILE", 0) & ~os.O_DIRECTORY
)
_WITHOUT_BITS: dict[str, tuple[_Numbers, int, int]] = {
    "open": ((2, None), 1, _OPEN_WRITES),
    "openat": ((257, 56), 2, _OPEN_WRITES),
}
# … or the values that it may have: fcntl's F_GETFD, F_SETFD, F_GETFL (no locks); ioctl's TCGETS, FIONBIO
# (a pipe that is full is waited for) and FIOCLEX; futex's WAIT, WAKE, WAIT_BITSET and WAKE_BITSET, which are the
# interpreter's locks, all of them private (another one joins whoever maps the same file), and WAIT_BITSET by the
# clock on the wall; madvise's DONTNEED and FREE, by which memory is given back, and numpy's HUGEPAGE.
_WITH_VALUES: dict[str, tuple[_Numbers, int, tuple[int, ...]]] = {
    "fcntl": ((72, 25), 1, (1, 2, 3)),
    "ioctl": ((16, 29), 1, (0x5401, 0x5421, 0x5451)),
    "futex": ((202, 98), 1, (0x80, 0x81, 0x89, 0x8A, 0x189)),
    "madvise": ((28, 233), 2, (4, 8, 14)),
}
_CLONE3 = (435, 435)  # must seem absent: then libc falls back to clone, which fails cleanly

_LD, _JEQ, _JGE, _JSET, _RET = 0x20, 0x15, 0x35, 0x45, 0x06


def seccomp_program() -> bytes:
    """The filter for this machine, in the kernel's classic BPF. Raises OSError on another processor."""
    if _MACHINE not in _AUDIT_ARCH:
        raise OSError(f"no system call numbers for {_MACHINE}")
    column = list(_AUDIT_ARCH).index(_MACHINE)
    code: list[tuple[int, int, int, int]] = [
        (_LD, 0, 0, 4),  # the architecture
        (_JEQ, 1, 0, _AUDIT_ARCH[_MACHINE]),
        (_RET, 0, 0, _EPERM),
        (_LD, 0, 0, 0),  # the call's number
        (_JGE, 0, 1, 0x40000000),  # x32's numbers would slip through
        (_RET, 0, 0, _EPERM),
        (_JEQ, 0, 1, _CLONE3[column]),
        (_RET, 0, 0, _ENOSYS),
    ]
    for numbers in _CALLS.values():
        if (number := numbers[column]) is not None:
            code += [(_JEQ, 0, 1, number), (_RET, 0, 0, _ALLOW)]
    for numbers, argument, bits in _WITHOUT_BITS.values():
        if (number := numbers[column]) is not None:
            code += [(_JEQ, 0, 4, number), (_LD, 0, 0, 16 + 8 * argument), (_JSET, 0, 1, bits),
                     (_RET, 0, 0, _EPERM), (_RET, 0, 0, _ALLOW)]  # fmt: skip
    for numbers, argument, values in _WITH_VALUES.values():
        if (number := numbers[column]) is not None:
            code += [(_JEQ, 0, 2 + 2 * len(values), number), (_LD, 0, 0, 16 + 8 * argument)]
            for value in values:
                code += [(_JEQ, 0, 1, value), (_RET, 0, 0, _ALLOW)]
            code += [(_RET, 0, 0, _EPERM)]
    code += [(_RET, 0, 0, _EPERM)]
    return b"".join(struct.pack("<HBBI", *instruction) for instruction in code)


def filter_calls(program: bytes) -> None:
    """Install the filter for good; no_new_privs has to hold."""
    buffer = ctypes.create_string_buffer(program, len(program))
    header = struct.pack("<H6xQ", len(program) // 8, ctypes.addressof(buffer))
    _syscall(_SYS_SECCOMP[_MACHINE], 1, 0, header)


# ---------------------------------------------------------------- all of it


class Confinement:
    """What the zygote prepares once and each worker applies.

    `layers` are those wanted; `holding` are those that this system has; `lacking` says why of the rest.
    """

    def __init__(self, layers: Iterable[str], numpy_parent: str):
        self.holding: list[str] = []
        self.lacking: dict[str, str] = {}
        self.become_nobody = False
        for layer in layers:
            if layer not in ORDER:
                continue
            if layer != "limits" and sys.platform != "linux":
                self.lacking[layer] = "only Linux has it"
                continue
            try:
                getattr(self, f"_prepare_{layer}")(numpy_parent)
                self.holding.append(layer)
            except (OSError, AttributeError, KeyError) as error:
                self.lacking[layer] = str(error) or type(error).__name__

    def _prepare_limits(self, _: str) -> None:
        self.limits = limits()

    def _prepare_namespaces(self, _: str) -> None:
        _SYS_CLONE[_MACHINE]
        enter_empty_network()
        pid = fork(namespaces=True)
        if pid == 0:
            os._exit(0)
        os.waitpid(pid, 0)

    def _prepare_mounts(self, numpy_parent: str) -> None:
        libraries = library_paths()
        covered = [os.path.join(path, name) for path in libraries for name in _PACKAGE_FOLDERS]
        self.root = mounts.make_root(libraries, covered, numpy_paths(numpy_parent))

    def _prepare_privileges(self, numpy_parent: str) -> None:
        _SYS_CAPSET[_MACHINE]
        folders = [sysconfig.get_path("stdlib"), os.path.join(numpy_parent, "numpy")]
        own_root = "mounts" in self.holding
        self.become_nobody = os.geteuid() == 0 and nobody_can_read(folders, parents=not own_root)

    def _prepare_landlock(self, numpy_parent: str) -> None:
        self.ruleset = make_ruleset(readable_paths(numpy_parent))

    def _prepare_seccomp(self, _: str) -> None:
        self.program = seccomp_program()

    def fork(self) -> int:
        return fork(namespaces="namespaces" in self.holding)

    def apply(self) -> None:
        """In the worker, before it sees the student's code. Raises OSError; then the worker must not go on."""
        if "limits" in self.holding:
            for which, value in self.limits:
                resource.setrlimit(which, (value, value))
        if "mounts" in self.holding:
            mounts.enter(self.root)
            os.close(self.root)
        if "privileges" in self.holding:
            give_up_privileges(become_nobody=self.become_nobody)
        if "landlock" in self.holding:
            restrict_to(self.ruleset)
            os.close(self.ruleset)
        if "seccomp" in self.holding:
            filter_calls(self.program)
