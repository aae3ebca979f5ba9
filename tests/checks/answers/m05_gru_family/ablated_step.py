"""What the cases of ablated_step hold, and an answer that its record did not foresee."""

import numpy as np

from helpers.scratch.ops import sigmoid
from helpers.scratch.variants.greff import ABLATIONS
from tests.checks.answers import wrong


def noaf_without_any_tanh(p, x, h, c, variant):
    a_i, a_f, a_g, a_o = np.split(x @ p.W_x + h @ p.W_h + p.b, 4, axis=1)
    peep = variant != "NP"
    i = 1 if variant == "NIG" else sigmoid(a_i + peep * p.p_i * c)
    f = 1 if variant == "NFG" else sigmoid(a_f + peep * p.p_f * c)
    f = 1 - i if variant == "CIFG" else f
    c_next = f * c + i * (a_g if variant in ("NIAF", "NOAF") else np.tanh(a_g))
    o = 1 if variant == "NOG" else sigmoid(a_o + peep * p.p_o * c_next)
    return o * (c_next if variant == "NOAF" else np.tanh(c_next)), c_next


WRONG = (wrong(noaf_without_any_tanh, "variant='NOAF'", "leaves out the candidate's tanh as well"),)

EDGES = {
    "every variant": lambda cases: {variant for *_, variant in cases} == set(ABLATIONS),
    "V twice": lambda cases: [variant for *_, variant in cases].count("V") == 2,
}
