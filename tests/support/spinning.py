"""A cell made up for the tests: all that the protocol allows, in the fewest lines.

Two states, one of them complex; real weights that prepare() makes complex; steps that are timed.

    z_next = exp(i theta) * z + (1 + t) * x @ W_x        h_next = tanh(Re z_next + h)
"""

from typing import Annotated, NamedTuple

import numpy as np

from helpers.scratch.contract.protocol import Cell


class SpinningParams(NamedTuple):
    """theta real, W_x complex."""

    theta: Annotated[np.ndarray, "H"]
    W_x: Annotated[np.ndarray, "D, H complex"]


class Turns(NamedTuple):
    """What the steps run on."""

    turn: np.ndarray  # (H,) complex
    W_x: np.ndarray


def prepare(p):
    """Turn angles into numbers on the unit circle."""
    turn = np.exp(1j * p.theta)
    return Turns(turn.astype(p.W_x.dtype), p.W_x), turn


def prepare_backward(p, turn, dq):
    """Pull the gradient back: theta is real, though the gradient of the turn is complex."""
    dtheta = (np.conj(dq.turn) * 1j * turn).real
    return SpinningParams(dtheta.astype(p.theta.dtype), dq.W_x)


def step(q, x, h, z, t):
    """Advance by one step."""
    z_next = q.turn * z + (1 + t) * x @ q.W_x
    h_next = np.tanh(z_next.real + h)
    return h_next, z_next, (x, z, h_next, t)


def step_backward(q, cache, dh_next, dz_next):
    """Pull gradients back through one step."""
    x, z, h_next, t = cache
    da = dh_next * (1 - h_next**2)
    dz = dz_next + da
    dq = Turns((np.conj(z) * dz).sum(axis=0), (1 + t) * x.T @ dz)
    return (1 + t) * (dz @ np.conj(q.W_x).T).real, da, dz * np.conj(q.turn), dq


SPINNING = Cell(
    "spinning",
    SpinningParams,
    step,
    step_backward,
    "Made up for the tests.",
    {"h": "B, H", "z": "B, H complex"},
    timed=True,
    prepare=prepare,
    prepare_backward=prepare_backward,
)
