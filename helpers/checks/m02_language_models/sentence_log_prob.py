"""Check of sentence_log_prob, for whole sentences and for their rest."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.datasets.scoring import sentence_log_prob
from helpers.scratch.ops import log_softmax


def sentence_log_prob_cases(seed):
    """Yield (log_probs, ids, start): whole, rest only, repeats, nothing left, T=2, T=1, V=1, long.

    The long one's probability is below 1e-400, so no float64 holds it.
    """
    rng = np.random.default_rng(seed)
    for T, V, start in [(6, 5, 1), (6, 5, 1), (7, 4, 3), (5, 8, 4), (4, 6, 4), (2, 3, 1)]:
        yield log_softmax(2.0 * rng.normal(size=(T, V))), rng.integers(V, size=T), start
    yield log_softmax(rng.normal(size=(5, 5))), np.array([4, 3, 0, 2, 1]), 2
    yield log_softmax(rng.normal(size=(1, 4))), np.array([2]), 1  # an empty sentence
    yield np.zeros((4, 1)), np.zeros(4, dtype=int), 1  # a vocabulary of one
    with np.errstate(divide="ignore"):
        ruled_out = np.log(np.array([[0.5, 0.0, 0.5], [0.6, 0.3, 0.1], [0.2, 0.3, 0.5]]))
    yield ruled_out, np.array([0, 1, 2]), 1  # the first token has probability 0
    yield ruled_out, np.array([1, 2, 0]), 1
    yield log_softmax(rng.normal(size=(7, 4))), rng.integers(4, size=7), 3
    yield log_softmax(2.0 * rng.normal(size=(500, 6))), rng.integers(6, size=500), 1


def not_shifted(log_probs, ids, start):
    return float(sum(log_probs[t, ids[t]] for t in range(start, len(ids))))


def rows_from_start(log_probs, ids, start):
    return float(sum(log_probs[t, ids[t + 1]] for t in range(start, len(ids) - 1)))


def rows_from_start_negated(log_probs, ids, start):
    return -rows_from_start(log_probs, ids, start)


def all_rows_about_all_tokens(log_probs, ids, start):
    return float(log_probs[start - 1 : -1, ids[start:]].sum())


def first_token_predicted(log_probs, ids, start):
    return float(sum(log_probs[t - 1, ids[t]] for t in range(start - 1, len(ids))))


def start_ignored(log_probs, ids, start):
    return float(sum(log_probs[t - 1, ids[t]] for t in range(1, len(ids))))


def beginning_only(log_probs, ids, start):
    return float(sum(log_probs[t - 1, ids[t]] for t in range(1, start)))


def two_ahead(log_probs, ids, start):
    return float(sum(log_probs[t - 2, ids[t]] for t in range(max(start, 2), len(ids))))


def one_behind(log_probs, ids, start):
    return float(sum(log_probs[t, ids[t - 1]] for t in range(start, len(ids))))


def last_token_left_out(log_probs, ids, start):
    return float(sum(log_probs[t - 1, ids[t]] for t in range(start, len(ids) - 1)))


def averaged(log_probs, ids, start):
    picked = [log_probs[t - 1, ids[t]] for t in range(start, len(ids))]
    return float(np.mean(picked)) if picked else 0.0


def averaged_over_all(log_probs, ids, start):
    return float(sum(log_probs[t - 1, ids[t]] for t in range(start, len(ids))) / len(ids))


def as_probability(log_probs, ids, start):
    return float(np.exp(sum(log_probs[t - 1, ids[t]] for t in range(start, len(ids)))))


def log_of_the_product(log_probs, ids, start):
    with np.errstate(all="ignore"):
        return float(np.log(np.exp(log_probs[range(start - 1, len(ids) - 1), ids[start:]]).prod()))


def product_of_logs(log_probs, ids, start):
    return float(np.prod([log_probs[t - 1, ids[t]] for t in range(start, len(ids))]))


def sum_of_probabilities(log_probs, ids, start):
    return float(sum(np.exp(log_probs[t - 1, ids[t]]) for t in range(start, len(ids))))


def turned_sign(log_probs, ids, start):
    return float(-sum(log_probs[t - 1, ids[t]] for t in range(start, len(ids))))


def of_the_likeliest(log_probs, ids, start):
    return float(log_probs[start - 1 : -1].max(axis=1).sum())


def summed_over_vocabulary(log_probs, ids, start):
    return float(log_probs[start - 1 : len(ids) - 1].sum())


def one_for_each_token(log_probs, ids, start):
    t = np.arange(start, len(ids))
    return log_probs[t - 1, ids[t]]


def in_bits(log_probs, ids, start):
    return float(sum(log_probs[t - 1, ids[t]] for t in range(start, len(ids))) / np.log(2.0))


def logged_again(log_probs, ids, start):
    with np.errstate(all="ignore"):
        return float(sum(np.log(log_probs[t - 1, ids[t]]) for t in range(start, len(ids))))


def not_shifted_and_short(log_probs, ids, start):
    return float(sum(log_probs[t, ids[t]] for t in range(start, len(ids) - 1)))


def by_loop(log_probs, ids, start):
    total = 0.0
    for t in range(start, len(ids)):
        total += log_probs[t - 1, ids[t]]
    return float(total)


def by_pairs(log_probs, ids, start):
    pairs = list(zip(log_probs[:-1], ids[1:], strict=True))
    return float(sum(row[i] for row, i in pairs[start - 1 :]))


def by_take_along_axis(log_probs, ids, start):
    picked = np.take_along_axis(log_probs[:-1], ids[1:, None], axis=1)[:, 0]
    return picked[start - 1 :].sum()


def by_where(log_probs, ids, start):
    chosen = ids[1:, None] == np.arange(log_probs.shape[1])
    return float(np.where(chosen, log_probs[:-1], 0.0)[start - 1 :].sum())


check_sentence_log_prob = Check(
    name="sentence_log_prob",
    reference=sentence_log_prob,
    cases=sentence_log_prob_cases,
    outputs=("log_prob",),
    slips={
        "Row t was used to score ids[t], which the model had just read. Which token does row t "
        "predict?": not_shifted,
        "Row t was used to score ids[t], and the last token is left out as well. Which token does "
        "row t predict?": not_shifted_and_short,
        "The rows begin one step late, so the token at start is left out. Which row predicts "
        "ids[start]?": rows_from_start,
        "The rows begin one step late, and the sign is reversed as well. Which row predicts "
        "ids[start]?": rows_from_start_negated,
        "Every row was used to score every token: a slice beside an array of ids selects a whole "
        "block. With which index does each row get its own token?": all_rows_about_all_tokens,
        "There is one token too many: the one before start is scored as well. With start = 1 that "
        "is ids[0], which is given: which row could have predicted it?": first_token_predicted,
        "The whole sentence is scored, whatever start is. Which token is the first to be "
        "scored?": start_ignored,
        "This is the part before start. Which part does the exercise ask for?": beginning_only,
        "Each token is looked up two rows before it. Which row was computed after reading the token"
        " just before it?": two_ahead,
        "Each row was used to score the token before it, as if the model ran backwards. Which token"
        " comes after ids[t]?": one_behind,
        "The last token is left out. Which row predicts it?": last_token_left_out,
        "This is the mean. Do the log-probabilities of a product's factors add up, or "
        "average?": averaged,
        "The sum was divided by the number of tokens. Is a log-probability a sum or a "
        "mean?": averaged_over_all,
        "This is the probability itself, which underflows to 0 for a long text. Which quantity does"
        " the exercise ask for?": as_probability,
        "The log was taken of the product of the probabilities, which is rounded to 0 for a long "
        "text. What can be done with the logs of the factors instead?": log_of_the_product,
        "The logs were multiplied. What does the log turn a product into?": product_of_logs,
        "Probabilities were added. All tokens have to occur: how does the chain rule combine their "
        "probabilities, and what does the log turn that into?": sum_of_probabilities,
        "The sign is reversed: this is the negative log-probability. Is the log of a number below 1"
        " positive?": turned_sign,
        "The most likely token of each row was scored. Which token of the sentence actually came "
        "next?": of_the_likeliest,
        "All V entries of the rows were added. Which one of them belongs to the token that came "
        "next?": summed_over_vocabulary,
        "There is still one number for each token. How are they combined into "
        "one?": one_for_each_token,
        "This is in bits. Which unit do the logs in log_probs already have?": in_bits,
        "The log was taken of values that are already logs. What range do the numbers in log_probs "
        "have?": logged_again,
    },
    alternatives=(by_loop, by_pairs, by_take_along_axis, by_where),
    tolerance_reason="float64 sums in another order differ by about 1e-15 of their size",
)
