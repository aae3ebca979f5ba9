"""How well a tempered model predicts people's text.   Losses in nats per character."""

import numpy as np

from helpers.experiments.m08_sampling.parts import writer
from helpers.scratch.ops import log_softmax


def tempered_losses(weights, text, temper, taus):
    """Score a text at several temperatures.   temper: logits (N, V), tau -> logits (N, V).

    Shapes: text (T, B) ids, taus (n,) -> losses (n,); the first 100 of the T steps warm up.
    """
    logits, state = writer.read_prompts(weights, text[:100])
    rows = []
    for ids in text[100:]:
        rows.append(logits)
        logits, state = writer.step(weights, ids, state)
    at, targets = np.arange(text[100:].size), text[100:].ravel()
    return np.array(
        [-log_softmax(temper(np.concatenate(rows), tau))[at, targets].mean() for tau in taus]
    )
