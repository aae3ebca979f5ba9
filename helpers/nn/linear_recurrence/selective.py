"""The selective state space of helpers.scratch.modules.m13_state_spaces as a layer.

Axes  T steps, B batch, D channels, N states of a channel.
"""

import math

import numpy as np
import torch

from helpers.nn.layers import run_packed
from helpers.nn.linear_recurrence.steps import require_sequence
from helpers.nn.scan import hide, real_steps, scan
from helpers.nn.weights import Weights, precision_of
from helpers.scratch.contract.params import require_params
from helpers.scratch.contract.validation import require_count, require_generator
from helpers.scratch.modules.m13_state_spaces import SelectiveParams


class Selective(Weights):
    """A selective state space over a sequence, all steps by a scan over D N states."""

    params_type = SelectiveParams

    def __init__(self, D, N, rng, dtype=torch.float32, slowest=0.001, fastest=0.1):
        """Draw the weights: state n of every channel decays at the rate n + 1.

        The step sizes start between slowest and fastest, evenly in their logarithm.
        Raises: ValueError if a size is not a whole number of at least 1.
        Source: Gu & Dao (2024), section 3.6 (S4D-Real).
        """
        super().__init__(init_selective(rng, D, N, slowest, fastest), dtype)
        self.D = self.width = D
        self.N = N

    @classmethod
    def from_scratch(cls, p):
        """Make a layer from scratch weights, in their precision."""
        sizes = require_params(p, SelectiveParams)
        return cls(sizes["D"], sizes["N"], np.random.default_rng(0), precision_of(p)).load(p)

    def forward(self, xs, state0=None, lengths=None, start=0):
        """Run over a sequence from a state (zeros if None).

        Shapes: xs (T, B, D), or a PackedSequence of such; state0 (h0,) with h0 (B, D, N);
        lengths (B,) int, all T if None -> ys (T, B, D), or packed as xs, 0 on padding, and the
        state (h,) after each row's last real step.
        Raises: ValueError if a shape does not fit, or a length is not from 1 to T.
        """
        if isinstance(xs, torch.nn.utils.rnn.PackedSequence):
            return run_packed(self, xs, state0, lengths)
        require_sequence(xs, self.D)
        T, B, D = xs.shape
        last, padding = real_steps(xs, lengths)
        xs = hide(xs, padding)
        delta = torch.nn.functional.softplus(xs @ self.W_delta + self.b_delta)[..., None]
        a = (-delta * self.log_rate.exp()).exp()
        b = delta * (xs @ self.W_B)[:, :, None] * xs[..., None]
        h0 = torch.zeros_like(b[0]) if state0 is None else state0[0]
        hs = scan(a.flatten(2), b.flatten(2), h0.flatten(1)).view(T, B, D, self.N)
        ys = (hs @ (xs @ self.W_C)[..., None]).squeeze(-1) + self.w_skip * xs
        return hide(ys, padding), (hs[last],)


def init_selective(rng, D, N, slowest=0.001, fastest=0.1):
    """Draw the weights of a selective state space, in the order of SelectiveParams.

    Shapes: -> SelectiveParams. log_rate[:, n] = ln(n + 1); W_delta, W_B and W_C normal with sd
    1 / sqrt(D), W_delta a tenth of it; softplus(b_delta) log-uniform; w_skip ones.
    """
    require_generator("rng", rng)
    D, N = require_count("D", D), require_count("N", N)
    sd = 1 / math.sqrt(D)
    W_delta = 0.1 * sd * rng.normal(size=(D, D))
    delta = np.exp(rng.uniform(math.log(slowest), math.log(fastest), size=D))
    W_B, W_C = sd * rng.normal(size=(D, N)), sd * rng.normal(size=(D, N))
    log_rate = np.log(np.arange(1.0, N + 1)) * np.ones((D, 1))
    b_delta = delta + np.log(-np.expm1(-delta))  # the inverse of softplus
    return SelectiveParams(log_rate, W_delta, b_delta, W_B, W_C, np.ones(D))
