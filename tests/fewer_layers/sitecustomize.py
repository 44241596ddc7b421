"""Has `learnrnn` run its workers with some of the layers alone: for tests, which put this folder on Python's path.

FEWER_LAYERS holds their names, separated by commas; `no-fork` among them is a system without fork.
"""

import os

from learnrnn.sandbox import start

_wanted = [name for name in os.environ["FEWER_LAYERS"].split(",") if name]
_launch = start.launch


def launch(config, **how):
    return _launch({**config, "layers": [name for name in _wanted if name != "no-fork"]}, **how)


start.launch = launch
if "no-fork" in _wanted:
    start.can_fork = lambda: False
