"""How large the gradient is k steps back, in networks of several time scales, as first drawn.

Axes  T steps, B batch, H hidden. The loss is a random projection of the last state.
"""

import numpy as np
import torch

from helpers.nn.cells import RNNCell
from helpers.nn.layers import Recurrent
from helpers.nn.time_scales.strides import StridedPyramid
from helpers.nn.time_scales.unitary import UnitaryMatrixCell
from helpers.nn.variants.clockwork import ClockworkCell
from helpers.nn.variants.orthogonal import CayleyCell
from helpers.nn.variants.skips import DelayCell, LeakyCell
from helpers.scratch.variants.unitary import draw_permutation

F64 = torch.float64
PERIODS = 2 ** np.arange(8)  # of the clockwork: 1 to 128


def make_cells(names, H, rng):
    """Draw cells by name, with H inputs of their own and H units."""
    return {name: _cell(name, H, rng) for name in names}


def _cell(name, H, rng):
    if name == "delayed":
        cell = DelayCell(H, H, rng, F64, d=7)
        with torch.no_grad():  # as large together as the one matrix of the plain network
            cell.W_h /= 2**0.5
            cell.W_d /= 2**0.5
        return cell
    if name == "leaky":
        cell = LeakyCell(H, H, rng, F64)
        with torch.no_grad():
            cell.a_alpha.fill_(float(np.log(0.1 / 0.9)))  # alpha = 0.1
        return cell
    if name == "clockwork":
        return ClockworkCell(H, H, rng, F64, periods=np.repeat(PERIODS, H // len(PERIODS)))
    if name == "unitary":
        return UnitaryMatrixCell(H, H, rng, F64, permutation=draw_permutation(rng, H))
    return {"plain": RNNCell, "Cayley tanh": CayleyCell}[name](H, H, rng, F64)


def by_lag(names, seed, *, T=200, B=4, H=64):
    """Measure the norm of the loss's gradient with respect to the state k steps before the last.

    The whole state counts, units that only keep theirs included; lag 0 is 1.
    Shapes: -> {name: (T + 1,)}, lag 0 first.
    """
    rng = np.random.default_rng(seed)
    xs, upstream = _draws(seed, T + 1, B, H)
    norms = {}
    for name, cell in make_cells(names, H, rng).items():
        state, states = cell.zero_state(B), []
        clock = [(t,) for t in range(T + 1)] if name == "clockwork" else [()] * (T + 1)
        p = cell.prepare(cell.params())
        for x, at in zip(xs, clock, strict=True):
            state = cell.step(p, x, *state, *at)
            states.append(state[0])
        norms[name] = _norms(upstream, states[-1], states)
    return norms


def of_inputs(seed, *, T=200, B=4, H=64):
    """Measure the same with respect to the input k steps back, where states are of many kinds.

    Shapes: -> {name: (T + 1,)}, lag 0 first, not divided by anything.
    """
    rng = np.random.default_rng(seed)
    cells = make_cells(("plain", "clockwork"), H, rng)
    layers = [RNNCell(H, H, rng, F64) for _ in range(7)]
    widths = (H, 2 * H, 2 * H, 2 * H)
    pyramid = StridedPyramid([Recurrent(RNNCell(D, H, rng, F64)) for D in widths], (1, 2, 2, 2))
    char, word = RNNCell(2 * H, H, rng, F64), RNNCell(H, H, rng, F64)
    runs = {
        "plain": lambda xs: Recurrent(cells["plain"])(xs)[0][-1],
        "clockwork": lambda xs: Recurrent(cells["clockwork"])(xs)[0][-1],
        "dilated, 7 layers": lambda xs: dilated(layers, xs),
        "pyramid": lambda xs: pyramid(xs)[0][-1],
        "words of 8": lambda xs: words(char, word, xs),
    }
    norms = {}
    for name, run in runs.items():
        xs, upstream = _draws(seed, T + 1, B, H)
        xs = [x.requires_grad_() for x in xs]
        norms[name] = _norms(upstream, run(torch.stack(xs)), xs, relative=False)
    return norms


def dilated(cells, xs):
    """Run Elman layers whose memory is 1, 2, 4, ... steps old. Returns the last state (B, H)."""
    for number, cell in enumerate(cells):
        d, hs, p = 2**number, [], cell.params()
        for t, x in enumerate(xs):
            before = hs[t - d] if t >= d else torch.zeros(len(x), cell.H, dtype=x.dtype)
            hs.append(cell.step(p, x, before)[0])
        xs = torch.stack(hs)
    return xs[-1]


def words(char, word, xs, length=8):
    """Run word_level_forward with a word of `length` steps after another.

    Returns the sum of the last two states: between words the character state is 0.
    """
    h = w = torch.zeros(xs.shape[1], word.H, dtype=xs.dtype)
    for t, x in enumerate(xs):
        h = char.step(char.params(), torch.cat([x, w], dim=1), h)[0]
        if t % length == length - 1:
            w, h = word.step(word.params(), h, w)[0], torch.zeros_like(h)
    return h + w


def _draws(seed, steps, B, H):
    """Draw inputs of standard deviation 1, as a list, and the gradient of the last state."""
    xs = np.random.default_rng([seed, 1]).normal(size=(steps, B, H))
    return list(torch.from_numpy(xs)), np.random.default_rng([seed, 2]).normal(size=(B, H))


def _norms(upstream, last, nodes, relative=True):
    """Return norms of the gradients by lag, the mean of the batch's rows."""
    upstream = torch.from_numpy(upstream).to(last.dtype)
    loss = (upstream.conj() * last).real.sum()
    grads = torch.autograd.grad(loss, nodes)
    norms = np.array([float(grad.detach().norm(dim=-1).mean()) for grad in grads[::-1]])
    return norms / norms[0] if relative else norms
