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
