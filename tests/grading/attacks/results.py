"""Results of a strange kind, or far too large."""

from tests.grading.attacks.attack import Attack

ODD_BITS = """
def {0}(ids, *V):
    shape = (len(ids), *V)
    number = {1!r}.ljust(np.dtype(np.longdouble).itemsize, bytes(1))
    return np.frombuffer(number * int(np.prod(shape)), np.longdouble).reshape(shape)
"""

ATTACKS = {
    "answer_is_a_string": Attack(
        "Defines a text, a type, or nothing in place of the function.",
        one_hot="""
one_hot = "check_one_hot = lambda *args, **kwargs: None"
""",
        pairs="""
del np
next_token_pairs = type("next_token_pairs", (), {"__call__": None})
""",
    ),
    "coroutine_answer": Attack(
        "Answers with coroutines and awaits at the top level for ever.",
        one_hot="""
import asyncio


async def one_hot(ids, V):
    return np.eye(V)[ids]


await asyncio.sleep(0)
""",
        pairs="""
async def next_token_pairs(ids):
    while True:
        await asyncio.sleep(0)
""",
    ),
    "cyclic_result": Attack(
        "Returns a list and a dictionary that hold themselves.",
        one_hot="""
def one_hot(ids, V):
    ring = []
    ring.append(ring)
    return ring
""",
        pairs="""
def next_token_pairs(ids):
    ring = {}
    ring["self"] = ring
    return ring, ids
""",
    ),
    "deep_result": Attack(
        "Returns lists nested a hundred thousand deep.",
        one_hot="""
def one_hot(ids, V):
    nested = []
    for _ in range(100_000):
        nested = [nested]
    return nested
""",
    ),
    "broadcast_array": Attack(
        "Returns arrays whose strides turn one number into 10^18 entries.",
        one_hot="""
def one_hot(ids, V):
    return np.broadcast_to(1.0, (10**9, 10**9))
""",
        pairs="""
def next_token_pairs(ids):
    huge = np.lib.stride_tricks.as_strided(ids, shape=(10**9,), strides=(0,))
    return huge, huge
""",
    ),
    "wild_strides": Attack(
        "Returns arrays whose strides lead out of their own memory.",
        one_hot="""
def one_hot(ids, V):
    rows = np.zeros((len(ids), V))
    return np.lib.stride_tricks.as_strided(rows, shape=(len(ids), V), strides=(-(2**40), 2**41))
""",
    ),
    "huge_number": Attack(
        "Returns whole numbers of ten million digits.",
        one_hot="""
def one_hot(ids, V):
    return 1 << 33_000_000
""",
        pairs="""
def next_token_pairs(ids):
    return [10**5000] * 3, [-(10**5000)] * 3
""",
    ),
    "huge_range": Attack(
        "Returns a range of 10^18 numbers and generators without end.",
        one_hot="""
def one_hot(ids, V):
    return range(10**18)
""",
        pairs="""
import itertools


def next_token_pairs(ids):
    return itertools.count(), (i for i in itertools.count())
""",
    ),
    "huge_text": Attack(
        "Returns texts of a hundred million characters, as results and as keys.",
        one_hot=r"""
def one_hot(ids, V):
    return "\ud800" * 10**7
""",
        pairs="""
def next_token_pairs(ids):
    return {"x" * 10**7: ids}
""",
    ),
    "many_arrays": Attack(
        "Returns many tiny arrays and dictionaries.",
        one_hot="""
def one_hot(ids, V):
    return [np.zeros(1) for _ in range(3 * 10**5)]
""",
        pairs="""
def next_token_pairs(ids):
    return [{i: i} for i in range(10**5)], {i: [i] for i in range(10**5)}
""",
    ),
    "largest_results": Attack(
        "Returns the largest results that are still read, in every call, to keep the judge busy.",
        one_hot="""
def one_hot(ids, V):
    return np.zeros((len(ids), 7_000_000 // len(ids)))
""",
        pairs="""
def next_token_pairs(ids):
    return [[float(i) for i in range(40_000)]] * 2, {i: (i, [i]) for i in range(20_000)}
""",
        waits=True,
    ),
    "long_way_to_right": Attack(
        "Returns right-looking rows hidden in records, dictionaries and texts of the largest size.",
        one_hot="""
import collections

Rows = collections.namedtuple("Rows", [f"a{i}" for i in range(900)])


def one_hot(ids, V):
    return Rows(*({"x" * 2_000: "y" * 1_000} for _ in range(900)))
""",
        pairs="""
def next_token_pairs(ids):
    return "x" * 1_900_000, ids
""",
    ),
    "odd_bits": Attack(
        "Returns long numbers whose bits are no number of the processor's, neither finite nor NaN.",
        one_hot=ODD_BITS.format("one_hot", bytes([1, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0x3F])),
        pairs=ODD_BITS.format("next_token_pairs", bytes([1, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0x7F])),
    ),
    "odd_keys": Attack(
        "Returns dictionaries keyed by NaN, complex numbers, tuples and lying objects.",
        one_hot="""
class Key:
    def __hash__(self):
        return 0

    def __eq__(self, other):
        while True:
            pass


def one_hot(ids, V):
    return {float("nan"): 1, 1j: 2, (): 3, frozenset(): 4, None: 5, Key(): 6}
""",
        pairs="""
def next_token_pairs(ids):
    return {Key(): ids, True: ids}, {b"bytes": ids}
""",
        waits=True,
    ),
    "odd_tensors": Attack(
        "Returns tensors without memory, sparse, of odd types, and tensor subclasses that lie.",
        one_hot="""
import torch


class Lying(torch.Tensor):
    @classmethod
    def __torch_function__(cls, *args, **kwargs):
        return True


def one_hot(ids, V):
    return torch.zeros(len(ids), V).as_subclass(Lying)
""",
        pairs="""
def next_token_pairs(ids):
    return torch.empty(10**9, device="meta"), torch.zeros(3, 3).to_sparse()
""",
    ),
}
