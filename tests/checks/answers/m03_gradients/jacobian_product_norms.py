"""Answers to jacobian_product_norms that its record did not foresee."""

import numpy as np

from tests.checks.answers import wrong


def multiplied_on_the_right(p, hs):
    P = np.eye(hs.shape[1])
    n = [1.0]
    for h in hs[::-1]:
        P = P @ (p.W_h @ np.diag(1 - h**2))
        n.append(np.linalg.norm(P, 2))
    return np.array(n)


def eigenvalues_forward(p, hs):
    P = np.eye(hs.shape[1])
    n = [1.0]
    for h in hs:
        P = P @ (p.W_h * (1 - h**2))
        n.append(np.abs(np.linalg.eigvals(P)).max())
    return np.array(n)


def entry_by_entry(p, hs):
    P = np.eye(hs.shape[1])
    n = [1.0]
    for h in hs[::-1]:
        P = (p.W_h * (1 - h)) * P
        n.append(np.linalg.norm(P, 2))
    return np.array(n)


def rows_scaled_and_frobenius(p, hs):
    P = np.eye(hs.shape[1])
    n = [1.0]
    for h in hs[::-1]:
        P = np.diag(1 - h**2) @ p.W_h @ P
        n.append(np.linalg.norm(P))
    return np.array(n)


WRONG = (
    wrong(rows_scaled_and_frobenius, "1 - h^2 scales the rows of W_h, and the norm is Frobenius's"),
    wrong(multiplied_on_the_right, "Each earlier Jacobian was multiplied from the"),
    wrong(eigenvalues_forward, "These are eigenvalues."),
    wrong(entry_by_entry, "The square is missing in 1 - h^2."),
)
EDGES = {
    "T = 1": lambda cases: any(len(hs) == 1 for _, hs in cases),
    "H = 1": lambda cases: any(hs.shape[1] == 1 for _, hs in cases),
    "at rest": lambda cases: any(not hs.any() for _, hs in cases),
}
