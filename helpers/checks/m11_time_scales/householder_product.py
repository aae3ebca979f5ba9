"""Check of householder_product."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.scratch.modules.m11_norm_keeping import householder_product

SIZES = (  # K, B, H
    (3, 2, 4),
    (2, 3, 3),
    (3, 3, 3),  # all alike
    (5, 2, 3),  # more reflections than entries
    (1, 4, 3),
    (4, 1, 5),
    (2, 3, 1),
    (1, 1, 1),
    (3, 2, 4),
)


def householder_product_cases(seed):
    """Yield (vs, h): as SIZES lists them; unit, short, long, perpendicular vectors, one alone."""
    rng = np.random.default_rng(seed)
    for K, B, H in SIZES[:-1]:
        yield drawn(rng, K, B, H)
    vs, h = drawn(rng, 3, 3, 4)
    yield units(vs), h
    yield units(vs)[:1], h
    vs, h = drawn(rng, 3, 2, 5)
    yield vs * [[1e-7], [1.0], [1e3]], h  # nothing small can be added to a squared length
    vs, h = drawn(rng, 2, 3, 4)
    vs[1] -= (vs[1] @ vs[0]) / (vs[0] @ vs[0]) * vs[0]
    yield vs, h  # perpendicular: their order shows nowhere
    yield drawn(rng, *SIZES[-1])


def units(vs):
    return vs / np.linalg.norm(vs, axis=1, keepdims=True)


def drawn(rng, K, B, H):
    """Draw vs of lengths that are not 1, and h."""
    lengths = rng.choice([0.4, 0.6, 1.7, 2.6], size=(K, 1))
    return lengths * units(rng.normal(size=(K, H))), rng.normal(size=(B, H))


def dots(h, v):
    return (h @ v)[:, None]


def each(vs, h, change):
    """Subtract `change(h, v)` for each v in turn."""
    for v in vs:
        h = h - change(h, v)
    return h


def part(h, v):
    return dots(h, v) / (v @ v) * v


def twice(h, v):
    return 2 * part(h, v)


def house_without_two(vs, h):
    return each(vs, h, part)


def house_not_divided(vs, h):
    return each(vs, h, lambda h, v: 2 * dots(h, v) * v)


def house_neither(vs, h):
    return each(vs, h, lambda h, v: dots(h, v) * v)


def house_divided_by_length(vs, h):
    return each(vs, h, lambda h, v: 2 * dots(h, v) / np.linalg.norm(v) * v)


def house_divided_by_fourth_power(vs, h):
    return each(vs, h, lambda h, v: 2 * dots(h, v) / (v @ v) ** 2 * v)


def house_divided_by_h(vs, h):
    return each(vs, h, lambda h, v: 2 * dots(h, v) / (h * h).sum(axis=1, keepdims=True) * v)


def house_divided_by_all(vs, h):
    return each(vs, h, lambda h, v: 2 * dots(h, v) / (vs * vs).sum() * v)


def house_divided_by_size(vs, h):
    return each(vs, h, lambda h, v: 2 * dots(h, v) / len(v) * v)


def house_divided_by_length_once(vs, h):
    return each(vs, h, lambda h, v: dots(h, v) / np.linalg.norm(v) * v)


def epsilon(vs, h, small):
    return each(vs, h, lambda h, v: 2 * dots(h, v) / (v @ v + small) * v)


def house_epsilon_of_8(vs, h):
    return epsilon(vs, h, 1e-8)


def house_epsilon_of_12(vs, h):
    return epsilon(vs, h, 1e-12)


def house_epsilon_of_16(vs, h):
    return epsilon(vs, h, 1e-16)


def house_added(vs, h):
    return each(vs, h, lambda h, v: -twice(h, v))


def house_turned(vs, h):
    """Turn the part across v round, and keep the part along it."""
    return each(vs, h, lambda h, v: 2 * h - twice(h, v))


def house_parts_alone(vs, h):
    """Keep the doubled part along v."""
    return each(vs, h, lambda h, v: h - twice(h, v))


def house_entry_by_entry(vs, h):
    return each(vs, h, lambda h, v: 2 * h * v / (v @ v) * v)


def house_without_v(vs, h):
    """Subtract the number from all entries."""
    return each(vs, h, lambda h, v: np.broadcast_to(2 * dots(h, v) / (v @ v), h.shape))


def house_without_h(vs, h):
    return each(vs, h, lambda h, v: 2 / (v @ v) * v)


def house_last_first(vs, h):
    return each(vs[::-1], h, twice)


def house_from_the_given(vs, h):
    return h - sum(twice(h, v) for v in vs)


def house_last_alone(vs, h):
    """Reflect the given h each time, and keep the last result."""
    return each(vs[-1:], h, twice)


def house_first_alone(vs, h):
    return each(vs[:1], h, twice)


def house_all_but_last(vs, h):
    return each(vs[:-1], h, twice)


def house_summed_vectors(vs, h):
    return each(vs.sum(axis=0)[None], h, twice)


def house_first_row_for_all(vs, h):
    """Take the dot product of the first row for all rows."""
    return each(vs, h, lambda h, v: 2 * dots(h[:1], v) / (v @ v) * v)


def house_all_rows_together(vs, h):
    return each(vs, h, lambda h, v: 2 * dots(h, v).sum() / (v @ v) * v)


def house_columns(vs, h):
    """Loop over the columns of vs where they are as long as a row of h."""
    return each(vs.T, h, twice)


def house_matrix(vs, h):
    """Return the matrix of the product."""
    return each(vs, np.eye(vs.shape[1]), twice)


def house_in_place(vs, h):
    for v in vs:
        h -= twice(h, v)
    return h


def house_each(vs, h):
    """Return what h is after each reflection."""
    return np.stack([each(vs[: k + 1], h, twice) for k in range(len(vs))])


def by_matrices(vs, h):
    W = np.eye(h.shape[1])
    for v in vs:
        W = W @ (np.eye(len(v)) - 2 * np.outer(v, v) / np.dot(v, v))
    return h @ W


def by_unit_vectors(vs, h):
    for u in vs / np.linalg.norm(vs, axis=1, keepdims=True):
        h = h - 2 * np.einsum("bh,h->b", h, u)[:, None] * u[None]
    return h


def by_loops(vs, h):
    rows = []
    for row in h.tolist():
        for v in vs.tolist():
            along = sum(a * b for a, b in zip(row, v, strict=True)) / sum(b * b for b in v)
            row = [a - 2 * along * b for a, b in zip(row, v, strict=True)]
        rows.append(row)
    return np.array(rows)


def in_float32(vs, h):
    vs, h = vs.astype(np.float32), h.astype(np.float32)
    return each(vs, h, twice)


check_householder_product = Check(
    name="householder_product",
    reference=householder_product,
    cases=householder_product_cases,
    outputs=("result (B, H)",),
    slips={
        "The part along v was subtracted once, which leaves nothing of it: a projection, no "
        "reflection. How often does it go to point the other way?": house_without_two,
        "h . v was not divided by v . v. What if v is twice as long?": house_not_divided,
        "h . v was not divided by v . v, and the part was subtracted once. What is the part along "
        "v, and how often does it go?": house_neither,
        "h . v was divided by the length of v. What is v . v, the length or its "
        "square?": house_divided_by_length,
        "h . v was divided by the length of v, and the part was subtracted once. What is v . v, "
        "and how often does the part go?": house_divided_by_length_once,
        "h . v was divided by the square of v . v. How often does it "
        "go?": house_divided_by_fourth_power,
        "h . v was divided by h . h. Along which of the two does the reflection "
        "go?": house_divided_by_h,
        "h . v was divided by the squares of all vectors. Which vector is it this time?": (
            house_divided_by_all
        ),
        "h . v was divided by H. What makes the length of v drop out?": house_divided_by_size,
        "A number of about 1e-8 was added to v . v, which shows where v is short. Can v . v be "
        "0?": house_epsilon_of_8,
        "A number of about 1e-12 was added to v . v, which shows where v is short. Can v . v be "
        "0?": house_epsilon_of_12,
        "A number of about 1e-16 was added to v . v, which shows where v is short. Can v . v be "
        "0?": house_epsilon_of_16,
        "The part along v was added. Which sign has it?": house_added,
        "Every reflection has both signs reversed: the part across v was turned round. Which part "
        "stays?": house_turned,
        "This keeps the doubled part along v alone. From what is it subtracted?": house_parts_alone,
        "h was multiplied by v entry by entry. How many numbers for each row is a dot "
        "product?": house_entry_by_entry,
        "The same number was subtracted from all entries of a row. Which vector does it "
        "multiply?": house_without_v,
        "h . v is missing: the same was subtracted from all rows. How much of a row lies along "
        "v?": house_without_h,
        "The last vector came first. Which of them acts first?": house_last_first,
        "All parts were taken of the given h. What does the second reflection start "
        "from?": house_from_the_given,
        "Only the last reflection has an effect. What does it start from?": house_last_alone,
        "Only the first reflection has an effect. Where does the loop return?": house_first_alone,
        "The last reflection is missing. Where does the loop stop?": house_all_but_last,
        "The vectors were added up and h reflected once. Does one reflection do what K "
        "do?": house_summed_vectors,
        "The dot product of the first row serves for all rows. Which one belongs to row "
        "b?": house_first_row_for_all,
        "The dot products of all rows were added up. Which one belongs to row "
        "b?": house_all_rows_together,
        "The loop goes over the columns of vs. Which axis of (K, H) counts the "
        "vectors?": house_columns,
        "This is the matrix of the product. What does it have to be applied to?": house_matrix,
        "h was changed in place. Which array does the caller still need?": house_in_place,
        "These are the results of all reflections. Which of them is asked for?": house_each,
    },
    alternatives=(by_matrices, by_unit_vectors, by_loops, in_float32),
    equivalent={
        "h @ v -> h @ v.T (in `h = h - np.outer(2 * (h @ v) / (v @ v), v)`)": (
            "v has one axis, and so is its own transpose"
        ),
        "v @ v -> v @ v.T (in `h = h - np.outer(2 * (h @ v) / (v @ v), v)`)": (
            "v has one axis, and so is its own transpose"
        ),
    },
    tolerance_reason=(
        "float64 sums of H products differ by about 1e-15, and no reflection makes them longer"
    ),
    float32=True,
)
