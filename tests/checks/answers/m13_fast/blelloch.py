"""Answers to blelloch that its record did not foresee; the attempts came before it."""

import numpy as np

from tests.checks.answers import wrong


def join(left, right):
    return left[0] * right[0], right[0] * left[1] + right[1]


def filled(a, b):
    size = 1
    while size < len(a):
        size *= 2
    fill = np.ones((size - len(a), *a.shape[1:]), dtype=a.dtype)
    return np.concatenate([a, fill]), np.concatenate([b, 0 * fill])


def interleaved(left, right):
    out = np.empty((2 * len(left), *left.shape[1:]), dtype=np.result_type(left, right))
    out[0::2], out[1::2] = left, right
    return out


def loop(a, b):
    """Return all pairs up to and including each step."""
    products, states = [a[0]], [b[0]]
    for t in range(1, len(a)):
        products.append(a[t] * products[-1])
        states.append(a[t] * states[-1] + b[t])
    return np.stack(products), np.stack(states)


def step_included(a, b):
    return loop(a, b)


def shifted_with_zeros(a, b):
    """Shift the scan by one, zeros in front of both."""
    products, states = loop(a, b)
    zero = np.zeros_like(a[:1])
    return np.concatenate([zero, products[:-1]]), np.concatenate([zero, states[:-1]])


def rolled(a, b):
    products, states = loop(a, b)
    return np.roll(products, 1, axis=0), np.roll(states, 1, axis=0)


def divided_out(a, b):
    """Take the step out of the inclusive scan again."""
    products, states = loop(a, b)
    with np.errstate(all="ignore"):
        return products / a, (states - b) / a


def no_filling(a, b):
    """Right where T is a power of two."""
    lefts, level = [], (a, b)
    while len(level[0]) > 1:
        left, right = [x[0::2] for x in level], [x[1::2] for x in level]
        lefts.append(left)
        level = join(left, right)
    before = np.ones_like(level[0]), np.zeros_like(level[1])
    for left in reversed(lefts):
        after = join(before, left)
        before = tuple(interleaved(x, y) for x, y in zip(before, after, strict=True))
    return before


def own_before_what_came(a, b):
    """On the way down the left child's own pair stands left of what came before it."""
    T, lefts, level = len(a), [], filled(a, b)
    while len(level[0]) > 1:
        left, right = [x[0::2] for x in level], [x[1::2] for x in level]
        lefts.append(left)
        level = join(left, right)
    before = np.ones_like(level[0]), np.zeros_like(level[1])
    for left in reversed(lefts):
        after = join(left, before)
        before = tuple(interleaved(x, y) for x, y in zip(before, after, strict=True))
    return before[0][:T], before[1][:T]


def total_kept_at_the_top(a, b):
    T, lefts, level = len(a), [], filled(a, b)
    while len(level[0]) > 1:
        left, right = [x[0::2] for x in level], [x[1::2] for x in level]
        lefts.append(left)
        level = join(left, right)
    before = level
    for left in reversed(lefts):
        after = join(before, left)
        before = tuple(interleaved(x, y) for x, y in zip(before, after, strict=True))
    return before[0][:T], before[1][:T]


def two_included_and_states_first(a, b):
    return loop(a, b)[::-1]


def two_exchanged_everywhere_and_top_kept(a, b):
    T, lefts, level = len(a), [], filled(a, b)
    while len(level[0]) > 1:
        left, right = [x[0::2] for x in level], [x[1::2] for x in level]
        lefts.append(left)
        level = join(right, left)
    before = level
    for left in reversed(lefts):
        after = join(left, before)
        before = tuple(interleaved(x, y) for x, y in zip(before, after, strict=True))
    return before[0][:T], before[1][:T]


def exchanged_on_the_way_up(a, b):
    T, lefts, level = len(a), [], filled(a, b)
    while len(level[0]) > 1:
        left, right = [x[0::2] for x in level], [x[1::2] for x in level]
        lefts.append(left)
        level = join(right, left)
    before = np.ones_like(level[0]), np.zeros_like(level[1])
    for left in reversed(lefts):
        after = join(before, left)
        before = tuple(interleaved(x, y) for x, y in zip(before, after, strict=True))
    return before[0][:T], before[1][:T]


def children_one_after_the_other(a, b):
    """Concatenate the children of a level in place of interleaving them."""
    T, lefts, level = len(a), [], filled(a, b)
    while len(level[0]) > 1:
        left, right = [x[0::2] for x in level], [x[1::2] for x in level]
        lefts.append(left)
        level = join(left, right)
    before = np.ones_like(level[0]), np.zeros_like(level[1])
    for left in reversed(lefts):
        after = join(before, left)
        before = tuple(np.concatenate(two) for two in zip(before, after, strict=True))
    return before[0][:T], before[1][:T]


def not_cut(a, b):
    products, states = loop(*filled(a, b))
    one = np.ones_like(a[:1])
    return np.concatenate([one, products[:-1]]), np.concatenate([0 * one, states[:-1]])


def real_arrays_filled(a, b):
    """Write into arrays of floats: the imaginary parts are lost."""
    products, states = np.ones(a.shape), np.zeros(b.shape)
    for t in range(1, len(a)):
        products[t] = (a[t - 1] * products[t - 1]).real
        states[t] = (a[t - 1] * states[t - 1] + b[t - 1]).real
    return products, states


def states_from_one(a, b):
    products, states = np.ones_like(a), np.ones_like(b)
    for t in range(1, len(a)):
        products[t] = a[t - 1] * products[t - 1]
        states[t] = a[t - 1] * states[t - 1] + b[t - 1]
    return products, states


def same_step_read(a, b):
    """Use step t in the place of step t - 1."""
    products, states = np.ones_like(a), np.zeros_like(b)
    for t in range(1, len(a)):
        products[t] = a[t] * products[t - 1]
        states[t] = a[t] * states[t - 1] + b[t]
    return products, states


def two_same_step_and_zero_first(a, b):
    products, states = np.zeros_like(a), np.zeros_like(b)
    for t in range(1, len(a)):
        products[t] = a[t - 1] * products[t - 1]
        states[t] = a[t] * states[t - 1] + b[t]
    return products, states


def way_up_alone(a, b):
    a, b, d = a.copy(), b.copy(), 1
    while d < len(a):
        for t in range(2 * d - 1, len(a), 2 * d):
            a[t], b[t] = join((a[t - d], b[t - d]), (a[t], b[t]))
        d *= 2
    return a, b


def along_the_last_axis(a, b):
    products, states = loop(a.swapaxes(0, 2), b.swapaxes(0, 2))
    one = np.ones_like(products[:1])
    products, states = np.vstack([one, products[:-1]]), np.vstack([0 * one, states[:-1]])
    return products.swapaxes(0, 2), states.swapaxes(0, 2)


def sums_of_b(a, b):
    one = np.ones_like(a[:1])
    return (
        np.concatenate([one, np.cumprod(a, axis=0)[:-1]]),
        np.concatenate([0 * one, np.cumsum(b, axis=0)[:-1]]),
    )


def one_entry_too_many(a, b):
    products, states = loop(a, b)
    one = np.ones_like(a[:1])
    return np.concatenate([one, products]), np.concatenate([0 * one, states])


def nothing_for_one_step(a, b):
    """Scan all steps but the last, of which there are none for T = 1."""
    products, states = loop(a[:-1], b[:-1])
    one = np.ones_like(a[:1])
    return np.concatenate([one, products]), np.concatenate([0 * one, states])


def right_in_the_states(a, b):
    """Use the right partner's pair where a right child's state needs the left one's."""
    T = len(a)
    if T == 1:
        return np.ones_like(a), np.zeros_like(b)
    if T % 2:
        a, b = np.vstack([a, np.ones_like(a[:1])]), np.vstack([b, np.zeros_like(b[:1])])
    al, bl, ar, br = a[0::2], b[0::2], a[1::2], b[1::2]
    P, Q = right_in_the_states(ar * al, ar * bl + br)
    P = np.stack([P, al * P], 1).reshape(a.shape)
    Q = np.stack([Q, ar * Q + br], 1).reshape(b.shape)
    return P[:T], Q[:T]


WRONG = (
    wrong(step_included, "This is the inclusive scan"),
    wrong(shifted_with_zeros, "The first entry of products is 0"),
    wrong(rolled, "The pair of all steps stands first, as after a roll"),
    wrong(divided_out, "The step was divided out of the inclusive scan again"),
    wrong(no_filling, "There are more entries than steps"),
    wrong(own_before_what_came, "The operands are exchanged on the way down"),
    wrong(right_in_the_states, "products is right; in states a right child's own pair is in what"),
    wrong(total_kept_at_the_top, "The top kept the pair of all steps"),
    wrong(
        two_included_and_states_first,
        "The scan is inclusive, and states came back first",
    ),
    wrong(
        two_exchanged_everywhere_and_top_kept,
        "The top kept the pair of all steps, and the operands are exchanged in every join",
    ),
    wrong(exchanged_on_the_way_up, "The operands are exchanged on the way up"),
    wrong(children_one_after_the_other, "All left children stand before all right ones"),
    wrong(not_cut, "There are more entries than steps"),
    wrong(real_arrays_filled, "Which line drops the imaginary parts?"),
    wrong(states_from_one, "states starts from 1, as if the first pair of all were (1, 1)"),
    wrong(same_step_read, "Every entry was made by its own step, and step 0 by none"),
    wrong(
        two_same_step_and_zero_first,
        "products is 0 throughout, as if the first pair of all were (0, 0)",
    ),
    wrong(way_up_alone, "These are the pairs after the way up"),
    wrong(along_the_last_axis, "The scan ran along the last axis"),
    wrong(sums_of_b, "The two b were added as they are"),
    wrong(one_entry_too_many, "The last item of products is extra; all others are right"),
    wrong(nothing_for_one_step, "Which index runs past the end?"),
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
    "one row, one recurrence a row": lambda cases: (
        any(a.shape[1] == 1 for a, _ in cases) and any(a.shape[2] == 1 for a, _ in cases)
    ),
    "all sizes alike": lambda cases: any(len(set(a.shape)) == 1 for a, _ in cases),
}
