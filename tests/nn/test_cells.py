"""The PyTorch cells against scratch and against torch.nn: states, and gradients by autograd."""

import numpy as np
import pytest
import torch
from hypothesis import example, given, settings

from helpers.nn.cells import GRUCell, LSTMCell, ReLURNNCell, RNNCell, under_autocast
from tests.support.proofs import SEEDS, SIZES, draw_params, prove_torch_agrees
from tests.support.tables import each_row

CELLS = [RNNCell, ReLURNNCell, LSTMCell, GRUCell]


def name_of(module):
    return module.__name__


@settings(max_examples=10, deadline=None, derandomize=True)
@example(T=1, B=1, D=3, H=2, seed=0)
@given(T=SIZES, B=SIZES, D=SIZES, H=SIZES, seed=SEEDS)
@pytest.mark.parametrize("module", CELLS, ids=name_of)
def test_a_cell_and_its_gradients_agree_with_scratch(module, T, B, D, H, seed):
    prove_torch_agrees(module.cell, module, T, B, D, H, seed)


def run(cell, xs, state, weights):
    """Run either kind of cell and backpropagate: all states, gradients of inputs and state."""
    xs = xs.clone().requires_grad_()
    first = [s.clone().requires_grad_() for s in state]
    state, outs = tuple(first), []
    for x in xs:
        if isinstance(cell, torch.nn.RNNCellBase):  # torch's cells take one state bare
            state = cell(x, state if len(state) == 2 else state[0])
            state = state if isinstance(state, tuple) else (state,)
        else:
            state = cell(x, state)
        outs.append(torch.stack(state))
    (torch.stack(outs) * weights).sum().backward()
    return [torch.stack(outs).detach(), xs.grad, *(s.grad for s in first)]


def compare(module, twin, T, B, seed):
    """Fail unless a cell and a torch.nn cell agree in outputs and all gradients."""
    torch.manual_seed(seed)
    xs = torch.randn(T, B, module.D, dtype=torch.float64)
    state = [torch.randn(B, module.H, dtype=torch.float64) for _ in module.cell.state]
    weights = torch.randn(T, len(state), B, module.H, dtype=torch.float64)
    got, want = run(module, xs, state, weights), run(twin, xs, state, weights)
    got += [module.W_x.grad, module.W_h.grad]
    want += [twin.weight_ih.grad.T, twin.weight_hh.grad.T]
    if twin.bias:
        biases = (module.b_x, module.b_h) if hasattr(module, "b_x") else (module.b, module.b)
        got += [bias.grad for bias in biases]
        want += [twin.bias_ih.grad, twin.bias_hh.grad]
    for one, other in zip(got, want, strict=True):
        torch.testing.assert_close(one, other, rtol=1e-9, atol=1e-9)


@settings(max_examples=10, deadline=None, derandomize=True)
@example(T=1, B=1, D=3, H=2, seed=0)
@given(T=SIZES, B=SIZES, D=SIZES, H=SIZES, seed=SEEDS)
@pytest.mark.parametrize("cell", CELLS, ids=name_of)
def test_a_cell_agrees_with_torch_both_ways(cell, T, B, D, H, seed):
    rng = np.random.default_rng(seed)
    module = cell.from_scratch(draw_params(rng, cell.cell.params, D=D, H=H))
    compare(module, module.to_torch(), T, B, seed)
    torch.manual_seed(seed)
    twin = cell.twin(D, H, dtype=torch.float64, **cell.options)  # with two biases of its own
    compare(cell.from_torch(twin), twin, T, B, seed)


@pytest.mark.parametrize("cell", CELLS, ids=name_of)
def test_a_torch_cell_without_bias_becomes_one_whose_bias_is_zero(cell):
    twin = cell.twin(3, 4, bias=False, dtype=torch.float64, **cell.options)
    module = cell.from_torch(twin)
    compare(module, twin, T=3, B=2, seed=0)
    biases = [w for name, w in module.named_parameters() if name.startswith("b")]
    assert biases
    assert all(not bias.any() for bias in biases)


@pytest.mark.parametrize("cell", CELLS, ids=name_of)
def test_making_a_torch_cell_leaves_torchs_generator_as_it_was(cell):
    before = torch.get_rng_state()
    cell.from_torch(cell(3, 4, np.random.default_rng(0)).to_torch())
    assert torch.equal(torch.get_rng_state(), before)


@pytest.mark.parametrize("cell", CELLS, ids=name_of)
def test_under_autocast_on_the_cpu_another_precision_is_no_error(cell):
    module = cell(3, 4, np.random.default_rng(0))
    x = torch.randn(2, 3, generator=torch.Generator().manual_seed(0))
    want = module(x)
    with torch.autocast("cpu", torch.bfloat16):
        state = module(x.bfloat16())
        torch.testing.assert_close(state, want, rtol=0.05, atol=0.05, check_dtype=False)
        module(x, tuple(s.bfloat16() for s in state))
    with pytest.raises(ValueError, match=r"^x holds torch.bfloat16, expected torch.float32"):
        module(x.bfloat16())


def test_on_a_device_without_autocast_another_precision_is_named():
    module = LSTMCell(3, 4, np.random.default_rng(0)).to("meta")
    with pytest.raises(ValueError, match=r"^x holds torch.float64, expected torch.float32"):
        module(torch.zeros(2, 3, device="meta", dtype=torch.float64))


def test_before_torch_2_4_autocast_is_asked_without_a_device(monkeypatch):
    # There is_autocast_enabled() takes no argument and speaks of CUDA alone.
    monkeypatch.setattr(torch, "is_autocast_enabled", lambda: False)
    monkeypatch.setattr(torch, "is_autocast_cpu_enabled", lambda: True)
    assert under_autocast(torch.zeros(1))
    assert not under_autocast(torch.zeros(1, device="meta"))


@pytest.mark.parametrize("cell", CELLS, ids=name_of)
def test_there_and_back_again_is_exact_and_copies(cell):
    module = cell(3, 4, np.random.default_rng(0))
    twin = module.to_torch()
    again = cell.from_torch(twin)
    for one, other in zip(module.params(), again.params(), strict=True):
        assert one.dtype == other.dtype == torch.float32
        assert torch.equal(one, other)
    with torch.no_grad():
        twin.weight_ih.zero_()
        twin.weight_hh.zero_()
    assert module.W_x.any()
    assert again.W_h.any()


@each_row(
    ("cell", "twin"),
    [
        (RNNCell, torch.nn.RNNCell(2, 3, nonlinearity="relu")),
        (ReLURNNCell, torch.nn.RNNCell(2, 3)),
        (LSTMCell, torch.nn.GRUCell(2, 3)),
        (GRUCell, torch.nn.LSTM(2, 3)),
    ],
)
def test_another_kind_of_torch_cell_is_named(cell, twin):
    with pytest.raises(ValueError, match=r"^twin is \w+\(2, 3.*expected a torch.nn.\w+Cell"):
        cell.from_torch(twin)


def test_bad_arguments_of_a_cell_are_named():
    cell = LSTMCell(3, 4, np.random.default_rng(0))
    x, h = torch.zeros(2, 3), torch.zeros(2, 4)
    for arguments, message in [
        ((torch.zeros(2, 4),), r"^x is \(2, 4\), expected"),
        ((torch.zeros(2, 3, dtype=torch.int64),), "^x holds torch.int64"),
        ((x + 0j,), "^x holds torch.complex64, expected real floating-point"),
        ((x, (h,)), r"^state has the shapes \[\(2, 4\)\]"),
        ((x, (h, h[:1])), "^state has the shapes"),
        ((x, (h, h.double())), r"^state holds \[torch.float32, torch.float64\], expected \[torch"),
        ((x, (h + 0j, h)), r"^state holds \[torch.complex64, torch.float32\]"),
    ]:
        with pytest.raises(ValueError, match=message):
            cell(*arguments)


@pytest.mark.parametrize("cell", CELLS, ids=name_of)
def test_without_a_state_a_cell_starts_from_zeros(cell):
    module = cell(3, 4, np.random.default_rng(0))
    x = torch.ones(2, 3)
    zeros = tuple(torch.zeros(2, 4) for _ in cell.cell.state)
    for got, want in zip(module(x), module(x, zeros), strict=True):
        assert torch.equal(got, want)
    other = module(x, tuple(s + 1 for s in zeros))
    assert not torch.equal(other[0], module(x)[0])
