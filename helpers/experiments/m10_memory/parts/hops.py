"""A memory network over stories: what it looks at, hop by hop; and an LSTM that reads them.

Axes  N statements, B stories, D width, H hidden.   A statement is three words.
"""

import numpy as np
import torch
from torch import nn

from helpers.datasets.generated.stories import WORDS, draw_stories
from helpers.experiments.m10_memory.parts.learning import fit
from helpers.nn.torch_layers import torch_recurrent

V = len(WORDS)


class MemoryNetwork(nn.Module):
    """Looks up the statements several times; each time what was found joins the query.

    Every statement is embedded hops + 1 times: hop k finds by embedding k and reads embedding
    k + 1 (adjacent tying). Order among statements: a learned vector for each slot.
    Source: Sukhbaatar, Szlam, Weston & Fergus (2015). Differs: a word's vector depends on its
    place in the statement in full, in place of their position encoding.
    """

    def __init__(self, hops, slots, D, seed):
        """Draw all weights, normal with standard deviation 0.1; H, D x D, starts as 1."""
        super().__init__()
        rng = np.random.default_rng(seed)

        def normal(*shape):
            return nn.Parameter(torch.as_tensor(rng.normal(size=shape) * 0.1).float())

        self.E = nn.ParameterList([normal(3, V, D) for _ in range(hops + 1)])
        self.P = nn.ParameterList([normal(slots, D) for _ in range(hops + 1)])
        self.q, self.H, self.W_y = normal(V, D), nn.Parameter(torch.eye(D)), normal(D, V)

    def embed(self, k, words):
        """Return the statements' k-th embedding. Shapes: words (N, B, 3) -> (N, B, D)."""
        return sum(self.E[k][j][words[..., j]] for j in range(3)) + self.P[k][: len(words), None]

    def forward(self, words, questions, linear=False):
        """Answer questions; linear: without the softmax.

        Shapes: words (N, B, 3), questions (B,) -> logits (B, V), weights (hops, N, B).
        """
        u, looked = self.q[questions], []
        for k in range(len(self.E) - 1):
            m_in, m_out = self.embed(k, words), self.embed(k + 1, words)
            scores = (m_in * u).sum(dim=-1)
            weights = scores if linear else scores.softmax(dim=0)
            u = u @ self.H + (weights[..., None] * m_out).sum(dim=0)
            looked.append(weights)
        return u @ self.W_y, torch.stack(looked)


class StatementLSTM(nn.Module):
    """Reads the question, then one statement a step, and answers from its last state."""

    def __init__(self, D, H, seed):
        """Draw the embeddings, normal with standard deviation 0.1, and an LSTM."""
        super().__init__()
        rng = np.random.default_rng(seed)

        def normal(*shape):
            return nn.Parameter(torch.as_tensor(rng.normal(size=shape) * 0.1).float())

        self.E, self.q, self.W_y = normal(3, V, D), normal(V, D), normal(H, V)
        self.lstm = torch_recurrent("lstm", D, H, rng)

    def forward(self, words, questions, linear=False):
        """Return logits (B, V) and no weights.   Shapes: words (N, B, 3), questions (B,)."""
        xs = sum(self.E[j][words[..., j]] for j in range(3))
        hs, _ = self.lstm(torch.cat([self.q[questions][None], xs]))
        return hs[-1] @ self.W_y, None


def tensors(stories):
    """Return words, questions and answers of Stories as tensors."""
    return tuple(torch.from_numpy(part) for part in stories[:3])


def learn_stories(
    model, seed, *, stories, moves, B, rate, steps, every, linear=0.0, stop=None, bar=None
):
    """Train on stories, the softmax left out for the first share `linear` of the steps.

    Returns rows of fit, judged by accuracy on 1,000 stories held out, and those Stories.
    """
    words, questions, answers = tensors(
        draw_stories(np.random.default_rng([seed, 1]), stories, moves)
    )
    held_out = draw_stories(np.random.default_rng([seed, 2]), 1000, moves)
    test, draws, done = tensors(held_out), np.random.default_rng([seed, 3]), [0]

    def loss(step):
        rows, done[0] = torch.from_numpy(draws.integers(0, stories, B)), step + 1
        logits, _ = model(words[:, rows], questions[rows], step < linear * steps)
        return nn.functional.cross_entropy(logits, answers[rows])

    @torch.no_grad()
    def judge():
        logits, _ = model(*test[:2], done[0] < linear * steps)
        return round(float((logits.argmax(dim=-1) == test[2]).float().mean()), 4)

    settings = {"rate": rate, "steps": steps, "every": every, "fall": True, "clip": 40.0}
    return fit(model, loss, judge, stop=stop, bar=bar, **settings), held_out


@torch.no_grad()
def on_support(model, stories):
    """Return the mean weight of each hop on the two statements that the answer takes.

    -> [[on "took", on "moved"], ...], one pair a hop.
    """
    words, questions, _ = tensors(stories)
    weights, which = model(words, questions)[1], torch.from_numpy(stories.support)
    return [[round(float(one.gather(0, row[None]).mean()), 4) for row in which] for one in weights]
