"""Check of chunk_bounds."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.scratch.bptt import chunk_bounds


def chunk_bounds_cases(seed):
    """Yield (T, k): with a rest, without, one chunk, k > T, chunks of one step, one step."""
    rng = np.random.default_rng(seed)
    yield from [(7, 3), (10, 4), (8, 4), (5, 5), (3, 5), (6, 1), (1, 1), (1, 9)]
    for _ in range(5):
        yield int(rng.integers(2, 60)), int(rng.integers(1, 12))


def bounds_drop_the_rest(T, k):
    return [(start, start + k) for start in range(0, T - k + 1, k)]


def bounds_beyond_T(T, k):
    return [(start, start + k) for start in range(0, T, k)]


def bounds_inclusive(T, k):
    return [(start, min(start + k, T) - 1) for start in range(0, T, k)]


def bounds_inclusive_but_last(T, k):
    return [(start, min(start + k - 1, T)) for start in range(0, T, k)]


def bounds_inclusive_beyond_T(T, k):
    return [(start, start + k - 1) for start in range(0, T, k)]


def bounds_overlap(T, k):
    return [(max(start - 1, 0), min(start + k, T)) for start in range(0, T, k)]


def bounds_slide(T, k):
    return [(start, min(start + k, T)) for start in range(T)]


def bounds_as_lengths(T, k):
    return [(start, min(k, T - start)) for start in range(0, T, k)]


def bounds_short_chunk_first(T, k):
    return [(max(stop - k, 0), stop) for stop in range((T - 1) % k + 1, T + 1, k)]


def bounds_k_chunks(T, k):
    edges = [round(i * T / k) for i in range(k + 1)]
    return list(zip(edges[:-1], edges[1:], strict=True))


def bounds_merge_the_rest(T, k):
    starts = list(range(0, max(T - k, 0) + 1, k))
    return list(zip(starts, [*starts[1:], T], strict=True))


def bounds_empty_last_chunk(T, k):
    return [(start, min(start + k, T)) for start in range(0, T + 1, k)]


def bounds_counted_from_one(T, k):
    return [(start + 1, min(start + k, T)) for start in range(0, T, k)]


def bounds_back_to_front(T, k):
    return [(start, min(start + k, T)) for start in range(0, T, k)][::-1]


def bounds_from_the_end(T, k):
    return [(max(stop - k, 0), stop) for stop in range(T, 0, -k)]


def bounds_full_chunks_back_to_front(T, k):
    return bounds_drop_the_rest(T, k)[::-1]


def bounds_k_chunks_inclusive(T, k):
    length = T // k
    return [(i * length, (i + 1) * length - 1) for i in range(k)]


def bounds_as_borders(T, k):
    return [*range(0, T, k), T]


def bounds_by_while(T, k):
    bounds, start = [], 0
    while start < T:
        stop = start + k if start + k < T else T
        bounds.append((start, stop))
        start = stop
    return bounds


def bounds_from_edges(T, k):
    edges = [*range(0, T, k), T]
    return list(zip(edges[:-1], edges[1:], strict=True))


def bounds_by_division(T, k):
    count = -(-T // k)  # rounded up
    return [(i * k, min((i + 1) * k, T)) for i in range(count)]


def bounds_by_grouping(T, k):
    chunks = np.split(np.arange(T), np.arange(k, T, k))
    return [(int(chunk[0]), int(chunk[-1]) + 1) for chunk in chunks]


check_chunk_bounds = Check(
    name="chunk_bounds",
    reference=chunk_bounds,
    cases=chunk_bounds_cases,
    outputs=("bounds",),
    slips={
        "The short chunk at the end is missing. Which steps are not covered by any chunk when T is "
        "7 and k is 3?": bounds_drop_the_rest,
        "The last chunk stops beyond T. When k does not divide T, where should it "
        "stop?": bounds_beyond_T,
        "A stop that T does not cut is one too small: the last step of its chunk is left out. In "
        "xs[start:stop], is the stop itself included?": bounds_inclusive_but_last,
        "Every stop is one too small. In range(start, stop) and in xs[start:stop], is the stop "
        "itself included?": bounds_inclusive,
        "The stops look like last indices, and the last one runs beyond T. In xs[start:stop], is "
        "the stop itself included?": bounds_inclusive_beyond_T,
        "Neighbouring chunks share a step, so its loss would count twice. If a chunk stops "
        "at 3, where does the next one start?": bounds_overlap,
        "A chunk starts at every step. How far apart should consecutive starts be if no step may "
        "belong to two chunks?": bounds_slide,
        "The second number of each pair is a length. Which two numbers does "
        "xs[start:stop] need?": bounds_as_lengths,
        "The short chunk came first. Counting from step 0, where does the first chunk of "
        "k steps stop?": bounds_short_chunk_first,
        "This makes k chunks. Is k the number of chunks or the number of steps in "
        "one?": bounds_k_chunks,
        "The remaining steps were joined to the last full chunk, which is now longer than k. How "
        "long may a chunk be?": bounds_merge_the_rest,
        "Every start is one too large. Which index does the first step of a sequence "
        "have?": bounds_counted_from_one,
        "The chunks are right but in reverse order. Which of them is read "
        "first?": bounds_back_to_front,
        "The chunks are cut from the end, so the last one comes first and the short one is at step "
        "0. Where does the first chunk of k steps start?": bounds_from_the_end,
        "The chunks are in reverse order, and the short one is missing. Which chunk is read first, "
        "and which steps are in none?": bounds_full_chunks_back_to_front,
        "This makes k chunks, with stops that are one too small. Is k the number of chunks or the "
        "number of steps in one?": bounds_k_chunks_inclusive,
        "This is a flat list of boundaries, but each chunk is a pair (start, stop). Which two of "
        "the boundaries belong to the first chunk?": bounds_as_borders,
        "When k divides T, the last chunk is empty. Can a chunk start at "
        "T?": bounds_empty_last_chunk,
    },
    alternatives=(bounds_by_while, bounds_from_edges, bounds_by_division, bounds_by_grouping),
    tolerance=0.0,
    tolerance_reason="whole numbers: any difference is a mistake",
)
