"""First attempts at recall_at_k, written before its record, and other answers to it."""

import numpy as np

from tests.checks.answers import wrong


def sorted_by_argsort(scores, gold, k):
    best = np.argsort(-scores, axis=1, kind="stable")[:, :k]
    return float(np.mean([g in row for g, row in zip(gold, best, strict=True)]))


def sorts_upwards(scores, gold, k):
    best = np.argsort(scores, axis=1)[:, :k]
    return float((best == gold[:, None]).any(axis=1).mean())


def ties_for_us(scores, gold, k):
    own = scores[np.arange(len(gold)), gold]
    return float(((scores > own[:, None]).sum(axis=1) < k).mean())


def counts_itself(scores, gold, k):
    own = scores[np.arange(len(gold)), gold]
    return float(((scores >= own[:, None]).sum(axis=1) < k).mean())


def number_of_hits(scores, gold, k):
    own = scores[np.arange(len(gold)), gold]
    return int(((scores >= own[:, None]).sum(axis=1) <= k).sum())


def divides_by_documents(scores, gold, k):
    hits = 0
    for row, g in zip(scores, gold, strict=True):
        if (row >= row[g]).sum() <= k:
            hits += 1
    return hits / scores.shape[1]


def diagonal_is_gold(scores, gold, k):
    own = np.diag(scores)
    return float(((scores >= own[:, None]).sum(axis=1) <= k).mean())


def takes_columns(scores, gold, k):
    own = scores[:, gold]
    return float(((scores >= own).sum(axis=1) <= k).mean())


def hits_not_averaged(scores, gold, k):
    own = scores[np.arange(len(gold)), gold]
    return (scores >= own[:, None]).sum(axis=1) <= k


def best_score_alone(scores, gold, k):
    return float((scores.argmax(axis=1) == gold).mean())


def precision(scores, gold, k):
    own = scores[np.arange(len(gold)), gold]
    return float(((scores >= own[:, None]).sum(axis=1) <= k).mean() / k)


def right(scores, gold, k):
    hits = [(row >= row[g]).sum() <= k for row, g in zip(scores, gold, strict=True)]
    return np.mean(hits)


def one_shifted_down(scores, gold, k):
    """Lower the right document below its equals, and sort."""
    scores = scores.astype(float)
    scores[np.arange(len(gold)), gold] -= 1e-9
    best = np.argsort(-scores, axis=1)[:, :k]
    return (best == gold[:, None]).any(axis=1).mean()


def places_from_zero(scores, gold, k):
    order = np.argsort(-scores, axis=1)
    places = np.argsort(order, axis=1)[np.arange(len(gold)), gold]
    return (places <= k).mean()


def sorts_all_rows_together(scores, gold, k):
    best = np.argsort(-scores)[:k]
    return np.mean([gold[i] in best[i] for i in range(len(gold))])


def hits_over_k(scores, gold, k):
    own = scores[np.arange(len(gold)), gold]
    return ((scores >= own[:, None]).sum(axis=1) <= k).sum() / k


def turns_the_rows_round(scores, gold, k):
    best = np.argsort(scores)[::-1][:, :k]
    return np.mean([g in row for g, row in zip(gold, best, strict=True)])


def sorts_upwards_and_divides_by_k(scores, gold, k):
    best = np.argsort(scores, 1)[:, :k]
    return (best == gold[:, None]).sum() / (k * len(gold))


def number_of_ranks_below_k(scores, gold, k):
    own = scores[np.arange(len(gold)), gold]
    return ((scores >= own[:, None]).sum(axis=1) < k).sum()


def counts_one_before_itself(scores, gold, k):
    r = scores[np.arange(len(gold)), gold][:, None]
    return ((scores >= r).sum(1) + 1 <= k).mean()


def diagonal_in_a_loop(scores, gold, k):
    hits = 0
    for q, row in enumerate(scores):
        i = q % len(row)
        hits += sum(row[j] > row[i] for j in range(len(row))) < k
    return hits / len(scores)


def number_of_ranks_with_ties(scores, gold, k):
    own = scores[np.arange(len(gold)), gold]
    return int(((scores > own[:, None]).sum(axis=1) < k).sum())


def counts_from_below(scores, gold, k):
    own = scores[np.arange(len(gold)), gold]
    return ((scores <= own[:, None]).sum(axis=1) <= k).mean()


def sorts_the_queries(scores, gold, k):
    best = np.argsort(-scores, axis=0)[:, :k]
    return np.mean([g in row for g, row in zip(gold, best, strict=True)])


def looks_among_scores(scores, gold, k):
    best = np.sort(scores, axis=1)[:, ::-1][:, :k]
    return np.mean([g in row for g, row in zip(gold, best, strict=True)])


def nearly_tied(scores, gold, k):
    own = scores[np.arange(len(gold)), gold][:, None]
    return float((((scores > own) | np.isclose(scores, own)).sum(axis=1) <= k).mean())


RIGHT = (
    right,
    one_shifted_down,
)
WRONG = (
    wrong(nearly_tied, "recall is"),
    wrong(places_from_zero, "One place more than k counts"),
    wrong(sorts_all_rows_together, "index 2 is out of bounds"),
    wrong(sorted_by_argsort, "Equal scores stand in the order of their columns, as a"),
    wrong(sorts_upwards, "The smallest scores come first"),
    wrong(ties_for_us, "A tie counts for the right document: only larger scores"),
    wrong(counts_itself, "A document on place k is no hit"),
    wrong(counts_one_before_itself, "or the right document was counted before itself"),
    wrong(diagonal_in_a_loop, "gold has no effect: the diagonal was taken, and a tie counts"),
    wrong(number_of_ranks_with_ties, "This is the number of hits, and a tie counts as one"),
    wrong(counts_from_below, "The scores that are at most as large were counted"),
    wrong(sorts_the_queries, "The queries were sorted for each document"),
    wrong(looks_among_scores, "gold was looked up among sorted scores"),
    wrong(hits_over_k, "The hits were divided by k alone"),
    wrong(turns_the_rows_round, "The rows were reversed, and the smallest scores come first"),
    wrong(sorts_upwards_and_divides_by_k, "The smallest scores come first, and the share was"),
    wrong(number_of_ranks_below_k, "This is the number of hits, and a document on place k is"),
    wrong(number_of_hits, "This is the number of hits"),
    wrong(divides_by_documents, "The hits were divided by the number of documents"),
    wrong(diagonal_is_gold, "gold has no effect: the diagonal was taken"),
    wrong(takes_columns, "All those columns were taken from every row"),
    wrong(hits_not_averaged, "A truth value came back for each query"),
    wrong(best_score_alone, "k has no effect: only the best place counts"),
    wrong(precision, "The hits were divided by k as well"),
)
EDGES = {
    "ties with the right document": lambda cases: any(
        ((scores == scores[np.arange(len(gold)), gold][:, None]).sum(1) > 1).any()
        for scores, gold, _ in cases
    ),
    "all scores equal": lambda cases: any(np.ptp(scores) == 0 for scores, _, _ in cases),
    "k above N": lambda cases: any(k > scores.shape[1] for scores, _, k in cases),
    "one query": lambda cases: any(len(gold) == 1 for _, gold, _ in cases),
    "one document": lambda cases: any(scores.shape[1] == 1 for scores, _, _ in cases),
    "as many documents as queries": lambda cases: any(
        scores.shape[0] == scores.shape[1] for scores, _, _ in cases
    ),
}
