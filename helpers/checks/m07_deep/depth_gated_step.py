"""Check of depth_gated_step."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.checks.m07_deep.cases import ROUNDING, away_from_zero
from helpers.scratch.contract.params import param_shapes
from helpers.scratch.modules.m07_deep import depth_gated_step
from helpers.scratch.ops import sigmoid
from helpers.scratch.variants import depth_gated
from helpers.scratch.variants.depth_gated import DepthGatedParams

SIZES = ((2, 3, 4), (1, 5, 2), (3, 4, 4), (4, 1, 1), (2, 3, 4))  # B, D, H


def depth_gated_step_cases(seed):
    """Yield (p, x, h, c, c_below): several sizes, one row, D = H, one unit, saturated gates."""
    rng = np.random.default_rng(seed)
    for (B, D, H), scale in [*((size, 1.0) for size in SIZES), ((2, 2, 3), 1000.0)]:
        shapes = param_shapes(DepthGatedParams, D=D, H=H)
        draws = {name: 0.7 * away_from_zero(rng, shape) for name, shape in shapes.items()}
        h, c, c_below = (away_from_zero(rng, (B, H)) for _ in range(3))
        yield DepthGatedParams(**draws), scale * away_from_zero(rng, (B, D)), h, c, c_below


def right_gate(p, x, h, c, c_below):
    return sigmoid(x @ p.W_xd + p.w_cd * c + p.w_ld * c_below + p.b_d)


def right_write(d, c_below, f, c, i, g):
    return d * c_below + f * c + i * g


def gated(p, x, h, c, c_below, gate=right_gate, write=right_write, seen=None, out=np.tanh):
    """Take a step with some rules replaced; seen (c, c_next) -> the memory that o sees."""
    a_i, a_f, a_g, a_o = np.split(x @ p.W_x + h @ p.W_h + p.b, 4, axis=-1)
    i, f = sigmoid(a_i + p.p_i * c), sigmoid(a_f + p.p_f * c)
    c_next = write(gate(p, x, h, c, c_below), c_below, f, c, i, np.tanh(a_g))
    o = sigmoid(a_o + p.p_o * (seen(c, c_next) if seen else c_next))
    return o * out(c_next), c_next


def depth_plain_lstm(p, x, h, c, c_below):
    return gated(p, x, h, c, c_below, write=lambda d, below, f, c, i, g: f * c + i * g)


def depth_not_gated(p, x, h, c, c_below):
    return gated(p, x, h, c, c_below, write=lambda d, below, f, c, i, g: below + f * c + i * g)


def depth_gates_own_memory(p, x, h, c, c_below):
    return gated(p, x, h, c, c_below, write=lambda d, below, f, c, i, g: d * c + f * c + i * g)


def depth_memories_exchanged(p, x, h, c, c_below):
    return gated(p, x, h, c, c_below, write=lambda d, below, f, c, i, g: d * c + f * below + i * g)


def depth_mixes(p, x, h, c, c_below):
    def write(d, below, f, c, i, g):
        return d * below + (1 - d) * (f * c + i * g)

    return gated(p, x, h, c, c_below, write=write)


def depth_share_of_old(p, x, h, c, c_below):
    def write(d, below, f, c, i, g):
        return d * below + (1 - d) * c + i * g

    return gated(p, x, h, c, c_below, write=write)


def depth_forgets_own(p, x, h, c, c_below):
    return gated(p, x, h, c, c_below, write=lambda d, below, f, c, i, g: d * below + i * g)


def depth_forgets_candidate(p, x, h, c, c_below):
    return gated(p, x, h, c, c_below, write=lambda d, below, f, c, i, g: d * below + f * c)


def depth_gates_tanh(p, x, h, c, c_below):
    def write(d, below, f, c, i, g):
        return d * np.tanh(below) + f * c + i * g

    return gated(p, x, h, c, c_below, write=write)


def depth_gate_linear(p, x, h, c, c_below):
    def gate(p, x, h, c, c_below):
        return x @ p.W_xd + p.w_cd * c + p.w_ld * c_below + p.b_d

    return gated(p, x, h, c, c_below, gate)


def depth_gate_tanh(p, x, h, c, c_below):
    def gate(p, x, h, c, c_below):
        return np.tanh(x @ p.W_xd + p.w_cd * c + p.w_ld * c_below + p.b_d)

    return gated(p, x, h, c, c_below, gate)


def depth_gate_without_x(p, x, h, c, c_below):
    def gate(p, x, h, c, c_below):
        return sigmoid(p.w_cd * c + p.w_ld * c_below + p.b_d)

    return gated(p, x, h, c, c_below, gate)


def depth_gate_without_c(p, x, h, c, c_below):
    def gate(p, x, h, c, c_below):
        return sigmoid(x @ p.W_xd + p.w_ld * c_below + p.b_d)

    return gated(p, x, h, c, c_below, gate)


def depth_gate_without_below(p, x, h, c, c_below):
    def gate(p, x, h, c, c_below):
        return sigmoid(x @ p.W_xd + p.w_cd * c + p.b_d)

    return gated(p, x, h, c, c_below, gate)


def depth_gate_without_bias(p, x, h, c, c_below):
    def gate(p, x, h, c, c_below):
        return sigmoid(x @ p.W_xd + p.w_cd * c + p.w_ld * c_below)

    return gated(p, x, h, c, c_below, gate)


def depth_gate_weights_exchanged(p, x, h, c, c_below):
    def gate(p, x, h, c, c_below):
        return sigmoid(x @ p.W_xd + p.w_ld * c + p.w_cd * c_below + p.b_d)

    return gated(p, x, h, c, c_below, gate)


def depth_gate_reads_h(p, x, h, c, c_below):
    def gate(p, x, h, c, c_below):
        return sigmoid(h @ p.W_xd + p.w_cd * c + p.w_ld * c_below + p.b_d)

    return gated(p, x, h, c, c_below, gate)


def depth_gate_reads_h_for_c(p, x, h, c, c_below):
    def gate(p, x, h, c, c_below):
        return sigmoid(x @ p.W_xd + p.w_cd * h + p.w_ld * c_below + p.b_d)

    return gated(p, x, h, c, c_below, gate)


def depth_o_sees_old_c(p, x, h, c, c_below):
    return gated(p, x, h, c, c_below, seen=lambda c, c_next: c)


def depth_o_sees_below(p, x, h, c, c_below):
    return gated(p, x, h, c, c_below, seen=lambda c, c_next: c_below)


def depth_without_peepholes(p, x, h, c, c_below):
    zeros = np.zeros_like(p.b_d)
    return gated(p._replace(p_i=zeros, p_f=zeros, p_o=zeros), x, h, c, c_below)


def depth_peepholes_see_below(p, x, h, c, c_below):
    a_i, a_f, a_g, a_o = np.split(x @ p.W_x + h @ p.W_h + p.b, 4, axis=-1)
    i, f = sigmoid(a_i + p.p_i * c_below), sigmoid(a_f + p.p_f * c_below)
    c_next = right_write(right_gate(p, x, h, c, c_below), c_below, f, c, i, np.tanh(a_g))
    return sigmoid(a_o + p.p_o * c_next) * np.tanh(c_next), c_next


def depth_blocks_i_f_o_g(p, x, h, c, c_below):
    a_i, a_f, a_o, a_g = np.split(x @ p.W_x + h @ p.W_h + p.b, 4, axis=-1)
    i, f = sigmoid(a_i + p.p_i * c), sigmoid(a_f + p.p_f * c)
    c_next = right_write(right_gate(p, x, h, c, c_below), c_below, f, c, i, np.tanh(a_g))
    return sigmoid(a_o + p.p_o * c_next) * np.tanh(c_next), c_next


def depth_linear_output(p, x, h, c, c_below):
    return gated(p, x, h, c, c_below, out=lambda c_next: c_next)


def depth_memory_first(p, x, h, c, c_below):
    return gated(p, x, h, c, c_below)[::-1]


def depth_hidden_alone(p, x, h, c, c_below):
    return gated(p, x, h, c, c_below)[0]


def depth_by_units(p, x, h, c, c_below):
    B, H = h.shape
    h_next, c_next = np.zeros((B, H)), np.zeros((B, H))
    for j in range(H):
        a = [x @ p.W_x[:, k * H + j] + h @ p.W_h[:, k * H + j] + p.b[k * H + j] for k in range(4)]
        a_d = x @ p.W_xd[:, j] + p.w_cd[j] * c[:, j] + p.w_ld[j] * c_below[:, j] + p.b_d[j]
        i, f = sigmoid(a[0] + p.p_i[j] * c[:, j]), sigmoid(a[1] + p.p_f[j] * c[:, j])
        c_next[:, j] = i * np.tanh(a[2]) + f * c[:, j] + sigmoid(a_d) * c_below[:, j]
        h_next[:, j] = sigmoid(a[3] + p.p_o[j] * c_next[:, j]) * np.tanh(c_next[:, j])
    return h_next, c_next


def depth_by_one_product(p, x, h, c, c_below):
    """Put the depth gate's columns beside the other four's, and the peepholes as matrices."""
    H = h.shape[1]
    zeros = np.zeros((H, H))
    W = np.block([[p.W_x, p.W_xd], [p.W_h, zeros]])
    W_c = np.hstack([np.diag(p.p_i), np.diag(p.p_f), zeros, zeros, np.diag(p.w_cd)])
    a = np.hstack([x, h]) @ W + c @ W_c + np.concatenate([p.b, p.b_d])
    a_i, a_f, a_g, a_o, a_d = (a[:, k * H : (k + 1) * H] for k in range(5))
    c_next = sigmoid(a_f) * c + sigmoid(a_i) * np.tanh(a_g)
    c_next = c_next + sigmoid(a_d + c_below @ np.diag(p.w_ld)) * c_below
    return sigmoid(a_o + c_next @ np.diag(p.p_o)) * np.tanh(c_next), c_next


def depth_by_tanh(p, x, h, c, c_below):
    def gate(a):
        return 0.5 + 0.5 * np.tanh(a / 2)

    W_x, W_h, b = (np.split(w, 4, axis=-1) for w in (p.W_x, p.W_h, p.b))
    a = [x @ W_x[k] + h @ W_h[k] + b[k] for k in range(4)]
    c_next = gate(x @ p.W_xd + c * p.w_cd + c_below * p.w_ld + p.b_d) * c_below
    c_next += gate(a[1] + c * p.p_f) * c
    c_next += gate(a[0] + c * p.p_i) * np.tanh(a[2])
    return gate(a[3] + c_next * p.p_o) * np.tanh(c_next), c_next


def depth_in_float32(p, x, h, c, c_below):
    p = DepthGatedParams(*(leaf.astype(np.float32) for leaf in p))
    x, h, c, c_below = (v.astype(np.float32) for v in (x, h, c, c_below))
    return gated(p, x, h, c, c_below)


check_depth_gated_step = Check(
    name="depth_gated_step",
    reference=depth_gated_step,
    twins=(depth_gated.depth_gated_step,),
    cases=depth_gated_step_cases,
    outputs=("h_next (B, H)", "c_next (B, H)"),
    slips={
        "c_next lacks the memory of the layer below. Which gate scales it, and where is it "
        "added?": depth_plain_lstm,
        "The memory of the layer below was added whole. Which gate scales it?": depth_not_gated,
        "The depth gate scales c. Which memory flows through it?": depth_gates_own_memory,
        "d scales c, and f scales c_below. Which of the two memories is the layer's "
        "own?": depth_memories_exchanged,
        "All that is not from below was scaled by 1 - d. Do the weights of the three terms sum to "
        "1?": depth_mixes,
        "c was scaled by 1 - d. Which gate of its own has it?": depth_share_of_old,
        "c_next lacks what is kept of c. Which term carries it?": depth_forgets_own,
        "c_next lacks the candidate. Which term carries it?": depth_forgets_candidate,
        "c_below was squashed by tanh. What passes between the layers: a memory, or what is shown "
        "of it?": depth_gates_tanh,
        "d was not squashed. Which range should a gate have?": depth_gate_linear,
        "d was squashed by tanh. Which range should a gate have?": depth_gate_tanh,
        "d does not see x. Which of its terms has W_xd?": depth_gate_without_x,
        "d does not see c. Which of its terms has w_cd?": depth_gate_without_c,
        "d does not see c_below. Which of its terms has w_ld?": depth_gate_without_below,
        "d lacks its bias. Which of its terms has no input?": depth_gate_without_bias,
        "w_cd and w_ld are exchanged. Which of c and c_below belongs to "
        "w_cd?": depth_gate_weights_exchanged,
        "d reads h where x belongs. How many rows has W_xd?": depth_gate_reads_h,
        "d reads h where c belongs. Which of the two does w_cd scale?": depth_gate_reads_h_for_c,
        "o sees the old memory. Which one is ready when o is formed?": depth_o_sees_old_c,
        "o sees the memory of the layer below. Which one does p_o scale?": depth_o_sees_below,
        "The peepholes are missing. What do i, f and o see besides x and "
        "h?": depth_without_peepholes,
        "i and f see the memory of the layer below. Which memory do p_i and p_f "
        "scale?": depth_peepholes_see_below,
        "The last two blocks are exchanged. In which order do i, f, g, o "
        "run?": depth_blocks_i_f_o_g,
        "h_next lacks the tanh of the memory. What does the output gate "
        "scale?": depth_linear_output,
        "h_next and c_next are exchanged. Which comes first?": depth_memory_first,
        "c_next is missing. Which two values does the exercise ask for?": depth_hidden_alone,
    },
    alternatives=(depth_by_units, depth_by_one_product, depth_by_tanh, depth_in_float32),
    tolerance_reason=ROUNDING,
    float32=True,
)
