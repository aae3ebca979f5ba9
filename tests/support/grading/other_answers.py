"""Answers as learners write them, in styles that no check's own slips and alternatives have.

Each is one exercise's answer cell, with the cells of the learner's own above it. right: it
earns all of its points.
"""

from typing import NamedTuple


class Answer(NamedTuple):
    """One submission to one exercise of a module; above: the learner's own cells, in order."""

    label: str
    slug: str
    exercise: str
    text: str
    right: bool = False
    above: tuple[str, ...] = ()


BASICS, UNROLLING = "00_start_here", "01_unrolling"
STEP = """\
def rnn_step(p, x, h):
    h_next = np.tanh(x @ p.W_x + h @ p.W_h + p.b)
    return h_next, RNNCache(x, h, h_next)
"""
# As STEP, with a helper of the learner's own.
WITH_ACT = STEP.replace("np.tanh", "act")
PLAY = """
p = init.init_rnn(np.random.default_rng(0), 3, 4)
x, h = np.ones((2, 3)), np.zeros((2, 4))
"""


def step(label: str, text: str, right: bool = False, above: tuple[str, ...] = ()):
    """Return an answer to the first exercise of module 01."""
    return Answer(label, UNROLLING, "rnn_step", text, right, above)


STEPS = (
    step(
        "tabs, docstring, annotations, unicode, semicolons",
        "from __future__ import annotations\n"
        "def rnn_step(p: RNNParams, x: NoSuchName, h) -> tuple:\n"
        '\t"""Uses \\sigma and \\d."""\n'
        '\tΣ: object = np.einsum("bd,dh->bh", x, p.W_x); α = Σ + h @ p.W_h + p.b\n'
        "\treturn (η := np.tanh(α)), RNNCache(x=x, h=h, h_next=η)\n",
        True,
    ),
    step(
        "a decorated partial",
        "import functools, time\n"
        "def timed(f):\n"
        "    @functools.wraps(f)\n"
        "    def wrapper(*args, **words):\n"
        "        start = time.perf_counter()\n"
        "        try:\n"
        "            return f(*args, **words)\n"
        "        finally:\n"
        "            wrapper.seconds = time.perf_counter() - start\n"
        "    return wrapper\n"
        + STEP.replace("rnn_step(p, x, h)", "general(p, x, h, f=None)").replace("np.tanh", "f")
        + "rnn_step = timed(functools.partial(general, f=np.tanh))\n",
        True,
    ),
    step(
        "a class that counts its calls, global state",
        "calls = []\n"
        "class Step:\n"
        "    def __call__(self, *args):\n"
        "        p, x, h = args\n"
        "        calls.append(x.shape)\n"
        "        if len(calls) == 3: print('third call')\n"
        "        h_next = np.tanh(np.hstack([x, h]) @ np.vstack([p.W_x, p.W_h]) + p.b)\n"
        "        return [h_next, RNNCache(x, h, h_next)]\n"
        "rnn_step = Step()\n",
        True,
    ),
    step(
        "own tests below, the last one fails",
        STEP + PLAY + "out, cache = rnn_step(p, x, h)\n"
        "assert out.shape == (2, 4)\ncheck_rnn_step(rnn_step)\nassert 1 == 2\n",
        True,
    ),
    step(
        "magics, shell lines, help and %%time",
        "%%time\n%matplotlib inline\n!echo hello\nnp.tanh?\n" + STEP + "%timeit -n 1 -r 1 1 + 1\n",
        True,
    ),
    step(
        "prints, warnings, logging, stderr, control characters",
        "import logging, sys, warnings\n"
        "def rnn_step(p, x, h):\n"
        "    print('shapes', x.shape, 'caf\\u00e9 \\u2192 tab\\there', flush=True)\n"
        "    warnings.warn('careful now')\n"
        "    logging.warning('hm')\n"
        "    print('err', file=sys.stderr)\n" + STEP.split("\n", 1)[1],
        True,
    ),
    step(
        "settings of NumPy and of warnings",
        STEP,
        True,
        above=(
            "import warnings\nwarnings.simplefilter('error')\nnp.seterr(all='raise')\n"
            "np.random.seed(0)\nnp.set_printoptions(precision=2)\n",
        ),
    ),
    step(
        "names of Python used for values",
        STEP,
        True,
        above=("sum = 0\nlist = [1]\nmax = min = 3\ntype = str = 'x'\n",),
    ),
    step(
        "helpers and imports above, a cell that raises",
        WITH_ACT,
        True,
        above=(
            "import math, itertools as it\n",
            "print(no_such_name)\n",
            "%%capture out\nfrom numpy import tanh as act\n1 / 0\nact = None\n",
        ),
    ),
    step(
        "begun, NotImplementedError left",
        STEP.replace("return h_next, RNN", "raise NotImplementedError\n    return h_next, RNN"),
    ),
    step(
        "NotImplementedError left below the return", STEP + "    raise NotImplementedError\n", True
    ),
    step("a syntax error", STEP.replace("h):", "h)")),
    step("another name", STEP.replace("rnn_step", "RNN_step")),
    step("changes its argument", STEP.replace("h_next =", "h[:] = h_next =")),
    step(
        "an exception of its own with a long text",
        "class Odd(Exception):\n    pass\n"
        "def rnn_step(p, x, h):\n    raise Odd('shapes\\n' + 'do not fit ' * 100)\n",
    ),
    step(
        "a type of its own for the cache",
        "from collections import namedtuple\n"
        "Cache = namedtuple('Cache', 'x h out')\n" + STEP.replace("RNNCache", "Cache"),
    ),
    step(
        "a matrix in float32",
        STEP.replace("np.tanh(", "np.asmatrix(np.tanh(").replace(
            "+ p.b)", "+ p.b)).astype('float32')"
        ),
        True,
    ),
    step("async", STEP.replace("def ", "async def ")),
    step(
        "compared with the course's own below, a helper last",
        WITH_ACT + PLAY + "want, _ = cells.rnn_step(p, x, h)\nprint(want.shape)\nact = np.tanh\n",
        True,
    ),
    step(
        "the course's own tried out above",
        WITH_ACT,
        True,
        above=(PLAY + "hs, _ = bptt.rnn_forward(p, x[None], h)\nprint(hs.shape)\nact = np.tanh\n",),
    ),
    step(
        "await in a cell",
        "import asyncio\nawait asyncio.sleep(0)\n" + STEP,
        True,
    ),
    step(
        "the output of a shell line used",
        WITH_ACT,
        True,
        above=("files = !ls\nprint(len(files))\nact = np.tanh\n",),
    ),
    step(
        "a module of its own, written above",
        WITH_ACT,
        True,
        above=(
            "with open('my_tools.py', 'w') as f:\n    f.write('from numpy import tanh as act')\n"
            "from my_tools import act\n",
        ),
    ),
)
OTHERS = (
    Answer(
        "nested recursion",
        UNROLLING,
        "rnn_forward",
        """\
def rnn_forward(p, xs, h0):
    def go(t, h):
        if t == len(xs):
            return [], []
        h, cache = cells.rnn_step(p, xs[t], h)
        hs, caches = go(t + 1, h)
        return [h, *hs], [cache, *caches]
    hs, caches = go(0, h0)
    return np.stack(hs), caches
""",
        True,
    ),
    Answer(
        "the reference first, else its own",
        UNROLLING,
        "rnn_forward",
        """\
def rnn_forward(p, xs, h0):
    try:
        return bptt.rnn_forward(p, xs, h0)
    except Exception:
        return xs, []
""",
    ),
    Answer(
        "a memo of NumPy integers",
        UNROLLING,
        "chunk_bounds",
        """\
memo = {}
def chunk_bounds(T, k):
    if (T, k) not in memo:
        starts = np.arange(0, T, k)
        memo[T, k] = list(zip(starts, np.minimum(starts + k, T)))
    return memo[T, k]
""",
        True,
    ),
    Answer(
        "a default list that grows",
        UNROLLING,
        "chunk_bounds",
        """\
def chunk_bounds(T, k, out=[]):
    for start in range(0, T, k):
        out.append((start, min(start + k, T)))
    return out
""",
    ),
    Answer(
        "torch, and a plain number back",
        UNROLLING,
        "sequence_loss",
        """\
import torch.nn.functional as F
from torch import tensor
def sequence_loss(logits, targets, mask, reduction="mean"):
    flat = tensor(logits).reshape(-1, logits.shape[-1])
    losses = F.cross_entropy(flat, tensor(targets).reshape(-1), reduction="none")
    total = (losses * tensor(mask).reshape(-1)).sum().item()
    return {"mean": total / mask.sum(), "sum": total}[reduction]
""",
        True,
    ),
    Answer(
        "in place",
        UNROLLING,
        "sgd_step",
        """\
def sgd_step(p, dp, lr):
    for w, dw in zip(p, dp):
        w -= lr * dw
    return p
""",
    ),
    Answer(
        "pairs in a tuple type of its own",
        BASICS,
        "next_token_pairs",
        """\
from collections import namedtuple
Pairs = namedtuple("Pairs", "inputs targets")
def next_token_pairs(ids):
    return Pairs(ids[:-1], ids[1:])
""",
        True,
    ),
    Answer(
        "one row compared at a time",
        BASICS,
        "one_hot",
        "def one_hot(ids, V):\n    return (ids[:, None] == np.arange(V)).astype(float)\n",
        True,
    ),
)
ANSWERS = STEPS + OTHERS
