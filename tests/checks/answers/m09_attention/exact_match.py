"""Answers to exact_match that its record did not foresee; the attempts were written before it."""

import numpy as np

from tests.checks.answers import wrong


def compares_arrays(predicted, targets, eos):
    return float((predicted == targets).all(axis=0).mean())


def by_token(predicted, targets, eos):
    T = min(len(predicted), len(targets))
    return float((predicted[:T] == targets[:T]).mean())


def shorter_of_both(predicted, targets, eos):
    T = min(len(predicted), len(targets))
    return float((predicted[:T] == targets[:T]).all(axis=0).mean())


def cut_at_targets_end(predicted, targets, eos):
    right = 0
    for b in range(targets.shape[1]):
        ids = targets[:, b].tolist()
        n = ids.index(eos) + 1 if eos in ids else len(ids)
        right += predicted[:n, b].tolist() == ids[:n]
    return right / targets.shape[1]


def without_eos(predicted, targets, eos):
    right = 0
    for b in range(targets.shape[1]):
        ours, true = predicted[:, b].tolist(), targets[:, b].tolist()
        if eos in ours:
            ours = ours[: ours.index(eos)]
        if eos in true:
            true = true[: true.index(eos)]
        right += ours == true
    return right / targets.shape[1]


def eos_must_be_there(predicted, targets, eos):
    right = 0
    for b in range(targets.shape[1]):
        ours, true = predicted[:, b].tolist(), targets[:, b].tolist()
        right += ours[: ours.index(eos) + 1] == true[: true.index(eos) + 1]
    return right / targets.shape[1]


def last_eos(predicted, targets, eos):
    right = 0
    for b in range(targets.shape[1]):
        ours, true = predicted[:, b].tolist(), targets[:, b].tolist()
        while ours and eos in ours and ours[-1] != eos:
            ours.pop()
        while true and eos in true and true[-1] != eos:
            true.pop()
        right += ours == true
    return right / targets.shape[1]


def count_not_share(predicted, targets, eos):
    right = 0
    for b in range(targets.shape[1]):
        ours, true = predicted[:, b].tolist(), targets[:, b].tolist()
        if eos in ours:
            ours = ours[: ours.index(eos) + 1]
        if eos in true:
            true = true[: true.index(eos) + 1]
        right += ours == true
    return right


def rows_along_time(predicted, targets, eos):
    """Take each step for a sequence."""
    right = 0
    for ours, true in zip(predicted.tolist(), targets.tolist(), strict=False):
        if eos in ours:
            ours = ours[: ours.index(eos) + 1]
        if eos in true:
            true = true[: true.index(eos) + 1]
        right += ours == true
    return right / len(targets)


def all_or_nothing(predicted, targets, eos):
    return float(predicted.shape == targets.shape and (predicted == targets).all())


def percent(predicted, targets, eos):
    right = []
    for b in range(targets.shape[1]):
        ours, true = predicted[:, b].tolist(), targets[:, b].tolist()
        if eos in ours:
            ours = ours[: ours.index(eos) + 1]
        if eos in true:
            true = true[: true.index(eos) + 1]
        right.append(ours == true)
    return 100 * float(np.mean(right))


def same_tokens(predicted, targets, eos):
    right = 0
    for b in range(targets.shape[1]):
        ours, true = predicted[:, b].tolist(), targets[:, b].tolist()
        if eos in ours:
            ours = ours[: ours.index(eos) + 1]
        if eos in true:
            true = true[: true.index(eos) + 1]
        right += set(ours) == set(true)
    return right / targets.shape[1]


def targets_end_and_count(predicted, targets, eos):
    right = 0
    for b in range(targets.shape[1]):
        ids = targets[:, b].tolist()
        n = ids.index(eos) if eos in ids else len(ids)
        right += predicted[:n, b].tolist() == ids[:n]
    return right / len(targets)


def by_zip(predicted, targets, eos):
    right = 0
    for b in range(targets.shape[1]):
        good = True
        for a, c in zip(predicted[:, b], targets[:, b], strict=False):
            if a != c:
                good = False
            if c == eos:
                break
        right += good
    return right / targets.shape[1]


def tokens_and_count(predicted, targets, eos):
    return (predicted == targets).sum() if predicted.shape == targets.shape else 0


def tails_and_over_steps(predicted, targets, eos):
    T = min(len(predicted), len(targets))
    return float((predicted[:T] == targets[:T]).all(axis=1).mean())


def last_end_and_percent(predicted, targets, eos):
    right = 0
    for b in range(targets.shape[1]):
        ours, true = predicted[:, b].tolist(), targets[:, b].tolist()
        while ours and eos in ours and ours[-1] != eos:
            ours.pop()
        while true and eos in true and true[-1] != eos:
            true.pop()
        right += ours == true
    return 100 * right / targets.shape[1]


def until_eos_or_zero(predicted, targets, eos):
    """Take 0 for padding, and leave it out on both sides, without looking for eos."""
    right = 0
    for ours, true in zip(predicted.T, targets.T, strict=True):
        right += ours[ours != 0].tolist() == true[true != 0].tolist()
    return right / targets.shape[1]


def from_the_second(predicted, targets, eos):
    """Leave the first token out, as if it were a start."""
    right = 0
    for ours, true in zip(predicted.T.tolist(), targets.T.tolist(), strict=True):
        ours = ours[1 : ours.index(eos) + 1] if eos in ours else ours[1:]
        true = true[1 : true.index(eos) + 1] if eos in true else true[1:]
        right += ours == true
    return right / targets.shape[1]


def last_eos_and_count(predicted, targets, eos):
    right = 0
    for ours, true in zip(predicted.T.tolist(), targets.T.tolist(), strict=True):
        if eos in ours:
            ours = ours[: len(ours) - ours[::-1].index(eos)]
        if eos in true:
            true = true[: len(true) - true[::-1].index(eos)]
        right += ours == true
    return right


def joined_digits(predicted, targets, eos):
    def text(ids):
        ids = ids.tolist()
        return "".join(map(str, ids[: ids.index(eos) + 1] if eos in ids else ids))

    pairs = zip(predicted.T, targets.T, strict=True)
    return float(np.mean([text(ours) == text(true) for ours, true in pairs]))


def zeros_left_out(predicted, targets, eos):
    def sequence(ids):
        ids = ids.tolist()
        return [i for i in (ids[: ids.index(eos) + 1] if eos in ids else ids) if i]

    pairs = zip(predicted.T, targets.T, strict=True)
    return float(np.mean([sequence(ours) == sequence(true) for ours, true in pairs]))


WRONG = (
    wrong(zeros_left_out, "share is 1, expected 0"),
    wrong(compares_arrays, "What stands past the end was compared, too"),
    wrong(by_token, "This is a share of tokens"),
    wrong(shorter_of_both, "The arrays were compared as far as the shorter one goes, past the"),
    wrong(cut_at_targets_end, "The prediction was cut where the target ends"),
    wrong(without_eos, "The ends were left out of the comparison"),
    wrong(eos_must_be_there, "The end was looked for in a column that has none"),
    wrong(last_eos, "The sequences were cut after the last eos"),
    wrong(count_not_share, "This is a number of rows"),
    wrong(rows_along_time, "A step of all rows was taken for a sequence"),
    wrong(all_or_nothing, "share stays the same when eos changes"),
    wrong(percent, "This is in per cent"),
    wrong(same_tokens, "Rows with the same tokens in another order count as right"),
    wrong(
        targets_end_and_count, "The prediction was compared as far as the target has words, and the"
    ),
    wrong(by_zip, "The sequences were compared as far as the shorter goes"),
    wrong(tokens_and_count, "Work one entry out by hand for a tiny input, and print the parts of"),
    wrong(tails_and_over_steps, "A step of all rows was taken for a sequence"),
    wrong(last_end_and_percent, "This is in per cent"),
    wrong(until_eos_or_zero, "0 was taken for padding and left out, and eos does not end anything"),
    wrong(from_the_second, "The first item of predicted and targets is left out of share"),
    wrong(last_eos_and_count, "The sequences were cut after the last eos, and the number of equal"),
    wrong(joined_digits, "The tokens were joined to one text, in which 1, 12 reads like 11, 2"),
)
EDGES = {
    "longer and shorter predictions": lambda cases: (
        any(len(ours) > len(true) for ours, true, _ in cases)
        and any(len(ours) < len(true) for ours, true, _ in cases)
    ),
    "rows without an end, on either side and on both": lambda cases: any(
        ((ours != eos).all(axis=0) & (true != eos).any(axis=0)).any()
        and ((ours == eos).any(axis=0) & (true != eos).all(axis=0)).any()
        and ((ours != eos).all(axis=0) & (true != eos).all(axis=0)).any()
        for ours, true, eos in cases
    ),
    "more than one eos": lambda cases: any(
        ((ours == eos).sum(axis=0) > 1).any() for ours, _, eos in cases
    ),
    "nothing but the end": lambda cases: any(
        true.shape == (1, 1) and true[0, 0] == eos for _, true, eos in cases
    ),
    "one row, and several": lambda cases: len({true.shape[1] > 1 for _, true, _ in cases}) == 2,
}
