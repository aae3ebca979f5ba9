"""How well memories that learn nothing give back N random pairs.

Axes  N pairs, D size of a key and of a value, n numbers of pairs.
"""

import numpy as np

from helpers.scratch.modules.m10_memory import recall, recall_error
from helpers.scratch.modules.m10_self_attention import feature_map
from helpers.scratch.ops import softmax

BETA = 8.0


def recall_errors(remember, numbers, D=64, draws=20):
    """Measure the relative squared error of five memories of D x D numbers, or of N pairs.

    remember: as outer_product_memory.   numbers: the N to try.
    Returns {memory: (draws, n)}: an outer product of random unit keys, of orthonormal keys (which
    begin again after D), least squares, and a softmax over all pairs; and the share of random
    keys whose recalled value is nearest to the right one, (draws, n).
    """
    names = ("outer product", "orthonormal keys", "least squares", "attention")
    errors: dict = {name: np.zeros((draws, len(numbers))) for name in names}
    nearest = np.zeros((draws, len(numbers)))
    for i in range(draws):
        for j, N in enumerate(numbers):
            rng = np.random.default_rng([i, N])
            keys, values = unit(rng.normal(size=(N, D))), rng.normal(size=(N, D))
            basis = np.linalg.qr(rng.normal(size=(D, D)))[0][np.arange(N) % D]
            read = recall(remember(keys, values), keys)
            found = {
                "outer product": read,
                "orthonormal keys": recall(remember(basis, values), basis),
                "least squares": keys @ np.linalg.lstsq(keys, values, rcond=None)[0],
                "attention": softmax(BETA * keys @ keys.T) @ values,
            }
            for name, recalled in found.items():
                errors[name][i, j] = recall_error(recalled, values)
            nearest[i, j] = nearest_is_right(read, values)
    return errors, nearest


def nearest_is_right(recalled, values):
    """Return the share of recalled values that lie nearest to their own. Shapes: both (N, D)."""
    distances = (values**2).sum(axis=1) - 2 * recalled @ values.T
    return float((distances.argmin(axis=1) == np.arange(len(values))).mean())


def linear_recall(step, N, D=64, seed=0):
    """Store N random pairs by a step of linear attention each, and ask for every key again.

    step: as linear_attention_step.   Returns the relative squared error, and the mean cosine
    between the features of two keys.
    """
    rng = np.random.default_rng([seed, N])
    keys, values = rng.normal(size=(N, D)), rng.normal(size=(N, D))
    S, z = np.zeros((1, D, D)), np.zeros((1, D))
    for k, v in zip(keys, values, strict=True):
        _, S, z = step(S, z, k[None], k[None], v[None])
    fk = feature_map(keys)
    read = fk @ S[0] / (fk @ z[0])[:, None]
    alike = unit(fk) @ unit(fk).T
    return recall_error(read, values), float((alike.sum() - N) / (N * (N - 1)))


def unit(vectors):
    """Scale vectors (N, D) to the length 1."""
    return vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)
