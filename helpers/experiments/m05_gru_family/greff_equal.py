"""Greff et al.'s variants that use fewer weights, widened until they use as many as V."""

from functools import partial

from helpers.experiments.m05_gru_family.names_family import train_kind
from helpers.experiments.names_model import corpus
from helpers.nn.variants.greff import GreffCell

SEEDS = (0,)
SETTINGS = {
    "variants": ["NIG", "NFG", "NOG", "CIFG"],
    "networks": 5,
    "weights": 18_800,
    "D": 16,
    "B": 32,
    "rates": [0.01],
    "steps": 450,
    "every": 50,
}


def run(seed, *, variants, weights, D, **settings):
    """Train each variant as greff_names does, but count only weights that are used.

    Returns {variant: its result}. A gate that is 1, or 1 - i, has weights that nothing reads.
    """
    V, results = corpus(seed).V, {}
    for variant in variants:
        H = min(range(8, 160), key=lambda H: abs(weights_used(variant, H, D, V) - weights))
        results[variant] = train_kind(
            partial(GreffCell, variant=variant), seed, D=D, weights=_all(H, D, V), **settings
        )
    return results


def weights_used(variant, H, D=16, V=38):
    """Return how many weights of a network on names have an effect.

    The embedding, the readout, and of the cell what its variant reads; FGR's matrix of 3H by 3H is
    in the count.
    """
    block, peepholes = H * (D + H + 1), {"NP": 3 * H}
    unused = dict.fromkeys(("NIG", "NFG", "NOG", "CIFG"), block + H) | peepholes
    extra = 9 * H * H if variant == "FGR" else 0
    return _all(H, D, V) + extra - unused.get(variant, 0)


def _all(H, D, V):
    """Return the number of weights of V, used or not, around its cell and in it."""
    return V * D + H * V + V + 4 * H * (D + H + 1) + 3 * H
