"""Short trainings that the notebook of module 10 runs itself, and what comes out of them."""

import sys

import numpy as np
import torch
from tqdm import tqdm

from helpers.datasets.generated.associative import draw_pairs, draw_repeats
from helpers.experiments.m10_memory import (
    associative_recall,
    character_block,
    induction,
    story_hops,
)
from helpers.experiments.m10_memory.parts import asked, characters, hops
from helpers.experiments.m10_memory.parts.learning import right


def bar(steps):
    """Show progress on stdout."""
    return tqdm(steps, file=sys.stdout, unit="step", mininterval=1)


# ------------------------------------------------------------------ associative recall


def learn_recall(kind="two layers", seed=0):
    """Train a network on associative recall, as the stored runs are. Returns it and its curve."""
    settings = associative_recall.SETTINGS
    model = asked.make_pairs(kind, settings["training"]["longest"], seed)
    steps = settings["steps"][kind]
    curve = asked.learn_pairs(model, kind, seed, steps=steps, bar=bar, **settings["training"])
    return model, curve


def questions(N, B, seed):
    """Draw B sequences of N pairs with their questions, as Asked."""
    return draw_pairs(np.random.default_rng([seed, 4]), B, N)


@torch.no_grad()
def answers(model, sequences):
    """Return the likeliest token at each step of an Asked, (T, B)."""
    return model(torch.from_numpy(sequences.ids))[0].argmax(dim=-1).numpy()


@torch.no_grad()
def looks(model, sequences):
    """Return what the heads of each block look at: for each block (B, K, T, T)."""
    xs = model.embedding(torch.from_numpy(sequences.ids))
    return [weights.numpy() for weights in model.layer.weights(xs)]


# ------------------------------------------------------------------ induction


def learn_fixed_period(layers=1, seed=0):
    """Train on one period as the stored runs are, until 0.99 are right.

    Returns accuracy at that period and at drawn ones.
    """
    settings = induction.SETTINGS
    data, fixed, drawn = (settings[name] for name in ("data", "fixed", "drawn"))
    model = asked.transformer(data["V"], layers, settings["sizes"][str(layers)], data["T"], seed)
    curve = asked.learn_repeats(
        model, seed, stop=lambda judged: judged > 0.99, bar=bar, **data, **fixed
    )
    rng = np.random.default_rng([seed, 3])
    other = draw_repeats(rng, data["T"], 300, data["V"], drawn["shortest"], drawn["longest"])
    return curve[-1][2], right(model, other)


# ------------------------------------------------------------------ stories


def learn_hops(count=2, seed=0):
    """Train a memory network on stories as the stored runs are, until 0.999 are right.

    Returns it, its accuracy and the stories held out.
    """
    training = story_hops.SETTINGS["training"]
    model = hops.MemoryNetwork(count, 5 * training["moves"] + 5, story_hops.SETTINGS["D"], seed)
    curve, held_out = hops.learn_stories(
        model, seed, stop=lambda judged: judged >= 0.999, bar=bar, **training
    )
    return model, curve[-1][2], held_out


@torch.no_grad()
def hop_weights(model, stories):
    """Return how much each statement weighs in each hop, (hops, N, B)."""
    return model(*hops.tensors(stories)[:2])[1].numpy()


# ------------------------------------------------------------------ text


def character_model():
    """Read the stored transformer. Returns it, the vocabulary, and the held-out ids."""
    vocab, _, held_out = characters.corpus()
    model = characters.load(len(vocab), **character_block.SETTINGS["transformer"])
    return model, vocab, held_out


def windows_of(ids, most):
    """Return the first windows of a text, as character_block scores them: inputs, targets."""
    return characters.windows(ids, character_block.SETTINGS["transformer"]["T"], most)


@torch.no_grad()
def nats(model, windows):
    """Score the later half of each window by PyTorch, in nats per character."""
    inputs, targets = windows
    half = len(inputs) // 2
    logits = model(inputs)[0][half:].double().flatten(0, 1)
    wanted = torch.from_numpy(targets[half:]).flatten()
    return float(torch.nn.functional.cross_entropy(logits, wanted))
