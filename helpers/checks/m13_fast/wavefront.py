"""Check of wavefront."""

from helpers.checks.engine.check import Check
from helpers.scratch.modules.m13_machine import wavefront

SIZES = ((2, 4), (4, 3), (3, 3), (3, 6), (1, 4), (4, 1), (1, 1), (5, 2), (2, 9))  # L, T


def wavefront_cases(seed):
    """Yield (L, T): as SIZES lists them, and two larger ones."""
    yield from SIZES
    yield 6 + seed % 5, 7
    yield 4, 12 + seed % 7


def diagonals(L, T, sums):
    """List the cells of every sum layer + t."""
    return [[(layer, d - layer) for layer in range(L) if 0 <= d - layer < T] for d in sums]


def turned(found):
    """Exchange the two numbers of every cell."""
    return [[(t, layer) for layer, t in cells] for cells in found]


def falling(found):
    return [cells[::-1] for cells in found]


def wave_one_more(L, T):
    return diagonals(L, T, range(L + T))


def wave_one_less(L, T):
    return diagonals(L, T, range(L + T - 2))


def wave_without_first(L, T):
    return diagonals(L, T, range(1, L + T - 1))


def wave_square(L, T):
    return diagonals(L, T, range(2 * L - 1))


def wave_of_T(L, T):
    """End when the first layer has done all steps."""
    return diagonals(L, T, range(T))


def wave_of_T_falling(L, T):
    """End when the first layer has done all steps, the highest layer first."""
    return falling(wave_of_T(L, T))


def wave_t_first(L, T):
    return turned(wavefront(L, T))


def wave_t_first_and_one_more(L, T):
    return turned(wave_one_more(L, T))


def wave_lowest_step_first(L, T):
    return falling(wavefront(L, T))


def wave_t_first_falling(L, T):
    return falling(turned(wavefront(L, T)))


def wave_from_one(L, T):
    return [[(layer + 1, t + 1) for layer, t in cells] for cells in wavefront(L, T)]


def wave_layers_from_one(L, T):
    return [[(layer + 1, t) for layer, t in cells] for cells in wavefront(L, T)]


def wave_steps_from_one(L, T):
    return [[(layer, t + 1) for layer, t in cells] for cells in wavefront(L, T)]


def wave_by_layers(L, T):
    return [[(layer, t) for t in range(T)] for layer in range(L)]


def wave_by_steps(L, T):
    return [[(layer, t) for layer in range(L)] for t in range(T)]


def wave_one_cell_at_a_time(L, T):
    return [[cell] for cells in wave_by_layers(L, T) for cell in cells]


def wave_one_cell_by_steps(L, T):
    return [[cell] for cells in wave_by_steps(L, T) for cell in cells]


def wave_flat(L, T):
    return [cell for cells in wavefront(L, T) for cell in cells]


def wave_unbounded(L, T):
    return [[(layer, d - layer) for layer in range(L)] for d in range(L + T - 1)]


def wave_beyond_T(L, T):
    return [[(layer, d - layer) for layer in range(L) if d >= layer] for d in range(L + T - 1)]


def wave_before_zero(L, T):
    return [[(layer, d - layer) for layer in range(L) if d - layer < T] for d in range(L + T - 1)]


def wave_up_to_T(L, T):
    return [
        [(layer, d - layer) for layer in range(L) if 0 <= d - layer <= T] for d in range(L + T - 1)
    ]


def wave_without_step_0(L, T):
    return [[cell for cell in cells if cell[1] > 0] for cells in wavefront(L, T)]


def wave_top_layer_left_out(L, T):
    return [[cell for cell in cells if cell[0] < L - 1] for cells in wavefront(L, T)]


def wave_sums(L, T):
    """Put the sum in the place of t."""
    return [[(layer, layer + t) for layer, t in cells] for cells in wavefront(L, T)]


def wave_other_way(L, T):
    """Keep t - layer in place of the sum."""
    return [[(layer, t) for t, layer in _differences(L, T, d)] for d in range(1 - L, T)]


def _differences(L, T, d):
    return [(d + layer, layer) for layer in range(L) if 0 <= d + layer < T]


def wave_backwards(L, T):
    return wavefront(L, T)[::-1]


def wave_counts(L, T):
    return [len(cells) for cells in wavefront(L, T)]


def by_lists(L, T):
    found = []
    for layer in range(L):
        for t in range(T):
            if layer + t == len(found):
                found.append([])
            found[layer + t].append((layer, t))
    return found


def by_waiting(L, T):
    """In every round take the cells whose two others are done."""
    done, rounds = set(), []
    while len(done) < L * T:
        ready = [
            (layer, t)
            for layer in range(L)
            for t in range(T)
            if (layer, t) not in done
            and (layer == 0 or (layer - 1, t) in done)
            and (t == 0 or (layer, t - 1) in done)
        ]
        done.update(ready)
        rounds.append(ready)
    return rounds


def by_bounds(L, T):
    return [
        [(layer, d - layer) for layer in range(max(0, d - T + 1), min(L, d + 1))]
        for d in range(T + L - 1)
    ]


def by_steps(L, T):
    """Let each diagonal be the one before it, a step later, and a new layer's first cell."""
    found = [[(0, 0)]]
    for _ in range(L + T - 2):
        later = [(layer, t + 1) for layer, t in found[-1]]
        later.append((found[-1][-1][0] + 1, found[-1][-1][1]))
        found.append([(layer, t) for layer, t in later if layer < L and t < T])
    return [[list(cell) for cell in cells] for cells in found]


check_wavefront = Check(
    name="wavefront",
    reference=wavefront,
    cases=wavefront_cases,
    outputs=("diagonals",),
    slips={
        "There is one diagonal too many. What is the largest sum of a layer and a "
        "step?": wave_one_more,
        "Layers and steps were counted from 1. What is the first of each?": wave_from_one,
        "The cells stand in one list. Which list holds those that are computed at the same "
        "time?": wave_flat,
        "The cells of the top layer are missing. Which is the largest layer, counted from "
        "0?": wave_top_layer_left_out,
        "t stands first in the pairs. In which order are the two numbers asked for?": wave_t_first,
        "The last diagonal is missing. What is the largest sum of a layer and a "
        "step?": wave_one_less,
        "The highest layer stands first on a diagonal. Which one is asked for "
        "first?": wave_lowest_step_first,
        "t stands first in the pairs, and there is one diagonal too many. In which order are the "
        "two numbers asked for, and what is the largest sum?": wave_t_first_and_one_more,
        "The first diagonal is missing. Which cell waits for no other?": wave_without_first,
        "t stands first in the pairs, and the lowest t comes first, as if L and T were exchanged. "
        "In which order are the numbers of a pair asked for, and the pairs of a "
        "diagonal?": wave_t_first_falling,
        "The layers were counted from 1. What is the first one?": wave_layers_from_one,
        "The steps were counted from 1. What is the first one?": wave_steps_from_one,
        "Cells before step 0 and after the last one are listed. Between which numbers lies "
        "t?": wave_unbounded,
        "There is one cell at a time, step by step. Which cells need not wait for one "
        "another?": wave_one_cell_by_steps,
        "The diagonals end with the first layer. When do the layers above it end?": wave_of_T,
        "The diagonals end with the first layer, and the highest layer stands first on each. When "
        "do the layers above it end, and which one is asked for first?": wave_of_T_falling,
        "There are 2 L - 1 diagonals, whatever T is. What is the largest sum of a layer and a "
        "step?": wave_square,
        "Cells before step 0 are listed. Which is the smallest t?": wave_before_zero,
        "A step T is listed. Which is the largest t, counted from 0?": wave_up_to_T,
        "The cells of step 0 are missing. Which is the smallest t?": wave_without_step_0,
        "The second number is the sum of layer and step. Which step is it in that "
        "layer?": wave_sums,
        "Cells after the last step are listed. Which is the largest t?": wave_beyond_T,
        "All layers of a step stand together. Can (1, 0) be computed at the same time as "
        "(0, 0)?": wave_by_steps,
        "The lists run along the other diagonals: t - layer is the same for all. Does (1, 1) have "
        "to wait for (0, 0)?": wave_other_way,
        "All steps of a layer stand together. Can (0, 1) be computed at the same time as "
        "(0, 0)?": wave_by_layers,
        "These are the numbers of cells. Which cells are they?": wave_counts,
        "The last diagonal comes first. Which cell is computed first?": wave_backwards,
        "There is one cell at a time, layer by layer. Which cells need not wait for one "
        "another?": wave_one_cell_at_a_time,
    },
    alternatives=(by_lists, by_waiting, by_bounds, by_steps),
    tolerance_reason="whole numbers",
)
