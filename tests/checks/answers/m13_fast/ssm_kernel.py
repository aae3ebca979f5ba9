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
    return np.array([[np.vdot(c, l**j * b).real for l, b, c in zip(lam, B, C)] for j in range(T)])


def two_real_first_and_from_one(lam, B, C, T):
    return (C.real * lam.real ** np.arange(1, T + 1)[:, None, None] * B.real).sum(axis=2)


def two_doubled_and_channels_first(lam, B, C, T):
    return 2 * (C * powers(lam, T) * B).sum(axis=2).real.T


def two_from_one_and_doubled(lam, B, C, T):
    return 2 * (C * lam ** np.arange(1, T + 1)[:, None, None] * B).sum(axis=2).real


def two_size_and_from_one(lam, B, C, T):
    return abs((C * lam ** np.arange(1, T + 1)[:, None, None] * B).sum(axis=2))
