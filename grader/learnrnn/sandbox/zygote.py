"""The process that workers are forked from: exec'ed clean, numpy imported, holding no secret.

Run by path, never imported by the grader: `python -S -P -s zygote.py CONFIG`, with CONFIG a JSON object
    {"socket": fd, "packages": the folder that numpy lies in, "layers": [names]}.
Without "socket" there is no fork, and it is a worker itself: see run_once. On the socket (SOCK_SEQPACKET)
it says hello, `{"holding": [...], "lacking": {name: why}}`, and then takes
    L module      + packed requests, public tests    remember them: every worker makes these calls
    R start       + source file, reply and wake pipe fork a worker that makes the calls from `start` on
    K             kill the worker and answer with its wait status
until the other side closes. A worker that outlives the grader dies with it.
"""

import contextlib
import gc
import importlib.util
import json
import os
import signal
import socket
import struct
import sys
import types
from collections.abc import Generator
from typing import Any, NoReturn

HERE = os.path.dirname(os.path.abspath(__file__))


def load_ours() -> list[types.ModuleType]:
    """wire, cells, worker, mounts and confine under their full names, from the files beside this one.

    The packages around them are empty stand-ins, so that nothing else of ours is within reach.
    """
    for package in ("learnrnn", "learnrnn.sandbox"):
        sys.modules[package] = types.ModuleType(package)
        sys.modules[package].__path__ = []  # so that it counts as a package
    found: list[types.ModuleType] = []
    for name in ("wire", "cells", "worker", *(["mounts", "confine"] if os.name == "posix" else [])):
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


def run_worker(
    control: socket.socket,
    confinement: Any,
    worker: Any,
    module: str,
    work: list[Any],
    start: int,
    examples: bytes,
    fds: list[int],
) -> NoReturn:
    """In the child: confine, then serve. Never returns."""
    status = 1
    try:
        source_fd, reply_fd, wake_fd = fds
        source = read_all(source_fd)
        os.close(source_fd)
        control.close()
        nowhere = os.open(os.devnull, os.O_RDWR)
        for stream in range(3):  # their own: what one worker did to an open file the next would see
            os.dup2(nowhere, stream)
        os.close(nowhere)
        confinement.apply()
        worker.serve(source, module, work, start, worker.write_all(reply_fd, wake_fd), examples)
        status = 0
    finally:
        os._exit(status)


class Unconfined:
    """In place of a Confinement where the system has nothing that we know of."""

    holding: tuple[str, ...] = ()
    lacking = {"limits": "this system has none of the layers"}  # noqa: RUF012

    def apply(self) -> None:
        pass


def say_hello(confinement: Any) -> bytes:
    return json.dumps({"holding": confinement.holding, "lacking": confinement.lacking}).encode()


def run_once(config: dict[str, Any], confinement: Any, worker: Any) -> None:
    """Without fork: this process is the worker. It gets three parts on stdin and answers on stdout."""
    if config.get("hello"):
        os.write(1, say_hello(confinement))
        return
    parts: list[bytes] = []
    for _ in range(3):
        (length,) = struct.unpack("<I", sys.stdin.buffer.read(4))
        parts.append(sys.stdin.buffer.read(length))
    requests, examples, source = parts
    if examples:
        with packages(config["packages"]):
            load_pytest()
    reply = os.dup(1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    work = worker.prepare(worker.unpack_requests(requests))

    def send(frame: bytes) -> None:
        view = memoryview(frame)
        while view:
            view = view[os.write(reply, view) :]

    gc.enable()
    confinement.apply()
    worker.serve(source, config["module"], work, config["start"], send, examples)
    os._exit(0)


def main() -> None:
    gc.disable()  # nothing to collect, until a student's code makes it
    config = json.loads(sys.argv[1])
    sys.argv = [""]
    with packages(config["packages"]):
        _, _, worker, *more = load_ours()
    sys.dont_write_bytecode = True  # of ours it is kept, so that the next zygote starts sooner
    confinement = more[-1].Confinement(config["layers"], config["packages"]) if more else Unconfined()
    if "socket" in config:
        serve_forks(config, confinement, worker)
    else:
        run_once(config, confinement, worker)


def serve_forks(config: dict[str, Any], confinement: Any, worker: Any) -> None:
    """Fork a worker whenever the grader asks for one."""
    control = socket.socket(fileno=config["socket"])
    control.send(say_hello(confinement))
    module, examples, child = "", b"", 0
    work: list[Any] = []
    gc.freeze()
    gc.enable()
    while True:
        message, fds, _, _ = socket.recv_fds(control, 1 << 12, 4)
        if not message:
            break
        command, rest = message[:1], message[1:]
        if command == b"L":
            module = rest.decode()
            work = worker.prepare(worker.unpack_requests(read_all(fds[0])))
            if examples := read_all(fds[1]):
                with packages(config["packages"]):
                    load_pytest()
            gc.freeze()
            control.send(b"L")
        elif command == b"R":
            (start,) = struct.unpack("<I", rest)
            child = confinement.fork()
            if child == 0:
                run_worker(control, confinement, worker, module, work, start, examples, fds)
        elif command == b"K":
            os.kill(child, signal.SIGKILL)
            _, status = os.waitpid(child, 0)
            control.send(struct.pack("<i", status))
        for fd in fds:
            os.close(fd)


if __name__ == "__main__":
    main()
