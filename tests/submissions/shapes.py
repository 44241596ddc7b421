"""Right answers as people hand them in: a row a shape. All take full marks, in every container."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from tests.conftest import solution
from tests.notebooks import code, notebook

RIGHT = solution("lstm")
WRONG = "def cell_update(i, f, a, c_prev):\n    return i\n"
STEP_ELSEWHERE = RIGHT.replace("def cell_update", "def _unused")
Files = Mapping[str, str | bytes]


@dataclass(frozen=True)
class Shape:
    """files: what was handed in. says: words that the message has to hold; "" for nothing to say."""

    name: str
    files: Files
    says: str = ""
    times: Mapping[str, int] | None = None  # days after the others


def script(text: str, says: str = "", name: str = "") -> Shape:
    return Shape(name or text.strip().split("\n")[0][:40], {"lstm.py": text}, says)


def named(name: str) -> Shape:
    return Shape(name, {name: RIGHT}, name.split("/")[-1] if name.split("/")[-1] != "lstm.py" else "")


def before(line: str, says: str = "") -> Shape:
    return script(f"{line}\n{RIGHT}", says, f"before: {line[:40]}")


def after(lines: str, says: str = "") -> Shape:
    return script(f"{RIGHT}\n{lines}\n", says, f"after: {lines[:40]}")


def book(*cells: object, says: str = "", name: str = "lstm.ipynb", title: str = "") -> Shape:
    return Shape(title or f"cell {str(cells[0])[:40]}", {name: notebook(*cells)}, says)


NAMES = [
    "lstm.py", "LSTM.py", "Lstm.Py", "lstm.PY", "lstm (1).py", "lstm(2).py", "lstm-1.py", "lstm_1.py", "lstm 2.py",
    "lstm copy.py", "lstm copy 2.py", "lstm - Copy.py", "lstm - Copy (2).py", "lstm - コピー.py", "Copy of lstm.py",
    "lstm のコピー.py", "lstm_final.py", "lstm_final_v2.py", "lstm-final (1).py", "ann_lstm.py", "lstm_ann.py",
    "lstm_提出.py", "hw3_lstm.py", "20260501-lstm.py", "lstm.py.txt", "lstm.py.py", "my lstm.py",
    "lstm.final.py", "lstm.v2.py", "lstm（1）.py", "lstm (最終版).py", "7-lstm.py", "lstm7.py", "lstm.py.download", "lstm%20(1).py",
    "lstm.txt", "lstm_py.txt", "lstm.pyw", "my_lstm_implementation.py", "02_lstm/solution.py", "lstm/solution/main.py", "lstm/__init__.py",
    "Users/ann/Desktop/hw/lstm.py", "a/b/c/d/e/f/g/lstm.py",
    "src/lstm.py", "lstm/lstm.py", "lstm/main.py", "part1/lstm.py", "hw/ann/week 2/lstm.py", "ｌｓｔｍ.py", "lstm .py",
]  # fmt: skip

SHAPES: list[Shape] = [
    *(named(name) for name in NAMES),
    # ------------------------------------------------ several files
    Shape("the stub beside", {"lstm.py": "STUB", "lstm (1).py": RIGHT}, "lstm (1).py"),
    Shape("the stub in a script, the answer in a notebook", {"lstm.py": "STUB", "lstm.ipynb": notebook(RIGHT)}, "lstm.ipynb was taken"),
    Shape("the stub with a line more", {"lstm.py": "STUB+", "work/lstm (1).py": RIGHT}, "lstm (1).py"),
    Shape("the stub beside a zip", {"lstm.py": "STUB", "lstm.zip": {"lstm.py": RIGHT}}),
    Shape("a notebook that is newer than the script", {"lstm.ipynb": notebook(RIGHT), "lstm.py": WRONG}, "newest", {"lstm.ipynb": 1}),
    Shape("a script that is newer than the notebook", {"lstm.ipynb": notebook(WRONG), "lstm.py": RIGHT}, "newest", {"lstm.py": 1}),
    Shape("a newer notebook that uses the script", {"lstm.ipynb": notebook("from lstm import lstm_step\nlstm_step"), "lstm.py": RIGHT}, times={"lstm.ipynb": 1}),
    Shape("a newer notebook", {"lstm.ipynb": notebook(WRONG), "lstm_final.ipynb": notebook(RIGHT)}, "newest", {"lstm_final.ipynb": 1}),
    Shape("Jupyter's checkpoint", {"lstm.ipynb": notebook(RIGHT), ".ipynb_checkpoints/lstm-checkpoint.ipynb": notebook(WRONG)}, times={".ipynb_checkpoints/lstm-checkpoint.ipynb": 1}),
    Shape("an editor's files", {"lstm.py": RIGHT, "lstm.py~": WRONG, "#lstm#": WRONG, ".lstm.py.swp": b"\0", ".idea/a.xml": "", "desktop.ini": ""}),
    Shape("a report beside", {"lstm.py": RIGHT, "report.docx": b"PK\3\4", "x.7z": b"7z", "lstm.html": "<html>"}),
    Shape("an older attempt", {"lstm.py": WRONG, "lstm_final.py": RIGHT}, "newest", {"lstm_final.py": 1}),
    Shape("a newer plain name", {"lstm.py": RIGHT, "lstm-1.py": WRONG}, "lstm-1.py", {"lstm.py": 1}),
    Shape("as old as each other", {"lstm.py": RIGHT, "lstm (1).py": WRONG}, "lstm (1).py"),
    Shape("put aside", {"lstm.py": RIGHT, "old/lstm.py": WRONG}, times={"old/lstm.py": 1}),
    Shape("a test beside", {"lstm.py": RIGHT, "test_lstm.py": "assert False"}, times={"test_lstm.py": 1}),
    Shape("a case beside", {"lstm.py": RIGHT, "lstm_case.py": WRONG}, times={"lstm_case.py": 1}),
    Shape("a backup beside", {"lstm.py": RIGHT, "lstm.py.bak": WRONG}, times={"lstm.py.bak": 1}),
    Shape("another exercise beside", {"lstm.py": RIGHT, "lstm_backward.py": WRONG}),
    Shape("a repository", {"README.md": "# hi", ".git/config": "[core]", "src/lstm.py": RIGHT, "src/__init__.py": ""}),
    Shape("the kit beside", {"work/lstm.py": RIGHT, "kit/exercises/lstm/lstm.py": "STUB", "kit/grader/learnrnn/training/lstm.py": WRONG}, times={"kit/exercises/lstm/lstm.py": 1, "kit/grader/learnrnn/training/lstm.py": 2}),
    Shape("written into the kit, its raises left below", {"kit/exercises/lstm/lstm.py": "RIGHT + RAISES"}),
    Shape("written into the kit", {"kit/exercises/lstm/lstm.py": RIGHT, "kit/exercises/gru/gru.py": "x = 1", "kit/grader/learnrnn/lstm.py": WRONG}),
    Shape("a virtual environment beside", {"lstm.py": RIGHT, "venv/lib/site-packages/lstm.py": WRONG}),
    Shape("what macOS leaves", {"lstm.py": RIGHT, "__MACOSX/._lstm.py": b"\0\5", ".DS_Store": b"\0"}),
    # ------------------------------------------- files that import each other
    Shape("utils", {"lstm.py": "from utils import *\n", "utils.py": RIGHT}),
    Shape("a package", {"lstm.py": "from lib.cells import *\n", "lib/cells.py": RIGHT, "lib/__init__.py": ""}),
    Shape("a package without init", {"lstm.py": "import lib.cells as c\n" + "\n".join(f"{n} = c.{n}" for n in ("cell_update", "lstm_step", "lstm_forward")), "lib/cells.py": RIGHT}),
    Shape("a relative import", {"hw/lstm.py": "from .base import *\n", "hw/base.py": RIGHT}),
    Shape("a relative import of a module", {"hw/lstm.py": "from . import base\nfrom .base import *\n", "hw/base.py": RIGHT}),
    Shape("a folder an exercise", {"lstm/lstm.py": "from rnn import *\n", "rnn/rnn.py": RIGHT}),
    Shape("a package in src", {"pyproject.toml": "[project]", "src/hw/__init__.py": "", "src/hw/lstm.py": "from hw.gates import *\n", "src/hw/gates.py": RIGHT}),
    Shape("src as a package", {"src/lstm.py": "from src.gates import *\n", "src/gates.py": RIGHT}),
    Shape("a package that is the answer", {"lstm/__init__.py": "from .core import *\n", "lstm/core.py": RIGHT}, "lstm/core.py"),
    Shape("an import from the folder above", {"hw/ex/lstm.py": "from ..lib.gates import *\n", "hw/lib/gates.py": RIGHT, "hw/__init__.py": ""}),
    Shape("a path of one's own", {"lstm.py": "import os, sys\nsys.path.append(os.path.join(os.path.dirname(__file__), 'lib'))\nfrom gates import *\n", "lib/gates.py": RIGHT}),
    Shape("import_module", {"lstm.py": "import importlib\nm = importlib.import_module('gates')\n" + "\n".join(f"{n} = m.{n}" for n in ("cell_update", "lstm_step", "lstm_forward")), "gates.py": RIGHT}),
    Shape("a file a function", {"lstm.py": "from lstm_step import lstm_step\nfrom cell_update import cell_update\nfrom lstm_forward import lstm_forward\n", "lstm_step.py": RIGHT, "cell_update.py": RIGHT, "lstm_forward.py": RIGHT}, "lstm.py was taken"),
    Shape("a script from a notebook", {"lstm.ipynb": notebook("from helper_functions import *"), "helper_functions.py": RIGHT}),
    # ------------------------------------------------- what stands around
    before("import torch", "torch"), before("import matplotlib.pyplot as plt\nplt.style.use('ggplot')", "matplotlib"),
    before("import learnrnn\nlearnrnn.check('lstm')"), before("get_ipython().run_line_magic('matplotlib', 'inline')"),
    before("from IPython.display import display, clear_output\nclear_output()"),
    before("name = input('Your name? ')", "EOFError"), before("data = open('data.txt').read()", "Error"),
    before("import argparse\nargs = argparse.ArgumentParser()\nargs.add_argument('file')\nopts = args.parse_args()", "SystemExit"),
    before("import numpy as np\nnp.random.seed(3)\nnp.seterr(all='raise')"),
    before("import warnings\nwarnings.simplefilter('error')"),
    before("import numpy as np\nDTYPE = np.float", "AttributeError"),
    before("import logging\nlogging.basicConfig(filename='/nowhere/log.txt')", "Error"),
    before("import sys\nsys.path.append('..')\nsys.stdout = None"), before("from google.colab import drive\ndrive.mount('/content')", "google"),
    before("import torch\ndef helper(x: torch.Tensor) -> torch.Tensor:\n    return x", "torch"),
    before("raise RuntimeError('not yet')", "RuntimeError"), before("import time\ntime.sleep(60)", "did not end"),
    before("%matplotlib inline\n!pip install numpy"),
    after("assert lstm_step(1) == 2", "TypeError"), after("assert False, 'not yet'", "AssertionError"),
    after("while True:\n    x = 1", "Left out"), after("for epoch in range(10**9):\n    loss = epoch * 0.5\nprint(loss)", "Left out"),
    after("import sys\nsys.exit(0)", "SystemExit"), after("exit()", "NameError"), after("import os\nos._exit(3)", "ended the process"),
    after("np.save('/nowhere/w.npy', np.zeros(3))", "Error"), after("import unittest\nunittest.main()", "SystemExit"),
    after("if __name__ == '__main__':\n    main()"), after("print(lstm_step)\nplt.show()", "NameError"),
    after("h, c = lstm_step(np.zeros((2, 3)), *[np.zeros((2, 4))] * 2, np.zeros((3, 16)), np.zeros((4, 16)), np.zeros(16))"),
    after("with open('log.txt', 'w') as log:\n    log.write('done')", "Error"),
    after("import sys\nsys.setrecursionlimit(60)\nsys.settrace(lambda *_: None)"),
    before("import numba\n@numba.njit\ndef twice(x):\n    return 2 * x", "numba"),
    script(RIGHT.replace("def cell_update", "@njit(cache=True)\ndef cell_update").replace("import numpy", "from numba import njit\nimport numpy"), "numba", "a decorator that is not here"),
    script(RIGHT.replace("def cell_update(i,", "@typed\ndef cell_update(i: Float[ndarray, 'N H'],").replace("import numpy", "from jaxtyping import Float, jaxtyped as typed\nfrom numpy import ndarray\nimport numpy"), "jaxtyping", "a decorator and an annotation that are not here"),
    before("import torch\nimport torch.nn as nn\nclass Net(nn.Module):\n    def __init__(self):\n        super().__init__()\nnet = Net()", "torch"),
    before("import os\nos.chdir('/home/ann/hw')", "Error"), before("import pandas as pd\ndata = pd.read_csv('train.csv')", "pandas"),
    after("from multiprocessing import Pool\nwith Pool(2) as pool:\n    pool.map(print, [1])", "Error"),
    after("while True:\n    try:\n        n = int(input())\n        break\n    except Exception:\n        pass", "Left out"),
    after("import pytest\n@pytest.mark.parametrize('x', [1])\ndef test_x(x):\n    assert x == 2", "pytest"),
    after("def main():\n    raise SystemExit(0)\nmain()", "SystemExit"),
    # -------------------------------------- letters that Python cannot read
    script(RIGHT.replace("    ", "\u00a0" * 4), "Python cannot read", "blanks of a web page"),
    script(RIGHT.replace(" = ", "\u3000=\u3000"), "Python cannot read", "full-width blanks"),
    script("\u200b" + RIGHT, "Python cannot read", "a letter without a shape"),
    script(RIGHT + "\x1a", "Python cannot read", "an end of file from DOS"), script(RIGHT + "\0\0", "Python cannot read", "NUL at the end"),
    script(f"```python\n{RIGHT}```\n", "Python cannot read", "a Markdown fence"),
    script(RIGHT + "\nNOTE = '\u3000\u00a0'  # \u3000\nassert len(NOTE) == 2\n", name="blanks in a string"),
    script(RIGHT.replace("\n\n\ndef", "\n\x0c\ndef"), name="form feeds"), script(RIGHT.replace("    ", "\t"), name="tabs"),
    # --------------------------------------------------------- encodings
    Shape("UTF-32", {"lstm.py": RIGHT.encode("utf-32")}, "UTF-32"),
    Shape("EUC-JP, declared", {"lstm.py": ("# coding: euc-jp\n# 忘却ゲート\n" + RIGHT).encode("euc-jp", "replace")}),
    Shape("a notebook in UTF-16", {"lstm.ipynb": notebook(RIGHT).encode("utf-16")}), Shape("a notebook with a mark", {"lstm.ipynb": b"\xef\xbb\xbf" + notebook(RIGHT).encode()}),
    Shape("UTF-8 with a mark", {"lstm.py": b"\xef\xbb\xbf" + RIGHT.encode()}),
    Shape("UTF-16", {"lstm.py": RIGHT.encode("utf-16")}, "UTF-16"),
    Shape("UTF-16 without a mark", {"lstm.py": RIGHT.encode("utf-16-le")}, "UTF-16"),
    Shape("cp932, undeclared", {"lstm.py": ("# 忘却ゲートの計算\n" + RIGHT).encode("cp932", "replace")}, "cp932"),
    Shape("cp932, declared", {"lstm.py": ("# coding: cp932\n# 忘却ゲート\n" + RIGHT).encode("cp932", "replace")}),
    Shape("cp1252, undeclared", {"lstm.py": ("# Renée Müller\n" + RIGHT).encode("cp1252", "replace")}, "1252"),
    Shape("a declared encoding that is wrong", {"lstm.py": ("# coding: utf-8\n# Zoë\n" + RIGHT).encode("cp1252", "replace")}, "1252"),
    Shape("a declared encoding that is none", {"lstm.py": "# coding: klingon\n" + RIGHT}),
    Shape("Windows line ends", {"lstm.py": RIGHT.replace("\n", "\r\n")}),
    Shape("old Macintosh line ends", {"lstm.py": RIGHT.replace("\n", "\r")}),
    # --------------------------------------------------------- notebooks
    book(RIGHT), book(RIGHT, name="hw 3.ipynb", title="any name"), book(RIGHT, name="LSTM (1).ipynb", says="LSTM (1)", title="a copy"),
    book("!pip install numpy \\\n    matplotlib\n" + RIGHT), book("files = !ls\nt = %timeit -o 1\n" + RIGHT),
    book('import sys\nif "google.colab" in sys.modules: !pip install numpy\n' + RIGHT), book("len?\n?len\nlen??\n" + RIGHT),
    book("%%writefile lstm.py\n" + RIGHT, "!python lstm.py"), book("# mine\n%%writefile lstm.py\n" + RIGHT),
    book("%%file lstm.py\n" + RIGHT, name="work.ipynb"), book("%%capture out\n" + RIGHT), book("\n%%time\n" + RIGHT),
    book("%%timeit\nx = 1", RIGHT, says="cell 1"), book("%%bash\nls", RIGHT, says="%%bash"),
    book("def broken(:", RIGHT, says="cell 1, line 1"), book(">>> import numpy as np\n>>> x = 1", RIGHT),
    book("    import numpy as np\n    x = 1", RIGHT, title="an indented cell"),
    book("%%writefile gates.py\n" + RIGHT, "from gates import *", title="its own module"),
    book("%run base.py", code(RIGHT), title="%run of a file that is not there", says="base"),
    book("%load_ext autoreload\n%autoreload 2\n%env OMP_NUM_THREADS=1\n%cd /content\n!ls -la\n" + RIGHT, title="line magics"),
    book('#@title LSTM { display-mode: "form" }\nlr = 0.1 #@param {type:"number"}\n' + RIGHT, title="a Colab form"),
    book("%%javascript\nalert(1)", "%%html\n<b>x</b>", RIGHT, says="%%html", title="other languages' cells"), book(WRONG, RIGHT, title="written twice"),
    book("%%writefile lstm.py\nimport numpy as np", "%%writefile -a lstm.py\n" + RIGHT, title="%%writefile -a"),
    book("import asyncio\nawait asyncio.sleep(0)\n" + RIGHT, says="cell 1, line 2", title="await"), book(RIGHT.replace("    ", "\u00a0" * 4), says="Python cannot read", title="blanks of a web page in a cell"),
    script("#!/usr/bin/env python\n# coding: utf-8\n\n# In[1]:\n\nget_ipython().system('pip install numpy')\nget_ipython().run_cell_magic('time', '', 'x = 1')\n" + RIGHT, name="a notebook that was saved as a script"),
    Shape("%run -i", {"lstm.ipynb": notebook("%run -i base.py"), "base.py": RIGHT}),
    Shape("%run", {"lstm.ipynb": notebook("%run base.py"), "base.py": RIGHT}),
    book("%time import numpy as np\n" + RIGHT, title="%time"),
    Shape("two notebooks", {"a.ipynb": notebook("EPS = 1"), "b.ipynb": notebook(RIGHT)}),
    Shape("an empty output", {"lstm.ipynb": json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [{"cell_type": "code", "metadata": {}, "source": RIGHT, "outputs": [{"data": {"image/png": "A" * 99_999}}], "execution_count": 1}]})}),
    Shape("an old notebook", {"lstm.ipynb": notebook(RIGHT, version=3)}),
    # ------------------------------------------------------ archives in it
    Shape("a zip in a zip in a folder of it", {"hw/final.zip": {"final/hw.zip": {"hw/lstm.py": RIGHT}}}), Shape("a tar in a folder of it", {"提出物/ann.tar.gz": {"課題3/lstm.py": RIGHT}}),
    Shape("a zip that is called as the file", {"lstm.py.zip": {"lstm.py": RIGHT}}), Shape("a zip", {"lstm.zip": {"lstm.py": RIGHT}}),
    Shape("a zip in it", {"work.zip": {"lstm.py": RIGHT}}), Shape("a folder in a zip in it", {"work.zip": {"hw/lstm.py": RIGHT}}),
    Shape("a tar in it", {"work.tar.gz": {"lstm.py": RIGHT}}), Shape("a zip in a zip in it", {"a.zip": {"b.zip": {"lstm.py": RIGHT}}}),
    Shape("beside a broken zip", {"lstm.py": RIGHT, "x.zip": b"PK no zip"}),
]  # fmt: skip

NOBODY_COULD = [  # shapes that earn nothing, and the words that say why
    Shape("the kit alone", {"kit/exercises/lstm/lstm.py": "STUB", "kit/grader/learnrnn/lstm.py": RIGHT, "README.md": "# hi"}, "There is no lstm.py; here are: README.md"),
    Shape("another name", {"hw3.py": RIGHT}, "here are: hw3.py"),
    Shape("a picture of it", {"lstm.png": b"\x89PNG"}, "here are: lstm.png"),
    Shape("a rar", {"work.rar": b"Rar!", "notes.pdf": b"%PDF"}, "notes.pdf, work.rar"),
    Shape("a test alone", {"test_lstm.py": RIGHT}, "test_lstm.py"),
    Shape("a backup alone", {"lstm.py.bak": RIGHT}, "lstm.py.bak"),
    Shape("its successor alone", {"lstm_backward.py": RIGHT}, "lstm_backward.py"),
    Shape("without an ending", {"lstm": RIGHT}, "here are: lstm"),
    Shape("read by its own open()", {"lstm.py": "exec(open('base.py').read())\n", "base.py": RIGHT}, "FileNotFoundError"),
    Shape("Word's", {"lstm.docx": b"PK"}, "lstm.docx"),
    Shape("compiled", {"lstm.pyc": b"\0"}, "lstm.pyc"),
    Shape("an empty file", {"lstm.py": ""}, ""),
    Shape("a broken zip", {"work.zip": b"PK no zip"}, "work.zip"),
    Shape("%%timeit", {"lstm.ipynb": notebook("%%timeit\n" + RIGHT)}, "cell 1"),
    Shape("no Python", {"lstm.py": "def f(:\n"}, "lstm.py, line 1"),
    Shape("a newer Python's", {"lstm.py": "lazy import numpy as np\n" + RIGHT}, "Python 3."),
    Shape("no notebook", {"lstm.ipynb": "{"}, "lstm.ipynb"),
    Shape("nothing", {}, "nothing was handed in"),
]  # fmt: skip
