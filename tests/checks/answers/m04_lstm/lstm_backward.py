"""Answers to lstm_backward that its record did not foresee."""

import numpy as np

from tests.checks.answers import wrong
from tests.checks.answers.m04_lstm.first_attempts import add, step_back


def back(p, caches, dhs_direct):
    dh, dc = np.zeros_like(dhs_direct[0]), np.zeros_like(dhs_direct[0])
    dxs, dps = [], []
    for cache, direct in zip(caches[::-1], dhs_direct[::-1], strict=True):
        dx, dh, dc, dp = step_back(p, cache, dh + direct, dc)
        dxs.append(dx)
        dps.append(dp)
    return np.stack(dxs[::-1]), dh, dc, add(dps)


def memory_gradient_dropped(p, caches, dhs_direct):
    dh, zero, dxs, dps = np.zeros_like(dhs_direct[0]), np.zeros_like(dhs_direct[0]), [], []
    for cache, direct in zip(caches[::-1], dhs_direct[::-1], strict=True):
        dx, dh, dc, dp = step_back(p, cache, dh + direct, zero)
        dxs.append(dx)
        dps.append(dp)
    return np.stack(dxs[::-1]), dh, dc, add(dps)


def state_gradient_dropped(p, caches, dhs_direct):
    dc, dxs, dps = np.zeros_like(dhs_direct[0]), [], []
    for cache, direct in zip(caches[::-1], dhs_direct[::-1], strict=True):
        dx, dh, dc, dp = step_back(p, cache, direct, dc)
        dxs.append(dx)
        dps.append(dp)
    return np.stack(dxs[::-1]), dh, dc, add(dps)


def direct_added_to_the_memory_too(p, caches, dhs_direct):
    dh, dc = np.zeros_like(dhs_direct[0]), np.zeros_like(dhs_direct[0])
    dxs, dps = [], []
    for cache, direct in zip(caches[::-1], dhs_direct[::-1], strict=True):
        dx, dh, dc, dp = step_back(p, cache, dh + direct, dc + direct)
        dxs.append(dx)
        dps.append(dp)
    return np.stack(dxs[::-1]), dh, dc, add(dps)


def last_step_only(p, caches, dhs_direct):
    dxs, dh, dc, _ = back(p, caches, dhs_direct)
    _, _, _, dp = step_back(p, caches[-1], dhs_direct[-1], np.zeros_like(dc))
    return dxs, dh, dc, dp


def assigned_instead_of_added(p, caches, dhs_direct):
    dh, dc = np.zeros_like(dhs_direct[0]), np.zeros_like(dhs_direct[0])
    dxs = []
    for cache, direct in zip(caches[::-1], dhs_direct[::-1], strict=True):
        dx, dh, dc, dp = step_back(p, cache, dh + direct, dc)
        dxs.append(dx)
    return np.stack(dxs[::-1]), dh, dc, dp


def dxs_back_to_front(p, caches, dhs_direct):
    dxs, dh, dc, dp = back(p, caches, dhs_direct)
    return dxs[::-1], dh, dc, dp


def writes_into_the_given_gradients(p, caches, dhs_direct):
    dc, dxs, dps = np.zeros_like(dhs_direct[0]), [], []
    for t in range(len(caches) - 1, -1, -1):
        dx, dh, dc, dp = step_back(p, caches[t], dhs_direct[t], dc)
        if t:
            dhs_direct[t - 1] += dh
        dxs.append(dx)
        dps.append(dp)
    return np.stack(dxs[::-1]), dh, dc, add(dps)


def first_gradients_exchanged(p, caches, dhs_direct):
    dxs, dh, dc, dp = back(p, caches, dhs_direct)
    return dxs, dc, dh, dp


def memory_gradient_from_ones_and_dxs_back_to_front(p, caches, dhs_direct):
    dh, dc = np.zeros_like(dhs_direct[0]), np.ones_like(dhs_direct[0])
    dxs, dps = [], []
    for cache, direct in zip(caches[::-1], dhs_direct[::-1], strict=True):
        dx, dh, dc, dp = step_back(p, cache, dh + direct, dc)
        dxs.append(dx)
        dps.append(dp)
    return np.stack(dxs), dh, dc, add(dps)


RIGHT = (back,)
WRONG = (
    wrong(memory_gradient_dropped, "memory is not passed on"),
    wrong(state_gradient_dropped, "gradient of h is not passed on"),
    wrong(direct_added_to_the_memory_too, "of c as well"),
    wrong(last_step_only, "last time step only"),
    wrong(assigned_instead_of_added, "the one visited last"),
    wrong(dxs_back_to_front, "reverse order"),
    wrong(writes_into_the_given_gradients, "changed in place"),
    wrong(memory_gradient_from_ones_and_dxs_back_to_front, "starts at 1", unsaid=("caches[t].i",)),
    wrong(first_gradients_exchanged, "dh0 and dc0 are exchanged"),
)
