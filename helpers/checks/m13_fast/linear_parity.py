"""Check of linear_parity."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.scratch.modules.m13_state_spaces import linear_parity


def linear_parity_cases(seed):
    """Yield no arguments: there is one answer."""
    yield ()


def parity_counts():
    return np.array([1.0, 1.0]), np.array([0.0, 1.0])


def parity_last_bit():
    return np.array([0.0, 0.0]), np.array([0.0, 1.0])


def parity_forgets_at_0():
    return np.array([0.0, -1.0]), np.array([0.0, 1.0])


def parity_any():
    """Return 1 after the first 1."""
    return np.array([1.0, 0.0]), np.array([0.0, 1.0])


def parity_without_b():
    return np.array([1.0, -1.0]), np.array([0.0, 0.0])


def parity_always_turns():
    return np.array([-1.0, -1.0]), np.array([1.0, 1.0])


def parity_of_zeros():
    return np.array([-1.0, 1.0]), np.array([1.0, 0.0])


def parity_minus_b():
    return np.array([1.0, -1.0]), np.array([0.0, -1.0])


def parity_nearly():
    return np.array([0.999, -0.999]), np.array([0.0, 1.0])


def parity_b_first():
    return np.array([0.0, 1.0]), np.array([1.0, -1.0])


def parity_by_pairs():
    """Put the pair of each bit together."""
    return np.array([1.0, 0.0]), np.array([-1.0, 1.0])


def from_equations():
    pairs = []
    for after_0, after_1 in ((0.0, 1.0), (1.0, 0.0)):
        pairs.append((after_1 - after_0, after_0))
    a, b = np.array(pairs).T
    return a, b


def from_a_solver():
    states = np.array([[0.0, 1.0], [1.0, 1.0]])
    solved = np.linalg.solve(states, np.array([[0.0, 1.0], [1.0, 0.0]]))
    return solved[0], solved[1]


def from_a_rule():
    bits = np.arange(2.0)
    return 1 - 2 * bits, bits


check_linear_parity = Check(
    name="linear_parity",
    reference=linear_parity,
    cases=linear_parity_cases,
    outputs=("a (2,)", "b (2,)"),
    slips={
        "This counts the ones: after 1, 1 the state is 2. What must a 1 do to a state of "
        "1?": parity_counts,
        "This is the last bit. What must a 0 do to a state of 1?": parity_last_bit,
        "A 0 sets the state to 0. What must it do to a state of 1?": parity_forgets_at_0,
        "The state stays at 1 after the first 1. What must a 1 do to a state of 1?": parity_any,
        "The state never leaves 0. What must a 1 do to a state of 0?": parity_without_b,
        "A 0 turns the state over as well: this is the parity of the number of bits. What must a "
        "0 do?": parity_always_turns,
        "This is the parity of the zeros. Which index belongs to a bit 1?": parity_of_zeros,
        "A 1 leads from 0 to -1. Which numbers may the state be?": parity_minus_b,
        "The factors are 0.999 in size, so the state shrinks a little at every bit. Which size "
        "keeps it exactly?": parity_nearly,
        "a and b are exchanged. Which of the two multiplies h?": parity_b_first,
        "The first array has both numbers of a bit 0, the second those of a bit 1. Which index "
        "does the bit choose?": parity_by_pairs,
    },
    alternatives=(from_equations, from_a_solver, from_a_rule),
    tolerance_reason="the four numbers are whole; a solver may leave an error of 1e-16",
)
