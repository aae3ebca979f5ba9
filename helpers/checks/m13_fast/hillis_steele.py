"""Check of hillis_steele."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.scratch.modules.m13_scans import blelloch, combine, hillis_steele

SIZES = (5, 2, 3), (8, 3, 2), (6, 2, 2), (3, 3, 3), (9, 1, 2), (70, 2, 1), (4, 2, 3), (5, 2, 3)


def hillis_steele_cases(seed):
    """Yield (a, b): T, B, H as SIZES lists them; T of 1 and 2; a = 0 and -1; complex pairs."""
    rng = np.random.default_rng(seed)
    for T, B, H in SIZES:
        yield drawn(rng, T, B, H)
    yield drawn(rng, 1, 2, 3)
    yield drawn(rng, 2, 2, 3)
    a, b = drawn(rng, 7, 2, 3)
    a[3], a[5, 0] = 0, -1
    yield a, b
    a, b = drawn(rng, 6, 2, 3)
    turns = np.exp(1j * rng.uniform(0.3, 1.5, size=(2, *a.shape)))
    yield a * turns[0], b * turns[1]


def drawn(rng, T, B, H):
    signs = rng.choice([-1.0, 1.0], size=(T, B, H))
    return signs * rng.uniform(0.6, 1.3, size=(T, B, H)), rng.normal(size=(T, B, H))


def rounds(a, b, join, reach=lambda d: 2 * d, goes_on=lambda d, T: d < T):
    """Return the scan by another join of (earlier, later), reach or end."""
    d, pair = 1, (a, b)
    while goes_on(d, len(a)):
        joined = join([x[:-d] for x in pair], [x[d:] for x in pair])
        pair = [np.concatenate([x[:d], y]) for x, y in zip(pair, joined, strict=True)]
        d = reach(d)
    return pair[0].copy(), pair[1].copy()


def hillis_exchanged(a, b):
    return rounds(a, b, lambda left, right: combine(right, left))


def hillis_crossed(a, b):
    """Let the earlier a multiply the later b, and add the earlier b."""
    return rounds(a, b, lambda left, right: (left[0] * right[0], left[0] * right[1] + right[1]))


def hillis_earlier_a(a, b):
    return rounds(a, b, lambda left, right: (left[0] * right[0], left[0] * left[1] + right[1]))


def hillis_b_added(a, b):
    return rounds(a, b, lambda left, right: (left[0] * right[0], left[1] + right[1]))


def hillis_a_added(a, b):
    return rounds(a, b, lambda left, right: (left[0] + right[0], right[0] * left[1] + right[1]))


def hillis_a_kept(a, b):
    """Join the b alone, with the a of the step."""
    return rounds(a, b, lambda left, right: (right[0], right[0] * left[1] + right[1]))


def hillis_b_multiplied(a, b):
    return rounds(a, b, lambda left, right: (left[0] * right[0], right[0] * left[1] * right[1]))


def hillis_later_b_dropped(a, b):
    return rounds(a, b, lambda left, right: (left[0] * right[0], right[0] * left[1]))


def hillis_reach_by_one(a, b):
    return rounds(a, b, combine, reach=lambda d: d + 1)


def hillis_one_round(a, b):
    return rounds(a, b, combine, goes_on=lambda d, T: d < min(T, 2))


def hillis_one_round_too_few(a, b):
    """Stop as soon as the next round's reach would be above T."""
    return rounds(a, b, combine, goes_on=lambda d, T: 2 * d <= T)


def hillis_always_three_rounds(a, b):
    return rounds(a, b, combine, goes_on=lambda d, T: d < min(T, 8))


def hillis_reach_of_1_only(a, b):
    """Take as many rounds, all with the reach 1."""
    d, pair = 1, (a, b)
    while d < len(a):
        joined = combine([x[:-1] for x in pair], [x[1:] for x in pair])
        pair = [np.concatenate([x[:1], y]) for x, y in zip(pair, joined, strict=True)]
        d *= 2
    return pair[0].copy(), pair[1].copy()


def hillis_new_a_for_b(a, b):
    """Join a first, and read the new one for b."""
    d, a, b = 1, a.copy(), b.copy()
    while d < len(a):
        a = np.concatenate([a[:d], a[d:] * a[:-d]])
        b = np.concatenate([b[:d], a[d:] * b[:-d] + b[d:]])
        d *= 2
    return a, b


def hillis_read_while_changed(a, b):
    """Change the pairs one after the other, from the first, in a round."""
    d, a, b = 1, a.copy(), b.copy()
    while d < len(a):
        for t in range(d, len(a)):
            a[t], b[t] = a[t] * a[t - d], a[t] * b[t - d] + b[t]
        d *= 2
    return a, b


def hillis_joined_around(a, b):
    """Join the first pairs with the last ones, as np.roll does."""
    d = 1
    while d < len(a):
        a, b = a * np.roll(a, d, axis=0), a * np.roll(b, d, axis=0) + b
        d *= 2
    return a.copy(), b.copy()


def hillis_joined_with_zeros(a, b):
    """Join the first pairs with (0, 0) in place of leaving them."""
    T, d = len(a), 1
    while d < T:
        early_a, early_b = (np.concatenate([0 * x[:d], x[:-d]]) for x in (a, b))
        a, b = a * early_a, a * early_b + b
        d *= 2
    return a.copy(), b.copy()


def hillis_first_dropped(a, b):
    """Keep the joined pairs alone: d fewer in every round."""
    d = 1
    while d < len(a):
        a, b, d = a[d:] * a[:-d], a[d:] * b[:-d] + b[d:], 2 * d
    return a.copy(), b.copy()


def hillis_divided(a, b):
    """Add up b over the products so far, and multiply by them again."""
    products = np.cumprod(a, axis=0)
    return products, products * np.cumsum(b / products, axis=0)


def hillis_exclusive(a, b):
    return blelloch(a, b)


def hillis_backwards(a, b):
    products, states = hillis_steele(a[::-1], b[::-1])
    return products[::-1], states[::-1]


def hillis_over_batch(a, b):
    turned = hillis_steele(a.swapaxes(0, 1), b.swapaxes(0, 1))
    return tuple(x.swapaxes(0, 1) for x in turned)


def hillis_over_last_axis(a, b):
    turned = hillis_steele(a.swapaxes(0, 2), b.swapaxes(0, 2))
    return tuple(x.swapaxes(0, 2) for x in turned)


def hillis_states_first(a, b):
    return hillis_steele(a, b)[::-1]


def hillis_states_alone(a, b):
    return hillis_steele(a, b)[1]


def hillis_products_added(a, b):
    """Start from 1, not from 0."""
    products, states = hillis_steele(a, b)
    return products, products + states


def hillis_in_place(a, b):
    products, states = hillis_steele(a, b)
    a[:], b[:] = products, states
    return a, b


def hillis_last_alone(a, b):
    products, states = hillis_steele(a, b)
    return products[-1], states[-1]


def by_loop(a, b):
    products, states = [a[0]], [b[0]]
    for a_t, b_t in zip(a[1:], b[1:], strict=True):
        products.append(a_t * products[-1])
        states.append(a_t * states[-1] + b_t)
    return np.stack(products), np.stack(states)


def by_copies(a, b):
    """In place, from the last pair backwards, so that every pair is read before it changes."""
    a, b, d = a.copy(), b.copy(), 1
    while d < len(a):
        for t in range(len(a) - 1, d - 1, -1):
            b[t] = a[t] * b[t - d] + b[t]
            a[t] = a[t] * a[t - d]
        d *= 2
    return a, b


def by_halves(a, b):
    """Scan both halves, and join what the first comes to with all of the second."""
    if len(a) == 1:
        return a.copy(), b.copy()
    half = len(a) // 2
    first, second = by_halves(a[:half], b[:half]), by_halves(a[half:], b[half:])
    joined = second[0] * first[0][-1], second[0] * first[1][-1] + second[1]
    return tuple(np.concatenate(two) for two in zip(first, joined, strict=True))


def in_float32(a, b):
    """Single precision where the numbers are real."""
    if np.iscomplexobj(a):
        return by_copies(a, b)
    return by_copies(a.astype(np.float32), b.astype(np.float32))


check_hillis_steele = Check(
    name="hillis_steele",
    reference=hillis_steele,
    cases=hillis_steele_cases,
    outputs=("products (T, B, H)", "states (T, B, H)"),
    slips={
        "The operands of the join are exchanged: the earlier a multiplied the later b. Which of "
        "two steps acts on h first?": hillis_exchanged,
        "The earlier a multiplied the later b, and the earlier b is missing. Put the first step "
        "into the second: what multiplies its b?": hillis_crossed,
        "The earlier a multiplied the earlier b. Which a acts on h after the earlier step is "
        "done?": hillis_earlier_a,
        "The two b were added as they are. What does the later step do to the earlier "
        "b?": hillis_b_added,
        "The two a were added. What are two multiplications in a row?": hillis_a_added,
        "A joined pair kept the a of its last step. What multiplies h over both "
        "steps?": hillis_a_kept,
        "The later b was multiplied in. What does a step do with its b?": hillis_b_multiplied,
        "The later b is missing from the join. What does the later step "
        "add?": hillis_later_b_dropped,
        "The reach grew by 1 a round. How many steps does a pair cover after a round of reach "
        "d?": hillis_reach_by_one,
        "There was one round only. How long do the rounds go on?": hillis_one_round,
        "One round is missing where T is no power of two. Is a round of reach 4 needed for T = "
        "5?": hillis_one_round_too_few,
        "There were three rounds at most. On what does their number "
        "depend?": hillis_always_three_rounds,
        "All rounds had the reach 1. What happens to d after a round?": hillis_reach_of_1_only,
        "The new a was read where the old one belongs: it multiplied b after it had been joined. "
        "From which pairs is a round made?": hillis_new_a_for_b,
        "Pairs were read that had been changed in the same round. From which pairs is a round "
        "made?": hillis_read_while_changed,
        "The first pairs were joined with the last ones, around the end. What happens to the "
        "first d pairs of a round?": hillis_joined_around,
        "The first d pairs were joined with zeros. What happens to a pair that has none d steps "
        "before it?": hillis_joined_with_zeros,
        "Only the joined pairs were kept, fewer in every round. What happens to the first d "
        "pairs?": hillis_first_dropped,
        "b was divided by the products so far, and the sum multiplied by them again. What if an a "
        "is 0?": hillis_divided,
        "This is the exclusive scan: each step is left out of its own entry. Is step t part of "
        "products[t]?": hillis_exclusive,
        "Each step was joined with the later ones. Does h_t depend on steps before t, or after "
        "it?": hillis_backwards,
        "The scan ran over the rows of the batch. Which axis holds the steps?": hillis_over_batch,
        "The scan ran along the last axis. Which axis holds the steps?": hillis_over_last_axis,
        "products and states are exchanged. In which order do they come back?": hillis_states_first,
        "The states came back alone. Which two results are asked for?": hillis_states_alone,
        "The states start from h = 1: products was added to them. Which state do they start "
        "from?": hillis_products_added,
        "a and b were changed in place. Which arrays does the caller still need?": hillis_in_place,
        "Only the last entry came back. How many steps do the results have?": hillis_last_alone,
    },
    equivalent={
        "d < len(a) -> d <= len(a) (in `while d < len(a):`)": "a round of reach T joins nothing",
        "a -> b (in `while d < len(a):`)": "a and b have one shape",
    },
    alternatives=(by_loop, by_copies, by_halves, in_float32),
    tolerance_reason="float64: products of at most 70 numbers near 1, in another order",
    float32=True,
)
