"""What the cases of module 09 share: memories of unequal length, weights over them, token ids."""

from functools import partial

import numpy as np

from helpers.scratch.contract.params import param_shapes
from helpers.scratch.ops import length_mask, softmax

ROUNDING = (
    "float64 sums taken in another order differ by about 1e-15 of their largest term; each known "
    "slip moves some entry of these cases by 1e-3 or more"
)
MEMORIES = (  # S, B, C: one position, one row, one entry, all alike; the first once more
    (5, 3, 2),
    (4, 2, 3),
    (3, 3, 3),
    (6, 4, 1),
    (1, 2, 4),
    (4, 1, 2),
    (5, 3, 2),
)
ALIGNMENTS = (  # T, S, B: one step, one position, one row; all alike
    (3, 6, 4),
    (2, 3, 4),
    (1, 4, 2),
    (5, 1, 3),
    (3, 4, 1),
    (3, 3, 3),
    (3, 6, 4),
)


def drawn_params(rng, kind, scale=0.7, **sizes):
    """Return weights of a kind, normal with the given deviation."""
    shapes = param_shapes(kind, **sizes)
    return kind(**{name: scale * rng.normal(size=shape) for name, shape in shapes.items()})


def drawn_lengths(rng, S, B):
    """Return lengths from 1 to S, S among them, and a shorter one where there are two rows."""
    ends = [S, rng.integers(1, max(2, S)), *rng.integers(1, S + 1, size=B)]
    return rng.permutation(np.array(ends[:B]))


def scores_with_padding(rng, S, B, scale=1.5):
    """Return scores (S, B), -inf past each row's length."""
    scores = scale * rng.normal(size=(S, B))
    return np.where(length_mask(drawn_lengths(rng, S, B), S), scores, -np.inf)


def softmax_of(scores, axis=0):
    """Return the softmax, NaN where there is nothing to share."""
    with np.errstate(all="ignore"):
        return softmax(scores, axis=axis)


def weighted(weights, values):
    """Return the sum over S of the values (S, B, C), weighted by (S, B)."""
    with np.errstate(all="ignore"):
        return (weights[..., None] * values).sum(axis=0)


def alignments(seed):
    """Yield (weights,), of the sizes of ALIGNMENTS: about a third of them 0, none tiny.

    The last position of the first row is never looked at where there is another one.
    """
    rng = np.random.default_rng(seed)
    for T, S, B in ALIGNMENTS:
        kept = rng.random(size=(T, S, B)) >= 0.3
        kept[:, -1, 0] = S == 1
        kept[:, 0] |= ~kept.any(axis=1)
        parts = np.where(kept, rng.uniform(0.1, 1.0, size=(T, S, B)), 0.0)
        yield (parts / parts.sum(axis=1, keepdims=True),)


def telling(draw, functions):
    """Draw arguments until functions return numbers of which no two are the same.

    Which mistake was made shows from such a case.
    """
    while True:
        args = draw()
        found = {round(float(function(*args)), 9) for function in functions}
        if len(found) == len(functions):
            return args


# ----------------------------------------------------------------- sequences of token ids

EOS = 7


def to_end(ids, eos):
    """Return a column's ids as a list, up to its first eos and with it."""
    ids = [int(token) for token in ids]
    return ids[: ids.index(eos) + 1] if eos in ids else ids


def columns(pairs, T_p, T, filler):
    """Return predictions (T_p, B) and targets (T, B) from pairs of lists, filled up to length.

    filler: a function without arguments that returns what stands past an end.
    """
    sides = []
    for side, length in enumerate((T_p, T)):
        rows = [[*pair[side], *(filler() for _ in range(length))][:length] for pair in pairs]
        sides.append(np.array(rows).T)
    return tuple(sides)


def words(rng, count, eos):
    """Draw so many token ids, all different, none of them eos or 0, which is for padding."""
    return [int(token) for token in rng.permutation(np.delete(np.arange(20), [0, eos]))[:count]]


def single_rows(rng):
    """Yield single rows that are right, hold a wrong token, stop early, go on, or do not end."""
    a, b, c, d, e = words(rng, 5, EOS)
    for ours, true in (
        ([a, b, c, EOS], [a, b, c, EOS]),
        ([a, d, c, EOS], [a, b, c, EOS]),
        ([b, c, EOS, d], [b, c, EOS, 0]),
        ([b, EOS, d, EOS], [b, d, EOS, 0]),
        ([c, d, a, EOS], [c, d, EOS, 0]),
        ([d, e, b, c, a], [d, e, b, EOS]),
        ([e, a, b], [e, a, b, EOS]),
        ([e, a, b], [e, a, b]),
    ):
        yield *columns([(ours, true)], len(ours), len(true), int), EOS


def some(rng, most):
    return range(int(rng.integers(1, most + 1)))


def changed(rng, sequence, eos, places=None):
    """Return a sequence with another token at some places, one if none are given."""
    other = list(sequence)
    for place in places or [int(rng.integers(len(sequence) - 1))]:
        other[place] = words(rng, 1, eos)[0] + 20
    return other


def shuffled(rng, pairs):
    return [pairs[i] for i in rng.permutation(len(pairs))]


def rows_without_ends(rng, T_p, T, most=5):
    """Return rows of which one side or both do not end, in arrays of these lengths."""
    pairs, both = [], min(T_p, T)
    for kind in range(6):
        for _ in some(rng, most):
            true = words(rng, max(T_p, T), EOS)
            cut = [*true[: both - 2], EOS]
            ours, target = {
                0: (true, true),
                1: (cut, cut),
                2: (true, [*true[: min(T_p, T - 1)], EOS]),
                3: ([*true[: both - 1], EOS], true),
                4: ([*true[:1], *words(rng, T_p, EOS)], true),
                5: ([*true[:both], EOS], true),
            }[kind]
            pairs.append((ours, target))
    return *columns(shuffled(rng, pairs), T_p, T, partial(one_word, rng)), EOS


def one_word(rng):
    return words(rng, 1, EOS)[0]


def rows_of(predicted, targets, eos):
    """Return each row's two sequences, as lists."""
    pairs = zip(predicted.T, targets.T, strict=True)
    return [(to_end(ours, eos), to_end(true, eos)) for ours, true in pairs]


def before_end(ids, eos):
    cut = to_end(ids, eos)
    return cut[:-1] if cut[-1] == eos else cut
