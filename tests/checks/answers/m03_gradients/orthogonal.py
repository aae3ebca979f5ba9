"""Answers to orthogonal that its record did not foresee."""

import numpy as np

from tests.checks.answers import wrong


def times_diagonal(draws, gain):
    n, m = draws.shape
    Q, R = np.linalg.qr(draws if n >= m else draws.T)
    Q = Q * np.diag(R)
    return gain * (Q if n >= m else Q.T)


def signs_free_no_gain(draws, gain):
    n, m = draws.shape
    Q, R = np.linalg.qr(draws if n >= m else draws.T)
    return Q if n >= m else Q.T


def by_svd(draws, gain):
    U, s, Vt = np.linalg.svd(gain * draws, full_matrices=False)
    return U @ Vt


def square_only(draws, gain):
    H = len(draws)
    Q, R = np.linalg.qr(draws.reshape(H, H))
    return gain * Q * np.sign(np.diag(R))


def one_sign_for_all_columns(draws, gain):
    Q, R = np.linalg.qr(draws if draws.shape[0] >= draws.shape[1] else draws.T)
    Q = Q * np.sign(np.trace(R))
    return gain * (Q if draws.shape[0] >= draws.shape[1] else Q.T)


WRONG = (
    wrong(one_sign_for_all_columns, "entries differ", unsaid=("follow gain",)),
    wrong(times_diagonal, "The columns were multiplied by the diagonal of"),
    wrong(signs_free_no_gain, "One of them: The gain was not used."),
    wrong(by_svd, "This is orthogonal too, but computed by an SVD:"),
    wrong(square_only, "raised ValueError", "reshape"),
)
EDGES = {
    "wide": lambda cases: any(draws.shape[0] < draws.shape[1] for draws, _ in cases),
    "tall": lambda cases: any(draws.shape[0] > draws.shape[1] for draws, _ in cases),
    "one entry": lambda cases: any(draws.size == 1 for draws, _ in cases),
}
