"""Answers to unitary_step that its record did not foresee; the attempts came before it."""

import numpy as np

from helpers.scratch.modules import m11_norm_keeping as norm_keeping
from tests.checks.answers import wrong


def reflect(a, v):
    return a - np.outer(2 * (a @ v.conj()) / np.vdot(v, v).real, v)


def fft(a):
    return np.fft.fft(a, axis=1, norm="ortho")


def ifft(a):
    return np.fft.ifft(a, axis=1, norm="ortho")


def turn(a, theta):
    return a * np.exp(1j * theta)


def end(a, p, x):
    return norm_keeping.mod_relu(a + x @ p.W_x, p.b)


def conjugate_lost(p, z, x, permutation):
    def mirror(a, v):
        return a - np.outer(2 * (a @ v) / (v @ v.conj()).real, v)

    a = mirror(fft(turn(z, p.theta_1)), p.v_1)[:, permutation]
    a = turn(mirror(ifft(turn(a, p.theta_2)), p.v_2), p.theta_3)
    return end(a, p, x)


def both_conjugates_lost(p, z, x, permutation):
    def mirror(a, v):
        return a - np.outer(2 * (a @ v) / (v @ v), v)

    a = mirror(fft(turn(z, p.theta_1)), p.v_1)[:, permutation]
    a = turn(mirror(ifft(turn(a, p.theta_2)), p.v_2), p.theta_3)
    return end(a, p, x)


def conjugate_on_the_wrong_v(p, z, x, permutation):
    def mirror(a, v):
        return a - np.outer(2 * (a @ v) / np.vdot(v, v).real, v.conj())

    a = mirror(fft(turn(z, p.theta_1)), p.v_1)[:, permutation]
    a = turn(mirror(ifft(turn(a, p.theta_2)), p.v_2), p.theta_3)
    return end(a, p, x)


def without_two(p, z, x, permutation):
    def mirror(a, v):
        return a - np.outer((a @ v.conj()) / np.vdot(v, v).real, v)

    a = mirror(fft(turn(z, p.theta_1)), p.v_1)[:, permutation]
    a = turn(mirror(ifft(turn(a, p.theta_2)), p.v_2), p.theta_3)
    return end(a, p, x)


def permuted_the_other_way(p, z, x, permutation):
    a = reflect(fft(turn(z, p.theta_1)), p.v_1)
    moved = np.empty_like(a)
    moved[:, permutation] = a
    a = turn(reflect(ifft(turn(moved, p.theta_2)), p.v_2), p.theta_3)
    return end(a, p, x)


def transform_of_the_batch(p, z, x, permutation):
    a = reflect(np.fft.fft(turn(z, p.theta_1), axis=0, norm="ortho"), p.v_1)[:, permutation]
    a = np.fft.ifft(turn(a, p.theta_2), axis=0, norm="ortho")
    return end(turn(reflect(a, p.v_2), p.theta_3), p, x)


def from_the_left(p, z, x, permutation):
    """Apply the maps in the order in which they are written."""
    a = reflect(turn(z, p.theta_3), p.v_2)
    a = turn(ifft(a), p.theta_2)[:, permutation]
    return end(turn(fft(reflect(a, p.v_1)), p.theta_1), p, x)


def input_after_mod_relu(p, z, x, permutation):
    a = reflect(fft(turn(z, p.theta_1)), p.v_1)[:, permutation]
    a = turn(reflect(ifft(turn(a, p.theta_2)), p.v_2), p.theta_3)
    return norm_keeping.mod_relu(a, p.b) + x @ p.W_x


def input_before_the_maps(p, z, x, permutation):
    z = z + x @ p.W_x
    a = reflect(fft(turn(z, p.theta_1)), p.v_1)[:, permutation]
    a = turn(reflect(ifft(turn(a, p.theta_2)), p.v_2), p.theta_3)
    return norm_keeping.mod_relu(a, p.b)


def without_mod_relu(p, z, x, permutation):
    a = reflect(fft(turn(z, p.theta_1)), p.v_1)[:, permutation]
    a = turn(reflect(ifft(turn(a, p.theta_2)), p.v_2), p.theta_3)
    return a + x @ p.W_x


def real_part(p, z, x, permutation):
    a = reflect(fft(turn(z, p.theta_1)), p.v_1)[:, permutation]
    a = turn(reflect(ifft(turn(a, p.theta_2)), p.v_2), p.theta_3)
    return end(a, p, x).real


def angles_as_factors(p, z, x, permutation):
    """Multiply by the angles themselves."""
    a = reflect(fft(z * p.theta_1), p.v_1)[:, permutation]
    a = reflect(ifft(a * p.theta_2), p.v_2) * p.theta_3
    return end(a, p, x)


def permuted_before_reflected(p, z, x, permutation):
    a = reflect(fft(turn(z, p.theta_1))[:, permutation], p.v_1)
    a = turn(reflect(ifft(turn(a, p.theta_2)), p.v_2), p.theta_3)
    return end(a, p, x)


def rows_permuted(p, z, x, permutation):
    a = reflect(fft(turn(z, p.theta_1)), p.v_1)[permutation]
    a = turn(reflect(ifft(turn(a, p.theta_2)), p.v_2), p.theta_3)
    return end(a, p, x)


def twice_forward(p, z, x, permutation):
    a = reflect(fft(turn(z, p.theta_1)), p.v_1)[:, permutation]
    a = turn(reflect(fft(turn(a, p.theta_2)), p.v_2), p.theta_3)
    return end(a, p, x)


def conjugate_lost_and_without_two(p, z, x, permutation):
    def mirror(a, v):
        return a - np.outer((a @ v) / np.vdot(v, v).real, v)

    a = mirror(fft(turn(z, p.theta_1)), p.v_1)[:, permutation]
    a = turn(mirror(ifft(turn(a, p.theta_2)), p.v_2), p.theta_3)
    return end(a, p, x)


def other_way_and_input_late(p, z, x, permutation):
    a = reflect(fft(turn(z, p.theta_1)), p.v_1)[:, np.argsort(permutation)]
    a = turn(reflect(ifft(turn(a, p.theta_2)), p.v_2), p.theta_3)
    return norm_keeping.mod_relu(a, p.b) + x @ p.W_x


def one_norm_forgotten(p, z, x, permutation):
    a = reflect(np.fft.fft(turn(z, p.theta_1), axis=1), p.v_1)[:, permutation]
    a = turn(reflect(ifft(turn(a, p.theta_2)), p.v_2), p.theta_3)
    return end(a, p, x)


def right_without_ortho(p, z, x, permutation):
    """Both factors of the root of H cancel."""
    a = reflect(np.fft.fft(turn(z, p.theta_1)), p.v_1)[:, permutation]
    a = turn(reflect(np.fft.ifft(turn(a, p.theta_2)), p.v_2), p.theta_3)
    return end(a, p, x)


def tiny_epsilon(p, z, x, permutation):
    def mirror(a, v):
        return a - np.outer(2 * (a @ v.conj()) / (np.vdot(v, v).real + 1e-12), v)

    a = mirror(fft(turn(z, p.theta_1)), p.v_1)[:, permutation]
    a = turn(mirror(ifft(turn(a, p.theta_2)), p.v_2), p.theta_3)
    return end(a, p, x)


def smallest_epsilon(p, z, x, permutation):
    def mirror(a, v):
        return a - np.outer(2 * (a @ v.conj()) / (np.vdot(v, v).real + 1e-16), v)

    a = mirror(fft(turn(z, p.theta_1)), p.v_1)[:, permutation]
    a = turn(mirror(ifft(turn(a, p.theta_2)), p.v_2), p.theta_3)
    return end(a, p, x)


def conjugated_last_factor(p, z, x, permutation):
    def mirror(a, v):
        return a - 2 * np.outer(a @ v.conj(), v.conj()) / (v @ v.conj()).real

    a = mirror(fft(turn(z, p.theta_1)), p.v_1)[:, permutation]
    a = turn(mirror(ifft(turn(a, p.theta_2)), p.v_2), p.theta_3)
    return end(a, p, x)


def row_conjugated(p, z, x, permutation):
    def mirror(a, v):
        return a - 2 * np.outer(a.conj() @ v, v) / (v @ v.conj()).real

    a = mirror(fft(turn(z, p.theta_1)), p.v_1)[:, permutation]
    a = turn(mirror(ifft(turn(a, p.theta_2)), p.v_2), p.theta_3)
    return end(a, p, x)


def divided_by_norm(p, z, x, permutation):
    def mirror(a, v):
        return a - 2 * np.outer(a @ v.conj(), v) / np.linalg.norm(v)

    a = mirror(fft(turn(z, p.theta_1)), p.v_1)[:, permutation]
    a = turn(mirror(ifft(turn(a, p.theta_2)), p.v_2), p.theta_3)
    return end(a, p, x)


def first_angle_as_factor(p, z, x, permutation):
    a = reflect(fft(z * p.theta_1), p.v_1)[:, permutation]
    return end(turn(reflect(ifft(turn(a, p.theta_2)), p.v_2), p.theta_3), p, x)


RIGHT = (right_without_ortho,)
WRONG = (
    wrong(conjugate_lost, "The conjugate is missing where the row meets v, in s. Which of the"),
    wrong(both_conjugates_lost, "Both conjugates are missing from the reflection"),
    wrong(conjugate_on_the_wrong_v, "The conjugate stands at the wrong v: behind s, and not in it"),
    wrong(without_two, "The reflections subtract their part once"),
    wrong(permuted_the_other_way, "The permutation goes the wrong way"),
    wrong(transform_of_the_batch, "The transforms go over the rows of the batch"),
    wrong(from_the_left, "The maps were applied from the left end of the product"),
    wrong(input_after_mod_relu, "The input was added after modReLU"),
    wrong(input_before_the_maps, "The input was added before the maps"),
    wrong(without_mod_relu, "modReLU is missing"),
    wrong(real_part, "This is the real part alone"),
    wrong(angles_as_factors, "The entries were multiplied by the angles"),
    wrong(permuted_before_reflected, "The row was permuted before the first reflection"),
    wrong(rows_permuted, "The rows of the batch were permuted"),
    wrong(twice_forward, "Both transforms go forward"),
    wrong(conjugate_lost_and_without_two, "The reflections subtract their part once"),
    wrong(other_way_and_input_late, "The input was added after modReLU"),
    wrong(one_norm_forgotten, "The first transform stretches the row by the root of H. Which norm"),
    wrong(tiny_epsilon, "A number of about 1e-12 was added below the fraction line"),
    wrong(smallest_epsilon, "A number of about 1e-16 was added below the fraction line"),
    wrong(conjugated_last_factor, "The v that is subtracted, the last factor, is conjugated"),
    wrong(row_conjugated, "The row is conjugated in s, and not v"),
    wrong(divided_by_norm, "s was divided by the length of v"),
    wrong(first_angle_as_factor, "The first turn multiplies by theta_1 itself"),
)
EDGES = {
    "one row": lambda cases: any(len(z) == 1 for _, z, *_ in cases),
    "one input": lambda cases: any(x.shape[1] == 1 for *_, x, _ in cases),
    "B, D and H different, first": lambda cases: (
        len({*cases[0][1].shape, cases[0][2].shape[1]}) == 3
    ),
    "as many rows as units": lambda cases: any(z.shape[0] == z.shape[1] for _, z, *_ in cases),
    "an odd number of units": lambda cases: any(z.shape[1] % 2 for _, z, *_ in cases),
    "orders that are not their own inverse": lambda cases: any(
        (order != np.argsort(order)).any() for *_, order in cases
    ),
    "modReLU makes zeros": lambda cases: any(
        (norm_keeping.unitary_step(*case) == 0).any() for case in cases
    ),
    "vectors of other lengths than 1": lambda cases: all(
        abs(np.linalg.norm(v) - 1) > 1e-3 for v in (cases[0][0].v_1, cases[0][0].v_2)
    ),
}
