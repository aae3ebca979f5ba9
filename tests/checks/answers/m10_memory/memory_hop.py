"""Answers to memory_hop that its record did not foresee; the attempts came before it."""

import numpy as np

from helpers.scratch.ops import softmax
from tests.checks.answers import wrong


def weigh(u, m_in):
    return softmax((u * m_in).sum(axis=-1), axis=0)


def found_alone(u, m_in, m_out):
    weights = weigh(u, m_in)
    return (weights[..., None] * m_out).sum(axis=0), weights


def in_memory_read(u, m_in, m_out):
    weights = weigh(u, m_in)
    return u + (weights[..., None] * m_in).sum(axis=0), weights


def out_memory_asked(u, m_in, m_out):
    weights = weigh(u, m_out)
    return u + (weights[..., None] * m_out).sum(axis=0), weights


def turned(u, m_in, m_out):
    weights = weigh(u, m_out)
    return u + (weights[..., None] * m_in).sum(axis=0), weights


def over_batch(u, m_in, m_out):
    weights = softmax((u * m_in).sum(axis=-1), axis=1)
    return u + (weights[..., None] * m_out).sum(axis=0), weights


def scaled(u, m_in, m_out):
    weights = softmax((u * m_in).sum(axis=-1) / np.sqrt(u.shape[1]), axis=0)
    return u + (weights[..., None] * m_out).sum(axis=0), weights


def scores_as_weights(u, m_in, m_out):
    scores = (u * m_in).sum(axis=-1)
    return u + (scores[..., None] * m_out).sum(axis=0), scores


def cosine(u, m_in, m_out):
    norms = np.linalg.norm(u, axis=-1) * np.linalg.norm(m_in, axis=-1)
    weights = softmax((u * m_in).sum(axis=-1) / norms, axis=0)
    return u + (weights[..., None] * m_out).sum(axis=0), weights


def best_alone(u, m_in, m_out):
    weights = weigh(u, m_in)
    return u + m_out[weights.argmax(axis=0), np.arange(len(u))], weights


def weights_first(u, m_in, m_out):
    weights = weigh(u, m_in)
    return weights, u + (weights[..., None] * m_out).sum(axis=0)


def scores_returned(u, m_in, m_out):
    weights = weigh(u, m_in)
    return u + (weights[..., None] * m_out).sum(axis=0), (u * m_in).sum(axis=-1)


def mean_read(u, m_in, m_out):
    weights = weigh(u, m_in)
    return u + m_out.mean(axis=0), weights


def u_multiplied(u, m_in, m_out):
    weights = weigh(u, m_in)
    return u * (weights[..., None] * m_out).sum(axis=0), weights


def both_memories_added(u, m_in, m_out):
    weights = weigh(u, m_in)
    return u + (weights[..., None] * (m_in + m_out)).sum(axis=0), weights


def in_place(u, m_in, m_out):
    weights = weigh(u, m_in)
    u += (weights[..., None] * m_out).sum(axis=0)
    return u, weights


def two_scaled_and_found_alone(u, m_in, m_out):
    weights = softmax((u * m_in).sum(axis=-1) / np.sqrt(u.shape[1]), axis=0)
    return (weights[..., None] * m_out).sum(axis=0), weights


def two_in_read_without_u(u, m_in, m_out):
    weights = weigh(u, m_in)
    return (weights[..., None] * m_in).sum(axis=0), weights


def two_over_batch_and_without_u(u, m_in, m_out):
    weights = softmax((u * m_in).sum(axis=-1), axis=1)
    return (weights[..., None] * m_out).sum(axis=0), weights


def u_from_weights(u, m_in, m_out):
    weights = weigh(u, m_in)
    return u + weights @ m_out, weights


def u_taken_out_again(u, m_in, m_out):
    weights = weigh(u, m_in)
    return u + (weights[..., None] * (m_out - u)).sum(axis=0), weights


def both_embeddings_asked(u, m_in, m_out):
    weights = weigh(u, m_in + m_out)
    return u + (weights[..., None] * m_out).sum(axis=0), weights


def side_by_side(u, m_in, m_out):
    weights = weigh(u, m_in)
    return np.concatenate([u, (weights[..., None] * m_out).sum(axis=0)], axis=1), weights


def mean_question_added(u, m_in, m_out):
    weights = weigh(u, m_in)
    return u.mean(axis=0) + (weights[..., None] * m_out).sum(axis=0), weights


def two_softmax_and_sum_over_batch(u, m_in, m_out):
    weights = softmax((u * m_in).sum(axis=-1), axis=1)
    return u + (weights[..., None] * m_out).sum(axis=1), weights


WRONG = (
    wrong(found_alone, "u_next is what was found, without u"),
    wrong(in_memory_read, "m_in was read"),
    wrong(out_memory_asked, "u was compared with m_out"),
    wrong(turned, "m_in and m_out are exchanged"),
    wrong(over_batch, "The softmax goes over the rows of the batch"),
    wrong(scaled, "The scores were divided by the root of D"),
    wrong(scores_as_weights, "The inner products themselves were taken for weights"),
    wrong(cosine, "The scores are cosines"),
    wrong(best_alone, "Only the best statement was read"),
    wrong(weights_first, "Weights and u_next are exchanged"),
    wrong(scores_returned, "The inner products came back in place of the weights"),
    wrong(mean_read, "The plain mean of m_out was added"),
    wrong(u_multiplied, "u was multiplied by what was found"),
    wrong(both_memories_added, "m_in and m_out were both read"),
    wrong(in_place, "u was changed in place"),
    wrong(
        two_scaled_and_found_alone,
        "u_next is what was found, without u, and the scores were scaled",
    ),
    wrong(two_in_read_without_u, "m_in was read, and u is missing"),
    wrong(
        two_over_batch_and_without_u,
        "The softmax goes over the rows of the batch, and u is missing",
    ),
    wrong(u_from_weights, "Write the shape of each array in this line beside it"),
    wrong(u_taken_out_again, "u_next is what was found, without u"),
    wrong(both_embeddings_asked, "u was compared with both embeddings, added"),
    wrong(side_by_side, "Which line decides how long axis D is, and what should that depend on"),
    wrong(
        mean_question_added, "With every float input except u set to zero, u_next is still wrong"
    ),
    wrong(two_softmax_and_sum_over_batch, "Softmax and sum both go over the rows of the batch"),
)

EDGES = {
    "one statement, one row, one entry": lambda cases: (
        {0, 1, 2} <= {m_in.shape.index(1) for _, m_in, _ in cases if 1 in m_in.shape}
    ),
    "all sizes alike": lambda cases: any(len(set(m_in.shape)) == 1 for _, m_in, _ in cases),
    "the embeddings differ": lambda cases: all(
        abs(m_in - m_out).max() > 1e-3 for _, m_in, m_out in cases
    ),
}
