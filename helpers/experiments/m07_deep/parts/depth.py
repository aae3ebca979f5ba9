"""How far a gradient reaches in a stack of Elman layers: down the layers and back through time.

Axes  T time, B batch, D input, H hidden, L layers.   A lag counts steps back from the last one.
"""

import numpy as np

from helpers.scratch.cells import RNNParams


def draw_layer(rng, H):
    """Draw a layer as PyTorch does, every weight uniform within 1 / sqrt(H) of 0, and D = H."""
    W_x, W_h = rng.uniform(-1, 1, size=(2, H, H)) / np.sqrt(H)
    return RNNParams(W_x, W_h, np.zeros(H))


def layer_gradients(forward, seed, residual, *, L=4, H=64, T=21, B=4):
    """Measure the gradient of every layer's states in a stack that is not trained yet.

    forward: as m07_deep.deep_forward; it runs each part of the stack from the bottom up.
    The loss reads what the top layer shows at the last step, in a random direction.
    Shapes: -> (L, T): geometric mean over rows of the norm, by layer and lag; the top layer's
    norm at lag 0 is 1.
    """
    rng = np.random.default_rng(seed)
    ps = [draw_layer(rng, H) for _ in range(L)]
    xs, h0s = rng.normal(size=(T, B, H)), [np.zeros((B, H))] * L
    dhs = np.zeros((T, B, H))
    dhs[-1] = rng.normal(size=(B, H))
    gradients, _ = state_gradients(forward, ps, xs, h0s, residual, dhs)
    logs = np.log(np.maximum(np.linalg.norm(gradients, axis=-1), 1e-300)).mean(axis=-1)[:, ::-1]
    return np.exp(logs - logs[-1, 0])


def state_gradients(forward, ps, xs, h0s, residual, dhs):
    """Pull a gradient of what the top layer shows back to every layer's states.

    Shapes: ps, xs, h0s, residual as deep_forward takes them; dhs (T, B, H)
    -> (L, T, B, H), dxs (T, B, D).
    """
    shown = [xs, *(forward(ps[:n], xs, h0s[:n], residual)[0] for n in range(1, len(ps) + 1))]
    gradients = []
    for layer in reversed(range(len(ps))):
        p, link = ps[layer], residual and layer > 0
        states = shown[layer + 1] - shown[layer] if link else shown[layer + 1]
        dstates, dbelow, da = [], [], np.zeros_like(states[0])
        for h, dh in zip(states[::-1], dhs[::-1], strict=True):
            dstate = dh + da @ p.W_h.T  # from above, and from the step that came after
            da = dstate * (1 - h**2)
            dstates.append(dstate)
            dbelow.append(da @ p.W_x.T)
        dbelow = np.stack(dbelow[::-1])
        dhs = dbelow + dhs if link else dbelow
        gradients.append(np.stack(dstates[::-1]))
    return np.stack(gradients[::-1]), dhs


def transition_gradients(seed, n, *, H=64, T=21, B=4):
    """Measure the same in one layer whose step is n tanh layers deep.

    Shapes: -> (T,), by lag; the norm at lag 0 is 1.
    """
    rng = np.random.default_rng(seed)
    first, others = draw_layer(rng, H), [draw_layer(rng, H).W_x for _ in range(n - 1)]
    h, steps = np.zeros((B, H)), []
    for x in rng.normal(size=(T, B, H)):
        inner = [np.tanh(x @ first.W_x + h @ first.W_h)]
        for W in others:
            inner.append(np.tanh(inner[-1] @ W))
        h = inner[-1]
        steps.append(inner)
    dh = rng.normal(size=(B, H))
    norms = [np.linalg.norm(dh, axis=-1)]
    for inner in steps[:0:-1]:
        for value, W in zip(inner[::-1], [*others[::-1], first.W_h], strict=True):
            dh = (dh * (1 - value**2)) @ W.T
        norms.append(np.linalg.norm(dh, axis=-1))
    logs = np.log(np.maximum(norms, 1e-300)).mean(axis=-1)
    return np.exp(logs - logs[0])
