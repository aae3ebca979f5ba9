"""Check of gru_weight_count."""

import numpy as np

from helpers.checks.counts import count_property
from helpers.checks.engine.check import Check
from helpers.scratch.cells import GRUParams
from helpers.scratch.contract.params import param_shapes
from helpers.scratch.variants.states import gru_weight_count


def weight_count_cases(seed):
    """Yield (D, H): fixed sizes, equal ones, one unit, one input, and drawn ones."""
    rng = np.random.default_rng(seed)
    yield from [(5, 3), (4, 4), (7, 1), (1, 6), (1, 1), (128, 256)]
    for _ in range(2):
        yield int(rng.integers(2, 40)), int(rng.integers(41, 90))


def count_four_blocks(D, H):
    return 4 * H * (D + H), 8 * H


def count_four_blocks_of_weights(D, H):
    return 4 * H * (D + H), 6 * H


def count_two_blocks(D, H):
    return 2 * H * (D + H), 4 * H


def count_one_block(D, H):
    return H * (D + H), 2 * H


def count_one_bias(D, H):
    return 3 * H * (D + H), 3 * H


def count_biases_twice(D, H):
    return 3 * H * (D + H) + 6 * H, 6 * H


def count_of_D(D, H):
    return 3 * D * (D + H), 6 * D


def count_biases_of_D(D, H):
    return 3 * H * (D + H), 3 * (D + H)


def count_square(D, H):
    return 3 * (D + H) ** 2, 6 * H


def count_W_x_alone(D, H):
    return 3 * D * H, 6 * H


def count_W_h_alone(D, H):
    return 3 * H * H, 6 * H


def count_W_h_by_inputs(D, H):
    return 3 * (D * H + D * D), 6 * H


def count_W_h_once(D, H):
    return 3 * D * H + H * H, 6 * H


def count_W_x_once(D, H):
    return D * H + 3 * H * H, 6 * H


def count_biases_once(D, H):
    return 3 * H * (D + H), 2 * H


def count_rows_and_columns(D, H):
    return (D + 3 * H) + (H + 3 * H), 6 * H


def count_in_total(D, H):
    return 3 * H * (D + H) + 6 * H


def count_by_inputs(D, H):
    return 3 * D * H + 3 * H, 3 * H * H + 3 * H


def count_lstm_of_module_04(D, H):
    return 4 * H * (D + H), 4 * H


def count_gates_with_one_bias(D, H):
    return 2 * H * (D + H), 2 * H


def count_W_x_and_b_x(D, H):
    return 3 * D * H, 3 * H


def count_W_h_and_b_h(D, H):
    return 3 * H * H, 3 * H


def count_as_floats(D, H):
    return 0.75 * 4 * H * (D + H), 6.0 * H


def count_by_shapes(D, H):
    sizes = {name: int(np.prod(s)) for name, s in param_shapes(GRUParams, D=D, H=H).items()}
    return sizes["W_x"] + sizes["W_h"], sizes["b_x"] + sizes["b_h"]


def count_by_arrays(D, H):
    W_x, W_h, b = np.zeros((D, 3 * H)), np.zeros((H, 3 * H)), np.zeros(3 * H)
    return W_x.size + W_h.size, 2 * b.size


def count_by_gates(D, H):
    weights = biases = 0
    for _gate in "rzn":
        weights += D * H + H**2
        biases += H + H
    return weights, biases


check_gru_weight_count = Check(
    name="gru_weight_count",
    reference=gru_weight_count,
    cases=weight_count_cases,
    outputs=("weights", "biases"),
    slips={
        "That counts four blocks, as in an LSTM. How many blocks does a GRU "
        "have?": count_four_blocks,
        "The weights are those of four blocks, the biases those of three. How many blocks does a "
        "GRU have?": count_four_blocks_of_weights,
        "That counts the two gates alone. Which third block does a GRU have?": count_two_blocks,
        "That counts one block. How many blocks of H columns does each matrix "
        "have?": count_one_block,
        "That counts one bias. Which two biases does a GRUParams have?": count_one_bias,
        "The biases are counted among the weights too. In which of the two numbers do they "
        "belong?": count_biases_twice,
        "D stands where H belongs. How many columns do W_x and W_h have, one for each "
        "unit or one for each input?": count_of_D,
        "The biases depend on D here. How many entries does b_x have: one for each column of W_x, "
        "or for each row?": count_biases_of_D,
        "That counts (D + H) squared. Which of D and H is the number of columns of a "
        "block?": count_square,
        "W_h is missing. How many rows does it have, and how many columns?": count_W_x_alone,
        "W_x is missing. How many rows does it have, and how many columns?": count_W_h_alone,
        "W_h is counted with D rows for each of D columns. It multiplies h: how many rows does it "
        "need, and how many columns?": count_W_h_by_inputs,
        "W_h is counted with H columns. How many blocks of H columns does it have?": count_W_h_once,
        "W_x is counted with H columns. How many blocks of H columns does it have?": count_W_x_once,
        "Each bias is counted with H entries. How many blocks does it have?": count_biases_once,
        "Rows and columns were added. How many entries does a matrix of 2 rows and 3 columns "
        "have?": count_rows_and_columns,
        "Weights and biases came back as one number. Which two numbers does the exercise ask for, "
        "and in which order?": count_in_total,
        "The first number holds W_x and b_x, the second W_h and b_h. Which two of the four arrays "
        "does each number count?": count_by_inputs,
        "That is the LSTM of module 04: four blocks and one bias. How many blocks does a GRU have, "
        "and how many biases?": count_lstm_of_module_04,
        "That counts the two gates alone, with one bias. Which third block does a GRU have, and "
        "which second bias?": count_gates_with_one_bias,
        "W_h and b_h are missing. How many rows and columns does W_h have, and how many entries "
        "b_h?": count_W_x_and_b_x,
        "W_x and b_x are missing. How many rows and columns does W_x have, and how many entries "
        "b_x?": count_W_h_and_b_h,
        "A count came back as a float. Which operation in your line makes one out of whole "
        "numbers?": count_as_floats,
    },
    alternatives=(count_by_shapes, count_by_arrays, count_by_gates),
    properties=(
        count_property(
            gru_weight_count,
            ["weights: W_x (D, 3H) and W_h (H, 3H)", "biases: b_x (3H,) and b_h (3H,)"],
        ),
    ),
    compare=False,
    tolerance=0,
    tolerance_reason="counts are exact",
)
