"""Check of outer_product_memory."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.checks.m09_attention.cases import ROUNDING
from helpers.scratch.modules.m10_memory import outer_product_memory

SIZES = (  # N, D, C: more pairs than rows and fewer; one of each; all alike; the first once more
    (5, 3, 2),
    (2, 4, 3),
    (3, 3, 3),
    (6, 2, 4),
    (1, 3, 2),
    (4, 1, 3),
    (4, 2, 1),
    (5, 3, 2),
)


def outer_product_memory_cases(seed):
    """Yield (keys, values): as SIZES lists them, keys of any length."""
    rng = np.random.default_rng(seed)
    for N, D, C in SIZES:
        yield rng.normal(size=(N, D)), 0.5 + rng.normal(size=(N, C))


def unit(rows):
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def outer_values_first(keys, values):
    return values.T @ keys


def outer_mean(keys, values):
    return keys.T @ values / len(keys)


def outer_kept_apart(keys, values):
    return keys[:, :, None] * values[:, None, :]


def outer_keys_normalised(keys, values):
    return unit(keys).T @ values


def outer_values_first_mean(keys, values):
    return values.T @ keys / len(keys)


def outer_both_normalised(keys, values):
    return unit(keys).T @ unit(values)


def outer_pairs_by_pairs(keys, values):
    return keys @ values.T


def outer_last_alone(keys, values):
    return np.outer(keys[-1], values[-1])


def outer_values_first_normalised(keys, values):
    return values.T @ unit(keys)


def outer_first_alone(keys, values):
    return np.outer(keys[0], values[0])


def outer_of_everything(keys, values):
    return np.outer(keys, values)


def outer_mean_normalised(keys, values):
    return unit(keys).T @ values / len(keys)


def outer_of_keys(keys, values):
    """Store the keys with themselves: (D, D)."""
    return keys.T @ keys


def outer_of_sums(keys, values):
    return np.outer(keys.sum(axis=0), values.sum(axis=0))


def outer_flat(keys, values):
    return (keys.T @ values).ravel()


def outer_by_root_of_N(keys, values):
    return keys.T @ values / np.sqrt(len(keys))


def outer_of_values(keys, values):
    return values.T @ values


def outer_by_D(keys, values):
    return keys.T @ values / keys.shape[1]


def outer_a_list(keys, values):
    """Keep a list with a matrix for each pair."""
    return [np.outer(k, v) for k, v in zip(keys, values, strict=True)]


def outer_least_squares(keys, values):
    return np.linalg.pinv(keys) @ values


def outer_keys_by_squared_length(keys, values):
    return (keys / (keys**2).sum(axis=1, keepdims=True)).T @ values


def outer_turned_pairs(keys, values):
    return keys[::-1].T @ values


def outer_keys_over_first_axis(keys, values):
    """Divide by lengths along the wrong axis."""
    return (keys / np.linalg.norm(keys, axis=0)).T @ values


def outer_entries_multiplied(keys, values):
    return keys * values


def outer_recalled(keys, values):
    return keys @ (keys.T @ values)


def outer_row_sums(keys, values):
    return (keys.T @ values).sum(axis=0)


def outer_whole_numbers(keys, values):
    return (keys.T @ values).astype(int)


def by_loops(keys, values):
    (N, D), C = keys.shape, values.shape[1]
    return np.array(
        [[sum(keys[i, d] * values[i, c] for i in range(N)) for c in range(C)] for d in range(D)]
    )


def by_outer_products(keys, values):
    M = np.zeros((keys.shape[1], values.shape[1]))
    for key, value in zip(keys, values, strict=True):
        M += np.outer(key, value)
    return M


def by_einsum(keys, values):
    return np.einsum("nd,nc->dc", keys, values)


def by_turning_twice(keys, values):
    return (values.T @ keys).T


def in_float32(keys, values):
    return keys.astype(np.float32).T @ values.astype(np.float32)


check_outer_product_memory = Check(
    name="outer_product_memory",
    reference=outer_product_memory,
    cases=outer_product_memory_cases,
    outputs=("M (D, C)",),
    slips={
        "This is the matrix turned: it has a row for each entry of a value. Which of key and value "
        "stands on the left of the outer product?": outer_values_first,
        "The sum was divided by N. Does the prompt ask for a sum or a mean?": outer_mean,
        "The outer products of the pairs were kept apart. Over which axis are they "
        "summed?": outer_kept_apart,
        "The keys were brought to length 1. Which keys does the prompt ask "
        "for?": outer_keys_normalised,
        "The matrix is turned, and the sum was divided by N. Which of key and value stands on the "
        "left, and is it a sum or a mean?": outer_values_first_mean,
        "Keys and values were brought to length 1. How are they to be stored?": (
            outer_both_normalised
        ),
        "This has a row and a column for each pair, (N, N). Over which index is the sum, that of "
        "the pairs or that of the entries?": outer_pairs_by_pairs,
        "Only the last pair is stored. What becomes of the earlier ones?": outer_last_alone,
        "The matrix is turned, and the keys were brought to length 1. Which of key and value "
        "stands on the left, and which keys are stored?": outer_values_first_normalised,
        "Only the first pair is stored. Does a loop stop too early?": outer_first_alone,
        "This is one outer product of all entries of keys with all entries of values. Which "
        "entries belong to one pair?": outer_of_everything,
        "The keys were brought to length 1, and the sum was divided by N. Is anything scaled?": (
            outer_mean_normalised
        ),
        "The keys were stored with themselves. What is stored under each key?": outer_of_keys,
        "The sum of all keys met the sum of all values. Which value belongs to which "
        "key?": outer_of_sums,
        "M came back with one axis. What shape has an outer product of D with C "
        "entries?": outer_flat,
        "The sum was divided by the root of N. Is anything divided?": outer_by_root_of_N,
        "The values were stored with themselves. Under what is each value "
        "found again?": outer_of_values,
        "The sum was divided by D. Is anything divided?": outer_by_D,
        "There is a matrix for each pair, in a list. How many matrices does the memory have, "
        "whatever N is?": outer_a_list,
        "The keys were divided by their squared lengths. Which keys does the prompt ask "
        "for?": outer_keys_by_squared_length,
        "This is the matrix of least squares, which recalls better and takes all pairs at once. "
        "Which sum does the prompt ask for?": outer_least_squares,
        "Each key was stored with the value of another pair, counted from the end. Which value "
        "belongs to key i?": outer_turned_pairs,
        "The keys were divided by lengths taken along the first axis. Is anything to be divided, "
        "and which axis has the entries of one key?": outer_keys_over_first_axis,
        "Keys and values were multiplied entry by entry. Which product has an entry for each pair "
        "of an entry of the key and one of the value?": outer_entries_multiplied,
        "These are the values that the keys recall. What is asked for here, the memory or what is "
        "read from it?": outer_recalled,
        "The rows of M were summed. Which two axes does M have?": outer_row_sums,
        "M holds whole numbers: what stands after the point is lost. Which dtype should the "
        "array have that the products are added to?": outer_whole_numbers,
    },
    alternatives=(by_loops, by_outer_products, by_einsum, by_turning_twice, in_float32),
    tolerance_reason=ROUNDING,
    float32=True,
)
