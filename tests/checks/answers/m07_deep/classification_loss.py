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


def right(logits, labels):
    log_probs = log_softmax(logits)
    loss = sum(-log_probs[b, label] for b, label in enumerate(labels)) / len(labels)
    return loss, gradient(log_probs, labels)


def as_list(logits, labels):
    return list(right(logits, labels))


def one_maximum_for_all_rows(logits, labels):
    e = np.exp(logits - logits.max())
    log_probs = np.log(e / e.sum(axis=1, keepdims=True))
    return -log_probs[np.arange(len(labels)), labels].mean(), gradient(log_probs, labels)


def sums_over_rows(logits, labels):
    log_probs = log_softmax(logits, axis=0)
    loss = -log_probs[np.arange(len(labels)), labels].sum()
    return loss, gradient(log_probs, labels) * len(labels)


RIGHT = (
    right,
    as_list,
)
WRONG = (
    wrong(columns_of_labels, "Every row was scored with the labels of all rows"),
    wrong(softmax_over_rows, "The probabilities sum to 1 over the rows"),
    wrong(sum_for_mean, "The losses of the rows were added up, in dlogits as well"),
    wrong(gradient_without_mean, "dlogits is the gradient of a sum"),
    wrong(one_off_everywhere, "1 was subtracted at every label in every row"),
    wrong(one_maximum_for_all_rows, "The largest of all logits was subtracted from every row"),
    wrong(sums_over_rows, "The probabilities sum to 1 over the rows, and the losses"),
    wrong(overflows, "exp overflows at logits near 1,000"),
    wrong(divides_by_classes, "dlogits was divided by the number of classes"),
    wrong(sign_of_the_loss, "loss is negative"),
    wrong(losses_of_rows, "loss holds a number for each row"),
)
EDGES = {
    "one row": lambda cases: any(len(labels) == 1 for _, labels in cases),
    "one class": lambda cases: any(logits.shape[1] == 1 for logits, _ in cases),
    "as many classes as rows": lambda cases: any(
        logits.shape[0] == logits.shape[1] for logits, _ in cases
    ),
    "logits near 1,000": lambda cases: any(np.abs(logits).max() >= 1000 for logits, _ in cases),
    "logits near 1,000 beside logits near 0": lambda cases: any(
        logits.max() >= 1000 and np.abs(logits).max(axis=1).min() < 1 for logits, _ in cases
    ),
    "two rows of one class": lambda cases: any(
        len(set(labels.tolist())) < len(labels) for _, labels in cases
    ),
    "a class that is not its row": lambda cases: all(
        (labels != np.arange(len(labels))).any()
        for logits, labels in cases
        if logits.shape == (3, 5)
    ),
}
