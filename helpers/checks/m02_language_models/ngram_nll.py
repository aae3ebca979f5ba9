"""Check of ngram_nll, which is optional."""

from collections import Counter

import numpy as np

from helpers.checks.engine.check import Check
from helpers.datasets.ngrams import ngram_nll


def ngram_nll_cases(seed):
    """Yield (train_ids, test_ids, V, n, add_k): orders 1 to 4, new tokens and contexts, V = 1."""
    rng = np.random.default_rng(seed)
    yield np.array([0, 1, 0, 1]), np.array([0, 1, 0]), 2, 2, 1.0
    for N, M, used, V, n, add_k in [
        (30, 12, 3, 3, 2, 0.5),
        (30, 12, 3, 3, 2, 0.5),
        (40, 10, 3, 5, 1, 0.1),
        (60, 15, 4, 4, 3, 0.05),
        (25, 14, 3, 4, 4, 2.0),
    ]:
        yield rng.integers(used, size=N), rng.integers(V, size=M), V, n, add_k
    yield rng.integers(3, size=20), rng.integers(3, size=2), 3, 4, 0.3  # a test shorter than n
    yield np.array([1, 0, 2]), np.array([2, 2, 1]), 3, 2, 0.5
    yield np.zeros(5, dtype=int), np.zeros(4, dtype=int), 1, 3, 1.0  # a vocabulary of one


def scored(train_ids, test_ids, n, p):
    """Return the probabilities of test_ids[1:]; p: (count of gram, count of context, m)."""
    train, test = train_ids.tolist(), test_ids.tolist()
    probs = []
    for i in range(1, len(test)):
        m = min(n, i + 1)
        gram = tuple(test[i - m + 1 : i + 1])
        grams = Counter(tuple(train[j : j + m]) for j in range(len(train) - m + 1))
        context = sum(count for other, count in grams.items() if other[:-1] == gram[:-1])
        probs.append(p(grams[gram], context, m))
    return np.array(probs)


def right(train_ids, test_ids, V, n, add_k):
    return scored(train_ids, test_ids, n, lambda c, N, m: (c + add_k) / (N + add_k * V))


def nats(probs):
    with np.errstate(divide="ignore", invalid="ignore"):
        return float(-np.mean(np.log(probs)))


def without_V(train_ids, test_ids, V, n, add_k):
    return nats(scored(train_ids, test_ids, n, lambda c, N, m: (c + add_k) / (N + add_k)))


def added_above_only(train_ids, test_ids, V, n, add_k):
    def p(c, N, m):
        return (c + add_k) / N if N else 1 / V

    return nats(scored(train_ids, test_ids, n, p))


def added_below_only(train_ids, test_ids, V, n, add_k):
    return nats(scored(train_ids, test_ids, n, lambda c, N, m: c / (N + add_k * V)))


def one_added(train_ids, test_ids, V, n, add_k):
    return nats(right(train_ids, test_ids, V, n, 1.0))


def nothing_added(train_ids, test_ids, V, n, add_k):
    return nats(scored(train_ids, test_ids, n, lambda c, N, m: c / N if N else 1 / V))


def one_added_below(train_ids, test_ids, V, n, add_k):
    return nats(scored(train_ids, test_ids, n, lambda c, N, m: (c + add_k) / (N + V)))


def all_contexts_of_V(train_ids, test_ids, V, n, add_k):
    def p(c, N, m):
        return (c + add_k) / (N + add_k * V**m)

    return nats(scored(train_ids, test_ids, n, p))


def joint_probability(train_ids, test_ids, V, n, add_k):
    def p(c, N, m):
        return (c + add_k) / (len(train_ids) - m + 1 + add_k * V)

    return nats(scored(train_ids, test_ids, n, p))


def short_contexts_left_out(train_ids, test_ids, V, n, add_k):
    probs = right(train_ids, test_ids, V, n, add_k)
    return nats(probs[max(n - 2, 0) :])


def context_counted_at_the_end(train_ids, test_ids, V, n, add_k):
    train, test = train_ids.tolist(), test_ids.tolist()
    probs = []
    for i in range(1, len(test)):
        m = min(n, i + 1)
        gram = test[i - m + 1 : i + 1]
        count = sum(train[j : j + m] == gram for j in range(len(train) - m + 1))
        context = sum(train[j : j + m - 1] == gram[:-1] for j in range(len(train) - m + 2))
        context = context if m > 1 else len(train)
        probs.append((count + add_k) / (context + add_k * V))
    return nats(np.array(probs))


def divided_by_M(train_ids, test_ids, V, n, add_k):
    return float(-np.log(right(train_ids, test_ids, V, n, add_k)).sum() / len(test_ids))


def summed(train_ids, test_ids, V, n, add_k):
    return float(-np.log(right(train_ids, test_ids, V, n, add_k)).sum())


def first_token_scored(train_ids, test_ids, V, n, add_k):
    count = np.count_nonzero(train_ids == test_ids[0])
    first = (count + add_k) / (len(train_ids) + add_k * V)
    return nats(np.concatenate([[first], right(train_ids, test_ids, V, n, add_k)]))


def as_perplexity(train_ids, test_ids, V, n, add_k):
    return float(np.exp(nats(right(train_ids, test_ids, V, n, add_k))))


def turned_sign(train_ids, test_ids, V, n, add_k):
    return -nats(right(train_ids, test_ids, V, n, add_k))


def in_bits(train_ids, test_ids, V, n, add_k):
    return nats(right(train_ids, test_ids, V, n, add_k)) / float(np.log(2.0))


def context_of_n(train_ids, test_ids, V, n, add_k):
    return nats(right(train_ids, test_ids, V, n + 1, add_k))


def context_of_n_late(train_ids, test_ids, V, n, add_k):
    return nats(right(train_ids, test_ids, V, n + 1, add_k)[n - 1 :])


def counted_on_the_test(train_ids, test_ids, V, n, add_k):
    return nats(right(test_ids, test_ids, V, n, add_k))


def context_of_n_less_two(train_ids, test_ids, V, n, add_k):
    return nats(right(train_ids, test_ids, V, max(n - 1, 1), add_k))


def types_for_V(train_ids, test_ids, V, n, add_k):
    train, test, probs = train_ids.tolist(), test_ids.tolist(), []
    for i in range(1, len(test)):
        m = min(n, i + 1)
        context = test[i - m + 1 : i]
        places = range(m - 1, len(train))
        after = Counter(train[j] for j in places if train[j - m + 1 : j] == context)
        types = max(len(after), 1)
        probs.append((after[test[i]] + add_k) / (after.total() + add_k * types))
    return nats(np.array(probs))


def short_contexts_not_counted(train_ids, test_ids, V, n, add_k):
    probs = right(train_ids, test_ids, V, n, add_k)
    probs[: max(n - 2, 0)] = 1 / V
    return nats(probs)


def new_tokens_skipped(train_ids, test_ids, V, n, add_k):
    counts = scored(train_ids, test_ids, n, lambda c, N, m: c)
    probs = right(train_ids, test_ids, V, n, add_k)
    return float(-np.log(probs[counts > 0]).sum() / max(len(probs), 1))


def by_counters(train_ids, test_ids, V, n, add_k):
    train, total = train_ids.tolist(), 0.0
    for i in range(1, len(test_ids)):
        m = min(n, i + 1)
        gram = tuple(test_ids[i - m + 1 : i + 1].tolist())
        grams = Counter(zip(*(train[k:] for k in range(m)), strict=False))
        contexts = Counter()
        for other, count in grams.items():
            contexts[other[:-1]] += count
        total -= np.log((grams[gram] + add_k) / (contexts[gram[:-1]] + add_k * V))
    return total / (len(test_ids) - 1)


def by_tables(train_ids, test_ids, V, n, add_k):
    logs = []
    for i in range(1, len(test_ids)):
        m = min(n, i + 1)
        counts = np.full(V, float(add_k))
        for j in range(m - 1, len(train_ids)):
            if (train_ids[j - m + 1 : j] == test_ids[i - m + 1 : i]).all():
                counts[train_ids[j]] += 1
        logs.append(np.log(counts[test_ids[i]]) - np.log(counts.sum()))
    return -float(np.mean(logs))


def by_windows(train_ids, test_ids, V, n, add_k):
    total = 0.0
    for i in range(1, len(test_ids)):
        m = min(n, i + 1)
        windows = np.lib.stride_tricks.sliding_window_view(train_ids, m)
        asked = test_ids[i - m + 1 : i + 1]
        here = (windows[:, : m - 1] == asked[:-1]).all(axis=1)
        both = here & (windows[:, -1] == asked[-1])
        total += np.log(here.sum() + add_k * V) - np.log(both.sum() + add_k)
    return float(total / (len(test_ids) - 1))


check_ngram_nll = Check(
    name="ngram_nll",
    reference=ngram_nll,
    cases=ngram_nll_cases,
    outputs=("nll",),
    slips={
        "The denominator contains add_k only once. To how many tokens' counts was it "
        "added?": without_V,
        "add_k is missing in the denominator, so the probabilities sum to more than 1. What is the "
        "sum of all numerators?": added_above_only,
        "add_k is missing in the numerator, so a new token gets probability 0. What is add_k "
        "for?": added_below_only,
        "1 was added, whatever add_k is. Which argument sets the amount?": one_added,
        "Nothing was added, so a token that is new after its context gets probability 0. What does "
        "add_k do?": nothing_added,
        "The denominator contains V, as if add_k were 1. What was added to each of the V "
        "counts?": one_added_below,
        "The denominator counts all possible n-grams. How many different tokens can follow one "
        "context?": all_contexts_of_V,
        "The count was divided by the length of the text: this is the relative frequency of the "
        "n-gram, not of the token given its context. How often does the context "
        "occur?": joint_probability,
        "The first tokens, which have fewer than n - 1 tokens before them, were left out. What is "
        "their context?": short_contexts_left_out,
        "The first tokens, whose contexts are shorter than n - 1, are treated as if nothing had "
        "been counted. Which contexts have to be counted for them?": short_contexts_not_counted,
        "The longest context has n - 2 tokens. How many of the n tokens of an n-gram precede the "
        "last?": context_of_n_less_two,
        "add_k is multiplied by the number of tokens that followed, not by V. To how many tokens' "
        "counts was it added?": types_for_V,
        "Tokens that are new after their context are not scored. What is their probability when "
        "add_k is added to every count?": new_tokens_skipped,
        "The context at the end of training is counted, though nothing follows it. How often does "
        "the context occur with a token after it?": context_counted_at_the_end,
        "test_ids[0] was scored as well. Which token is the first to be "
        "predicted?": first_token_scored,
        "The sum was divided by M. How many tokens were predicted?": divided_by_M,
        "This is the sum. By which number should it be divided?": summed,
        "The sign is reversed. Is the log of a probability positive?": turned_sign,
        "This is the perplexity. Of what is it the exponential?": as_perplexity,
        "This is in bits. Which logarithm gives nats?": in_bits,
        "The contexts hold n tokens. How many of the n tokens of an n-gram precede the "
        "last?": context_of_n,
        "The contexts hold n tokens, and the first n tokens of the test were left out. How many "
        "of the n tokens of an n-gram precede the last?": context_of_n_late,
        "The counts come from the test text. Which text should be counted?": counted_on_the_test,
    },
    alternatives=(by_counters, by_tables, by_windows),
    equivalent={
        "1 -> 2 (in `followers = [count_followers(train_ids.tolist(), m) for m in range(...`) #2": (
            "counts contexts of n tokens too, which are never asked for"
        ),
    },
    tolerance_reason="sums of a few float64 logarithms: about 1e-15 of their size",
)
