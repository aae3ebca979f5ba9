"""Answers to write_memory that its record did not foresee; the attempts came before it."""

import numpy as np

from tests.checks.answers import wrong


def add_first(memory, w, erase, add):
    w = w[:, :, None]
    return (memory + w * add) * (1 - w * erase)


def erase_without_weight(memory, w, erase, add):
    return memory * (1 - erase) + w[:, :, None] * add


def add_without_weight(memory, w, erase, add):
    return memory * (1 - w[:, :, None] * erase) + add


def no_weight(memory, w, erase, add):
    return memory * (1 - erase) + add


def kept_part_turned(memory, w, erase, add):
    w = w[:, :, None]
    return memory * w * erase + w * add


def one_minus_erase_weighted(memory, w, erase, add):
    w = w[:, :, None]
    return memory * w * (1 - erase) + w * add


def no_erase(memory, w, erase, add):
    return memory + w[:, :, None] * add


def no_add(memory, w, erase, add):
    return memory * (1 - w[:, :, None] * erase)


def erase_subtracted(memory, w, erase, add):
    w = w[:, :, None]
    return memory - w * erase + w * add


def gate(memory, w, erase, add):
    w = w[:, :, None]
    return memory * (1 - w) + w * add


def convex(memory, w, erase, add):
    w = w[:, :, None]
    return memory * (1 - w * erase) + w * erase * add


def erase_and_add_turned(memory, w, erase, add):
    w = w[:, :, None]
    return memory * (1 - w * add) + w * erase


def without_axis(memory, w, erase, add):
    return memory * (1 - w * erase) + w * add


def in_place(memory, w, erase, add):
    w = w[:, :, None]
    memory *= 1 - w * erase
    memory += w * add
    return memory


def largest_slot_alone(memory, w, erase, add):
    out = memory.copy()
    for b in range(w.shape[1]):
        i = int(w[:, b].argmax())
        out[i, b] = out[i, b] * (1 - w[i, b] * erase[b]) + w[i, b] * add[b]
    return out


def first_row_of_add(memory, w, erase, add):
    w = w[:, :, None]
    return memory * (1 - w * erase) + w * add[0]


def two_no_weight_add_first(memory, w, erase, add):
    return (memory + add) * (1 - erase)


def two_add_first_without_weight(memory, w, erase, add):
    w = w[:, :, None]
    return (memory + add) * (1 - w * erase)


def two_turned_and_unweighted_erase(memory, w, erase, add):
    return memory * erase + w[:, :, None] * add


def summed(memory, w, erase, add):
    w = w[:, :, None]
    return (memory * (1 - w * erase) + w * add).sum(axis=0)
