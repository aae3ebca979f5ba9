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


WRONG = tuple(
    wrong(answer)
    for answer in (
        sorted_by_argsort,
        sorts_upwards,
        ties_for_us,
        counts_itself,
        number_of_hits,
        divides_by_documents,
        diagonal_is_gold,
        takes_columns,
        hits_not_averaged,
        best_score_alone,
        precision,
    )
)
