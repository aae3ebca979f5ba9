"""Check of parity_weights: any weights whose readout follows the parity are right.

So nothing is compared with the reference. The machine is run, and a wrong machine is named by
what it computes: by its readouts, not by its weights, since the same mistake can be made at any
gain.
"""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.checks.m01_unrolling.cases import rnn_axes
from helpers.checks.runtime.text import listed
from helpers.scratch.cells import RNNParams
from helpers.scratch.parity import parity_weights


def machine(W_h, thresholds, W_x=(1.0, 1.0), gain=10.0):
    """Return RNNParams of two units, each a threshold on W_x * x + its column of W_h."""
    return RNNParams(
        W_x=gain * np.array([W_x]),
        W_h=gain * np.array(W_h),
        b=-gain * np.array(thresholds),
    )


OLD_PARITY = ((0.5, 0.5), (-0.5, -0.5))  # each unit weighs h1 by 1/2 and h2 by -1/2
OR_AND = (0.5, 1.5)  # q is at least 1; q is 2


def parity_never_remembers():
    return machine(np.zeros((2, 2)), OR_AND)


def parity_only_or():
    return machine(OLD_PARITY, (0.5, 2.5))


def parity_only_and():
    return machine(OLD_PARITY, (1.5, 2.5))


def parity_units_swapped():
    return machine(OLD_PARITY, (1.5, 0.5))


def parity_states_as_zero_and_one():
    return machine(((1.0, 1.0), (-1.0, -1.0)), OR_AND)


def parity_transposed():
    return machine(np.transpose(OLD_PARITY), OR_AND)


def parity_bias_sign():
    return machine(OLD_PARITY, (-0.5, -1.5))


def parity_bias_without_gain():
    return machine(OLD_PARITY, (0.05, 0.15))


def parity_gain_on_the_bit_only():
    p = machine(OLD_PARITY, OR_AND)
    return RNNParams(p.W_x, p.W_h / 10.0, p.b / 10.0)


def parity_without_bias():
    return machine(OLD_PARITY, (0.0, 0.0))


def parity_same_threshold():
    return machine(OLD_PARITY, (0.5, 0.5))


def parity_bit_ignored():
    return machine(OLD_PARITY, OR_AND, W_x=(0.0, 0.0))


def parity_bit_without_gain():
    return machine(OLD_PARITY, OR_AND, W_x=(0.1, 0.1))


def parity_minus_sign_lost():
    return machine(((0.5, 0.5), (0.5, 0.5)), OR_AND)


def parity_each_unit_its_own():
    return machine(((0.5, 0.0), (0.0, -0.5)), OR_AND)


def parity_small_gain():
    return machine(OLD_PARITY, OR_AND, gain=3.0)


def parity_thresholds_on_edge():
    return machine(OLD_PARITY, (1.0, 2.0))


def parity_row_of_unit_1_missing():
    return machine(((0.0, 0.0), (-0.5, -0.5)), OR_AND)


def parity_row_of_unit_2_missing():
    return machine(((0.5, 0.5), (0.0, 0.0)), OR_AND)


def parity_state_turned():
    return machine(((-0.5, -0.5), (0.5, 0.5)), OR_AND)


SMALL_GAIN = (
    "The units have the right signs but are not saturated: they stay well inside (-1, 1). What does"
    " tanh(g * a) look like as g grows?"
)
PARITY_SLIPS = {
    SMALL_GAIN: parity_small_gain,
    "The state has no effect: the readout is the last bit. Through which weights can the old parity"
    " reach the units?": parity_never_remembers,
    "This is OR: once a 1 was read, the readout stays at 1. Which state should the second "
    "unit have when old parity and bit are both 1?": parity_only_or,
    "The readout never reaches 1. Which of the two units should be near +1 when "
    "q is 1?": parity_only_and,
    "The readout has the wrong sign: -1 where it should be 1. It adds half of unit 1 and subtracts "
    "half of unit 2: which of them should be near +1 when q is 1?": parity_units_swapped,
    "The old parity was read as h1 - h2, as if units were 0 or 1. They are -1 or 1: what is "
    "h1 - h2 in state (1, -1)?": parity_states_as_zero_and_one,
    "W_h is transposed. In h @ W_h, are the weights into unit 1 a row or a column of "
    "W_h?": parity_transposed,
    "The biases have the wrong sign. When is tanh(g * (q - 0.5)) positive, and what is left of g * "
    "(q - 0.5) when q is 0?": parity_bias_sign,
    "The weights include the gain but the biases do not, so both thresholds are close to 0. In g * "
    "(q - 0.5), what does g multiply?": parity_bias_without_gain,
    "W_x includes the gain, but W_h and b do not, so the bit alone decides. In "
    "g * (q - 0.5), what does g multiply?": parity_gain_on_the_bit_only,
    "Both units have their threshold at 0, or no bias at all. Between which two values of q "
    "should each unit change sign?": parity_without_bias,
    "W_x lacks the gain that W_h and b have, so a bit is too weak to switch a unit. In "
    "g * (q - 0.5), what does g multiply?": parity_bit_without_gain,
    "Both units have one and the same threshold, so the readout is always 0. Which unit should "
    "distinguish q = 2 from q = 1?": parity_same_threshold,
    "The bit has no effect: the readout is 0 whatever the input. Which weight carries x into each "
    "unit?": parity_bit_ignored,
    "h2 is added where it should be subtracted. In r = h1/2 - h2/2, with which sign does h2 enter "
    "the old parity?": parity_minus_sign_lost,
    "Each unit depends only on its own old state. Which two units together determine the old "
    "parity?": parity_each_unit_its_own,
    "The thresholds are exactly at q = 1 and q = 2, where tanh is 0. Which thresholds between the "
    "integers leave the largest margin?": parity_thresholds_on_edge,
    "Unit 1 feeds nothing back: its row of W_h is zero. Does the old parity, h1/2 - h2/2, enter "
    "through both units?": parity_row_of_unit_1_missing,
    "Unit 2 feeds nothing back: its row of W_h is zero. Does the old parity, h1/2 - h2/2, enter "
    "through both units?": parity_row_of_unit_2_missing,
    "The old parity is subtracted from the bit instead of added. With which sign does each of h1 "
    "and h2 enter q = x + h1/2 - h2/2?": parity_state_turned,
}


BY_HAND = (
    "Write down the state before the last bit, and the argument of each tanh: should each unit be "
    "near -1 or near +1 after it, and is it?"
)
SATURATED = 4.0  # gains from here on keep the readout within NEAR
BIT = "In q = x + h1/2 - h2/2, with which sign does x enter, for both units?"
COLUMN = "In h @ W_h, are the weights into unit 1 a row or a column of W_h?"
OLD = "Units are -1 or 1: what is h1 - h2 in state (1, -1), and which multiple of it is 0 or 1?"
FEEDBACK = "With which sign does each of h1 and h2 enter q = x + h1/2 - h2/2?"
THRESHOLD = "In g * (q - 0.5), which sign does the threshold have once g is multiplied out?"
BETWEEN = "Between which two values of q should each unit change sign?"
GAIN = "In g * (q - 0.5), what does g multiply?"
PARTS = {  # field -> its forms at a gain of 1; the first is right, others with clause and question
    "W_x": (
        ([[1, 1]], "", ""),
        ([[1, -1]], "the bit enters unit 2 with a minus sign", BIT),
        ([[-1, 1]], "the bit enters unit 1 with a minus sign", BIT),
        ([[-1, -1]], "W_x has the wrong sign", BIT),
        ([[0, 0]], "W_x is zero", "Which weight carries x into each unit?"),
    ),
    "W_h": (
        ([[0.5, 0.5], [-0.5, -0.5]], "", ""),
        ([[0.5, -0.5], [0.5, -0.5]], "W_h is transposed", COLUMN),
        ([[1, -1], [1, -1]], "W_h is transposed and twice too large", COLUMN),
        ([[1, 1], [-1, -1]], "the old parity was read as h1 - h2", OLD),
        ([[-0.5, -0.5], [0.5, 0.5]], "the old parity is subtracted from the bit", FEEDBACK),
        ([[0.5, 0.5], [0.5, 0.5]], "h2 is added to the old parity", FEEDBACK),
        ([[1, 1], [1, 1]], "the old parity was read as h1 + h2", FEEDBACK),
        ([[0.5, 0], [0, -0.5]], "each unit sees only its own old state", COLUMN),
        ([[1, 0], [0, 1]], "each unit sees only its own old state", COLUMN),
        ([[0, 0], [0, 0]], "W_h is zero", "Through which weights can the old parity reach q?"),
    ),
    "b": (
        ([-0.5, -1.5], "", ""),
        ([0.5, 1.5], "the biases have the wrong sign", THRESHOLD),
        ([-1.5, -0.5], "the thresholds of the two units are swapped", BETWEEN),
        ([1.5, 0.5], "the biases are swapped and have the wrong sign", THRESHOLD),
        ([-1, -2], "the thresholds are exactly at q = 1 and q = 2", BETWEEN),
        ([-0.5, -0.5], "both units have the threshold 0.5", BETWEEN),
        ([-1.5, -1.5], "both units have the threshold 1.5", BETWEEN),
        ([0, 0], "both units have the threshold 0", BETWEEN),
    ),
}
NEAR = 0.1  # how near the prompt wants the readout
LONG = 2_000  # steps; a machine that drifts at all has left the bound long before


def parity_cases(seed):
    """Yield (): there is nothing to choose, the properties choose the bits."""
    yield ()


def all_sequences(length):
    """Return every sequence of that many bits, (T, 2**T)."""
    return (np.arange(2**length)[None, :] >> np.arange(length)[:, None]) & 1


def long_sequences():
    """Return bits (LONG, 8): silence, one bit and silence, all ones, alternating, random."""
    bits = np.zeros((LONG, 8), dtype=int)
    bits[0, 1] = 1
    bits[:, 2] = 1
    bits[::2, 3] = 1
    bits[:, 4:] = np.random.default_rng(0).random((LONG, 4)) < [0.5, 0.5, 0.05, 0.95]
    return bits


def readouts(p, bits):
    """Run the machine over bits (T, B) and return the readout of every step, (T, B)."""
    h, states = np.full((bits.shape[1], 2), -1.0), np.empty((*bits.shape, 2))
    with np.errstate(all="ignore"):
        inputs = bits[..., None] * np.asarray(p.W_x, dtype=float) + np.asarray(p.b, dtype=float)
        W_h = np.asarray(p.W_h, dtype=float)
        for x, state in zip(inputs, states, strict=True):  # in place: there are thousands of steps
            h = np.tanh(np.add(x, np.matmul(h, W_h, out=state), out=state), out=state)
        return 0.5 * states[..., 0] - 0.5 * states[..., 1]


def parity(bits):
    return np.cumsum(bits, axis=0) % 2


def parity_by_hand():
    return RNNParams(
        np.array([[10.0, 10.0]]), np.array([[5.0, 5.0], [-5.0, -5.0]]), np.array([-5.0, -15.0])
    )


def parity_in_whole_numbers():
    return RNNParams(
        W_x=np.array([[10, 10]]), W_h=np.array([[5, 5], [-5, -5]]), b=np.array([-5, -15])
    )


def parity_at_gain_40():
    return machine(OLD_PARITY, OR_AND, gain=40.0)


def parity_mirrored():
    p = machine(OLD_PARITY, (1.5, 0.5))  # unit 1: q is at most 1; unit 2: q is 0
    return RNNParams(-p.W_x, -p.W_h, -p.b)


def parity_other_thresholds():
    return machine(OLD_PARITY, (0.4, 1.6), gain=15.0)


def parity_column_by_column():
    read = np.array([1.0, 0.5, -0.5])  # q, read from x, h1 and h2
    W = np.outer(read, [12.0, 20.0])
    return RNNParams(W_x=W[:1], W_h=W[1:], b=np.array([-6.0, -30.0]))


def parity_in_float32():
    return RNNParams(*(leaf.astype(np.float32) for leaf in machine(OLD_PARITY, OR_AND)))


SHORT = all_sequences(6)


def follows_parity(answer, args, got):
    """Run the machine on every short sequence and on long ones; report what it does instead."""
    short, long = readouts(got, SHORT), readouts(got, long_sequences())
    short_wrong = ~(np.abs(short - parity(SHORT)) <= NEAR)  # NaN is wrong, too
    long_wrong = ~(np.abs(long - parity(long_sequences())) <= NEAR)
    if not short_wrong.any() and not long_wrong.any():
        return None
    fact = first_wrong_step(SHORT, short, short_wrong) if short_wrong.any() else late(long_wrong)
    if any(all(map(np.array_equal, got, slip())) for slip in PARITY_SLIPS.values()):
        return fact  # the engine knows this one and adds its hint
    if np.array_equal(turns(got)[:, :3], turns(parity_weights())[:, :3]):  # where it can get to
        return f"{fact}\nNext: {SMALL_GAIN}"
    hint = nearest_slip(got) or wrong_parts(got) or BY_HAND
    return f"{fact}\nNext: {hint}"


def nearest_slip(p):
    """Return the hint of the slip with the same readouts, the most similar if several have them.

    A slip is ruled out if a field that it gets wrong is right in p but for a factor, the gain.
    """

    def distance(q):
        ours, theirs = (np.concatenate([np.ravel(w) for w in m]) for m in (p, q))
        return np.abs(ours / np.abs(ours).max() - theirs / np.abs(theirs).max()).sum()

    ours = readouts(p, SHORT)
    same = {
        hint: distance(slip())
        for hint, slip in PARITY_SLIPS.items()
        if np.all(np.abs(ours - readouts(slip(), SHORT)) <= NEAR)
        and wrong_fields(slip()) <= wrong_fields(p)
    }
    return min(same, key=same.__getitem__) if same else None


def wrong_parts(p):
    """Return what is wrong with each field that matches a known form at the gain of p, or ""."""
    gain, found = best_parts(p)
    wrong = [part for part in found if part and part[0]]
    if not wrong or unlike(best_parts(mirrored(p))[1]) < unlike(found):
        return ""
    clauses = [clause for clause, _ in wrong]
    if gain < SATURATED:
        clauses.append(f"the gain {gain:.3g} is too small to saturate the units")
    return f"{listed(clauses)[0].upper()}{listed(clauses)[1:]}. {wrong[0][1]}"


def mirrored(p):
    """Return the machine whose units are swapped and whose states have the opposite sign."""
    W_x, W_h, b = p
    return RNNParams(-W_x[:, ::-1], W_h[::-1, ::-1], -b[::-1])


def unlike(parts):
    """Return how far fields are from the right ones; a form that is not known counts twice."""
    return sum(2 if part is None else bool(part[0]) for part in parts)


def best_parts(p):
    """Return the gain at which most fields are right, and what is wrong with each of them."""
    sizes = [float(np.abs(w).max()) for w in p]
    gains = [g for g in (sizes[0], 2 * sizes[1], sizes[2] / 1.5) if g > 0] or [1.0]
    return min(((gain, parts_at(p, gain)) for gain in gains), key=lambda found: unlike(found[1]))


def parts_at(p, gain):
    """Return the clause and question of each field at a gain; None where no form matches."""
    return [
        part_at(name, np.asarray(w, dtype=float), gain)
        for name, w in zip(p._fields, p, strict=True)
    ]


def part_at(name, w, gain):
    """Return the clause and question of a field; ("", "") where it is right."""
    for form, clause, question in PARTS[name]:
        if np.allclose(w, gain * np.array(form)):
            return clause, question
    for form, clause, question in PARTS[name]:
        size = np.abs(form).max()
        if size and np.allclose(w * size, np.abs(w).max() * np.array(form)):
            lacks = "lacks" if np.abs(w).max() <= size else "has not"
            without = f"{name} {lacks} the gain of the other weights"
            return (f"{clause}, and {without}", question) if clause else (without, GAIN)
    if name == "b":
        edges = [f"{edge:.3g}" for edge in -w / gain]
        return f"the thresholds are at q = {edges[0]} and q = {edges[1]}", BETWEEN
    return None


def wrong_fields(p):
    """Return the fields that are not those of the reference times a positive factor."""

    def direction(w):
        return np.asarray(w, dtype=float) / (np.abs(w).max() or 1.0)

    pairs = zip(p._fields, p, parity_weights(), strict=True)
    return {name for name, w, right in pairs if not np.allclose(direction(w), direction(right))}


def sums_from_corners(p):
    """Return what stands inside tanh after each bit, from each corner of the states, (2, 4, 2)."""
    corners = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]])
    return np.array([[0], [1]])[:, :, None] * p.W_x + corners @ p.W_h + p.b


def turns(p):
    """Return which way each unit turns."""
    return np.sign(sums_from_corners(p))


def first_wrong_step(bits, ys, wrong):
    """Describe the shortest sequence of bits after which the readout is wrong."""
    t, n = (int(i) for i in np.argwhere(wrong)[0])
    read = " ".join(str(bit) for bit in bits[: t + 1, n])
    word = "bit" if t == 0 else "bits"
    readout = f"{ys[t, n] + 0.0:.2f}".replace("-0.00", "0.00")
    return f"after the {word} {read} the readout is {readout}, expected {parity(bits)[t, n]}."


def late(wrong):
    """Return after how many steps the readout first goes wrong."""
    step = int(np.argwhere(wrong)[0, 0]) + 1
    return f"the readout is right at first and off by more than {NEAR} after {step} bits."


check_parity_weights = Check(
    name="parity_weights",
    reference=parity_weights,
    cases=parity_cases,
    outputs=("p", *rnn_axes("p")),
    slips=PARITY_SLIPS,
    alternatives=(
        parity_by_hand,
        parity_in_whole_numbers,
        parity_at_gain_40,
        parity_mirrored,
        parity_other_thresholds,
        parity_column_by_column,
        parity_in_float32,
    ),
    equivalent={
        "10.0 -> 20.0 (in `gain = 10.0`)": "a larger gain makes the same machine, only sharper",
        "gain * np.array([[1.0, 1.0]]) -> gain / np.array([[1.0, 1.0]]) "
        "(in `W_x = gain * np.array([[1.0, 1.0]])`)": "multiplied or divided by 1",
        "1.0 -> 2.0 (in `W_x = gain * np.array([[1.0, 1.0]])`)": (
            "unit 1 asks for at least one 1 among old parity and bit; a bit that counts double "
            "passes its threshold when a single one does"
        ),
        "gain -> W_x (in `W_h = gain * np.array([[0.5, 0.5], [-0.5, -0.5]])`)": (
            "every entry of W_x equals the gain"
        ),
    },
    properties=(follows_parity,),
    asked="the readout follows the parity of all 64 sequences of 6 bits, and of 8 of 2,000 bits",
    compare=False,
    float32=True,
    tolerance_reason="the prompt allows 0.1, a fifth of the way to the other answer's side",
)
