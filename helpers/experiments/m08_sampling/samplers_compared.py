"""Eight samplers continue English: how likely, how repetitive and how new is what they write.

Running it writes the weights of seed 0 to data/weights/pydoc_lstm.npz.
"""

import numpy as np

from helpers.datasets.source_code import CODE_VOCAB
from helpers.datasets.text import pydoc_topics, split_topics
from helpers.experiments.m08_sampling.parts import writer
from helpers.experiments.source_reader import rounded, save_reader, train_reader
from helpers.sampling import temper, truncation
from helpers.sampling.measures import distinct_n, novelty

SEEDS = (0, 1, 2)
SETTINGS = {
    "training": {"D": 32, "H": 128, "B": 32, "T": 128, "rate": 0.004, "steps": 1000},
    "pieces": 16,
    "prompt": 100,
    "length": 300,
    "n": 8,
}
SAMPLERS = {
    "greedy": lambda logits: truncation.top_k(logits, 1),
    "temperature 0.7": lambda logits: temper(logits, 0.7),
    "top-k, k = 10": lambda logits: truncation.top_k(logits, 10),
    "nucleus, p = 0.9": lambda logits: truncation.nucleus(logits, 0.9),
    "min-p, p = 0.1": lambda logits: truncation.min_p(logits, 0.1),
    "typical, mass 0.9": lambda logits: truncation.typical(logits, 0.9),
    "ancestral": None,
}
WIDTH = 10  # of the beam


def run(seed, *, training, pieces, prompt, length, n):
    """Train a model, let every sampler continue held-out text, and measure what was written.

    Returns {sampler: measured(...)}, and "people": the same of the text that really follows.
    """
    train_text, test_text = split_topics(pydoc_topics(), seed=0)
    train_ids = CODE_VOCAB.encode(train_text)
    weights = rounded(train_reader(train_ids, seed, **training))
    if seed == SEEDS[0]:
        save_reader(weights, writer.ENGLISH)
    text = writer.windows(test_text, pieces, prompt + length)
    prompts, real = text[:prompt], text[prompt:]
    us = np.random.default_rng([seed, 8]).uniform(size=real.shape)
    written = {name: writer.write(weights, prompts, us, cut) for name, cut in SAMPLERS.items()}
    beams = [writer.beam(weights, one, WIDTH, length) for one in prompts.T]
    written = {f"beam, K = {WIDTH}": np.stack(beams, axis=1), **written, "people": real}
    return {name: measured(weights, prompts, ids, train_ids, n) for name, ids in written.items()}


def measured(weights, prompts, ids, train_ids, n):
    """Measure continuations.   Shapes: prompts (T, B), ids (L, B), train_ids (N,).

    Returns {"nats": per character under the model, "by_piece": the same of each piece,
    "distinct": share of different n-grams within a piece, "copied": share of n-grams that stand in
    the training text, "example": one piece}, means over the pieces.
    """
    nats = writer.nats_of(weights, prompts, ids)
    return {
        "nats": float(nats.mean()),
        "by_piece": [round(float(x), 4) for x in nats.mean(axis=0)],
        "distinct": float(np.mean([distinct_n(piece, n) for piece in ids.T])),
        "copied": float(np.mean([1 - novelty(piece, train_ids, n) for piece in ids.T])),
        "example": CODE_VOCAB.decode(ids[:, 0]),
    }
