"""First attempts at in_batch_retrieval_loss, written before its record, and other answers."""

import numpy as np

from helpers.scratch.ops import log_softmax
from tests.checks.answers import wrong


def plain_softmax(q, d):
    B = len(q)
    e = np.exp(q @ d.T)
    probs = e / e.sum(axis=1, keepdims=True)
    return -np.log(np.diag(probs)).mean(), (probs - np.eye(B)) / B


def softmax_over_queries(q, d):
    B = len(q)
    log_probs = log_softmax(q @ d.T, axis=0)
    return -np.diag(log_probs).mean(), (np.exp(log_probs) - np.eye(B)) / B


def mean_forgotten_in_gradient(q, d):
    log_probs = log_softmax(q @ d.T)
    return -np.diag(log_probs).mean(), np.exp(log_probs) - np.eye(len(q))


def sum_for_mean(q, d):
    log_probs = log_softmax(q @ d.T)
    return -np.trace(log_probs), np.exp(log_probs) - np.eye(len(q))


def mean_over_all_entries(q, d):
    B = len(q)
    log_probs = log_softmax(q @ d.T)
    return -log_probs.mean(), (np.exp(log_probs) - np.eye(B)) / B


def probabilities_as_gradient(q, d):
    log_probs = log_softmax(q @ d.T)
    return -np.diag(log_probs).mean(), np.exp(log_probs) / len(q)


def documents_ask(q, d):
    B = len(q)
    log_probs = log_softmax(d @ q.T)
    return -np.diag(log_probs).mean(), (np.exp(log_probs) - np.eye(B)) / B


def one_everywhere(q, d):
    B = len(q)
    log_probs = log_softmax(q @ d.T)
    return -np.diag(log_probs).mean(), (np.exp(log_probs) - 1) / B


def elementwise_product(q, d):
    B = len(q)
    log_probs = log_softmax(q * d)
    return -np.diag(log_probs).mean(), (np.exp(log_probs) - np.eye(B)) / B


def gradient_from_log_probs(q, d):
    B = len(q)
    log_probs = log_softmax(q @ d.T)
    return -np.diag(log_probs).mean(), (log_probs - np.eye(B)) / B


def sign_of_a_gradient(q, d):
    B = len(q)
    log_probs = log_softmax(q @ d.T)
    return -np.diag(log_probs).mean(), (np.eye(B) - np.exp(log_probs)) / B


def right(q, d):
    scores = q @ d.T
    scores = scores - scores.max(axis=1, keepdims=True)
    probs = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    loss = np.mean(np.log(np.exp(scores).sum(axis=1)) - np.diagonal(scores))
    dscores = probs.copy()
    for b in range(len(q)):
        dscores[b, b] -= 1
    return loss, dscores / len(q)


def as_list(q, d):
    loss, dscores = right(q, d)
    return [float(loss), dscores]


def product_over_the_batch(q, d):
    B = len(q)
    log_probs = log_softmax(q.T @ d)
    return -np.diag(log_probs).mean(), (np.exp(log_probs) - np.eye(B)) / B


def sums_without_keepdims(q, d):
    B = len(q)
    e = np.exp(q @ d.T)
    probs = e / e.sum(axis=1)
    return -np.log(np.diag(probs)).mean(), (probs - np.eye(B)) / B


def one_maximum_for_all_rows(q, d):
    s = q @ d.T
    e = np.exp(s - s.max())
    P = e / e.sum(1, keepdims=True)
    return -np.log(np.diag(P)).mean(), (P - np.eye(len(q))) / len(q)


def shifted_sums_without_keepdims(q, d):
    s = q @ d.T
    e = np.exp(s - s.max(axis=1, keepdims=True))
    P = e / e.sum(1)
    return -np.log(np.diag(P)).mean(), (P - np.eye(len(q))) / len(q)


def sums_over_queries(q, d):
    log_probs = log_softmax(q @ d.T, axis=0)
    return -np.trace(log_probs), np.exp(log_probs) - np.eye(len(q))


RIGHT = (
    right,
    as_list,
)
WRONG = (
    wrong(product_over_the_batch, "The product sums over the batch"),
    wrong(sums_without_keepdims, "Each column was divided by the sum of a row"),
    wrong(shifted_sums_without_keepdims, "Entry j of each row was divided by the sum of row j"),
    wrong(sums_over_queries, "The probabilities sum to 1 over the queries, and the losses"),
    wrong(one_maximum_for_all_rows, "The largest of all scores was subtracted from every row"),
    wrong(plain_softmax, "exp overflows at scores near 1,000"),
    wrong(softmax_over_queries, "The probabilities sum to 1 over the queries"),
    wrong(mean_forgotten_in_gradient, "dscores is the gradient of a sum"),
    wrong(sum_for_mean, "The losses of the queries were added up, in dscores as"),
    wrong(mean_over_all_entries, "loss is a mean over all pairs"),
    wrong(probabilities_as_gradient, "dscores is all probabilities"),
    wrong(documents_ask, "The scores are those of documents looking for their query"),
    wrong(one_everywhere, "1 was subtracted everywhere"),
    wrong(elementwise_product, "q and d were multiplied entry by entry"),
    wrong(gradient_from_log_probs, "dscores was formed from log probabilities"),
    wrong(sign_of_a_gradient, "dscores has the wrong sign"),
)
EDGES = {
    "two queries": lambda cases: any(len(q) == 2 for q, _ in cases),
    "one entry": lambda cases: any(q.shape[1] == 1 for q, _ in cases),
    "as many entries as queries": lambda cases: any(q.shape[0] == q.shape[1] for q, _ in cases),
    "scores near 1,000": lambda cases: any((q @ d.T).max() > 1000 for q, d in cases),
    "scores near 1,000 beside scores near 0": lambda cases: any(
        (q @ d.T).max() >= 1000 and np.abs(q @ d.T).max(axis=1).min() < 1 for q, d in cases
    ),
    "equal documents": lambda cases: any((d == d[0]).all() for _, d in cases),
}
