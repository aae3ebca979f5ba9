"""Answers to generate_ids that its record did not foresee; the first attempts came before it."""

import numpy as np

from helpers import sampling
from tests.checks.answers import wrong


def start_written(table, start, us, eos, max_len):
    ids = [start]
    for t in range(max_len):
        ids.append(int(sampling.sample(table[ids[-1]], us[t])))
        if ids[-1] == eos:
            break
    return np.array(ids)


def eos_dropped(table, start, us, eos, max_len):
    ids, previous = [], start
    for t in range(max_len):
        previous = int(sampling.sample(table[previous], us[t]))
        if previous == eos:
            break
        ids.append(previous)
    return np.array(ids)


def never_stops(table, start, us, eos, max_len):
    ids, previous = [], start
    for t in range(max_len):
        previous = int(sampling.sample(table[previous], us[t]))
        ids.append(previous)
    return np.array(ids)


def always_from_the_start(table, start, us, eos, max_len):
    ids = []
    for t in range(max_len):
        drawn = int(sampling.sample(table[start], us[t]))
        ids.append(drawn)
        if drawn == eos:
            break
    return np.array(ids)


def stops_at_a_start_of_eos(table, start, us, eos, max_len):
    ids, previous, t = [], start, 0
    while previous != eos and t < max_len:
        previous = int(sampling.sample(table[previous], us[t]))
        ids.append(previous)
        t += 1
    return np.array(ids)


def one_number_for_all(table, start, us, eos, max_len):
    ids, previous = [], start
    for _ in range(max_len):
        previous = int(sampling.sample(table[previous], us[0]))
        ids.append(previous)
        if previous == eos:
            break
    return np.array(ids)


def greedy(table, start, us, eos, max_len):
    ids, previous = [], start
    for _ in range(max_len):
        previous = int(np.argmax(table[previous]))
        ids.append(previous)
        if previous == eos:
            break
    return np.array(ids)


def all_numbers_used(table, start, us, eos, max_len):
    ids, previous = [], start
    for u in us:
        previous = int(sampling.sample(table[previous], u))
        ids.append(previous)
        if previous == eos:
            break
    return np.array(ids)


def a_list(table, start, us, eos, max_len):
    ids, previous = [], start
    for t in range(max_len):
        previous = int(sampling.sample(table[previous], us[t]))
        ids.append(previous)
        if previous == eos:
            break
    return ids


def eos_as_a_truth(table, start, us, eos, max_len):
    ids, previous = [], start
    for u in us[:max_len]:
        sums = np.cumsum(table[previous])
        previous = min(int((sums <= u).sum()), int(np.flatnonzero(table[previous])[-1]))
        ids.append(previous)
        if eos and previous == eos:
            break
    return np.array(ids)


WRONG = (
    wrong(eos_as_a_truth, "ids has shape"),
    wrong(start_written, "start stands before the tokens"),
    wrong(eos_dropped, "The eos that was drawn is missing"),
    wrong(never_stops, "Drawing goes on after eos"),
    wrong(always_from_the_start, "Every token was drawn from the row of start"),
    wrong(stops_at_a_start_of_eos, "Nothing was drawn where start is eos"),
    wrong(one_number_for_all, "us[0] was used for every draw"),
    wrong(greedy, "The most likely token was taken each time"),
    wrong(all_numbers_used, "Drawing goes on beyond max_len tokens, as long as there"),
    wrong(a_list, "Convert it to an array"),
)
EDGES = {
    "start is eos": lambda cases: any(start == eos for _, start, _, eos, _ in cases),
    "one token at most": lambda cases: any(max_len == 1 for *_, max_len in cases),
    "more numbers than max_len": lambda cases: any(
        len(us) > max_len > 1 for _, _, us, _, max_len in cases
    ),
    "a number on a boundary": lambda cases: any(
        (np.cumsum(table, axis=1)[..., None] == us).any() for table, _, us, _, _ in cases
    ),
}
