"""Check of padding_waste."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.scratch.modules.m06_bidirectional import bucket, padding_waste


def padding_waste_cases(seed):
    """Yield (lengths, batches): the prompt's, sorted and not, some left out, one, no waste."""
    rng = np.random.default_rng(seed)
    lengths = np.array([5, 2, 9, 2, 4])
    yield lengths, bucket(lengths, 2)
    for N, B in [(9, 4), (10, 3), (9, 4), (7, 7)]:
        lengths = rng.integers(2, 30, size=N)
        order = rng.permutation(N).tolist()
        yield lengths, [order[i : i + B] for i in range(0, N, B)]
    lengths = rng.integers(2, 30, size=12)
    lengths[5] = 40  # the longest is in no batch
    yield lengths, [[7, 1, 3], [0, 2], [11, 4, 6, 9]]
    yield lengths, bucket(lengths, 5)
    yield lengths, [[4]]
    yield np.full(6, 3), [[0, 5], [1, 2, 3, 4]]


def places_of(lengths, batches):
    return sum(len(batch) * max(lengths[n] for n in batch) for batch in batches)


def words_of(lengths, batches):
    return sum(lengths[n] for batch in batches for n in batch)


def share(words, places):
    return float(1 - words / places)


def waste_mean_of_batches(lengths, batches):
    shares = [padding_waste(lengths, [batch]) for batch in batches]
    return sum(shares) / len(shares)


def waste_sum_of_batches(lengths, batches):
    return sum(padding_waste(lengths, [batch]) for batch in batches)


def waste_by_longest_of_batches(lengths, batches):
    longest = max(lengths[n] for batch in batches for n in batch)
    return share(words_of(lengths, batches), sum(map(len, batches)) * longest)


def waste_by_longest_of_all(lengths, batches):
    return share(words_of(lengths, batches), sum(map(len, batches)) * lengths.max())


def waste_all_words(lengths, batches):
    return share(lengths.sum(), places_of(lengths, batches))


def waste_share_of_words(lengths, batches):
    return float(words_of(lengths, batches) / places_of(lengths, batches))


def waste_over_words(lengths, batches):
    return float(places_of(lengths, batches) / words_of(lengths, batches) - 1)


def waste_places(lengths, batches):
    return int(places_of(lengths, batches) - words_of(lengths, batches))


def waste_of_numbers(lengths, batches):
    """Take the numbers of the sentences for their lengths."""
    words = sum(map(sum, batches))
    return share(words, sum(len(batch) * max(batch) for batch in batches))


def waste_last_is_longest(lengths, batches):
    places = sum(len(batch) * lengths[batch[-1]] for batch in batches)
    return share(words_of(lengths, batches), places)


def waste_first_is_longest(lengths, batches):
    places = sum(len(batch) * lengths[batch[0]] for batch in batches)
    return share(words_of(lengths, batches), places)


def waste_largest_number(lengths, batches):
    """Take the sentence with the largest number for the longest."""
    places = sum(len(batch) * lengths[max(batch)] for batch in batches)
    return share(words_of(lengths, batches), places)


def waste_first_batch(lengths, batches):
    return padding_waste(lengths, batches[:1])


def waste_last_batch(lengths, batches):
    return padding_waste(lengths, batches[-1:])


def waste_size_of_first(lengths, batches):
    places = sum(len(batches[0]) * max(lengths[n] for n in batch) for batch in batches)
    return share(words_of(lengths, batches), places)


def waste_per_cent(lengths, batches):
    return 100 * padding_waste(lengths, batches)


def waste_rounded(lengths, batches):
    return round(padding_waste(lengths, batches), 4)


def waste_places_once(lengths, batches):
    """Count one row of each batch: its longest length."""
    return share(words_of(lengths, batches), sum(max(lengths[n] for n in b) for b in batches))


def waste_negative(lengths, batches):
    return -padding_waste(lengths, batches)


def waste_over_spread(lengths, batches):
    """Count the steps between the shortest and the longest of each batch once."""
    spread = sum(int(lengths[batch].max() - lengths[batch].min()) for batch in batches)
    return float(spread / places_of(lengths, batches))


def waste_by_arrays(lengths, batches):
    places = words = 0
    for batch in batches:
        inside = lengths[np.array(batch)]
        places += inside.size * inside.max()
        words += inside.sum()
    return (places - words) / places


def waste_by_padding(lengths, batches):
    padding = [[max(lengths[b]) - lengths[n] for n in b] for b in batches]
    lost = sum(map(sum, padding))
    return lost / (lost + sum(lengths[n] for b in batches for n in b))


def waste_by_masks(lengths, batches):
    masks = [np.arange(lengths[b].max())[:, None] < lengths[b] for b in batches]
    return 1.0 - np.concatenate([mask.ravel() for mask in masks]).mean()


check_padding_waste = Check(
    name="padding_waste",
    reference=padding_waste,
    cases=padding_waste_cases,
    outputs=("share",),
    slips={
        "This is the mean of the batches' shares. Does "
        "a small batch count as much as a large one?": waste_mean_of_batches,
        "The shares of the batches were added up. "
        "What is divided by what, over all batches?": waste_sum_of_batches,
        "Every batch was padded to the longest sentence of all batches. To which length is each "
        "padded?": waste_by_longest_of_batches,
        "Every batch was padded to the longest sentence there is, even if it is in no batch. To "
        "which length is each padded?": waste_by_longest_of_all,
        "The words of sentences in no batch "
        "were counted. Which words are in the batches?": waste_all_words,
        "This is the share of the words. Which share is padding?": waste_share_of_words,
        "The padding was divided by the words. Of what is it to be a share?": waste_over_words,
        "This is the number of padded places. Of how many places are they a share?": waste_places,
        "The numbers of the sentences were taken for their lengths. Where does the length of "
        "sentence n stand?": waste_of_numbers,
        "The last sentence of each batch was taken for its longest. Does the order in a batch say "
        "which is the longest?": waste_last_is_longest,
        "The first sentence of each batch was taken for its longest. Does the order in a batch say "
        "which is the longest?": waste_first_is_longest,
        "The sentence with the largest number was taken for the longest. Of which values should "
        "the maximum be taken?": waste_largest_number,
        "Only the first batch was counted. Is the last line of the function inside the loop or "
        "after it?": waste_first_batch,
        "Only the last batch was counted. What should "
        "be kept from one batch to the next?": waste_last_batch,
        "All batches were taken for as large as "
        "the first. How many sentences has the last one?": waste_size_of_first,
        "The share is in per cent. Between which two numbers should it lie?": waste_per_cent,
        "The share is rounded. Which digits does a function leave to its caller?": waste_rounded,
        "Each batch has only one row in the "
        "count of places. How many rows does it have?": waste_places_once,
        "The share is negative. Which of the "
        "two is larger, the places or the words?": waste_negative,
        "Only the shortest sentence of each batch has padding in this count. How many places does "
        "each of the others lack?": waste_over_spread,
    },
    alternatives=(waste_by_arrays, waste_by_padding, waste_by_masks),
    tolerance_reason="ratios of whole numbers: rounding is about 1e-16",
)
