"""Tests that are new: splits by topic, and how much of a test stands in training.

Axes  N, M documents or tokens.
"""

import numpy as np

from helpers.scratch.contract.validation import require_count

__all__ = ["leak_check", "split_by_topic"]


def split_by_topic(topics, order, most):
    """Split documents into training and test, whole topics at a time.

    The topics of `order` are asked in turn; one goes to the test if the test then holds at most
    `most` documents, else it stays in training, and the next one is asked.
    Shapes: topics (N,), the topic of each document; order, the distinct topics as drawn
    -> train, test, lists of indices, ascending.
    Raises: ValueError if order does not hold each topic once, or most is no whole number from 0.
    """
    topics, order = list(topics), list(order)
    if sorted(order) != sorted(set(topics)):
        raise ValueError("order does not hold each topic of topics exactly once.")
    require_count("most", most, least=0)
    chosen, held = set(), 0
    for topic in order:
        size = topics.count(topic)
        if held + size <= most:
            chosen.add(topic)
            held += size
    sides: tuple[list[int], list[int]] = ([], [])
    for i, topic in enumerate(topics):
        sides[topic in chosen].append(i)
    return sides


def leak_check(train_ids, test_ids, n):
    """Return which share of a test's n-grams stands in the training ids, and the longest stretch.

    A stretch is a run of test ids in which each n-gram occurs in training.
    Shapes: train_ids (N,), test_ids (M,) -> share, a float, longest, an int; 0.0 and 0 where the
    test has no n-gram.
    Units: share of the M - n + 1 places of the test; longest in ids.
    Raises: ValueError if n is not a whole number from 1, or ids are not whole numbers.
    """
    require_count("n", n)
    train, test = _ids("train_ids", train_ids), _ids("test_ids", test_ids)
    known = {tuple(train[i : i + n]) for i in range(len(train) - n + 1)}
    found = [tuple(test[i : i + n]) in known for i in range(len(test) - n + 1)]
    longest = run = 0
    for leaked in found:
        run = run + 1 if leaked else 0
        longest = max(longest, run)
    share = sum(found) / len(found) if found else 0.0
    return float(share), longest + n - 1 if longest else 0


def _ids(name, ids):
    ids = np.asarray(ids)
    if ids.ndim != 1 or (ids.size and ids.dtype.kind not in "iu"):
        raise ValueError(f"{name} is {ids.dtype} {ids.shape}, expected whole numbers (N,).")
    return ids.tolist()
