"""Check of recall_at_k."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.scratch.modules.m07_deep import recall_at_k

SIZES = ((13, 7, 2), (13, 7, 1), (11, 5, 3), (7, 11, 4), (17, 3, 2))  # Q, N, k


def recall_at_k_cases(seed):
    """Yield (scores, gold, k): no ties; ties; all equal; nearly; k >= N; one query, one document.

    The number of queries is a prime, so that two mistakes seldom share a share.
    """
    rng = np.random.default_rng(seed)
    for Q, N, k in SIZES:
        yield favoured(rng, rng.normal(size=(Q, N)), k)
    for Q, N, k in SIZES:  # whole numbers, many of them equal
        yield favoured(rng, rng.integers(-2, 3, size=(Q, N)).astype(float), k)
    yield np.full((5, 4), 0.5), rng.integers(4, size=5), 2
    yield nearly_equal(rng, 7, 5)
    yield favoured(rng, rng.normal(size=(7, 7)), 2)
    yield favoured(rng, rng.normal(size=(3, 4)), 4)
    yield favoured(rng, rng.normal(size=(3, 2)), 10)
    yield np.array([[0.5, 2.0, 1.0]]), np.array([2]), 2
    yield np.array([[0.5, 2.0, 2.0]]), np.array([2]), 1
    yield rng.normal(size=(2, 1)), np.zeros(2, dtype=int), 1


def nearly_equal(rng, Q, N):
    """Return scores that differ by 1e-6: every other right document is on top, by that much."""
    gold = rng.integers(N, size=Q)
    scores = 0.5 + 1e-6 * np.where(np.arange(Q) % 2, -1.0, 1.0)[:, None] * np.ones((Q, N))
    scores[np.arange(Q), gold] = 0.5
    return scores, gold, 1


def favoured(rng, scores, k):
    """Raise some right documents to the top, so that about half of the queries are hits."""
    Q, N = scores.shape
    gold = rng.integers(N, size=Q)
    scores[np.arange(0, Q, 3), gold[::3]] += 2.0
    return scores, gold, k


def own_scores(scores, gold):
    return scores[np.arange(len(gold)), gold][:, None]


def ranks_of(scores, gold):
    return (scores >= own_scores(scores, gold)).sum(axis=1)


def share(hits):
    return float(np.mean(hits))


def found(scores, gold, k):
    """Mark the queries whose document is among the first k of a stable descending sort."""
    best = np.argsort(-scores, axis=1, kind="stable")[:, :k]
    return (best == gold[:, None]).any(axis=1)


def recall_ties_for_us(scores, gold, k):
    return share((scores > own_scores(scores, gold)).sum(axis=1) < k)


def recall_by_argsort(scores, gold, k):
    return share(found(scores, gold, k))


def recall_by_argsort_reversed(scores, gold, k):
    best = np.argsort(scores, axis=1, kind="stable")[:, ::-1][:, :k]
    return share((best == gold[:, None]).any(axis=1))


def recall_worst_first(scores, gold, k):
    return share(found(-scores, gold, k))


def recall_from_below(scores, gold, k):
    return share((scores <= own_scores(scores, gold)).sum(axis=1) <= k)


def recall_sorted_along_queries(scores, gold, k):
    best = np.argsort(-scores, axis=0)[:, :k]
    return share((best == gold[:, None]).any(axis=1))


def recall_of_sorted_scores(scores, gold, k):
    best = np.sort(scores, axis=1)[:, ::-1][:, :k]
    return share((best == gold[:, None]).any(axis=1))


def recall_ties_halved(scores, gold, k):
    above = (scores > own_scores(scores, gold)).sum(axis=1)
    equal = (scores == own_scores(scores, gold)).sum(axis=1) - 1
    return share(1 + above + equal / 2 <= k)


def recall_below_k(scores, gold, k):
    return share(ranks_of(scores, gold) < k)


def recall_one_more(scores, gold, k):
    return share(ranks_of(scores, gold) <= k + 1)


def recall_at_exactly_k(scores, gold, k):
    return share(ranks_of(scores, gold) == k)


def recall_at_one(scores, gold, k):
    return share(ranks_of(scores, gold) <= 1)


def recall_misses(scores, gold, k):
    return share(ranks_of(scores, gold) > k)


def recall_counts(scores, gold, k):
    return int((ranks_of(scores, gold) <= k).sum())


def recall_per_cent(scores, gold, k):
    return 100 * share(ranks_of(scores, gold) <= k)


def recall_over_documents(scores, gold, k):
    return float((ranks_of(scores, gold) <= k).sum() / scores.shape[1])


def recall_over_k(scores, gold, k):
    return share(ranks_of(scores, gold) <= k) / k


def recall_over_k_alone(scores, gold, k):
    return float((ranks_of(scores, gold) <= k).sum() / k)


def recall_counts_below_k(scores, gold, k):
    return int((ranks_of(scores, gold) < k).sum())


def recall_rows_reversed(scores, gold, k):
    best = np.argsort(scores, axis=1, kind="stable")[::-1][:, :k]
    return share((best == gold[:, None]).any(axis=1))


def recall_worst_first_over_k(scores, gold, k):
    return share(found(-scores, gold, k)) / k


def recall_of_diagonal(scores, gold, k):
    Q, N = scores.shape
    return share(ranks_of(scores, np.arange(Q) % N) <= k)


def recall_of_diagonal_ties_for_us(scores, gold, k):
    Q, N = scores.shape
    return recall_ties_for_us(scores, np.arange(Q) % N, k)


def recall_counts_ties_for_us(scores, gold, k):
    return int(((scores > own_scores(scores, gold)).sum(axis=1) < k).sum())


def recall_of_first_document(scores, gold, k):
    return share(ranks_of(scores, np.zeros_like(gold)) <= k)


def recall_gold_from_one(scores, gold, k):
    return share(ranks_of(scores, gold - 1) <= k)


def recall_by_columns(scores, gold, k):
    own = scores[np.arange(len(gold)), gold]
    above = [(scores[:, g] >= s).sum() for g, s in zip(gold, own, strict=True)]
    return share(np.array(above) <= k)


def recall_over_all_scores(scores, gold, k):
    above = (scores.ravel() >= own_scores(scores, gold)).sum(axis=1)
    return share(above <= k)


def recall_all_gold_columns(scores, gold, k):
    return share((scores >= scores[:, gold]).sum(axis=1) <= k)


def recall_of_queries(scores, gold, k):
    return ranks_of(scores, gold) <= k


def recall_gives_ranks(scores, gold, k):
    return ranks_of(scores, gold)


def recall_mean_rank(scores, gold, k):
    return share(ranks_of(scores, gold))


def recall_reciprocal_rank(scores, gold, k):
    return share(1 / ranks_of(scores, gold))


def recall_all_or_nothing(scores, gold, k):
    return float((ranks_of(scores, gold) <= k).all())


def recall_by_loops(scores, gold, k):
    hits = 0
    for row, g in zip(scores.tolist(), gold.tolist(), strict=True):
        before = sum(1 for j, s in enumerate(row) if j != g and s >= row[g])
        hits += before < k
    return hits / len(gold)


def recall_by_sorting(scores, gold, k):
    """The k-th largest of the others must be below the right document's score."""
    hits = []
    for q in range(len(scores)):
        others = np.sort(np.delete(scores[q], gold[q]))[::-1]
        hits.append(k > len(others) or others[k - 1] < scores[q, gold[q]])
    return sum(hits) / len(hits)


def recall_by_lexsort(scores, gold, k):
    """Sort by score and, among equal scores, put the right document last."""
    hits = 0.0
    for row, g in zip(scores, gold, strict=True):
        right = np.arange(len(row)) == g
        hits += g in np.lexsort((right, -row))[:k]
    return hits / len(gold)


def recall_by_searchsorted(scores, gold, k):
    places = [
        len(row) - np.searchsorted(np.sort(row), row[g], side="left")
        for row, g in zip(scores, gold, strict=True)
    ]
    return np.count_nonzero(np.array(places) <= k) / len(places)


check_recall_at_k = Check(
    name="recall_at_k",
    reference=recall_at_k,
    cases=recall_at_k_cases,
    outputs=("recall",),
    slips={
        "A tie counts for the right document: only larger scores stand before it. What does the "
        "exercise say of equal ones?": recall_ties_for_us,
        "Equal scores stand in the order of their columns, as a sort leaves them. Where must the "
        "right document stand among them?": recall_by_argsort,
        "Equal scores stand in the reverse order of their columns, as a sort leaves them. Where "
        "must the right document stand among them?": recall_by_argsort_reversed,
        "The smallest scores come first. Which end of the sorted row is the "
        "best?": recall_worst_first,
        "The scores that are at most as large were counted, so the worst document is first. Which "
        "scores stand before the right one?": recall_from_below,
        "The queries were sorted for each document. Along which axis do the documents of one query "
        "lie?": recall_sorted_along_queries,
        "gold was looked up among sorted scores. What does gold hold: scores, or places of "
        "documents?": recall_of_sorted_scores,
        "A tie counts half. What does the exercise say of equal scores?": recall_ties_halved,
        "A document on place k is no hit: either the rank has to be below k, or the right document "
        "was counted before itself. Which rank has the best one?": recall_below_k,
        "This is the number of hits, and a document on place k is none. Is it among the k best, "
        "and by what is the number divided?": recall_counts_below_k,
        "One place more than k counts. Is a document on place k + 1 among the k "
        "best?": recall_one_more,
        "Only place k itself counts. Which places are among the k best?": recall_at_exactly_k,
        "k has no effect: only the best place counts. Which places are among the k "
        "best?": recall_at_one,
        "These are the misses. What is a hit?": recall_misses,
        "This is the number of hits. By what is it divided to become a share?": recall_counts,
        "These are per cent. In which range does the exercise want the share?": recall_per_cent,
        "The hits were divided by the number of documents. A share of what is "
        "asked for?": recall_over_documents,
        "The hits were divided by k as well. A share of what is asked for?": recall_over_k,
        "The hits were divided by k alone. A share of what is asked for?": recall_over_k_alone,
        "The rows were reversed, and the smallest scores come first in each. Which axis does "
        "[::-1] turn round?": recall_rows_reversed,
        "The smallest scores come first, and the share was divided by k. Which end of the sorted "
        "row is the best, and how many right documents has a query?": recall_worst_first_over_k,
        "gold has no effect: the diagonal was taken. Which document is right for query "
        "q?": recall_of_diagonal,
        "gold has no effect: the diagonal was taken, and a tie counts for it. Which document is "
        "right for query q, and what does the exercise say of "
        "ties?": recall_of_diagonal_ties_for_us,
        "This is the number of hits, and a tie counts as one. By what is it divided, and what does "
        "the exercise say of equal scores?": recall_counts_ties_for_us,
        "gold has no effect: document 0 was taken. Which document is right for query "
        "q?": recall_of_first_document,
        "gold was read as counting from 1. Which column belongs to index 0?": recall_gold_from_one,
        "The right document was compared with its scores for other queries. With which documents "
        "does it compete?": recall_by_columns,
        "The right document was compared with the scores of all queries. With which documents "
        "does it compete?": recall_over_all_scores,
        "All those columns were taken from every row. Which pair of indices picks one entry of "
        "each row?": recall_all_gold_columns,
        "A truth value came back for each query. What is taken over them?": recall_of_queries,
        "The ranks came back. Which of them are hits, and which share is that?": recall_gives_ranks,
        "This is the mean rank. Which ranks are hits, and which share is that?": recall_mean_rank,
        "This is the mean of 1 divided by the rank. Does a hit on place 2 count less than one on "
        "place 1?": recall_reciprocal_rank,
        "This says whether all queries are hits. Which share of them is?": recall_all_or_nothing,
    },
    alternatives=(
        recall_by_loops,
        recall_by_sorting,
        recall_by_lexsort,
        recall_by_searchsorted,
    ),
    tolerance_reason="a share of at most 17 queries",
    float32=True,
)
