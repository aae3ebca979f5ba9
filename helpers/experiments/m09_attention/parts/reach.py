"""How far back a loss reaches: through the last state alone, and through attention.

Axes  S steps of the encoder, D input, H hidden.   One sequence, B = 1.
"""

import numpy as np

from helpers.scratch.attention import additive_scores, additive_scores_backward, attend
from helpers.scratch.bptt import rnn_backward, rnn_forward
from helpers.scratch.cells import RNNParams
from helpers.scratch.init import init_additive


def reach(backward, *, S, H, draws, lag=None, favour=0.0, gain=0.9):
    """Measure the gradient of a loss with respect to each input of an Elman encoder.

    The loss is a random direction of what the decoder gets: of the last state, or of a context by
    additive attention, untrained; `favour` is added to the score at one lag, as training might.
    backward: as attend_backward, weights, values, dcontext -> dscores, dvalues; None: no attention.
    Shapes: -> (draws, S), the norm at lag 0, 1, ...; not scaled.
    """
    return np.stack([_norms(backward, S, H, seed, lag, favour, gain) for seed in range(draws)])


def _norms(backward, S, H, seed, lag, favour, gain):
    """Return the norms (S,) of one draw of weights, inputs and loss."""
    rng = np.random.default_rng([seed, 9])
    W_x, W_h = (rng.normal(size=(H, H)) * sd / np.sqrt(H) for sd in (0.5, gain))
    p = RNNParams(W_x, W_h, np.zeros(H))
    hs, caches = rnn_forward(p, rng.normal(size=(S, 1, H)), np.zeros((1, H)))
    query, direction = rng.normal(size=(2, 1, H))
    direction /= np.linalg.norm(direction)
    dhs = np.zeros_like(hs)
    if backward is None:
        dhs[-1] = direction
    else:
        score = init_additive(rng, H, H, H)
        scores = additive_scores(score, query, hs)
        if lag is not None:
            scores[S - 1 - lag] += favour
        _, weights = attend(scores, hs)
        dscores, dvalues = backward(weights, hs, direction)
        _, dkeys, _ = additive_scores_backward(score, query, hs, dscores)
        dhs = dvalues + dkeys  # the states are keys and values
    dxs, _, _ = rnn_backward(p, caches, dhs)
    return np.linalg.norm(dxs[:, 0], axis=-1)[::-1]
