"""Check of bucket."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.scratch.modules.m06_bidirectional import bucket


def bucket_cases(seed):
    """Yield (lengths, B): ties, a rest and none, B = 1, B = N and larger, many; the prompt's."""
    rng = np.random.default_rng(seed)
    for N, B, longest in [
        *(
            (7, 3, 20),
            (8, 4, 5),
            (8, 4, 5),
            (9, 2, 30),
            (6, 1, 9),
            (4, 4, 9),
            (3, 5, 9),
            (11, 4, 4),
            (60, 7, 6),  # so many that a sort that is not stable shows on any machine
        ),
    ]:
        yield shuffled(rng, N, longest), B
    yield np.array([5, 2, 9, 2, 4]), 2  # the prompt's
    yield np.full(5, 7), 2  # all of one length
    yield np.arange(9, 2, -1), 3  # falling
    yield np.array([4]), 1


def shuffled(rng, N, longest):
    """Draw lengths that are not in order; with few different ones there are ties."""
    while True:
        lengths = rng.integers(1, longest + 1, size=N)
        if (np.diff(lengths) < 0).any() and (np.diff(lengths) > 0).any():
            return lengths


def order_of(lengths):
    return np.argsort(lengths, kind="stable").tolist()


def cut(order, B):
    return [order[start : start + B] for start in range(0, len(order), B)]


def bucket_not_sorted(lengths, B):
    return cut(list(range(len(lengths))), B)


def bucket_longest_first(lengths, B):
    return cut(np.argsort(-lengths, kind="stable").tolist(), B)


def bucket_turned_around(lengths, B):
    """Sort rising, then turn the order: ties are turned as well."""
    return cut(order_of(lengths)[::-1], B)


def bucket_ties_turned(lengths, B):
    return cut(sorted(range(len(lengths)), key=lambda n: (lengths[n], -n)), B)


def bucket_ties_mixed(lengths, B):
    return cut(np.argsort(lengths).tolist(), B)


def bucket_ties_mixed_longest_first(lengths, B):
    return cut(np.argsort(lengths)[::-1].tolist(), B)


def bucket_ties_mixed_minus(lengths, B):
    return cut(np.argsort(-lengths).tolist(), B)


def bucket_lengths_longest_first(lengths, B):
    return cut(sorted(lengths.tolist(), reverse=True), B)


def bucket_batches_turned(lengths, B):
    return bucket(lengths, B)[::-1]


def bucket_sorted_in_batches(lengths, B):
    return [sorted(batch, key=lambda n: lengths[n]) for batch in bucket_not_sorted(lengths, B)]


def bucket_by_number_in_batches(lengths, B):
    return [sorted(batch) for batch in bucket(lengths, B)]


def bucket_last_dropped(lengths, B):
    return cut(order_of(lengths)[: len(lengths) // B * B], B)


def bucket_last_dropped_always(lengths, B):
    return bucket(lengths, B)[:-1]


def bucket_first_short(lengths, B):
    order, rest = order_of(lengths), len(lengths) % B
    return ([order[:rest]] if rest else []) + cut(order[rest:], B)


def bucket_rest_in_last(lengths, B):
    """Put the rest into the last whole batch."""
    whole = bucket(lengths, B)
    if len(whole) > 1 and len(whole[-1]) < B:
        whole[-2:] = [whole[-2] + whole[-1]]
    return whole


def bucket_filled_up(lengths, B):
    """Fill the last batch from the start of the order."""
    order = order_of(lengths)
    return cut(order + order[: -len(order) % B], B)


def bucket_last_filled_with_minus_one(lengths, B):
    order = order_of(lengths)
    return cut(order + [-1] * (-len(order) % B), B)


def bucket_B_batches(lengths, B):
    return [part.tolist() for part in np.array_split(order_of(lengths), B)]


def bucket_even_sizes(lengths, B):
    parts = -(-len(lengths) // B)
    return [part.tolist() for part in np.array_split(order_of(lengths), parts)]


def bucket_too_few_parts(lengths, B):
    """Split the order into N // B parts, so that the rest makes some of them larger than B."""
    parts = max(len(lengths) // B, 1)
    return [part.tolist() for part in np.array_split(order_of(lengths), parts)]


def bucket_longest_first_last_dropped(lengths, B):
    return cut(order_of(lengths)[::-1][: len(lengths) // B * B], B)


def bucket_dealt_out(lengths, B):
    """Deal the order out: every k-th sentence into a batch."""
    order = order_of(lengths)
    parts = -(-len(order) // B)
    return [order[i::parts] for i in range(parts)]


def bucket_windows(lengths, B):
    order = order_of(lengths)
    return [order[start : start + B] for start in range(len(order))]


def bucket_one_short(lengths, B):
    order = order_of(lengths)
    return [order[start : start + max(B - 1, 1)] for start in range(0, len(order), B)]


def bucket_one_more(lengths, B):
    return cut(order_of(lengths), B + 1)


def bucket_one_size(lengths, B):
    """Put sentences of one length only into a batch."""
    values = sorted(set(lengths.tolist()))
    return [batch for n in values for batch in cut(np.flatnonzero(lengths == n).tolist(), B)]


def bucket_all_of_a_length(lengths, B):
    values = sorted(set(lengths.tolist()))
    return [np.flatnonzero(lengths == n).tolist() for n in values]


def bucket_of_lengths(lengths, B):
    return cut(sorted(lengths.tolist()), B)


def bucket_of_pairs(lengths, B):
    return cut([(n, int(lengths[n])) for n in order_of(lengths)], B)


def bucket_of_ranks(lengths, B):
    """Sort twice: the rank of each sentence, in the order of the numbers."""
    return cut(order_of(np.array(order_of(lengths))), B)


def bucket_from_one(lengths, B):
    return [[n + 1 for n in batch] for batch in bucket(lengths, B)]


def bucket_ties_lost(lengths, B):
    """Keep one sentence of each length, as a dict from lengths to numbers does."""
    return cut([n for _, n in sorted({int(n): i for i, n in enumerate(lengths)}.items())], B)


def bucket_ties_repeated(lengths, B):
    """Look each length's first place up."""
    values = lengths.tolist()
    return cut([values.index(n) for n in sorted(values)], B)


def bucket_as_arrays(lengths, B):
    return [np.array(batch) for batch in bucket(lengths, B)]


def bucket_flat(lengths, B):
    return order_of(lengths)


def bucket_first_alone(lengths, B):
    return bucket(lengths, B)[:1]


def bucket_batch_alone(lengths, B):
    return bucket(lengths, B)[0]


def bucket_by_sorted(lengths, B):
    order = sorted(range(len(lengths)), key=lambda n: lengths[n])
    batches = []
    for place, n in enumerate(order):
        if place % B == 0:
            batches.append([])
        batches[-1].append(n)
    return batches


def bucket_by_pairs(lengths, B):
    pairs = sorted((int(length), n) for n, length in enumerate(lengths))
    edges = range(0, len(pairs), B)
    return [tuple(n for _, n in pairs[i : min(i + B, len(pairs))]) for i in edges]


def bucket_by_split(lengths, B):
    order = np.lexsort((np.arange(len(lengths)), lengths))
    return [part.tolist() for part in np.split(order, range(B, len(order), B))]


def bucket_by_popping(lengths, B):
    left, batches = set(range(len(lengths))), []
    while left:
        batch = []
        while left and len(batch) < B:
            batch.append(min(left, key=lambda n: (lengths[n], n)))
            left.remove(batch[-1])
        batches.append(batch)
    return batches


check_bucket = Check(
    name="bucket",
    reference=bucket,
    cases=bucket_cases,
    outputs=("batches",),
    slips={
        "The sentences are not sorted. By "
        "what should neighbours in a batch agree?": bucket_not_sorted,
        "The last, smaller batch is missing. How many "
        "sentences are left when B does not divide N?": bucket_last_dropped,
        "The sentences are counted from 1. Which number has the first one?": bucket_from_one,
        "The longest sentences come first. Which come first in the exercise?": bucket_longest_first,
        "The last batch is missing, even where "
        "it is whole. Where does the loop stop?": bucket_last_dropped_always,
        "The batches hold lengths. Which numbers say which sentences they are?": bucket_of_lengths,
        "The order is turned around: the longest come first, and of equal ones the later. Which "
        "come first in the exercise?": bucket_turned_around,
        "Some sentences of equal length changed places: np.argsort alone does not promise to keep "
        "them in order. Which value of its argument kind does?": bucket_ties_mixed,
        "The longest sentences come first, and those of equal length in no order, as np.argsort "
        "leaves them. Which come first, and which kind of sort keeps "
        "ties?": bucket_ties_mixed_longest_first,
        "The longest sentences come first, as -lengths sorts them, and those of equal length in no "
        "order. Which come first, and which kind of sort keeps ties?": bucket_ties_mixed_minus,
        "The batches hold lengths, the longest first. Which numbers say which sentences they are, "
        "and which come first?": bucket_lengths_longest_first,
        "The first batch is the smaller one. Which batch holds what is left?": bucket_first_short,
        "Each item is a pair of number and length. "
        "Which of the two does the exercise ask for?": bucket_of_pairs,
        "Sentences of equal length are in the "
        "opposite order. In which order do ties stay?": bucket_ties_turned,
        "The rest was put into the batch before, which became larger than B. How large may a batch "
        "be?": bucket_rest_in_last,
        "These are the ranks of the sentences: sorting the order once more undoes it. Does item i "
        "of np.argsort hold a sentence or a rank?": bucket_of_ranks,
        "The batches are in the opposite order. Which of them comes first?": bucket_batches_turned,
        "The last batch was filled up with the shortest sentences, so that these come twice. May "
        "it be smaller?": bucket_filled_up,
        "Of sentences of equal length only one is left. What happens in a dict when a key comes "
        "twice?": bucket_ties_lost,
        "The sentences were cut into batches first and sorted within each. Which comes first, the "
        "sort or the cut?": bucket_sorted_in_batches,
        "The last batch was filled up with "
        "-1. May it be smaller than B?": bucket_last_filled_with_minus_one,
        "Of sentences of equal length the first one comes several times. Where does list.index "
        "stop to search?": bucket_ties_repeated,
        "Each batch was sorted by the numbers of its sentences. In which order do they stand "
        "within a batch?": bucket_by_number_in_batches,
        "There are B batches. Is B the number of batches or their size?": bucket_B_batches,
        "Each batch is an array. Which method makes a list of it?": bucket_as_arrays,
        "A batch ends where the length changes. "
        "What besides its size should end it?": bucket_one_size,
        "The batches were made equally large. How "
        "large is each of them but the last?": bucket_even_sizes,
        "The order was not cut into batches. Where "
        "does each batch start, and where does it end?": bucket_flat,
        "There is one batch for each length, whatever its size. How many sentences may a batch "
        "hold?": bucket_all_of_a_length,
        "The batches overlap: each starts one sentence after the previous one. How far apart do "
        "they start?": bucket_windows,
        "Only the first batch came back. Is the last line of the function inside the loop or after "
        "it?": bucket_first_alone,
        "The order was split into N // B parts, so that some batches are larger than B. How many "
        "batches are needed if B does not divide N?": bucket_too_few_parts,
        "The longest sentences come first, and the last, smaller batch is missing. Which come "
        "first, and how many are left when B does not divide N?": bucket_longest_first_last_dropped,
        "The sorted sentences were dealt out over the batches, so that each has short and long "
        "ones. Which ones belong together?": bucket_dealt_out,
        "One sentence is lost between each two batches. How many does a slice from start to start "
        "+ B hold?": bucket_one_short,
        "One batch came back, not a list of them. Is the last line of the function inside the loop "
        "or after it?": bucket_batch_alone,
        "The batches hold B + 1 sentences. Is the end of a slice included?": bucket_one_more,
    },
    alternatives=(bucket_by_sorted, bucket_by_pairs, bucket_by_split, bucket_by_popping),
    tolerance=0,
    tolerance_reason="sentence numbers carry no rounding: any difference is a mistake",
)
