"""Networks trained side by side: one cell several times over, each time with its own weights.

A product of stacks does the work of S small products, so five networks cost little more than one.

Axes  S networks, T time, B batch, D input, H hidden.
"""

import numpy as np
import torch


def stack(cells):
    """Put the weights of S cells of one kind side by side, as the NamedTuple of that kind.

    Shapes: a matrix (a, b) becomes (S, a, b), a vector (n,) becomes (S, 1, n): the cell's own
    step then works on states (S, B, H).
    """
    names = cells[0].params()._fields
    columns = zip(*(cell.params() for cell in cells), strict=True)
    stacks = [torch.stack([weight.detach() for weight in column]) for column in columns]
    stacks = [w[:, None] if w.dim() == 2 else w for w in stacks]
    return type(cells[0].params())(
        **{name: w.requires_grad_() for name, w in zip(names, stacks, strict=True)}
    )


def normal_stack(seeds, rows, columns, sd):
    """Draw one matrix for each seed. Shapes: seeds, S lists of ints -> (S, rows, columns)."""
    draws = [np.random.default_rng(seed).normal(size=(rows, columns)) for seed in seeds]
    return torch.tensor(sd * np.stack(draws), dtype=torch.float32, requires_grad=True)


def read(cell, p, xs):
    """Run S networks over their sequences, from zero states.

    Shapes: p as stack returns it, of cells like `cell`; xs (T, S, B, D) -> hs (T, S, B, H).
    """
    S, B = xs.shape[1:3]
    state = tuple(zeros.expand(S, -1, -1) for zeros in cell.zero_state(B))
    hs = []
    for x in xs:
        state = cell.step(p, x, *state)
        hs.append(state[0])
    return torch.stack(hs)


def descend(optimizer, losses, weights, threshold=1.0):
    """Take one step for each network, its own gradient clipped by its own norm.

    Shapes: losses (S,); weights, tensors (S, ...).
    """
    optimizer.zero_grad()
    losses.sum().backward()
    grads = [weight.grad for weight in weights if weight.grad is not None]
    norms = torch.sqrt(sum((grad**2).flatten(1).sum(1) for grad in grads))
    factors = (threshold / (norms + 1e-6)).clamp(max=1.0)
    for grad in grads:
        grad.mul_(factors.reshape(-1, *(1,) * (grad.dim() - 1)))
    optimizer.step()
