"""A trained translator's decoder in NumPy, so that attention written by hand can translate with it.

Axes  S source length, T target length, B batch, C width of the encoder, H hidden, V vocabulary.
"""

import numpy as np
import torch

from helpers.experiments.m09_attention.parts.translator import EOS
from helpers.scratch.cells import gru_step
from helpers.scratch.modules.m09_attention import BahdanauParams


def step_of(score, soften, look):
    """Make a decoder's step of its three parts.

    score: as additive_scores; soften: as masked_softmax; look: attend(scores, values), scores being
    -inf on padding. Returns step, with the arguments and results of bahdanau_step.
    """

    def step(p, y, s, keys, values, lengths):
        weights = soften(score(p.score, s, keys), lengths)
        # Up to a number for each row, which no softmax sees, the logs are the masked scores.
        masked = np.log(weights, out=np.full_like(weights, -np.inf), where=weights > 0)
        context, weights = look(masked, values)
        s_next, _ = gru_step(p.cell, np.concatenate([y, context], axis=-1), s)
        return s_next, context, weights

    return step


@torch.no_grad()
def translate(model, batch, step):
    """Translate greedily: the encoder is the model's, every step of the decoder is `step`.

    model: an EncoderDecoder with additive attention and a GRU; batch: Pairs; step: like
    bahdanau_step.
    Shapes: -> ids (T_p, B), weights (T_p, S, B). A row's ids after its first <EOS> mean nothing.
    """
    memory, (s,) = model.encode(batch.source, batch.lengths)
    p = BahdanauParams(*(_wide(part.to_scratch()) for part in (model.attention, model.cell)))
    keys, s = (x.numpy().astype(float) for x in (memory.hs, s))
    E, W_y, b_y = (
        w.numpy().astype(float) for w in (model.target.E, model.readout.W_y, model.readout.b_y)
    )
    ids, written, looked = np.full(len(s), EOS), [], []
    ended = np.zeros(len(s), dtype=bool)
    while not ended.all() and len(written) < 2 * len(batch.target):
        s, _, weights = step(p, E[ids], s, keys, keys, batch.lengths)
        ids = (s @ W_y + b_y).argmax(axis=-1)
        written.append(ids)
        looked.append(weights)
        ended |= ids == EOS
    return np.stack(written), np.stack(looked)


def _wide(p):
    """Return scratch weights in float64."""
    return type(p)(*(w.astype(float) for w in p))
