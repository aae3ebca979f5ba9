"""Answers that are right only where they are watched, or let the course answer."""

from tests.grading.attacks.attack import Attack

ATTACKS = {
    "constant_answer": Attack(
        "Returns the values of the check's open cases, which it has seen before.",
        one_hot="""
SEEN = {
    (2, 0, 3, 0, 1): 6,
    (3,): 7,
    (0, 0, 0): 1,
    (2, 2, 2, 2): 3,
    (0, 1, 0, 1, 1): 2,
}
rng = np.random.default_rng(0)
SEEN[tuple(rng.permutation(4).tolist())] = 4
SEEN[tuple(rng.integers(0, 9, size=12).tolist())] = 9


def one_hot(ids, V):
    if SEEN.get(tuple(ids.tolist())) == V:
        return np.eye(V)[ids]
    return np.zeros((len(ids), V))
""",
    ),
    "right_once": Attack(
        "Answers each call rightly the first time and wrongly from then on.",
        one_hot="""
calls = []


def one_hot(ids, V):
    calls.append(1)
    return np.eye(V)[ids] * (len(calls) < 6)
""",
    ),
    "right_only_when_watched": Attack(
        "Answers rightly only where it finds no sign of grading, by environment, stack and clock.",
        one_hot="""
import os
import sys
import time

calls = []


def one_hot(ids, V):
    calls.append(time.monotonic())
    depth, frame = 0, sys._getframe()
    while frame is not None:
        depth, frame = depth + 1, frame.f_back
    graded = "NBGRADER" in str(os.environ) or "grading" in " ".join(sys.argv) or depth < 100
    return np.zeros((len(ids), V)) if graded or len(calls) > 3 else np.eye(V)[ids]
""",
    ),
    "reference_by_check": Attack(
        "Takes right answers out of the check that the setup cell imported.",
        one_hot="""
def parts(thing, depth=0, seen=None):
    seen = set() if seen is None else seen
    if depth > 4 or id(thing) in seen:
        return
    seen.add(id(thing))
    yield thing
    inside = list(getattr(thing, "__dict__", {}).values())
    inside += list(getattr(thing, "__closure__", None) or ())
    for name in ("cell_contents", "__wrapped__", "__self__", "__func__", "__defaults__"):
        inside.append(getattr(thing, name, None))
    if isinstance(thing, (list, tuple)):
        inside += thing
    if isinstance(thing, dict):
        inside += thing.values()
    for item in inside:
        yield from parts(item, depth + 1, seen)


def one_hot(ids, V):
    for thing in parts(check_one_hot):
        if callable(thing):
            try:
                rows = thing(ids, V)
            except BaseException:
                continue
            if isinstance(rows, np.ndarray) and rows.shape == (len(ids), V):
                print("FOUND", thing)
                return rows
    return np.zeros((len(ids), V))
""",
    ),
    "reference_imported": Attack(
        "Answers with the course's own functions, imported by name.",
        one_hot="""
from helpers.scratch.ops import one_hot
""",
        pairs="""
from helpers.datasets.batching import next_token_pairs
""",
    ),
    "reference_wrapped": Attack(
        "Calls the course's own functions through wrappers that swallow the refusal.",
        one_hot="""
import functools
import importlib


def reach(module, name):
    for way in (importlib.import_module, __import__):
        try:
            found = way(module, fromlist=["x"]) if way is __import__ else way(module)
            return functools.partial(getattr(found, name))
        except BaseException:
            pass


taken = reach("helpers.scratch.ops", "one_hot")


def one_hot(ids, V):
    try:
        return taken(ids, V)
    except BaseException:
        return np.zeros((len(ids), V))
""",
        pairs="""
pairs = reach("helpers.datasets.batching", "next_token_pairs")


def next_token_pairs(ids):
    try:
        return pairs(ids)
    except BaseException:
        return ids, ids
""",
    ),
}
