"""Starts a zygote. It takes as long to get ready as numpy takes to import, so this imports little."""

from __future__ import annotations

import importlib.util
import json
import os
import socket
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

LAYERS = ("limits", "namespaces", "privileges", "landlock", "seccomp")  # confine.py says what each is

# All that a zygote gets to see of the environment: text that does not vary, one thread a worker.
ENVIRONMENT = {"PYTHONHASHSEED": "0", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


# For the tests alone: layers, separated by commas, to have in place of all. Nothing else sets it.
TEST_LAYERS_VARIABLE = "LEARNRNN_TEST_ONLY_LAYERS"


class Fault(Exception):
    """Something of ours failed; the student is not to blame."""


@dataclass(frozen=True)
class Started:
    """A zygote's process, and our end of its socket."""

    process: subprocess.Popen[bytes]
    control: socket.socket


def start(layers: Sequence[str] | None = None) -> Started:
    """Begin a zygote whose workers are confined by all layers (or these), as far as this system has them."""
    if layers is None:
        chosen = os.environ.get(TEST_LAYERS_VARIABLE)
        layers = LAYERS if chosen is None else [name for name in chosen.split(",") if name]
    control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    config = {"socket": theirs.fileno(), "packages": numpy_parent(), "layers": list(layers)}
    zygote = Path(__file__).with_name("zygote.py")
    with theirs:
        process = subprocess.Popen(
            [sys.executable, "-S", "-P", "-s", "-B", str(zygote), json.dumps(config)],
            env=ENVIRONMENT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=[theirs.fileno()],
            cwd="/",
            start_new_session=True,
        )
    return Started(process, control)


def numpy_parent() -> str:
    """The folder that numpy lies in, found without importing it."""
    spec = importlib.util.find_spec("numpy")
    if spec is None or spec.origin is None:
        raise Fault("numpy is not installed")
    return str(Path(spec.origin).parents[1])
