"""Answers to boundary_ops that its record did not foresee; the attempts came before it."""

import numpy as np

from tests.checks.answers import wrong


def flush_keeps(z, z_below, c, f, i, g):
    update = np.where(z_below[:, None] == 1, f * c + i * g, c)
    return np.where(z[:, None] == 1, f * c + i * g, update)


def exchanged(z, z_below, c, f, i, g):
    rest = np.where(z_below[:, None] == 1, c, f * c + i * g)
    return np.where(z[:, None] == 1, i * g, rest)


def below_first(z, z_below, c, f, i, g):
    rest = np.where(z[:, None] == 1, i * g, c)
    return np.where(z_below[:, None] == 1, f * c + i * g, rest)


def flush_zero(z, z_below, c, f, i, g):
    update = np.where(z_below[:, None] == 1, f * c + i * g, c)
    return np.where(z[:, None] == 1, 0, update)


def names_exchanged(z, z_below, c, f, i, g):
    update = np.where(z[:, None] == 1, f * c + i * g, c)
    return np.where(z_below[:, None] == 1, i * g, update)


def flush_only_with_below(z, z_below, c, f, i, g):
    z, z_below = z[:, None], z_below[:, None]
    update = (1 - z) * z_below * (f * c + i * g)
    return z * z_below * (i * g) + update + (1 - z) * (1 - z_below) * c


def without_axis(z, z_below, c, f, i, g):
    return np.where(z == 1, i * g, np.where(z_below == 1, f * c + i * g, c))


def copy_is_zero(z, z_below, c, f, i, g):
    z, z_below = z[:, None], z_below[:, None]
    return z * i * g + (1 - z) * z_below * (f * c + i * g)


def both_added(z, z_below, c, f, i, g):
    """Where both are 1, flush and update are added."""
    z, z_below = z[:, None], z_below[:, None]
    return z * i * g + z_below * (f * c + i * g) + (1 - z) * (1 - z_below) * c


def flush_is_g(z, z_below, c, f, i, g):
    update = np.where(z_below[:, None] == 1, f * c + i * g, c)
    return np.where(z[:, None] == 1, g, update)


def one_minus_f(z, z_below, c, f, i, g):
    update = np.where(z_below[:, None] == 1, f * c + (1 - f) * g, c)
    return np.where(z[:, None] == 1, i * g, update)


def if_for_the_batch(z, z_below, c, f, i, g):
    if z.any():
        return i * g
    if z_below.any():
        return f * c + i * g
    return c.copy()


def below_first_and_flush_zero(z, z_below, c, f, i, g):
    rest = np.where(z[:, None] == 1, 0, c)
    return np.where(z_below[:, None] == 1, f * c + i * g, rest)


def gates_exchanged_in_update(z, z_below, c, f, i, g):
    update = np.where(z_below[:, None] == 1, i * c + f * g, c)
    return np.where(z[:, None] == 1, f * g, update)


def in_place(z, z_below, c, f, i, g):
    for b in range(len(c)):
        if z[b]:
            c[b] = i[b] * g[b]
        elif z_below[b]:
            c[b] = f[b] * c[b] + i[b] * g[b]
    return c


WRONG = (
    wrong(flush_keeps, "A flush keeps a part of the old memory here"),
    wrong(exchanged, "Update and copy are exchanged"),
    wrong(below_first, "z_below was asked first, so that rows with both boundaries are updated"),
    wrong(flush_zero, "A flush leaves 0. What does the layer write into its new segment"),
    wrong(names_exchanged, "z and z_below are exchanged"),
    wrong(flush_only_with_below, "Where z alone is 1 the memory is 0: no term fits"),
    wrong(without_axis, "z met the units of a row, not the rows"),
    wrong(copy_is_zero, "A copy leaves 0. What becomes of a memory that nothing happens to"),
    wrong(both_added, "Where both boundaries are 1, flush and update were added"),
    wrong(flush_is_g, "A flush writes the whole candidate"),
    wrong(one_minus_f, "The candidate enters by 1 - f. Which gate lets it in"),
    wrong(if_for_the_batch, "One row decides for all rows"),
    wrong(
        below_first_and_flush_zero,
        "z_below was asked first, and a flush leaves 0. Which boundary decides",
    ),
    wrong(gates_exchanged_in_update, "f and i are exchanged"),
    wrong(in_place, "c was changed in place"),
)
EDGES = {
    "all four combinations at once": lambda cases: any(
        len(set(zip(z, z_below, strict=True))) == 4 for z, z_below, *_ in cases
    ),
    "as many rows as units": lambda cases: any(c.shape[0] == c.shape[1] for _, _, c, *_ in cases),
    "one row, in each of the four": lambda cases: (
        len({(z[0], z_below[0]) for z, z_below, *_ in cases if len(z) == 1}) == 4
    ),
    "one unit": lambda cases: any(c.shape[1] == 1 for _, _, c, *_ in cases),
    "gates inside 0 and 1": lambda cases: all(
        gate.min() > 0 and gate.max() < 1 for *_, f, i, _ in cases for gate in (f, i)
    ),
}
