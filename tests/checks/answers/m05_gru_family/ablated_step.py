"""What the cases of ablated_step hold."""

from helpers.scratch.variants.greff import ABLATIONS

EDGES = {
    "every variant": lambda cases: {variant for *_, variant in cases} == set(ABLATIONS),
    "V twice": lambda cases: [variant for *_, variant in cases].count("V") == 2,
}
