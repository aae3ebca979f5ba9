"""First attempts at rnn_step_backward, from its prompt alone; both_: two mistakes at once."""

import numpy as np

from helpers.scratch.cells import RNNParams
from tests.checks.answers import wrong


def slope_of_h_and_not_h_next(p, cache, dh_next):
    x, h, h_next = cache
    da = dh_next * (1 - h**2)
    return da @ p.W_x.T, da @ p.W_h.T, RNNParams(x.T @ da, h.T @ da, da.sum(axis=0))


def tanh_taken_again(p, cache, dh_next):
    x, h, h_next = cache
    da = dh_next * (1 - np.tanh(h_next) ** 2)
    return da @ p.W_x.T, da @ p.W_h.T, RNNParams(x.T @ da, h.T @ da, da.sum(axis=0))


def square_forgotten(p, cache, dh_next):
    x, h, h_next = cache
    da = dh_next * (1 - h_next)
    return da @ p.W_x.T, da @ p.W_h.T, RNNParams(x.T @ da, h.T @ da, da.sum(axis=0))


def W_h_not_transposed(p, cache, dh_next):
    x, h, h_next = cache
    da = dh_next * (1 - h_next**2)
    return da @ p.W_x.T, da @ p.W_h, RNNParams(x.T @ da, h.T @ da, da.sum(axis=0))


def dW_h_from_the_state_after(p, cache, dh_next):
    x, h, h_next = cache
    da = dh_next * (1 - h_next**2)
    return da @ p.W_x.T, da @ p.W_h.T, RNNParams(x.T @ da, h_next.T @ da, da.sum(axis=0))


def bias_not_summed(p, cache, dh_next):
    x, h, h_next = cache
    da = dh_next * (1 - h_next**2)
    return da @ p.W_x.T, da @ p.W_h.T, RNNParams(x.T @ da, h.T @ da, da)


def slope_added_and_not_multiplied(p, cache, dh_next):
    x, h, h_next = cache
    da = dh_next + (1 - h_next**2)
    return da @ p.W_x.T, da @ p.W_h.T, RNNParams(x.T @ da, h.T @ da, da.sum(axis=0))


def both_dW_h_transposed_and_bias_mean(p, cache, dh_next):
    x, h, h_next = cache
    da = dh_next * (1 - h_next**2)
    return da @ p.W_x.T, da @ p.W_h.T, RNNParams(x.T @ da, da.T @ h, da.mean(axis=0))


def both_slope_forgotten_and_bias_over_the_wrong_axis(p, cache, dh_next):
    x, h, h_next = cache
    da = dh_next
    return da @ p.W_x.T, da @ p.W_h.T, RNNParams(x.T @ da, h.T @ da, da.sum(axis=1))


def both_dx_and_dh_exchanged_and_W_h_not_transposed(p, cache, dh_next):
    x, h, h_next = cache
    da = dh_next * (1 - h_next**2)
    return da @ p.W_h, da @ p.W_x.T, RNNParams(x.T @ da, h.T @ da, da.sum(axis=0))


WRONG = (
    wrong(
        slope_of_h_and_not_h_next, "The derivative of tanh was taken from h, the state before the"
    ),
    wrong(tanh_taken_again, "The tanh was applied a second time inside its own derivative"),
    wrong(square_forgotten, "The derivative lacks a square"),
    wrong(W_h_not_transposed, "dh was computed with W_h as it is"),
    wrong(dW_h_from_the_state_after, "dp.W_h was computed with h_next"),
    wrong(bias_not_summed, "db still has a row for every sequence of the batch"),
    wrong(
        slope_added_and_not_multiplied, "With every float input set to zero, dp.b is still wrong"
    ),
    wrong(both_dW_h_transposed_and_bias_mean, "dp.W_h is transposed"),
    wrong(
        both_slope_forgotten_and_bias_over_the_wrong_axis, "The gradient passed the tanh unchanged"
    ),
    wrong(both_dx_and_dh_exchanged_and_W_h_not_transposed, "dx and dh have each other's shape"),
)
