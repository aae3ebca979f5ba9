"""The depth-gated LSTM: one step, a stack over time, and the PyTorch cell."""

import math

import numpy as np
import pytest
import torch
from hypothesis import example, given, settings
from hypothesis import strategies as st

from helpers.nn.cells import LSTMCell
from helpers.nn.variants.depth_gated import DepthGatedLSTMCell
from helpers.scratch.bptt import unroll, unroll_backward
from helpers.scratch.cells import LSTM, LSTMParams
from helpers.scratch.contract.tree import tree_leaves
from helpers.scratch.gradcheck import check_gradients, relative_errors
from helpers.scratch.variants.depth_gated import (
    DepthGatedParams,
    depth_gated_backward,
    depth_gated_forward,
    depth_gated_step,
    depth_gated_step_backward,
    init_depth_gated,
)
from helpers.scratch.variants.lstm import PeepholeParams, peephole_step, peephole_step_backward
from tests.support.proofs import SEEDS, SIZES, draw_params

SMALL = st.integers(1, 3)
TOLERANCE = 1e-6


def draw(B=2, D=3, H=4, seed=0):
    """Draw the five arguments of a step."""
    rng = np.random.default_rng(seed)
    p = draw_params(rng, DepthGatedParams, D=D, H=H)
    return p, rng.normal(size=(B, D)), *(rng.normal(size=(B, H)) for _ in range(3))


def draw_stack(T=3, B=2, D=3, H=4, L=3, seed=0):
    """Draw the weights of L layers, a sequence and the first states."""
    rng = np.random.default_rng(seed)
    ps = [draw_params(rng, LSTMParams, D=D, H=H)]
    ps += [draw_params(rng, DepthGatedParams, D=H, H=H) for _ in range(L - 1)]
    states0 = [(rng.normal(size=(B, H)), rng.normal(size=(B, H))) for _ in ps]
    return ps, rng.normal(size=(T, B, D)), states0


@settings(max_examples=10, deadline=None, derandomize=True)
@example(B=1, D=3, H=2, seed=0)
@given(B=SIZES, D=SIZES, H=SIZES, seed=SEEDS)
def test_the_gradients_of_a_step_by_central_differences(B, D, H, seed):
    inputs = dict(zip(["p", "x", "h", "c", "c_below"], draw(B, D, H, seed), strict=True))

    def backward(douts, **inputs):
        *_, cache = depth_gated_step(**inputs)
        dx, dh, dc, dc_below, dp = depth_gated_step_backward(inputs["p"], cache, *douts)
        return {"p": dp, "x": dx, "h": dh, "c": dc, "c_below": dc_below}

    def forward(**inputs):
        return depth_gated_step(**inputs)[:2]

    errors = check_gradients(forward, backward, inputs, np.random.default_rng(seed))
    assert len(errors) == len(DepthGatedParams._fields) + 4
    assert max(errors.values()) < TOLERANCE, errors


@settings(max_examples=8, deadline=None, derandomize=True)
@example(T=1, B=1, D=3, H=2, L=1, seed=0)
@given(T=SMALL, B=SMALL, D=SMALL, H=SMALL, L=SMALL, seed=SEEDS)
def test_the_gradients_of_a_stack_by_central_differences(T, B, D, H, L, seed):
    inputs = dict(zip(["ps", "xs", "states0"], draw_stack(T, B, D, H, L, seed), strict=True))

    def backward(douts, ps, xs, states0):
        caches = depth_gated_forward(ps, xs, states0)[2]
        dxs, dstates0, dps = depth_gated_backward(ps, caches, *douts)
        return {"ps": dps, "xs": dxs, "states0": dstates0}

    def forward(**inputs):
        return depth_gated_forward(**inputs)[:2]

    errors = check_gradients(forward, backward, inputs, np.random.default_rng(seed))
    assert len(errors) == 3 + (L - 1) * len(DepthGatedParams._fields) + 1 + 2 * L
    assert max(errors.values()) < TOLERANCE, errors


@settings(max_examples=8, deadline=None, derandomize=True)
@example(T=1, B=1, D=3, H=2, L=2, seed=0)
@given(T=SIZES, B=SIZES, D=SIZES, H=SIZES, L=SMALL, seed=SEEDS)
def test_a_stack_of_pytorch_cells_agrees(T, B, D, H, L, seed):
    ps, xs, states0 = draw_stack(T, B, D, H, L, seed)
    hs, states, caches = depth_gated_forward(ps, xs, states0)
    rng = np.random.default_rng(seed)
    dhs, dc = rng.normal(size=hs.shape), rng.normal(size=(B, H))
    zeros = np.zeros((B, H))
    dstates = [(zeros, zeros)] * (L - 1) + [(zeros, dc)]
    got = depth_gated_backward(ps, caches, dhs, dstates)

    txs = torch.tensor(xs, requires_grad=True)
    first = [tuple(torch.tensor(s, requires_grad=True) for s in pair) for pair in states0]
    kinds = [LSTMCell] + [DepthGatedLSTMCell] * (L - 1)
    modules = [kind.from_scratch(p) for kind, p in zip(kinds, ps, strict=True)]
    tstates, shown = list(first), []
    for x in txs:
        tstates[0] = modules[0](x, tstates[0])
        for layer in range(1, L):
            h_below, c_below = tstates[layer - 1]
            tstates[layer] = modules[layer](h_below, tstates[layer], c_below)
        shown.append(tstates[-1][0])
    loss = (torch.stack(shown) * torch.tensor(dhs)).sum()
    (loss + (tstates[-1][1] * torch.tensor(dc)).sum()).backward()
    want = (
        txs.grad.numpy(),
        [tuple(s.grad.numpy() for s in pair) for pair in first],
        [
            type(p)(*(getattr(module, name).grad.numpy() for name in p._fields))
            for module, p in zip(modules, ps, strict=True)
        ],
    )
    tstates = [tuple(s.detach().numpy() for s in pair) for pair in tstates]
    shown = torch.stack(shown).detach().numpy()
    errors = relative_errors((hs, states, *got), (shown, tstates, *want))
    assert max(errors.values()) < TOLERANCE, errors


def test_the_step_follows_the_paper_unit_by_unit():
    p, x, h, c, c_below = draw()
    (B, D), H = x.shape, h.shape[1]
    h_next, c_next, _ = depth_gated_step(p, x, h, c, c_below)

    def sig(value):
        return 1 / (1 + math.exp(-value))

    for row in range(B):
        for j in range(H):
            a_i, a_f, a_g, a_o = (
                sum(x[row, m] * p.W_x[m, k] for m in range(D))
                + sum(h[row, m] * p.W_h[m, k] for m in range(H))
                + p.b[k]
                for k in (j, H + j, 2 * H + j, 3 * H + j)
            )
            old, below = c[row, j], c_below[row, j]
            a_d = sum(x[row, m] * p.W_xd[m, j] for m in range(D)) + p.b_d[j]
            new = sig(a_d + p.w_cd[j] * old + p.w_ld[j] * below) * below
            new += sig(a_f + p.p_f[j] * old) * old + sig(a_i + p.p_i[j] * old) * math.tanh(a_g)
            assert c_next[row, j] == pytest.approx(new, abs=1e-13)
            shown = sig(a_o + p.p_o[j] * new) * math.tanh(new)
            assert h_next[row, j] == pytest.approx(shown, abs=1e-13)


def test_a_shut_depth_gate_gives_the_peephole_lstm_forward_and_backward():
    p, x, h, c, c_below = draw()
    shut = p._replace(b_d=np.full(4, -90.0))  # d = 0
    *got, cache = depth_gated_step(shut, x, h, c, c_below)
    plain = PeepholeParams(*p[:6])
    *want, twin = peephole_step(plain, x, h, c)
    np.testing.assert_allclose(got, want, rtol=1e-12)
    dx, dh, dc, dc_below, dp = depth_gated_step_backward(shut, cache, h, c)
    twins = peephole_step_backward(plain, twin, h, c)
    np.testing.assert_allclose(dc_below, 0, atol=1e-12)
    for one, other in zip((dx, dh, dc, *dp[:6]), (*twins[:3], *twins[3]), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-10)


def test_an_open_depth_gate_adds_the_memory_below_and_hands_it_the_gradient():
    p, x, h, c, c_below = draw()
    opened = p._replace(b_d=np.full(4, 90.0))  # d = 1
    _, with_it, cache = depth_gated_step(opened, x, h, c, c_below)
    _, without, _ = depth_gated_step(opened, x, h, c, np.zeros_like(c))
    np.testing.assert_allclose(with_it - without, c_below, atol=1e-12)
    dc_next = np.arange(8.0).reshape(2, 4)
    *_, dc_below, _ = depth_gated_step_backward(opened, cache, np.zeros((2, 4)), dc_next)
    np.testing.assert_allclose(dc_below, dc_next, rtol=1e-12)


def test_a_stack_of_one_layer_is_the_lstm():
    ps, xs, states0 = draw_stack(L=1)
    hs, states, caches = depth_gated_forward(ps, xs)
    want, state, tape = unroll(LSTM, ps[0], xs)
    np.testing.assert_array_equal(hs, want)
    np.testing.assert_array_equal(states[0], state)
    dxs, dstates0, dps = depth_gated_backward(ps, caches, hs)
    got, want = (dxs, dstates0[0], dps[0]), unroll_backward(LSTM, ps[0], tape, hs)
    assert max(relative_errors(got, want).values()) < 1e-12


def test_nothing_is_changed_and_single_precision_stays():
    ps, xs, states0 = draw_stack()
    ps = [type(p)(*(w.astype(np.float32) for w in p)) for p in ps]
    xs, states0 = (
        xs.astype(np.float32),
        [tuple(s.astype(np.float32) for s in q) for q in states0],
    )
    before = [leaf.copy() for _, leaf in tree_leaves((ps, xs, states0))]
    for first in (states0, None):
        hs, states, caches = depth_gated_forward(ps, xs, first)
        results = (hs, states, depth_gated_backward(ps, caches, np.ones_like(hs), states0))
        assert {leaf.dtype for _, leaf in tree_leaves(results)} == {np.dtype(np.float32)}
    for (_, leaf), copy in zip(tree_leaves((ps, xs, states0)), before, strict=True):
        np.testing.assert_array_equal(leaf, copy)


def test_bad_arguments_are_named():
    p, x, h, c, c_below = draw()
    ps, xs, states0 = draw_stack()
    wide = draw_params(np.random.default_rng(0), DepthGatedParams, D=3, H=4)
    lower = draw_params(np.random.default_rng(0), LSTMParams, D=2, H=4)
    hs, _, caches = depth_gated_forward(ps, xs, states0)
    *_, cache = depth_gated_step(p, x, h, c, c_below)
    module = DepthGatedLSTMCell.from_scratch(p)
    tx, th, tc = torch.tensor(x), torch.tensor(h), torch.tensor(c)
    cases = [
        (lambda: depth_gated_step(p, x, h, c, c_below[:1]), r"^c_below has shape \(1, 4\)"),
        (lambda: depth_gated_step(p, x, h, c_below.T, c), r"^c has shape \(4, 2\)"),
        (lambda: depth_gated_step(p, x.T, h, c, c_below), r"^x has shape \(3, 2\)"),
        (lambda: depth_gated_step(p, x, h.astype(int), c, c), "^h is an array of int"),
        (
            lambda: depth_gated_step(p._replace(w_ld=np.full(4, np.nan)), x, h, c, c),
            r"^p.w_ld holds nan at \[0\]",
        ),
        (lambda: depth_gated_step_backward(p, cache, h[:1], c), "^dh_next has shape"),
        (lambda: depth_gated_step_backward(p, cache, h, c.T), "^dc_next has shape"),
        (lambda: depth_gated_forward([], xs), r"^len\(ps\) is 0"),
        (lambda: depth_gated_forward(ps[1:], xs), r"^ps\[0\] is a DepthGatedParams"),
        (lambda: depth_gated_forward([ps[0], ps[0]], xs), r"^ps\[1\] is a LSTMParams"),
        (lambda: depth_gated_forward([*ps, wide], xs), r"^ps\[3\] has the sizes .*D = H = 4"),
        (lambda: depth_gated_forward(ps, xs[0]), r"^xs has shape \(2, 3\)"),
        (lambda: depth_gated_forward(ps, xs[:0]), r"^xs has shape \(0, 2, 3\)"),
        (lambda: depth_gated_forward(ps, xs, states0[:2]), "^states0 has 2 pairs, expected 3"),
        (
            lambda: depth_gated_forward(ps, xs, [*states0[:2], (h[:1], c)]),
            r"^h of states0\[2\] has shape \(1, 4\)",
        ),
        (
            lambda: depth_gated_forward(ps, xs, [(h, c[:1]), *states0[1:]]),
            r"^c of states0\[0\] has shape \(1, 4\)",
        ),
        (lambda: depth_gated_backward(ps, caches, hs[:1]), "^dhs has shape"),
        (lambda: depth_gated_backward(ps, [], hs), r"^len\(caches\) is 0"),
        (lambda: depth_gated_backward(ps[:2], caches, hs), "^ps has 2 layers, expected 3"),
        (lambda: depth_gated_backward(ps, caches, hs, states0[:2]), "^dstates has 2 pairs"),
        (lambda: depth_gated_backward(ps, caches, hs.tolist()), "^dhs is a list"),
        (lambda: depth_gated_backward(ps, caches, hs.astype(int)), "^dhs is an array of int"),
        (
            lambda: depth_gated_backward(ps, caches, hs, [*states0[:2], (h.astype(int), c)]),
            r"^dh of dstates\[2\] is an array of int",
        ),
        (lambda: depth_gated_backward(ps, caches, hs, h), "^dstates is a ndarray"),
        (lambda: depth_gated_backward(ps, None, hs), "^caches is a NoneType"),
        (lambda: depth_gated_backward(ps[::-1], caches, hs), r"^ps\[0\] is a DepthGatedParams"),
        (
            lambda: depth_gated_backward([lower, *ps[1:]], caches, hs),
            r"^caches\[0\]\[0\].x has shape \(2, 3\), expected \(B=2, D=2\)",
        ),
        (lambda: depth_gated_forward(None, xs), "^ps is a NoneType"),
        (lambda: depth_gated_forward(ps, xs, 5), "^states0 is a int"),
        (lambda: depth_gated_forward(ps, xs, [(h, c)] * 2 + [(h,)]), r"^states0\[2\] has 1 arr"),
        (lambda: depth_gated_forward(ps, xs, [h, h, h]), r"^states0\[0\] is a ndarray"),
        (lambda: module(tx, (th, tc), tc[:1]), r"^c_below has shape \(1, 4\)"),
        (lambda: module(x, (th, tc), tc), "^x is not a tensor of torch.float64"),
        (lambda: module(tx, (th, tc), tc.float()), "^c_below is not a tensor of torch.float64"),
        (lambda: module(tx, (th, tc), None), "^c_below is not a tensor of torch.float64"),
        (lambda: module(tx, None, tc), "^state is NoneType, expected a pair"),
        (lambda: module(tx.T, (th, tc), tc), r"^x has shape \(3, 2\)"),
    ]
    for call, message in cases:
        with pytest.raises(ValueError, match=message):
            call()


def test_the_pytorch_cell_draws_as_scratch_does_and_goes_there_and_back():
    p = draw()[0]
    module = DepthGatedLSTMCell.from_scratch(p)
    assert module.W_x.dtype == torch.float64
    assert set(relative_errors(module.to_scratch(), p).values()) == {0.0}
    fresh = DepthGatedLSTMCell(3, 4, np.random.default_rng(0))
    assert fresh.W_x.dtype == torch.float32
    assert len(list(fresh.parameters())) == len(DepthGatedParams._fields)
    double = DepthGatedLSTMCell(3, 4, np.random.default_rng(0), torch.float64)
    want = init_depth_gated(np.random.default_rng(0), 3, 4)
    assert set(relative_errors(double.to_scratch(), want).values()) == {0.0}
    with pytest.raises(ValueError, match=r"^H is 0"):
        DepthGatedLSTMCell(3, 0, np.random.default_rng(0))


def test_the_forget_bias_starts_at_1():
    p = init_depth_gated(np.random.default_rng(0), 3, 4)
    assert p.b.tolist() == [0] * 4 + [1] * 4 + [0] * 8  # blocks run i, f, g, o
    assert not any(vector.any() for vector in p if vector.ndim == 1 and vector is not p.b)


def test_a_cache_of_something_else_is_named():
    with pytest.raises(ValueError, match=r"^cache is a tuple, expected DepthGatedCache[.]$"):
        depth_gated_step_backward(draw()[0], (), None, None)
