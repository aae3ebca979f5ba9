"""A stored character LSTM writes: by any sampler, or by beam search.

Axes  T time, B batch, H hidden, V vocabulary.   Losses in nats per character.
"""

from pathlib import Path

import numpy as np

from helpers import sampling
from helpers.datasets.source_code import CODE_VOCAB
from helpers.experiments.source_reader import WEIGHTS, load_reader
from helpers.sampling.beam import beam_search_over
from helpers.scratch.cells import lstm_step
from helpers.scratch.ops import log_softmax, softmax

ENGLISH = WEIGHTS.with_name("pydoc_lstm.npz")


def load_english(path: Path = ENGLISH):
    """Read the weights of the LSTM that writes English, as float64 arrays.

    Raises: FileNotFoundError if the file is not there, and says which command makes it.
    """
    if not path.exists():
        raise FileNotFoundError(f"{path} is not there; run: course experiments samplers_compared")
    return load_reader(path)


def step(weights, ids, state):
    """Read one character of each row. Shapes: ids (B,), state h, c (B, H) -> logits, state.

    The logit of <UNK> is -inf: what it stands for cannot be written.
    """
    h, c, _ = lstm_step(weights.lstm, weights.E[ids], *state)
    logits = h @ weights.W_y + weights.b_y
    logits[:, CODE_VOCAB.unk] = -np.inf
    return logits, (h, c)


def read_prompts(weights, prompts):
    """Read prompts of equal length from the zero state.

    Shapes: prompts (T, B) ids, T >= 1 -> logits (B, V) of what follows, state h, c (B, H).
    """
    zero = np.zeros((prompts.shape[1], len(weights.W_h)))
    state = (zero, zero)
    for ids in prompts:
        logits, state = step(weights, ids, state)
    return logits, state


def rowwise(cut):
    """Return a cut of one row of logits, (V,) -> (V,), as one of many, (B, V) -> (B, V)."""
    return lambda logits: np.stack([cut(row) for row in logits])


def write(weights, prompts, us, cut=None, draw=sampling.sample):
    """Continue prompts of equal length, a character at a time.

    cut: logits (B, V) -> logits (B, V), a temperature or a truncation; None changes nothing.
    draw: probs (B, V), u (B,) -> ids (B,).
    Shapes: prompts (T, B) ids; us (L, B) uniform numbers -> ids (L, B).
    """
    logits, state = read_prompts(weights, prompts)
    rows = []
    for u in us:
        rows.append(draw(softmax(logits if cut is None else cut(logits)), u))
        logits, state = step(weights, rows[-1], state)
    return np.array(rows)


def beam(weights, prompt, K, length):
    """Search for the most likely continuation of `length` characters. Shapes: prompt (T,) -> (L,).

    There is no <EOS>: every hypothesis is as long as the others.
    """
    logits, state = read_prompts(weights, prompt[:, None])
    known = {(): (logits, state)}

    def next_log_probs(prefixes):
        nonlocal known
        if prefixes != [()]:
            olds = [known[ids[:-1]][1] for ids in prefixes]
            states = tuple(np.concatenate(parts) for parts in zip(*olds, strict=True))
            rows, (h, c) = step(weights, np.array([ids[-1] for ids in prefixes]), states)
            known = {ids: (rows[[i]], (h[[i]], c[[i]])) for i, ids in enumerate(prefixes)}
        return np.concatenate([log_softmax(known[ids][0]) for ids in prefixes])

    return beam_search_over(next_log_probs, -1, K, 0.0, length)[0]


def nats_of(weights, prompts, ids):
    """Score continuations by the model as it is, whatever sampler wrote them.

    Shapes: prompts (T, B), ids (L, B) -> nats (L, B).   Units: nats per character.
    """
    logits, state = read_prompts(weights, prompts)
    rows = []
    for row in ids:
        rows.append(-log_softmax(logits)[np.arange(len(row)), row])
        logits, state = step(weights, row, state)
    return np.array(rows)


def windows(text, count, length):
    """Cut `count` stretches from a text, evenly spaced, without <UNK>. Shapes: -> (length, count).

    Raises: ValueError if the text holds too few such stretches.
    """
    ids = CODE_VOCAB.encode(text)
    starts = range(0, len(ids) - length, length)
    good = [at for at in starts if (ids[at : at + length] != CODE_VOCAB.unk).all()]
    if len(good) < count:
        raise ValueError(f"the text holds {len(good)} stretches of {length}, expected {count}.")
    chosen = [good[i] for i in np.linspace(0, len(good) - 1, count).astype(int)]
    return np.stack([ids[at : at + length] for at in chosen], axis=1)
