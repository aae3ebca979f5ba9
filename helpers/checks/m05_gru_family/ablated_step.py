"""Check of ablated_step."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.checks.m05_gru_family.cases import ROUNDING, SIZES, states, weights
from helpers.scratch.ops import sigmoid
from helpers.scratch.variants import greff
from helpers.scratch.variants.lstm import PeepholeParams
from helpers.scratch.variants.states import ablated_step

VARIANTS = ("V", "NIG", "NFG", "NOG", "NIAF", "NOAF", "NP", "CIFG")


def ablated_step_cases(seed):
    """Yield (p, x, h, c, variant): all eight, the sizes in turn; then V again in its first size."""
    rng = np.random.default_rng(seed)
    sizes = (*SIZES[:-1], *SIZES[:3], SIZES[-1])
    for variant, (B, D, H) in zip((*VARIANTS, "V"), sizes, strict=True):
        h, c = states(rng, B, H, count=2)
        yield weights(rng, PeepholeParams, D, H), rng.normal(size=(B, D)), h, c, variant


def advance(p, x, h, c, variant, gate=1.0, i=None, f=None, g=None, peep=None, o_sees_old=False):
    """Advance as the variants ask, with some rules replaced.

    gate: the value of a gate that is left out. i, f, g: functions of what the gates and the
    candidate's sum are, (i, f, a_g), that say what to use instead. peep: 0 or 1 for i, f and o.
    """
    peep = peep or ((0, 0, 0) if variant == "NP" else (1, 1, 1))
    a_i, a_f, a_g, a_o = np.split(x @ p.W_x + h @ p.W_h + p.b, 4, axis=-1)
    of_i = np.full_like(c, gate) if variant == "NIG" else sigmoid(a_i + peep[0] * p.p_i * c)
    of_f = np.full_like(c, gate) if variant == "NFG" else sigmoid(a_f + peep[1] * p.p_f * c)
    of_f = 1 - of_i if variant == "CIFG" else of_f
    of_g = a_g if variant == "NIAF" else np.tanh(a_g)
    new_i, new_f, new_g = (
        own if rule is None else rule(of_i, of_f, a_g)
        for rule, own in ((i, of_i), (f, of_f), (g, of_g))
    )
    c_next = new_f * c + new_i * new_g
    a_o = a_o + peep[2] * p.p_o * (c if o_sees_old else c_next)
    o = np.full_like(c, gate) if variant == "NOG" else sigmoid(a_o)
    return o * (c_next if variant == "NOAF" else np.tanh(c_next)), c_next


def ablated_shuts_gates(p, x, h, c, variant):
    return advance(p, x, h, c, variant, gate=0.0)


def ablated_halves_gates(p, x, h, c, variant):
    return advance(p, x, h, c, variant, gate=0.5)


def ablated_o_sees_old_c(p, x, h, c, variant):
    return advance(p, x, h, c, variant, o_sees_old=True)


def ablated_always_vanilla(p, x, h, c, variant):
    return ablated_step(p, x, h, c, "V")


def ablated_never_peeps(p, x, h, c, variant):
    return advance(p, x, h, c, variant, peep=(0, 0, 0))


def ablated_NP_ignored(p, x, h, c, variant):
    if variant != "NP":
        return ablated_step(p, x, h, c, variant)
    return ablated_step(p, x, h, c, "V")


def ablated_NP_keeps_o(p, x, h, c, variant):
    if variant != "NP":
        return ablated_step(p, x, h, c, variant)
    return advance(p, x, h, c, "V", peep=(0, 0, 1))


def ablated_CIFG_ignored(p, x, h, c, variant):
    if variant != "CIFG":
        return ablated_step(p, x, h, c, variant)
    return ablated_step(p, x, h, c, "V")


def ablated_CIFG_other_way(p, x, h, c, variant):
    if variant != "CIFG":
        return ablated_step(p, x, h, c, variant)
    return advance(p, x, h, c, "V", i=lambda i, f, a_g: 1 - f)


def ablated_CIFG_equal(p, x, h, c, variant):
    if variant != "CIFG":
        return ablated_step(p, x, h, c, variant)
    return advance(p, x, h, c, "V", f=lambda i, f, a_g: i)


def ablated_NIAF_ignored(p, x, h, c, variant):
    if variant != "NIAF":
        return ablated_step(p, x, h, c, variant)
    return ablated_step(p, x, h, c, "V")


def ablated_NOAF_ignored(p, x, h, c, variant):
    if variant != "NOAF":
        return ablated_step(p, x, h, c, variant)
    return ablated_step(p, x, h, c, "V")


def ablated_NIAF_leaves_out_both(p, x, h, c, variant):
    if variant != "NIAF":
        return ablated_step(p, x, h, c, variant)
    return advance(p, x, h, c, "NOAF", g=lambda i, f, a_g: a_g)


def ablated_NOAF_leaves_out_both(p, x, h, c, variant):
    if variant != "NOAF":
        return ablated_step(p, x, h, c, variant)
    return advance(p, x, h, c, "NOAF", g=lambda i, f, a_g: a_g)


def ablated_NIAF_sigmoid(p, x, h, c, variant):
    if variant != "NIAF":
        return ablated_step(p, x, h, c, variant)
    return advance(p, x, h, c, "V", g=lambda i, f, a_g: sigmoid(a_g))


def ablated_activations_swapped(p, x, h, c, variant):
    return ablated_step(p, x, h, c, {"NIAF": "NOAF", "NOAF": "NIAF"}.get(variant, variant))


def ablated_i_f_swapped(p, x, h, c, variant):
    return ablated_step(p, x, h, c, {"NIG": "NFG", "NFG": "NIG"}.get(variant, variant))


def ablated_NIG_writes_nothing(p, x, h, c, variant):
    if variant != "NIG":
        return ablated_step(p, x, h, c, variant)
    return advance(p, x, h, c, "NIG", gate=0.0)


def ablated_NFG_keeps_nothing(p, x, h, c, variant):
    if variant != "NFG":
        return ablated_step(p, x, h, c, variant)
    return advance(p, x, h, c, "NFG", gate=0.0)


def ablated_NOG_shows_nothing(p, x, h, c, variant):
    if variant != "NOG":
        return ablated_step(p, x, h, c, variant)
    return advance(p, x, h, c, "NOG", gate=0.0)


def gate_alone(p, x, h, c):
    h_next, c_next = ablated_step(p, x, h, c, "NOAF")
    return h_next / c_next, c_next


def ablated_NOAF_shows_gate(p, x, h, c, variant):
    if variant != "NOAF":
        return ablated_step(p, x, h, c, variant)
    return gate_alone(p, x, h, c)


def ablated_blocks_i_f_o_g(p, x, h, c, variant):
    order = np.concatenate([np.arange(4 * c.shape[1]).reshape(4, -1)[k] for k in (0, 1, 3, 2)])
    return ablated_step(
        p._replace(W_x=p.W_x[:, order], W_h=p.W_h[:, order], b=p.b[order]), x, h, c, variant
    )


def ablated_by_branches(p, x, h, c, variant):
    a_i, a_f, a_g, a_o = np.split(x @ p.W_x + h @ p.W_h + p.b, 4, axis=1)
    if variant == "NP":
        i, f = sigmoid(a_i), sigmoid(a_f)
    else:
        i, f = sigmoid(a_i + c * p.p_i), sigmoid(a_f + c * p.p_f)
    g = np.tanh(a_g)
    if variant == "NIG":
        i[:] = 1
    elif variant == "NFG":
        f[:] = 1
    elif variant == "CIFG":
        f = 1 - i
    elif variant == "NIAF":
        g = a_g
    c_next = f * c + i * g
    if variant == "NOG":
        return np.tanh(c_next), c_next
    o = sigmoid(a_o) if variant == "NP" else sigmoid(a_o + c_next * p.p_o)
    return (o * c_next if variant == "NOAF" else o * np.tanh(c_next)), c_next


def ablated_by_weights(p, x, h, c, variant):
    """Change the weights where a variant only takes some away; a gate of 1 has an infinite sum."""
    if variant == "NP":
        p = p._replace(p_i=0 * p.p_i, p_f=0 * p.p_f, p_o=0 * p.p_o)
    a = np.stack(np.split(x @ p.W_x + h @ p.W_h + p.b, 4, axis=-1))
    for k, name in enumerate(("NIG", "NFG", "", "NOG")):
        if variant == name:
            a[k] = 1e6
    i = sigmoid(a[0] + p.p_i * c)
    f = sigmoid(-(a[0] + p.p_i * c)) if variant == "CIFG" else sigmoid(a[1] + p.p_f * c)
    c_next = c * f + i * (a[2] if variant == "NIAF" else np.tanh(a[2]))
    shown = c_next if variant == "NOAF" else np.tanh(c_next)
    return shown * sigmoid(a[3] + p.p_o * c_next), c_next


def ablated_by_loop(p, x, h, c, variant):
    B, H = c.shape
    h_next, c_next = np.zeros((B, H)), np.zeros((B, H))
    for row in range(B):
        for j in range(H):
            columns = [j, H + j, 2 * H + j, 3 * H + j]
            a = x[row] @ p.W_x[:, columns] + h[row] @ p.W_h[:, columns] + p.b[columns]
            peeps = (0, 0, 0) if variant == "NP" else (p.p_i[j], p.p_f[j], p.p_o[j])
            i = 1.0 if variant == "NIG" else sigmoid(a[0] + peeps[0] * c[row, j])
            f = 1.0 if variant == "NFG" else sigmoid(a[1] + peeps[1] * c[row, j])
            f = 1.0 - i if variant == "CIFG" else f
            new = f * c[row, j] + i * (a[2] if variant == "NIAF" else np.tanh(a[2]))
            o = 1.0 if variant == "NOG" else sigmoid(a[3] + peeps[2] * new)
            c_next[row, j] = new
            h_next[row, j] = o * (new if variant == "NOAF" else np.tanh(new))
    return h_next, c_next


check_ablated_step = Check(
    name="ablated_step",
    reference=ablated_step,
    twins=(greff.ablated_step,),
    cases=ablated_step_cases,
    outputs=("h_next (B, H)", "c_next (B, H)"),
    slips={
        "A gate that is left out is 0 in NIG, NFG and NOG. Does a missing gate let everything "
        "pass, or nothing?": ablated_shuts_gates,
        "A gate that is left out is 0.5. Its weights alone are not what is taken away: which "
        "value does the gate have?": ablated_halves_gates,
        "The output gate sees the old memory. Which memory is ready when it "
        "opens?": ablated_o_sees_old_c,
        "All variants give the result of V. On which argument do the changes "
        "depend?": ablated_always_vanilla,
        "The peepholes are missing in every variant. In which one alone are they left "
        "out?": ablated_never_peeps,
        "NP gives the result of V. Which three terms does NP leave out?": ablated_NP_ignored,
        "In NP the output gate still has its peephole. How many of the three does NP leave "
        "out?": ablated_NP_keeps_o,
        "CIFG gives the result of V. What is f in CIFG?": ablated_CIFG_ignored,
        "In CIFG i was computed from f. Which of the two keeps its own "
        "weights?": ablated_CIFG_other_way,
        "In CIFG f is i. How much is forgotten when much is written?": ablated_CIFG_equal,
        "NIAF gives the result of V. Which function does NIAF leave out?": ablated_NIAF_ignored,
        "NOAF gives the result of V. Which function does NOAF leave out?": ablated_NOAF_ignored,
        "NIAF leaves out the tanh of c_next as well. Which of the two functions is on the input's "
        "side?": ablated_NIAF_leaves_out_both,
        "NOAF leaves out the candidate's tanh as well. Which of the two functions is on the "
        "output's side?": ablated_NOAF_leaves_out_both,
        "NIAF squashes the candidate by a sigmoid. Which function should be "
        "left?": ablated_NIAF_sigmoid,
        "NIAF and NOAF are exchanged. Which letter stands for the input, and which tanh is on "
        "that side?": ablated_activations_swapped,
        "NIG and NFG are exchanged. Which gate does each name take away?": ablated_i_f_swapped,
        "In NIG nothing is written. Does a missing input gate let everything in, or "
        "nothing?": ablated_NIG_writes_nothing,
        "In NFG nothing of the old memory is kept. Does a missing forget gate forget everything, "
        "or nothing?": ablated_NFG_keeps_nothing,
        "In NOG h_next is 0. Does a missing output gate show everything, or "
        "nothing?": ablated_NOG_shows_nothing,
        "In NOAF h_next is the gate alone. What does the output gate scale when tanh is left "
        "out?": ablated_NOAF_shows_gate,
        "The third block was taken for o and the fourth for g. In which order do the blocks "
        "run?": ablated_blocks_i_f_o_g,
    },
    alternatives=(ablated_by_branches, ablated_by_weights, ablated_by_loop),
    tolerance_reason=ROUNDING,
)
