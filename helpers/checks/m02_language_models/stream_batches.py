"""Check of stream_batches."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.datasets import batching


def stream_batches(ids, B, T):
    """Return the batches as a list, as an answer does."""
    return list(batching.stream_batches(ids, B, T))


def stream_batches_cases(seed):
    """Yield (ids, B, T): a rest in time, a rest of tokens, one row, one step, one batch."""
    rng = np.random.default_rng(seed)
    yield np.arange(13), 2, 3  # the exercise's drawing: nothing is left over
    for N, B, T in [
        (25, 3, 4),
        (25, 3, 4),
        (24, 3, 4),
        (11, 1, 5),
        (12, 2, 3),
        (9, 4, 1),
        (8, 2, 10),
        (2, 1, 1),
    ]:
        yield rng.permutation(N), B, T
    yield np.zeros(9, dtype=int), 2, 2  # a vocabulary of one
    yield rng.permutation(31), 5, 3


def cut(rows, B, T, transposed=True):
    """Cut two arrays (B, steps) into batches."""
    inputs, targets = (part.T if transposed else part for part in rows)
    return [(inputs[t : t + T], targets[t : t + T]) for t in range(0, len(inputs), T)]


def rows_of(ids, B):
    steps = (len(ids) - 1) // B
    return ids[: B * steps].reshape(B, steps), ids[1 : B * steps + 1].reshape(B, steps)


def interleaved(ids, B, T):
    steps = (len(ids) - 1) // B
    inputs, targets = (part[: B * steps].reshape(steps, B) for part in (ids[:-1], ids[1:]))
    return [(inputs[t : t + T], targets[t : t + T]) for t in range(0, steps, T)]


def batch_first(ids, B, T):
    return [(x.T, y.T) for x, y in cut(rows_of(ids, B), B, T)]


def rest_left_out(ids, B, T):
    return [(x, y) for x, y in cut(rows_of(ids, B), B, T) if len(x) == T]


def rest_padded(ids, B, T):
    def whole(part):
        return np.concatenate([part, np.zeros((T - len(part), B), dtype=part.dtype)])

    return [(whole(x), whole(y)) for x, y in cut(rows_of(ids, B), B, T)]


def targets_are_inputs(ids, B, T):
    return [(x, x.copy()) for x, _ in cut(rows_of(ids, B), B, T)]


def targets_swapped(ids, B, T):
    return [(y, x) for x, y in cut(rows_of(ids, B), B, T)]


def targets_wrap_in_a_row(ids, B, T):
    inputs, _ = rows_of(ids, B)
    return cut((inputs, np.roll(inputs, -1, axis=1)), B, T)


def targets_wrap_in_a_batch(ids, B, T):
    return [(x, np.roll(x, -1, axis=0)) for x, _ in cut(rows_of(ids, B), B, T)]


def targets_next_row(ids, B, T):
    inputs, _ = rows_of(ids, B)
    return cut((inputs, np.roll(inputs, -1, axis=0)), B, T)


def one_pair_lost_in_each_batch(ids, B, T):
    inputs, _ = rows_of(ids, B)
    inputs = inputs.T
    return [
        (inputs[t : t + T - 1], inputs[t + 1 : t + T])
        for t in range(0, len(inputs), T)
        if len(inputs[t : t + T]) > 1
    ]


def rows_lose_their_last_pair(ids, B, T):
    steps = len(ids) // B
    rows = ids[: B * steps].reshape(B, steps)
    return cut((rows[:, :-1], rows[:, 1:]), B, T)


def blocks_one_after_another(ids, B, T):
    steps = (len(ids) - 1) // B
    inputs, targets = ids[: B * steps], ids[1 : B * steps + 1]
    batches = []
    for at in range(0, B * steps, B * T):
        piece = min(T, (B * steps - at) // B)
        batches.append(
            tuple(part[at : at + B * piece].reshape(B, piece).T for part in (inputs, targets))
        )
    return batches


def windows_overlap(ids, B, T):
    inputs, targets = (part.T for part in rows_of(ids, B))
    return [(inputs[t : t + T], targets[t : t + T]) for t in range(max(len(inputs) - T, 0) + 1)]


def one_stream_only(ids, B, T):
    inputs, targets = ids[:-1, None], ids[1:, None]
    return [(inputs[t : t + T], targets[t : t + T]) for t in range(0, len(inputs), T)]


def each_batch_starts_again(ids, B, T):
    batches = cut(rows_of(ids, B), B, T)
    return [batches[0]] * len(batches)


def pairs_not_tuples(ids, B, T):
    return [np.stack(pair) for pair in cut(rows_of(ids, B), B, T)]


def first_batch_only(ids, B, T):
    return cut(rows_of(ids, B), B, T)[:1]


def T_and_B_exchanged(ids, B, T):
    steps = (len(ids) - 1) // T
    if steps == 0:
        return []
    return cut(rows_of(ids, T), T, B)


def steps_of_the_whole_stream(ids, B, T):
    steps = len(ids) // B
    rows = (part[: B * steps].reshape(B, steps) for part in (ids, np.roll(ids, -1)))
    return cut(tuple(rows), B, T)


def swapped_and_batch_first(ids, B, T):
    return [(y.T, x.T) for x, y in cut(rows_of(ids, B), B, T)]


def windows_overlap_and_end_early(ids, B, T):
    inputs, targets = (part.T for part in rows_of(ids, B))
    return [(inputs[t : t + T], targets[t : t + T]) for t in range(len(inputs) - T)]


def by_offsets(ids, B, T):
    steps = (len(ids) - 1) // B
    starts = np.arange(B) * steps
    return [
        (ids[starts + np.arange(t, min(t + T, steps))[:, None]],)
        + (ids[starts + np.arange(t, min(t + T, steps))[:, None] + 1],)
        for t in range(0, steps, T)
    ]


def by_columns(ids, B, T):
    steps = (len(ids) - 1) // B
    streams = [ids[b * steps : (b + 1) * steps + 1] for b in range(B)]
    batches = []
    for t in range(0, steps, T):
        stop = min(t + T, steps)
        inputs = np.stack([stream[t:stop] for stream in streams], axis=1)
        targets = np.stack([stream[t + 1 : stop + 1] for stream in streams], axis=1)
        batches.append((inputs, targets))
    return batches


def by_loops(ids, B, T):
    steps, batches = (len(ids) - 1) // B, []
    for first in range(0, steps, T):
        inputs = np.zeros((min(T, steps - first), B), dtype=int)
        targets = np.zeros_like(inputs)
        for t in range(len(inputs)):
            for b in range(B):
                inputs[t, b] = ids[b * steps + first + t]
                targets[t, b] = ids[b * steps + first + t + 1]
        batches.append((inputs, targets))
    return batches


def by_split(ids, B, T):
    steps = (len(ids) - 1) // B
    edges = range(T, steps, T)
    inputs = np.split(np.stack(np.split(ids[: B * steps], B), axis=1), edges)
    targets = np.split(np.stack(np.split(ids[1 : B * steps + 1], B), axis=1), edges)
    return list(zip(inputs, targets, strict=True))


check_stream_batches = Check(
    name="stream_batches",
    reference=stream_batches,
    twins=(batching.stream_batches,),
    cases=stream_batches_cases,
    outputs=("batches",),
    slips={
        "Consecutive tokens were put into different rows, so a row reads every B-th token. Which "
        "tokens should follow one another down a column?": interleaved,
        "The arrays are (B, T). Which axis comes first in this course?": batch_first,
        "The last, shorter batch is missing. How many steps are left when T does not divide "
        "them?": rest_left_out,
        "The last batch was padded to T steps. Are those zeros text? The last batch may be "
        "shorter.": rest_padded,
        "The targets are the inputs, so copying would be a perfect model. Which token should be "
        "predicted after reading ids[i]?": targets_are_inputs,
        "Inputs and targets are swapped. Which of the two has already been read?": targets_swapped,
        "Inputs and targets are swapped, and both are (B, T). Which of the two has already been "
        "read, and which axis comes first?": swapped_and_batch_first,
        "The rows have N // B steps, so where B divides N the last token of the stream has no "
        "target. How many tokens have one?": steps_of_the_whole_stream,
        "The batches overlap: each starts one step after the previous one, and the last steps are "
        "left out. How far apart do they start?": windows_overlap_and_end_early,
        "Each row's last target is its own first token, as if the row wrapped around. Which token "
        "follows in the stream?": targets_wrap_in_a_row,
        "In each batch the last target is the batch's first input, as if the batch wrapped around. "
        "Which token follows in the stream?": targets_wrap_in_a_batch,
        "The targets are another row's inputs: the shift was along the batch axis. Along which axis"
        " does time run?": targets_next_row,
        "Each batch has one step too few: its last token is not an input. Which token of the stream"
        " is the target of a batch's last step?": one_pair_lost_in_each_batch,
        "Each row lost its last pair. Take the rows of the inputs from ids[:-1] and those of the "
        "targets from ids[1:]: what follows a row's last token?": rows_lose_their_last_pair,
        "Row b of the second batch does not continue where row b of the first one stopped: the "
        "stream was cut into batches first, and then into rows. Which cut comes "
        "first?": blocks_one_after_another,
        "The batches overlap: each starts one step after the previous one. How far apart do they "
        "start if no token is read twice?": windows_overlap,
        "There is one row, whatever B is. Into how many pieces is the stream cut?": one_stream_only,
        "Every batch is a copy of the first. At which step should batch i start?": (
            each_batch_starts_again
        ),
        "Inputs and targets of a batch were returned as one array, but a pair of arrays is "
        "expected: which part holds the inputs?": pairs_not_tuples,
        "Only the first batch was returned. Is the last line of the function inside the loop or "
        "after it?": first_batch_only,
        "B and T are swapped. Which of them is the number of parallel rows?": T_and_B_exchanged,
    },
    alternatives=(by_offsets, by_columns, by_loops, by_split),
    tolerance_reason="copied ids carry no rounding: any difference is a mistake",
)
