"""Greff et al.'s eight variants: each against the paper, against its parent, and in PyTorch."""

import math
from functools import partial
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from helpers.nn.variants.greff import GreffCell
from helpers.scratch.cells import LSTMParams, lstm_step
from helpers.scratch.variants.greff import (
    GREFF,
    FGRParams,
    ablated_step,
    ablated_step_backward,
    fgr_step,
)
from helpers.scratch.variants.lstm import (
    PeepholeParams,
    ThreeBlockParams,
    coupled_step,
    lstm_1997_step,
    peephole_step,
    peephole_step_backward,
)
from tests.support.proofs import SEEDS, draw_params, prove_gradients, prove_torch_agrees
from tests.support.tables import each_row

B, D, H = 2, 3, 4
SMALL = st.integers(1, 4)
VARIANTS = ["V", "NIG", "NFG", "NOG", "NIAF", "NOAF", "NP", "CIFG", "FGR"]
TWO_STATES = VARIANTS[:-1]
BLOCK = {"i": 0, "f": 1, "g": 2, "o": 3}


def test_all_eight_and_the_vanilla_one_are_there():
    assert list(GREFF) == VARIANTS
    for variant, cell in GREFF.items():
        module = GreffCell(3, 4, np.random.default_rng(0), variant=variant)
        assert module.cell is cell
        assert type(module.to_scratch()) is cell.params


@pytest.mark.parametrize("make", [GreffCell.from_scratch, partial(GreffCell, 3, 4)])
def test_an_unknown_variant_of_the_module_is_named(make):
    with pytest.raises(ValueError, match="variant is 'NOPE', expected one of V, NIG"):
        make(None, variant="NOPE")


@settings(max_examples=6, deadline=None, derandomize=True)
@example(T=1, B=1, D=3, H=2, seed=0)
@given(T=SMALL, B=SMALL, D=SMALL, H=SMALL, seed=SEEDS)
@pytest.mark.parametrize("variant", VARIANTS)
def test_gradients_and_pytorch(variant, T, B, D, H, seed):
    prove_gradients(GREFF[variant], T, B, D, H, seed)
    module = SimpleNamespace(from_scratch=partial(GreffCell.from_scratch, variant=variant))
    prove_torch_agrees(GREFF[variant], module, T, B, D, H, seed)


def draw(params=PeepholeParams):
    rng = np.random.default_rng(7)
    p = draw_params(rng, params, D=D, H=H)
    return p, rng.normal(size=(B, D)), rng.normal(size=(B, H)), rng.normal(size=(B, H))


def sig(a):
    return 1 / (1 + math.exp(-a))


def a(p, x, h, row, j, letter):
    """The pre-activation of one unit without peephole, by sums written out."""
    column = BLOCK[letter] * H + j
    from_x = sum(x[row, d] * p.W_x[d, column] for d in range(D))
    from_h = sum(h[row, k] * p.W_h[k, column] for k in range(H))
    return from_x + from_h + p.b[column]


# Each variant's unit as the paper has it, written out in full: (a, old c, peepholes) -> i, f, g, o
# as functions, where o is given the new c.
UNITS = {
    "V": (
        lambda a, c, p: sig(a["i"] + p["i"] * c),
        lambda a, c, p: sig(a["f"] + p["f"] * c),
        lambda a: math.tanh(a["g"]),
        lambda a, c_next, p: sig(a["o"] + p["o"] * c_next),
        math.tanh,
    )
}
UNITS["NIG"] = (lambda a, c, p: 1.0, *UNITS["V"][1:])
UNITS["NFG"] = (UNITS["V"][0], lambda a, c, p: 1.0, *UNITS["V"][2:])
UNITS["NOG"] = (*UNITS["V"][:3], lambda a, c_next, p: 1.0, math.tanh)
UNITS["NIAF"] = (*UNITS["V"][:2], lambda a: a["g"], *UNITS["V"][3:])
UNITS["NOAF"] = (*UNITS["V"][:4], lambda c_next: c_next)
UNITS["NP"] = (
    lambda a, c, p: sig(a["i"]),
    lambda a, c, p: sig(a["f"]),
    UNITS["V"][2],
    lambda a, c_next, p: sig(a["o"]),
    math.tanh,
)
UNITS["CIFG"] = (
    UNITS["V"][0],
    lambda a, c, p: 1.0 - sig(a["i"] + p["i"] * c),
    *UNITS["V"][2:],
)


@pytest.mark.parametrize("variant", TWO_STATES)
def test_each_variant_follows_the_paper_unit_by_unit(variant):
    p, x, h, c = draw()
    input_gate, forget_gate, candidate, output_gate, squash = UNITS[variant]
    h_next, c_next, _ = ablated_step(p, x, h, c, variant)
    for row in range(B):
        for j in range(H):
            pre = {letter: a(p, x, h, row, j, letter) for letter in "ifgo"}
            peep = {"i": p.p_i[j], "f": p.p_f[j], "o": p.p_o[j]}
            old = c[row, j]
            new = forget_gate(pre, old, peep) * old
            new += input_gate(pre, old, peep) * candidate(pre)
            assert c_next[row, j] == pytest.approx(new, abs=1e-13)
            shown = output_gate(pre, new, peep) * squash(new)
            assert h_next[row, j] == pytest.approx(shown, abs=1e-13)


def test_full_gate_recurrence_follows_the_paper_unit_by_unit():
    p, x, h, c = draw(FGRParams)
    gates = np.random.default_rng(8).uniform(size=(B, 3 * H))
    h_next, c_next, gates_next, _ = fgr_step(p, x, h, c, gates)
    before = dict(zip("ifo", np.split(gates, 3, axis=1), strict=True))
    # R["fi"] is the matrix from the old forget gates to the new input gates: nine in all.
    R = {
        source + target: p.W_r[k * H : (k + 1) * H, m * H : (m + 1) * H]
        for k, source in enumerate("ifo")
        for m, target in enumerate("ifo")
    }
    assert len(R) == 9

    def recurrent(row, j, target):
        return sum(
            before[source][row, k] * R[source + target][k, j] for source in "ifo" for k in range(H)
        )

    for row in range(B):
        for j in range(H):
            pre = {letter: a(p, x, h, row, j, letter) for letter in "ifgo"}
            i = sig(pre["i"] + p.p_i[j] * c[row, j] + recurrent(row, j, "i"))
            f = sig(pre["f"] + p.p_f[j] * c[row, j] + recurrent(row, j, "f"))
            new = f * c[row, j] + i * math.tanh(pre["g"])
            o = sig(pre["o"] + p.p_o[j] * new + recurrent(row, j, "o"))
            got = [c_next[row, j], h_next[row, j], *gates_next[row, [j, H + j, 2 * H + j]]]
            assert got == pytest.approx([new, o * math.tanh(new), i, f, o], abs=1e-13)


def test_without_gate_recurrence_it_is_the_vanilla_lstm():
    p, x, h, c = draw(FGRParams)
    gates = np.random.default_rng(8).uniform(size=(B, 3 * H))
    still = p._replace(W_r=np.zeros((3 * H, 3 * H)))
    got, want = fgr_step(still, x, h, c, gates), ablated_step(PeepholeParams(*p[:6]), x, h, c, "V")
    np.testing.assert_array_equal(got[:2], want[:2])


def test_vanilla_is_the_peephole_lstm_forward_and_backward():
    p, x, h, c = draw()
    *got, cache = ablated_step(p, x, h, c, "V")
    *want, twin = peephole_step(p, x, h, c)
    np.testing.assert_array_equal(got, want)
    *got, dp = ablated_step_backward(p, cache, h, c)
    *want, dq = peephole_step_backward(p, twin, h, c)
    for one, other in zip((*got, *dp), (*want, *dq), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-12)


@pytest.mark.parametrize(("variant", "letter"), [("NIG", "i"), ("NFG", "f"), ("NOG", "o")])
def test_a_removed_gate_is_the_vanilla_one_forced_open(variant, letter):
    p, x, h, c = draw()
    push = np.zeros(4 * H)
    push[BLOCK[letter] * H : (BLOCK[letter] + 1) * H] = 90.0
    got = ablated_step(p, x, h, c, variant)
    want = ablated_step(p._replace(b=p.b + push), x, h, c, "V")
    np.testing.assert_allclose(got[:2], want[:2], rtol=1e-12)


def test_without_peepholes_it_is_the_lstm_and_its_variants_are_the_family():
    p, x, h, c = draw()
    blind = p._replace(p_i=np.zeros(H), p_f=np.zeros(H), p_o=np.zeros(H))
    keep = np.r_[0:H, 2 * H : 4 * H]
    three = ThreeBlockParams(p.W_x[:, keep], p.W_h[:, keep], p.b[keep])
    pairs = [
        (ablated_step(p, x, h, c, "NP"), lstm_step(LSTMParams(*p[:3]), x, h, c)),
        (ablated_step(blind, x, h, c, "NFG"), lstm_1997_step(three, x, h, c)),
        (ablated_step(blind, x, h, c, "CIFG"), coupled_step(three, x, h, c)),
    ]
    for got, want in pairs:
        np.testing.assert_allclose(got[:2], want[:2], rtol=1e-12)


def test_an_activation_that_is_hardly_bent_can_be_left_out():
    p, x, h, c = draw()
    small = p._replace(**{name: w.copy() for name, w in p._asdict().items()})
    for weight in (small.W_x, small.W_h, small.b):
        weight[..., 2 * H : 3 * H] *= 1e-5  # a small candidate
    vanilla = ablated_step(small, x, h, 1e-5 * c, "V")
    for variant in ["NIAF", "NOAF"]:
        got = ablated_step(small, x, h, 1e-5 * c, variant)
        np.testing.assert_allclose(got[:2], vanilla[:2], rtol=1e-8)


UNUSED = {
    "V": [],
    "NIG": [("i", "p_i")],
    "NFG": [("f", "p_f")],
    "NOG": [("o", "p_o")],
    "NIAF": [],
    "NOAF": [],
    "NP": [("", "p_i"), ("", "p_f"), ("", "p_o")],
    "CIFG": [("f", "p_f")],
}


@pytest.mark.parametrize("variant", TWO_STATES)
def test_exactly_the_unused_weights_have_gradient_zero(variant):
    p, x, h, c = draw()
    *_, cache = ablated_step(p, x, h, c, variant)
    *_, dp = ablated_step_backward(p, cache, h, c)
    idle = {peephole for _, peephole in UNUSED[variant]}
    idle |= {block for block, _ in UNUSED[variant] if block}
    for letter, block in BLOCK.items():
        columns = slice(block * H, (block + 1) * H)
        for gradient in (dp.W_x, dp.W_h, dp.b):
            assert gradient[..., columns].any() == (letter not in idle)
    for name in ["p_i", "p_f", "p_o"]:
        assert getattr(dp, name).any() == (name not in idle)


@each_row("variant", ["FGR", "nig", "", None])
def test_an_unknown_variant_is_named(variant):
    p, x, h, c = draw()
    with pytest.raises(ValueError, match=f"^variant is {variant!r}, expected one of V, NIG"):
        ablated_step(p, x, h, c, variant)
