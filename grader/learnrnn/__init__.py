"""learnrnn: learn recurrent networks by writing them."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from learnrnn.views.notebook import check as check

__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    """`learnrnn.check`, which takes numpy and is loaded when it is used."""
    if name != "check":
        raise AttributeError(f"module 'learnrnn' has no attribute '{name}'")
    from learnrnn.views.notebook import check

    return check


if "IPython" in sys.modules:  # in a notebook: %%check
    from learnrnn.views.notebook import register

    register()
