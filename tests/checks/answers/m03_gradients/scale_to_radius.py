"""Answers to scale_to_radius that its record did not foresee."""

import numpy as np

from tests.checks.answers import wrong


def real_parts(W, rho):
    return W * rho / np.abs(np.linalg.eigvals(W).real).max()


def symmetric_in_place(W, rho):
    W *= rho / np.abs(np.linalg.eigvalsh(W)).max()
    return W


def by_power_iteration(W, rho):
    v = np.ones(len(W))
    for _ in range(200):
        v = W @ v
        v = v / np.linalg.norm(v)
    return W * (rho / np.linalg.norm(W @ v))


def by_the_roots_of_the_polynomial(W, rho):
    return W / np.abs(np.roots(np.poly(W))).max() * rho


def over_the_signed_eigenvalue(W, rho):
    values = np.linalg.eigvals(W)
    return (W * rho / values[np.abs(values).argmax()]).real


RIGHT = (by_the_roots_of_the_polynomial,)
WRONG = (
    wrong(over_the_signed_eigenvalue, "scaled[", unsaid=("stays the same",)),
    wrong(real_parts, "Only the real parts were used."),
    wrong(symmetric_in_place, "W was overwritten."),
    wrong(by_power_iteration, "scaled["),
)
EDGES = {
    "1 x 1": lambda cases: any(W.shape == (1, 1) for W, _ in cases),
}
