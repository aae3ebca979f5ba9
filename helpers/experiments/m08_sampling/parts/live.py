"""One row of the table of samplers, measured with a learner's own functions."""

import numpy as np

from helpers.datasets.source_code import CODE_VOCAB
from helpers.datasets.text import pydoc_topics, split_topics
from helpers.experiments.m08_sampling.parts import writer


def measured(weights, cut, draw, distinct_n, novelty, settings, count):
    """Continue the first pieces of held-out English: nats per character, shares that vary, are new.

    cut: logits (V,) -> logits (V,); draw, distinct_n, novelty: as in module 08.
    settings: of samplers_compared, whose pieces and uniform numbers of seed 0 these are.
    Returns three means over `count` pieces.
    """
    pieces, prompt, length, n = (settings[k] for k in ("pieces", "prompt", "length", "n"))
    train_text, test_text = split_topics(pydoc_topics(), seed=0)
    prompts = writer.windows(test_text, pieces, prompt + length)[:prompt, :count]
    us = np.random.default_rng([0, 8]).uniform(size=(length, pieces))[:, :count]
    ids = writer.write(weights, prompts, us, writer.rowwise(cut), draw)
    train_ids = CODE_VOCAB.encode(train_text)
    return (
        float(writer.nats_of(weights, prompts, ids).mean()),
        float(np.mean([distinct_n(piece, n) for piece in ids.T])),
        float(np.mean([novelty(piece, train_ids, n) for piece in ids.T])),
    )
