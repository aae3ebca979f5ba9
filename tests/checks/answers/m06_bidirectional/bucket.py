"""Answers to bucket that its record did not foresee."""

import numpy as np

from tests.checks.answers import wrong


def order_of(lengths):
    return np.argsort(lengths, kind="stable").tolist()


def arrays(lengths, B):
    order = np.argsort(lengths, kind="stable")
    return [order[i : i + B] for i in range(0, len(order), B)]


def not_sorted(lengths, B):
    return [list(range(i, min(i + B, len(lengths)))) for i in range(0, len(lengths), B)]


def last_dropped(lengths, B):
    order = order_of(lengths)
    return [order[i * B : (i + 1) * B] for i in range(len(order) // B)]


def longest_first(lengths, B):
    order = np.argsort(-lengths, kind="stable").tolist()
    return [order[i : i + B] for i in range(0, len(order), B)]


def turned_around(lengths, B):
    order = order_of(lengths)[::-1]
    return [order[i : i + B] for i in range(0, len(order), B)]


def lengths_for_numbers(lengths, B):
    order = sorted(lengths.tolist())
    return [order[i : i + B] for i in range(0, len(order), B)]


def B_batches(lengths, B):
    return [part.tolist() for part in np.array_split(order_of(lengths), B)]


def one_length_a_bucket(lengths, B):
    """Put only sentences of one length into a batch."""
    batches = []
    for n in sorted(set(lengths.tolist())):
        same = [i for i, length in enumerate(lengths) if length == n]
        batches += [same[i : i + B] for i in range(0, len(same), B)]
    return batches


def by_dict(lengths, B):
    """Look sentences up by their length, and lose those of equal length."""
    place = {int(n): i for i, n in enumerate(lengths)}
    order = [place[n] for n in sorted(place)]
    return [order[i : i + B] for i in range(0, len(order), B)]


def by_index_of(lengths, B):
    """Find each length's first place, so that ties name one sentence several times."""
    values = lengths.tolist()
    order = [values.index(n) for n in sorted(values)]
    return [order[i : i + B] for i in range(0, len(order), B)]


def step_of_one(lengths, B):
    order = order_of(lengths)
    return [order[i : i + B] for i in range(len(order))]


def flat(lengths, B):
    return order_of(lengths)


def sorted_within_batches(lengths, B):
    return [
        sorted(range(i, min(i + B, len(lengths))), key=lambda n: lengths[n])
        for i in range(0, len(lengths), B)
    ]
