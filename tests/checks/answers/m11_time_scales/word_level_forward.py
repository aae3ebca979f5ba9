"""Answers to word_level_forward that its record did not foresee; the attempts came before it."""

import numpy as np

from helpers.scratch.cells import rnn_step
from tests.checks.answers import wrong


def never_started_again(p_char, p_word, xs, boundaries):
    B = xs.shape[1]
    h, w = np.zeros((B, len(p_char.W_h))), np.zeros((B, len(p_word.W_h)))
    hs, words = [], []
    for x, end in zip(xs, boundaries, strict=True):
        h, _ = rnn_step(p_char, np.concatenate([x, w], axis=1), h)
        w = np.where(end[:, None] == 1, rnn_step(p_word, h, w)[0], w)
        hs.append(h)
        words.append(w)
    return np.stack(hs), np.stack(words)


def started_again_first(p_char, p_word, xs, boundaries):
    """Set the character state to 0 before the word network reads it."""
    B = xs.shape[1]
    h, w = np.zeros((B, len(p_char.W_h))), np.zeros((B, len(p_word.W_h)))
    hs, words = [], []
    for x, end in zip(xs, boundaries, strict=True):
        h, _ = rnn_step(p_char, np.concatenate([x, w], axis=1), h)
        hs.append(h)
        h = h * (1 - end[:, None])
        w = np.where(end[:, None] == 1, rnn_step(p_word, h, w)[0], w)
        words.append(w)
    return np.stack(hs), np.stack(words)


def states_after_the_return(p_char, p_word, xs, boundaries):
    B = xs.shape[1]
    h, w = np.zeros((B, len(p_char.W_h))), np.zeros((B, len(p_word.W_h)))
    hs, words = [], []
    for x, end in zip(xs, boundaries, strict=True):
        h, _ = rnn_step(p_char, np.concatenate([x, w], axis=1), h)
        w = np.where(end[:, None] == 1, rnn_step(p_word, h, w)[0], w)
        h = np.where(end[:, None] == 1, 0, h)
        hs.append(h)
        words.append(w)
    return np.stack(hs), np.stack(words)


def word_first_in_the_input(p_char, p_word, xs, boundaries):
    B = xs.shape[1]
    h, w = np.zeros((B, len(p_char.W_h))), np.zeros((B, len(p_word.W_h)))
    hs, words = [], []
    for x, end in zip(xs, boundaries, strict=True):
        h, _ = rnn_step(p_char, np.concatenate([w, x], axis=1), h)
        w = np.where(end[:, None] == 1, rnn_step(p_word, h, w)[0], w)
        hs.append(h)
        words.append(w)
        h = np.where(end[:, None] == 1, 0, h)
    return np.stack(hs), np.stack(words)


def word_steps_always(p_char, p_word, xs, boundaries):
    B = xs.shape[1]
    h, w = np.zeros((B, len(p_char.W_h))), np.zeros((B, len(p_word.W_h)))
    hs, words = [], []
    for x, end in zip(xs, boundaries, strict=True):
        h, _ = rnn_step(p_char, np.concatenate([x, w], axis=1), h)
        w, _ = rnn_step(p_word, h, w)
        hs.append(h)
        words.append(w)
        h = np.where(end[:, None] == 1, 0, h)
    return np.stack(hs), np.stack(words)


def any_row_ends(p_char, p_word, xs, boundaries):
    """All rows take part as soon as a word ends in one of them."""
    B = xs.shape[1]
    h, w = np.zeros((B, len(p_char.W_h))), np.zeros((B, len(p_word.W_h)))
    hs, words = [], []
    for x, end in zip(xs, boundaries, strict=True):
        h, _ = rnn_step(p_char, np.concatenate([x, w], axis=1), h)
        hs.append(h)
        if end.any():
            w, _ = rnn_step(p_word, h, w)
            h = np.zeros_like(h)
        words.append(w)
    return np.stack(hs), np.stack(words)


def if_of_an_array(p_char, p_word, xs, boundaries):
    B = xs.shape[1]
    h, w = np.zeros((B, len(p_char.W_h))), np.zeros((B, len(p_word.W_h)))
    hs, words = [], []
    for x, end in zip(xs, boundaries, strict=True):
        h, _ = rnn_step(p_char, np.concatenate([x, w], axis=1), h)
        hs.append(h)
        if end == 1:
            w, _ = rnn_step(p_word, h, w)
            h = np.zeros_like(h)
        words.append(w)
    return np.stack(hs), np.stack(words)


def word_started_again_too(p_char, p_word, xs, boundaries):
    B = xs.shape[1]
    h, w = np.zeros((B, len(p_char.W_h))), np.zeros((B, len(p_word.W_h)))
    hs, words = [], []
    for x, end in zip(xs, boundaries, strict=True):
        h, _ = rnn_step(p_char, np.concatenate([x, w], axis=1), h)
        w = np.where(end[:, None] == 1, rnn_step(p_word, h, np.zeros_like(w))[0], w)
        hs.append(h)
        words.append(w)
        h = np.where(end[:, None] == 1, 0, h)
    return np.stack(hs), np.stack(words)


def words_without_repeats(p_char, p_word, xs, boundaries):
    """Store word states at word ends only, zeros elsewhere."""
    B = xs.shape[1]
    h, w = np.zeros((B, len(p_char.W_h))), np.zeros((B, len(p_word.W_h)))
    hs, words = [], []
    for x, end in zip(xs, boundaries, strict=True):
        h, _ = rnn_step(p_char, np.concatenate([x, w], axis=1), h)
        w = np.where(end[:, None] == 1, rnn_step(p_word, h, w)[0], w)
        hs.append(h)
        words.append(w * end[:, None])
        h = np.where(end[:, None] == 1, 0, h)
    return np.stack(hs), np.stack(words)


def words_before_the_step(p_char, p_word, xs, boundaries):
    """Store the word state that the character read, not the one after."""
    B = xs.shape[1]
    h, w = np.zeros((B, len(p_char.W_h))), np.zeros((B, len(p_word.W_h)))
    hs, words = [], []
    for x, end in zip(xs, boundaries, strict=True):
        words.append(w)
        h, _ = rnn_step(p_char, np.concatenate([x, w], axis=1), h)
        w = np.where(end[:, None] == 1, rnn_step(p_word, h, w)[0], w)
        hs.append(h)
        h = np.where(end[:, None] == 1, 0, h)
    return np.stack(hs), np.stack(words)


def boundary_of_the_step_before(p_char, p_word, xs, boundaries):
    """Take the boundary as the first character of a word."""
    B = xs.shape[1]
    h, w = np.zeros((B, len(p_char.W_h))), np.zeros((B, len(p_word.W_h)))
    hs, words = [], []
    for x, start in zip(xs, boundaries, strict=True):
        w = np.where(start[:, None] == 1, rnn_step(p_word, h, w)[0], w)
        h = np.where(start[:, None] == 1, 0, h)
        h, _ = rnn_step(p_char, np.concatenate([x, w], axis=1), h)
        hs.append(h)
        words.append(w)
    return np.stack(hs), np.stack(words)


def word_reads_the_input(p_char, p_word, xs, boundaries):
    B = xs.shape[1]
    h, w = np.zeros((B, len(p_char.W_h))), np.zeros((B, len(p_word.W_h)))
    hs, words = [], []
    for x, end in zip(xs, boundaries, strict=True):
        read = np.concatenate([x, w], axis=1)
        h, _ = rnn_step(p_char, read, h)
        w = np.where(end[:, None] == 1, rnn_step(p_word, x, w)[0], w)
        hs.append(h)
        words.append(w)
        h = np.where(end[:, None] == 1, 0, h)
    return np.stack(hs), np.stack(words)


def always_and_never(p_char, p_word, xs, boundaries):
    """The word network steps always, and the character state never starts again."""
    B = xs.shape[1]
    h, w = np.zeros((B, len(p_char.W_h))), np.zeros((B, len(p_word.W_h)))
    hs, words = [], []
    for x in xs:
        h, _ = rnn_step(p_char, np.concatenate([x, w], axis=1), h)
        w, _ = rnn_step(p_word, h, w)
        hs.append(h)
        words.append(w)
    return np.stack(hs), np.stack(words)


def after_the_return_and_word_first(p_char, p_word, xs, boundaries):
    B = xs.shape[1]
    h, w = np.zeros((B, len(p_char.W_h))), np.zeros((B, len(p_word.W_h)))
    hs, words = [], []
    for x, end in zip(xs, boundaries, strict=True):
        h, _ = rnn_step(p_char, np.concatenate([w, x], axis=1), h)
        w = np.where(end[:, None] == 1, rnn_step(p_word, h, w)[0], w)
        h = np.where(end[:, None] == 1, 0, h)
        hs.append(h)
        words.append(w)
    return np.stack(hs), np.stack(words)


def cache_kept(p_char, p_word, xs, boundaries):
    B = xs.shape[1]
    h, w = np.zeros((B, len(p_char.W_h))), np.zeros((B, len(p_word.W_h)))
    hs, words = [], []
    for x, end in zip(xs, boundaries, strict=True):
        h = rnn_step(p_char, np.concatenate([x, w], axis=1), h)
        w = np.where(end[:, None] == 1, rnn_step(p_word, h, w)[0], w)
        hs.append(h)
        words.append(w)
        h = np.where(end[:, None] == 1, 0, h)
    return np.stack(hs), np.stack(words)


def one_array_stored(p_char, p_word, xs, boundaries):
    """Change the word state in place, and store the same array at every step."""
    B = xs.shape[1]
    h, w = np.zeros((B, len(p_char.W_h))), np.zeros((B, len(p_word.W_h)))
    hs, words = [], []
    for x, end in zip(xs, boundaries, strict=True):
        h, _ = rnn_step(p_char, np.concatenate([x, w], axis=1), h)
        hs.append(h)
        w[end == 1] = rnn_step(p_word, h, w)[0][end == 1]
        words.append(w)
        h = np.where(end[:, None] == 1, 0, h)
    return np.stack(hs), np.stack(words)


WRONG = (
    wrong(never_started_again, "The character state goes on after the end of a word"),
    wrong(started_again_first, "The word network reads a character state of zeros"),
    wrong(states_after_the_return, "hs holds 0 at the ends of words"),
    wrong(word_first_in_the_input, "The character's input has the word state first"),
    wrong(word_steps_always, "The word network takes a step at every character"),
    wrong(any_row_ends, "All rows end their word as soon as one of them does"),
    wrong(if_of_an_array, "An if asks whether a whole row of boundaries is 1, one for each row"),
    wrong(word_started_again_too, "The word network starts from zeros at every word"),
    wrong(words_without_repeats, "words is 0 where no word ends"),
    wrong(words_before_the_step, "words holds the word state before the step"),
    wrong(boundary_of_the_step_before, "A boundary was taken for the first character of a word"),
    wrong(word_reads_the_input, "The word network got the vector of a character"),
    wrong(always_and_never, "The word network takes a step at every character, and the character"),
    wrong(
        after_the_return_and_word_first,
        "The input has the word state first, and hs holds 0 at the ends of",
    ),
    wrong(cache_kept, "The state holds two things, what rnn_step returns and its cache"),
    wrong(one_array_stored, "Every item of words equals the last one"),
)
EDGES = {
    "one step": lambda cases: any(len(xs) == 1 for _, _, xs, _ in cases),
    "one row": lambda cases: any(xs.shape[1] == 1 for _, _, xs, _ in cases),
    "all widths different, first": lambda cases: (
        len({cases[0][2].shape[2], len(cases[0][0].b), len(cases[0][1].b)}) == 3
    ),
    "all widths alike": lambda cases: any(
        xs.shape[2] == len(p.b) == len(q.b) > 1 for p, q, xs, _ in cases
    ),
    "a word of one character": lambda cases: any(ends[0].any() for *_, ends in cases),
    "ends in some rows alone": lambda cases: any(
        0 < row.sum() < len(row) for *_, ends in cases for row in ends
    ),
    "an end before the last step": lambda cases: all(
        len(ends) == 1 or ends[:-1].any() for *_, ends in cases
    ),
    "nothing but 0 and 1": lambda cases: all(set(ends.ravel()) <= {0, 1} for *_, ends in cases),
}
