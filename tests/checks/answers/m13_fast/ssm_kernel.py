"""Answers to ssm_kernel that its record did not foresee; the attempts came before it."""

import numpy as np

from tests.checks.answers import wrong


def powers(lam, T):
    return lam ** np.arange(T)[:, None, None]


def real_parts_first(lam, B, C, T):
    return (C.real * powers(lam.real, T) * B.real).sum(axis=2)


def real_part_of_the_state(lam, B, C, T):
    h, out = B, []
    for _ in range(T):
        out.append((C * h.real).sum(axis=1).real)
        h = lam * h
    return np.array(out)


def powers_from_one(lam, B, C, T):
    return (C * lam ** np.arange(1, T + 1)[:, None, None] * B).sum(axis=2).real


def cumprod_of_lam(lam, B, C, T):
    every = np.cumprod(np.broadcast_to(lam, (T, *lam.shape)), axis=0)
    return (C * every * B).sum(axis=2).real


def doubled(lam, B, C, T):
    return 2 * (C * powers(lam, T) * B).sum(axis=2).real


def over_channels(lam, B, C, T):
    return (C * powers(lam, T) * B).sum(axis=1).real


def complex_result(lam, B, C, T):
    return (C * powers(lam, T) * B).sum(axis=2)


def size_of_the_sum(lam, B, C, T):
    return np.abs((C * powers(lam, T) * B).sum(axis=2))


def input_at_every_step(lam, B, C, T):
    h, out = np.zeros_like(B), []
    for _ in range(T):
        h = lam * h + B
        out.append((C * h).sum(axis=1).real)
    return np.array(out)


def channels_first(lam, B, C, T):
    return (C * powers(lam, T) * B).sum(axis=2).real.T


def without_B(lam, B, C, T):
    return (C * powers(lam, T)).sum(axis=2).real


def without_C(lam, B, C, T):
    return (powers(lam, T) * B).sum(axis=2).real


def exponentials(lam, B, C, T):
    return (C * np.exp(lam * np.arange(T)[:, None, None]) * B).sum(axis=2).real


def by_logarithm(lam, B, C, T):
    """exp(j ln lam), which has no logarithm of 0."""
    with np.errstate(all="ignore"):
        every = np.exp(np.arange(T)[:, None, None] * np.log(lam))
    return (C * every * B).sum(axis=2).real


def by_size_alone(lam, B, C, T):
    return (C * powers(abs(lam), T) * B).sum(axis=2).real


def vander_falling(lam, B, C, T):
    every = np.moveaxis(np.array([np.vander(row, T) for row in lam]), 2, 0)
    return (C * every * B).sum(axis=2).real


def read_after_the_step(lam, B, C, T):
    h, out = B, []
    for _ in range(T):
        h = lam * h
        out.append((C * h).sum(axis=1).real)
    return np.array(out)


def one_power(lam, B, C, T):
    """The last entry alone, at all steps."""
    return np.tile((C * lam ** (T - 1) * B).sum(axis=1).real, (T, 1))


def read_before_the_input(lam, B, C, T):
    """Let the first output miss the input."""
    k = (C * powers(lam, T) * B).sum(axis=2).real
    return np.concatenate([np.zeros_like(k[:1]), k[:-1]])


def real_at_the_end_of_each_state(lam, B, C, T):
    """Re C times Re (lam^j B)."""
    return (C.real * (powers(lam, T) * B).real).sum(axis=2)


def list_of_rows(lam, B, C, T):
    return [(C * lam**j * B).sum(axis=1).real for j in range(T)]


def T_by_N(lam, B, C, T):
    return (C * powers(lam, T) * B).real


def conjugate(lam, B, C, T):
    return (np.conj(C) * powers(lam, T) * B).sum(axis=2).real


def by_vdot(lam, B, C, T):
    """vdot conjugates its first argument."""
    channels = list(zip(lam, B, C, strict=True))
    return np.array([[np.vdot(c, each**j * b).real for each, b, c in channels] for j in range(T)])


def two_real_first_and_from_one(lam, B, C, T):
    return (C.real * lam.real ** np.arange(1, T + 1)[:, None, None] * B.real).sum(axis=2)


def two_doubled_and_channels_first(lam, B, C, T):
    return 2 * (C * powers(lam, T) * B).sum(axis=2).real.T


def two_from_one_and_doubled(lam, B, C, T):
    return 2 * (C * lam ** np.arange(1, T + 1)[:, None, None] * B).sum(axis=2).real


def two_size_and_from_one(lam, B, C, T):
    return abs((C * lam ** np.arange(1, T + 1)[:, None, None] * B).sum(axis=2))


def by_matrix_products(lam, B, C, T):
    """A product of the powers with C B for each channel."""
    return np.stack(
        [(lam[d] ** np.arange(T)[:, None] @ (C[d] * B[d])).real for d in range(len(lam))], axis=1
    )


def by_angles(lam, B, C, T):
    j = np.arange(T)[:, None, None]
    weight = B * C
    turned = np.cos(j * np.angle(lam)) * weight.real - np.sin(j * np.angle(lam)) * weight.imag
    return (np.abs(lam) ** j * turned).sum(axis=-1)


def by_loops(lam, B, C, T):
    D, N = lam.shape
    k = np.zeros((T, D))
    for j in range(T):
        for d in range(D):
            k[j, d] = sum((C[d, n] * lam[d, n] ** j * B[d, n]).real for n in range(N))
    return k


def in_lists(lam, B, C, T):
    """Python's own numbers."""
    rows = list(zip(lam.tolist(), B.tolist(), C.tolist(), strict=True))
    return np.array(
        [
            [sum(c * x**j * b for x, b, c in zip(*row, strict=True)).real for row in rows]
            for j in range(T)
        ]
    )


def all_in_one_sum(lam, B, C, T):
    return np.array([(C * lam**j * B).sum().real for j in range(T)])


def upper_half_twice(lam, B, C, T):
    """2 Re over the eigenvalues above the axis, as if the others were not listed."""
    above = lam.imag > 0
    return 2 * (C * powers(lam, T) * B * above).sum(axis=2).real


def power_of_the_state(lam, B, C, T):
    h, out = B.copy(), []
    for j in range(T):
        h = h * lam**j
        out.append((C * h).sum(axis=1).real)
    return np.array(out)


def two_ones_without_B(lam, B, C, T):
    h, out = np.zeros_like(B), []
    for _ in range(T):
        h = lam * h + 1
        out.append((C * h).sum(axis=1).real)
    return np.array(out)


def two_imaginary_and_from_one(lam, B, C, T):
    return (C * lam ** np.arange(1, T + 1)[:, None, None] * B).sum(axis=2).imag


RIGHT = (by_matrix_products, by_angles, by_loops, in_lists)
EDGES = {
    "one step, one channel, one state": lambda cases: (
        any(T == 1 for *_, T in cases)
        and any(lam.shape[0] == 1 for lam, *_ in cases)
        and any(lam.shape[1] == 1 for lam, *_ in cases)
    ),
    "as many channels as states and steps": lambda cases: any(
        lam.shape == (T, T) for lam, _, _, T in cases
    ),
    "eigenvalues of 0 and 1, and real ones": lambda cases: (
        any((lam == 0).any() for lam, *_ in cases)
        and any((lam == 1).any() for lam, *_ in cases)
        and any((lam.imag == 0).all() for lam, *_ in cases)
    ),
    "inside the circle": lambda cases: all((abs(lam) <= 1).all() for lam, *_ in cases),
}


WRONG = (
    wrong(real_parts_first, "The real part was taken of C, of the power and of B, each before"),
    wrong(
        real_part_of_the_state, "The real part was taken of the state and of C, before they were"
    ),
    wrong(powers_from_one, "The powers begin with lam itself"),
    wrong(cumprod_of_lam, "The powers begin with lam itself"),
    wrong(doubled, "Everything is twice too large"),
    wrong(over_channels, "The sum runs over the channels"),
    wrong(complex_result, "The kernel is complex"),
    wrong(size_of_the_sum, "The size of the sum was taken"),
    wrong(input_at_every_step, "The input was 1 at every step"),
    wrong(channels_first, "The channels stand first"),
    wrong(without_B, "B is missing"),
    wrong(without_C, "C is missing"),
    wrong(exponentials, "lam was taken for continuous, as exp(lam j)"),
    wrong(by_logarithm, "Look for 0/0, log of 0, exp of a large number, or a fractional"),
    wrong(by_size_alone, "The size of lam was raised to the powers, so nothing turns"),
    wrong(vander_falling, "The kernel is reversed"),
    wrong(read_after_the_step, "The powers begin with lam itself"),
    wrong(one_power, "Every item of k equals the last one"),
    wrong(read_before_the_input, "k is shifted"),
    wrong(
        real_at_the_end_of_each_state,
        "The real part was taken of the state and of C, before they were",
    ),
    wrong(list_of_rows, "Convert it to an array"),
    wrong(T_by_N, "The N states of a channel were not summed"),
    wrong(conjugate, "C was conjugated"),
    wrong(by_vdot, "C was conjugated"),
    wrong(two_real_first_and_from_one, "The powers begin with lam itself"),
    wrong(two_doubled_and_channels_first, "The two axes look exchanged"),
    wrong(two_from_one_and_doubled, "Two mistakes together give this result"),
    wrong(two_size_and_from_one, "Two mistakes together give this result"),
    wrong(all_in_one_sum, "Axis D is missing"),
    wrong(upper_half_twice, "The eigenvalues above the real axis count twice, and the others"),
    wrong(power_of_the_state, "The state was multiplied by lam to the j at step j, after it had"),
    wrong(two_ones_without_B, "Two mistakes together give this result"),
    wrong(two_imaginary_and_from_one, "Two mistakes together give this result"),
)
