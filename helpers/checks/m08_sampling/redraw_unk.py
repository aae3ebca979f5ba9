"""Check of redraw_unk, which is optional."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.sampling.truncation import redraw_unk


def redraw_unk_cases(seed):
    """Yield (probs, unk): likely, at either end, impossible, nearly certain, one row, V of 2."""
    rng = np.random.default_rng(seed)
    yield rows(rng, 4, 6), 2
    yield rows(rng, 3, 5), 4
    yield rows(rng, 5, 4), 0
    never = rows(rng, 3, 4)
    never[:, 1] = 0.0
    yield never / never.sum(axis=1, keepdims=True), 1
    yield rows(rng, 1, 4), 3
    yield nearly_certain(rng), 1
    yield rows(rng, 3, 2), 0
    yield rows(rng, 4, 6), 2


def rows(rng, N, V):
    found = rng.uniform(0.1, 1.0, size=(N, V))
    return found / found.sum(axis=1, keepdims=True)


def nearly_certain(rng):
    """Return rows that leave the other tokens 1e-13 to 1e-15."""
    probs = rows(rng, 3, 4) * np.array([[1e-13], [1e-14], [1e-15]])
    probs[:, 1] = 0.0
    probs[:, 1] = 1 - probs.sum(axis=1)
    return probs


def without(probs, unk):
    others = probs.copy()
    others[:, unk] = 0.0
    return others


def redraw_not_divided(probs, unk):
    return without(probs, unk)


def redraw_column_removed(probs, unk):
    others = np.delete(probs, unk, axis=1)
    return others / others.sum(axis=1, keepdims=True)


def redraw_by_one_minus(probs, unk):
    return without(probs, unk) / np.maximum(1 - probs[:, [unk]], 1e-300)


def redraw_in_place(probs, unk):
    probs[:, unk] = 0.0
    return probs / probs.sum(axis=1, keepdims=True)


def redraw_shared_equally(probs, unk):
    return without(probs + probs[:, [unk]] / (probs.shape[1] - 1), unk)


def redraw_to_most_likely(probs, unk):
    others = without(probs, unk)
    others[np.arange(len(probs)), others.argmax(axis=1)] += probs[:, unk]
    return others


def redraw_equally_likely(probs, unk):
    return without(np.full(probs.shape, 1 / (probs.shape[1] - 1)), unk)


def redraw_once(probs, unk):
    """Draw a second time from the whole row: <UNK> may come again."""
    return without(probs, unk) + probs[:, [unk]] * probs


def redraw_unk_kept(probs, unk):
    others = probs / without(probs, unk).sum(axis=1, keepdims=True)
    return others


def redraw_row_of_unk(probs, unk):
    others = probs.copy()
    others[unk % len(probs)] = 0.0
    return others / np.maximum(others.sum(axis=1, keepdims=True), 1e-300)


def redraw_one_sum(probs, unk):
    others = without(probs, unk)
    return others / others.sum()


def redraw_column_sums(probs, unk):
    others = without(probs, unk)
    with np.errstate(invalid="ignore"):  # the sum of the column of unk is 0
        return others / others.sum(axis=0)


def redraw_softmax(probs, unk):
    exps = without(np.exp(probs), unk)
    return exps / exps.sum(axis=1, keepdims=True)


def redraw_first_column(probs, unk):
    others = without(probs, 0)
    return others / np.maximum(others.sum(axis=1, keepdims=True), 1e-300)


def redraw_by_unk(probs, unk):
    return without(probs, unk) / np.maximum(probs[:, [unk]], 1e-300)


def redraw_by_largest(probs, unk):
    others = without(probs, unk)
    return others / others.max(axis=1, keepdims=True)


def by_loop(probs, unk):
    found = np.zeros_like(probs)
    for b, row in enumerate(probs):
        left = sum(prob for i, prob in enumerate(row) if i != unk)
        for i, prob in enumerate(row):
            found[b, i] = 0.0 if i == unk else prob / left
    return found


def by_insertion(probs, unk):
    others = np.delete(probs, unk, axis=1)
    return np.insert(others / others.sum(axis=1)[:, None], unk, 0.0, axis=1)


def by_mask(probs, unk):
    others = probs * (np.arange(probs.shape[1]) != unk)
    return (others.T / others.sum(axis=1)).T


check_redraw_unk = Check(
    name="redraw_unk",
    reference=redraw_unk,
    cases=redraw_unk_cases,
    outputs=("probs (B, V)",),
    slips={
        "The rows no longer sum to 1. By what should what is left be divided?": redraw_not_divided,
        "The column of unk is gone. Which shape has the result, and what stands in that "
        "column?": redraw_column_removed,
        "What is left was divided by 1 - probs[b, unk], which has lost its digits here. Which sum "
        "is the same number without the loss?": redraw_by_one_minus,
        "probs was changed in place. What can the zeros be written into?": redraw_in_place,
        "The probability of unk was shared out in equal parts. Which odds have two other tokens "
        "after a second draw?": redraw_shared_equally,
        "The probability of unk went to the most likely other token. Which tokens may a second "
        "draw hit?": redraw_to_most_likely,
        "All other tokens are equally likely. From which row is drawn "
        "again?": redraw_equally_likely,
        "Only one more draw was made, which may hit unk again. Until when is drawn "
        "again?": redraw_once,
        "unk has kept a probability. Can it be what comes out?": redraw_unk_kept,
        "A row was set to 0 where a column belongs. Along which axis do the tokens "
        "lie?": redraw_row_of_unk,
        "All entries were divided by one sum. What should each row sum to?": redraw_one_sum,
        "The columns were divided by their sums. What should each row sum to?": redraw_column_sums,
        "exp was taken of the probabilities. Which odds have two other tokens before and after a "
        "second draw?": redraw_softmax,
        "Token 0 was left out, whatever unk is. Which column should be 0?": redraw_first_column,
        "What is left was divided by the probability of unk. What does it sum to "
        "itself?": redraw_by_unk,
        "Each row was divided by its largest entry. What should each row sum "
        "to?": redraw_by_largest,
    },
    alternatives=(by_loop, by_insertion, by_mask),
    tolerance_reason="one sum and one division for each entry: about 1e-16",
)
