"""The VRNN of two futures, whose weights the course ships."""

from pathlib import Path

import numpy as np
import torch

from helpers.nn.latent.recurrent import VRNN

FILE = Path(__file__).parents[4] / "data" / "weights" / "two_futures_vrnn.npz"
SIZES = {"D": 1, "H": 32, "Z": 2, "F": 32}


def save(model, path: Path = FILE):
    """Write the weights of a VRNN to a .npz file."""
    weights = {name: w.detach().numpy() for name, w in model.named_parameters()}
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(path, **weights)


def load(path: Path = FILE):
    """Read the VRNN that the course ships.

    Raises: FileNotFoundError if the file is not there, and says which command makes it.
    """
    if not path.exists():
        raise FileNotFoundError(f"{path} is not there; run: course experiments two_futures")
    model = VRNN(**SIZES, rng=np.random.default_rng(0))
    with np.load(path) as file, torch.no_grad():
        for name, weight in model.named_parameters():
            weight.copy_(torch.from_numpy(file[name]))
    return model
