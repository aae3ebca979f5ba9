"""Answers to masked_softmax that its record did not foresee; the attempts came before it."""

import numpy as np

from tests.checks.answers import wrong


def over_the_batch(scores, lengths):
    mask = np.arange(len(scores))[:, None] < lengths
    x = np.where(mask, scores, -np.inf)
    e = np.exp(x - x.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def mask_after(scores, lengths):
    e = np.exp(scores - scores.max(axis=0))
    w = e / e.sum(axis=0)
    return w * (np.arange(len(scores))[:, None] < lengths)


def mask_after_by_where(scores, lengths):
    e = np.exp(scores - scores.max(axis=0))
    w = e / e.sum(axis=0)
    return np.where(np.arange(len(scores))[:, None] < lengths, w, 0.0)


def zeros_for_padding(scores, lengths):
    mask = np.arange(len(scores))[:, None] < lengths
    x = np.where(mask, scores, 0.0)
    e = np.exp(x - x.max(axis=0))
    return e / e.sum(axis=0)


def times_mask(scores, lengths):
    mask = np.arange(len(scores))[:, None] < lengths
    x = scores * mask
    e = np.exp(x - x.max(axis=0))
    return e / e.sum(axis=0)


def without_shift(scores, lengths):
    mask = np.arange(len(scores))[:, None] < lengths
    e = np.where(mask, np.exp(scores), 0.0)
    return e / e.sum(axis=0)


def one_too_many(scores, lengths):
    mask = np.arange(len(scores))[:, None] <= lengths
    x = np.where(mask, scores, -np.inf)
    e = np.exp(x - x.max(axis=0))
    return e / e.sum(axis=0)


def largest_of_padding_too(scores, lengths):
    mask = np.arange(len(scores))[:, None] < lengths
    e = np.exp(scores - scores.max(axis=0)) * mask
    return e / e.sum(axis=0)


def ignores_lengths(scores, lengths):
    e = np.exp(scores - scores.max(axis=0))
    return e / e.sum(axis=0)


def loop_rows_first(scores, lengths):
    w = np.zeros(scores.shape[::-1])
    for b, n in enumerate(lengths):
        e = np.exp(scores[:n, b] - scores[:n, b].max())
        w[b, :n] = e / e.sum()
    return w


def loop_of_lists(scores, lengths):
    w = []
    for b, n in enumerate(lengths):
        e = np.exp(scores[:n, b] - scores[:n, b].max())
        w.append(e / e.sum())
    return w


def large_negative_and_no_shift(scores, lengths):
    mask = np.arange(len(scores))[:, None] < lengths
    e = np.exp(np.where(mask, scores, -1e9))
    return e / e.sum(axis=0)


def mask_along_batch_and_zeros(scores, lengths):
    """The mask is (B, S), turned by reshape."""
    S, B = scores.shape
    mask = (np.arange(S) < lengths[:, None]).reshape(S, B)
    x = np.where(mask, scores, 0.0)
    e = np.exp(x - x.max(axis=0))
    return e / e.sum(axis=0)


def one_maximum_for_all(scores, lengths):
    mask = np.arange(len(scores))[:, None] < lengths
    x = np.where(mask, scores, -np.inf)
    e = np.exp(x - x.max())
    return e / e.sum(axis=0)


def no_division(scores, lengths):
    mask = np.arange(len(scores))[:, None] < lengths
    x = np.where(mask, scores, -np.inf)
    return np.exp(x - x.max(axis=0))


def not_a_thousand(scores, lengths):
    """A large negative number that real scores reach."""
    mask = np.arange(len(scores))[:, None] < lengths
    x = np.where(mask, scores, -1000.0)
    e = np.exp(x - x.max(axis=0))
    return e / e.sum(axis=0)


def weights_over_all_and_mask(scores, lengths):
    """Normalise over everything, hide padding afterwards."""
    e = np.exp(scores - scores.max())
    w = e / e.sum()
    return np.where(np.arange(len(scores))[:, None] < lengths, w, 0.0)


def one_too_many_without_shift(scores, lengths):
    mask = np.arange(len(scores))[:, None] <= lengths
    e = np.where(mask, np.exp(scores), 0.0)
    return e / e.sum(axis=0)


def mask_after_and_renormalised(scores, lengths):
    """Right but where padding is NaN or far above the real scores."""
    e = np.exp(scores - scores.max(axis=0))
    w = e / e.sum(axis=0) * (np.arange(len(scores))[:, None] < lengths)
    return w / w.sum(axis=0)


def loop_without_lengths_of_each(scores, lengths):
    w = np.zeros_like(scores)
    for b in range(scores.shape[1]):
        n = lengths[0]
        e = np.exp(scores[:n, b] - scores[:n, b].max())
        w[:n, b] = e / e.sum()
    return w


def negative_shift(scores, lengths):
    mask = np.arange(len(scores))[:, None] < lengths
    x = np.where(mask, scores, -np.inf)
    e = np.exp(x - x.min(axis=0))
    return e / e.sum(axis=0)


def ten_thousand(scores, lengths):
    real = np.arange(len(scores))[:, None] < lengths
    x = np.where(real, scores, -1e4)
    e = np.exp(x - x.max(axis=0))
    return e / e.sum(axis=0)


def adds_minus_infinity(scores, lengths):
    real = np.arange(len(scores))[:, None] < lengths
    x = scores + np.where(real, 0, -np.inf)
    e = np.exp(x - x.max(axis=0))
    return e / e.sum(axis=0)


def adds_a_large_negative(scores, lengths):
    real = np.arange(len(scores))[:, None] < lengths
    x = scores + np.where(real, 0, -1e9)
    e = np.exp(x - x.max(axis=0))
    return e / e.sum(axis=0)


def guarded_sum(scores, lengths):
    masked = np.where(np.arange(len(scores))[:, None] < lengths, scores, -np.inf)
    exps = np.exp(masked - masked.max(axis=0))
    return exps / (exps.sum(axis=0) + 1e-9)


WRONG = (
    wrong(guarded_sum, "agree to about 6 digits"),
    wrong(over_the_batch, "The softmax goes over the rows of the batch"),
    wrong(mask_after, "The softmax was taken with padding, and padding set to 0 afterwards"),
    wrong(
        mask_after_by_where, "The softmax was taken with padding, and padding set to 0 afterwards"
    ),
    wrong(zeros_for_padding, "Padding has the score 0"),
    wrong(times_mask, "Padding has the score 0"),
    wrong(without_shift, "An exponential overflows, or all of them are 0"),
    wrong(one_too_many, "The first entry of padding counts as real"),
    wrong(largest_of_padding_too, "The largest entry was looked for on padding, too"),
    wrong(ignores_lengths, "lengths has no effect"),
    wrong(loop_rows_first, "The weights are right but have the rows of the batch first"),
    wrong(loop_of_lists, "The weights came back as a list, without those of padding"),
    wrong(large_negative_and_no_shift, "An exponential overflows, or all of them are 0"),
    wrong(mask_along_batch_and_zeros, "Padding has the score 0"),
    wrong(one_maximum_for_all, "One maximum was subtracted from all columns"),
    wrong(no_division, "The exponentials were not divided by their sum"),
    wrong(not_a_thousand, "Padding has the score -1000, and real scores lie lower here"),
    wrong(weights_over_all_and_mask, "All weights of the batch together sum to 1"),
    wrong(one_too_many_without_shift, "The first entry of padding counts as real"),
    wrong(mask_after_and_renormalised, "The largest entry was looked for on padding, too"),
    wrong(loop_without_lengths_of_each, "Every row is taken to be as long as the first"),
    wrong(negative_shift, "The lowest score was subtracted, which is -inf where there is padding"),
    wrong(ten_thousand, "Padding has the score -10000, which a real score may have, too"),
    wrong(adds_minus_infinity, "-inf was added to the scores of padding, and where one is NaN it"),
    wrong(adds_a_large_negative, "-inf was added to the scores of padding, and where one is NaN"),
)


def padding(scores, lengths):
    return scores[np.arange(len(scores))[:, None] >= lengths]


EDGES = {
    "unsorted lengths, first": lambda cases: (
        (np.diff(cases[0][1]) > 0).any() and (np.diff(cases[0][1]) < 0).any()
    ),
    "all lengths equal and full": lambda cases: any(
        len(n) > 1 and (n == len(scores)).all() and len(scores) > 1 for scores, n in cases
    ),
    "no row as long as S": lambda cases: any(n.max() < len(scores) for scores, n in cases),
    "length 1 beside others": lambda cases: any(n.min() == 1 < n.max() for _, n in cases),
    "one position, and one row": lambda cases: (
        any(len(scores) == 1 for scores, _ in cases) and any(len(n) == 1 for _, n in cases)
    ),
    "NaN, -inf and large numbers on padding": lambda cases: (
        any(np.isnan(padding(*case)).any() for case in cases)
        and any(np.isneginf(padding(*case)).any() for case in cases)
        and any((padding(*case) > 8000).any() for case in cases)
    ),
    "rows near 9,000, near -9,000 and near 0 side by side": lambda cases: any(
        (scores[0] > 8000).any() and (scores[0] < -8000).any() and (abs(scores[0]) < 10).any()
        for scores, _ in cases
    ),
    "real scores next to the lowest that may be": lambda cases: any(
        -10_000 <= score < -9_995 for scores, _ in cases for score in scores[0]
    ),
    "real scores are finite": lambda cases: all(
        np.isfinite(scores[np.arange(len(scores))[:, None] < n]).all() for scores, n in cases
    ),
}
