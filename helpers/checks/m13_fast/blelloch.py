"""Check of blelloch."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.scratch.modules.m13_scans import blelloch, combine, hillis_steele

SIZES = (4, 2, 3), (8, 3, 2), (5, 2, 3), (3, 3, 3), (6, 1, 2), (16, 2, 1), (70, 1, 2), (4, 2, 3)

SAME_SHAPE = "a and b have one shape and one dtype"
FROM_0 = "a slice starts at 0 unless it is told otherwise"
NEVER_READ = "the pair that is filled in stands behind all steps, and before none"


def blelloch_cases(seed):
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


def exchanged(left, right):
    return combine(right, left)


def earlier_a(left, right):
    return left[0] * right[0], left[0] * left[1] + right[1]


def b_added(left, right):
    return left[0] * right[0], left[1] + right[1]


def a_added(left, right):
    return left[0] + right[0], right[0] * left[1] + right[1]


def alternate(left, right):
    """Put two levels' halves in turn: left child, right child."""
    return np.stack([left, right], axis=1).reshape(-1, *left.shape[1:])


def one_after_the_other(left, right):
    return np.concatenate([left, right])


def filled(a, b):
    """Fill T up to a power of two with (1, 0)."""
    more = (1 << (len(a) - 1).bit_length()) - len(a)
    fill = np.ones((more, *a.shape[1:]), a.dtype)
    return np.concatenate([a, fill]), np.concatenate([b, 0 * fill])


def identity(total):
    return np.ones_like(total[0]), np.zeros_like(total[1])


def to_the_right(before, left, right, join):
    """Return what came before a right child."""
    return join(before, left)


def tree(a, b, up=combine, down=combine, top=identity, child=to_the_right, put=alternate):
    """Return the scan by another join on either way, another top, or other children."""
    T, level, nodes = len(a), filled(a, b), []
    while len(level[0]) > 1:
        left, right = [x[0::2] for x in level], [x[1::2] for x in level]
        nodes.append((left, right))
        level = up(left, right)
    before = top(level)
    for left, right in reversed(nodes):
        after = child(before, left, right, down)
        before = [put(*two) for two in zip(before, after, strict=True)]
    return before[0][:T].copy(), before[1][:T].copy()


def shifted(a, b, products, states, first=(1, 0)):
    """Shift both by one step, behind a first pair."""
    one = np.ones_like(a[:1])
    return (
        np.concatenate([first[0] * one, products[:-1]]),
        np.concatenate([first[1] * one, states[:-1]]),
    )


def blelloch_inclusive(a, b):
    return hillis_steele(a, b)


def blelloch_exchanged(a, b):
    return tree(a, b, up=exchanged, down=exchanged)


def blelloch_up_exchanged(a, b):
    return tree(a, b, up=exchanged)


def blelloch_down_exchanged(a, b):
    return tree(a, b, down=exchanged)


def blelloch_earlier_a(a, b):
    return tree(a, b, up=earlier_a, down=earlier_a)


def blelloch_b_added(a, b):
    return tree(a, b, up=b_added, down=b_added)


def blelloch_a_added(a, b):
    return tree(a, b, up=a_added, down=a_added)


def blelloch_total_on_top(a, b):
    return tree(a, b, top=lambda total: total)


def blelloch_zeros_on_top(a, b):
    return tree(a, b, top=lambda total: (0 * total[0], 0 * total[1]))


def blelloch_ones_on_top(a, b):
    return tree(a, b, top=lambda total: (np.ones_like(total[0]), np.ones_like(total[1])))


def blelloch_total_on_top_down_exchanged(a, b):
    return tree(a, b, top=lambda total: total, down=exchanged)


def blelloch_exchanged_total_on_top(a, b):
    return tree(a, b, exchanged, exchanged, lambda total: total)


def blelloch_left_alone(a, b):
    """Hand the right child the left child's own pair alone."""
    return tree(a, b, child=lambda before, left, right, join: left)


def blelloch_right_for_left(a, b):
    """Join what came before with the right child's own pair."""
    return tree(a, b, child=lambda before, left, right, join: join(before, right))


def blelloch_right_for_left_in_states(a, b):
    """Join the states that came before with the right child's own pair, the products rightly."""
    return blelloch(a, b)[0], blelloch_right_for_left(a, b)[1]


def blelloch_all_alike(a, b):
    """Hand both children what came before their parent."""
    return tree(a, b, child=lambda before, left, right, join: before)


def blelloch_children_exchanged(a, b):
    """Let the left child have what belongs to the right one."""
    return tree(a, b, put=lambda left, right: alternate(right, left))


def blelloch_children_in_blocks(a, b):
    return tree(a, b, put=one_after_the_other)


def blelloch_up_only(a, b):
    """Return the pairs of the way up, each node's at its right leaf."""
    T, (a, b), d = len(a), filled(a, b), 1
    while d < len(a):
        early, late = slice(d - 1, None, 2 * d), slice(2 * d - 1, None, 2 * d)
        a[late], b[late] = combine((a[early], b[early]), (a[late], b[late]))
        d *= 2
    return a[:T], b[:T]


def blelloch_unfilled(a, b):
    """Leave the last step out where a level has an odd number of pairs."""
    size = 1 << (len(a).bit_length() - 1)
    return tree(a[:size], b[:size])


def blelloch_filled_in_front(a, b):
    size = 1 << (len(a) - 1).bit_length()
    fill = np.ones((size - len(a), *a.shape[1:]), a.dtype)
    return tuple(
        x[: len(a)] for x in tree(np.concatenate([fill, a]), np.concatenate([0 * fill, b]))
    )


def blelloch_not_cut(a, b):
    return tree(*filled(a, b))


def blelloch_three_levels(a, b):
    """Join eight steps at most, each eight by themselves."""
    parts = [tree(a[t : t + 8], b[t : t + 8]) for t in range(0, len(a), 8)]
    return tuple(np.concatenate(two) for two in zip(*parts, strict=True))


def blelloch_rolled(a, b):
    """Roll the inclusive scan: its last pair comes first."""
    return tuple(np.roll(x, 1, axis=0) for x in hillis_steele(a, b))


def blelloch_zeros_first(a, b):
    """Shift the inclusive scan, with zeros in front of both."""
    return shifted(a, b, *hillis_steele(a, b), first=(0, 0))


def blelloch_divided(a, b):
    """Take the step out of the inclusive scan again."""
    products, states = hillis_steele(a, b)
    return products / a, (states - b) / a


def blelloch_inclusive_products(a, b):
    return hillis_steele(a, b)[0], blelloch(a, b)[1]


def blelloch_inclusive_states(a, b):
    return blelloch(a, b)[0], hillis_steele(a, b)[1]


def blelloch_own_step(a, b):
    """Count with the numbers of step t where those of t - 1 are meant."""
    one = np.ones_like(a[:1])
    products, states = hillis_steele(a[1:], b[1:]) if len(a) > 1 else (a[1:], b[1:])
    return np.concatenate([one, products]), np.concatenate([0 * one, states])


def blelloch_backwards(a, b):
    """Leave out the steps before each step, not those after it."""
    products, states = blelloch(a[::-1], b[::-1])
    return products[::-1], states[::-1]


def blelloch_over_batch(a, b):
    turned = blelloch(a.swapaxes(0, 1), b.swapaxes(0, 1))
    return tuple(x.swapaxes(0, 1) for x in turned)


def blelloch_over_last_axis(a, b):
    turned = blelloch(a.swapaxes(0, 2), b.swapaxes(0, 2))
    return tuple(x.swapaxes(0, 2) for x in turned)


def blelloch_states_first(a, b):
    return blelloch(a, b)[::-1]


def blelloch_inclusive_states_first(a, b):
    return hillis_steele(a, b)[::-1]


def blelloch_states_alone(a, b):
    return blelloch(a, b)[1]


def blelloch_real(a, b):
    products, states = blelloch(a, b)
    return products.real.copy(), states.real.copy()


def blelloch_real_arrays(a, b):
    """Write every pair into arrays of floats."""
    return blelloch(a.real.copy(), b.real.copy())


def blelloch_total(a, b):
    """Return the pair of all steps."""
    products, states = hillis_steele(a, b)
    return products[-1], states[-1]


def blelloch_in_place(a, b):
    products, states = blelloch(a, b)
    a[:], b[:] = products, states
    return a, b


def by_loop(a, b):
    products, states = [np.ones_like(a[0])], [np.zeros_like(b[0])]
    for a_t, b_t in zip(a[:-1], b[:-1], strict=True):
        products.append(a_t * products[-1])
        states.append(a_t * states[-1] + b_t)
    return np.stack(products), np.stack(states)


def by_halves(a, b):
    """Scan both halves, and let all of the first come before the second."""
    if len(a) == 1:
        return np.ones_like(a), np.zeros_like(b)
    half = len(a) // 2
    first, second = by_halves(a[:half], b[:half]), by_halves(a[half:], b[half:])
    product, state = a[half - 1] * first[0][-1], a[half - 1] * first[1][-1] + b[half - 1]
    joined = second[0] * product, second[0] * state + second[1]
    return tuple(np.concatenate(two) for two in zip(first, joined, strict=True))


def by_strides(a, b):
    """In one array, as Blelloch has it: the tree's nodes lie at its right leaves."""
    T, size = len(a), 1
    while size < len(a):
        size *= 2
    a = np.concatenate([a, np.ones((size - T, *a.shape[1:]), a.dtype)])
    b = np.concatenate([b, np.zeros((size - T, *b.shape[1:]), b.dtype)])
    d = 1
    while d < size:
        early, late = slice(d - 1, None, 2 * d), slice(2 * d - 1, None, 2 * d)
        b[late] += a[late] * b[early]
        a[late] *= a[early]
        d *= 2
    a[-1], b[-1] = 1, 0
    while d > 1:
        d //= 2
        early, late = slice(d - 1, None, 2 * d), slice(2 * d - 1, None, 2 * d)
        left_a, left_b = a[early].copy(), b[early].copy()
        a[early], b[early] = a[late], b[late]
        b[late] = left_a * b[late] + left_b
        a[late] *= left_a
    return a[:T], b[:T]


def in_float32(a, b):
    """Single precision where the numbers are real."""
    if np.iscomplexobj(a):
        return by_strides(a, b)
    return by_strides(a.astype(np.float32), b.astype(np.float32))


check_blelloch = Check(
    name="blelloch",
    reference=blelloch,
    cases=blelloch_cases,
    outputs=("products (T, B, H)", "states (T, B, H)"),
    slips={
        "This is the inclusive scan: each step is part of its own entry. Is step t among the "
        "steps before step t?": blelloch_inclusive,
        "The operands are exchanged in every join: the earlier a multiplied the later b. Which of "
        "two steps acts on h first?": blelloch_exchanged,
        "The operands are exchanged on the way up: the earlier a multiplied the later b. Which of "
        "two neighbours acts on h first?": blelloch_up_exchanged,
        "The operands are exchanged on the way down: the left child's own pair stands on the "
        "left. Which came first, it or what was before its parent?": blelloch_down_exchanged,
        "The earlier a multiplied the earlier b. Which a acts on h after the earlier step is "
        "done?": blelloch_earlier_a,
        "The two b were added as they are. What does the later step do to the earlier "
        "b?": blelloch_b_added,
        "The two a were added. What are two multiplications in a row?": blelloch_a_added,
        "The top kept the pair of all steps. What came before the first "
        "step?": blelloch_total_on_top,
        "products is 0 throughout, as if the first pair of all were (0, 0). Which pair changes "
        "nothing?": blelloch_zeros_on_top,
        "states starts from 1, as if the first pair of all were (1, 1). Which pair changes "
        "nothing?": blelloch_ones_on_top,
        "The top kept the pair of all steps, and the operands are exchanged on the way down. What "
        "came before the first step?": blelloch_total_on_top_down_exchanged,
        "The top kept the pair of all steps, and the operands are exchanged in every join. What "
        "came before the first step, and which a acts last?": blelloch_exchanged_total_on_top,
        "A right child got its left neighbour's own pair alone. What came before the "
        "two?": blelloch_left_alone,
        "A right child's own pair is in what came before it. Which sibling's pair belongs "
        "there?": blelloch_right_for_left,
        "products is right; in states a right child's own pair is in what came before it. Which "
        "sibling's a and b belong there?": blelloch_right_for_left_in_states,
        "Both children got what came before their parent. Which step lies between the left and "
        "the right child?": blelloch_all_alike,
        "The children are exchanged on the way down. Which of them has nothing of its parent "
        "before it?": blelloch_children_exchanged,
        "All left children stand before all right ones. In which order do the two of one parent "
        "stand?": blelloch_children_in_blocks,
        "These are the pairs after the way up. What does a node hand to its two children on the "
        "way down?": blelloch_up_only,
        "The steps above a power of two are missing. To which length is T filled "
        "up?": blelloch_unfilled,
        "The pairs (1, 0) stand in front. At which end do they leave the first T entries as they "
        "are?": blelloch_filled_in_front,
        "There are more entries than steps: a power of two of them. At which length are they "
        "cut?": blelloch_not_cut,
        "The tree has three levels at most, so that every eight steps start anew. On what does the "
        "number of levels depend?": blelloch_three_levels,
        "The pair of all steps stands first, as after a roll. What came before step "
        "0?": blelloch_rolled,
        "The first entry of products is 0. Which number leaves h as it is?": blelloch_zeros_first,
        "The step was divided out of the inclusive scan again. What if a is 0?": blelloch_divided,
        "products is the inclusive scan's. Does step t belong to its own "
        "entry?": blelloch_inclusive_products,
        "states is the inclusive scan's. Does step t belong to its own "
        "entry?": blelloch_inclusive_states,
        "Every entry was made by its own step, and step 0 by none. Which step leads from the "
        "state before t - 1 to the one before t?": blelloch_own_step,
        "The steps after each step were joined. Which ones lead to h at t - 1?": blelloch_backwards,
        "The scan ran over the rows of the batch. Which axis holds the steps?": blelloch_over_batch,
        "The scan ran along the last axis. Which axis holds the steps?": blelloch_over_last_axis,
        "products and states are exchanged. In which order do they come "
        "back?": blelloch_states_first,
        "The scan is inclusive, and states came back first. Is step t among the steps before it, "
        "and which result comes first?": blelloch_inclusive_states_first,
        "The states came back alone. Which two results are asked for?": blelloch_states_alone,
        "The imaginary parts are gone. Which dtype has an array that can hold them?": blelloch_real,
        "The pair of all steps came back. How many entries do the results have?": blelloch_total,
        "a and b were changed in place. Which arrays does the caller still "
        "need?": blelloch_in_place,
    },
    equivalent={
        "a -> b (in `T = len(a)`)": SAME_SHAPE,
        "a -> b (in `return (np.ones_like(a), np.zeros_like(b))`)": SAME_SHAPE,
        "a -> b (in `return (products.reshape(a.shape)[:T], states.reshape(b.shape)[:T])`)": (
            SAME_SHAPE
        ),
        "a[0::2] -> a[::2] (in `a_l, b_l, a_r, b_r = (a[0::2], b[0::2], a[1::2], "
        "b[1::2])`)": FROM_0,
        "b[0::2] -> b[::2] (in `a_l, b_l, a_r, b_r = (a[0::2], b[0::2], a[1::2], "
        "b[1::2])`)": FROM_0,
        "a -> b (in `a, b = (np.vstack([a, np.ones_like(a[:1])]), np.vstack([b, np.zeros...`) #2": (
            SAME_SHAPE
        ),
        "np.ones_like -> np.zeros_like (in `a, b = (np.vstack([a, np.ones_like(a[:1])]), "
        "np.vstack([b, np.zeros...`)": NEVER_READ,
        "np.zeros_like -> np.ones_like (in `a, b = (np.vstack([a, np.ones_like(a[:1])]), "
        "np.vstack([b, np.zeros...`)": NEVER_READ,
    },
    alternatives=(by_loop, by_halves, by_strides, in_float32),
    tolerance_reason="float64: products of at most 70 numbers near 1, in another order",
    float32=True,
)
