"""Answers to wavefront that its record did not foresee; the attempts came before it."""

from tests.checks.answers import wrong


def one_diagonal_more(L, T):
    return [[(layer, d - layer) for layer in range(L) if 0 <= d - layer < T] for d in range(L + T)]


def one_diagonal_less(L, T):
    return [
        [(layer, d - layer) for layer in range(L) if 0 <= d - layer < T] for d in range(L + T - 2)
    ]


def step_first(L, T):
    return [
        [(d - layer, layer) for layer in range(L) if 0 <= d - layer < T] for d in range(L + T - 1)
    ]


def from_one(L, T):
    return [
        [(layer + 1, d - layer + 1) for layer in range(L) if 0 <= d - layer < T]
        for d in range(L + T - 1)
    ]


def highest_layer_first(L, T):
    return [[(d - t, t) for t in range(T) if 0 <= d - t < L] for d in range(L + T - 1)]


def layer_by_layer(L, T):
    return [[(layer, t) for t in range(T)] for layer in range(L)]


def step_by_step(L, T):
    return [[(layer, t) for layer in range(L)] for t in range(T)]


def no_bound_on_t(L, T):
    return [[(layer, d - layer) for layer in range(L)] for d in range(L + T - 1)]


def no_upper_bound(L, T):
    return [[(layer, d - layer) for layer in range(L) if d >= layer] for d in range(L + T - 1)]


def square(L, T):
    """Right for L = T alone."""
    return [
        [(layer, d - layer) for layer in range(L) if 0 <= d - layer < T] for d in range(2 * L - 1)
    ]


def flat_list(L, T):
    return [
        (layer, d - layer) for d in range(L + T - 1) for layer in range(L) if 0 <= d - layer < T
    ]


def other_diagonals(L, T):
    """Keep t - layer constant."""
    return [
        [(layer, d + layer) for layer in range(L) if 0 <= d + layer < T] for d in range(1 - L, T)
    ]


def first_t_included(L, T):
    return [
        [(layer, d - layer) for layer in range(L) if 0 < d - layer < T] for d in range(L + T - 1)
    ]


def t_up_to_T(L, T):
    return [
        [(layer, d - layer) for layer in range(L) if 0 <= d - layer <= T] for d in range(L + T - 1)
    ]


def only_full(L, T):
    """Stop when the first layer is done."""
    return [[(layer, d - layer) for layer in range(L) if 0 <= d - layer < T] for d in range(T)]


def only_full_and_highest_layer_first(L, T):
    return [
        [(layer, d - layer) for layer in range(L)[::-1] if 0 <= d - layer < T] for d in range(T)
    ]


def one_cell_at_a_time(L, T):
    return [[(layer, t)] for layer in range(L) for t in range(T)]


def diagonal_for_each_cell(L, T):
    """Grow lists by the sum, sorted by t."""
    out = [[] for _ in range(L + T - 1)]
    for t in range(T):
        for layer in range(L):
            out[t + layer].append((layer, t))
    return out


def counts(L, T):
    return [sum(0 <= d - layer < T for layer in range(L)) for d in range(L + T - 1)]


def two_step_first_and_one_more(L, T):
    return [[(d - layer, layer) for layer in range(L) if 0 <= d - layer < T] for d in range(L + T)]


def two_step_first_and_highest_layer_first(L, T):
    return [[(t, d - t) for t in range(T) if 0 <= d - t < L] for d in range(L + T - 1)]


def two_roles_exchanged(L, T):
    """Take L for the steps and T for the layers."""
    return [
        [(layer, d - layer) for layer in range(T) if 0 <= d - layer < L] for d in range(L + T - 1)
    ]


def from_a_dict(L, T):
    found = {}
    for layer in range(L):
        for t in range(T):
            found.setdefault(layer + t, []).append((layer, t))
    return list(found.values())


def sorted_cells(L, T):
    cells = sorted((layer + t, layer, t) for layer in range(L) for t in range(T))
    return [[c[1:] for c in cells if c[0] == d] for d in range(cells[-1][0] + 1)]


def sets_of_cells(L, T):
    return [
        {(layer, d - layer) for layer in range(L) if 0 <= d - layer < T} for d in range(L + T - 1)
    ]


def lower_bound_alone(L, T):
    return [[(layer, d - layer) for layer in range(min(d + 1, L))] for d in range(L + T - 1)]


def diagonals_to_the_last_product(L, T):
    """Empty diagonals after the last one."""
    return [
        [(layer, t) for layer in range(L) for t in range(T) if layer + t == d] for d in range(L * T)
    ]


def two_from_one_and_one_more(L, T):
    return [
        [(layer + 1, d - layer + 1) for layer in range(L) if 0 <= d - layer < T]
        for d in range(L + T)
    ]


RIGHT = (from_a_dict, sorted_cells)
EDGES = {
    "one layer, one step, and both": lambda cases: (
        {(1, 1)} < {*cases}
        and any(L == 1 < T for L, T in cases)
        and any(T == 1 < L for L, T in cases)
    ),
    "as many layers as steps": lambda cases: any(L == T > 1 for L, T in cases),
    "more layers than steps, and fewer": lambda cases: (
        any(L > T > 1 for L, T in cases) and any(1 < L < T for L, T in cases)
    ),
}


WRONG = (
    wrong(one_diagonal_more, "There is one diagonal too many"),
    wrong(one_diagonal_less, "The last diagonal is missing"),
    wrong(step_first, "t stands first in the pairs"),
    wrong(from_one, "Layers and steps were counted from 1"),
    wrong(highest_layer_first, "The highest layer stands first on a diagonal"),
    wrong(layer_by_layer, "All steps of a layer stand together"),
    wrong(step_by_step, "All layers of a step stand together"),
    wrong(no_bound_on_t, "Cells before step 0 and after the last one are listed"),
    wrong(no_upper_bound, "Cells after the last step are listed"),
    wrong(square, "There are 2 L - 1 diagonals, whatever T is"),
    wrong(flat_list, "The cells stand in one list"),
    wrong(other_diagonals, "The lists run along the other diagonals"),
    wrong(first_t_included, "The cells of step 0 are missing"),
    wrong(t_up_to_T, "A step T is listed"),
    wrong(only_full, "The diagonals end with the first layer"),
    wrong(
        only_full_and_highest_layer_first,
        "The diagonals end with the first layer, and the highest layer stands first on each",
    ),
    wrong(one_cell_at_a_time, "There is one cell at a time, layer by layer"),
    wrong(diagonal_for_each_cell, "The highest layer stands first on a diagonal"),
    wrong(counts, "These are the numbers of cells"),
    wrong(
        two_step_first_and_one_more,
        "t stands first in the pairs, and there is one diagonal too many",
    ),
    wrong(
        two_step_first_and_highest_layer_first,
        "t stands first in the pairs, and the lowest t comes first, as if L",
    ),
    wrong(
        two_roles_exchanged, "t stands first in the pairs, and the lowest t comes first, as if L"
    ),
    wrong(sets_of_cells, "A set keeps no order and no repeats"),
    wrong(lower_bound_alone, "Cells after the last step are listed"),
    wrong(diagonals_to_the_last_product, "The first 5 items of diagonals are right"),
    wrong(two_from_one_and_one_more, "diagonals[0] is wrong already"),
)
