"""What module 08's sliders call: the distribution of the next character, and a line written on."""

import ipywidgets
import numpy as np

from helpers.datasets.source_code import CODE_VOCAB
from helpers.experiments.m08_sampling.parts import writer
from helpers.plots.modules.m08 import sampling as figures
from helpers.scratch.ops import softmax

AFTERWARDS = {"continuous_update": False}  # waits until a slider is let go
SLIDERS = {
    "start": ipywidgets.Text("The class ", **AFTERWARDS),
    "tau": ipywidgets.FloatSlider(0.7, min=0.1, max=2.0, step=0.1, **AFTERWARDS),
    "k": ipywidgets.IntSlider(30, min=1, max=96, **AFTERWARDS),
    "p": ipywidgets.FloatSlider(0.9, min=0.0, max=1.0, step=0.05, **AFTERWARDS),
}


def write_on(weights, start, cut, draw):
    """Show how a text may go on, and print one way it does, 70 characters long.

    cut: logits (V,) -> logits (V,); draw: probs (B, V), u (B,) -> ids (B,).
    """
    ids = CODE_VOCAB.encode(start or " ")[:, None]
    logits, _ = writer.read_prompts(weights, ids)
    figures.show_next(CODE_VOCAB.chars, softmax(logits[0])[:-1], softmax(cut(logits[0]))[:-1])
    us = np.random.default_rng(0).uniform(size=(70, 1))
    written = writer.write(weights, ids, us, writer.rowwise(cut), draw)[:, 0]
    figures.print_text(start + CODE_VOCAB.decode(written))
