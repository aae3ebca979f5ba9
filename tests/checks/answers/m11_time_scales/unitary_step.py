"""Answers to unitary_step that its record did not foresee; the attempts came before it."""

import numpy as np

from helpers.scratch.modules import m11_norm_keeping as norm_keeping


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
