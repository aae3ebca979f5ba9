"""A signal of two periods, written without any input by three recurrences.

Axes  T time, H hidden; the batch is one sequence.
"""

import numpy as np
import torch
from torch import nn

from helpers.experiments.m11_time_scales.parts.fit import drawn, fit

PERIODS = (7, 61)
T = 244  # four times the longer period
KINDS = ("clockwork", "LSTM", "plain")
GROUPS = 2 ** np.arange(7)  # the clockwork's periods, 1 to 64


def signal():
    """Return the sum of two sines (T,)."""
    t = np.arange(T)
    return np.sin(2 * np.pi * t / PERIODS[0]) + np.sin(2 * np.pi * t / PERIODS[1] + 1)


class Writer(nn.Module):
    """A network without input: a learned first state, a recurrence, a readout of one number."""

    def __init__(self, kind, H, seed):
        """Draw the weights of one kind, "clockwork", "LSTM" or "plain"."""
        super().__init__()
        rng = np.random.default_rng(seed)
        self.kind, self.H = kind, H
        if kind == "clockwork":
            self.periods = torch.from_numpy(np.repeat(GROUPS, H // len(GROUPS)))
            self.W_h, self.b = drawn(rng, H, H), nn.Parameter(torch.zeros(H))
            self.feeds = (self.periods[:, None] >= self.periods).float()
        else:
            gates = 4 if kind == "LSTM" else 1
            self.core = (nn.LSTM if kind == "LSTM" else nn.RNN)(1, H)
            with torch.no_grad():
                for weight in self.core.parameters():
                    weight.zero_()  # the input's stay so: it is 0
                self.core.weight_hh_l0.copy_(drawn(rng, gates * H, H, sd=1 / np.sqrt(H)))
                if kind == "LSTM":
                    self.core.bias_ih_l0[H : 2 * H] = 1.0
                    self.c0 = drawn(rng, 1, H, sd=0.1)
        self.h0 = drawn(rng, 1, H, sd=0.1)
        self.W_y, self.b_y = drawn(rng, H, 1), nn.Parameter(torch.zeros(1))

    def read_weights(self):
        """Count the weights that matter: none of the input's, no bias twice, no masked one."""
        H = self.H
        if self.kind == "clockwork":
            return int(self.feeds.sum()) + 3 * H + 1
        return {"LSTM": 4 * H * (H + 1) + 3 * H + 1, "plain": H * (H + 1) + 2 * H + 1}[self.kind]

    def forward(self):
        """Write the sequence. Shapes: -> ys (T,)."""
        if self.kind == "clockwork":
            hs = self._clockwork()
        else:
            h0 = self.h0[None]
            state = (h0, self.c0[None]) if self.kind == "LSTM" else h0
            hs = self.core(torch.zeros(T, 1, 1), state)[0][:, 0]
        return (hs @ self.W_y + self.b_y)[:, 0]

    def _clockwork(self):
        """Run a clockwork layer whose mask is laid on the weights once a sequence."""
        W, h, hs = self.W_h * self.feeds, self.h0, []
        runs = torch.arange(T)[:, None] % self.periods == 0
        for run in runs:
            h = torch.where(run, torch.addmm(self.b, h, W).tanh(), h)
            hs.append(h)
        return torch.cat(hs)


def learn(kind, seed, *, H, steps, every, rate, bar=False):
    """Train one network to write the signal.

    Returns {"weights": those that are read, "rows": [[updates, seconds of CPU, squared error over
    the signal's variance], ...], "written": what it writes at the end (T,), "left": for each
    period the amplitude that the error still has there; the signal's are 1}.
    """
    torch.set_num_threads(1)
    writer, wanted = Writer(kind, H, seed), torch.from_numpy(signal()).float()

    def error(step=0):
        return ((writer() - wanted) ** 2).mean() / wanted.var(correction=0)

    rows = fit(
        writer.parameters(),
        error,
        error,
        steps=steps,
        every=every,
        rate=rate,
        falling=True,
        bar=bar,
    )
    with torch.no_grad():
        written = writer().numpy()
    return {
        "weights": writer.read_weights(),
        "rows": rows,
        "written": [round(float(y), 3) for y in written],
        "left": {str(period): amplitude(written - signal(), period) for period in PERIODS},
    }


def amplitude(ys, period):
    """Return the amplitude of one period in a series (T,)."""
    turns = np.exp(-2j * np.pi * np.arange(len(ys)) / period)
    return round(float(2 * np.abs(turns @ ys) / len(ys)), 3)
