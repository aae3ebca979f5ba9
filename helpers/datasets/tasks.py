"""Tasks made by a rule, whose best possible loss is known.

The sentences of a language come one by one, of unequal length, each ending in <EOS>;
batching.pad_and_mask makes a batch of them.

Axes  T time, B batch.
"""

import math
from typing import NamedTuple

import numpy as np

from helpers.datasets.words import EOS, UNK
from helpers.scratch.contract.validation import require_count, require_floats, require_shape

# ------------------------------------------------------------------ long memories

ADDING_BASELINE = 1 / 6  # mean squared error of always answering 1: twice the variance of U(0, 1)


def adding_problem(T, u, positions):
    """Make sequences whose target is the sum of two marked numbers among T.

    Shapes: u (T, B), uniform on [0, 1); positions (2, B) int, the two marked steps of each row,
    from 0 to T - 1 and not equal -> xs (T, B, 2), the number and its mark (1 at the two steps,
    else 0); targets (B,).
    Raises: ValueError if a shape does not fit, or a row's positions are not two steps.
    Source: Hochreiter & Schmidhuber (1997), section 5.4. Differs: their numbers are from [-1, 1],
    their targets scaled to [0, 1] and their marks -1 at both ends.
    """
    T = require_count("T", T, least=2)
    _, B = require_floats("u", u, T=T, B=None)
    positions = np.asarray(positions)
    require_shape("positions", positions, two=2, B=B)
    if positions.dtype.kind not in "iu" or positions.min() < 0 or positions.max() >= T:
        raise ValueError(f"positions holds other values than steps from 0 to {T - 1}.")
    if (positions[0] == positions[1]).any():
        raise ValueError("positions marks one step twice, expected two steps in each row.")
    rows = np.arange(B)
    marks = np.zeros_like(u)
    marks[positions, rows] = 1.0
    return np.stack([u, marks], axis=-1), u[positions, rows].sum(axis=0)


def draw_adding(rng, T, B):
    """Draw what adding_problem takes: numbers, and one marked step in each half of a row.

    Shapes: -> u (T, B) in float64, positions (2, B).
    Raises: ValueError if T is not a whole number of at least 2, or B of at least 1.
    """
    T, B = require_count("T", T, least=2), require_count("B", B)
    half = T // 2
    positions = np.stack([rng.integers(0, half, size=B), rng.integers(half, T, size=B)])
    return rng.uniform(size=(T, B)), positions


def copy_memory_baseline(T, K, S):
    """Score the best predictor without memory on the copy task, in nats a step.

    S symbols of K kinds, then T blanks, the last of them a signal, then the S symbols again in
    order: T + 2S steps. Without memory the blanks are certain and each symbol costs ln K.
    Raises: ValueError if T, K or S is not a whole number of at least 1.
    Source: Arjovsky, Shah & Bengio (2016), section 4.1, with K = 8 and S = 10.
    """
    T, K, S = require_count("T", T), require_count("K", K), require_count("S", S)
    return S * math.log(K) / (T + 2 * S)


# ------------------------------------------------------------------ a^n b^n

ANBN_VOCAB = ("a", "b", EOS)


def anbn(n):
    """Return a^n b^n <EOS> as ids. Shapes: -> (2n + 1,) int64."""
    n = require_count("n", n)
    return np.array([0] * n + [1] * n + [2], dtype=np.int64)


def anbn_sentences(rng, count, p):
    """Draw strings a^n b^n <EOS> with n geometric, at least 1: P(n) = p (1 - p)^(n - 1).

    Shapes: -> a list of `count` arrays (2n + 1,) int64.
    Raises: ValueError if p is not between 0 and 1.
    """
    p = _require_share("p", p)
    return [anbn(int(n)) for n in rng.geometric(p, size=require_count("count", count))]


def anbn_floor(p):
    """Compute the entropy of a^n b^n <EOS> a symbol: no model's loss is lower on average.

    Units: nats per symbol of the string, <EOS> included: the entropy of a string,
    (-p ln p - (1 - p) ln(1 - p)) / p, over its expected length, 2 / p + 1.
    Raises: ValueError if p is not between 0 and 1.
    """
    p = _require_share("p", p)
    return float(_coin_entropy(p) / (2 + p))


def anbn_loss(log_probs, p, longest=59):
    """Compute a model's expected loss on a^n b^n <EOS> exactly, by going through all strings.

    log_probs: ids (T, B) -> (T, B, V), row t about what follows ids[t]; <EOS> stands before each
    string. Strings with n over `longest` are left out: (1 - p)^longest of all, 7e-10 at p = 0.3.
    Units: nats per symbol, to be compared with anbn_floor.
    Raises: ValueError if p is not between 0 and 1, or longest is not at least 1.
    """
    p, longest = _require_share("p", p), require_count("longest", longest)
    ids = np.zeros((2 * longest + 2, longest), dtype=np.int64)
    ids[0] = 2
    share = p * (1 - p) ** np.arange(longest)
    nll = np.zeros(longest)
    for n in range(1, longest + 1):
        ids[1 : 2 * n + 2, n - 1] = anbn(n)
    predicted = log_probs(ids[:-1])
    for n in range(1, longest + 1):
        steps = np.arange(2 * n + 1)
        nll[n - 1] = -predicted[steps, n - 1, ids[steps + 1, n - 1]].sum()
    return float(share @ nll / (share @ (2.0 * np.arange(1, longest + 1) + 1)))


# ------------------------------------------------------------------ agreement

NOUNS = tuple(
    (noun, noun + "s")
    for noun in (
        "author boat captain cook dancer doctor farmer girl guard judge king letter nurse painter "
        "pilot queen sailor singer table teacher"
    ).split()
)
PREPOSITIONS = ("behind", "near", "beside", "with")
VERBS = (("is", "are"), ("was", "were"), ("seems", "seem"), ("looks", "look"))
COMPLEMENTS = ("old", "tall", "quiet", "famous", "tired", "strange")
AGREEMENT_VOCAB = (
    *(UNK, EOS, "the"),
    *(form for pair in (*NOUNS, *VERBS) for form in pair),
    *PREPOSITIONS,
    *COMPLEMENTS,
)


class AgreementSentence(NamedTuple):
    """ "the girl near the boats is old": a subject, distractors, a verb that agrees with the first.

    ids end with <EOS>. At `verb` the verb stands; `wrong` is its form in the other number.
    """

    ids: np.ndarray  # (5 + 3 distractors,) int64
    verb: int
    wrong: int  # an id
    distractors: int
    nearest_agrees: bool  # the last noun before the verb has the subject's number


def agreement_sentences(rng, count, stop, agree=0.5, distractors=None):
    """Draw sentences whose verb agrees with a subject that distractors stand behind.

    The number of distractors is geometric, P(k) = stop (1 - stop)^k, or fixed by `distractors`.
    The subject's number is a fair coin, and each distractor has the same with probability agree:
    in real text, too, most nouns beside a subject do not mislead.
    Returns a list of `count` AgreementSentence.
    Raises: ValueError if stop or agree is not between 0 and 1.
    Source: Linzen, Dupoux & Goldberg (2016), who collected such sentences from real text.
    """
    stop, count = _require_share("stop", stop), require_count("count", count)
    agree = _require_share("agree", agree)
    if distractors is None:
        many = rng.geometric(stop, size=count) - 1
    else:
        many = np.full(count, require_count("distractors", distractors, least=0))
    return [_agreement_sentence(rng, int(k), agree) for k in many]


def agreement_floor(stop, agree=0.5):
    """Compute the entropy of agreement_sentences per token: no model's loss is lower on average.

    Units: nats per token, <EOS> included. Given all before it, the subject is one of 2 * 20 forms,
    a preposition one of 4, a distractor one of 20 nouns in the number of a coin, a verb one of 4
    in the number of the subject, a complement one of 6; how many distractors come has the entropy
    of a coin with P(stop), thrown until it stops, 1 / stop times on average.
    Raises: ValueError if stop or agree is not between 0 and 1.
    """
    stop, agree = _require_share("stop", stop), _require_share("agree", agree)
    mean = (1 - stop) / stop
    entropy = np.log(2 * len(NOUNS)) + np.log(len(VERBS)) + np.log(len(COMPLEMENTS))
    entropy += mean * (np.log(len(PREPOSITIONS)) + np.log(len(NOUNS)) + _coin_entropy(agree))
    entropy += _coin_entropy(stop) / stop
    return float(entropy / (5 + 3 * mean))


def _agreement_sentence(rng, k, agree):
    """Draw one sentence with k distractors."""
    nouns, number = rng.integers(len(NOUNS), size=k + 1), int(rng.integers(2))
    numbers = [number, *np.where(rng.uniform(size=k) < agree, number, 1 - number).tolist()]
    phrases = [["the", NOUNS[i][number]] for i, number in zip(nouns, numbers, strict=True)]
    links = [PREPOSITIONS[i] for i in rng.integers(len(PREPOSITIONS), size=k)]
    words = phrases[0] + [w for link, p in zip(links, phrases[1:], strict=True) for w in (link, *p)]
    forms = VERBS[rng.integers(len(VERBS))]
    complement = COMPLEMENTS[rng.integers(len(COMPLEMENTS))]
    ids = [AGREEMENT_VOCAB.index(w) for w in (*words, forms[number], complement, EOS)]
    wrong = AGREEMENT_VOCAB.index(forms[1 - number])
    agrees = bool(numbers[-1] == number)
    return AgreementSentence(np.array(ids, dtype=np.int64), len(words), wrong, k, agrees)


def _coin_entropy(p):
    """Compute the entropy of a coin that shows one side with probability p, in nats."""
    return -(p * np.log(p) + (1 - p) * np.log1p(-p))


def _require_share(name, value):
    """Return value once it is a number strictly between 0 and 1."""
    if isinstance(value, bool) or not isinstance(value, int | float | np.floating):
        raise ValueError(f"{name} is {value!r}, expected a number between 0 and 1.")
    if not 0 < value < 1:
        raise ValueError(f"{name} is {value!r}, expected a number between 0 and 1.")
    return float(value)
