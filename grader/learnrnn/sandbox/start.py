"""Starts a zygote. It takes as long to get ready as numpy takes to import, so this imports little."""

from __future__ import annotations

import importlib.util
import json
import os
import socket
import subprocess
import sys
from collections.abc import Sequence
from typing import Any, NamedTuple

LAYERS = (
    "limits",
    "namespaces",
    "mounts",
    "privileges",
    "landlock",
    "seccomp",
)  # confine.py says what each is

# All that a zygote gets to see of the environment: text that does not vary, one thread a worker.
ENVIRONMENT = {"PYTHONHASHSEED": "0", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


class Fault(Exception):
    """Something of ours failed; the student is not to blame."""


class Started(NamedTuple):
    """A zygote's process, and our end of its socket."""

    process: subprocess.Popen[bytes]
    control: socket.socket


def can_fork() -> bool:
    """Whether workers can be forked from a zygote here."""
    return sys.platform == "linux"


def start(layers: Sequence[str] = LAYERS) -> Started:
    """Begin a zygote whose workers are confined by all layers (or these), as far as this system has them."""
    control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        config = {"socket": theirs.fileno(), "layers": list(layers)}
        process = launch(config, pass_fds=[theirs.fileno()], start_new_session=True)
    return Started(process, control)


def launch(config: dict[str, Any], **how: Any) -> subprocess.Popen[bytes]:
    """Run zygote.py in a clean interpreter that has no environment, no site-packages and no streams."""
    config = {**config, "packages": numpy_parent()}
    script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "zygote.py")
    streams: dict[str, Any] = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.DEVNULL)
    return subprocess.Popen(  # pyright: ignore[reportReturnType]  # text=False makes it one of bytes
        [sys.executable, "-S", "-P", "-s", script, json.dumps(config)],
        env=ENVIRONMENT,
        cwd=os.path.abspath(os.sep),
        text=False,
        **(streams | how),
    )


def numpy_parent() -> str:
    """The folder that numpy lies in, found without importing it."""
    spec = importlib.util.find_spec("numpy")
    if spec is None or spec.origin is None:
        raise Fault("numpy is not installed")
    return os.path.dirname(os.path.dirname(spec.origin))
