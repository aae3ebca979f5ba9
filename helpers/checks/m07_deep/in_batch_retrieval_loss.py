"""Check of in_batch_retrieval_loss."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.checks.m07_deep.cases import ROUNDING, away_from_zero
from helpers.scratch.modules.m07_deep import in_batch_retrieval_loss
from helpers.scratch.ops import log_softmax, softmax

SIZES = ((3, 4), (2, 3), (4, 2), (3, 3), (2, 1), (3, 4))  # B, H


def in_batch_retrieval_loss_cases(seed):
    """Yield (q, d): ordinary sizes, B = H, one entry, scores near 1,000, equal documents.

    In the last call one query's scores are near 1,000 and the other's near 0.
    """
    rng = np.random.default_rng(seed)
    for B, H in SIZES:
        yield away_from_zero(rng, (B, H)), away_from_zero(rng, (B, H))
    # Quarters, which float32 multiplies exactly; the last query's scores differ by less than 2.
    large = np.array([[30.0, 1.0], [1.0, 30.0], [21.0, 21.25]])
    yield large, 24.0 + rng.permutation([-2.0, 0.0, 3.0])[:, None] * [1.0, -1.0]
    yield away_from_zero(rng, (4, 3)), np.tile(away_from_zero(rng, (1, 3)), (4, 1))
    yield np.array([[1000.0], [0.5]]), np.array([[1.0], [0.0]])


def scored(q, d, scores=None, log_probs=log_softmax, own=np.eye, divide=None, loss=None):
    """Return loss and dscores with some rules replaced; own (B) -> what is taken from them."""
    B = len(q)
    with np.errstate(all="ignore"):
        logs = log_probs(q @ d.T if scores is None else scores)
        value = -np.diag(logs).mean() if loss is None else loss(logs)
        return float(value), (np.exp(logs) - own(B)) / (B if divide is None else divide)


def naive(scores):
    e = np.exp(scores)
    return np.log(e / e.sum(axis=1, keepdims=True))


def retrieval_overflows(q, d):
    return scored(q, d, log_probs=naive)


def one_maximum(scores):
    e = np.exp(scores - scores.max())
    return np.log(e / e.sum(axis=1, keepdims=True))


def retrieval_one_maximum(q, d):
    return scored(q, d, log_probs=one_maximum)


def retrieval_over_queries(q, d):
    return scored(q, d, log_probs=lambda scores: log_softmax(scores, axis=0))


def retrieval_over_all(q, d):
    return scored(q, d, log_probs=lambda s: log_softmax(s.ravel()).reshape(s.shape))


def retrieval_scores_turned(q, d):
    return scored(q, d, scores=d @ q.T)


def retrieval_both_directions(q, d):
    one, g = scored(q, d)
    other, g_turned = scored(q, d, scores=d @ q.T)
    return (one + other) / 2, (g + g_turned.T) / 2


def retrieval_gradient_turned(q, d):
    loss, dscores = scored(q, d)
    return loss, dscores.T


def retrieval_sum(q, d):
    return scored(q, d, divide=1, loss=lambda logs: -np.trace(logs))


def retrieval_sum_in_loss(q, d):
    return scored(q, d, loss=lambda logs: -np.trace(logs))


def retrieval_sum_in_gradient(q, d):
    return scored(q, d, divide=1)


def retrieval_mean_over_pairs(q, d):
    return scored(q, d, divide=len(q) ** 2)


def retrieval_loss_over_pairs(q, d):
    return scored(q, d, loss=lambda logs: -np.trace(logs) / logs.size)


def retrieval_all_pairs(q, d):
    return scored(q, d, loss=lambda logs: -logs.mean())


def retrieval_wrong_pairs(q, d):
    def loss(logs):
        return -(logs.sum() - np.trace(logs)) / (logs.size - len(logs))

    return scored(q, d, loss=loss)


def retrieval_negative_loss(q, d):
    return scored(q, d, loss=lambda logs: np.diag(logs).mean())


def retrieval_probability(q, d):
    return scored(q, d, loss=lambda logs: np.exp(np.diag(logs)).mean())


def retrieval_one_minus_probability(q, d):
    return scored(q, d, loss=lambda logs: 1 - np.exp(np.diag(logs)).mean())


def retrieval_log_of_mean(q, d):
    return scored(q, d, loss=lambda logs: -np.log(np.exp(np.diag(logs)).mean()))


def retrieval_bits(q, d):
    return scored(q, d, loss=lambda logs: -np.diag(logs).mean() / np.log(2))


def retrieval_losses_of_queries(q, d):
    _, dscores = scored(q, d)
    return -np.diag(log_softmax(q @ d.T)), dscores


def retrieval_probabilities(q, d):
    return scored(q, d, own=lambda B: 0.0)


def retrieval_one_everywhere(q, d):
    return scored(q, d, own=lambda B: 1.0)


def retrieval_sign_of_gradient(q, d):
    loss, dscores = scored(q, d)
    return loss, -dscores


def retrieval_identity_after_mean(q, d):
    B = len(q)
    loss, _ = scored(q, d)
    return loss, softmax(q @ d.T) / B - np.eye(B)


def retrieval_gradient_of_right_alone(q, d):
    loss, dscores = scored(q, d)
    return loss, dscores * np.eye(len(q))


def retrieval_gradient_of_wrong_alone(q, d):
    loss, dscores = scored(q, d)
    return loss, dscores * (1 - np.eye(len(q)))


def retrieval_from_log_probs(q, d):
    B = len(q)
    loss, _ = scored(q, d)
    return loss, (log_softmax(q @ d.T) - np.eye(B)) / B


def retrieval_from_scores(q, d):
    B = len(q)
    loss, _ = scored(q, d)
    return loss, (q @ d.T - np.eye(B)) / B


def retrieval_through_softmax_twice(q, d):
    return scored(q, d, log_probs=lambda scores: log_softmax(softmax(scores)))


def retrieval_cosine(q, d):
    def unit(v):
        return v / np.linalg.norm(v, axis=1, keepdims=True)

    return scored(q, d, scores=unit(q) @ unit(d).T)


def retrieval_scaled(q, d):
    return scored(q, d, scores=q @ d.T / np.sqrt(q.shape[1]))


def retrieval_distances(q, d):
    return scored(q, d, scores=((q[:, None] - d[None, :]) ** 2).sum(axis=2))


def retrieval_entry_by_entry(q, d):
    B = len(q)
    logs = log_softmax(q * d)
    return -np.diag(logs).mean(), (np.exp(logs) - np.eye(B)) / B


def retrieval_over_batch(q, d):
    return scored(q, d, scores=q.T @ d)


def sums_turned(scores):
    e = np.exp(scores)
    return np.log(e / e.sum(axis=1))


def retrieval_sums_turned(q, d):
    return scored(q, d, log_probs=sums_turned)


def retrieval_shifted_sums_turned(q, d):
    return scored(q, d, log_probs=lambda s: sums_turned(s - s.max(axis=1, keepdims=True)))


def retrieval_over_queries_summed(q, d):
    return scored(
        q,
        d,
        log_probs=lambda scores: log_softmax(scores, axis=0),
        divide=1,
        loss=lambda logs: -np.trace(logs),
    )


def retrieval_gradient_of_q(q, d):
    loss, dscores = scored(q, d)
    return loss, dscores @ d


def retrieval_loss_alone(q, d):
    return scored(q, d)[0]


def retrieval_scores_for_gradient(q, d):
    return scored(q, d)[0], q @ d.T


def retrieval_exchanged(q, d):
    return scored(q, d)[::-1]


def retrieval_by_loops(q, d):
    B = len(q)
    loss, dscores = 0.0, np.zeros((B, B))
    for i in range(B):
        scores = [float(sum(q[i] * d[j])) for j in range(B)]
        top = max(scores)
        total = sum(np.exp(s - top) for s in scores)
        loss += (top + np.log(total) - scores[i]) / B
        for j in range(B):
            dscores[i, j] = (np.exp(scores[j] - top) / total - (i == j)) / B
    return loss, dscores


def retrieval_by_differences(q, d):
    """ln sum_j exp(s_ij - s_ii), whose terms are the lead of each document over the right one."""
    B = len(q)
    scores = np.einsum("ih,jh->ij", q, d)
    leads = scores - scores[np.arange(B), np.arange(B)][:, None]
    top = leads.max(axis=1)
    exps = np.exp(leads - top[:, None])
    loss = np.mean(top + np.log(exps.sum(axis=1)))
    dscores = exps / exps.sum(axis=1)[:, None] / B
    dscores[range(B), range(B)] -= 1 / B
    return loss, dscores


def retrieval_by_jacobian(q, d):
    """Pull -1 / (B p_ii) back through each row's softmax."""
    B = len(q)
    scores = q @ d.T
    p = np.exp(scores - scores.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    rows = [-(np.diag(p[i]) - np.outer(p[i], p[i]))[i] / (B * p[i, i]) for i in range(B)]
    return float(-np.log(p.diagonal()).sum() / B), np.stack(rows)


def retrieval_in_float32(q, d):
    return retrieval_by_differences(q.astype(np.float32), d.astype(np.float32))


check_in_batch_retrieval_loss = Check(
    name="in_batch_retrieval_loss",
    reference=in_batch_retrieval_loss,
    cases=in_batch_retrieval_loss_cases,
    outputs=("loss", "dscores (B, B)"),
    slips={
        "exp overflows at scores near 1,000. What may be subtracted from a row before exp without "
        "changing its softmax?": retrieval_overflows,
        "The largest of all scores was subtracted from every row: exp of a row far below it is 0 "
        "throughout. Whose largest score makes a row safe?": retrieval_one_maximum,
        "The probabilities sum to 1 over the queries. Along which axis do the documents of one "
        "query lie?": retrieval_over_queries,
        "The probabilities sum to 1 over the queries, and the losses were added up. Along which "
        "axis do the documents of one query lie, and what does a mean divide "
        "by?": retrieval_over_queries_summed,
        "All scores share one softmax. Among which documents does one query "
        "choose?": retrieval_over_all,
        "The scores are those of documents looking for their query. Which of q and d belongs to "
        "the rows?": retrieval_scores_turned,
        "The loss is the mean of both directions, queries looking for documents and the reverse. "
        "Which one does the exercise ask for?": retrieval_both_directions,
        "dscores is transposed. Which axis belongs to the queries?": retrieval_gradient_turned,
        "The losses of the queries were added up, in dscores as well. What does a mean divide "
        "by?": retrieval_sum,
        "The losses of the queries were added up. What does a mean divide "
        "by?": retrieval_sum_in_loss,
        "dscores is the gradient of a sum. loss is a mean over how many "
        "queries?": retrieval_sum_in_gradient,
        "dscores was divided by the number of pairs. loss is a mean over how many "
        "queries?": retrieval_mean_over_pairs,
        "The losses were divided by the number of pairs. Over how many queries is the "
        "mean?": retrieval_loss_over_pairs,
        "loss is a mean over all pairs. Which documents are the right ones?": retrieval_all_pairs,
        "loss is a mean over the wrong pairs. Where in the scores do the right ones "
        "stand?": retrieval_wrong_pairs,
        "loss is negative. Which sign has the logarithm of a probability?": retrieval_negative_loss,
        "loss is a mean probability. Which function of it is a loss in "
        "nats?": retrieval_probability,
        "loss is 1 minus a mean probability. Which function of a probability is a loss in "
        "nats?": retrieval_one_minus_probability,
        "The logarithm was taken of the mean probability. Which comes first, the logarithm or the "
        "mean?": retrieval_log_of_mean,
        "loss is in bits. Which logarithm gives nats?": retrieval_bits,
        "loss holds a number for each query. What is taken over them?": retrieval_losses_of_queries,
        "dscores is all probabilities. What is subtracted at the right "
        "document?": retrieval_probabilities,
        "1 was subtracted everywhere. Which document's score has a minus in the "
        "loss?": retrieval_one_everywhere,
        "dscores has the wrong sign. Does the loss rise or fall when a wrong document's score "
        "rises?": retrieval_sign_of_gradient,
        "The identity was subtracted after the division by B. Which of its entries belong to the "
        "mean, too?": retrieval_identity_after_mean,
        "dscores is 0 for the wrong documents. On which scores does a row's softmax "
        "depend?": retrieval_gradient_of_right_alone,
        "dscores is 0 for the right documents. On which scores does a row's softmax "
        "depend?": retrieval_gradient_of_wrong_alone,
        "dscores was formed from log probabilities. From what is the identity "
        "subtracted?": retrieval_from_log_probs,
        "dscores was formed from the scores themselves. From what is the identity "
        "subtracted?": retrieval_from_scores,
        "Softmax was taken twice. What does log_softmax expect: scores, or "
        "probabilities?": retrieval_through_softmax_twice,
        "The vectors were brought to length 1. Which product of q and d is the "
        "score?": retrieval_cosine,
        "The scores were divided by the root of H. Which product of q and d is the "
        "score?": retrieval_scaled,
        "The scores are squared distances, which are largest for what fits worst. Which product "
        "of q and d is the score?": retrieval_distances,
        "q and d were multiplied entry by entry. Which product has a number for each query and "
        "each document?": retrieval_entry_by_entry,
        "The product sums over the batch. Which axis do q and d share that the scores do not "
        "have?": retrieval_over_batch,
        "Each column was divided by the sum of a row. Which shape must the sums have, so that each "
        "divides its own row?": retrieval_sums_turned,
        "Entry j of each row was divided by the sum of row j. Which shape must the sums have, so "
        "that each divides its own row?": retrieval_shifted_sums_turned,
        "dscores is the gradient with respect to q. Which shape do the scores "
        "have?": retrieval_gradient_of_q,
        "dscores is missing. Which two values does the exercise ask for?": retrieval_loss_alone,
        "The scores came back in the place of their gradient. What is the slope of the loss in "
        "each of them?": retrieval_scores_for_gradient,
        "loss and dscores are exchanged. Which comes first?": retrieval_exchanged,
    },
    alternatives=(
        retrieval_by_loops,
        retrieval_by_differences,
        retrieval_by_jacobian,
        retrieval_in_float32,
    ),
    equivalent={
        "q -> d (in `B = len(q)`)": "there are as many documents as queries",
    },
    tolerance_reason=ROUNDING,
    float32=True,
)
