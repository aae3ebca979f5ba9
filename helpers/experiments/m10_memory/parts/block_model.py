"""A language model in NumPy whose blocks anyone may supply, and how it learns.

Axes  T steps, B batch, D width, F units of a position-wise net, V vocabulary.
"""

import sys
import time
from typing import NamedTuple

import numpy as np
from tqdm import tqdm

from helpers.datasets.generated.associative import draw_pairs
from helpers.experiments.m10_memory.parts.asked import HEADS, RATE, V_PAIRS, WARM
from helpers.scratch.contract.tree import tree_map
from helpers.scratch.modules.m10_self_attention import (
    BlockParams,
    NormParams,
    block_backward,
    block_forward,
    init_block,
    layer_norm,
    layer_norm_backward,
)
from helpers.scratch.ops import log_softmax, softmax
from helpers.scratch.optim import adam_start, adam_step, clip_by_norm


class ModelParams(NamedTuple):
    """Weights of a stack of blocks between an embedding and a readout."""

    E: np.ndarray  # (V, D)
    P: np.ndarray  # (longest, D), one vector for each position
    blocks: tuple[BlockParams, ...]
    norm: NormParams
    W_y: np.ndarray  # (D, V)
    b_y: np.ndarray  # (V,)


def init_model(rng, V, D, layers, longest, dtype=np.float32):
    """Draw the weights as the PyTorch model of parts.asked draws its own, but in another order."""
    p = ModelParams(
        E=rng.normal(size=(V, D)),
        P=rng.normal(size=(longest, D)) * 0.1,
        blocks=tuple(init_block(rng, D, 4 * D) for _ in range(layers)),
        norm=NormParams(np.ones(D), np.zeros(D)),
        W_y=rng.normal(size=(D, V)) * 0.01,
        b_y=np.zeros(V),
    )
    return tree_map(lambda w: w.astype(dtype), p)


def from_torch(model):
    """Copy a LanguageModel over a Transformer with learned positions, in float64."""
    blocks, norm = model.layer.to_scratch()
    learned = (model.embedding.E, model.layer.positions.P)
    E, P = (w.detach().numpy() for w in learned)
    W_y, b_y = (w.detach().numpy() for w in (model.readout.W_y, model.readout.b_y))
    p = ModelParams(E, P, tuple(blocks), norm, W_y, b_y)
    return tree_map(lambda w: w.astype(float), p)


def predict(p, ids, block, heads):
    """Return logits (T, B, V) and what stands before each block and after the last, (T, B, D).

    block: as transformer_block.   Shapes: ids (T, B).
    """
    hs = [p.E[ids] + p.P[: len(ids), None]]
    for weights in p.blocks:
        hs.append(block(weights, hs[-1], heads))
    return layer_norm(hs[-1], *p.norm) @ p.W_y + p.b_y, hs


def gradients(p, asked, block, heads):
    """Return the mean loss of the questions of an Asked, and the gradients of all weights.

    The blocks run forward as `block` says, and backward by block_backward.
    """
    logits, hs = predict(p, asked.ids, block, heads)
    count, right = asked.mask.sum(), asked.targets[asked.mask]
    probs = softmax(logits[asked.mask])
    loss = -np.log(probs[np.arange(count), right]).mean()
    dlogits = np.zeros_like(logits)
    probs[np.arange(count), right] -= 1
    dlogits[asked.mask] = probs / count
    normed = layer_norm(hs[-1], *p.norm)
    dW_y = np.tensordot(normed, dlogits, axes=([0, 1], [0, 1]))
    dhs, *dnorm = layer_norm_backward(hs[-1], p.norm.gain, dlogits @ p.W_y.T)
    dblocks = []
    for weights, before in zip(p.blocks[::-1], hs[-2::-1], strict=True):
        dhs, dblock = block_backward(weights, block_forward(weights, before, heads)[1], dhs)
        dblocks.insert(0, dblock)
    dE, dP = np.zeros_like(p.E), np.zeros_like(p.P)
    np.add.at(dE, asked.ids, dhs)
    dP[: len(dhs)] = dhs.sum(axis=1)
    dp = ModelParams(dE, dP, tuple(dblocks), NormParams(*dnorm), dW_y, dlogits.sum(axis=(0, 1)))
    return float(loss), dp


def accuracy(p, asked, block, heads):
    """Return the share of questions that are answered right."""
    likeliest = predict(p, asked.ids, block, heads)[0].argmax(axis=-1)
    return float((likeliest == asked.targets)[asked.mask].mean())


def learn_recall(block, *, layers=2, D=32, longest=8, B=64, steps=1200, every=50, seed=0):
    """Train blocks on associative recall of 2 to `longest` pairs, with a progress bar.

    block: as transformer_block. Ends when 0.99 are recalled twice in a row.
    Returns the weights, and rows [steps, CPU seconds, accuracy at `longest` pairs].
    """
    p = init_model(np.random.default_rng(seed), V_PAIRS, D, layers, 3 * longest)
    draws, held_out = (np.random.default_rng([seed, i]) for i in (1, 2))
    test, state = draw_pairs(held_out, 250, longest), adam_start(p)
    rows, seconds = [[0, 0.0, accuracy(p, test, block, HEADS)]], 0.0
    bar = tqdm(range(steps), file=sys.stdout, unit="step", mininterval=1)
    for step in bar:
        begun = time.process_time()
        asked = draw_pairs(draws, B, int(draws.integers(2, longest + 1)))
        _, dp = gradients(p, asked, block, HEADS)
        clipped, _ = clip_by_norm(dp, 1.0)
        p, state = adam_step(p, clipped, state, RATE * min(1.0, (step + 1) / WARM))
        seconds += time.process_time() - begun
        if (step + 1) % every == 0:
            rows.append([step + 1, round(seconds, 2), accuracy(p, test, block, HEADS)])
            bar.set_postfix_str(f"{rows[-1][2]:.2f} right at {longest} pairs")
            if min(row[2] for row in rows[-2:]) >= 0.99:
                break
    bar.close()
    return p, rows


def nats(p, windows, block, heads):
    """Score the later half of each window, in nats per character.

    Shapes: windows, a pair of inputs and targets (T, B).
    """
    inputs, targets = windows
    half = len(inputs) // 2
    logs = log_softmax(predict(p, inputs, block, heads)[0][half:])
    return float(-np.take_along_axis(logs, targets[half:, :, None], axis=-1).mean())


def write(p, vocab, start, block, heads, seed=0):
    """Continue a text to the end of the positions, every character through all blocks anew."""
    ids = vocab.encode(start).tolist()
    for u in np.random.default_rng(seed).uniform(size=len(p.P) - len(ids)):
        logits, _ = predict(p, np.array(ids)[:, None], block, heads)
        ids.append(int(np.searchsorted(np.cumsum(softmax(logits[-1, 0])), u)))
    return vocab.decode(ids)
