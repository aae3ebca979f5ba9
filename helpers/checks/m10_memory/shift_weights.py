"""Check of shift_weights."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.checks.m09_attention.cases import ROUNDING
from helpers.scratch.modules.m10_memory import shift_weights

SIZES = (  # N, B, K: as many shifts as slots, no shift at all; the first once more
    (6, 2, 3),
    (7, 3, 5),
    (5, 2, 5),
    (3, 3, 3),
    (4, 3, 1),
    (1, 2, 1),
    (8, 1, 3),
    (6, 2, 3),
)


def shift_weights_cases(seed):
    """Yield (w, s): as SIZES lists them."""
    rng = np.random.default_rng(seed)
    for N, B, K in SIZES:
        yield rng.dirichlet(np.ones(N), size=B).T, rng.dirichlet(np.ones(K), size=B).T


def shifted(w, s, places, axis=0):
    """Return the sum of w moved by so many places, each times its share."""
    return sum(share * np.roll(w, place, axis=axis) for share, place in zip(s, places, strict=True))


def centred(s):
    return range(-(len(s) // 2), len(s) // 2 + 1)


def without_ends(w, s, way=1):
    """Lose what leaves the slots at either end."""
    out = np.zeros_like(w)
    for share, place in zip(s, centred(s), strict=True):
        for i in range(len(w)):
            j = i - way * place
            if 0 <= j < len(w):
                out[i] += share * w[j]
    return out


def shift_backwards(w, s):
    return shifted(w, s, [-place for place in centred(s)])


def shift_batch_first(w, s):
    return shift_weights(w, s).T


def shift_not_centred(w, s):
    return shifted(w, s, range(len(s)))


def shift_backwards_not_centred(w, s):
    return shifted(w, s, [-k for k in range(len(s))])


def shift_each_apart(w, s):
    """Keep an array for each shift."""
    return np.stack(
        [share * np.roll(w, place, axis=0) for share, place in zip(s, centred(s), strict=True)]
    )


def shift_one_less(w, s):
    return shifted(w, s, [place - 1 for place in centred(s)])


def shift_one_more(w, s):
    return shifted(w, s, [place + 1 for place in centred(s)])


def shift_a_list(w, s):
    return list(shift_weights(w, s))


def shift_without_ends(w, s):
    return without_ends(w, s)


def shift_backwards_without_ends(w, s):
    return without_ends(w, s, -1)


def shift_without_ends_renormalised(w, s):
    out = without_ends(w, s)
    return out / out.sum(axis=0)


def shift_ends_clipped(w, s):
    """Let what leaves at an end pile up there."""
    out, last = np.zeros_like(w), len(w) - 1
    for share, place in zip(s, centred(s), strict=True):
        for j in range(len(w)):
            out[min(max(j + place, 0), last)] += share * w[j]
    return out


def shift_flat(w, s):
    """Roll rows and slots as one line."""
    return shifted(w, s, centred(s), axis=None)


def shift_flat_backwards(w, s):
    return shifted(w, s, [-place for place in centred(s)], axis=None)


def shift_flat_not_centred(w, s):
    return shifted(w, s, range(len(s)), axis=None)


def shift_flat_from_the_last_row(w, s):
    """Roll rows and slots as one line, and count the shifts down from K - 1."""
    return shifted(w, s, range(len(s))[::-1], axis=None)


def shift_from_the_last_row(w, s):
    return shifted(w, s, range(len(s))[::-1])


def shift_along_batch(w, s):
    return shifted(w, s, centred(s), axis=1)


def shift_all_slots_summed(w, s):
    return shift_weights(w, s).sum(axis=0)


def shift_first_row(w, s):
    return shift_weights(w, np.broadcast_to(s[:, :1], s.shape).copy())


def shift_best_alone(w, s):
    best = s.argmax(axis=0) - len(s) // 2
    return np.stack([np.roll(w[:, b], place) for b, place in enumerate(best)], axis=1)


def shift_mean_of_places(w, s):
    """Move everything by the mean shift, rounded."""
    means = np.rint((np.array(centred(s))[:, None] * s).sum(axis=0)).astype(int)
    return np.stack([np.roll(w[:, b], place) for b, place in enumerate(means)], axis=1)


def shift_by_three(w, s):
    """Use three shifts, whatever K is."""
    return s[0] * np.roll(w, -1, axis=0) + s[1] * w + s[2] * np.roll(w, 1, axis=0)


def shift_divided(w, s):
    return shift_weights(w, s) / len(s)


def shift_last_alone(w, s):
    """Overwrite the sum in the loop."""
    return s[-1] * np.roll(w, len(s) // 2, axis=0)


def shift_last_left_out(w, s):
    kept = s.copy()
    kept[-1] = 0.0
    return shift_weights(w, kept)


def shift_without_shares(w, s):
    return shift_weights(w, np.ones_like(s))


def shift_not_at_all(w, s):
    return w.copy()


def shift_sharpened(w, s):
    """Multiply the shares and weights entry by entry, slots and shifts taken for one."""
    return w * np.resize(s, w.shape)


def shift_one_after_the_other(w, s):
    """Move by each shift what the last one has left."""
    for share, place in zip(s, centred(s), strict=True):
        w = share * np.roll(w, place, axis=0) + (1 - share) * w
    return w


def shift_softmax(w, s):
    out = np.exp(shift_weights(w, s))
    return out / out.sum(axis=0)


def by_loops(w, s):
    (N, B), K = w.shape, len(s)
    w_next = np.zeros((N, B))
    for b in range(B):
        for j in range(N):
            for k in range(K):
                w_next[(j + k - (K - 1) // 2) % N, b] += s[k, b] * w[j, b]
    return w_next


def by_index(w, s):
    N, K = len(w), len(s)
    source = (np.arange(N)[:, None] - (np.arange(K) - K // 2)) % N
    return np.einsum("nkb,kb->nb", w[source], s)


def by_fourier(w, s):
    """A circular convolution is a product of spectra."""
    K = len(s)
    filled = np.zeros_like(w)
    filled[:K] = s
    spectrum = np.fft.fft(w, axis=0) * np.fft.fft(np.roll(filled, -(K // 2), axis=0), axis=0)
    return np.fft.ifft(spectrum, axis=0).real


def by_lists(w, s):
    N, K = len(w), len(s)
    rows = [
        [sum(s[k, b] * w[(i - k + K // 2) % N, b] for k in range(K)) for b in range(w.shape[1])]
        for i in range(N)
    ]
    return np.array(rows)


def in_float32(w, s):
    return by_index(w.astype(np.float32), s.astype(np.float32))


check_shift_weights = Check(
    name="shift_weights",
    reference=shift_weights,
    cases=shift_weights_cases,
    outputs=("w_next (N, B)",),
    slips={
        "The weights move the wrong way. To which slot does a shift of 1 move what is in slot "
        "i?": shift_backwards,
        "w_next has the rows of the batch first. Which axis comes first in (N, "
        "B)?": shift_batch_first,
        "Row k of s moves by k slots. Which row is the share of the shift 0?": shift_not_centred,
        "Row k of s moves by k slots, and backwards. Which row is the share of the shift 0, and "
        "which way is a shift of 1?": shift_backwards_not_centred,
        "Each shift has an array of its own. Over which axis are they summed?": shift_each_apart,
        "Every shift is one too small. Which row of s is the share of the shift 0?": shift_one_less,
        "Every shift is one too large. Which row of s is the share of the shift 0?": shift_one_more,
        "The rows came back in a list. Which kind of result has the shape (N, B)?": shift_a_list,
        "What leaves the slots at an end is lost. Where does it come in again?": shift_without_ends,
        "The weights move the wrong way, and what leaves at an end is lost. Which way is a shift "
        "of 1, and where does it come in again?": shift_backwards_without_ends,
        "What leaves at an end is lost, and the rest was divided by its sum. Where does it come in "
        "again?": shift_without_ends_renormalised,
        "What would leave at an end stays in the last slot. Where does it come in "
        "again?": shift_ends_clipped,
        "Slots and rows were moved as one line, so that weight passes from one row of the batch to "
        "the next. Along which axis are the slots?": shift_flat,
        "Slots and rows were moved as one line, and backwards. Along which axis are the slots, and "
        "which way is a shift of 1?": shift_flat_backwards,
        "Slots and rows were moved as one line, and row k of s moves by k places. Along which axis "
        "are the slots, and which row is the share of the shift 0?": shift_flat_not_centred,
        "Slots and rows were moved as one line: np.roll without an axis carries weight from one "
        "row of the batch to the next. And row k of s moves by K - 1 - k places: which row is the "
        "share of the shift 0?": shift_flat_from_the_last_row,
        "Row k of s moves by K - 1 - k slots. Which row is the share of the shift 0, and which one "
        "that of the largest shift forward?": shift_from_the_last_row,
        "The weights were moved along the batch. Along which axis are the "
        "slots?": shift_along_batch,
        "The slots were summed. Which axes does w_next have?": shift_all_slots_summed,
        "The shares of the first row were used for all rows. Which shares belong to row "
        "b?": shift_first_row,
        "All the weight was moved by the likeliest shift. Which share do the others "
        "move?": shift_best_alone,
        "All the weight was moved by the mean shift. Which share does each shift "
        "move?": shift_mean_of_places,
        "Three shifts are made whatever K is. How many rows does s have?": shift_by_three,
        "The sum was divided by K. What do the shares sum to already?": shift_divided,
        "Only the last shift is left. Is its part added to those before it?": shift_last_alone,
        "The last shift is missing. How many shifts are there?": shift_last_left_out,
        "The shares have no effect. By what is each shift multiplied?": shift_without_shares,
        "The weights came back as they were. Which part of them moves?": shift_not_at_all,
        "Weights and shares were multiplied entry by entry. Which entries of w reach slot "
        "i?": shift_sharpened,
        "Each shift moved what the one before it had left. Of which weights does each shift move "
        "its share?": shift_one_after_the_other,
        "A softmax was taken of the weights. What do they sum to already?": shift_softmax,
    },
    alternatives=(by_loops, by_index, by_fourier, by_lists, in_float32),
    tolerance_reason=ROUNDING,
    float32=True,
)
