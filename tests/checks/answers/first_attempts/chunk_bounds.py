"""First attempts at chunk_bounds, from its prompt alone; both_: two mistakes at once."""

import numpy as np

from tests.checks.answers import wrong


def stop_past_the_end(T, k):
    return [(s, s + k) for s in range(0, T, k)]


def stops_inside_the_chunk(T, k):
    return [(s, min(s + k, T) - 1) for s in range(0, T, k)]


def stop_limited_by_the_last_index(T, k):
    return [(s, min(s + k, T - 1)) for s in range(0, T, k)]


def whole_chunks_only(T, k):
    return [(i * k, (i + 1) * k) for i in range(T // k)]


def a_rest_even_when_nothing_is_left(T, k):
    bounds = [(i * k, (i + 1) * k) for i in range(T // k)]
    bounds.append((T // k * k, T))
    return bounds


def k_chunks_of_equal_length(T, k):
    size = T // k
    return [(i * size, (i + 1) * size) for i in range(k)]


def short_chunk_first(T, k):
    bounds = []
    stop = T
    while stop > 0:
        bounds.append((max(stop - k, 0), stop))
        stop -= k
    return bounds[::-1]


def rest_joined_to_the_last_chunk(T, k):
    bounds = [(i * k, (i + 1) * k) for i in range(max(T // k, 1))]
    bounds[-1] = (bounds[-1][0], T)
    return bounds


def two_lists(T, k):
    starts = list(range(0, T, k))
    stops = [min(s + k, T) for s in starts]
    return starts, stops


def a_zip_not_yet_a_list(T, k):
    starts = range(0, T, k)
    return zip(starts, [min(s + k, T) for s in starts], strict=True)


def one_flat_list(T, k):
    bounds = []
    for s in range(0, T, k):
        bounds += [s, min(s + k, T)]
    return bounds


def ranges_for_pairs(T, k):
    return [range(s, min(s + k, T)) for s in range(0, T, k)]


def sliding_window(T, k):
    return [(s, s + k) for s in range(T - k + 1)]


def floats_from_ceil(T, k):
    n = np.ceil(T / k)
    return [(s * k, min((s + 1) * k, T)) for s in np.arange(n)]


def both_start_and_length_never_cut(T, k):
    return [(s, k) for s in range(0, T, k)]


def both_counted_from_one_and_past_the_end(T, k):
    return [(s, s + k) for s in range(1, T + 1, k)]


def both_lists_and_stops_inside(T, k):
    return [[s, min(s + k - 1, T - 1)] for s in range(0, T, k)]


def both_rest_lost_and_backwards(T, k):
    return [(i * k, (i + 1) * k) for i in reversed(range(T // k))]


def both_chunks_one_apart_and_rest_lost(T, k):
    bounds, start = [], 0
    while start + k <= T:
        bounds.append((start, start + k))
        start += k + 1
    return bounds


def both_tuple_and_one_chunk_too_many(T, k):
    return tuple((s, min(s + k, T)) for s in range(0, T + 1, k))


WRONG = (
    wrong(stop_past_the_end, "The last chunk stops beyond T. When k does not divide T,"),
    wrong(stops_inside_the_chunk, "Every stop is one too small"),
    wrong(stop_limited_by_the_last_index, "Every item of bounds but the last is right"),
    wrong(whole_chunks_only, "The short chunk at the end is missing"),
    wrong(a_rest_even_when_nothing_is_left, "When k divides T, the last chunk is empty"),
    wrong(k_chunks_of_equal_length, "This makes k chunks"),
    wrong(short_chunk_first, "The short chunk came first"),
    wrong(
        rest_joined_to_the_last_chunk,
        "The remaining steps were joined to the last full chunk, which is",
    ),
    wrong(two_lists, "Its 2 items hold the first, second, ... part of each of"),
    wrong(a_zip_not_yet_a_list, "Its items have not been computed"),
    wrong(one_flat_list, "All parts stand in one list"),
    wrong(ranges_for_pairs, "A range holds all its numbers; a tuple of 2 is expected"),
    wrong(sliding_window, "bounds[1] is the first item that is wrong"),
    wrong(floats_from_ceil, "Integers are expected"),
    wrong(both_start_and_length_never_cut, "Only bounds[i][1] is wrong, in 2 items"),
    wrong(both_counted_from_one_and_past_the_end, "Every bounds[i][0] is 1 too large"),
    wrong(both_lists_and_stops_inside, "Every stop is one too small"),
    wrong(
        both_rest_lost_and_backwards,
        "The chunks are in reverse order, and the short one is missing",
    ),
    wrong(both_chunks_one_apart_and_rest_lost, "bounds[1] is the first item that is wrong"),
    wrong(both_tuple_and_one_chunk_too_many, "When k divides T, the last chunk is empty"),
)
