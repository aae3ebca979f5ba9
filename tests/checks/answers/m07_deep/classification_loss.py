"""First attempts at classification_loss, written before its record, and other answers to it."""

import numpy as np

from helpers.scratch.ops import log_softmax
from tests.checks.answers import wrong


def gradient(log_probs, labels):
    dlogits = np.exp(log_probs)
    dlogits[np.arange(len(labels)), labels] -= 1
    return dlogits / len(labels)


def columns_of_labels(logits, labels):
    log_probs = log_softmax(logits)
    return -log_probs[:, labels].mean(), gradient(log_probs, labels)


def softmax_over_rows(logits, labels):
    log_probs = log_softmax(logits, axis=0)
    return -log_probs[np.arange(len(labels)), labels].mean(), gradient(log_probs, labels)


def sum_for_mean(logits, labels):
    log_probs = log_softmax(logits)
    loss = -log_probs[np.arange(len(labels)), labels].sum()
    return loss, gradient(log_probs, labels) * len(labels)


def gradient_without_mean(logits, labels):
    log_probs = log_softmax(logits)
    loss = -log_probs[np.arange(len(labels)), labels].mean()
    return loss, gradient(log_probs, labels) * len(labels)


def one_off_everywhere(logits, labels):
    log_probs = log_softmax(logits)
    dlogits = np.exp(log_probs)
    dlogits[:, labels] -= 1
    return -log_probs[np.arange(len(labels)), labels].mean(), dlogits / len(labels)


def overflows(logits, labels):
    e = np.exp(logits)
    log_probs = np.log(e / e.sum(axis=1, keepdims=True))
    return -log_probs[np.arange(len(labels)), labels].mean(), gradient(log_probs, labels)


def divides_by_classes(logits, labels):
    log_probs = log_softmax(logits)
    loss = -log_probs[np.arange(len(labels)), labels].mean()
    return loss, gradient(log_probs, labels) * len(labels) / logits.shape[1]


def sign_of_the_loss(logits, labels):
    log_probs = log_softmax(logits)
    return log_probs[np.arange(len(labels)), labels].mean(), gradient(log_probs, labels)


def losses_of_rows(logits, labels):
    log_probs = log_softmax(logits)
    return -log_probs[np.arange(len(labels)), labels], gradient(log_probs, labels)


WRONG = tuple(
    wrong(answer)
    for answer in (
        columns_of_labels,
        softmax_over_rows,
        sum_for_mean,
        gradient_without_mean,
        one_off_everywhere,
        overflows,
        divides_by_classes,
        sign_of_the_loss,
        losses_of_rows,
    )
)
