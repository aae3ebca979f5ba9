"""What every cell has to prove, written once: its gradients, and that PyTorch agrees.

A cell's test file calls these with its own record; hypothesis chooses the sizes.
"""

import numpy as np
import torch
from hypothesis import strategies as st

from helpers.scratch.bptt import unroll, unroll_backward
from helpers.scratch.contract.params import declared, param_shapes, shape_of
from helpers.scratch.contract.validation import parse_axes
from helpers.scratch.gradcheck import check_gradients, relative_errors

SIZES = st.integers(1, 5)
SEEDS = st.integers(0, 999)
TOLERANCE = 1e-6


def rounding_bound(dtype, terms, condition=1.0):
    """Return the relative error (of a norm, or of the largest entry) that rounding explains.

    Rounding n terms of a sum in any order leaves about sqrt(n) eps, half of it up or down; terms
    counts those on the longest way through a computation, such as T * (D + H) for T steps of
    products with an input and a state. condition: how many times the task itself enlarges an
    error of its inputs, such as the steps that a linear memory adds up. The factor 16 is the
    margin: libraries and processors order the same sum differently.
    """
    return 16 * float(np.finfo(dtype).eps) * np.sqrt(terms) * condition


def draw_array(rng, shape, kind="f"):
    """Draw an array without a zero or a symmetry anywhere: complex where kind is "c"."""
    real = rng.normal(size=shape)
    return real + 1j * rng.normal(size=shape) if kind == "c" else real


def draw_params(rng, params, **sizes):
    """Draw every weight, biases too, of about the size that keeps a state moderate."""
    shapes = param_shapes(params, **sizes)
    return params(
        **{
            name: draw_array(rng, shapes[name], parse_axes(axes)[1])
            / np.sqrt(len(parse_axes(axes)[0]))
            for name, axes in declared(params).items()
        }
    )


def draw_state(rng, cell, B, H):
    """Draw a state of the cell."""
    return tuple(
        draw_array(rng, shape_of(axes, {"B": B, "H": H}), parse_axes(axes)[1])
        for axes in cell.state.values()
    )


def gradient_errors(cell, T, B, D, H, seed, lengths=None, p=None):
    """Hold unroll_backward against central differences: {path: relative error}.

    Over every weight, input and first state, with random gradients of all shown states and of
    every part of the last state. T = 1 is the step itself.
    """
    rng = np.random.default_rng(seed)
    p = draw_params(rng, cell.params, D=D, H=H) if p is None else p
    inputs = {"p": p, "xs": rng.normal(size=(T, B, D)), "state0": draw_state(rng, cell, B, H)}

    def forward(p, xs, state0):
        hs, state, _ = unroll(cell, p, xs, state0, lengths)
        return hs, state

    def backward(douts, p, xs, state0):
        tape = unroll(cell, p, xs, state0, lengths)[2]
        dxs, dstate0, dp = unroll_backward(cell, p, tape, *douts)
        return {"p": dp, "xs": dxs, "state0": dstate0}

    errors = check_gradients(forward, backward, inputs, rng)
    assert len(errors) == len(p) + 1 + len(cell.state)
    return errors


def prove_gradients(cell, T, B, D, H, seed, lengths=None, p=None):
    """Fail unless every gradient agrees with central differences to 1e-6."""
    errors = gradient_errors(cell, T, B, D, H, seed, lengths, p)
    assert max(errors.values()) < TOLERANCE, errors


def prove_torch_agrees(cell, module_type, T, B, D, H, seed, p=None):
    """Fail unless the PyTorch cell gives the same states and, by autograd, the same gradients."""
    rng = np.random.default_rng(seed)
    p = draw_params(rng, cell.params, D=D, H=H) if p is None else p
    xs, state0 = rng.normal(size=(T, B, D)), draw_state(rng, cell, B, H)
    hs, state, tape = unroll(cell, p, xs, state0)
    dhs = draw_array(rng, hs.shape, hs.dtype.kind)
    dstate = tuple(draw_array(rng, s.shape, s.dtype.kind) for s in state)
    got = (hs, state, *unroll_backward(cell, p, tape, dhs, dstate))

    module = module_type.from_scratch(p)
    txs = torch.tensor(xs, requires_grad=True)
    first = tuple(torch.tensor(s, requires_grad=True) for s in state0)
    tstate, shown = first, []
    for t in range(T):
        tstate = module(txs[t], tstate, t)
        shown.append(tstate[0])
    outs, douts = [torch.stack(shown), *tstate], [torch.tensor(d) for d in (dhs, *dstate)]
    # The real part of sum(conj(dout) * out): the loss whose gradient is dout, complex or not.
    loss = sum((dout.conj() * out).real.sum() for dout, out in zip(douts, outs, strict=True))
    loss.backward()
    want = (
        outs[0].detach().numpy(),
        tuple(s.detach().numpy() for s in tstate),
        txs.grad.numpy(),
        tuple(_grad_of(s) for s in first),
        cell.params(*(_grad_of(getattr(module, name)) for name in cell.params._fields)),
    )
    errors = relative_errors(got, want)
    assert max(errors.values()) < TOLERANCE, errors
    assert relative_errors(module.to_scratch(), p) == dict.fromkeys(cell.params._fields, 0.0)


def prove_a_sample_of_gradients(model, loss, gradients, seed):
    """Fail unless central differences confirm three entries of each weight's gradient.

    loss() -> float, in float64; gradients name -> array.
    """
    rng, eps = np.random.default_rng(seed), 1e-5
    for name, weight in model.named_parameters():
        flat = weight.detach().view(-1)
        picked = rng.choice(len(flat), size=min(3, len(flat)), replace=False)
        slopes = []
        for i in picked:
            kept = float(flat[i])
            ends = []
            for moved in (kept + eps, kept - eps):
                flat[i] = moved
                ends.append(loss())
            flat[i] = kept
            slopes.append((ends[0] - ends[1]) / (2 * eps))
        got = gradients[name].ravel()[picked]
        np.testing.assert_allclose(got, slopes, rtol=1e-6, atol=1e-8, err_msg=name)


def _grad_of(weight):
    """Return the gradient of a weight or a state: zeros for one that the cell does not use."""
    return (torch.zeros_like(weight) if weight.grad is None else weight.grad).numpy()
