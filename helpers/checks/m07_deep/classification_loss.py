"""Check of classification_loss."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.checks.m07_deep.cases import ROUNDING
from helpers.scratch import ops
from helpers.scratch.modules.m07_deep import classification_loss
from helpers.scratch.ops import log_softmax, softmax

SIZES = ((3, 5), (5, 2), (4, 4), (1, 3), (2, 1), (3, 5))  # B, C


def classification_loss_cases(seed):
    """Yield (logits, labels): more classes than rows, fewer, as many, one row, one class, large.

    Two rows share a label where there are fewer classes than rows. In the last call one row is near
    1,000 and the other near 0.
    """
    rng = np.random.default_rng(seed)
    for B, C in SIZES:
        first = 1 + rng.integers(max(C - 1, 1))  # so that row b is not of class b
        yield 1.5 * rng.normal(size=(B, C)), (first + np.arange(B)) % C
    yield np.array([[1000.0, -1000.0, 997.0], [0.0, 1000.0, 999.0]]), np.array([2, 1])
    yield rng.normal(size=(4, 3)), np.full(4, rng.integers(3))
    yield np.array([[1000.0, 999.0], [0.5, 0.0]]), np.array([0, 0])


def right_loss(logs, labels):
    return -logs[np.arange(len(labels)), labels].mean()


def one_hot(labels, C):
    return (labels[:, None] == np.arange(C)).astype(float)


def classified(logits, labels, log_probs=log_softmax, loss=right_loss, own=one_hot, divide=None):
    with np.errstate(all="ignore"):
        logs = log_probs(logits)
        dlogits = np.exp(logs) - own(labels, logits.shape[1])
        return float(loss(logs, labels)), dlogits / (len(labels) if divide is None else divide)


def naive(logits):
    e = np.exp(logits)
    return np.log(e / e.sum(axis=1, keepdims=True))


def class_overflows(logits, labels):
    return classified(logits, labels, log_probs=naive)


def one_maximum(logits):
    e = np.exp(logits - logits.max())
    return np.log(e / e.sum(axis=1, keepdims=True))


def class_one_maximum(logits, labels):
    return classified(logits, labels, log_probs=one_maximum)


def class_over_rows_summed(logits, labels):
    return classified(
        logits,
        labels,
        log_probs=lambda logits: log_softmax(logits, axis=0),
        loss=lambda logs, n: right_loss(logs, n) * len(n),
        divide=1,
    )


def class_over_rows(logits, labels):
    return classified(logits, labels, log_probs=lambda logits: log_softmax(logits, axis=0))


def class_over_all(logits, labels):
    return classified(
        logits, labels, log_probs=lambda logits: log_softmax(logits.ravel()).reshape(logits.shape)
    )


def class_all_labels(logits, labels):
    return classified(logits, labels, loss=lambda logs, labels: -logs[:, labels].mean())


def class_all_classes(logits, labels):
    return classified(logits, labels, loss=lambda logs, labels: -logs.mean())


def class_sum(logits, labels):
    return classified(logits, labels, loss=lambda logs, n: right_loss(logs, n) * len(n), divide=1)


def class_sum_in_loss(logits, labels):
    return classified(logits, labels, loss=lambda logs, n: right_loss(logs, n) * len(n))


def class_sum_in_gradient(logits, labels):
    return classified(logits, labels, divide=1)


def class_gradient_over_classes(logits, labels):
    return classified(logits, labels, divide=logits.shape[1])


def class_gradient_over_all(logits, labels):
    return classified(logits, labels, divide=logits.size)


def class_loss_over_all(logits, labels):
    def loss(logs, labels):
        return right_loss(logs, labels) / logs.shape[1]

    return classified(logits, labels, loss=loss)


def class_negative(logits, labels):
    return classified(logits, labels, loss=lambda logs, labels: -right_loss(logs, labels))


def class_probability(logits, labels):
    def loss(logs, labels):
        return np.exp(logs)[np.arange(len(labels)), labels].mean()

    return classified(logits, labels, loss=loss)


def class_bits(logits, labels):
    return classified(logits, labels, loss=lambda logs, n: right_loss(logs, n) / np.log(2))


def class_probabilities(logits, labels):
    return classified(logits, labels, own=lambda labels, C: 0.0)


def class_one_everywhere(logits, labels):
    return classified(logits, labels, own=lambda labels, C: 1.0)


def class_every_label_in_every_row(logits, labels):
    """Index with [:, labels], which takes 1 once from each label's column."""
    return classified(logits, labels, own=lambda labels, C: one_hot(labels, C).max(axis=0))


def class_sign(logits, labels):
    loss, dlogits = classified(logits, labels)
    return loss, -dlogits


def class_one_after_mean(logits, labels):
    loss, dlogits = classified(logits, labels)
    B, C = logits.shape
    return loss, dlogits + one_hot(labels, C) / B - one_hot(labels, C)


def class_label_alone(logits, labels):
    loss, dlogits = classified(logits, labels)
    return loss, dlogits * one_hot(labels, logits.shape[1])


def class_from_log_probs(logits, labels):
    B, C = logits.shape
    loss, _ = classified(logits, labels)
    return loss, (log_softmax(logits) - one_hot(labels, C)) / B


def class_softmax_twice(logits, labels):
    return classified(logits, labels, log_probs=lambda logits: log_softmax(softmax(logits)))


def class_losses_of_rows(logits, labels):
    logs = log_softmax(logits)
    return -logs[np.arange(len(labels)), labels], classified(logits, labels)[1]


def class_loss_alone(logits, labels):
    return classified(logits, labels)[0]


def class_exchanged(logits, labels):
    return classified(logits, labels)[::-1]


def class_in_place(logits, labels):
    loss, dlogits = classified(logits, labels)
    logits[:] = dlogits
    return loss, logits


def class_by_loops(logits, labels):
    B, C = logits.shape
    loss, dlogits = 0.0, np.zeros((B, C))
    for b in range(B):
        top = max(logits[b])
        exps = [np.exp(x - top) for x in logits[b]]
        loss -= (logits[b, labels[b]] - top - np.log(sum(exps))) / B
        for c in range(C):
            dlogits[b, c] = (exps[c] / sum(exps) - (c == labels[b])) / B
    return loss, dlogits


def class_by_one_hot(logits, labels):
    targets = np.eye(logits.shape[1])[labels]
    shifted = logits - logits.max(axis=1, keepdims=True)
    logs = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return -(targets * np.maximum(logs, -1e300)).sum() / len(labels), (
        np.exp(logs) - targets
    ) / len(labels)


def class_by_leads(logits, labels):
    leads = logits - np.take_along_axis(logits, labels[:, None], axis=1)
    losses = np.logaddexp.reduce(leads, axis=1)
    dlogits = np.exp(leads - losses[:, None])
    np.put_along_axis(
        dlogits, labels[:, None], np.take_along_axis(dlogits, labels[:, None], 1) - 1, 1
    )
    return np.mean(losses), dlogits / np.size(losses)


def class_in_float32(logits, labels):
    return class_by_leads(logits.astype(np.float32), labels)


check_classification_loss = Check(
    name="classification_loss",
    reference=classification_loss,
    twins=(ops.sequence_loss, ops.cross_entropy, ops.cross_entropy_backward),
    cases=classification_loss_cases,
    outputs=("loss", "dlogits (B, C)"),
    slips={
        "exp overflows at logits near 1,000. What may be subtracted from a row before exp without "
        "changing its softmax?": class_overflows,
        "The largest of all logits was subtracted from every row: exp of a row far below it is 0 "
        "throughout. Whose largest logit makes a row safe?": class_one_maximum,
        "The probabilities sum to 1 over the rows. Along which axis do the classes "
        "lie?": class_over_rows,
        "The probabilities sum to 1 over the rows, and the losses were added up. Along which axis "
        "do the classes lie, and what does a mean divide by?": class_over_rows_summed,
        "All logits share one softmax. Among which classes does a row choose?": class_over_all,
        "Every row was scored with the labels of all rows. Which pair of indices picks one entry "
        "of each row?": class_all_labels,
        "loss is a mean over all classes. Which class is the right one?": class_all_classes,
        "The losses of the rows were added up, in dlogits as well. What does a mean divide "
        "by?": class_sum,
        "The losses of the rows were added up. What does a mean divide by?": class_sum_in_loss,
        "dlogits is the gradient of a sum. loss is a mean over how many "
        "rows?": class_sum_in_gradient,
        "dlogits was divided by the number of classes. loss is a mean over "
        "what?": class_gradient_over_classes,
        "dlogits was divided by the number of logits. loss is a mean over "
        "what?": class_gradient_over_all,
        "The losses were divided by the number of logits. Over what is the "
        "mean?": class_loss_over_all,
        "loss is negative. Which sign has the logarithm of a probability?": class_negative,
        "loss is a mean probability. Which function of it is a loss in nats?": class_probability,
        "loss is in bits. Which logarithm gives nats?": class_bits,
        "dlogits is all probabilities. What is subtracted at the label?": class_probabilities,
        "1 was subtracted everywhere. Which logit has a minus in the loss?": class_one_everywhere,
        "1 was subtracted at every label in every row. Which pair of indices picks one entry of "
        "each row?": class_every_label_in_every_row,
        "dlogits has the wrong sign. Does the loss rise or fall when a wrong class's logit "
        "rises?": class_sign,
        "1 was subtracted after the division by B. Which of the two terms belongs to the mean, "
        "too?": class_one_after_mean,
        "dlogits is 0 for the other classes. On which logits does a row's softmax "
        "depend?": class_label_alone,
        "dlogits was formed from log probabilities. From what is 1 "
        "subtracted?": class_from_log_probs,
        "Softmax was taken twice. What does log_softmax expect: logits, or "
        "probabilities?": class_softmax_twice,
        "loss holds a number for each row. What is taken over them?": class_losses_of_rows,
        "dlogits is missing. Which two values does the exercise ask for?": class_loss_alone,
        "loss and dlogits are exchanged. Which comes first?": class_exchanged,
        "logits was changed in place. Which line should make a new array?": class_in_place,
    },
    alternatives=(class_by_loops, class_by_one_hot, class_by_leads, class_in_float32),
    tolerance_reason=ROUNDING,
    float32=True,
)
