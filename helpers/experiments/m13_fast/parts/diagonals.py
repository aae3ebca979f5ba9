"""Layers of an LSTM one after the other, and on a diagonal: several layers' steps in one product.

Axes  L layers, T steps, B batch, H inputs and hidden.
"""

import torch

from helpers.experiments.m13_fast.parts.rungs import advance
from helpers.scratch.modules.m13_machine import wavefront


def layers_and_diagonals(L, T, B, H):
    """Return {"layers", "diagonals"}: two functions that take a training step of the same stack.

    Each returns the gradient of all weights (L, 2H, 4H).
    """
    draw = torch.Generator().manual_seed(0)
    W = (torch.randn(L, 2 * H, 4 * H, generator=draw) / (2 * H) ** 0.5).requires_grad_()
    xs, dhs = (torch.randn(T, B, H, generator=draw) for _ in range(2))
    cells, zeros = wavefront(L, T), torch.zeros(B, H)

    def layers():
        hs = xs
        for weight in W:
            h = c = zeros
            states = []
            for a_x in (hs @ weight[:H]).unbind(0):
                h, c = advance((a_x + h @ weight[H:]).chunk(4, -1), c)
                states.append(h)
            hs = torch.stack(states)
        return torch.autograd.grad(hs, W, dhs)[0]

    def diagonals():
        h, c, steps, top = [zeros] * L, [zeros] * L, xs.unbind(0), []
        for diagonal in cells:
            first, last = diagonal[0][0], diagonal[-1][0] + 1
            below = [steps[t] if k == 0 else h[k - 1] for k, t in diagonal]
            pairs = zip(diagonal, below, strict=True)
            rows = torch.stack([torch.cat([x, h[k]], -1) for (k, _), x in pairs])
            a = torch.bmm(rows, W[first:last]).chunk(4, -1)
            h[first:last], c[first:last] = map(list, advance(a, torch.stack(c[first:last])))
            if last == L:
                top.append(h[-1])
        return torch.autograd.grad(torch.stack(top), W, dhs)[0]

    return {"layers": layers, "diagonals": diagonals}
