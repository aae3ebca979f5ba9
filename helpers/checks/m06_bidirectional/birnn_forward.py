"""Check of birnn_forward."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.checks.m06_bidirectional.cases import ROUNDING, padded_batch, rnn_weights
from helpers.scratch import bidirectional
from helpers.scratch.bidirectional import reverse_padded
from helpers.scratch.bptt import rnn_forward
from helpers.scratch.modules.m06_bidirectional import birnn_forward
from helpers.scratch.ops import length_mask


def birnn_forward_cases(seed):
    """Yield (p_f, p_b, xs, lengths): zeros, other numbers, NaN on padding; D = H; T = 1; B = 1."""
    rng = np.random.default_rng(seed)
    for T, lengths, D, H, padding in [
        *((5, [3, 5, 2], 2, 4, 0.0), (4, [4, 4], 3, 3, None), (5, [2, 4, 5], 2, 4, None)),
        *((3, [2, 3, 1], 3, 3, None), (6, [2, 4], 3, 2, None), (5, [3], 2, 3, None)),
        *((1, [1, 1], 3, 2, None), (1, [1], 1, 1, None), (4, [1, 4, 2], 3, 2, np.nan)),
    ]:
        xs, lengths = padded_batch(rng, T, lengths, D, padding)
        yield rnn_weights(rng, D, H), rnn_weights(rng, D, H), xs, lengths


def states(p, xs):
    return rnn_forward(p, xs, np.zeros((xs.shape[1], len(p.b))))[0]


def from_right(p, xs, lengths):
    return reverse_padded(states(p, reverse_padded(xs, lengths)), lengths)


def shown(hs_f, hs_b, lengths):
    real = length_mask(lengths, len(hs_f))[..., None]
    return np.where(real, np.concatenate([hs_f, hs_b], axis=-1), 0.0)


def birnn_turns_padding(p_f, p_b, xs, lengths):
    return shown(states(p_f, xs), states(p_b, xs[::-1])[::-1], lengths)


def birnn_not_turned_back(p_f, p_b, xs, lengths):
    return shown(states(p_f, xs), states(p_b, reverse_padded(xs, lengths)), lengths)


def birnn_turned_back_whole(p_f, p_b, xs, lengths):
    return shown(states(p_f, xs), states(p_b, reverse_padded(xs, lengths))[::-1], lengths)


def birnn_turned_whole_then_by_length(p_f, p_b, xs, lengths):
    return shown(states(p_f, xs), reverse_padded(states(p_b, xs[::-1]), lengths), lengths)


def birnn_never_turned(p_f, p_b, xs, lengths):
    return shown(states(p_f, xs), states(p_b, xs), lengths)


def birnn_both_from_right(p_f, p_b, xs, lengths):
    return shown(from_right(p_f, xs, lengths), from_right(p_b, xs, lengths), lengths)


def birnn_sides_exchanged(p_f, p_b, xs, lengths):
    """Let p_f read from the right and p_b from the left."""
    return shown(from_right(p_f, xs, lengths), states(p_b, xs), lengths)


def birnn_weights_exchanged(p_f, p_b, xs, lengths):
    return shown(states(p_b, xs), from_right(p_f, xs, lengths), lengths)


def birnn_halves_exchanged(p_f, p_b, xs, lengths):
    return shown(from_right(p_b, xs, lengths), states(p_f, xs), lengths)


def birnn_p_f_twice(p_f, p_b, xs, lengths):
    return shown(states(p_f, xs), from_right(p_f, xs, lengths), lengths)


def birnn_p_b_twice(p_f, p_b, xs, lengths):
    return shown(states(p_b, xs), from_right(p_b, xs, lengths), lengths)


def birnn_left_twice(p_f, p_b, xs, lengths):
    return shown(states(p_f, xs), states(p_f, xs), lengths)


def birnn_not_masked(p_f, p_b, xs, lengths):
    return np.concatenate([states(p_f, xs), from_right(p_b, xs, lengths)], axis=-1)


def birnn_halves_exchanged_not_masked(p_f, p_b, xs, lengths):
    return np.concatenate([from_right(p_b, xs, lengths), states(p_f, xs)], axis=-1)


def birnn_masks_left_alone(p_f, p_b, xs, lengths):
    right = from_right(p_b, xs, lengths)
    left = np.where(length_mask(lengths, len(xs))[..., None], states(p_f, xs), 0.0)
    return np.concatenate([left, right], axis=-1)


def birnn_masks_right_alone(p_f, p_b, xs, lengths):
    right = from_right(p_b, xs, lengths)
    right = np.where(length_mask(lengths, len(xs))[..., None], right, 0.0)
    return np.concatenate([states(p_f, xs), right], axis=-1)


def birnn_masked_by_product(p_f, p_b, xs, lengths):
    return birnn_not_masked(p_f, p_b, xs, lengths) * length_mask(lengths, len(xs))[..., None]


def birnn_repeats_last_state(p_f, p_b, xs, lengths):
    """Keep the left reader's last state on padding, as a state that is carried on."""
    hs = birnn_forward(p_f, p_b, xs, lengths)
    for b, n in enumerate(lengths):
        hs[n:, b] = hs[n - 1, b]
    return hs


def birnn_mask_one_short(p_f, p_b, xs, lengths):
    hs, mask = birnn_forward(p_f, p_b, xs, lengths), length_mask(lengths, len(xs))
    mask[lengths - 1, np.arange(len(lengths))] = False
    return np.where(mask[..., None], hs, 0.0)


def birnn_mask_one_long(p_f, p_b, xs, lengths):
    longer = np.minimum(lengths + 1, len(xs))
    return shown(states(p_f, xs), from_right(p_b, xs, lengths), longer)


def birnn_one_padding_read(p_f, p_b, xs, lengths):
    """Start the right reader one step below the last word."""
    longer = np.minimum(lengths + 1, len(xs))
    return shown(states(p_f, xs), from_right(p_b, xs, longer), lengths)


def birnn_last_word_not_read(p_f, p_b, xs, lengths):
    shorter = np.maximum(lengths - 1, 1)
    hs_b = np.where(length_mask(shorter, len(xs))[..., None], from_right(p_b, xs, shorter), 0.0)
    return shown(states(p_f, xs), hs_b, lengths)


def birnn_by_longest(p_f, p_b, xs, lengths):
    longest = np.full_like(lengths, lengths.max())
    return shown(states(p_f, xs), from_right(p_b, xs, longest), lengths)


def birnn_mask_from_xs(p_f, p_b, xs, lengths):
    real = (xs != 0).any(axis=-1, keepdims=True)
    return np.where(real, birnn_not_masked(p_f, p_b, xs, lengths), 0.0)


def birnn_added(p_f, p_b, xs, lengths):
    total = states(p_f, xs) + from_right(p_b, xs, lengths)
    return np.where(length_mask(lengths, len(xs))[..., None], total, 0.0)


def birnn_joined_along_batch(p_f, p_b, xs, lengths):
    halves = np.split(birnn_forward(p_f, p_b, xs, lengths), 2, axis=-1)
    return np.concatenate(halves, axis=1)


def birnn_joined_along_time(p_f, p_b, xs, lengths):
    halves = np.split(birnn_forward(p_f, p_b, xs, lengths), 2, axis=-1)
    return np.concatenate(halves, axis=0)


def birnn_as_pair(p_f, p_b, xs, lengths):
    return tuple(np.split(birnn_forward(p_f, p_b, xs, lengths), 2, axis=-1))


def birnn_stacked(p_f, p_b, xs, lengths):
    return np.stack(np.split(birnn_forward(p_f, p_b, xs, lengths), 2, axis=-1), axis=-1)


def birnn_starts_from_left_end(p_f, p_b, xs, lengths):
    hs_f = states(p_f, xs)
    last = hs_f[lengths - 1, np.arange(len(lengths))]
    hs_b, _ = rnn_forward(p_b, reverse_padded(xs, lengths), last)
    return shown(hs_f, reverse_padded(hs_b, lengths), lengths)


def birnn_starts_from_left_last_step(p_f, p_b, xs, lengths):
    hs_f = states(p_f, xs)
    hs_b, _ = rnn_forward(p_b, reverse_padded(xs, lengths), hs_f[-1])
    return shown(hs_f, reverse_padded(hs_b, lengths), lengths)


def birnn_state_from_row_before(p_f, p_b, xs, lengths):
    """Go on in each row from the state in which the row before ended."""
    hs = np.zeros((*xs.shape[:2], 2 * len(p_f.b)))
    h_f = h_b = np.zeros((1, len(p_f.b)))
    for b, n in enumerate(lengths):
        hs_f, _ = rnn_forward(p_f, xs[:n, [b]], h_f)
        hs_b, _ = rnn_forward(p_b, xs[:n, [b]][::-1].copy(), h_b)
        h_f, h_b = hs_f[-1], hs_b[-1]
        hs[:n, [b]] = np.concatenate([hs_f, hs_b[::-1]], axis=-1)
    return hs


def birnn_without_own_word(p_f, p_b, xs, lengths):
    """Show the right reader's state before it reads the word."""
    hs_b = from_right(p_b, xs, lengths)
    later = np.concatenate([hs_b[1:], np.zeros_like(hs_b[:1])])
    for b, n in enumerate(lengths):
        later[n - 1, b] = 0.0
    return shown(states(p_f, xs), later, lengths)


def birnn_last_state_everywhere(p_f, p_b, xs, lengths):
    """Show at every word what the right reader has in the end."""
    hs_b = np.broadcast_to(from_right(p_b, xs, lengths)[0], (*xs.shape[:2], len(p_b.b)))
    return shown(states(p_f, xs), hs_b, lengths)


def birnn_row_by_row(p_f, p_b, xs, lengths):
    T, B, _ = xs.shape
    hs = np.zeros((T, B, 2 * len(p_f.b)))
    for b in range(B):
        words, H = xs[: lengths[b], b], len(p_f.b)
        h = np.zeros(H)
        for t, x in enumerate(words):
            hs[t, b, :H] = h = np.tanh(x @ p_f.W_x + h @ p_f.W_h + p_f.b)
        h = np.zeros(H)
        for t in range(len(words) - 1, -1, -1):
            hs[t, b, H:] = h = np.tanh(words[t] @ p_b.W_x + h @ p_b.W_h + p_b.b)
    return hs


def birnn_by_mask(p_f, p_b, xs, lengths):
    """Walk up from the last step, and hold the state at 0 until a row's last word is reached."""
    real = np.arange(len(xs))[:, None] < lengths
    xs = np.where(real[..., None], xs, 0.0)
    sides = []
    for p, steps in ((p_f, range(len(xs))), (p_b, reversed(range(len(xs))))):
        h, hs = np.zeros((len(lengths), len(p.b))), [np.zeros(0)] * len(xs)
        for t in steps:
            h = real[t][:, None] * np.tanh(xs[t] @ p.W_x + h @ p.W_h + p.b)
            hs[t] = h
        sides.append(hs)
    return np.array([np.hstack(pair) for pair in zip(*sides, strict=True)])


def birnn_sentence_by_sentence(p_f, p_b, xs, lengths):
    columns = []
    for b, n in enumerate(lengths):
        row, h0 = xs[:n, b : b + 1], np.zeros((1, len(p_f.b)))
        left, right = rnn_forward(p_f, row, h0)[0], rnn_forward(p_b, row[::-1], h0)[0][::-1]
        column = np.concatenate([left, right], axis=2)
        columns.append(np.pad(column, ((0, len(xs) - n), (0, 0), (0, 0))))
    return np.concatenate(columns, axis=1)


def birnn_inputs_first(p_f, p_b, xs, lengths):
    """Multiply all inputs at once, and turn the products."""
    real = length_mask(lengths, len(xs))[..., None]
    clean, halves = np.where(real, xs, 0.0), []
    for p, turn in ((p_f, False), (p_b, True)):
        a = clean @ p.W_x + p.b
        a = reverse_padded(a, lengths) if turn else a
        hs = [np.zeros((len(lengths), len(p.b)))]
        for now in a:
            hs.append(np.tanh(now + hs[-1] @ p.W_h))
        side = np.array(hs[1:])
        halves.append(reverse_padded(side, lengths) if turn else side)
    return np.where(real, np.concatenate(halves, axis=-1), 0.0)


check_birnn_forward = Check(
    name="birnn_forward",
    reference=birnn_forward,
    twins=(bidirectional.birnn_forward, bidirectional.bidirectional_forward),
    cases=birnn_forward_cases,
    outputs=("hs (T, B, 2H)",),
    slips={
        "The right reader got each column turned whole, so it reads the padding before the words. "
        "What turns the real part of each column alone?": birnn_turns_padding,
        "The right reader's states stand in the order in which it read. Which word does its first "
        "state belong to?": birnn_not_turned_back,
        "The right reader's states were turned back as whole columns, padding included. How was "
        "the batch turned for it?": birnn_turned_back_whole,
        "The batch was turned whole, and the states back by length. Do the two turns undo each "
        "other in a short row?": birnn_turned_whole_then_by_length,
        "Both readers read from the left. What does the second one read first?": birnn_never_turned,
        "Both readers read from the right. "
        "What does the first one read first?": birnn_both_from_right,
        "p_f reads from the right, and p_b from "
        "the left. Which of them starts at word 0?": birnn_sides_exchanged,
        "The weights are exchanged: p_b reads from "
        "the left. Which weights belong to which reader?": birnn_weights_exchanged,
        "The two halves are exchanged. Which "
        "reader's state comes first in hs?": birnn_halves_exchanged,
        "Both readers have the weights p_f. Which "
        "weights has the reader from the right?": birnn_p_f_twice,
        "Both readers have the weights p_b. Which "
        "weights has the reader from the left?": birnn_p_b_twice,
        "Both halves are the left reader's "
        "states. Where should the second network enter?": birnn_left_twice,
        "The two halves are exchanged, and hs is not 0 on padding. Which reader's state comes "
        "first, and which steps of column b are real?": birnn_halves_exchanged_not_masked,
        "hs is not 0 on padding: it holds what the networks compute there. Which steps of column b "
        "are real?": birnn_not_masked,
        "The right reader's half is not 0 on "
        "padding. Are both halves chosen by the mask?": birnn_masks_left_alone,
        "The left reader's half is not 0 on "
        "padding. Are both halves chosen by the mask?": birnn_masks_right_alone,
        "hs holds NaN from the padding: 0 times NaN is NaN. Can each entry be chosen instead of "
        "multiplied by a mask?": birnn_masked_by_product,
        "On padding hs repeats the states of "
        "the last word. What should it be there?": birnn_repeats_last_state,
        "hs is 0 at each row's last word as well. "
        "How many words does a row of length n have?": birnn_mask_one_short,
        "hs is not 0 on the first step of padding. At which step does the padding of a row of "
        "length n begin?": birnn_mask_one_long,
        "The right reader starts one step too late: it reads a step of padding first. At which "
        "step is the last word of a row of length n?": birnn_one_padding_read,
        "The right reader starts one word too early, and does not read the last one. At which step "
        "is the last word of a row of length n?": birnn_last_word_not_read,
        "The right reader starts at the end of the "
        "longest row in all rows. Where does row b end?": birnn_by_longest,
        "Padding was found by xs being 0, but it may be anything. Which argument says where a row "
        "ends?": birnn_mask_from_xs,
        "The two readers' states were added. Which "
        "shape does the exercise state for hs?": birnn_added,
        "The halves were joined along the batch. "
        "Which axis of hs has the length 2H?": birnn_joined_along_batch,
        "The halves were joined along time. Which "
        "axis of hs has the length 2H?": birnn_joined_along_time,
        "The two halves were returned apart. Which function joins arrays along an axis that they "
        "have?": birnn_as_pair,
        "The halves were stacked along a new axis. Which function joins arrays along an axis that "
        "they have?": birnn_stacked,
        "The right reader starts from the left reader's last state. From which state does each of "
        "them start?": birnn_starts_from_left_end,
        "The right reader starts from the left reader's state at T - 1. From which state does each "
        "of them start?": birnn_starts_from_left_last_step,
        "Each row goes on from the states of the row before. From which state does every sentence "
        "start?": birnn_state_from_row_before,
        "The right reader's state at word t has not read word t yet. Which words should it have "
        "read there?": birnn_without_own_word,
        "Every word shows the right reader's very last state. Which words has it read when it "
        "stands at word t?": birnn_last_state_everywhere,
    },
    alternatives=(
        birnn_row_by_row,
        birnn_by_mask,
        birnn_sentence_by_sentence,
        birnn_inputs_first,
    ),
    equivalent={
        "p_f -> p_b (in `h0 = np.zeros((xs.shape[1], len(p_f.b)))`)": (
            "both readers have H units, so the zeros have the same shape"
        ),
    },
    tolerance_reason=ROUNDING,
    float32=True,
)
