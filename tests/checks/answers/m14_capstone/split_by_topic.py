"""Answers to split_by_topic that its record did not foresee; the attempts came before it."""

import numpy as np

from tests.checks.answers import wrong


def cut_in_place(topics, order, most):
    return list(range(len(topics) - most)), list(range(len(topics) - most, len(topics)))


def breaks_off(topics, order, most):
    test = []
    for t in order:
        docs = [i for i in range(len(topics)) if topics[i] == t]
        if len(test) + len(docs) > most:
            break
        test += docs
    return [i for i in range(len(topics)) if i not in test], sorted(test)


def unsorted_test(topics, order, most):
    test = []
    for t in order:
        docs = [i for i, x in enumerate(topics) if x == t]
        if len(test) + len(docs) <= most:
            test += docs
    return [i for i in range(len(topics)) if i not in test], test


def exchanged(topics, order, most):
    test = []
    for t in order:
        docs = [i for i, x in enumerate(topics) if x == t]
        if len(test) + len(docs) <= most:
            test += docs
    return sorted(test), [i for i in range(len(topics)) if i not in test]


def goes_beyond(topics, order, most):
    test = []
    for t in order:
        if len(test) >= most:
            break
        test += [i for i, x in enumerate(topics) if x == t]
    return [i for i in range(len(topics)) if i not in test], sorted(test)


def never_counts(topics, order, most):
    chosen = [t for t in order if topics.count(t) <= most]
    return (
        [i for i, t in enumerate(topics) if t not in chosen],
        [i for i, t in enumerate(topics) if t in chosen],
    )


def strictly_less(topics, order, most):
    chosen, n = [], 0
    for t in order:
        if n + topics.count(t) < most:
            chosen.append(t)
            n += topics.count(t)
    return (
        [i for i, t in enumerate(topics) if t not in chosen],
        [i for i, t in enumerate(topics) if t in chosen],
    )


def empties_order(topics, order, most):
    """Take the topics out of the list that was given."""
    chosen, n = [], 0
    while order:
        t = order.pop(0)
        if n + topics.count(t) <= most:
            chosen.append(t)
            n += topics.count(t)
    return (
        [i for i, t in enumerate(topics) if t not in chosen],
        [i for i, t in enumerate(topics) if t in chosen],
    )


def beyond_from_the_end(topics, order, most):
    """Two mistakes: from the end of order, and beyond the limit."""
    return goes_beyond(topics, order[::-1], most)


def right_by_dict(topics, order, most):
    documents = {t: [] for t in order}
    for i, t in enumerate(topics):
        documents[t].append(i)
    test = []
    for t in order:
        if len(test) + len(documents[t]) <= most:
            test.extend(documents[t])
    return sorted(set(range(len(topics))) - set(test)), sorted(test)


def largest_first(topics, order, most):
    return right_by_dict(topics, sorted(order, key=topics.count, reverse=True), most)


def right_by_recursion(topics, order, most):
    if not order:
        return tuple(range(len(topics))), ()
    own = [i for i, topic in enumerate(topics) if topic == order[0]]
    if len(own) > most:
        return right_by_recursion(topics, order[1:], most)
    train, test = right_by_recursion(topics, order[1:], most - len(own))
    return tuple(i for i in train if i not in own), tuple(sorted([*test, *own]))


def right_by_a_mask(topics, order, most):
    """Return integers of NumPy."""
    named, held = np.array(topics), np.zeros(len(topics), dtype=bool)
    for topic in order:
        if held.sum() + (named == topic).sum() <= most:
            held |= named == topic
    return [list(np.flatnonzero(~held)), list(np.flatnonzero(held))]


RIGHT = (right_by_dict, right_by_recursion, right_by_a_mask)
WRONG = (
    wrong(cut_in_place, "The last documents were held out"),
    wrong(breaks_off, "Nothing was held out after the first topic that does not fit"),
    wrong(unsorted_test, "test"),
    wrong(exchanged, "look exchanged"),
    wrong(goes_beyond, "A topic was held out while there was any room left"),
    wrong(never_counts, "Each topic was compared with most by itself"),
    wrong(strictly_less, "A topic that fills the room exactly"),
    wrong(empties_order, "changed its argument order"),
    wrong(beyond_from_the_end, "split_by_topic"),
    wrong(largest_first, "split_by_topic: train"),
)
EDGES = {
    "a topic that does not fit before one that does": lambda cases: any(
        topics.count(order[0]) > most > 0 and len(order) > 1 for topics, order, most in cases
    ),
    "nothing and everything held out": lambda cases: (
        any(most == 0 for _, _, most in cases)
        and any(most == len(topics) for topics, _, most in cases)
    ),
    "one topic": lambda cases: any(len(order) == 1 for _, order, _ in cases),
    "no order that is sorted": lambda cases: cases[0][1] != cases[0][0],
}
