"""Check of boundary_ops."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.scratch.modules.m11_time_scales import boundary_ops

SIZES = ((6, 3), (4, 4), (5, 1), (1, 3), (1, 2), (1, 4), (1, 2), (6, 3))  # B, H


def boundary_ops_cases(seed):
    """Yield (z, z_below, c, f, i, g): all four combinations, as many rows as units, single rows."""
    rng = np.random.default_rng(seed)
    single = iter(((0, 1), (0, 0), (1, 0), (1, 1)))
    for B, H in SIZES:
        if B == 1:
            z, z_below = (np.array([flag]) for flag in next(single))
        else:
            others = np.append([1, 2, 3], rng.integers(4, size=B))[: B - 1]
            z, z_below = divmod(np.append(0, rng.permutation(others)), 2)
        c, g = 1.5 * rng.normal(size=(B, H)), np.tanh(rng.normal(size=(B, H)))
        f, i = rng.uniform(0.1, 0.9, size=(2, B, H))
        yield z, z_below, c, f, i, g


def choose(z, z_below, flush, update, copy):
    """Return flush where z is 1, update where only z_below is, else copy."""
    return np.where(column(z), flush, np.where(column(z_below), update, copy))


def column(z):
    return z[:, None] == 1


def boundary_flush_keeps(z, z_below, c, f, i, g):
    update = f * c + i * g
    return choose(z, z_below, update, update, c)


def boundary_flush_zero(z, z_below, c, f, i, g):
    return choose(z, z_below, 0.0, f * c + i * g, c)


def boundary_flush_candidate(z, z_below, c, f, i, g):
    return choose(z, z_below, g, f * c + i * g, c)


def boundary_flush_adds(z, z_below, c, f, i, g):
    return choose(z, z_below, c + i * g, f * c + i * g, c)


def boundary_flush_forgets_alone(z, z_below, c, f, i, g):
    return choose(z, z_below, f * c, f * c + i * g, c)


def boundary_flush_forgets_input(z, z_below, c, f, i, g):
    return choose(z, z_below, f * g, f * c + i * g, c)


def boundary_update_and_copy_exchanged(z, z_below, c, f, i, g):
    return choose(z, z_below, i * g, c, f * c + i * g)


def boundary_below_first(z, z_below, c, f, i, g):
    return np.where(column(z_below), f * c + i * g, np.where(column(z), i * g, c))


def boundary_names_exchanged(z, z_below, c, f, i, g):
    return choose(z_below, z, i * g, f * c + i * g, c)


def boundary_flush_and_copy_exchanged(z, z_below, c, f, i, g):
    return choose(z, z_below, c, f * c + i * g, i * g)


def boundary_flush_and_update_exchanged(z, z_below, c, f, i, g):
    return choose(z, z_below, f * c + i * g, i * g, c)


def boundary_flush_where_zero(z, z_below, c, f, i, g):
    return choose(1 - z, z_below, i * g, f * c + i * g, c)


def boundary_flush_needs_both(z, z_below, c, f, i, g):
    """Flush where both are 1; copy where z is 1 alone."""
    both = column(z) & column(z_below)
    return np.where(both, i * g, np.where(column(z_below), f * c + i * g, c))


def boundary_flush_needs_both_else_zero(z, z_below, c, f, i, g):
    both, alone = column(z) & column(z_below), column(z) & ~column(z_below)
    return np.where(alone, 0.0, np.where(both, i * g, choose(z, z_below, 0.0, f * c + i * g, c)))


def boundary_flush_without_below(z, z_below, c, f, i, g):
    """Flush where z is 1 alone; nothing where both are."""
    both = column(z) & column(z_below)
    return np.where(both, 0.0, choose(z, z_below, i * g, f * c + i * g, c))


def boundary_copy_zero(z, z_below, c, f, i, g):
    return choose(z, z_below, i * g, f * c + i * g, 0.0)


def boundary_copy_forgets(z, z_below, c, f, i, g):
    return choose(z, z_below, i * g, f * c + i * g, f * c)


def boundary_copy_updates(z, z_below, c, f, i, g):
    return choose(z, z_below, i * g, f * c + i * g, f * c + i * g)


def boundary_added(z, z_below, c, f, i, g):
    """Add flush and update where both are 1."""
    update = f * c + i * g
    return choose(z, z_below, i * g + np.where(column(z_below), update, 0.0), update, c)


def boundary_update_coupled(z, z_below, c, f, i, g):
    return choose(z, z_below, i * g, f * c + (1 - f) * g, c)


def boundary_gates_exchanged(z, z_below, c, f, i, g):
    return choose(z, z_below, i * g, i * c + f * g, c)


def boundary_gates_exchanged_everywhere(z, z_below, c, f, i, g):
    return choose(z, z_below, f * g, i * c + f * g, c)


def boundary_candidate_whole(z, z_below, c, f, i, g):
    return choose(z, z_below, g, f * c + g, c)


def boundary_update_not_forgotten(z, z_below, c, f, i, g):
    return choose(z, z_below, i * g, c + i * g, c)


def boundary_below_first_flush_zero(z, z_below, c, f, i, g):
    return np.where(column(z_below), f * c + i * g, np.where(column(z), 0.0, c))


def boundary_one_for_all(z, z_below, c, f, i, g):
    """Flush all rows as soon as one is flushed, update all as soon as one is updated."""
    return choose(np.full_like(z, z.any()), np.full_like(z, z_below.any()), i * g, f * c + i * g, c)


def boundary_first_row(z, z_below, c, f, i, g):
    first, below = np.full_like(z, z[0]), np.full_like(z, z_below[0])
    return choose(first, below, i * g, f * c + i * g, c)


def boundary_without_axis(z, z_below, c, f, i, g):
    return np.where(z == 1, i * g, np.where(z_below == 1, f * c + i * g, c))


def boundary_in_place(z, z_below, c, f, i, g):
    c[:] = boundary_ops(z, z_below, c, f, i, g)
    return c


def boundary_update_and_copy_exchanged_flush_keeps(z, z_below, c, f, i, g):
    update = f * c + i * g
    return choose(z, z_below, update, c, update)


def by_rows(z, z_below, c, f, i, g):
    rows = []
    for b in range(len(z)):
        if z[b]:
            rows.append(i[b] * g[b])
        elif z_below[b]:
            rows.append(f[b] * c[b] + i[b] * g[b])
        else:
            rows.append(c[b].copy())
    return np.stack(rows)


def by_masks(z, z_below, c, f, i, g):
    z, z_below = z.reshape(-1, 1), z_below.reshape(-1, 1)
    flush, update = z, (1 - z) * z_below
    copy = (1 - z) * (1 - z_below)
    return flush * (i * g) + update * (f * c + i * g) + copy * c


def by_gates(z, z_below, c, f, i, g):
    """One formula with gates that are 0 or 1 where nothing is computed."""
    flush, idle = z.astype(bool), ~(z.astype(bool) | z_below.astype(bool))
    keep, write = f.copy(), i.copy()
    keep[flush] = 0.0
    keep[idle] = 1.0
    write[idle] = 0.0
    return keep * c + write * g


def in_float32(z, z_below, c, f, i, g):
    c, f, i, g = (array.astype(np.float32) for array in (c, f, i, g))
    return np.select([column(z), column(z_below)], [i * g, f * c + i * g], c)


check_boundary_ops = Check(
    name="boundary_ops",
    reference=boundary_ops,
    cases=boundary_ops_cases,
    outputs=("c_next (B, H)",),
    slips={
        "A flush keeps a part of the old memory here. What is left of it when a new segment "
        "begins?": boundary_flush_keeps,
        "A flush leaves 0. What does the layer write into its new segment?": boundary_flush_zero,
        "A flush writes the whole candidate. Which gate does it pass?": boundary_flush_candidate,
        "A flush adds to the old memory. What is left of it when a new segment "
        "begins?": boundary_flush_adds,
        "A flush keeps the old memory through f and writes nothing. Which of the two terms "
        "stays?": boundary_flush_forgets_alone,
        "A flush writes the candidate through f. Which gate lets the candidate "
        "in?": boundary_flush_forgets_input,
        "Update and copy are exchanged. When does the layer below bring something "
        "new?": boundary_update_and_copy_exchanged,
        "z_below was asked first, so that rows with both boundaries are updated. Which of the two "
        "decides there?": boundary_below_first,
        "z and z_below are exchanged. Which of them tells of this layer's own "
        "segment?": boundary_names_exchanged,
        "Flush and copy are exchanged. In which rows does nothing "
        "happen?": boundary_flush_and_copy_exchanged,
        "Flush and update are exchanged. Which of the two loses the old "
        "memory?": boundary_flush_and_update_exchanged,
        "Rows are flushed where z is 0. What does a 1 stand for?": boundary_flush_where_zero,
        "A row is flushed only where both boundaries are 1, and copied where z alone is. What does "
        "a flush ask of z_below?": boundary_flush_needs_both,
        "Where z alone is 1 the memory is 0: no term fits. What does a flush ask of "
        "z_below?": boundary_flush_needs_both_else_zero,
        "Where both boundaries are 1 the memory is 0: no term fits. What does a flush ask of "
        "z_below?": boundary_flush_without_below,
        "A copy leaves 0. What becomes of a memory that nothing happens to?": boundary_copy_zero,
        "A copy passes through f. Which gates does a memory pass that nothing happens "
        "to?": boundary_copy_forgets,
        "Rows without a boundary are updated. What becomes of the memory there?": (
            boundary_copy_updates
        ),
        "Where both boundaries are 1, flush and update were added. Which of them is "
        "done?": boundary_added,
        "The candidate enters by 1 - f. Which gate lets it in?": boundary_update_coupled,
        "f and i are exchanged in the update. Which of them lets the old memory "
        "through?": boundary_gates_exchanged,
        "f and i are exchanged. Which of them lets the old memory through?": (
            boundary_gates_exchanged_everywhere
        ),
        "The candidate passes no gate. Which one lets it in?": boundary_candidate_whole,
        "The old memory passes no gate in an update. Which one lets it "
        "through?": boundary_update_not_forgotten,
        "z_below was asked first, and a flush leaves 0. Which boundary decides where both are 1, "
        "and what does a flush write?": boundary_below_first_flush_zero,
        "One row decides for all rows. Does each row have boundaries of its "
        "own?": boundary_one_for_all,
        "The first row decides for all rows. Does each row have boundaries of its "
        "own?": boundary_first_row,
        "z met the units of a row, not the rows. Which shape does it need beside "
        "(B, H)?": boundary_without_axis,
        "c was changed in place. Which array does the caller still need?": boundary_in_place,
        "Update and copy are exchanged, and a flush keeps a part of the old memory. Which term has "
        "f in it, and when?": boundary_update_and_copy_exchanged_flush_keeps,
    },
    alternatives=(by_rows, by_masks, by_gates, in_float32),
    tolerance_reason="float64: one product and one sum for each entry",
    float32=True,
)
