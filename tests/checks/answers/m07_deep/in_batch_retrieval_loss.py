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


WRONG = tuple(
    wrong(answer)
    for answer in (
        plain_softmax,
        softmax_over_queries,
        mean_forgotten_in_gradient,
        sum_for_mean,
        mean_over_all_entries,
        probabilities_as_gradient,
        documents_ask,
        one_everywhere,
        elementwise_product,
        gradient_from_log_probs,
        sign_of_a_gradient,
    )
)
