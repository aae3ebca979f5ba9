"""Answers to cayley that its record did not foresee; the attempts came before it."""

import numpy as np

from tests.checks.answers import wrong


def signs_exchanged(A):
    eye = np.eye(len(A))
    return np.linalg.solve(eye - A, eye + A)


def without_inverse(A):
    eye = np.eye(len(A))
    return (eye + A) @ (eye - A)


def inverse_alone(A):
    return np.linalg.inv(np.eye(len(A)) + A)


def entry_by_entry(A):
    eye = np.eye(len(A))
    return np.linalg.inv(eye + A) * (eye - A)


def divided(A):
    eye = np.eye(len(A))
    return (eye - A) / (eye + A)


def of_the_difference(A):
    """Take A for any matrix, and use A - A.T."""
    A = A - A.T
    eye = np.eye(len(A))
    return np.linalg.solve(eye + A, eye - A)


def ones(A):
    return np.linalg.solve(1 + A, 1 - A)


def inverse_of_the_product(A):
    eye = np.eye(len(A))
    return np.linalg.inv((eye + A) @ (eye - A))


def half(A):
    eye = np.eye(len(A))
    return np.linalg.solve(eye + A / 2, eye - A / 2)


def exponential(A):
    W, term = np.eye(len(A)), np.eye(len(A))
    for n in range(1, 60):
        term = term @ A / n
        W = W + term
    return W


def signs_exchanged_without_inverse(A):
    eye = np.eye(len(A))
    return np.linalg.inv(eye - A)


def right_other_side(A):
    eye = np.eye(len(A))
    return (eye - A) @ np.linalg.inv(eye + A)


RIGHT = (right_other_side,)
WRONG = (
    wrong(signs_exchanged, "The signs are exchanged"),
    wrong(without_inverse, "Nothing was inverted"),
    wrong(inverse_alone, "This is the inverse of I + A alone"),
    wrong(entry_by_entry, "The two matrices were multiplied entry by entry"),
    wrong(divided, "The entries were divided by each other"),
    wrong(of_the_difference, "A - A.T was taken in place of A. Is A antisymmetric already"),
    wrong(ones, "1 was added to every entry"),
    wrong(inverse_of_the_product, "The whole product was inverted"),
    wrong(half, "A was halved"),
    wrong(exponential, "This is the exponential of A, another way to a rotation"),
    wrong(signs_exchanged_without_inverse, "This is the inverse of I + A alone"),
)
EDGES = {
    "one unit": lambda cases: any(A.shape == (1, 1) for (A,) in cases),
    "zeros": lambda cases: any(len(A) > 1 and not A.any() for (A,) in cases),
    "an odd and an even size": lambda cases: {len(A) % 2 for (A,) in cases} == {0, 1},
    "large entries": lambda cases: any(np.abs(A).max() > 1.5 for (A,) in cases),
    "antisymmetric": lambda cases: all((A.T == -A).all() for (A,) in cases),
}
