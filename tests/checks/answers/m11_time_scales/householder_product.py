"""Answers to householder_product that its record did not foresee; the attempts came before it."""

import numpy as np


def without_two(vs, h):
    for v in vs:
        h = h - np.outer((h @ v) / (v @ v), v)
    return h


def without_division(vs, h):
    for v in vs:
        h = h - 2 * np.outer(h @ v, v)
    return h


def norm_not_squared(vs, h):
    for v in vs:
        h = h - 2 * np.outer(h @ v, v) / np.linalg.norm(v)
    return h


def last_first(vs, h):
    for v in vs[::-1]:
        h = h - 2 * np.outer(h @ v, v) / (v @ v)
    return h


def all_from_the_first(vs, h):
    out = h.copy()
    for v in vs:
        out -= 2 * np.outer(h @ v, v) / (v @ v)
    return out


def in_place(vs, h):
    for v in vs:
        h -= 2 * np.outer(h @ v, v) / (v @ v)
    return h


def plus(vs, h):
    for v in vs:
        h = h + 2 * np.outer(h @ v, v) / (v @ v)
    return h


def first_alone(vs, h):
    v = vs[0]
    return h - 2 * np.outer(h @ v, v) / (v @ v)


def entry_by_entry(vs, h):
    for v in vs:
        h = h - 2 * h * v / (v @ v) * v
    return h


def returned_in_the_loop(vs, h):
    for v in vs:
        h = h - 2 * np.outer(h @ v, v) / (v @ v)
        return h


def normed_then_divided(vs, h):
    """v made a unit vector in one place only."""
    for v in vs:
        u = v / np.linalg.norm(v)
        h = h - 2 * np.outer(h @ u, v)
    return h


def mirrored_to_the_line(vs, h):
    """2 (h.v)/(v.v) v - h: turned about the line of v."""
    for v in vs:
        h = 2 * np.outer(h @ v, v) / (v @ v) - h
    return h


def without_two_last_first(vs, h):
    for v in vs[::-1]:
        h = h - np.outer(h @ v, v) / (v @ v)
    return h


def without_division_all_from_first(vs, h):
    out = h.copy()
    for v in vs:
        out -= 2 * np.outer(h @ v, v)
    return out


def whole_norm(vs, h):
    """Divided by the squared norm of all vectors."""
    for v in vs:
        h = h - 2 * np.outer(h @ v, v) / (vs * vs).sum()
    return h


def batch_norm_of_h(vs, h):
    """Divide by h . h."""
    for v in vs:
        h = h - 2 * np.outer(h @ v / (h * h).sum(axis=1), v)
    return h


def right_matrix(vs, h):
    W = np.eye(h.shape[1])
    for v in vs:
        W = W @ (np.eye(len(v)) - 2 * np.outer(v, v) / np.dot(v, v))
    return h @ W
