"""Answers to mod_relu that its record did not foresee; the attempts came before it."""

import numpy as np

from tests.checks.answers import wrong


def on_the_parts(z, b):
    return np.maximum(z.real + b, 0) + 1j * np.maximum(z.imag + b, 0)


def nan_at_zero(z, b):
    return np.maximum(np.abs(z) + b, 0) * z / np.abs(z)


def epsilon(z, b):
    return np.maximum(np.abs(z) + b, 0) * z / (np.abs(z) + 1e-8)


def no_floor(z, b):
    length = np.abs(z)
    return (length + b) * z / np.where(length > 0, length, 1)


def length_alone(z, b):
    return np.maximum(np.abs(z) + b, 0)


def not_divided(z, b):
    return np.maximum(np.abs(z) + b, 0) * z


def size_of_b(z, b):
    length = np.abs(z)
    return np.maximum(length - np.abs(b), 0) * z / np.where(length > 0, length, 1)


def angle_of_zero(z, b):
    return np.maximum(np.abs(z) + b, 0) * np.exp(1j * np.angle(z))


def added_to_z(z, b):
    return np.where(np.abs(z) + b > 0, z + b, 0)


def z_kept(z, b):
    return np.where(np.abs(z) + b > 0, z, 0)


def minus_b(z, b):
    length = np.abs(z)
    return np.maximum(length - b, 0) * z / np.where(length > 0, length, 1)


def not_divided_and_no_floor(z, b):
    return (np.abs(z) + b) * z


def squared_length(z, b):
    length = (z * z.conj()).real
    return np.maximum(length + b, 0) * z / np.where(length > 0, length, 1)


def tiny_epsilon(z, b):
    return np.maximum(np.abs(z) + b, 0) * z / (np.abs(z) + 1e-12)


def smallest_epsilon(z, b):
    n = np.abs(z)
    return np.maximum(n + b, 0) * z / (n + 1e-16)


def epsilon_and_no_floor(z, b):
    return (np.abs(z) + b) * z / (np.abs(z) + 1e-8)


def parts_without_floor(z, b):
    return z.real + b + 1j * (z.imag + b)


def nan_to_num(z, b):
    """NaN at 0, made 0."""
    with np.errstate(all="ignore"):
        return np.nan_to_num(np.maximum(np.abs(z) + b, 0) * z / np.abs(z))


RIGHT = (nan_to_num,)
WRONG = (
    wrong(on_the_parts, "The real and the imaginary part went through a ReLU each"),
    wrong(nan_at_zero, "0 divided by 0 makes NaN"),
    wrong(epsilon, "A number of about 1e-8 was added below the fraction line, which"),
    wrong(no_floor, "A length below 0 was let through, which turns z round"),
    wrong(length_alone, "This is the new length alone"),
    wrong(not_divided, "z was multiplied by the new length, and not divided by the old one"),
    wrong(size_of_b, "The size of b was subtracted"),
    wrong(angle_of_zero, "A z of 0 became b, as if it had an angle"),
    wrong(added_to_z, "b was added to z itself, that is to its real part"),
    wrong(z_kept, "z came back as it was, or 0. How long should the result be"),
    wrong(minus_b, "b was subtracted"),
    wrong(
        not_divided_and_no_floor,
        "z was multiplied by the new length, and not divided by the old one",
    ),
    wrong(squared_length, "The squared length was taken for the length"),
    wrong(tiny_epsilon, "A number of about 1e-12 was added below the fraction line, which"),
    wrong(smallest_epsilon, "A number of about 1e-16 was added below the fraction line, which"),
    wrong(epsilon_and_no_floor, "A number of about 1e-8 was added below the fraction line, which"),
    wrong(parts_without_floor, "b was added to the real and to the imaginary part"),
)
EDGES = {
    "no zeros, first": lambda cases: (cases[0][0] != 0).all() and (cases[0][1] != 0).all(),
    "zeros with b above and below 0": lambda cases: any(
        (z[:, b > 0] == 0).any() and (z[:, b < 0] == 0).any() for z, b in cases
    ),
    "short z": lambda cases: any(((np.abs(z) < 1e-5) & (z != 0)).any() for z, _ in cases),
    "a b of 0": lambda cases: any((b == 0).any() for _, b in cases),
    "lengths below 0": lambda cases: all((np.abs(z) + b < 0).any() for z, b in cases[:1]),
    "one number": lambda cases: any(z.size == 1 for z, _ in cases),
}
