"""The process that workers are forked from: exec'ed clean, numpy imported, holding no secret.

Run by path, never imported by the grader: `python -S -P -s zygote.py CONFIG`, with CONFIG a JSON object
    {"socket": fd, "packages": the folder that numpy lies in, "layers": [names]}.
Without "socket" there is no fork, and it is a worker itself: see run_once. On the socket (SOCK_SEQPACKET)
it says hello, `{"holding": [...], "lacking": {name: why}}`, and then takes
    L module      + requests, their data, public tests   remember them: every worker makes these calls
    R calls       + source file, reply and wake pipe, a copy of the data   fork a worker that makes these calls
    C             answer with the seconds of CPU that the worker has used
    K             kill the worker and answer with its wait status and the CPU that it used
until the other side closes. A worker that outlives the grader dies with it.
"""

import contextlib
import ctypes
import gc
import importlib.util
import json
import mmap
import os
import signal
import socket
import struct
import sys
import time
import types
from collections.abc import Generator
from typing import Any, NoReturn

MAP_FIXED = 0x10  # in place of what lies there; Python's mmap does not name it
HERE = os.path.dirname(os.path.abspath(__file__))


def load_ours() -> list[types.ModuleType]:
    """wire, protocol, magics, cells, worker, mounts and confine under their full names, from the files beside this one.

    The packages around them are empty stand-ins, so that nothing else of ours is within reach.
    """
    for package in ("learnrnn", "learnrnn.sandbox"):
        sys.modules[package] = types.ModuleType(package)
        sys.modules[package].__path__ = []  # so that it counts as a package
    found: list[types.ModuleType] = []
    for name in (
        "wire",
        "protocol",
        "magics",
        "cells",
        "worker",
        *(["mounts", "confine"] if os.name == "posix" else []),
    ):
        full = f"learnrnn.sandbox.{name}"
        spec = importlib.util.spec_from_file_location(full, os.path.join(HERE, f"{name}.py"))
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[full] = module
        setattr(sys.modules["learnrnn.sandbox"], name, module)
        spec.loader.exec_module(module)
        found.append(module)
    for name in [n for n in sys.modules if n.split(".")[0] == "learnrnn"]:
        del sys.modules[name]
    return found


@contextlib.contextmanager
def packages(folder: str) -> Generator[None]:
    """Third-party packages can be imported inside, and no longer after."""
    sys.path.append(folder)
    try:
        yield
    finally:
        sys.path.remove(folder)
        sys.path_importer_cache.clear()


def load_pytest() -> None:
    """Have pytest for public examples, with what it would load late."""
    import pytest

    assert pytest.approx([0.0]) == [0.0]


def read_all(fd: int) -> bytes:
    pieces: list[bytes] = []
    at = 0
    while piece := os.pread(fd, 1 << 20, at):
        pieces.append(piece)
        at += len(piece)
    return b"".join(pieces)


class Work:
    """The calls that every worker makes, ready, with all their arguments in one block of memory.

    A worker's block is the grader's too: so the grader sees for itself what a call left of its arguments.
    """

    def __init__(self, protocol: Any, worker: Any, heads: bytes, block: bytes):
        self.memory = mmap.mmap(-1, max(len(block), 1))
        self.memory[: len(block)] = block
        self.prepared = worker.prepare(protocol.unpack_requests(heads, block), memoryview(self.memory))

    def share(self, fd: int) -> None:
        """Lay a file with the same content over the block. Raises OSError."""
        libc = ctypes.PyDLL(None, use_errno=True)
        libc.mmap.restype = ctypes.c_void_p
        address = ctypes.c_void_p(ctypes.addressof(ctypes.c_char.from_buffer(self.memory)))
        size, protection, flags = (
            ctypes.c_size_t(len(self.memory)),
            mmap.PROT_READ | mmap.PROT_WRITE,
            MAP_FIXED,
        )
        laid = libc.mmap(address, size, protection, mmap.MAP_SHARED | flags, fd, ctypes.c_long(0))
        if laid != address.value:
            raise OSError(ctypes.get_errno(), "the arguments cannot be shared")


def run_worker(
    control: socket.socket,
    confinement: Any,
    worker: Any,
    module: str,
    work: Work,
    calls: list[int],
    examples: bytes,
    fds: list[int],
) -> NoReturn:
    """In the child: confine, then serve. Never returns."""
    status = 1
    try:
        source_fd, reply_fd, wake_fd, data_fd = fds
        source = read_all(source_fd)
        os.close(source_fd)
        control.close()
        work.share(data_fd)
        os.close(data_fd)
        nowhere = os.open(os.devnull, os.O_RDWR)
        for stream in range(3):  # their own: what one worker did to an open file the next would see
            os.dup2(nowhere, stream)
        os.close(nowhere)
        die_first()
        confinement.apply()
        worker.serve(source, module, work.prepared, calls, worker.write_all(reply_fd, wake_fd), examples)
        status = 0
    finally:
        os._exit(status)


def die_first() -> None:
    """Where memory runs out, the system is to end this process, and not the grader."""
    with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "wb", buffering=0) as score:
        score.write(b"1000")


def cpu_of(pid: int) -> float:
    """The seconds of CPU that a process has used; -1 where the system does not say."""
    with contextlib.suppress(OSError):
        return time.clock_gettime(~pid << 3 | 2)  # as glibc makes the clock of a process
    return -1.0


class Unconfined:
    """In place of a Confinement where the system has nothing that we know of."""

    holding: tuple[str, ...] = ()
    lacking = {"limits": "this system has none of the layers"}  # noqa: RUF012

    def apply(self) -> None:
        pass


def say_hello(confinement: Any) -> bytes:
    said = {"holding": confinement.holding, "lacking": confinement.lacking, "pid": os.getpid()}
    return json.dumps(said).encode()


def run_once(config: dict[str, Any], confinement: Any, protocol: Any, worker: Any) -> None:
    """Without fork: this process is the worker. It gets four parts on stdin and answers on stdout."""
    if config.get("hello"):
        os.write(1, say_hello(confinement))
        return
    parts: list[bytes] = []
    for _ in range(4):
        (length,) = struct.unpack("<I", sys.stdin.buffer.read(4))
        parts.append(sys.stdin.buffer.read(length))
    heads, block, examples, source = parts
    if examples:
        with packages(config["packages"]):
            load_pytest()
    reply = os.dup(1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    work = worker.prepare(protocol.unpack_requests(heads, block))

    def send(frame: bytes) -> None:
        view = memoryview(frame)
        while view:
            view = view[os.write(reply, view) :]

    gc.enable()
    confinement.apply()
    worker.serve(source, config["module"], work, config["calls"], send, examples)
    os._exit(0)


def main() -> None:
    gc.disable()  # nothing to collect, until a student's code makes it
    config = json.loads(sys.argv[1])
    sys.argv = [""]
    with packages(config["packages"]):
        _, protocol, _, _, worker, *more = load_ours()
    sys.dont_write_bytecode = True  # of ours it is kept, so that the next zygote starts sooner
    confinement = more[-1].Confinement(config["layers"], config["packages"]) if more else Unconfined()
    if "socket" in config:
        serve_forks(config, confinement, protocol, worker)
    else:
        run_once(config, confinement, protocol, worker)


def serve_forks(config: dict[str, Any], confinement: Any, protocol: Any, worker: Any) -> None:
    """Fork a worker whenever the grader asks for one."""
    control = socket.socket(fileno=config["socket"])
    control.send(say_hello(confinement))
    module, examples, child = "", b"", 0
    work = Work(protocol, worker, b"", b"")
    gc.freeze()
    gc.enable()
    while True:
        message, fds, _, _ = socket.recv_fds(control, 1 << 16, 5)
        if not message:
            break
        command, rest = message[:1], message[1:]
        if command == b"L":
            module = rest.decode()
            heads, block, examples = map(read_all, fds)
            work = Work(protocol, worker, heads, block)
            if examples:
                with packages(config["packages"]):
                    load_pytest()
            gc.freeze()
            control.send(b"L")
        elif command == b"R":
            wanted = struct.unpack(f"<{len(rest) // 4}I", rest) if rest else range(len(work.prepared))
            child = confinement.fork()
            if child == 0:
                run_worker(control, confinement, worker, module, work, list(wanted), examples, fds)
        elif command == b"C":
            control.send(struct.pack("<d", cpu_of(child)))
        elif command == b"K":
            os.kill(child, signal.SIGKILL)
            _, status, used = os.wait4(child, 0)
            control.send(struct.pack("<id", status, used.ru_utime + used.ru_stime))
        for fd in fds:
            os.close(fd)


if __name__ == "__main__":
    main()
