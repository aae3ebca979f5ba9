"""Check of linear_parity.

A message shows bits after which the state is wrong, not the number that belongs into a or b: with
one answer alone, that would be the answer.
"""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.scratch.modules.m13_state_spaces import linear_parity

EXACT = 1e-9  # of the state; a solver may leave 1e-16
LONG = 1000  # bits: what is a little off drifts
# Every step there is, each after the shortest bits that lead to it.
SHORT = ((0,), (1,), (1, 0), (1, 1))
SAYS = {
    ((0,), 1): "After a 0 the state is 1. What must a 0 do to a state of 0?",
    ((1,), 0): "The state never leaves 0. What must a 1 do to a state of 0?",
    ((1,), -1): "A 1 leads from 0 to -1. Which numbers may the state be?",
    ((1, 0), 0): "A 0 sets the state to 0. What must it do to a state of 1?",
    ((1, 0), -1): "A 0 turns the sign of the state. What must it do to a state of 1?",
    ((1, 0), 2): "A 0 adds to the state. What must it do to a state of 1?",
    ((1, 1), 1): "The state stays at 1 after a second 1. What must a 1 do to a state of 1?",
    (
        (1, 1),
        2,
    ): "This counts the ones: after 1, 1 the state is 2. What must a 1 do to a state of 1?",
    ((1, 1), -1): "A second 1 leads to -1. What must a 1 do to a state of 1?",
}


def linear_parity_cases(seed):
    """Yield no arguments: there is one answer."""
    yield ()


def follows_parity(ask, args, got):
    """Compare the state with the parity: every step there is, then 1,000 bits of them."""
    for bits in SHORT:
        state = states(got, bits)[-1]
        if abs(state - sum(bits) % 2) > EXACT:
            return short_of(bits, state)
    bits = np.random.default_rng(0).integers(0, 2, LONG)
    off = abs(states(got, bits) - np.cumsum(bits) % 2) > EXACT
    if off.any():
        t = int(off.argmax()) + 1
        return f"after {t} bits the state is off by more than {EXACT}.\nNext: {LITTLE}"
    return None


def states(got, bits):
    """Return the state after every bit."""
    (a, b), h, found = got, 0.0, []
    for bit in bits:
        h = float(a[bit]) * h + float(b[bit])
        found.append(h)
    return np.array(found)


def short_of(bits, state):
    """Say what the state is after one bit or two, and what to look at."""
    before, want = sum(bits[:-1]), sum(bits) % 2
    read = f"the bit {bits[0]}" if len(bits) == 1 else f"the bits {bits[0]}, {bits[1]}"
    look = SAYS.get((bits, round(state) if abs(state - round(state)) <= EXACT else None))
    if look is None:
        near = len(bits) == 2 and bits[1] == 0 and 0 < abs(state - want) < 0.1
        look = LITTLE if near else f"What must a {bits[-1]} do to a state of {before}?"
    return f"after {read} the state is {state:.6g}, expected {want}.\nNext: {look}"


LITTLE = (
    "The factors are a little off 1 in size, so the state shrinks or grows with every bit. Which "
    "size keeps it exactly?"
)


def parity_counts():
    return np.array([1.0, 1.0]), np.array([0.0, 1.0])


def parity_last_bit():
    return np.array([0.0, 0.0]), np.array([0.0, 1.0])


def parity_forgets_at_0():
    return np.array([0.0, -1.0]), np.array([0.0, 1.0])


def parity_any():
    """Return 1 after the first 1."""
    return np.array([1.0, 0.0]), np.array([0.0, 1.0])


def parity_b_always():
    return np.array([1.0, -1.0]), np.array([1.0, 1.0])


def parity_sign_at_0():
    return np.array([-1.0, -1.0]), np.array([0.0, 1.0])


def parity_adds_at_0():
    """Double the state at a 0."""
    return np.array([2.0, -1.0]), np.array([0.0, 1.0])


def parity_twice_down():
    """Take 1 - 2 h for the step of a 1."""
    return np.array([1.0, -2.0]), np.array([0.0, 1.0])


def parity_b_turned():
    return np.array([1.0, -1.0]), np.array([1.0, 0.0])


def parity_a_turned():
    return np.array([-1.0, 1.0]), np.array([0.0, 1.0])


def parity_one_array():
    return np.array([[1.0, -1.0], [0.0, 1.0]])


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
        SAYS[(1, 1), 2]: parity_counts,
        SAYS[(0,), 1]: parity_b_always,
        "This is the last bit. What must a 0 do to a state of 1?": parity_last_bit,
        SAYS[(1, 0), 0]: parity_forgets_at_0,
        SAYS[(1, 1), 1]: parity_any,
        SAYS[(1,), 0]: parity_without_b,
        "A 0 turns the state over as well: this is the parity of the number of bits. What must a "
        "0 do?": parity_always_turns,
        "This is the parity of the zeros. Which index belongs to a bit 1?": parity_of_zeros,
        SAYS[(1,), -1]: parity_minus_b,
        LITTLE: parity_nearly,
        "a and b are exchanged. Which of the two multiplies h?": parity_b_first,
        "The first array has both numbers of a bit 0, the second those of a bit 1. Which index "
        "does the bit choose?": parity_by_pairs,
        SAYS[(1, 0), -1]: parity_sign_at_0,
        SAYS[(1, 0), 2]: parity_adds_at_0,
        SAYS[(1, 1), -1]: parity_twice_down,
        "The two numbers of b stand in each other's place. Which index belongs to a bit "
        "1?": parity_b_turned,
        "The two numbers of a stand in each other's place. Which index belongs to a bit "
        "1?": parity_a_turned,
        "Both came back in one array. Which two arrays are asked for?": parity_one_array,
    },
    alternatives=(from_equations, from_a_solver, from_a_rule),
    properties=(follows_parity,),
    asked="the state is the parity after every bit, also after 1,000",
    compare=False,
    float32=True,
    tolerance_reason="the four numbers are whole; a solver may leave an error of 1e-16",
)
