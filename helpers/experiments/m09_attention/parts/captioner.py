"""A network that describes a picture: a small convolutional grid, and a decoder that looks at it.

Axes  C channels, Y and X pixels, S cells of the grid, D size of a cell's or a word's vector,
T words, B batch, H hidden, V vocabulary.   Losses in nats per caption.
"""

from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from torch import nn

from helpers.datasets.generated.scenes import CELL, GRID, WORDS, draw_scene
from helpers.experiments.source_reader import WEIGHTS
from helpers.nn.attention import AdditiveAttention
from helpers.nn.cells import GRUCell
from helpers.nn.tokens import Embedding, Readout, mask_of

EOS, V, CELLS = 0, len(WORDS) + 1, GRID**2
FILE = WEIGHTS.with_name("scene_captioner.npz")
LONGEST = 24  # words; no true caption is as long


class Scenes(NamedTuple):
    """Pictures and captions as arrays; id 0 ends and fills a caption."""

    images: torch.Tensor  # (B, C, Y, X)
    captions: np.ndarray  # (T, B) ids, <EOS> included
    lengths: np.ndarray  # (B,)
    drawn: list  # the B Scenes

    def take(self, rows):
        """Take some scenes, their captions no longer than the longest of them."""
        lengths = self.lengths[rows]
        captions = self.captions[: lengths.max(), rows]
        return Scenes(self.images[rows], captions, lengths, [self.drawn[i] for i in rows])


def draw_scenes(rng, count, kinds, objects=(1, 2)):
    """Draw scenes with their captions as ids; objects: how many may be in one."""
    drawn = [draw_scene(rng, int(rng.choice(objects)), kinds) for _ in range(count)]
    ids = {word: i for i, word in enumerate(WORDS, start=1)}
    lengths = np.array([len(scene.caption) + 1 for scene in drawn])
    captions = np.full((lengths.max(), count), EOS)
    for column, scene in zip(captions.T, drawn, strict=True):
        column[: len(scene.caption)] = [ids[word] for word in scene.caption]
    images = torch.from_numpy(np.stack([scene.image for scene in drawn]))
    return Scenes(images, captions, lengths, drawn)


class Captioner(nn.Module):
    """Two convolutions to a grid of 4 x 4 vectors; a GRU writes, and looks before every word.

    attends False: the context is the mean of the grid at every step, as if all weights were alike.
    Each cell's vector has a learned one for its place added, since the words ask where.
    Source: Xu et al. (2015), section 3.1. Differs: a GRU for their LSTM, two convolutions trained
    here for a large network trained on photographs, no factor beta, no word vector in the
    readout; and the first state is the same for all pictures: theirs is made of the grid's mean,
    by which a small scene can be described without looking.
    """

    def __init__(self, rng, *, D, H, attends=True):
        """Draw all weights from a NumPy generator. Shapes: grid (S, B, D), states (B, H)."""
        super().__init__()
        self.attends = attends
        shapes = [(2 * D, 3, CELL, CELL), (D, 2 * D, 1, 1)]
        self.filters = nn.ParameterList([_filters(rng, shape) for shape in shapes])
        self.biases = nn.ParameterList([nn.Parameter(torch.zeros(n)) for n, *_ in shapes])
        self.places = nn.Parameter(_normal(rng, (CELLS, 1, D), 0.1))
        self.b_0 = nn.Parameter(torch.zeros(1, H))
        self.words = Embedding(V, D, rng)
        self.attention = AdditiveAttention(H, D, H, rng)
        self.cell = GRUCell(2 * D, H, rng)
        self.readout = Readout(H + D, V, rng)

    def look(self, images):
        """Turn pictures into a grid of vectors, and the first state.

        Shapes: images (B, C, Y, X) -> grid (S, B, D), s (B, H). A vector of the grid depends on
        the 8 x 8 pixels of its own cell alone: what is not looked at cannot be seen.
        """
        for weight, bias in zip(self.filters, self.biases, strict=True):
            images = nn.functional.conv2d(images, weight, bias, stride=weight.shape[2:]).relu()
        grid = images.flatten(2).permute(2, 0, 1) + self.places
        return grid, torch.tanh(self.b_0).expand(grid.shape[1], -1)

    def step(self, ids, s, grid):
        """Look, then take a step. Shapes: ids (B,) -> logits (B, V), s_next, weights (S, B)."""
        context, weights = self.attention(s, grid, grid)
        if not self.attends:
            context, weights = grid.mean(dim=0), torch.full_like(weights, 1 / CELLS)
        (s,) = self.cell(torch.cat([self.words(ids), context], dim=-1), (s,))
        return self.readout(torch.cat([s, context], dim=-1)), s, weights

    def forward(self, images, captions):
        """Predict each word from the true ones before it.

        Shapes: captions (T, B) ids -> logits (T, B, V), weights (T, S, B).
        """
        grid, s = self.look(images)
        captions = torch.as_tensor(captions)
        steps = []
        for ids in torch.cat([torch.full_like(captions[:1], EOS), captions[:-1]]):
            logits, s, weights = self.step(ids, s, grid)
            steps.append((logits, weights))
        logits, weights = zip(*steps, strict=True)
        return torch.stack(logits), torch.stack(weights)

    def loss(self, scenes, penalty):
        """Return the mean loss of a caption, with the doubly stochastic penalty times a factor.

        Only real words count in either.
        Source: Xu et al. (2015), equation 14.
        """
        logits, weights = self(scenes.images, scenes.captions)
        mask = mask_of(torch.from_numpy(scenes.lengths), len(logits)).to(logits.dtype)
        targets = torch.from_numpy(scenes.captions)
        nats = nn.functional.cross_entropy(
            logits.flatten(0, 1), targets.flatten(), reduction="none"
        )
        covered = (weights * mask[:, None]).sum(dim=0)  # (S, B)
        nats_of_captions = (nats.view_as(mask) * mask).sum(dim=0)
        return (nats_of_captions + penalty * ((1 - covered) ** 2).sum(dim=0)).mean()

    @torch.no_grad()
    def describe(self, images):
        """Write captions greedily. Shapes: -> ids (T, B), <EOS> from its first on, weights."""
        grid, s = self.look(images)
        ids = torch.full((len(images),), EOS)
        going, written, looks = torch.ones(len(images), dtype=torch.bool), [], []
        while going.any() and len(written) < LONGEST:
            logits, s, weights = self.step(ids, s, grid)
            ids = logits.argmax(dim=-1).where(going, torch.tensor(EOS))
            going = going & (ids != EOS)
            written.append(ids)
            looks.append(weights)
        return torch.stack(written).numpy(), torch.stack(looks).numpy()


def save_captioner(model, path: Path = FILE):
    """Write the weights to a .npz file, rounded to float16."""
    weights = {name: w.detach().numpy().astype(np.float16) for name, w in model.named_parameters()}
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(path, **weights)


def load_captioner(path: Path = FILE, **sizes):
    """Read the captioner that the course ships.   sizes: D and H, as it was made with.

    Raises: FileNotFoundError if the file is not there, and says which command makes it.
    """
    if not path.exists():
        raise FileNotFoundError(f"{path} is not there; run: course experiments scene_captions")
    model = Captioner(np.random.default_rng(0), **sizes)
    with np.load(path) as file, torch.no_grad():
        for name, weight in model.named_parameters():
            weight.copy_(torch.from_numpy(file[name]))
    return model


def words_of(ids):
    """Read caption ids (T,) up to their first <EOS>, as words."""
    return [WORDS[i - 1] for i in ids[: np.argmax(np.append(ids, EOS) == EOS)]]


def pointing(weights, drawn):
    """Return where attention is while an object is named.

    Shapes: weights (T, S, B) under teacher forcing, of B Scenes -> {"colour", "noun": share of
    these words for which the largest weight is on the object's cell, "mass": mean weight of that
    cell at the colour, "occupied": share that a choice among the cells with an object would hit}.
    """
    found: dict[str, list[float]] = {"colour": [], "noun": [], "mass": [], "occupied": []}
    for b, scene in enumerate(drawn):
        for t, cell in scene.nouns:  # the colour stands before the noun
            found["colour"].append(int(weights[t - 1, :, b].argmax()) == cell)
            found["noun"].append(int(weights[t, :, b].argmax()) == cell)
            found["mass"].append(float(weights[t - 1, cell, b]))
            found["occupied"].append(1 / len(scene.things))
    return {kind: round(float(np.mean(x)), 4) for kind, x in found.items()}


def _normal(rng, shape, sd):
    """Draw normal numbers as a float32 tensor."""
    return torch.as_tensor(rng.normal(size=shape) * sd, dtype=torch.float32)


def _filters(rng, shape):
    """Draw filters (outputs, inputs, Y, X); He et al. (2015): sd sqrt(2 / inputs of an output)."""
    return nn.Parameter(_normal(rng, shape, (2 / np.prod(shape[1:])) ** 0.5))
