"""A minGRU reads a text by a scan, and writes on from its last state."""

from textwrap import wrap

import numpy as np

from helpers import sampling
from helpers.datasets.ngrams import interpolated_rows
from helpers.datasets.text import char_vocab, pydoc_topics, split_topics
from helpers.scratch.ops import sigmoid, softmax


def write_on(scan, model, start, us, tau=0.5):
    """Read a text by one scan, then write as many characters as there are numbers in us.

    scan(a, b) as hillis_steele. A written character is a sequence of one step: its pair from the
    scan, put to the state before it, gives the next state.
    start: a text; us (N,), each 0 <= u < 1; tau > 0, the temperature. Returns the N characters.
    """
    vocab = char_vocab(split_topics(pydoc_topics(), seed=0)[0])  # of reading.train
    p = model.layer.to_scratch()
    W_x, b = (np.asarray(w, float) for w in (p.W_x, p.b))
    weights = (model.embedding.E, model.readout.W_y, model.readout.b_y)
    E, W_y, b_y = (w.detach().numpy().astype(float) for w in weights)

    def step(ids, h):
        """Shapes: ids (T,); h (H,) -> the state after them (H,)."""
        a_z, n = np.split(E[ids] @ W_x + b, 2, axis=-1)
        z = sigmoid(a_z)[:, None]
        products, states = scan(1 - z, z * n[:, None])
        return products[-1, 0] * h + states[-1, 0]

    h, written = step(vocab.encode(start), np.zeros(W_x.shape[1] // 2)), []
    for u in us:
        logits = h @ W_y + b_y
        logits[vocab.unk] = -np.inf
        probs = softmax(sampling.temper(logits, tau))
        written.append(int(sampling.sample(probs[None], np.array([u]))[0]))
        h = step(np.array(written[-1:]), h)
    return vocab.decode(written)


def print_written(start, written, width=76):
    """Print a text and how it goes on, behind a bar, in lines of that width."""
    paragraphs = f"{start}|{written}".split("\n")
    print("\n".join("\n".join(wrap(line, width)) for line in paragraphs if line.strip()))


def five_grams(seed, width=32, steps=500):
    """Score the characters that characters_equal_seconds tests on with interpolated 5-grams.

    The same split, and the same `width` pieces of `steps` characters, each begun anew.
    Units: nats a character.
    """
    train_text, test_text = split_topics(pydoc_topics(), seed=seed)
    vocab = char_vocab(train_text)
    ids, held_out = vocab.encode(train_text), vocab.encode(test_text)
    length = (len(held_out) - 1) // width
    pieces = [held_out[i * length : i * length + steps + 1] for i in range(width)]
    return -float(np.mean(np.concatenate(interpolated_rows(ids, pieces, len(vocab), 5))))
