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
