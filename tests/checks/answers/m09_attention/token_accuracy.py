"""Answers to token_accuracy that its record did not foresee; the attempts came before it."""

import numpy as np

from tests.checks.answers import wrong
from tests.checks.answers.m09_attention import exact_match


def sequence(ids, eos):
    ids = ids.tolist()
    return ids[: ids.index(eos) + 1] if eos in ids else ids


def over_all_places(predicted, targets, eos):
    T = min(len(predicted), len(targets))
    return float((predicted[:T] == targets[:T]).mean())


def mean_of_rows(predicted, targets, eos):
    shares = []
    for ours, true in zip(predicted.T, targets.T, strict=True):
        ours, true = sequence(ours, eos), sequence(true, eos)
        shares.append(sum(a == b for a, b in zip(ours, true, strict=False)) / len(true))
    return float(np.mean(shares))


def by_shorter(predicted, targets, eos):
    right = total = 0
    for ours, true in zip(predicted.T, targets.T, strict=True):
        ours, true = sequence(ours, eos), sequence(true, eos)
        right += sum(a == b for a, b in zip(ours, true, strict=False))
        total += min(len(ours), len(true))
    return right / total


def by_longer(predicted, targets, eos):
    right = total = 0
    for ours, true in zip(predicted.T, targets.T, strict=True):
        ours, true = sequence(ours, eos), sequence(true, eos)
        right += sum(a == b for a, b in zip(ours, true, strict=False))
        total += max(len(ours), len(true))
    return right / total


def by_prediction(predicted, targets, eos):
    right = total = 0
    for ours, true in zip(predicted.T, targets.T, strict=True):
        ours, true = sequence(ours, eos), sequence(true, eos)
        right += sum(a == b for a, b in zip(ours, true, strict=False))
        total += len(ours)
    return right / total


def eos_not_counted(predicted, targets, eos):
    right = total = 0
    for ours, true in zip(predicted.T, targets.T, strict=True):
        ours, true = sequence(ours, eos), sequence(true, eos)
        true = [i for i in true if i != eos]
        right += sum(a == b for a, b in zip(ours, true, strict=False))
        total += len(true)
    return right / total


def prediction_not_cut(predicted, targets, eos):
    right = total = 0
    for ours, true in zip(predicted.T, targets.T, strict=True):
        true = sequence(true, eos)
        right += sum(a == b for a, b in zip(ours.tolist(), true, strict=False))
        total += len(true)
    return right / total


def right_alone(predicted, targets, eos):
    right = 0
    for ours, true in zip(predicted.T, targets.T, strict=True):
        right += sum(a == b for a, b in zip(sequence(ours, eos), sequence(true, eos), strict=False))
    return right


def eos_index(predicted, targets, eos):
    """Cut before the end on both sides."""
    right = total = 0
    for ours, true in zip(predicted.T, targets.T, strict=True):
        ours, true = sequence(ours, eos), sequence(true, eos)
        ours = ours[:-1] if ours[-1] == eos else ours
        true = true[:-1] if true[-1] == eos else true
        right += sum(a == b for a, b in zip(ours, true, strict=False))
        total += len(true)
    return right / total


def tokens_in_any_place(predicted, targets, eos):
    right = total = 0
    for ours, true in zip(predicted.T, targets.T, strict=True):
        ours, true = sequence(ours, eos), sequence(true, eos)
        right += sum(token in ours for token in true)
        total += len(true)
    return right / total


def rows_not_cut_and_mean(predicted, targets, eos):
    shares = []
    for ours, true in zip(predicted.T, targets.T, strict=True):
        true = sequence(true, eos)
        shares.append(sum(a == b for a, b in zip(ours.tolist(), true, strict=False)) / len(true))
    return float(np.mean(shares))


def same_shape_only(predicted, targets, eos):
    mask = np.cumsum(targets == eos, axis=0) - (targets == eos) == 0
    return float((predicted == targets)[mask].mean())


def shorter_and_no_end(predicted, targets, eos):
    right = total = 0
    for ours, true in zip(predicted.T, targets.T, strict=True):
        ours, true = sequence(ours, eos), sequence(true, eos)
        true = true[:-1] if true[-1] == eos else true
        right += sum(a == b for a, b in zip(ours, true, strict=False))
        total += min(len(ours), len(true))
    return right / max(total, 1)


def mean_of_longer(predicted, targets, eos):
    shares = []
    for ours, true in zip(predicted.T, targets.T, strict=True):
        ours, true = sequence(ours, eos), sequence(true, eos)
        right = sum(a == b for a, b in zip(ours, true, strict=False))
        shares.append(right / max(len(ours), len(true)))
    return float(np.mean(shares))


def percent_of_all_places(predicted, targets, eos):
    T = min(len(predicted), len(targets))
    return 100 * float((predicted[:T] == targets[:T]).mean())


def words_over_the_longer(predicted, targets, eos):
    right = total = 0
    for ours, true in zip(predicted.T.tolist(), targets.T.tolist(), strict=True):
        ours = ours[: ours.index(eos)] if eos in ours else ours
        true = true[: true.index(eos)] if eos in true else true
        right += sum(a == b for a, b in zip(ours, true, strict=False))
        total += max(len(ours), len(true))
    return right / total


def zeros_not_counted(predicted, targets, eos):
    def sequence(ids):
        ids = ids.tolist()
        return ids[: ids.index(eos) + 1] if eos in ids else ids

    pairs = [
        (sequence(ours), sequence(true)) for ours, true in zip(predicted.T, targets.T, strict=True)
    ]
    right = sum(a == b != 0 for ours, true in pairs for a, b in zip(ours, true, strict=False))
    return right / sum(i != 0 for _, true in pairs for i in true)


WRONG = (
    wrong(zeros_not_counted, "share is 0.8, expected 0.666667"),
    wrong(over_all_places, "All places were compared, those past an end too"),
    wrong(mean_of_rows, "Each row was averaged first, and then the rows"),
    wrong(by_shorter, "The shorter of both sequences was divided by"),
    wrong(by_longer, "The longer of both sequences was divided by"),
    wrong(by_prediction, "The lengths of the predictions were divided by"),
    wrong(eos_not_counted, "eos was left out of the targets"),
    wrong(prediction_not_cut, "What the prediction holds past its eos was compared"),
    wrong(right_alone, "This is a number of tokens"),
    wrong(eos_index, "eos was left out of the targets"),
    wrong(tokens_in_any_place, "Tokens count as right wherever they stand in the prediction"),
    wrong(
        rows_not_cut_and_mean, "Each row was averaged first, and what the prediction holds past its"
    ),
    wrong(same_shape_only, "What the prediction holds past its eos was compared"),
    wrong(shorter_and_no_end, "eos was left out of the targets"),
    wrong(mean_of_longer, "Each row was averaged first, over the longer of both sequences"),
    wrong(percent_of_all_places, "This is in per cent, and all places were compared"),
    wrong(words_over_the_longer, "eos was left out of both sequences, and the longer of both was"),
)
EDGES = exact_match.EDGES  # the same inputs, by the same rule of ends
