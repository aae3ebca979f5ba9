"""Check of to_torch: any two biases that add up to b are right."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.checks.m04_lstm.cases import lstm_params
from helpers.scratch.modules.m04_lstm import to_torch

TOLERANCE = 1e-6  # float32 keeps 7 digits
WEIGHTS = {"weight_ih_l0": "W_x", "weight_hh_l0": "W_h"}


def to_torch_cases(seed):
    """Yield (p,): D != H, D = H, D = 4H (where W_x is square), one unit, shapes again."""
    rng = np.random.default_rng(seed)
    for D, H in [(3, 2), (3, 3), (8, 2), (1, 1), (2, 5), (3, 2)]:
        yield (lstm_params(rng, D, H),)


def loads_as_the_same_cell(answer, args, got):
    """Compare each matrix with its transpose, and the sum of the biases with b.

    PyTorch's layer holds float32, so an answer may.
    """
    (p,) = args
    for name, weight in WEIGHTS.items():
        want = getattr(p, weight).T
        off = np.abs(got[name] - want) > TOLERANCE
        if off.any():
            row, column = (int(k) for k in np.argwhere(off)[0])
            return (
                f"{name}[{row}, {column}] is {got[name][row, column]:.6g}, expected "
                f"{want[row, column]:.6g}."
            )
    total = got["bias_ih_l0"] + got["bias_hh_l0"]
    off = np.abs(total - p.b) > TOLERANCE
    if off.any():
        k = int(off.argmax())
        return f"the two biases add up to {total[k]:.6g} at entry {k}, expected {p.b[k]:.6g}."
    return None


def named(W_x, W_h, b, b_2=None):
    """Return a state with these entries."""
    biases = {"bias_ih_l0": b, "bias_hh_l0": np.zeros_like(b) if b_2 is None else b_2}
    return {"weight_ih_l0": W_x, "weight_hh_l0": W_h} | biases


def reordered(leaf, order):
    return np.concatenate([np.split(leaf, 4, axis=-1)[k] for k in order], axis=-1)


def torch_not_transposed(p):
    return named(*p)


def torch_W_h_not_transposed(p):
    return named(p.W_x.T, p.W_h, p.b)


def torch_W_x_not_transposed(p):
    return named(p.W_x, p.W_h.T, p.b)


def torch_reshaped(p):
    return named(p.W_x.reshape(p.W_x.shape[::-1]), p.W_h.reshape(p.W_h.shape[::-1]), p.b)


def torch_W_h_reshaped(p):
    return named(p.W_x.T, p.W_h.reshape(p.W_h.shape[::-1]), p.b)


def torch_bias_twice(p):
    return named(p.W_x.T, p.W_h.T, p.b, p.b)


def torch_no_bias(p):
    return named(p.W_x.T, p.W_h.T, np.zeros_like(p.b))


def torch_ifog(p):
    W_x, W_h, b = (reordered(leaf, (0, 1, 3, 2)) for leaf in p)
    return named(W_x.T, W_h.T, b)


def torch_igfo(p):
    W_x, W_h, b = (reordered(leaf, (0, 2, 1, 3)) for leaf in p)
    return named(W_x.T, W_h.T, b)


def torch_blocks_transposed(p):
    W_x, W_h = (np.hstack([W.T for W in np.split(leaf, 4, axis=1)]) for leaf in (p.W_x, p.W_h))
    return named(W_x, W_h, p.b)


def torch_weights_exchanged(p):
    return named(p.W_h.T, p.W_x.T, p.b)


def torch_names_without_layer(p):
    return {name.removesuffix("_l0"): value for name, value in to_torch(p).items()}


def torch_own_names(p):
    return dict(zip(("W_x", "W_h", "b", "b_2"), to_torch(p).values(), strict=True))


def torch_one_bias(p):
    return {"weight_ih_l0": p.W_x.T, "weight_hh_l0": p.W_h.T, "bias_ih_l0": p.b}


def torch_second_bias_ones(p):
    return named(p.W_x.T, p.W_h.T, p.b, np.ones_like(p.b))


def torch_biases_halved(p):
    return named(p.W_x.T.copy(), p.W_h.T.copy(), p.b / 2, p.b / 2)


def torch_second_bias_holds_all(p):
    state = {}
    for key, field in (("ih", "W_x"), ("hh", "W_h")):
        state[f"weight_{key}_l0"] = np.swapaxes(getattr(p, field), 0, 1)
        state[f"bias_{key}_l0"] = p.b * (key == "hh")
    return state


def torch_by_loop(p):
    W_x, W_h = np.zeros(p.W_x.shape[::-1]), np.zeros(p.W_h.shape[::-1])
    for row in range(len(p.b)):
        W_x[row], W_h[row] = p.W_x[:, row], p.W_h[:, row]
    return named(W_x, W_h, p.b, np.array([0.0] * len(p.b)))


check_to_torch = Check(
    name="to_torch",
    reference=to_torch,
    cases=to_torch_cases,
    outputs=("state",),
    slips={
        "The matrices are as they are here. PyTorch writes W @ x: which of them has 4H "
        "rows?": torch_not_transposed,
        "weight_hh_l0 was not transposed, unlike weight_ih_l0. Which of its axes has length "
        "4H?": torch_W_h_not_transposed,
        "weight_ih_l0 was not transposed, unlike weight_hh_l0. Which of its axes has length "
        "4H?": torch_W_x_not_transposed,
        "The matrices have the right shape but their entries were only read off in another way. "
        "Which operation turns rows into columns?": torch_reshaped,
        "weight_hh_l0 has the right shape, but the entries of W_h were only read off in another "
        "way. Which operation turns rows into columns?": torch_W_h_reshaped,
        "b is in both biases, and PyTorch adds them. What should the second one "
        "be?": torch_bias_twice,
        "Both biases are 0. Where does b go?": torch_no_bias,
        "The blocks are in the order i, f, o, g. Does PyTorch's order differ from the "
        "course's?": torch_ifog,
        "The blocks are in the order i, g, f, o. Does PyTorch's order differ from the "
        "course's?": torch_igfo,
        "Each block was transposed on its own and then joined sideways. Along which axis do the "
        "blocks follow each other in PyTorch?": torch_blocks_transposed,
        "The two matrices are exchanged. Which of ih and hh stands for input to "
        "hidden?": torch_weights_exchanged,
        "The names lack the number of the layer. What does PyTorch call the first layer's "
        "weights?": torch_names_without_layer,
        "The names are the course's. Which names does the state of torch.nn.LSTM "
        "have?": torch_own_names,
        "The second bias is missing. What should it be if b is the first?": torch_one_bias,
        "The second bias is 1, and PyTorch adds it to the first. Which value adds "
        "nothing?": torch_second_bias_ones,
    },
    alternatives=(torch_biases_halved, torch_second_bias_holds_all, torch_by_loop),
    properties=(loads_as_the_same_cell,),
    compare=False,
    tolerance=TOLERANCE,
    tolerance_reason="weights are copied, in float64 or in the float32 that PyTorch's layer holds",
    float32=True,
)
