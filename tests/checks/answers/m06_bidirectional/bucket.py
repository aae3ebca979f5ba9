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


def plain_argsort(lengths, B):
    order = np.argsort(lengths)
    return [order[i : i + B].tolist() for i in range(0, len(order), B)]


def plain_argsort_turned(lengths, B):
    order = np.argsort(lengths)[::-1]
    return [order[i : i + B].tolist() for i in range(0, len(order), B)]


def lengths_from_the_longest(lengths, B):
    order = sorted(lengths.tolist())[::-1]
    return [order[i : i + B] for i in range(0, len(order), B)]


WRONG = (
    wrong(arrays, "Each batch is an array"),
    wrong(not_sorted, "The sentences are not sorted"),
    wrong(last_dropped, "The last, smaller batch is missing"),
    wrong(longest_first, "The longest sentences come first"),
    wrong(turned_around, "The order is turned around"),
    wrong(lengths_for_numbers, "The batches hold lengths"),
    wrong(B_batches, "There are B batches"),
    wrong(one_length_a_bucket, "A batch ends where the length changes"),
    wrong(by_dict, "Of sentences of equal length only one is left"),
    wrong(by_index_of, "Of sentences of equal length the first one comes several"),
    wrong(step_of_one, "The batches overlap"),
    wrong(flat, "The order was not cut into batches"),
    wrong(sorted_within_batches, "The sentences were cut into batches first and sorted within"),
    wrong(plain_argsort, "Some sentences of equal length changed places: np.argsort alone"),
    wrong(plain_argsort_turned, "The longest sentences come first"),
    wrong(lengths_from_the_longest, "The batches hold lengths, the longest first"),
)
EDGES = {
    "N = 1": lambda cases: any(len(n) == 1 for n, _ in cases),
    "B = 1": lambda cases: any(B == 1 < len(n) for n, B in cases),
    "B = N, and B > N": lambda cases: {(len(n) > B) - (len(n) < B) for n, B in cases} == {-1, 0, 1},
    "a rest, and none": lambda cases: (
        {len(n) % B > 0 for n, B in cases if len(n) > B > 1} == {True, False}
    ),
    "all of one length": lambda cases: any(len(n) > 1 == len(set(n)) for n, _ in cases),
    "ties among other lengths": lambda cases: any(1 < len(set(n)) < len(n) for n, _ in cases),
}
