"""Tries, in a real worker, what a submission must not be able to do, and says which layers hold here."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from learnrnn.locale import Message
from learnrnn.sandbox import wire, worker
from learnrnn.sandbox.pool import Limits, Sandbox, open_sandbox
from learnrnn.sandbox.protocol import Answer, Request
from learnrnn.sandbox.start import LAYERS

# What the probes try, as a student's file. Each returns what it got, or raises.
PROBES = b"""
import os, socket

def reading(path):
    with open(path) as opened:
        return opened.read()

def writing(path):
    with open(path, "a") as opened:
        opened.write("changed")
    return "wrote " + path

def processes():
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)
    return "forked"

def network(port):
    with socket.create_connection(("127.0.0.1", port), timeout=0.5):
        return "connected"

def lowering_limits(pids):
    import resource
    failed = None
    for pid in pids:
        try:
            limits = resource.prlimit(pid, resource.RLIMIT_NOFILE)
            resource.prlimit(pid, resource.RLIMIT_NOFILE, limits)
            return "set a limit of process " + str(pid)
        except OSError as error:
            failed = error
    raise failed

def signalling(pids):
    failed = None
    for pid in pids:
        try:
            os.kill(pid, 0)
            return "could signal process " + str(pid)
        except OSError as error:
            failed = error
    raise failed

def peeking(pid):
    with open(f"/proc/{pid}/mem", "rb") as memory, open(f"/proc/{pid}/maps") as maps:
        memory.seek(int(maps.readline().split("-")[0], 16))
        return str(len(memory.read(16))) + " bytes"
"""

HELD_BY_DEATH = "the attempt ended the worker"


@dataclass(frozen=True)
class Layer:
    """A layer of the sandbox, or a thing that was tried: whether it holds, and how that was seen."""

    name: str
    holds: bool
    detail: str


def examine() -> list[Layer]:
    """The layers, then the probes. Raises Fault where no worker can be run at all."""
    with open_sandbox() as sandbox:
        hello = sandbox.hello()
        layers = [_layer(name, hello) for name in LAYERS]
        return layers + _probe(sandbox)


def is_safe(layers: Sequence[Layer]) -> bool:
    """Whether nothing that was tried succeeded, and calls are filtered: then a class can be graded here."""
    return not succeeded(layers)


def verdict(layers: Sequence[Layer]) -> Message:
    """The same in words."""
    if is_safe(layers):
        return Message(
            "sandbox_holds", {"layers": ", ".join(x.name for x in layers if x.holds and x.name in LAYERS)}
        )
    return Message("sandbox_weak", {"names": succeeded(layers)})


def succeeded(layers: Sequence[Layer]) -> str:
    """The names of what a submission must not be able to do, and was; and of the layer that nothing replaces."""
    return ", ".join(x.name for x in layers if not x.holds and (x.name not in LAYERS or x.name == "seccomp"))


def _layer(name: str, hello: dict[str, Any]) -> Layer:
    if name in hello["holding"]:
        return Layer(name, True, "applied to every worker")
    return Layer(name, False, str(hello["lacking"].get(name, "not applied")))


def _probe(sandbox: Sandbox) -> list[Layer]:
    import socket

    pids = [os.getpid(), sandbox.hello()["pid"]]
    with tempfile.NamedTemporaryFile("w", prefix="learnrnn-doctor-") as canary, socket.socket() as listener:
        os.chmod(canary.name, 0o666)
        canary.write("secret")
        canary.flush()
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        tries = {
            "reading": [canary.name],
            "writing": [canary.name],
            "processes": [],
            "network": [listener.getsockname()[1]],
            "peeking": [os.getpid()],
            "lowering_limits": [pids],
            "signalling": [pids],
        }
        requests = [Request(name, *wire.encode(arguments)) for name, arguments in tries.items()]
        sandbox.load("probes", requests)
        answers = sandbox.run(PROBES, Limits(case_s=5, exercise_s=30)).answers
        return [_verdict(name, answer) for name, answer in zip(tries, answers, strict=True)]


def _verdict(name: str, answer: Answer) -> Layer:
    if answer.kind == worker.VALUE:
        return Layer(name, False, f"succeeded: {wire.decode(answer.structure, answer.data)}")
    if answer.kind == worker.RAISED:
        names = wire.decode(answer.structure, answer.data)
        text = answer.side.get("text", "")
        return Layer(name, True, f"refused: {names[0]} {text}".strip())
    return Layer(name, True, HELD_BY_DEATH)
