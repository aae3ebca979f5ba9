"""Check of interpolated_nll."""

from collections import Counter, defaultdict
from functools import cache

import numpy as np

from helpers.checks.engine.check import Check
from helpers.datasets.ngrams import (
    interpolated_log_probs,
    interpolated_nll,
    interpolated_rows,
)


def interpolated_nll_cases(seed):
    """Yield (train_ids, test_ids, V, n): orders 1 to 5, what is new, V = 1, the shortest."""
    rng = np.random.default_rng(seed)
    for N, M, used, V, n in [
        (30, 12, 3, 3, 2),
        (30, 12, 3, 3, 2),
        (40, 10, 3, 5, 1),  # tokens 3 and 4 never occur in training
        (60, 15, 4, 4, 3),
        (25, 14, 3, 4, 5),  # most contexts are new
        (1500, 300, 11, 12, 3),  # long enough that counting once is worth it
    ]:
        yield rng.integers(used, size=N), rng.integers(V, size=M), V, n
    yield np.array([0, 1, 0, 1]), np.array([0, 1, 0]), 2, 2
    yield rng.integers(3, size=20), rng.integers(3, size=2), 3, 4  # a test shorter than n
    yield np.array([1, 0, 2]), np.array([2, 2, 1]), 3, 2  # a context that only ends the training
    yield np.zeros(5, dtype=int), np.zeros(4, dtype=int), 1, 3  # a vocabulary of one
    yield rng.integers(3, size=30), rng.integers(4, size=11), 4, 3


def followers(train, m):
    """Count what follows each context of m - 1 tokens."""
    found = defaultdict(Counter)
    for i in range(m - 1, len(train)):
        found[tuple(train[i - m + 1 : i])][train[i]] += 1
    return found


def orders(train_ids, test_ids, V, n, mix=None, first=None, least=1):
    """Return the probabilities of test_ids[1:], order by order, with one thing changed.

    mix: (counts of the context, token, lower-order probability, m) -> P_m. first: P_0. least: the
    first order that is counted.
    """
    train, test = [int(i) for i in train_ids], [int(i) for i in test_ids]
    mix = mix or witten_bell
    probs = np.full(len(test) - 1, 1.0 / V if first is None else first)
    for m in range(least, n + 1):
        counts = followers(train, m)
        for i in range(max(1, m - 1), len(test)):
            seen = counts.get(tuple(test[i - m + 1 : i]), Counter())
            probs[i - 1] = mix(seen, test[i], probs[i - 1], m)
    return probs


def witten_bell(seen, token, lower, m):
    if not seen:
        return lower
    return (seen[token] + len(seen) * lower) / (seen.total() + len(seen))


def nats(probs):
    with np.errstate(divide="ignore"):
        return float(-np.mean(np.log(probs)))


def highest_order_only(train_ids, test_ids, V, n):
    def mix(seen, token, lower, m):
        return witten_bell(seen, token, 1.0 / V, m)

    return nats(orders(train_ids, test_ids, V, n, mix))


def never_down_to_uniform(train_ids, test_ids, V, n):
    return nats(orders(train_ids, test_ids, V, n, first=0.0))


def unigram_left_out(train_ids, test_ids, V, n):
    return nats(orders(train_ids, test_ids, V, n, least=2 if n > 1 else 1))


def backs_off(train_ids, test_ids, V, n):
    def mix(seen, token, lower, m):
        if not seen or seen[token]:
            return seen[token] / (seen.total() + len(seen)) if seen else lower
        return len(seen) * lower / (seen.total() + len(seen))

    return nats(orders(train_ids, test_ids, V, n, mix))


def types_is_V(train_ids, test_ids, V, n):
    def mix(seen, token, lower, m):
        return (seen[token] + V * lower) / (seen.total() + V)

    return nats(orders(train_ids, test_ids, V, n, mix))


def types_is_one(train_ids, test_ids, V, n):
    def mix(seen, token, lower, m):
        return (seen[token] + lower) / (seen.total() + 1) if seen else lower

    return nats(orders(train_ids, test_ids, V, n, mix))


def types_is_count(train_ids, test_ids, V, n):
    def mix(seen, token, lower, m):
        return (seen[token] + seen.total() * lower) / (2 * seen.total()) if seen else lower

    return nats(orders(train_ids, test_ids, V, n, mix))


def types_left_out_below(train_ids, test_ids, V, n):
    def mix(seen, token, lower, m):
        return (seen[token] + len(seen) * lower) / seen.total() if seen else lower

    return nats(orders(train_ids, test_ids, V, n, mix))


def types_left_out_above(train_ids, test_ids, V, n):
    def mix(seen, token, lower, m):
        return (seen[token] + lower) / (seen.total() + len(seen)) if seen else lower

    return nats(orders(train_ids, test_ids, V, n, mix))


def no_lower_order(train_ids, test_ids, V, n):
    def mix(seen, token, lower, m):
        return seen[token] / seen.total() if seen else lower

    return nats(orders(train_ids, test_ids, V, n, mix))


def weights_exchanged(train_ids, test_ids, V, n):
    def mix(seen, token, lower, m):
        if not seen:
            return lower
        N, types = seen.total(), len(seen)
        return (types * seen[token] / N + N * lower) / (N + types)

    return nats(orders(train_ids, test_ids, V, n, mix))


def new_context_is_uniform(train_ids, test_ids, V, n):
    def mix(seen, token, lower, m):
        return witten_bell(seen, token, lower, m) if seen else 1.0 / V

    return nats(orders(train_ids, test_ids, V, n, mix))


def shortened_at_the_wrong_end(train_ids, test_ids, V, n):
    train, test = [int(i) for i in train_ids], [int(i) for i in test_ids]
    counts = {m: {} for m in range(1, n + 1)}
    for m in range(1, n + 1):
        for i in range(m - 1, len(train)):
            for k in range(m):
                context = tuple(train[i - m + 1 : i - m + 1 + k])
                counts[m].setdefault(context, Counter())[train[i]] += 1
    probs = np.full(len(test) - 1, 1.0 / V)
    for i in range(1, len(test)):
        whole = test[max(i - n + 1, 0) : i]
        for k in range(len(whole) + 1):
            seen = counts[len(whole) + 1].get(tuple(whole[:k]), Counter())
            probs[i - 1] = witten_bell(seen, test[i], probs[i - 1], k)
    return nats(probs)


def nearest_token_dropped(train_ids, test_ids, V, n):
    train, test = train_ids.tolist(), test_ids.tolist()
    counts = [followers(train, k + 1) for k in range(n)]
    probs = np.full(len(test) - 1, 1.0 / V)
    for i in range(1, len(test)):
        whole = tuple(test[max(i - n + 1, 0) : i])
        for k in range(len(whole) + 1):
            seen = counts[k].get(whole[:k], Counter())
            probs[i - 1] = witten_bell(seen, test[i], probs[i - 1], k)
    return nats(probs)


def counted_from_the_first(train_ids, test_ids, V, n):
    train, test = train_ids.tolist(), test_ids.tolist()
    counts = defaultdict(Counter)
    for m in range(1, n + 1):
        for i in range(len(train)):
            counts[tuple(train[i - m + 1 : i])][train[i]] += 1
    probs = np.full(len(test) - 1, 1.0 / V)
    for m in range(1, n + 1):
        for i in range(max(1, m - 1), len(test)):
            seen = counts.get(tuple(test[i - m + 1 : i]), Counter())
            probs[i - 1] = witten_bell(seen, test[i], probs[i - 1], m)
    return nats(probs)


def context_counted_at_the_end(train_ids, test_ids, V, n):
    train, test = [int(i) for i in train_ids], [int(i) for i in test_ids]
    probs = np.full(len(test) - 1, 1.0 / V)
    for m in range(1, n + 1):
        counts = followers(train, m)
        contexts = Counter(tuple(train[i : i + m - 1]) for i in range(len(train) - m + 2))
        contexts[()] = len(train)
        for i in range(max(1, m - 1), len(test)):
            context = tuple(test[i - m + 1 : i])
            seen = counts.get(context, Counter())
            if contexts[context]:
                new = seen[test[i]] + len(seen) * probs[i - 1]
                probs[i - 1] = new / (contexts[context] + len(seen))
    return nats(probs)


def short_contexts_left_out(train_ids, test_ids, V, n):
    left = orders(train_ids, test_ids, V, n)[max(n - 2, 0) :]
    return nats(left) if len(left) else 0.0


def first_token_scored(train_ids, test_ids, V, n):
    first = witten_bell(followers(train_ids.tolist(), 1)[()], int(test_ids[0]), 1.0 / V, 1)
    return nats(np.concatenate([[first], orders(train_ids, test_ids, V, n)]))


def divided_by_M(train_ids, test_ids, V, n):
    return float(-np.log(orders(train_ids, test_ids, V, n)).sum() / len(test_ids))


def summed(train_ids, test_ids, V, n):
    return float(-np.log(orders(train_ids, test_ids, V, n)).sum())


def turned_sign(train_ids, test_ids, V, n):
    return float(np.log(orders(train_ids, test_ids, V, n)).mean())


def in_bits(train_ids, test_ids, V, n):
    return float(-np.log2(orders(train_ids, test_ids, V, n)).mean())


def log_of_the_mean(train_ids, test_ids, V, n):
    return float(-np.log(orders(train_ids, test_ids, V, n).mean()))


def as_perplexity(train_ids, test_ids, V, n):
    return float(np.exp(nats(orders(train_ids, test_ids, V, n))))


def context_of_n(train_ids, test_ids, V, n):
    return nats(orders(train_ids, test_ids, V, n + 1))


def context_of_n_less_two(train_ids, test_ids, V, n):
    return nats(orders(train_ids, test_ids, V, n - 1))


def counted_on_the_test(train_ids, test_ids, V, n):
    return nats(orders(test_ids, test_ids, V, n))


def looking_up_adds_a_type(train_ids, test_ids, V, n):
    counts = [followers(train_ids.tolist(), m) for m in range(1, n + 1)]
    test, probs = test_ids.tolist(), np.full(len(test_ids) - 1, 1.0 / V)
    for m in range(1, n + 1):
        for i in range(max(1, m - 1), len(test)):
            seen = counts[m - 1][tuple(test[i - m + 1 : i])]
            total = seen.total()
            seen[test[i]] += 0  # as a look-up in a defaultdict(int) does
            if total:
                probs[i - 1] = (seen[test[i]] + len(seen) * probs[i - 1]) / (total + len(seen))
    return nats(probs)


def new_tokens_left_at_the_lower_order(train_ids, test_ids, V, n):
    def mix(seen, token, lower, m):
        return witten_bell(seen, token, lower, m) if seen[token] else lower

    return nats(orders(train_ids, test_ids, V, n, mix))


def order_one_not_mixed(train_ids, test_ids, V, n):
    def mix(seen, token, lower, m):
        if m == 1:
            return seen[token] / seen.total()
        return witten_bell(seen, token, lower, m)

    return nats(orders(train_ids, test_ids, V, n, mix))


def by_recursion(train_ids, test_ids, V, n):
    train, test = tuple(train_ids.tolist()), tuple(test_ids.tolist())

    @cache
    def after(context):
        m = len(context) + 1
        spots = range(len(train) - m + 1)
        return Counter(train[i + m - 1] for i in spots if train[i : i + m - 1] == context)

    def p(token, context):
        lower = p(token, context[1:]) if context else 1.0 / V
        seen = after(context)
        total = sum(seen.values())
        return (seen[token] + len(seen) * lower) / (total + len(seen)) if total else lower

    logs = [np.log(p(test[i], test[max(i - n + 1, 0) : i])) for i in range(1, len(test))]
    return -sum(logs) / len(logs)


def by_tables(train_ids, test_ids, V, n):
    p = np.full(len(test_ids) - 1, 1.0 / V)
    for m in range(1, n + 1):
        count = np.zeros((V,) * m)
        rows = len(train_ids) - m + 1
        np.add.at(count, tuple(train_ids[k : rows + k] for k in range(m)), 1.0)
        for i in range(max(1, m - 1), len(test_ids)):
            after = count[tuple(test_ids[i - m + 1 : i])]
            types = np.count_nonzero(after)
            if types:
                p[i - 1] = (after[test_ids[i]] + types * p[i - 1]) / (after.sum() + types)
    return -np.log(p).mean()


def by_weights(train_ids, test_ids, V, n):
    train, test = train_ids.tolist(), test_ids.tolist()
    logs = []
    tables = [followers(train, m) for m in range(1, n + 1)]
    for i in range(1, len(test)):
        p = 1.0 / V
        for k, table in enumerate(tables[: i + 1]):
            seen = table.get(tuple(test[i - k : i]))
            if seen is not None:
                total = sum(seen.values())
                own = total / (total + len(seen))
                p = own * seen[test[i]] / total + (1.0 - own) * p
        logs.append(-np.log(p))
    return float(np.mean(logs))


check_interpolated_nll = Check(
    name="interpolated_nll",
    reference=interpolated_nll,
    twins=(interpolated_log_probs, interpolated_rows),
    cases=interpolated_nll_cases,
    outputs=("nll",),
    slips={
        "The longest context is mixed with 1 / V directly. With which is order m mixed: P_0, or the"
        " order below it?": highest_order_only,
        "P_0 is 0, so a token that does not occur in training gets probability 0. Which "
        "distribution suits a model that has counted nothing yet?": never_down_to_uniform,
        "Looking a token up in a defaultdict(int) stores it with a count of 0, and len then counts "
        "it as one more type. Which look-up stores nothing?": looking_up_adds_a_type,
        "A token that is new after a known context keeps the lower order's probability in full, so "
        "the sum over tokens exceeds 1. What is the formula when count(c, w) is "
        "0?": new_tokens_left_at_the_lower_order,
        "Order 1 is count divided by the length, so a token that is new in the text gets "
        "probability 0. With which order is order 1 mixed?": order_one_not_mixed,
        "Order 1 was left out: frequent tokens have no advantage where the context is new. At which"
        " m does the loop begin?": unigram_left_out,
        "The lower order is used only where a token is new after its context: that is back-off, and"
        " here the probabilities do not sum to 1. For which tokens should it be mixed "
        "in?": backs_off,
        "The weight of the lower order is V. How many different tokens followed this "
        "context?": types_is_V,
        "The weight of the lower order is 1. How many different tokens follow this context in "
        "training?": types_is_one,
        "The weight of the lower order is the count of the context, so each order gets half. How "
        "many different tokens followed the context?": types_is_count,
        "types is missing in the denominator. What is the sum of all tokens' "
        "numerators?": types_left_out_below,
        "types is missing in the numerator. What is the sum of all tokens' numerators, and by what "
        "is it divided?": types_left_out_above,
        "The lower order has no weight where the context was seen, so a token that is new after it "
        "gets probability 0. Which term adds the lower order?": no_lower_order,
        "The two weights are swapped. Which order should count more after a context that was seen a"
        " thousand times?": weights_exchanged,
        "After a new context all tokens are equally likely. What does the order below still "
        "know?": new_context_is_uniform,
        "The context was shortened at the wrong end. Which of its tokens is most informative about "
        "the next one, the nearest or the farthest?": shortened_at_the_wrong_end,
        "The shorter context has lost its nearest token: c[:-1] instead of c[1:]. Which end "
        "of a context does c' leave out?": nearest_token_dropped,
        "Tokens with fewer than m - 1 before them are counted too: their slice starts at a "
        "negative index and is empty, so the empty context gets them once more. At which i should "
        "order m begin?": counted_from_the_first,
        "The context at the end of training is counted, though nothing follows it. Which numbers "
        "are summed to give the count of a context?": context_counted_at_the_end,
        "The first tokens, which have fewer than n - 1 tokens before them, were left out. Which "
        "order can predict them?": short_contexts_left_out,
        "test_ids[0] was scored as well. Which token is the first to be "
        "predicted?": first_token_scored,
        "The sum was divided by M. How many tokens were predicted?": divided_by_M,
        "This is the sum. By which number should it be divided?": summed,
        "The sign is reversed. Is the log of a probability positive?": turned_sign,
        "This is in bits. Which logarithm gives nats?": in_bits,
        "The probabilities were averaged before the log was taken. Is the log of a product the sum "
        "of the logs, or the log of the sum?": log_of_the_mean,
        "This is the perplexity. Of what is it the exponential?": as_perplexity,
        "The contexts hold n tokens. How many of the n tokens of an n-gram precede the "
        "last?": context_of_n,
        "The longest context is one token too short. Does the loop reach m = "
        "n?": context_of_n_less_two,
        "The counts come from the test text, which the model must not use. Which text should be "
        "counted?": counted_on_the_test,
    },
    alternatives=(by_recursion, by_tables, by_weights),
    equivalent={
        "1 -> 2 (in `for i in range(max(1, m - 1), len(test)):`) #2": "the position that is added "
        "has m - 2 tokens before it; its slice is empty, and no context of order m is"
    },
    tolerance_reason="sums and products of a few float64 numbers: about 1e-15 of their size",
)
