"""The data of module 12 with their exact floors, row by row.

Axes  T steps, B rows, D numbers observed.   Floors in nats a step.
"""

import numpy as np

from helpers.datasets.generated.hidden_states import draw_chains, draw_rotation, draw_state_space
from helpers.datasets.generated.strokes import draw_strokes
from helpers.experiments.m12_latent.parts.sequences import Task
from helpers.scratch.modules.m12_floors import forward_nll, kalman_nll, stationary_covariance

STAY = 0.8  # probability that a chain stays where it is
TESTS = 400  # rows
ANGLE, SHRINK = 0.3, 0.97  # of the rotation that moves a linear state, a step


def chains(T, D, sd):
    """Return D chains of -1 and 1 with noise of an sd, rotated together, as a Task."""
    W = draw_rotation(np.random.default_rng(99), D)
    tests = draw_chains(np.random.default_rng(10_000), T, TESTS, D, STAY, sd)
    return Task(
        lambda rng, B: draw_chains(rng, T, B, D, STAY, sd) @ W, tests @ W, chain_floors(tests, sd)
    )


def chain_floors(xs, sd):
    """Return each row's floor for chains that are not rotated. Shapes: xs (T, B, D) -> (B,)."""
    T, B, D = xs.shape
    P, half = np.array([[STAY, 1 - STAY], [1 - STAY, STAY]]), np.array([0.5, 0.5])
    nll = forward_nll(xs.reshape(T, B * D, 1), half, P, np.array([[-1.0], [1.0]]), sd)
    return nll.reshape(T, B, D).sum(axis=2).mean(axis=0)


def state_space(C, Q, R):
    """Return the matrices A, C, Q, R and P_0 of a turning state of two numbers that is seen by C.

    Q and R are variances of each number.
    """
    turn = [[np.cos(ANGLE), -np.sin(ANGLE)], [np.sin(ANGLE), np.cos(ANGLE)]]
    A, C = SHRINK * np.array(turn), np.array(C, float)
    Q, R = Q * np.eye(2), R * np.eye(len(C))
    return A, C, Q, R, stationary_covariance(A, Q)


def linear(T, C, Q, R):
    """Return the outputs of a linear Gaussian state-space model as a Task."""
    matrices = state_space(C, Q, R)
    tests = draw_state_space(np.random.default_rng(10_000), T, TESTS, *matrices)
    floors = kalman_nll(tests, *matrices).mean(axis=0)
    return Task(lambda rng, B: draw_state_space(rng, T, B, *matrices), tests, floors)


def strokes(T):
    """Return letters drawn by a pen as a Task; no floor is known, 0 stands for it."""
    tests = draw_strokes(np.random.default_rng(10_000), T, TESTS).xs
    return Task(lambda rng, B: draw_strokes(rng, T, B).xs, tests, np.zeros(TESTS))
