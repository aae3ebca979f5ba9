"""Check of orthogonal."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.scratch.init import orthogonal


def orthogonal_cases(seed):
    """Yield (draws, gain): square, tall, wide, one column, one row, 1 x 1, and square again.

    Then columns that are at right angles already, of different lengths: few mistakes show there.
    """
    rng = np.random.default_rng(seed)
    for shape, gain in [
        *(((4, 4), 1.5), ((5, 3), 1.0), ((2, 5), 0.5), ((4, 1), 2.0), ((1, 3), 1.0)),
        *(((1, 1), 0.8), ((4, 4), 0.9), ((6, 6), 1.0)),
    ]:
        yield rng.normal(size=shape), gain
    yield np.linalg.qr(rng.normal(size=(4, 4))).Q * np.array([1.0, 2.0, 0.5, 3.0]), 1.5


def tall(draws):
    return draws if draws.shape[0] >= draws.shape[1] else draws.T


def turned(Q, draws):
    return Q if draws.shape[0] >= draws.shape[1] else Q.T


def signs(R):
    return np.where(np.diagonal(R) < 0, -1.0, 1.0)


def orthogonal_signs_free(draws, gain):
    return gain * turned(np.linalg.qr(tall(draws))[0], draws)


def orthogonal_signs_by_rows(draws, gain):
    Q, R = np.linalg.qr(tall(draws))
    flips = np.ones(len(Q))
    flips[: len(R)] = signs(R)
    return gain * turned(Q * flips[:, None], draws)


def orthogonal_signs_minus(draws, gain):
    return -orthogonal(draws, gain)


def orthogonal_by_svd(draws, gain):
    U, _, Vt = np.linalg.svd(draws, full_matrices=False)
    return gain * U @ Vt


def orthogonal_columns_of_length_1(draws, gain):
    T = tall(draws)
    return gain * turned(T / np.linalg.norm(T, axis=0), draws)


def orthogonal_without_gain(draws, gain):
    return orthogonal(draws, 1.0)


def orthogonal_gain_squared(draws, gain):
    return orthogonal(draws, gain**2)


def orthogonal_transposed(draws, gain):
    return orthogonal(draws, gain).T


def orthogonal_returns_R(draws, gain):
    Q, R = np.linalg.qr(tall(draws))
    return gain * turned(R * signs(R)[:, None], draws)


def orthogonal_as_drawn(draws, gain):
    Q, R = np.linalg.qr(draws)
    return gain * Q * signs(R)


def orthogonal_of_the_transpose(draws, gain):
    Q, R = np.linalg.qr(draws.T)
    return gain * (Q * signs(R)).T


def orthogonal_absolute(draws, gain):
    return np.abs(orthogonal(draws, gain))


def orthogonal_last_column_first(draws, gain):
    T = tall(draws)
    return turned(orthogonal(T[:, ::-1].copy(), gain)[:, ::-1], draws)


def orthogonal_sphere(draws, gain):
    return gain * draws / np.linalg.norm(draws, 2)


def orthogonal_plain_qr(draws, gain):
    return gain * np.linalg.qr(draws)[0]


def orthogonal_by_full_svd(draws, gain):
    U, _, Vt = np.linalg.svd(draws)
    return gain * U @ Vt


def orthogonal_plain_qr_without_gain(draws, gain):
    return np.linalg.qr(draws)[0]


def orthogonal_signs_of_Q(draws, gain):
    Q = np.linalg.qr(tall(draws))[0]
    return gain * turned(Q * signs(Q), draws)


def orthogonal_times_diagonal(draws, gain):
    Q, R = np.linalg.qr(tall(draws))
    return gain * turned(Q * np.diagonal(R), draws)


def orthogonal_gram_schmidt(draws, gain):
    wide = draws.shape[0] < draws.shape[1]
    A = draws.T.copy() if wide else draws.copy()
    Q = np.zeros_like(A)
    for j in range(A.shape[1]):
        v = A[:, j].copy()
        for _ in range(2):  # a second round removes what rounding left
            for i in range(j):
                v -= (Q[:, i] @ v) * Q[:, i]
        Q[:, j] = v / np.sqrt(v @ v)
    return gain * (Q.T if wide else Q)


def orthogonal_by_cholesky(draws, gain):
    A = tall(draws)
    Q = A
    for _ in range(2):  # twice, as the first round loses half of the digits
        L = np.linalg.cholesky(Q.T @ Q)
        Q = np.linalg.solve(L, Q.T).T
    return gain * turned(Q, draws)


def orthogonal_signs_by_product(draws, gain):
    A = tall(draws)
    Q = np.linalg.qr(A, mode="reduced").Q
    Q = Q * np.sign((Q * A).sum(axis=0))
    return turned(Q, draws) * gain


check_orthogonal = Check(
    name="orthogonal",
    reference=orthogonal,
    cases=orthogonal_cases,
    outputs=("W (n_in, n_out)",),
    slips={
        "The signs are those of the diagonal of Q. The diagonal of which factor says whether a "
        "column points the way of its draws?": orthogonal_signs_of_Q,
        "The columns were multiplied by the diagonal of R itself, so their lengths have changed. "
        "Which part of those numbers changes a sign and nothing else?": orthogonal_times_diagonal,
        "The columns are right except for their signs, which QR leaves to the library. Which "
        "entries of R should be positive?": orthogonal_signs_free,
        "The signs were applied to the rows. R's diagonal has one entry for each column of Q: which"
        " axis is that?": orthogonal_signs_by_rows,
        "Every column points in the opposite direction. Should a column and the draws it was made "
        "of form an acute angle?": orthogonal_signs_minus,
        "This is orthogonal too, but computed by an SVD: the nearest such matrix. Which one does "
        "Gram-Schmidt produce, column by column?": orthogonal_by_svd,
        "The columns have length 1 but are not at right angles. What is the inner product of two "
        "of them?": orthogonal_columns_of_length_1,
        "The gain was not used. What length should a column have?": orthogonal_without_gain,
        "The gain was applied twice. What length should a column have?": orthogonal_gain_squared,
        "The result is transposed. Do its rows or its columns correspond to the columns of the "
        "draws?": orthogonal_transposed,
        "This is R, the triangular factor. Which factor of QR has orthonormal "
        "columns?": orthogonal_returns_R,
        "A wide matrix lost its shape: there QR returns as many columns as there are rows. What can"
        " be orthonormal in a (2, 5) matrix, its columns or its rows?": orthogonal_as_drawn,
        "The draws are transposed whatever their shape. When are there more columns than rows to "
        "put at right angles?": orthogonal_of_the_transpose,
        "Absolute values destroy the right angles. Which sign belongs to a whole column, not to an "
        "entry?": orthogonal_absolute,
        "The columns were processed from the last to the first. Which column keeps its direction in"
        " Gram-Schmidt?": orthogonal_last_column_first,
        "The draws were only divided by a number. Does that change the angle between two "
        "columns?": orthogonal_sphere,
        "This is Q as the library returns it, with arbitrary signs. Which entries of R should be "
        "positive, and what should happen to a wide matrix?": orthogonal_plain_qr,
        "An SVD produces another matrix, the nearest orthogonal one. Which one does Gram-Schmidt "
        "produce, column by column?": orthogonal_by_full_svd,
        "This is Q as the library returns it: its signs are arbitrary, and the gain is not used. "
        "Which entries of R should be positive?": orthogonal_plain_qr_without_gain,
    },
    alternatives=(orthogonal_gram_schmidt, orthogonal_by_cholesky, orthogonal_signs_by_product),
    equivalent={
        "Q * np.sign(np.diagonal(R)) -> Q / np.sign(np.diagonal(R)) (in `Q = Q * np.sig"
        "n(np.diagonal(R))`)": ("multiplied or divided by a sign"),
    },
    tolerance=1e-7,
    tolerance_reason=(
        "columns that are nearly parallel cost digits: 1e-16 times the condition number of the "
        "draws, at most some thousands here; each known slip moves an entry by 0.05 or more"
    ),
)
