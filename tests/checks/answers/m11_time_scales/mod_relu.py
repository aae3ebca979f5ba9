"""Answers to mod_relu that its record did not foresee; the attempts came before it."""

import numpy as np


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


def epsilon_and_no_floor(z, b):
    return (np.abs(z) + b) * z / (np.abs(z) + 1e-8)


def parts_without_floor(z, b):
    return z.real + b + 1j * (z.imag + b)


def nan_to_num(z, b):
    """NaN at 0, made 0."""
    with np.errstate(all="ignore"):
        return np.nan_to_num(np.maximum(np.abs(z) + b, 0) * z / np.abs(z))
