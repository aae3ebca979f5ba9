"""Answers to padding_waste that its record did not foresee."""

import numpy as np

from tests.checks.answers import wrong


def mean_of_shares(lengths, batches):
    shares = [1 - lengths[b].sum() / (len(b) * lengths[b].max()) for b in batches]
    return sum(shares) / len(shares)


def padded_to_the_longest_of_all(lengths, batches):
    words = sum(lengths[b].sum() for b in batches)
    return 1 - words / (sum(map(len, batches)) * lengths.max())


def share_of_words(lengths, batches):
    words = sum(lengths[b].sum() for b in batches)
    return words / sum(len(b) * lengths[b].max() for b in batches)


def number_of_places(lengths, batches):
    return sum(len(b) * lengths[b].max() - lengths[b].sum() for b in batches)


def over_the_words(lengths, batches):
    words = sum(lengths[b].sum() for b in batches)
    return sum(len(b) * lengths[b].max() for b in batches) / words - 1


def numbers_for_lengths(lengths, batches):
    words = sum(sum(b) for b in batches)
    return 1 - words / sum(len(b) * max(b) for b in batches)


def all_sentences_count(lengths, batches):
    return 1 - lengths.sum() / sum(len(b) * lengths[b].max() for b in batches)


def last_sentence_is_longest(lengths, batches):
    words = sum(lengths[b].sum() for b in batches)
    return 1 - words / sum(len(b) * lengths[b[-1]] for b in batches)


def first_batch_only(lengths, batches):
    for b in batches:
        return 1 - lengths[b].sum() / (len(b) * lengths[b].max())


def per_cent(lengths, batches):
    words = sum(lengths[b].sum() for b in batches)
    return 100 * (1 - words / sum(len(b) * lengths[b].max() for b in batches))


def size_of_the_first(lengths, batches):
    words = sum(lengths[b].sum() for b in batches)
    return 1 - words / sum(len(batches[0]) * lengths[b].max() for b in batches)


def rounded(lengths, batches):
    words = sum(lengths[b].sum() for b in batches)
    return np.round(1 - words / sum(len(b) * lengths[b].max() for b in batches), 4)


WRONG = (
    wrong(mean_of_shares, "This is the mean of the batches' shares"),
    wrong(padded_to_the_longest_of_all, "Every batch was padded to the longest sentence there is,"),
    wrong(share_of_words, "This is the share of the words"),
    wrong(number_of_places, "This is the number of padded places"),
    wrong(over_the_words, "The padding was divided by the words"),
    wrong(numbers_for_lengths, "The numbers of the sentences were taken for their lengths"),
    wrong(all_sentences_count, "The words of sentences in no batch were counted"),
    wrong(last_sentence_is_longest, "The last sentence of each batch was taken for its longest"),
    wrong(first_batch_only, "Only the first batch was counted"),
    wrong(per_cent, "The share is in per cent"),
    wrong(size_of_the_first, "All batches were taken for as large as the first"),
    wrong(rounded, "The share is rounded"),
)
EDGES = {
    "no padding": lambda cases: any(
        len({int(lengths[n]) for batch in b for n in batch}) == 1 for lengths, b in cases
    ),
    "sentences in no batch": lambda cases: any(sum(map(len, b)) < len(n) for n, b in cases),
    "one batch": lambda cases: any(len(b) == 1 for _, b in cases),
    "batches that are not sorted": lambda cases: any(
        (np.diff(lengths[batch]) < 0).any() for lengths, b in cases for batch in b
    ),
}
