"""Grid LSTM: one block and the whole grid, by differences, by formula, and against PyTorch."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.nn.variants.grid import GridLSTMCell
from helpers.scratch.bptt import unroll, unroll_backward
from helpers.scratch.cells import LSTM, LSTMParams, lstm_step
from helpers.scratch.contract.tree import tree_leaves, tree_map
from helpers.scratch.gradcheck import check_gradients, relative_errors
from helpers.scratch.variants.grid import (
    GridInput,
    GridNetwork,
    GridParams,
    grid_backward,
    grid_forward,
    grid_step,
    grid_step_backward,
    init_grid,
    init_grid_block,
)
from tests.support.proofs import SEEDS, SIZES, draw_params
from tests.support.tables import each_row

few = settings(max_examples=10, deadline=None, derandomize=True)
LAYERS = st.integers(1, 3)
STATES = ("h_1", "c_1", "h_2", "c_2")


def draw_block(seed, B, H):
    rng = np.random.default_rng(seed)
    p = draw_params(rng, GridParams, H=H)
    return rng, p, {name: rng.normal(size=(B, H)) for name in STATES}


def draw_grid(seed, T, B, D, H, L):
    rng = np.random.default_rng(seed)
    project = draw_params(rng, GridInput, D=D, H=H)
    p = GridNetwork(project, tuple(draw_params(rng, GridParams, H=H) for _ in range(L)))
    state0 = tuple(rng.normal(size=(L, B, H)) for _ in "hc")
    return rng, p, rng.normal(size=(T, B, D)), state0


@few
@given(B=SIZES, H=SIZES, seed=SEEDS)
def test_gradients_of_a_block_by_central_differences(B, H, seed):
    rng, p, states = draw_block(seed, B, H)

    def backward(douts, p, **states):
        *dstates, dp = grid_step_backward(p, grid_step(p, **states)[-1], *douts)
        return {"p": dp} | dict(zip(STATES, dstates, strict=True))

    errors = check_gradients(
        lambda p, **states: grid_step(p, **states)[:4], backward, {"p": p} | states, rng
    )
    assert len(errors) == 8
    assert max(errors.values()) < 1e-6, errors


@few
@given(T=st.integers(1, 4), B=SIZES, D=SIZES, H=st.integers(1, 4), L=LAYERS, seed=SEEDS)
def test_gradients_of_the_whole_grid_by_central_differences(T, B, D, H, L, seed):
    rng, p, xs, state0 = draw_grid(seed, T, B, D, H, L)

    def backward(douts, p, xs, state0):
        dxs, dstate0, dp = grid_backward(p, grid_forward(p, xs, state0)[2], *douts)
        return {"p": dp, "xs": dxs, "state0": dstate0}

    errors = check_gradients(
        lambda p, xs, state0: grid_forward(p, xs, state0)[:2],
        backward,
        {"p": p, "xs": xs, "state0": state0},
        rng,
    )
    assert len(errors) == 2 + 4 * L + 1 + 2
    assert max(errors.values()) < 1e-6, errors


def squash(a):
    return 1 / (1 + np.exp(-a))


def block_unit_by_unit(p, h_1, c_1, h_2, c_2):
    """One row of a block, written out from the paper's equations, one hidden unit at a time."""
    both = [*h_1, *h_2]
    H, new = len(h_1), []
    for W, b, c in [(p.W_1, p.b_1, c_1), (p.W_2, p.b_2, c_2)]:
        h_next, c_next = np.empty(H), np.empty(H)
        for unit in range(H):
            i, f, g, o = (
                b[k * H + unit] + sum(both[j] * W[j, k * H + unit] for j in range(2 * H))
                for k in range(4)
            )
            c_next[unit] = squash(f) * c[unit] + squash(i) * np.tanh(g)
            h_next[unit] = squash(o) * np.tanh(c_next[unit])
        new += [h_next, c_next]
    return new


@few
@given(B=SIZES, H=SIZES, seed=SEEDS)
def test_a_block_is_that_of_the_paper_written_unit_by_unit(B, H, seed):
    _, p, states = draw_block(seed, B, H)
    got = grid_step(p, **states)[:4]
    for row in range(B):
        want = block_unit_by_unit(p, *(states[name][row] for name in STATES))
        np.testing.assert_allclose([out[row] for out in got], want, atol=1e-12)


@few
@given(T=SIZES, B=SIZES, D=SIZES, H=SIZES, L=LAYERS, seed=SEEDS)
def test_the_grid_may_be_filled_layer_by_layer_instead_of_step_by_step(T, B, D, H, L, seed):
    _, p, xs, (h0, c0) = draw_grid(seed, T, B, D, H, L)
    hs, (h_1, c_1), _ = grid_forward(p, xs, (h0, c0))
    a = [x @ p.project.W_x + p.project.b for x in xs]
    below = [(both[:, :H], both[:, H:]) for both in a]  # h_2 and c_2 under layer 0, step by step
    for layer, q in enumerate(p.layers):
        h, c, above = h0[layer], c0[layer], []
        for h_2, c_2 in below:
            h, c, *up, _ = grid_step(q, h, c, h_2, c_2)
            above.append(tuple(up))
        below = above
        np.testing.assert_allclose(h_1[layer], h, atol=1e-12)
        np.testing.assert_allclose(c_1[layer], c, atol=1e-12)
    np.testing.assert_allclose(hs, [h_2 for h_2, _ in below], atol=1e-12)


@few
@given(B=SIZES, H=SIZES, seed=SEEDS)
def test_each_dimension_of_a_block_is_an_lstm_that_reads_the_other_one_s_state(B, H, seed):
    _, p, states = draw_block(seed, B, H)
    h_1, c_1, h_2, c_2 = states.values()
    got = grid_step(p, **states)
    time = lstm_step(LSTMParams(p.W_1[H:], p.W_1[:H], p.b_1), h_2, h_1, c_1)
    depth = lstm_step(LSTMParams(p.W_2[:H], p.W_2[H:], p.b_2), h_1, h_2, c_2)
    np.testing.assert_allclose(got[:4], [*time[:2], *depth[:2]], atol=1e-12)


@few
@given(T=SIZES, B=SIZES, D=SIZES, H=SIZES, seed=SEEDS)
def test_one_layer_seen_along_time_is_an_lstm_layer(T, B, D, H, seed):
    rng, p, xs, state0 = draw_grid(seed, T, B, D, H, 1)
    h_2s = xs @ p.project.W_x[:, :H] + p.project.b[:H]
    W_1, b_1 = p.layers[0].W_1, p.layers[0].b_1
    q = LSTMParams(W_1[H:], W_1[:H], b_1)
    _, want, tape = unroll(LSTM, q, h_2s, tuple(state[0] for state in state0))
    _, got, grid_tape = grid_forward(p, xs, state0)
    np.testing.assert_allclose([state[0] for state in got], want, atol=1e-12)
    dstate = tuple(rng.normal(size=(1, B, H)) for _ in "hc")
    dh_2s, dlast, dq = unroll_backward(
        LSTM, q, tape, np.zeros((T, B, H)), tuple(d[0] for d in dstate)
    )
    dxs, dstate0, dp = grid_backward(p, grid_tape, np.zeros((T, B, H)), dstate)
    np.testing.assert_allclose(dxs, dh_2s @ p.project.W_x[:, :H].T, atol=1e-12)
    np.testing.assert_allclose([d[0] for d in dstate0], dlast, atol=1e-12)
    np.testing.assert_allclose(dp.layers[0].W_1, np.vstack([dq.W_h, dq.W_x]), atol=1e-12)


def test_neither_dimension_sees_what_the_other_has_just_computed():
    _, p, states = draw_block(0, 2, 3)
    got = grid_step(p, **states)
    other = grid_step(p, **{**states, "c_1": states["c_1"] + 1})
    np.testing.assert_array_equal(got[2:4], other[2:4])
    other = grid_step(p, **{**states, "c_2": states["c_2"] + 1})
    np.testing.assert_array_equal(got[:2], other[:2])


@few
@given(B=SIZES, H=SIZES, seed=SEEDS)
def test_the_torch_block_and_its_gradients_agree(B, H, seed):
    rng, p, states = draw_block(seed, B, H)
    *got, cache = grid_step(p, **states)
    douts = [rng.normal(size=(B, H)) for _ in STATES]
    module = GridLSTMCell.from_scratch(p)
    tensors = [torch.tensor(state, requires_grad=True) for state in states.values()]
    outs = module(*tensors)
    sum((torch.tensor(d) * out).sum() for d, out in zip(douts, outs, strict=True)).backward()
    want = (
        *(tensor.grad.numpy() for tensor in tensors),
        GridParams(*(getattr(module, name).grad.numpy() for name in GridParams._fields)),
    )
    np.testing.assert_allclose(got, [out.detach().numpy() for out in outs], atol=1e-12)
    errors = relative_errors(grid_step_backward(p, cache, *douts), want)
    assert max(errors.values()) < 1e-6, errors
    assert set(relative_errors(module.to_scratch(), p).values()) == {0.0}


@few
@given(T=SIZES, B=SIZES, D=SIZES, H=SIZES, L=LAYERS, seed=SEEDS)
def test_a_grid_of_torch_blocks_and_its_gradients_agree(T, B, D, H, L, seed):
    rng, p, xs, state0 = draw_grid(seed, T, B, D, H, L)
    hs, state, tape = grid_forward(p, xs, state0)
    dhs, dstate = rng.normal(size=hs.shape), tuple(rng.normal(size=(L, B, H)) for _ in "hc")
    blocks = [GridLSTMCell.from_scratch(q) for q in p.layers]
    W_x, b, txs, th0, tc0 = (
        torch.tensor(array, requires_grad=True) for array in (*p.project, xs, *state0)
    )
    h_1s, c_1s, loss = list(th0), list(tc0), 0
    for t in range(T):
        h_2, c_2 = (txs[t] @ W_x + b).chunk(2, dim=-1)
        for layer, block in enumerate(blocks):
            h_1s[layer], c_1s[layer], h_2, c_2 = block(h_1s[layer], c_1s[layer], h_2, c_2)
        np.testing.assert_allclose(hs[t], h_2.detach().numpy(), atol=1e-12)
        loss = loss + (h_2 * torch.tensor(dhs[t])).sum()
    for last, gradient in zip((h_1s, c_1s), dstate, strict=True):
        loss = loss + (torch.stack(last) * torch.tensor(gradient)).sum()
    np.testing.assert_allclose(state[0], torch.stack(h_1s).detach().numpy(), atol=1e-12)
    np.testing.assert_allclose(state[1], torch.stack(c_1s).detach().numpy(), atol=1e-12)
    loss.backward()
    layers = tuple(GridParams(*(w.grad.numpy() for w in block.parameters())) for block in blocks)
    want = (
        txs.grad.numpy(),
        (th0.grad.numpy(), tc0.grad.numpy()),
        GridNetwork(GridInput(W_x.grad.numpy(), b.grad.numpy()), layers),
    )
    errors = relative_errors(grid_backward(p, tape, dhs, dstate), want)
    assert max(errors.values()) < 1e-6, errors


def test_a_run_continues_from_the_state_it_ended_in():
    _, p, xs, state0 = draw_grid(1, 6, 2, 3, 4, 2)
    hs, state, _ = grid_forward(p, xs, state0)
    first, middle, _ = grid_forward(p, xs[:4], state0)
    second, last, _ = grid_forward(p, xs[4:], middle)
    np.testing.assert_array_equal(np.concatenate([first, second]), hs)
    np.testing.assert_array_equal(last, state)
    zeros = tuple(np.zeros_like(s) for s in state0)
    np.testing.assert_array_equal(grid_forward(p, xs)[0], grid_forward(p, xs, zeros)[0])


def test_arguments_stay_as_they_are_and_float32_stays_float32():
    _, p, xs, state0 = draw_grid(2, 3, 2, 3, 4, 2)
    p, xs, state0 = (tree_map(lambda w: w.astype(np.float32), tree) for tree in (p, xs, state0))
    before = tree_map(np.copy, (p, xs, state0))
    hs, state, tape = grid_forward(p, xs, state0)
    dhs, dstate = hs.copy(), tuple(s.copy() for s in state)
    gradients = grid_backward(p, tape, dhs, dstate)
    kinds = {leaf.dtype for _, leaf in tree_leaves([hs, state, *gradients])}
    assert kinds == {np.dtype(np.float32)}
    assert set(relative_errors((p, xs, state0), before).values()) == {0.0}
    assert set(relative_errors((dhs, dstate), (hs, state)).values()) == {0.0}
    again = grid_backward(p, tape, dhs, dstate)  # nothing of the first pass is left in the tape
    assert set(relative_errors(again, gradients).values()) == {0.0}


def test_first_weights():
    p = init_grid(np.random.default_rng(0), 3, 4, 2)
    assert p.project.W_x.shape == (3, 8)
    assert [layer.W_1.shape for layer in p.layers] == [(8, 16), (8, 16)]
    assert not np.array_equal(p.layers[0].W_1, p.layers[1].W_1)
    for bias in [bias for layer in p.layers for bias in (layer.b_1, layer.b_2)]:
        assert bias.tolist() == [0] * 4 + [1] * 4 + [0] * 8  # the forget bias; i, f, g, o
    assert not p.project.b.any()
    block = GridLSTMCell(4, np.random.default_rng(1), torch.float64).to_scratch()
    want = init_grid_block(np.random.default_rng(1), 4)
    assert set(relative_errors(block, want).values()) == {0.0}


_, P, XS, STATE0 = draw_grid(3, 5, 2, 3, 4, 2)
BLOCK, H0 = P.layers[0], np.zeros((2, 4))
TORCH_BLOCK = GridLSTMCell(4, np.random.default_rng(0))
OUTS = grid_step(BLOCK, H0, H0, H0, H0)
TAPE = grid_forward(P, XS, STATE0)[2]
DEEPER = P._replace(layers=(BLOCK, BLOCK, BLOCK))
WIDER = init_grid(np.random.default_rng(0), 5, 4, 2)
NARROW = draw_params(np.random.default_rng(0), GridParams, H=3)


@each_row(
    ("call", "message"),
    [
        (lambda: grid_step(BLOCK, H0, H0, H0, H0.T), r"c_2 has shape \(4, 2\), .*B=2, H=4"),
        (lambda: grid_step(BLOCK, H0, H0, H0[:1], H0), r"h_2 has shape \(1, 4\), .*B=2"),
        (lambda: grid_step(BLOCK, H0.astype(int), H0, H0, H0), "h_1 is an array of int"),
        (lambda: grid_step(P, H0, H0, H0, H0), "p is a GridNetwork, expected GridParams"),
        (
            lambda: grid_step(BLOCK._replace(W_2=BLOCK.W_2[:4]), H0, H0, H0, H0),
            r"p.W_2 has shape \(4, 16\), expected \(2H=8, 4H=16\)",
        ),
        (
            lambda: grid_step_backward(BLOCK, OUTS[-1], H0, H0, H0, H0[:1]),
            r"dc_2_next has shape \(1, 4\)",
        ),
        (lambda: grid_forward(BLOCK, XS), "p is a GridParams, expected GridNetwork"),
        (lambda: grid_forward(P._replace(layers=()), XS), r"p.layers is \(\), expected a tuple"),
        (lambda: grid_forward(P._replace(layers=(BLOCK, NARROW)), XS), r"p.layers\[1\] has H=3"),
        (
            lambda: grid_forward(
                P._replace(layers=(BLOCK, BLOCK._replace(b_1=BLOCK.b_1 * np.nan))), XS
            ),
            r"p.layers\[1\].b_1 holds nan",
        ),
        (lambda: grid_forward(P, XS[:, :, :2]), r"xs has shape \(5, 2, 2\), .*D=3"),
        (lambda: grid_forward(P, XS[:0]), r"xs has shape \(0, 2, 3\)"),
        (lambda: grid_forward(P, XS, STATE0[:1]), "state0 has 1 arrays, expected 2"),
        (lambda: grid_forward(P, XS, (STATE0[0], H0)), r"c of state0 has shape \(2, 4\)"),
        (lambda: grid_backward(P, TAPE, np.zeros((4, 2, 4))), r"dhs has shape .*T=5"),
        (lambda: grid_backward(P, TAPE, np.zeros((5, 2, 4)), (H0, H0)), "h of dstate has shape"),
        (lambda: grid_backward(P, None, XS), "tape is a NoneType, expected GridTape"),
        (lambda: grid_backward(DEEPER, TAPE, XS), "p has 3 layers of H=4, expected 2 of H=4"),
        (lambda: grid_backward(WIDER, TAPE, XS), r"tape.xs has shape \(5, 2, 3\), .*D=5"),
        (lambda: grid_forward(P, XS, 5), "state0 is a int, expected h and c"),
        (lambda: grid_forward(P._replace(layers=[BLOCK]), XS), "p.layers is a list, expected"),
        (lambda: init_grid(np.random.default_rng(0), 3, 4, 0), "L is 0, expected"),
        (lambda: GridLSTMCell(0, np.random.default_rng(0)), "H is 0, expected"),
        (lambda: GridLSTMCell.from_scratch(P), "p is a GridNetwork, expected GridParams"),
        (
            lambda: GridLSTMCell.from_scratch(BLOCK)(*[torch.zeros(2, 4)] * 4),
            "h_1 is not a tensor of torch.float64",
        ),
        (
            lambda: TORCH_BLOCK(*[torch.zeros(2, 4)] * 3, torch.zeros(2, 3)),
            r"c_2 has shape \(2, 3\), expected \(B=2, H=4\)",
        ),
    ],
)
def test_bad_arguments_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_a_cache_of_something_else_is_named():
    with pytest.raises(ValueError, match=r"^cache is a tuple, expected GridCache[.]$"):
        grid_step_backward(None, (), *[None] * 4)
