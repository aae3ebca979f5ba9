"""Check of masked_softmax."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.checks.m09_attention.cases import softmax_of
from helpers.scratch.attention import masked_softmax
from helpers.scratch.ops import length_mask

ROWS = (  # S, lengths, level of each row's scores, what stands on padding
    (5, (3, 5, 2), 0.0, None),
    (4, (4, 4), 0.0, None),
    (3, (3, 1, 2), 0.0, 6.0),  # S = B; padding above the real scores
    (6, (2, 5, 3, 1), 0.0, np.nan),
    (5, (4, 2), 0.0, -np.inf),
    (4, (2, 4, 3), (9000.0, -9000.0, 0.0), None),
    (4, (3, 1, 4), -9997.0, 9000.0),  # next to the lowest score that may be
    (1, (1, 1), 0.0, None),
    (5, (4,), 0.0, 100.0),
    (5, (3, 5, 2), 0.0, None),
)


def masked_softmax_cases(seed):
    """Yield (scores, lengths): as ROWS lists them.

    Large scores are multiples of 1/256, which float32 holds exactly; none is below -10,000.
    """
    rng = np.random.default_rng(seed)
    for S, lengths, level, padding in ROWS:
        lengths = np.array(lengths)
        scores = np.round(1.5 * rng.normal(size=(S, len(lengths))) * 256) / 256 + level
        scores = np.maximum(scores, -10_000.0)
        real = length_mask(lengths, S)
        yield scores if padding is None else np.where(real, scores, padding), lengths


def real_of(scores, lengths):
    return length_mask(lengths, len(scores))


def hidden(scores, lengths, by=-np.inf):
    """Return the scores with another number on padding."""
    return np.where(real_of(scores, lengths), scores, by)


def over(axis, scores, lengths):
    return softmax_of(hidden(scores, lengths), axis=axis)


def on_real(weights, lengths):
    return np.where(length_mask(lengths, len(weights)), weights, 0.0)


def masked_over_batch(scores, lengths):
    return np.nan_to_num(over(1, scores, lengths))


def masked_over_everything(scores, lengths):
    return softmax_of(hidden(scores, lengths), axis=None)


def masked_ignores_lengths(scores, lengths):
    return softmax_of(scores)


def masked_after(scores, lengths):
    """Take the softmax of all entries, and set padding to 0 afterwards."""
    return on_real(softmax_of(scores), lengths)


def masked_after_over_batch(scores, lengths):
    return on_real(softmax_of(scores, axis=1), lengths)


def masked_by_zero(scores, lengths):
    return softmax_of(hidden(scores, lengths, 0.0))


def masked_by_zero_over_batch(scores, lengths):
    return softmax_of(hidden(scores, lengths, 0.0), axis=1)


def masked_zero_in_the_sum(scores, lengths):
    return on_real(masked_by_zero(scores, lengths), lengths)


def masked_by_a_small_number(scores, lengths):
    return softmax_of(hidden(scores, lengths, -1000.0))


def masked_by_the_lowest_possible(scores, lengths):
    return softmax_of(hidden(scores, lengths, -10_000.0))


def masked_by_adding(scores, lengths):
    """Add -inf on padding: NaN stays NaN."""
    return softmax_of(scores + np.where(real_of(scores, lengths), 0.0, -np.inf))


def masked_by_minus_ten(scores, lengths):
    return softmax_of(hidden(scores, lengths, -10.0))


def masked_one_too_many(scores, lengths):
    return softmax_of(hidden(scores, np.minimum(lengths + 1, len(scores))))


def masked_one_too_few(scores, lengths):
    return softmax_of(hidden(scores, np.maximum(lengths - 1, 1)))


def masked_longest(scores, lengths):
    return softmax_of(hidden(scores, np.full_like(lengths, lengths.max())))


def masked_shortest(scores, lengths):
    return softmax_of(hidden(scores, np.full_like(lengths, lengths.min())))


def masked_first_length(scores, lengths):
    return softmax_of(hidden(scores, np.full_like(lengths, lengths[0])))


def masked_padding_kept(scores, lengths):
    """Keep padding, and hide what is real."""
    return softmax_of(np.where(real_of(scores, lengths), -np.inf, scores))


def masked_from_the_end(scores, lengths):
    return softmax_of(np.where(real_of(scores, lengths)[::-1], scores, -np.inf))


def masked_reshaped(scores, lengths):
    """Make the mask (B, S), and reshape it to (S, B)."""
    real = real_of(scores, lengths).T.reshape(scores.shape)
    return np.nan_to_num(softmax_of(np.where(real, scores, -np.inf)))


def masked_overflows(scores, lengths):
    with np.errstate(all="ignore"):
        exps = np.exp(hidden(scores, lengths))
        return exps / exps.sum(axis=0)


def masked_shifted_by_padding(scores, lengths):
    """Subtract the largest entry of the column, padding included."""
    with np.errstate(all="ignore"):
        exps = np.exp(hidden(scores, lengths) - scores.max(axis=0))
        return exps / exps.sum(axis=0)


def masked_shifted_by_lowest(scores, lengths):
    """Subtract the lowest score, which is -inf where there is padding."""
    with np.errstate(all="ignore"):
        masked = hidden(scores, lengths)
        exps = np.exp(masked - masked.min(axis=0))
        return exps / exps.sum(axis=0)


def masked_one_shift_for_all(scores, lengths):
    with np.errstate(all="ignore"):
        masked = hidden(scores, lengths)
        exps = np.exp(masked - masked.max())
        return exps / exps.sum(axis=0)


def masked_not_divided(scores, lengths):
    masked = hidden(scores, lengths)
    return np.exp(masked - masked.max(axis=0))


def masked_plain_exponentials(scores, lengths):
    with np.errstate(all="ignore"):
        return np.exp(hidden(scores, lengths))


def masked_divided_along_batch(scores, lengths):
    exps = masked_not_divided(scores, lengths)
    return exps / np.maximum(exps.sum(axis=1, keepdims=True), 1e-300)


def masked_divided_by_the_largest_sum(scores, lengths):
    exps = masked_not_divided(scores, lengths)
    return exps / exps.sum()


def masked_divided_by_lengths(scores, lengths):
    return masked_not_divided(scores, lengths) / lengths


def masked_without_exponential(scores, lengths):
    kept = hidden(scores, lengths, 0.0)
    with np.errstate(all="ignore"):
        return kept / kept.sum(axis=0)


def masked_even(scores, lengths):
    return real_of(scores, lengths) / lengths


def masked_of_negatives(scores, lengths):
    return softmax_of(hidden(-scores, lengths))


def masked_logarithms(scores, lengths):
    with np.errstate(all="ignore"):
        return np.log(masked_softmax(scores, lengths))


def masked_scores_alone(scores, lengths):
    return hidden(scores, lengths)


def masked_hard(scores, lengths):
    best = hidden(scores, lengths).argmax(axis=0)
    return (np.arange(len(scores))[:, None] == best).astype(float)


def masked_in_place(scores, lengths):
    scores[~real_of(scores, lengths)] = -np.inf
    return softmax_of(scores)


def masked_rows_first(scores, lengths):
    return masked_softmax(scores, lengths).T


def masked_without_padding(scores, lengths):
    """Return a list of B arrays, each as long as its row."""
    weights = masked_softmax(scores, lengths)
    return [weights[:n, b] for b, n in enumerate(lengths)]


def by_rows(scores, lengths):
    weights = np.zeros(scores.shape)
    for b, n in enumerate(lengths):
        real = [float(score) for score in scores[:n, b]]
        largest = max(real)
        exps = [np.exp(score - largest) for score in real]
        weights[:n, b] = [e / sum(exps) for e in exps]
    return weights


def by_a_large_number(scores, lengths):
    real = np.array([[j < n for n in lengths] for j in range(len(scores))])
    masked = np.where(real, scores, -1e9)
    exps = np.exp(masked - masked.max(axis=0, keepdims=True))
    return exps / exps.sum(axis=0, keepdims=True)


def by_masking_exponentials(scores, lengths):
    """Hide padding for the maximum, and set its exponentials to 0."""
    real = np.arange(len(scores)).reshape(-1, 1) < lengths.reshape(1, -1)
    kept = np.where(real, scores, scores[0])
    exps = real * np.exp(kept - kept.max(axis=0))
    return exps / exps.sum(axis=0)


def by_log_sum(scores, lengths):
    real = lengths > np.tile(np.arange(len(scores)), (len(lengths), 1)).T
    masked = np.where(real, scores, -np.inf)
    return np.exp(masked - np.logaddexp.reduce(masked, axis=0))


def in_float32(scores, lengths):
    return by_masking_exponentials(scores.astype(np.float32), lengths).astype(np.float32)


check_masked_softmax = Check(
    name="masked_softmax",
    reference=masked_softmax,
    cases=masked_softmax_cases,
    outputs=("weights (S, B)",),
    slips={
        "The softmax goes over the rows of the batch. Which axis of (S, B) should sum to "
        "1?": masked_over_batch,
        "All weights of the batch together sum to 1. Which entries share 1 among "
        "them?": masked_over_everything,
        "lengths has no effect: padding gets a share. Which entries of column b are "
        "real?": masked_ignores_lengths,
        "The softmax was taken with padding, and padding set to 0 afterwards. What do the weights "
        "of a short row sum to then?": masked_after,
        "The softmax goes over the rows of the batch, and padding was set to 0 after it. Over "
        "which axis should the weights sum to 1, and when must padding be "
        "hidden?": masked_after_over_batch,
        "Padding has the score 0. What is exp(0), and which score has the exponential "
        "0?": masked_by_zero,
        "Padding has the score 0, and the softmax goes over the rows of the batch. What is exp(0), "
        "and which axis of (S, B) should sum to 1?": masked_by_zero_over_batch,
        "Padding has the weight 0, but it counts in the sum with exp(0). Which score has the "
        "exponential 0?": masked_zero_in_the_sum,
        "Padding has the score -1000, and real scores lie lower here. Below which number can no "
        "score lie?": masked_by_a_small_number,
        "Padding has the score -10000, which a real score may have, too, and so gets a share. "
        "Which score has the exponential 0?": masked_by_the_lowest_possible,
        "-inf was added to the scores of padding, and where one is NaN it stays NaN. Which "
        "function puts -inf in its place?": masked_by_adding,
        "Padding has the score -10, which is low but leaves it a share. Which score has the "
        "exponential 0?": masked_by_minus_ten,
        "The first entry of padding counts as real. Is entry j real where j equals the "
        "length?": masked_one_too_many,
        "The last real entry counts as padding. Is entry j real where j is the length minus "
        "1?": masked_one_too_few,
        "Every row is taken to be as long as the longest. Which length belongs to column "
        "b?": masked_longest,
        "Every row is taken to be as long as the shortest. Which length belongs to column "
        "b?": masked_shortest,
        "Every row is taken to be as long as the first. Which length belongs to column "
        "b?": masked_first_length,
        "Padding is kept, and what is real was hidden. On which entries should -inf "
        "stand?": masked_padding_kept,
        "The real entries were taken at the end of each column. At which end does a row "
        "begin?": masked_from_the_end,
        "The mask was made for (B, S) and reshaped, which mixes up its entries. How is a table "
        "turned so that rows become columns?": masked_reshaped,
        "An exponential overflows, or all of them are 0. Which number may be subtracted from all "
        "scores of a column without a change of the weights?": masked_overflows,
        "The largest entry was looked for on padding, too. Of which entries should the maximum be "
        "taken?": masked_shifted_by_padding,
        "The lowest score was subtracted, which is -inf where there is padding. Which one makes "
        "the largest exponential 1?": masked_shifted_by_lowest,
        "One maximum was subtracted from all columns. What is left of a column that lies far below "
        "it?": masked_one_shift_for_all,
        "The exponentials were not divided by their sum. What should the weights of a column sum "
        "to?": masked_not_divided,
        "These are the exponentials of the scores. By what are they "
        "divided?": masked_plain_exponentials,
        "The exponentials were divided by their sum over the rows of the batch. Over which axis is "
        "that sum?": masked_divided_along_batch,
        "The exponentials were divided by the sum of all columns. Which entries share 1 among "
        "them?": masked_divided_by_the_largest_sum,
        "The exponentials were divided by the lengths. Which sum makes weights of "
        "them?": masked_divided_by_lengths,
        "The scores themselves were divided by their sum. Which function makes positive numbers of "
        "them first?": masked_without_exponential,
        "All real entries have the same weight. Where do the scores enter?": masked_even,
        "The lowest score has the largest weight. Which sign has the score in the "
        "exponent?": masked_of_negatives,
        "These are the logarithms of the weights. What does the prompt ask for?": masked_logarithms,
        "These are scores, -inf on padding. Which step is still to come?": masked_scores_alone,
        "The whole weight is on the largest score. Which share is left to the others?": masked_hard,
        "scores was changed in place. Which line should make a new array?": masked_in_place,
        "The weights are right but have the rows of the batch first. Which axis comes first in "
        "(S, B)?": masked_rows_first,
        "The weights came back as a list, without those of padding. What stands there in an array "
        "(S, B)?": masked_without_padding,
    },
    alternatives=(by_rows, by_a_large_number, by_masking_exponentials, by_log_sum, in_float32),
    tolerance=1e-11,
    tolerance_reason="a softmax in another order of operations differs by about 1e-15, and "
    "by 1e-12 where the sum's logarithm is added to a score near 10,000",
    float32=True,
)
