"""Makes vectors.json: random input to the exercises, and what PyTorch answers to it, in float64.

Run by hand from the repository's root, with numpy and PyTorch 2.13 installed (the tests need only the file):

    python -m tests.oracles.make_vectors
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import torch  # pyright: ignore[reportMissingImports]

from tests.oracles import pytorch
from tests.oracles.draws import EXERCISES, Draw, Inputs

FILE = Path(__file__).parent / "vectors.json"


def ask_pytorch(draw: Draw, errors: Inputs) -> dict[str, Any]:
    """The result and, if wanted, dL/dargument for errors dL/dresult ("cotangents") of some loss L."""
    if draw.result is not None:
        return {"result": draw.result}
    given = {name: tensors(value) for name, value in draw.arguments.items()}
    result = getattr(pytorch, draw.function)(**given)
    if not draw.back:
        return {"result": result}
    results = result if isinstance(result, tuple) else (result,)
    cotangents = [errors(*r.shape) for r in results]
    learned = {name: a for name, a in given.items() if isinstance(a, torch.Tensor) and a.requires_grad}
    found = torch.autograd.grad(results, tuple(learned.values()), [torch.tensor(c) for c in cotangents])
    return {"result": result, "cotangents": cotangents, "gradients": dict(zip(learned, found, strict=True))}


def tensors(value: Any) -> Any:
    """Arrays as tensors, those of floats as leaves of autograd."""
    if isinstance(value, dict):
        return {name: tensors(v) for name, v in value.items()}
    if isinstance(value, list):
        return [tensors(v) for v in value]
    if isinstance(value, np.ndarray):
        return torch.tensor(value, requires_grad=value.dtype == np.float64)
    return value


def plain(value: Any) -> Any:
    """As JSON has it; an array is an object whose one key is its dtype."""
    if isinstance(value, torch.Tensor):
        value = value.detach().numpy()
    if isinstance(value, np.ndarray):
        return {value.dtype.name: value.tolist()}
    if isinstance(value, dict):
        return {name: plain(v) for name, v in value.items()}
    if isinstance(value, list | tuple):
        return [plain(v) for v in value]
    return value


def main() -> None:
    torch.set_num_threads(1)
    torch.set_default_dtype(torch.float64)
    lines: list[str] = []
    for draws in EXERCISES:
        exercise = draws.__name__
        errors = Inputs(f"errors of {exercise}")
        for draw in draws(Inputs(exercise)):
            line = {
                "exercise": exercise,
                "function": draw.function,
                "note": draw.note,
                "arguments": draw.arguments,
                **ask_pytorch(draw, errors),
            }
            lines.append(json.dumps(plain(line), separators=(",", ":"), allow_nan=False, ensure_ascii=False))
    head = f'{{"made with": "PyTorch {torch.__version__}", "vectors": [\n'
    FILE.write_text(head + ",\n".join(lines) + "\n]}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
