"""Answers to chunk_bounds that its record did not foresee."""

import numpy as np

from tests.checks.answers import wrong
from tests.checks.answers.first_attempts import chunk_bounds as first_attempts


def bounds(T, k):
    return [(s, min(s + k, T)) for s in range(0, T, k)]


def has_chunks(holds, length=lambda args: args[0]):
    """Make an edge: some case has these T and k."""
    return lambda cases: any(holds(length(args), args[-1]) for args in cases)


# Wrong first attempts, written from the prompt alone.


def last_stop_not_min(T, k):
    return [(s, s + k) for s in range(0, T, k)]


def drops_the_short_last(T, k):
    return [(i * k, (i + 1) * k) for i in range(T // k)]


def t_k_1_chunks_empty_last_when_divisible(T, k):
    return [(i * k, min((i + 1) * k, T)) for i in range(T // k + 1)]


def inclusive_ends(T, k):
    return [(s, min(s + k, T) - 1) for s in range(0, T, k)]


def overlap_step_k_1(T, k):
    return [(s, min(s + k, T)) for s in range(0, T, max(k - 1, 1))]


def generator(T, k):
    return ((s, min(s + k, T)) for s in range(0, T, k))


def lists_instead_of_tuples_ok_range_objects(T, k):
    return [range(s, min(s + k, T)) for s in range(0, T, k)]


def from_one(T, k):
    return [(s, min(s + k, T)) for s in range(1, T, k)]


def k_number_of_chunks(T, k):
    n = T // k
    return [(i * n, (i + 1) * n) for i in range(k)]


def short_one_first(T, k):
    r = T % k
    out = [(0, r)] if r else []
    return out + [(s, s + k) for s in range(r, T, k)]


def start_length(T, k):
    return [(s, min(k, T - s)) for s in range(0, T, k)]


def every_window_step_1(T, k):
    return [(s, min(s + k, T)) for s in range(T)]


def step_missing_range_0_t_k_s(T, k):
    out = []
    s = 0
    while s + k < T:
        out.append((s, s + k))
        s += k
    return out


def both_from_1_and_no_min(T, k):
    return [(s, s + k) for s in range(1, T, k)]


def both_stop_inclusive_drops_last(T, k):
    return [(i * k, i * k + k - 1) for i in range(T // k)]


def both_no_min_and_one_too_many(T, k):
    return [(i * k, (i + 1) * k) for i in range(T // k + 1)]


def both_range_0_t_1_k_min_t_1(T, k):
    return [(s, min(s + k, T - 1)) for s in range(0, T - 1, k)]


def while_with_s_t_but_appends_k_as_last(T, k):
    b = list(range(0, T, k))
    return list(zip(b[:-1], b[1:], strict=True))


def stop_s_k_1_min_ok(T, k):
    return [(s, min(s + k - 1, T)) for s in range(0, T, k)]


def round_t_k(T, k):
    return [(i * k, min((i + 1) * k, T)) for i in range(round(T / k))]


def float_t_k_bounds(T, k):
    return [(float(s), float(min(s + k, T))) for s in range(0, T, k)]


def dict(T, k):
    return {s: min(s + k, T) for s in range(0, T, k)}


def array(T, k):
    return np.array([(s, min(s + k, T)) for s in range(0, T, k)])


def starts_only(T, k):
    return list(range(0, T, k))


def range_0_t_k_mixed_last_merged_into_previous(T, k):
    n = max(T // k, 1)
    return [(i * k, (i + 1) * k if i < n - 1 else T) for i in range(n)]


def stop_start_swapped_order_stop_start(T, k):
    return [(min(s + k, T), s) for s in range(0, T, k)]


def min_with_k(T, k):
    return [(s, min(s + k, k)) for s in range(0, T, k)]


def max_instead_of_min(T, k):
    return [(s, max(s + k, T)) for s in range(0, T, k)]


def list_of_index_lists(T, k):
    return [list(range(s, min(s + k, T))) for s in range(0, T, k)]


def reverse_order(T, k):
    return [(s, min(s + k, T)) for s in range(0, T, k)][::-1]


def fixed_first_chunk_repeated(T, k):
    return [(0, min(s + k, T)) for s in range(0, T, k)]


def stop_index_gap_starts_next_at_stop_1(T, k):
    out = []
    s = 0
    while s < T:
        out.append((s, min(s + k, T)))
        s += k + 1
    return out


def one_based_inclusive(T, k):
    return [(s + 1, min(s + k, T)) for s in range(0, T, k)]


def last_one_has_t_1(T, k):
    return [(s, min(s + k, T - 1)) for s in range(0, T, k)]


def both_gap_and_no_min(T, k):
    return [(s, s + k) for s in range(0, T, k + 1)]


def both_start_length_drop_last(T, k):
    return [(i * k, k) for i in range(T // k)]


def both_reverse_no_min(T, k):
    return [(s, s + k) for s in range(0, T, k)][::-1]


def both_inclusive_no_min(T, k):
    return [(s, s + k - 1) for s in range(0, T, k)]


def both_k_chunks_float(T, k):
    return [(i * T / k, (i + 1) * T / k) for i in range(k)]


def from_the_end(T, k):
    return [(max(T - (i + 1) * k, 0), T - i * k) for i in range(-(-T // k))]


def k_chunks_with_inclusive_stops(T, k):
    n = T // k
    return [(i * n, (i + 1) * n - 1) for i in range(k)]


RIGHT = (
    lambda T, k: list(map(list, bounds(T, k))),
    lambda T, k: [(np.int64(s), e) for s, e in bounds(T, k)],
)
WRONG = (
    wrong(lambda T, k: (pair for pair in bounds(T, k)), "a generator", slip=False),
    wrong(lambda T, k: bounds(T, k)[1:], "a list of 2", slip=False),
    wrong(lambda T, k: [(0, T)], "a list of 1, expected a list of 3", slip=False),
    wrong(lambda T, k: [(s, e + 0.5) for s, e in bounds(T, k)], "bounds[0][1]", slip=False),
    wrong(lambda T, k: [(e, s) for s, e in bounds(T, k)], "bounds[0][0] is 3", slip=False),
    wrong(lambda T, k: bounds(T, k)[::-1], "bounds[0][0] is 6", slip=True),
    wrong(
        lambda T, k: list(range(0, T, k)), "bounds[0] is", "which values belong in it?", slip=False
    ),
    wrong(
        lambda T, k: np.array(bounds(T, k)), "a list of 3 is expected: what is each of its items?"
    ),
    wrong(last_stop_not_min, "The last chunk stops beyond T"),
    wrong(drops_the_short_last, "The short chunk at the end is missing"),
    wrong(t_k_1_chunks_empty_last_when_divisible, "When k divides T"),
    wrong(inclusive_ends, "Every stop is one too small"),
    wrong(overlap_step_k_1, "bounds[1] is the first item that is wrong"),
    wrong(generator, "Its items have not been computed"),
    wrong(
        lists_instead_of_tuples_ok_range_objects,
        "A range holds all its numbers; a tuple of 2 is expected",
    ),
    wrong(from_one, "bounds[i][0] is 1 too large"),
    wrong(k_number_of_chunks, "This makes k chunks"),
    wrong(short_one_first, "The short chunk came first"),
    wrong(start_length, "The second number of each pair is a length"),
    wrong(every_window_step_1, "A chunk starts at every step"),
    wrong(step_missing_range_0_t_k_s, "The short chunk at the end is missing"),
    wrong(both_from_1_and_no_min, "bounds[i][0] is 1 too large"),
    wrong(both_stop_inclusive_drops_last, "bounds[i][1] is 1 too small"),
    wrong(both_no_min_and_one_too_many, "The last chunk stops beyond T"),
    wrong(both_range_0_t_1_k_min_t_1, "The short chunk at the end is missing"),
    wrong(while_with_s_t_but_appends_k_as_last, "The short chunk at the end is missing"),
    wrong(stop_s_k_1_min_ok, "A stop that T does not cut is one too small"),
    wrong(round_t_k, "The short chunk at the end is missing"),
    wrong(float_t_k_bounds, "Integers are expected"),
    wrong(dict, "It should be a list of 3"),
    wrong(array, "An array is one value"),
    wrong(starts_only, "It should be a tuple of 2"),
    wrong(
        range_0_t_k_mixed_last_merged_into_previous,
        "The remaining steps were joined to the last full chunk",
    ),
    wrong(
        stop_start_swapped_order_stop_start,
        "bounds[0][0] and bounds[0][1] have each other's values",
    ),
    wrong(min_with_k, "Only bounds[i][1] is wrong"),
    wrong(max_instead_of_min, "Only bounds[i][1] is wrong"),
    wrong(list_of_index_lists, "bounds[0] holds 3 items"),
    wrong(reverse_order, "The chunks are right but in reverse order"),
    wrong(fixed_first_chunk_repeated, "Only bounds[i][0] is wrong"),
    wrong(stop_index_gap_starts_next_at_stop_1, "bounds[1] is the first item that is wrong"),
    wrong(one_based_inclusive, "Every start is one too large"),
    wrong(last_one_has_t_1, "Every item of bounds but the last is right"),
    wrong(both_gap_and_no_min, "bounds[1] is the first item that is wrong"),
    wrong(both_start_length_drop_last, "The second number of each pair is a length"),
    wrong(both_reverse_no_min, "The chunks are right but in reverse order"),
    wrong(both_inclusive_no_min, "The stops look like last indices"),
    wrong(both_k_chunks_float, "This makes k chunks"),
    wrong(from_the_end, "T=7, k=3", "The chunks are cut from the end", unsaid=("are right",)),
    wrong(
        k_chunks_with_inclusive_stops,
        "This makes k chunks, with stops that are one too small",
        "the number of steps in one?",
    ),
    *first_attempts.WRONG,
)
EDGES = {
    "chunks of one step": has_chunks(lambda T, k: k == 1 < T),
    "a chunk longer than the text": has_chunks(lambda T, k: k > T),
    "a single chunk": has_chunks(lambda T, k: k == T),
    "a short last chunk": has_chunks(lambda T, k: 1 < k < T and T % k > 0),
    "equal chunks": has_chunks(lambda T, k: 1 < k < T and T % k == 0),
}
