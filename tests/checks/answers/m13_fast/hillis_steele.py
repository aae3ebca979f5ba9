"""Answers to hillis_steele that its record did not foresee."""

import numpy as np

from tests.checks.answers import wrong


def operands_exchanged(a, b):
    d = 1
    while d < len(a):
        new_a, new_b = a.copy(), b.copy()
        new_a[d:] = a[:-d] * a[d:]
        new_b[d:] = a[:-d] * b[d:] + b[:-d]
        a, b, d = new_a, new_b, 2 * d
    return a, b


def later_b_at_the_wrong_end(a, b):
    """Take b[:-d] and b[d:] the wrong way round, the product of the a is right."""
    d = 1
    while d < len(a):
        new_a, new_b = a.copy(), b.copy()
        new_a[d:] = a[:-d] * a[d:]
        new_b[d:] = a[d:] * b[d:] + b[:-d]
        a, b, d = new_a, new_b, 2 * d
    return a, b


def changed_while_read(a, b):
    a, b, d = a.copy(), b.copy(), 1
    while d < len(a):
        for t in range(d, len(a)):
            b[t] = a[t] * b[t - d] + b[t]
            a[t] = a[t] * a[t - d]
        d *= 2
    return a, b


def new_a_read_for_b(a, b):
    d = 1
    while d < len(a):
        a = np.concatenate([a[:d], a[d:] * a[:-d]])
        b = np.concatenate([b[:d], a[d:] * b[:-d] + b[d:]])
        d *= 2
    return a, b


def rounds_by_the_logarithm(a, b):
    """As many rounds as log2(T), rounded down."""
    a, b = a.copy(), b.copy()
    for r in range(int(np.log2(len(a)))):
        d = 2**r
        new_a, new_b = a.copy(), b.copy()
        new_a[d:] = a[:-d] * a[d:]
        new_b[d:] = a[d:] * b[:-d] + b[d:]
        a, b = new_a, new_b
    return a, b


def first_pairs_dropped(a, b):
    """Keep the joined pairs alone: an array shorter by d every round."""
    d = 1
    while d < len(a):
        a, b, d = a[d:] * a[:-d], a[d:] * b[:-d] + b[d:], 2 * d
    return a, b


def rolled(a, b):
    d, T = 1, len(a)
    while d < T:
        a, b, d = a * np.roll(a, d, 0), a * np.roll(b, d, 0) + b, 2 * d
    return a, b


def rolled_along_the_last_axis(a, b):
    """Slice and join along the last axis."""
    a, b, d = a.copy(), b.copy(), 1
    while d < a.shape[-1]:
        new_a, new_b = a.copy(), b.copy()
        new_a[..., d:] = a[..., :-d] * a[..., d:]
        new_b[..., d:] = a[..., d:] * b[..., :-d] + b[..., d:]
        a, b, d = new_a, new_b, 2 * d
    return a, b


def step_left_out(a, b):
    """Shift the scan by one: the exclusive one."""
    products, states = np.ones_like(a), np.zeros_like(b)
    for t in range(1, len(a)):
        products[t] = a[t - 1] * products[t - 1]
        states[t] = a[t - 1] * states[t - 1] + b[t - 1]
    return products, states


def products_by_cumprod_states_by_sum(a, b):
    return np.cumprod(a, axis=0), np.cumsum(b, axis=0)


def states_by_division(a, b):
    """Divide by the products, add up, and multiply again: not where an a is 0."""
    products = np.cumprod(a, axis=0)
    with np.errstate(all="ignore"):
        return products, products * np.cumsum(b / products, axis=0)


def two_exchanged_and_reach_by_one(a, b):
    d = 1
    while d < len(a):
        new_a, new_b = a.copy(), b.copy()
        new_a[d:] = a[:-d] * a[d:]
        new_b[d:] = a[:-d] * b[d:] + b[:-d]
        a, b, d = new_a, new_b, d + 1
    return a, b


def two_states_first_and_exclusive(a, b):
    return step_left_out(a, b)[::-1]


def two_reads_changed_and_exchanged(a, b):
    a, b, d = a.copy(), b.copy(), 1
    while d < len(a):
        for t in range(d, len(a)):
            b[t] = a[t - d] * b[t] + b[t - d]
            a[t] = a[t] * a[t - d]
        d *= 2
    return a, b


def in_the_arguments(a, b):
    d = 1
    while d < len(a):
        joined_a, joined_b = a[d:] * a[:-d], a[d:] * b[:-d] + b[d:]
        a[d:], b[d:] = joined_a, joined_b
        d *= 2
    return a, b


def real_arrays(a, b):
    """Write into arrays of floats: the imaginary parts are lost."""
    products, states = np.zeros(a.shape), np.zeros(b.shape)
    products[0], states[0] = a[0].real, b[0].real
    for t in range(1, len(a)):
        products[t] = (a[t] * products[t - 1]).real
        states[t] = (a[t] * states[t - 1] + b[t]).real
    return products, states


WRONG = (
    wrong(operands_exchanged, "The operands of the join are exchanged"),
    wrong(later_b_at_the_wrong_end, "The operands of the join are exchanged"),
    wrong(changed_while_read, "Pairs were read that had been changed in the same round"),
    wrong(new_a_read_for_b, "The new a was read where the old one belongs"),
    wrong(rounds_by_the_logarithm, "One round is missing where T is no power of two"),
    wrong(first_pairs_dropped, "Only the joined pairs were kept, fewer in every round"),
    wrong(rolled, "The first pairs were joined with the last ones, around the end"),
    wrong(rolled_along_the_last_axis, "The scan ran along the last axis"),
    wrong(step_left_out, "This is the exclusive scan"),
    wrong(products_by_cumprod_states_by_sum, "The two b were added as they are"),
    wrong(
        states_by_division,
        "b was divided by the products so far, and the sum multiplied by them again",
    ),
    wrong(two_exchanged_and_reach_by_one, "The reach grew by 1 a round"),
    wrong(two_states_first_and_exclusive, "Two mistakes together give this result"),
    wrong(
        two_reads_changed_and_exchanged,
        "Pairs were read that had been changed in the same round",
    ),
    wrong(in_the_arguments, "a and b were changed in place"),
    wrong(real_arrays, "Which line drops the imaginary parts?"),
)


EDGES = {
    "one step, and two": lambda cases: {1, 2} <= {len(a) for a, _ in cases},
    "T no power of two, and above 64": lambda cases: any(
        len(a) > 64 and len(a) & (len(a) - 1) for a, _ in cases
    ),
    "an a of 0, and one of -1": lambda cases: any(
        (a == 0).any() and (a == -1).any() for a, _ in cases
    ),
    "complex pairs": lambda cases: any(np.iscomplexobj(a) and np.iscomplexobj(b) for a, b in cases),
    "all sizes alike": lambda cases: any(len(set(a.shape)) == 1 for a, _ in cases),
}
