"""Answers to cayley that its record did not foresee; the attempts came before it."""

import numpy as np


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
