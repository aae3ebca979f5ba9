"""Answers to exact_match that its record did not foresee; the attempts were written before it."""

import numpy as np


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
