"""Slow parts in a recurrence: leaks, delays, dilations, clocks, words over characters, pyramids.

A path is a chain of states through the unrolled graph, each computed from the one before it. Its
length counts the states that are computed on it, one product with a Jacobian each on the way
back; where a state is only kept, nothing is computed and nothing counted.

Axes  T steps, B batch, D input, H hidden, L layers.
Raises  ValueError, from every function here, if an argument does not fit the weights or another
argument, or a number is out of its range.
"""

import math

import numpy as np

from helpers.scratch.cells import RNNParams, rnn_step
from helpers.scratch.contract.checked import unchecked
from helpers.scratch.contract.params import require_params
from helpers.scratch.contract.protocol import Cell
from helpers.scratch.contract.validation import (
    require_axes,
    require_count,
    require_floats,
    require_lengths,
    require_numbers,
    require_shape,
)
from helpers.scratch.variants import grid, skips
from helpers.scratch.variants.clockwork import require_periods


def time_constant(alpha):
    """Return after how many steps a leaky unit without input has 1/e of its state left.

    Each step leaves a share of 1 - alpha, and (1 - alpha)^n = 1/e for n = -1 / ln(1 - alpha),
    which for a small alpha is about 1 / alpha.
    Shapes: alpha a number or an array -> like alpha.
    Units: steps; 0 < alpha < 1.
    """
    alpha = require_numbers("alpha", alpha)
    if not alpha.size or not ((alpha > 0) & (alpha < 1)).all():
        raise ValueError(f"alpha is {alpha}, expected numbers above 0 and below 1.")
    return -1 / np.log1p(-alpha)


def leaky_step(p, x, h):
    """Advance leaky integrators by one step, h_next = (1 - alpha) * h + alpha * g.

    Shapes: p LeakyParams; x (B, D); h (B, H) -> h_next (B, H).
    Source: as helpers.scratch.variants.skips.leaky_step.
    """
    return skips.leaky_step(p, x, h)[0]


def delayed_path_length(T, delays):
    """Return the length of the shortest path from a state to the one T steps later.

    Each state is computed from those that `delays` steps ago: delays (1, 7) are an ordinary
    connection and one that skips 6 states.
    Shapes: delays a sequence of whole numbers of at least 1 -> int.
    Raises: ValueError also if no path leads there, as over 3 steps with the delay 2 alone.
    Source: El Hihi & Bengio (1995); Lin et al. (1996).
    """
    T = require_count("T", T)
    delays = _require_whole("delays", delays)
    shortest = [0] + [math.inf] * T
    for t in range(1, T + 1):
        before = [shortest[t - delay] for delay in delays if delay <= t]
        shortest[t] = 1 + min(before, default=math.inf)
    if not math.isfinite(shortest[T]):
        raise ValueError(f"delays are {delays}: no sum of them is T = {T}, so no path leads there.")
    return int(shortest[T])


def receptive_field(dilations, kernel):
    """Count the inputs that one output of stacked dilated layers depends on.

    A layer whose kernel reads `kernel` inputs, `dilation` steps apart, adds (kernel - 1) * dilation
    steps. A dilated recurrent layer reads its own past: for it this is no bound.
    Shapes: dilations a sequence of L whole numbers of at least 1 -> int.
    Source: Yu & Koltun (2016); van den Oord et al. (2016).
    """
    kernel = require_count("kernel", kernel)
    return 1 + (kernel - 1) * sum(_require_whole("dilations", dilations))


def dilated_forward(p, xs, h0s, d):
    """Run an Elman layer that reads only its state d steps ago, h_t from h_(t-d).

    Shapes: p RNNParams; xs (T, B, D); h0s (d, B, H), the oldest first: h0s[0] is read at step 0
    -> hs (T, B, H).
    Source: Chang et al. (2017); as helpers.scratch.variants.skips.delay_forward.
    """
    return skips.delay_forward(p, xs, h0s, d)[0]


def clockwork_paths(periods, T):
    """Return for each group of a clockwork RNN the shortest path from step 0 to step T.

    A group is computed at multiples of its period, from itself and from slower groups one step
    before; in between it is kept. A path may start in any group at step 0.
    Shapes: periods (G,) int, one for each group, in any order -> paths (G,) int; 0 where a group is
    not computed at all from step 1 to step T.
    Source: Koutník et al. (2014).
    """
    periods, T = require_periods(periods), require_count("T", T)
    feeds = periods[:, None] >= periods  # (G, G), True where group j feeds group i
    paths = np.zeros(len(periods), np.int64)
    for t in range(1, T + 1):
        through = np.where(feeds, paths[:, None], T).min(axis=0) + 1
        paths = np.where(t % periods == 0, through, paths)
    return paths


def word_level_forward(p_char, p_word, xs, boundaries):
    """Run an Elman network over characters and, more slowly, one over the words they make.

    A character's step reads its vector and the last word's state, [x_t, h_word]. After a word's
    last character the word network takes a step, with the character state as its input, and the
    character state starts again from 0: what is known of earlier words comes by way of h_word.
    Shapes: p_char RNNParams with D + H_word inputs and H_char units; p_word RNNParams with H_char
    inputs and H_word units; xs (T, B, D); boundaries (T, B), 1 at the last character of a word,
    else 0 -> hs (T, B, H_char), words (T, B, H_word), the word states after each step. Both start
    from 0.
    Source: in the manner of El Hihi & Bengio (1995) and Ling et al. (2015), boundaries given.
    """
    char, word = require_params(p_char, RNNParams), require_params(p_word, RNNParams, "p_word")
    T, B, D = require_floats("xs", xs, T=None, B=None, D=None)
    ends = _require_flags("boundaries", boundaries, T=T, B=B)
    if char["D"] != D + word["H"]:
        raise ValueError(
            f"p_char reads {char['D']} inputs, expected D + H_word = {D} + {word['H']}."
        )
    if word["D"] != char["H"]:
        raise ValueError(f"p_word reads {word['D']} inputs, expected H_char = {char['H']}.")
    h, w, step = np.zeros((B, char["H"])), np.zeros((B, word["H"])), unchecked(rnn_step)
    hs, words = [], []
    for x, end in zip(xs, ends[..., None], strict=True):
        h, _ = step(p_char, np.concatenate([x, w], axis=1), h)
        hs.append(h)
        w = np.where(end, step(p_word, h, w)[0], w)
        h = np.where(end, 0, h)
        words.append(w)
    return np.stack(hs), np.stack(words)


def boundary_ops(z, z_below, c, f, i, g):
    """Copy, update or flush the memory of a layer, as two boundaries say.

    z: whether this layer ended a segment at the step before; z_below: whether the layer below ends
    one now. Flush where z is 1: i * g. Else update where z_below is 1: f * c + i * g. Else copy: c.
    Shapes: z, z_below (B,), 0 or 1; c, f, i, g (B, H) -> c_next (B, H).
    Source: Chung, Ahn & Bengio (2017), equation 2.
    """
    sizes: dict[str, int] = {}
    for name, array in {"c": c, "f": f, "i": i, "g": g}.items():
        require_axes(name, array, "B, H", sizes)
    z, z_below = (
        _require_flags(name, flags, B=sizes["B"])[:, None]
        for name, flags in {"z": z, "z_below": z_below}.items()
    )
    return np.where(z, i * g, np.where(z_below, f * c + i * g, c))


def pyramid_lengths(lengths, strides):
    """Return how many steps each row has left after each shortening of a pyramid.

    A layer of stride s makes one step of s; where the last s are not all there, the step stands
    all the same, so every division is rounded up.
    Shapes: lengths (B,) int from 1; strides a sequence of L whole numbers of at least 1
    -> (L, B) int.
    Source: Chan et al. (2016), with stride 2 throughout.
    """
    lengths = np.asarray(lengths)
    (B,) = require_shape("lengths", lengths, B=None)
    lengths = require_lengths("lengths", lengths, np.iinfo(np.int64).max, B)
    left = []
    for stride in _require_whole("strides", strides):
        lengths = -(-lengths // stride)
        left.append(lengths)
    return np.stack(left)


def grid_step(p, h_1, c_1, h_2, c_2):
    """Pass one block of a two-dimensional Grid LSTM: along time (1) and along depth (2).

    Shapes: p GridParams; h_1, c_1, h_2, c_2 (B, H) -> h_1_next, c_1_next, h_2_next, c_2_next.
    Source: as helpers.scratch.variants.grid.grid_step.
    """
    return grid.grid_step(p, h_1, c_1, h_2, c_2)[:4]


def grid_cell_step(p, x, both, h_1, c_1):
    """Pass one block as a recurrent cell: its input and what it shows are h_2 and c_2 together.

    Layers of this cell, one over the other, are a grid; see helpers.scratch.variants.grid.
    Shapes: p GridParams; x (B, 2H) = h_2, c_2 from the layer below; both (B, 2H), what the block
    showed before, which it does not read; h_1, c_1 (B, H) -> both_next, h_1_next, c_1_next, cache
    GridCache.
    """
    require_axes("x", x, "B, 2H", require_params(p, grid.GridParams))
    h_1, c_1, h_2, c_2, cache = grid.grid_step(p, h_1, c_1, *np.hsplit(x, 2))
    return np.hstack([h_2, c_2]), h_1, c_1, cache


def grid_cell_step_backward(p, cache, dboth_next, dh_1_next, dc_1_next):
    """Pull the gradients of the three new states back through grid_cell_step.

    Shapes: dboth_next (B, 2H); dh_1_next, dc_1_next (B, H) -> dx (B, 2H), dboth (B, 2H) of
    zeros, dh_1, dc_1 (B, H), dp GridParams.
    """
    dh_2, dc_2 = np.hsplit(dboth_next, 2)
    dh_1, dc_1, dh_2, dc_2, dp = grid.grid_step_backward(p, cache, dh_1_next, dc_1_next, dh_2, dc_2)
    return np.hstack([dh_2, dc_2]), np.zeros_like(dboth_next), dh_1, dc_1, dp


def _init_grid_cell(rng, D, H):
    """Draw the weights of a block, whose input is 2H wide."""
    if require_count("D", D) != 2 * require_count("H", H):
        raise ValueError(f"D is {D}, expected 2 H = {2 * H}: h_2 and c_2 side by side.")
    return grid.init_grid_block(rng, H)


def _require_whole(name, values):
    """Return a tuple of whole numbers of at least 1, and at least one of them."""
    if not isinstance(values, (list, tuple, range, np.ndarray)) or not len(values):
        raise ValueError(f"{name} is {values!r}, expected a sequence of at least one number.")
    return tuple(require_count(f"{name}[{n}]", value) for n, value in enumerate(values))


def _require_flags(name, flags, **axes):
    """Return an array of 0 and 1 as booleans."""
    flags = np.asarray(flags)
    require_shape(name, flags, **axes)
    if not np.isin(flags, (0, 1)).all():
        raise ValueError(f"{name} holds something other than 0 and 1.")
    return flags.astype(bool)


GRID = Cell(
    "grid",
    grid.GridParams,
    grid_cell_step,
    grid_cell_step_backward,
    "A second LSTM carries memory through the layers as the first carries it through time.",
    {"both": "B, 2H", "h_1": "B, H", "c_1": "B, H"},
    init=_init_grid_cell,
)
