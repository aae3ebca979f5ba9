"""Answers to word_level_forward that its record did not foresee; the attempts came before it."""

import numpy as np

from helpers.scratch.cells import rnn_step


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
