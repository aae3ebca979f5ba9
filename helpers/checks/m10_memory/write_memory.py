"""Check of write_memory."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.checks.m09_attention.cases import ROUNDING
from helpers.scratch.modules.m10_memory import write_memory

SIZES = (  # N, B, C; the first once more
    (4, 3, 2),
    (3, 2, 5),
    (3, 3, 3),
    (1, 2, 3),
    (5, 1, 2),
    (2, 3, 1),
    (4, 3, 2),
)


def write_memory_cases(seed):
    """Yield (memory, w, erase, add): as SIZES lists them, and weights and shares of 0 and 1."""
    rng = np.random.default_rng(seed)
    for N, B, C in SIZES:
        w, erase = rng.uniform(0.1, 0.9, size=(N, B)), rng.uniform(0.1, 0.9, size=(B, C))
        yield 1 + rng.normal(size=(N, B, C)), w, erase, 2 * rng.normal(size=(B, C))
    w = rng.permutation(np.eye(4))[:, :3]
    erase = rng.permuted(np.array([[1.0, 0.0, 0.5, 1.0]] * 3), axis=1)
    yield rng.normal(size=(4, 3, 4)), w, erase, rng.normal(size=(3, 4))


def beside(w):
    return w[:, :, None]


def written(memory, erased, added):
    return memory * (1 - erased) + added


def write_add_first(memory, w, erase, add):
    return (memory + beside(w) * add) * (1 - beside(w) * erase)


def write_add_first_in_full(memory, w, erase, add):
    return (memory + add) * (1 - beside(w) * erase)


def write_slots_summed(memory, w, erase, add):
    return write_memory(memory, w, erase, add).sum(axis=0)


def write_erase_in_full(memory, w, erase, add):
    return written(memory, erase, beside(w) * add)


def write_add_in_full(memory, w, erase, add):
    return written(memory, beside(w) * erase, add)


def write_batch_first(memory, w, erase, add):
    return write_memory(memory, w, erase, add).swapaxes(0, 1)


def write_both_in_full(memory, w, erase, add):
    return written(memory, erase, add)


def write_add_first_both_in_full(memory, w, erase, add):
    return (memory + add) * (1 - erase)


def write_nothing_erased(memory, w, erase, add):
    return memory + beside(w) * add


def write_a_list(memory, w, erase, add):
    return list(write_memory(memory, w, erase, add))


def write_nothing_added(memory, w, erase, add):
    return memory * (1 - beside(w) * erase)


def write_erased_kept(memory, w, erase, add):
    return memory * beside(w) * erase + beside(w) * add


def write_erased_kept_in_full(memory, w, erase, add):
    return memory * erase + beside(w) * add


def write_weight_on_what_stays(memory, w, erase, add):
    """Keep w (1 - erase)."""
    return memory * beside(w) * (1 - erase) + beside(w) * add


def write_erase_subtracted(memory, w, erase, add):
    return memory - beside(w) * erase + beside(w) * add


def write_both_results(memory, w, erase, add):
    """Return the erased memory as well."""
    return memory * (1 - beside(w) * erase), write_memory(memory, w, erase, add)


def write_gate(memory, w, erase, add):
    return memory * (1 - beside(w)) + beside(w) * add


def write_add_erased(memory, w, erase, add):
    return written(memory, beside(w) * erase, beside(w) * erase * add)


def write_exchanged(memory, w, erase, add):
    return written(memory, beside(w) * add, beside(w) * erase)


def write_without_axis(memory, w, erase, add):
    return memory * (1 - w * erase) + w * add


def write_one_slot(memory, w, erase, add):
    """Write to the slot of the largest weight alone."""
    first = w == w.max(axis=0)
    return np.where(beside(first), write_memory(memory, w, erase, add), memory)


def write_one_slot_in_full(memory, w, erase, add):
    first = beside(w == w.max(axis=0))
    return np.where(first, written(memory, erase, add), memory)


def write_what_is_added(memory, w, erase, add):
    return beside(w) * add + np.zeros_like(memory)


def write_first_add(memory, w, erase, add):
    return written(memory, beside(w) * erase, beside(w) * add[0])


def write_first_erase(memory, w, erase, add):
    return written(memory, beside(w) * erase[0], beside(w) * add)


def write_twice(memory, w, erase, add):
    return write_memory(write_memory(memory, w, erase, add), w, erase, add)


def write_mean_of_memory(memory, w, erase, add):
    """Write to the mean of the slots."""
    return written(memory.mean(axis=0), beside(w) * erase, beside(w) * add)


def write_squared(memory, w, erase, add):
    """Multiply add by the weight twice."""
    return written(memory, beside(w) * erase, beside(w) ** 2 * add)


def write_added_subtracted(memory, w, erase, add):
    return memory * (1 - beside(w) * erase) - beside(w) * add


def write_erase_added(memory, w, erase, add):
    """Take 1 + w erase."""
    return memory * (1 + beside(w) * erase) + beside(w) * add


def write_in_place(memory, w, erase, add):
    memory *= 1 - beside(w) * erase
    memory += beside(w) * add
    return memory


def by_loops(memory, w, erase, add):
    N, B, C = memory.shape
    out = np.zeros((N, B, C))
    for i in range(N):
        for b in range(B):
            for c in range(C):
                kept = memory[i, b, c] - memory[i, b, c] * w[i, b] * erase[b, c]
                out[i, b, c] = kept + w[i, b] * add[b, c]
    return out


def by_einsum(memory, w, erase, add):
    out = memory - np.einsum("nb,bc,nbc->nbc", w, erase, memory)
    return out + np.einsum("nb,bc->nbc", w, add)


def by_difference(memory, w, erase, add):
    """Move each slot by w times what add has too much."""
    return memory + w[..., None] * (add - erase * memory)


def by_slots(memory, w, erase, add):
    slots = [m * (1 - w_i[:, None] * erase) for m, w_i in zip(memory, w, strict=True)]
    return np.stack([slot + w_i[:, None] * add for slot, w_i in zip(slots, w, strict=True)])


def in_float32(memory, w, erase, add):
    return by_difference(*(a.astype(np.float32) for a in (memory, w, erase, add)))


check_write_memory = Check(
    name="write_memory",
    reference=write_memory,
    cases=write_memory_cases,
    outputs=("memory_next (N, B, C)",),
    slips={
        "Add came before erase, so that part of what was written is erased at once. Which comes "
        "first?": write_add_first,
        "Add came before erase, and without the weight. Which comes first, and by what is add "
        "multiplied?": write_add_first_in_full,
        "The slots were summed. How many slots does the new memory have?": write_slots_summed,
        "Erase counts in full in every slot. By what is it multiplied?": write_erase_in_full,
        "Add counts in full in every slot. By what is it multiplied?": write_add_in_full,
        "The new memory has the rows of the batch first. Which axis comes first in (N, B, "
        "C)?": write_batch_first,
        "The weights have no effect. By what are erase and add multiplied?": write_both_in_full,
        "Add came before erase, and the weights have no effect. Which comes first, and by what are "
        "both multiplied?": write_add_first_both_in_full,
        "Nothing was erased. Which share of a slot stays?": write_nothing_erased,
        "The slots came back in a list. Which kind of result has the shape (N, B, "
        "C)?": write_a_list,
        "Nothing was added. What is written after erasing?": write_nothing_added,
        "The share that should go was kept. What is left of 1 when it is "
        "erased?": write_erased_kept,
        "The share erase was kept, in every slot. Which share goes, and by what is erase "
        "multiplied?": write_erased_kept_in_full,
        "What stays was multiplied by the weight. How much of a slot with the weight 0 should "
        "stay?": write_weight_on_what_stays,
        "w times erase was subtracted from the slots. Is it a number to subtract, or a share of "
        "what they hold?": write_erase_subtracted,
        "The erased memory came back as well. How many results does the prompt ask "
        "for?": write_both_results,
        "All that the weight covers was erased. Which argument says which share goes?": write_gate,
        "Add was multiplied by erase, too. Which factor does it have?": write_add_erased,
        "Erase and add are exchanged. Which of them says what goes?": write_exchanged,
        "w met erase without a third axis. Which axis does w lack beside memory?": (
            write_without_axis
        ),
        "Only the slot of the largest weight was written to. How much do the others "
        "get?": write_one_slot,
        "Only the slot of the largest weight was written to, in full. How much does each slot "
        "get?": write_one_slot_in_full,
        "This is what is added, without the memory. What stays of it?": write_what_is_added,
        "add of the first row was used for all rows. Which one belongs to row b?": write_first_add,
        "erase of the first row was used for all rows. Which one belongs to row "
        "b?": write_first_erase,
        "The memory was written to twice. How often is it written to in one step?": write_twice,
        "All slots were averaged before the write. Which slot does slot i come "
        "from?": write_mean_of_memory,
        "add was multiplied by the weight twice. How often does the weight stand "
        "there?": write_squared,
        "add was subtracted. Which sign does it have?": write_added_subtracted,
        "The share that should go was added. Does erasing make a slot larger or "
        "smaller?": write_erase_added,
        "memory was changed in place. Which line should make a new array?": write_in_place,
    },
    alternatives=(by_loops, by_einsum, by_difference, by_slots, in_float32),
    tolerance_reason=ROUNDING,
    float32=True,
)
