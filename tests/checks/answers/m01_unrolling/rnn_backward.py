"""Answers to rnn_backward that its record did not foresee."""

import numpy as np

from helpers.checks.m01_unrolling import check_rnn_backward
from helpers.scratch import cells
from helpers.scratch.cells import RNNParams
from tests.checks.answers import wrong
from tests.checks.answers.m01_unrolling import clipping


def walk_back(p, caches, dhs, keep=1.0):
    dxs, dh, dps = [], np.zeros_like(dhs[0]), []
    for cache, dh_t in zip(caches[::-1], dhs[::-1], strict=True):
        dx, dh, dp = cells.rnn_step_backward(p, cache, dh_t + keep * dh)
        dxs.insert(0, dx)
        dps.append(dp)
    return np.stack(dxs), dh, RNNParams(*(sum(w) for w in zip(*dps, strict=True)))


def tuples_added(p, caches, dhs):
    dxs, dh, dp = [], np.zeros_like(dhs[0]), RNNParams(*map(np.zeros_like, p))
    for i in reversed(range(len(caches))):
        dx, dh, g = cells.rnn_step_backward(p, caches[i], dhs[i] + dh)
        dp = dp + g
        dxs.insert(0, dx)
    return np.stack(dxs), dh, dp


def dhs_added_after_the_step(p, caches, dhs):
    dxs, dh, dps = [], np.zeros_like(dhs[0]), []
    for i in reversed(range(len(caches))):
        dx, dh, g = cells.rnn_step_backward(p, caches[i], dh)
        dh = dh + dhs[i]
        dxs.insert(0, dx)
        dps.append(g)
    return np.stack(dxs), dh, RNNParams(*map(sum, zip(*dps, strict=True)))


def field_set_in_a_gradient(p, caches, dhs):
    dxs, dh, dp = [], np.zeros_like(dhs[0]), RNNParams(*map(np.zeros_like, p))
    for i in reversed(range(len(caches))):
        dx, dh, g = cells.rnn_step_backward(p, caches[i], dhs[i] + dh)
        dp.W_x = dp.W_x + g.W_x
        dxs.insert(0, dx)
    return np.stack(dxs), dh, dp


def backward_recursive(p, caches, dhs):
    if len(caches) == 0:
        return np.zeros((0, *dhs.shape[1:])), np.zeros(dhs.shape[1:]), None
    dxs, dh, later = backward_recursive(p, caches[1:], dhs[1:])
    dx, dh, dp = cells.rnn_step_backward(p, caches[0], dhs[0] + dh)
    if later is None:
        return dx[None], dh, dp
    return np.concatenate([dx[None], dxs]), dh, RNNParams(*map(np.add, dp, later))


def walk(p, caches, dhs):
    return walk_back(p, caches, dhs)


RIGHT = (walk, backward_recursive)
WRONG = (
    wrong(
        lambda p, caches, dhs: walk_back(p, caches, dhs, keep=0.5),
        *("dxs[1, 0, 2] is", "18 of 24 entries differ", "p.W_h and dhs"),
        slip=False,
    ),
    wrong(
        lambda p, caches, dhs: walk_back(p, caches[1:], dhs[1:]),
        "dxs has shape (3, 2, 3), expected (T=4, B=2, D=3)",
        slip=False,
    ),
    wrong(
        lambda p, caches, dhs: walk_back(p, caches, dhs)[1:],
        "a tuple of 3: dxs, dh0, dp",
        slip=False,
    ),
    wrong(tuples_added, "+ joins tuples end to end"),
    wrong(dhs_added_after_the_step, "never passes through the step that computed hs[t]"),
    wrong(field_set_in_a_gradient, "fields of a NamedTuple cannot be set"),
    *clipping.rows(clipping.all_of(walk), clipping.weights_of(walk)),
)
EDGES = {"steep gradients": clipping.is_steep(check_rnn_backward.reference)}
