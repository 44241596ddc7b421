"""The learner's own functions, put together, train real models: `learnrnn train`.

A training takes the functions that it needs from the learner's files (or from the references), runs step
by step, and ends with an outcome: numbers, figures and a model. Nothing here prints.
"""

import os

THREAD_LIMITS = ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS")


def use_one_thread() -> None:
    """Let numpy compute in one thread, unless the user says otherwise; to be called before it is imported.

    The matrices here are so small that threads only wait for each other: seq2seq takes 2 to 10 times as
    long with two.
    """
    for name in THREAD_LIMITS:
        os.environ.setdefault(name, "1")
