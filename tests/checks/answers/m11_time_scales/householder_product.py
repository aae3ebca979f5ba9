"""Answers to householder_product that its record did not foresee; the attempts came before it."""

import numpy as np

from tests.checks.answers import wrong


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


def tiny_epsilon(vs, h):
    for v in vs:
        h = h - np.outer(2 * (h @ v) / (v @ v + 1e-12), v)
    return h


def smallest_epsilon(vs, h):
    for v in vs:
        h = h - 2 * np.outer(h @ v, v) / (np.sum(v**2) + 1e-16)
    return h


def outer_with_norm(vs, h):
    for v in vs:
        h = h - np.outer(h @ v / np.linalg.norm(v), v)
    return h


RIGHT = (right_matrix,)
WRONG = (
    wrong(without_two, "The part along v was subtracted once, which leaves nothing of it"),
    wrong(without_division, "h . v was not divided by v . v. What if v is twice as long"),
    wrong(norm_not_squared, "h . v was divided by the length of v. What is v . v, the length or"),
    wrong(last_first, "The last vector came first"),
    wrong(
        all_from_the_first, "All parts were taken of the given h. What does the second reflection"
    ),
    wrong(in_place, "h was changed in place"),
    wrong(plus, "The part along v was added"),
    wrong(first_alone, "Only the first reflection has an effect"),
    wrong(entry_by_entry, "h was multiplied by v entry by entry"),
    wrong(returned_in_the_loop, "Only the first reflection has an effect"),
    wrong(
        normed_then_divided, "h . v was divided by the length of v. What is v . v, the length or"
    ),
    wrong(mirrored_to_the_line, "Every reflection has both signs reversed"),
    wrong(
        without_two_last_first, "The part along v was subtracted once, which leaves nothing of it"
    ),
    wrong(
        without_division_all_from_first,
        "h . v was not divided by v . v. What if v is twice as long",
    ),
    wrong(whole_norm, "h . v was divided by the squares of all vectors"),
    wrong(batch_norm_of_h, "h . v was divided by h . h. Along which of the two does the"),
    wrong(tiny_epsilon, "A number of about 1e-12 was added to v . v"),
    wrong(smallest_epsilon, "A number of about 1e-16 was added to v . v"),
    wrong(
        outer_with_norm, "h . v was divided by the length of v, and the part was subtracted once"
    ),
)
EDGES = {
    "one reflection": lambda cases: any(len(vs) == 1 for vs, _ in cases),
    "more reflections than entries": lambda cases: any(
        vs.shape[0] > vs.shape[1] for vs, _ in cases
    ),
    "one row": lambda cases: any(len(h) == 1 for _, h in cases),
    "one entry": lambda cases: any(h.shape[1] == 1 for _, h in cases),
    "K, B and H alike": lambda cases: any(
        vs.shape == h.shape and len(set(vs.shape)) == 1 and len(h) > 1 for vs, h in cases
    ),
    "lengths that are not 1, first": lambda cases: (
        abs(np.linalg.norm(cases[0][0], axis=1) - 1).min() > 0.2
    ),
}
