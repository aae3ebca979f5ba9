"""Check of word_level_forward."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.scratch.cells import RNNParams, rnn_step
from helpers.scratch.contract.params import param_shapes
from helpers.scratch.modules.m11_time_scales import word_level_forward

SIZES = (  # T, B, D, H_c, H_w
    (7, 3, 2, 4, 5),
    (5, 2, 3, 3, 3),  # all widths alike
    (6, 4, 4, 2, 4),  # D = H_w: the two halves of the input can be exchanged
    (8, 1, 3, 5, 2),
    (1, 3, 2, 3, 4),
    (4, 4, 1, 1, 1),
    (7, 3, 2, 4, 5),
)


def word_level_forward_cases(seed):
    """Yield (p_char, p_word, xs, boundaries): as SIZES lists them.

    Each row has word ends of its own, one of them at step 0; words of one character and of
    several; steps with an end in some rows but not in others.
    """
    rng = np.random.default_rng(seed)
    for T, B, D, H_c, H_w in SIZES:
        p_char = drawn(rng, D + H_w, H_c)
        p_word = drawn(rng, H_c, H_w)
        boundaries = (rng.random((T, B)) < 0.4).astype(int)
        boundaries[0, 0] = 1
        boundaries[T // 3, -1] = 1
        boundaries[T // 2, 0] = 1
        if B > 1:
            boundaries[0, -1] = boundaries[T // 2, -1] = 0
        yield p_char, p_word, rng.normal(size=(T, B, D)), boundaries


def drawn(rng, D, H):
    shapes = param_shapes(RNNParams, D=D, H=H)
    return RNNParams(**{name: 0.8 * rng.normal(size=shape) for name, shape in shapes.items()})


def step(p, x, h):
    return rnn_step(p, x, h)[0]


def side_by_side(x, w):
    return np.concatenate([x, w], axis=1)


def run(p_char, p_word, xs, boundaries, advance):
    """Run a loop whose body is `advance(x, end, h, w)` -> h stored, w stored, h and w kept."""
    B = xs.shape[1]
    h, w = np.zeros((B, len(p_char.W_h))), np.zeros((B, len(p_word.W_h)))
    hs, words = [], []
    for x, end in zip(xs, boundaries, strict=True):
        shown, shown_word, h, w = advance(p_char, p_word, x, end[:, None] == 1, h, w)
        hs.append(shown)
        words.append(shown_word)
    return np.stack(hs), np.stack(words)


def plainly(p_char, p_word, x, end, h, w):
    h = step(p_char, side_by_side(x, w), h)
    w = np.where(end, step(p_word, h, w), w)
    return h, w, np.where(end, 0, h), w


def advance_on(p_char, p_word, x, end, h, w):
    h = step(p_char, side_by_side(x, w), h)
    w = np.where(end, step(p_word, h, w), w)
    return h, w, h, w


def advance_started_first(p_char, p_word, x, end, h, w):
    h = step(p_char, side_by_side(x, w), h)
    w = np.where(end, step(p_word, np.where(end, 0, h), w), w)
    return h, w, np.where(end, 0, h), w


def advance_shown_after(p_char, p_word, x, end, h, w):
    _, w, h, _ = plainly(p_char, p_word, x, end, h, w)
    return h, w, h, w


def advance_word_first(p_char, p_word, x, end, h, w):
    h = step(p_char, side_by_side(w, x), h)
    w = np.where(end, step(p_word, h, w), w)
    return h, w, np.where(end, 0, h), w


def advance_word_first_shown_after(p_char, p_word, x, end, h, w):
    _, w, h, _ = advance_word_first(p_char, p_word, x, end, h, w)
    return h, w, h, w


def advance_word_always(p_char, p_word, x, end, h, w):
    h = step(p_char, side_by_side(x, w), h)
    w = step(p_word, h, w)
    return h, w, np.where(end, 0, h), w


def advance_word_always_on(p_char, p_word, x, end, h, w):
    h = step(p_char, side_by_side(x, w), h)
    w = step(p_word, h, w)
    return h, w, h, w


def advance_word_never(p_char, p_word, x, end, h, w):
    h = step(p_char, side_by_side(x, w), h)
    return h, w, np.where(end, 0, h), w


def advance_any_row(p_char, p_word, x, end, h, w):
    return plainly(p_char, p_word, x, np.full_like(end, end.any()), h, w)


def advance_first_row(p_char, p_word, x, end, h, w):
    return plainly(p_char, p_word, x, np.full_like(end, end[0, 0]), h, w)


def advance_reversed(p_char, p_word, x, end, h, w):
    return plainly(p_char, p_word, x, ~end, h, w)


def advance_word_from_zero(p_char, p_word, x, end, h, w):
    h = step(p_char, side_by_side(x, w), h)
    w = np.where(end, step(p_word, h, np.zeros_like(w)), w)
    return h, w, np.where(end, 0, h), w


def advance_word_after_return(p_char, p_word, x, end, h, w):
    """Set both states to 0 at the end of a word."""
    h = step(p_char, side_by_side(x, w), h)
    w = np.where(end, step(p_word, h, w), w)
    return h, w, np.where(end, 0, h), np.where(end, 0, w)


def advance_word_shown_at_ends(p_char, p_word, x, end, h, w):
    h, w, kept, _ = plainly(p_char, p_word, x, end, h, w)
    return h, np.where(end, w, 0), kept, w


def advance_word_lost(p_char, p_word, x, end, h, w):
    """Zeros for the word state, and for what the next character reads, where no word ends."""
    h = step(p_char, side_by_side(x, w), h)
    w = np.where(end, step(p_word, h, w), 0)
    return h, w, np.where(end, 0, h), w


def advance_word_shown_before(p_char, p_word, x, end, h, w):
    h, new, kept, _ = plainly(p_char, p_word, x, end, h, w)
    return h, w, kept, new


def advance_boundary_first(p_char, p_word, x, end, h, w):
    """Take a boundary for the first character of a word."""
    w = np.where(end, step(p_word, h, w), w)
    h = step(p_char, side_by_side(x, w), np.where(end, 0, h))
    return h, w, h, w


def advance_new_word_read(p_char, p_word, x, end, h, w):
    """Step the word network first, on the old character state, and let the character read it."""
    w = np.where(end, step(p_word, h, w), w)
    h = step(p_char, side_by_side(x, w), h)
    return h, w, np.where(end, 0, h), w


def advance_old_state_read(p_char, p_word, x, end, h, w):
    """The word network reads the character state before the last character."""
    new = step(p_char, side_by_side(x, w), h)
    w = np.where(end, step(p_word, h, w), w)
    return new, w, np.where(end, 0, new), w


def advance_without_word(p_char, p_word, x, end, h, w):
    h = step(p_char, side_by_side(x, np.zeros_like(w)), h)
    w = np.where(end, step(p_word, h, w), w)
    return h, w, np.where(end, 0, h), w


def advance_without_state(p_char, p_word, x, end, h, w):
    h = step(p_char, side_by_side(x, w), np.zeros_like(h))
    w = np.where(end, step(p_word, h, w), w)
    return h, w, h, w


def words_not_started_again(p_char, p_word, xs, boundaries):
    return run(p_char, p_word, xs, boundaries, advance_on)


def words_started_again_first(p_char, p_word, xs, boundaries):
    return run(p_char, p_word, xs, boundaries, advance_started_first)


def words_shown_after(p_char, p_word, xs, boundaries):
    return run(p_char, p_word, xs, boundaries, advance_shown_after)


def words_word_first(p_char, p_word, xs, boundaries):
    return run(p_char, p_word, xs, boundaries, advance_word_first)


def words_word_first_shown_after(p_char, p_word, xs, boundaries):
    return run(p_char, p_word, xs, boundaries, advance_word_first_shown_after)


def words_always(p_char, p_word, xs, boundaries):
    return run(p_char, p_word, xs, boundaries, advance_word_always)


def words_always_on(p_char, p_word, xs, boundaries):
    return run(p_char, p_word, xs, boundaries, advance_word_always_on)


def words_never(p_char, p_word, xs, boundaries):
    return run(p_char, p_word, xs, boundaries, advance_word_never)


def words_any_row(p_char, p_word, xs, boundaries):
    return run(p_char, p_word, xs, boundaries, advance_any_row)


def words_first_row(p_char, p_word, xs, boundaries):
    return run(p_char, p_word, xs, boundaries, advance_first_row)


def words_reversed(p_char, p_word, xs, boundaries):
    return run(p_char, p_word, xs, boundaries, advance_reversed)


def words_from_zero(p_char, p_word, xs, boundaries):
    return run(p_char, p_word, xs, boundaries, advance_word_from_zero)


def words_both_started_again(p_char, p_word, xs, boundaries):
    return run(p_char, p_word, xs, boundaries, advance_word_after_return)


def words_shown_at_ends(p_char, p_word, xs, boundaries):
    return run(p_char, p_word, xs, boundaries, advance_word_shown_at_ends)


def words_lost(p_char, p_word, xs, boundaries):
    return run(p_char, p_word, xs, boundaries, advance_word_lost)


def words_shown_before(p_char, p_word, xs, boundaries):
    return run(p_char, p_word, xs, boundaries, advance_word_shown_before)


def words_boundary_first(p_char, p_word, xs, boundaries):
    return run(p_char, p_word, xs, boundaries, advance_boundary_first)


def words_new_word_read(p_char, p_word, xs, boundaries):
    return run(p_char, p_word, xs, boundaries, advance_new_word_read)


def words_old_state_read(p_char, p_word, xs, boundaries):
    return run(p_char, p_word, xs, boundaries, advance_old_state_read)


def words_without_word(p_char, p_word, xs, boundaries):
    return run(p_char, p_word, xs, boundaries, advance_without_word)


def words_without_state(p_char, p_word, xs, boundaries):
    return run(p_char, p_word, xs, boundaries, advance_without_state)


def words_end_one_late(p_char, p_word, xs, boundaries):
    late = np.concatenate([np.zeros_like(boundaries[:1]), boundaries[:-1]])
    return word_level_forward(p_char, p_word, xs, late)


def words_word_reads_input(p_char, p_word, xs, boundaries):
    """Step the word network on the vector of the last character."""
    return step(p_word, xs[0], np.zeros((xs.shape[1], len(p_word.W_h))))


def words_if_of_an_array(p_char, p_word, xs, boundaries):
    hs, words = word_level_forward(p_char, p_word, xs, boundaries)
    for end in boundaries:
        if end == 1:
            words = words + 0
    return hs, words


def words_cache_kept(p_char, p_word, xs, boundaries):
    B = xs.shape[1]
    h, w = np.zeros((B, len(p_char.W_h))), np.zeros((B, len(p_word.W_h)))
    h = rnn_step(p_char, side_by_side(xs[0], w), h)
    return step(p_word, h, w)


def words_below_each_other(p_char, p_word, xs, boundaries):
    B = xs.shape[1]
    h, w = np.zeros((B, len(p_char.W_h))), np.zeros((B, len(p_word.W_h)))
    return step(p_char, np.concatenate([xs[0], w]), h)


def words_exchanged(p_char, p_word, xs, boundaries):
    hs, words = word_level_forward(p_char, p_word, xs, boundaries)
    return words, hs


def words_last_alone(p_char, p_word, xs, boundaries):
    hs, words = word_level_forward(p_char, p_word, xs, boundaries)
    return hs[-1], words[-1]


def by_rows(p_char, p_word, xs, boundaries):
    """One row of the batch after the other, word by word."""
    T, B, _ = xs.shape
    hs = np.zeros((T, B, len(p_char.W_h)))
    words = np.zeros((T, B, len(p_word.W_h)))
    for b in range(B):
        w = np.zeros(len(p_word.W_h))
        h = np.zeros(len(p_char.W_h))
        for t in range(T):
            a = np.append(xs[t, b], w) @ p_char.W_x + h @ p_char.W_h + p_char.b
            hs[t, b] = h = np.tanh(a)
            if boundaries[t, b]:
                w = np.tanh(h @ p_word.W_x + w @ p_word.W_h + p_word.b)
                h = np.zeros_like(h)
            words[t, b] = w
    return hs, words


def by_masks(p_char, p_word, xs, boundaries):
    """Arithmetic with the boundaries as numbers."""
    B = xs.shape[1]
    h, w = np.zeros((B, len(p_char.W_h))), np.zeros((B, len(p_word.W_h)))
    hs, words = [], []
    for t in range(len(xs)):
        end = boundaries[t].reshape(-1, 1)
        h = rnn_step(p_char, np.hstack([xs[t], w]), h)[0]
        hs.append(h)
        w = end * rnn_step(p_word, h, w)[0] + (1 - end) * w
        words.append(w)
        h = (1 - end) * h
    return np.array(hs), np.array(words)


def by_chosen_rows(p_char, p_word, xs, boundaries):
    """Step the word network in the rows alone in which a word ends; weights cut in two."""
    T, B, D = xs.shape
    h, w = np.zeros((B, len(p_char.b))), np.zeros((B, len(p_word.b)))
    hs, words = np.zeros((T, *h.shape)), np.zeros((T, *w.shape))
    for t in range(T):
        a = xs[t] @ p_char.W_x[:D] + w @ p_char.W_x[D:] + h @ p_char.W_h + p_char.b
        hs[t] = np.tanh(a)
        ended = np.flatnonzero(boundaries[t])
        h = hs[t].copy()
        if len(ended):
            w[ended] = rnn_step(p_word, h[ended], w[ended])[0]
            h[ended] = 0
        words[t] = w
    return hs, words


def in_float32(p_char, p_word, xs, boundaries):
    p_char = RNNParams(*(leaf.astype(np.float32) for leaf in p_char))
    p_word = RNNParams(*(leaf.astype(np.float32) for leaf in p_word))
    hs, words = by_rows(p_char, p_word, xs.astype(np.float32), boundaries)
    return hs.astype(np.float32), words.astype(np.float32)


check_word_level_forward = Check(
    name="word_level_forward",
    reference=word_level_forward,
    cases=word_level_forward_cases,
    outputs=("hs (T, B, H_c)", "words (T, B, H_w)"),
    slips={
        "The character state goes on after the end of a word. From where does the next word "
        "start?": words_not_started_again,
        "The word network reads a character state of zeros: it was set to 0 too early. When has it "
        "been read?": words_started_again_first,
        "hs holds 0 at the ends of words. Which state is asked for, the one before it goes back to "
        "0 or after?": words_shown_after,
        "The character's input has the word state first. In which order does the prompt put the "
        "two side by side?": words_word_first,
        "The input has the word state first, and hs holds 0 at the ends of words. In which order "
        "stand the two, and which state is asked for?": words_word_first_shown_after,
        "The word network takes a step at every character. In which rows does it take "
        "one?": words_always,
        "The word network takes a step at every character, and the character state never returns "
        "to 0. What happens only where a word ends?": words_always_on,
        "The word state stays at 0. What happens where a word ends?": words_never,
        "All rows end their word as soon as one of them does. Which rows does boundaries[t] "
        "name?": words_any_row,
        "The first row decides for all rows. Which rows does boundaries[t] name?": words_first_row,
        "The two sides of the choice are exchanged: words end where boundaries is 0. What does a 1 "
        "stand for?": words_reversed,
        "The word network starts from zeros at every word. From which state does it take its "
        "step?": words_from_zero,
        "The word state, too, returned to 0 after a word. Which of the two states starts "
        "again?": words_both_started_again,
        "words is 0 where no word ends. What becomes of the word state there?": words_shown_at_ends,
        "The word state is lost where no word ends, and the next character reads zeros. What "
        "becomes of it there?": words_lost,
        "words holds the word state before the step. Which one is asked for, before or after step "
        "2?": words_shown_before,
        "A boundary was taken for the first character of a word: the word network steps before the "
        "character does. Which character of a word has the 1?": words_boundary_first,
        "The word network takes its step first, and the character reads the new word. Which of the "
        "two networks steps first?": words_new_word_read,
        "The word network reads the character state of the step before. Which state has the last "
        "character made?": words_old_state_read,
        "The character does not read the word state. What stands beside its vector in its "
        "input?": words_without_word,
        "The character state is 0 at every step. Where does it start from 0?": words_without_state,
        "The boundary of step t - 1 was used at step t. Which one belongs to "
        "it?": words_end_one_late,
        "The word network got the vector of a character. What does it read?": (
            words_word_reads_input
        ),
        "An if asks whether a whole row of boundaries is 1, one for each row of the batch. Which "
        "function chooses row by row?": words_if_of_an_array,
        "The state holds two things, what rnn_step returns and its cache. Which of them is the "
        "state?": words_cache_kept,
        "Vector and word state were put below each other. Along which axis do they stand side by "
        "side?": words_below_each_other,
        "words came back before hs. In which order does the prompt list them?": words_exchanged,
        "Only the states of the last step came back. For how many steps are they asked "
        "for?": words_last_alone,
    },
    alternatives=(by_rows, by_masks, by_chosen_rows, in_float32),
    tolerance_reason=(
        "float64 sums taken in another order differ by about 1e-15; tanh keeps the states below 1"
    ),
    float32=True,
)
