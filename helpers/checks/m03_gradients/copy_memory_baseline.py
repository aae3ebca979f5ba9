"""Check of copy_memory_baseline."""

import math

import numpy as np

from helpers.checks.engine.check import Check
from helpers.datasets.tasks import copy_memory_baseline


def copy_memory_baseline_cases(seed):
    """Yield (T, K, S): Arjovsky's sizes, small ones, one symbol, one kind, and drawn ones."""
    rng = np.random.default_rng(seed)
    yield 100, 8, 10
    yield 5, 2, 3
    yield 20, 4, 1
    yield 1, 3, 4
    yield 10, 1, 5
    for _ in range(3):
        yield tuple(int(n) for n in rng.integers(2, 50, size=3))


def copy_without_signal_part(T, K, S):
    return S * math.log(K) / (T + S)


def copy_over_blanks(T, K, S):
    return S * math.log(K) / T


def copy_over_recall(T, K, S):
    return math.log(K)


def copy_whole_sequence(T, K, S):
    return S * math.log(K)


def copy_exchanged(T, K, S):
    return K * math.log(S) / (T + 2 * S)


def copy_in_bits(T, K, S):
    return S * math.log2(K) / (T + 2 * S)


def copy_counts_twice(T, K, S):
    return 2 * S * math.log(K) / (T + 2 * S)


def copy_with_blank(T, K, S):
    return S * math.log(K + 1) / (T + 2 * S)


def copy_one_step_more(T, K, S):
    return S * math.log(K) / (T + 2 * S + 1)


def copy_negative(T, K, S):
    return -S * math.log(K) / (T + 2 * S)


def copy_one_symbol(T, K, S):
    return math.log(K) / (T + 2 * S)


def copy_in_bits_without_signal_part(T, K, S):
    return S * math.log2(K) / (T + S)


def copy_step_by_step(T, K, S):
    losses = [0.0] * (S + T) + [-math.log(1 / K)] * S
    return sum(losses) / len(losses)


def copy_as_share(T, K, S):
    return np.log(K) / (2 + T / S)


def copy_of_sequences(T, K, S):
    return math.log(float(K) ** S) / (S + T + S)


check_copy_memory_baseline = Check(
    name="copy_memory_baseline",
    reference=copy_memory_baseline,
    cases=copy_memory_baseline_cases,
    outputs=("loss",),
    slips={
        "The mean runs over T + S steps. How many steps do presenting, waiting and repeating take "
        "together?": copy_without_signal_part,
        "The mean runs over the blanks. How many steps does the sequence have in "
        "all?": copy_over_blanks,
        "This is the loss of a step at which a symbol is due. What is the loss of the other steps, "
        "and do they count in the mean?": copy_over_recall,
        "This is the sum over the sequence. By how many steps should it be "
        "divided?": copy_whole_sequence,
        "K and S are swapped. Which of them is the number of kinds?": copy_exchanged,
        "This is in bits. In which unit is the loss asked for?": copy_in_bits,
        "The symbols are counted twice. Does the network have to predict them while they are "
        "shown?": copy_counts_twice,
        "The blank was counted as one more choice. Can it come where a symbol is "
        "due?": copy_with_blank,
        "There is one step too many. Is the signal one of the T blanks or a step of its "
        "own?": copy_one_step_more,
        "The loss is below 0. What is the sign of ln of a probability, and of a "
        "loss?": copy_negative,
        "This is in bits, and the mean runs over T + S steps. Which unit is asked for, and how "
        "many steps are there in all?": copy_in_bits_without_signal_part,
        "Only one symbol was counted. How many have to be repeated?": copy_one_symbol,
    },
    alternatives=(copy_step_by_step, copy_as_share, copy_of_sequences),
    tolerance_reason="one logarithm and three products",
    float32=True,
)
