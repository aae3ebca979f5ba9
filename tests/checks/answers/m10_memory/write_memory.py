"""Answers to write_memory that its record did not foresee; the attempts came before it."""

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


def gate_and_erase(memory, w, erase, add):
    w = w[:, :, None]
    return memory * (1 - w) * (1 - erase) + w * add


def rest_of_the_weight_adds(memory, w, erase, add):
    w = w[:, :, None]
    return memory * (1 - w * erase) + (1 - w) * add


def transposed_weights(memory, w, erase, add):
    w = w.T[:, :, None]
    return memory * (1 - w * erase) + w * add


WRONG = (
    wrong(add_first, "Add came before erase, so that part of what was written is erased at"),
    wrong(erase_without_weight, "Erase counts in full in every slot"),
    wrong(add_without_weight, "Add counts in full in every slot"),
    wrong(no_weight, "The weights have no effect"),
    wrong(kept_part_turned, "The share that should go was kept"),
    wrong(one_minus_erase_weighted, "What stays was multiplied by the weight"),
    wrong(no_erase, "Nothing was erased"),
    wrong(no_add, "Nothing was added"),
    wrong(erase_subtracted, "w times erase was subtracted from the slots"),
    wrong(gate, "All that the weight covers was erased"),
    wrong(convex, "Add was multiplied by erase, too"),
    wrong(erase_and_add_turned, "Erase and add are exchanged"),
    wrong(without_axis, "w met erase without a third axis"),
    wrong(in_place, "memory was changed in place"),
    wrong(largest_slot_alone, "Only the slot of the largest weight was written to"),
    wrong(first_row_of_add, "add of the first row was used for all rows"),
    wrong(two_no_weight_add_first, "Add came before erase, and the weights have no effect"),
    wrong(two_add_first_without_weight, "Add came before erase, and without the weight"),
    wrong(two_turned_and_unweighted_erase, "The share erase was kept, in every slot"),
    wrong(summed, "The slots were summed"),
    wrong(gate_and_erase, "All that the weight covers was erased"),
    wrong(
        rest_of_the_weight_adds,
        "With every float input except add set to zero, memory_next is still",
    ),
    wrong(transposed_weights, "Write the shape of each array in this line beside it"),
)

EDGES = {
    "weights of 0 and 1": lambda cases: any({0, 1} == set(w.ravel()) for _, w, *_ in cases),
    "erase 0 and 1": lambda cases: any({0, 1} <= set(erase.ravel()) for *_, erase, _ in cases),
    "shares from 0 to 1": lambda cases: all(
        a.min() >= 0 and a.max() <= 1 for _, w, erase, _ in cases for a in (w, erase)
    ),
    "one slot, one row, one entry": lambda cases: (
        {0, 1, 2} <= {memory.shape.index(1) for memory, *_ in cases if 1 in memory.shape}
    ),
    "all sizes alike": lambda cases: any(len(set(memory.shape)) == 1 for memory, *_ in cases),
}
