"""Check of temper."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.sampling import temper
from helpers.scratch.ops import log_softmax, softmax


def temper_cases(seed):
    """Yield (logits, tau): one row, several, tau 1, log-probabilities, -inf, near 0, and large.

    The last few hide some mistakes, so that others show alone: logits of 0, equal ones, whole ones.
    """
    rng = np.random.default_rng(seed)
    yield 2 * rng.normal(size=6), 0.7
    yield 2 * rng.normal(size=(3, 5)), 1.0
    yield log_softmax(rng.normal(size=(2, 4))), 2.5
    zeros = 2 * rng.normal(size=(2, 5))
    zeros[0, 1] = zeros[1, 3] = -np.inf
    yield zeros, 0.4
    yield zeros[:, ::-1].copy(), 2.5
    yield rng.normal(size=(1, 4)), 0.01
    yield 30 * rng.normal(size=7), 50.0
    yield rng.normal(size=(2, 1)), 1.7
    yield np.zeros((2, 4)), 0.6
    yield from_the_top(rng.normal(size=(3, 4))), 0.8
    yield np.full((2, 4), 0.6 / 4), 0.6
    yield np.full((2, 5), 1 / 5), 1.4
    yield rng.integers(-4, 5, size=(2, 6)) + 0.0, 0.5
    yield 2 * rng.normal(size=6), 1.6


def from_the_top(logits):
    """Return logits the largest of which is 0."""
    return logits - logits.max(axis=-1, keepdims=True)


def temper_multiplies(logits, tau):
    return logits * tau


def temper_subtracts(logits, tau):
    return logits - tau


def temper_whole_division(logits, tau):
    return logits // tau


def temper_negative(logits, tau):
    return -logits / tau


def temper_probabilities(logits, tau):
    return softmax(logits / tau)


def temper_multiplied_probabilities(logits, tau):
    return softmax(logits * tau)


def temper_softmax_first(logits, tau):
    return softmax(logits) / tau


def temper_powers(logits, tau):
    return softmax(logits) ** (1 / tau)


def temper_powers_of_tau(logits, tau):
    return softmax(logits) ** tau


def temper_logit_powers(logits, tau):
    with np.errstate(all="ignore"):
        return logits ** (1 / tau)


def temper_logit_powers_of_tau(logits, tau):
    with np.errstate(all="ignore"):
        return logits**tau


def temper_exponentials(logits, tau):
    return np.exp(np.minimum(logits / tau, 700))


def temper_log_probabilities(logits, tau):
    return log_softmax(logits / tau)


def temper_of_log_probabilities(logits, tau):
    return log_softmax(logits) / tau


def temper_shifted(logits, tau):
    return (logits - logits.max(axis=-1, keepdims=True)) / tau


def temper_clipped(logits, tau):
    return np.maximum(logits, -1e9) / tau


def by_reciprocal(logits, tau):
    return logits * (1.0 / tau)


def by_numpy(logits, tau):
    return np.true_divide(logits, np.float64(tau))


def by_loop(logits, tau):
    tempered = np.empty(logits.shape)
    for i in np.ndindex(logits.shape):
        tempered[i] = float(logits[i]) / tau
    return tempered


check_temper = Check(
    name="temper",
    reference=temper,
    cases=temper_cases,
    outputs=("tempered",),
    slips={
        "The logits were multiplied by tau. Which of the two makes a distribution sharper where "
        "tau is below 1?": temper_multiplies,
        "tau was subtracted. What does a softmax make of logits that are all shifted by the same "
        "number?": temper_subtracts,
        "The division was an integer division. Which of / and // keeps the "
        "fraction?": temper_whole_division,
        "The signs are reversed. Which token should stay the most likely one?": temper_negative,
        "These are probabilities, the softmax of the right logits. What does the exercise ask "
        "for?": temper_probabilities,
        "These are probabilities, of logits multiplied by tau. What does the exercise ask for, "
        "and which operation makes a low temperature sharp?": temper_multiplied_probabilities,
        "The softmax was taken first, and its probabilities divided. Do they still sum to 1, and "
        "what should be divided by tau?": temper_softmax_first,
        "These are probabilities to the power 1 / tau. They have the right odds; but what does "
        "the exercise ask for?": temper_powers,
        "These are probabilities to the power tau. What does the exercise ask for, and do the odds "
        "grow where tau is below 1?": temper_powers_of_tau,
        "These are logits to the power 1 / tau. Powers belong to probabilities: to what does a "
        "power of a probability turn in its logarithm?": temper_logit_powers,
        "These are logits to the power tau. Powers belong to probabilities: to what does a power "
        "of a probability turn in its logarithm?": temper_logit_powers_of_tau,
        "exp was taken. What does the exercise ask for, logits or what a softmax makes of "
        "them?": temper_exponentials,
        "These are log-probabilities: the right distribution, but shifted so that it is "
        "normalised. Was a softmax asked for?": temper_log_probabilities,
        "The log-probabilities were divided by tau: the right distribution, but not the logits "
        "given. What was shifted before the division?": temper_of_log_probabilities,
        "The largest logit was subtracted: the right distribution, but not what the prompt asks "
        "for. What is each logit only divided by?": temper_shifted,
        "A logit of -inf became a finite number. What is the probability of such a token at any "
        "temperature?": temper_clipped,
    },
    alternatives=(by_reciprocal, by_numpy, by_loop),
    tolerance_reason="one division: 1e-16 of its size",
    float32=True,
)
