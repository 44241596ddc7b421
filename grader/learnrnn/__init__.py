"""learnrnn: learn recurrent networks by writing them."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from learnrnn.app.show import show as show
    from learnrnn.views.notebook import check as check

__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    """`learnrnn.check` and `learnrnn.show`, which take numpy and are loaded when they are used."""
    if name == "check":
        from learnrnn.views.notebook import check

        return check
    if name == "show":
        from learnrnn.app.show import show

        return show
    raise AttributeError(f"module 'learnrnn' has no attribute '{name}'")


if "IPython" in sys.modules:  # in a notebook: %%check
    from learnrnn.views.notebook import register

    register()
