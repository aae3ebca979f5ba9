"""DRAW: an image as a sequence of writes on a canvas. With one write it is an ordinary VAE.

Axes  T writes, B batch, R rows and C columns of an image, P = R C pixels, H hidden, Z latent
numbers a write, N filters each way.   Losses in nats an image.
"""

from typing import NamedTuple

import numpy as np
import torch
from torch import nn

from helpers.nn.cells import LSTMCell
from helpers.nn.latent.gaussians import draw, gaussian_kl_each
from helpers.scratch.contract.validation import require_count, require_generator
from helpers.scratch.modules.m12_gaussians import Gaussian


class Drawing(NamedTuple):
    """What a run over a batch of images gives."""

    nll: torch.Tensor  # (B,), of the pixels under the last canvas
    kl: torch.Tensor  # (T, B, Z)
    log_ratio: torch.Tensor  # (B,), ln p(z) - ln q(z) at the z that were drawn
    canvases: torch.Tensor  # (T, B, R, C), logits after each write


class DRAW(nn.Module):
    """Reads an image and its own error, draws z, and adds to a canvas, T times.

    Without filters it reads and writes whole images; with N filters each way it chooses where.
    """

    def __init__(self, R, C, T, H, Z, rng, N=None, dtype=torch.float32):
        """Draw the weights from a NumPy generator.

        Shapes: images (B, R, C); T writes, H units of both LSTMs, Z latent numbers a write; N
        filters each way, whole images if None.
        Raises: ValueError if a size is not a whole number of at least 1.
        Source: Gregor et al. (2015).
        """
        super().__init__()
        require_generator("rng", rng)
        sizes = {"R": R, "C": C, "T": T, "H": H, "Z": Z, "N": 1 if N is None else N}
        for name, size in sizes.items():
            require_count(name, size)
        self.R, self.C, self.T, self.Z, self.N = R, C, T, Z, N
        patch = R * C if N is None else N * N
        self.encoder = LSTMCell(2 * patch + H, H, rng, dtype)
        self.decoder = LSTMCell(Z, H, rng, dtype)
        self.posterior, self.write = (linear(H, n, rng, dtype) for n in (2 * Z, patch))
        self.look, self.place = (
            None if N is None else linear(H, 5, rng, dtype) for _ in ("read", "write")
        )
        self.canvas0 = nn.Parameter(torch.zeros(R, C, dtype=dtype))

    def forward(self, images, eps):
        """Draw images that are seen. Shapes: images (B, R, C); eps (T, B, Z) -> Drawing."""
        B = len(images)
        canvas = self.canvas0.expand(B, -1, -1)
        encoder, decoder = self.encoder.zero_state(B), self.decoder.zero_state(B)
        kls, canvases, ratio = [], [], 0.0
        for e in eps:
            seen = self.read(images, images - canvas.sigmoid(), decoder[0])
            encoder = self.encoder(torch.cat([seen, decoder[0]], dim=-1), encoder)
            q = Gaussian(*self.posterior(encoder[0]).chunk(2, dim=-1))
            z = draw(q, e)
            kls.append(gaussian_kl_each(*q, torch.zeros_like(z), torch.zeros_like(z)))
            ratio = ratio + 0.5 * (q.log_var + e**2 - z**2).sum(dim=-1)
            decoder = self.decoder(z, decoder)
            canvas = canvas + self.mark(decoder[0])
            canvases.append(canvas)
        nll = nn.functional.binary_cross_entropy_with_logits(canvas, images, reduction="none")
        return Drawing(nll.sum(dim=(1, 2)), torch.stack(kls), ratio, torch.stack(canvases))

    def sample(self, eps):
        """Draw images of its own. Shapes: eps (T, B, Z) -> canvases (T, B, R, C), logits."""
        canvas, decoder, canvases = self.canvas0, self.decoder.zero_state(eps.shape[1]), []
        for z in eps:
            decoder = self.decoder(z, decoder)
            canvas = canvas + self.mark(decoder[0])
            canvases.append(canvas)
        return torch.stack(canvases)

    def log_weights(self, images, eps):
        """Return ln p(image, z) - ln q(z) of K draws. Shapes: eps (K, T, B, Z) -> (K, B)."""
        runs = [self(images, e) for e in eps]
        return torch.stack([run.log_ratio - run.nll for run in runs])

    def read(self, image, error, h):
        """Read the image and the error of the canvas. Shapes: -> (B, 2 P) or (B, 2 N N)."""
        if self.look is None:
            return torch.cat([image.flatten(1), error.flatten(1)], dim=-1)
        F_x, F_y, gamma = self.bank(self.look(h))
        patches = [gamma * (F_y @ part @ F_x.mT) for part in (image, error)]
        return torch.cat([patch.flatten(1) for patch in patches], dim=-1)

    def mark(self, h):
        """Return what a state adds to the canvas. Shapes: h (B, H) -> (B, R, C)."""
        patch = self.write(h)
        if self.place is None:
            return patch.view(-1, self.R, self.C)
        F_x, F_y, gamma = self.bank(self.place(h))
        return F_y.mT @ patch.view(-1, self.N, self.N) @ F_x / gamma

    def bank(self, numbers):
        """Read filters off five numbers, as scratch's filter_bank: -> F_x, F_y, gamma (B, 1, 1).

        Zeros stand for the middle of the image, filters that cover it, and a width of one pixel.
        """
        gx, gy, log_var, log_delta, log_gamma = numbers.unsqueeze(-1).unbind(1)
        gx, gy = 0.5 * (self.C - 1) * (gx + 1), 0.5 * (self.R - 1) * (gy + 1)
        widest = (max(self.R, self.C) - 1) / max(1, self.N - 1)
        i = torch.arange(self.N, dtype=gx.dtype) - (self.N - 1) / 2
        banks = []
        for g, pixels in ((gx, self.C), (gy, self.R)):
            places = g + i * widest * log_delta.exp()
            away = torch.arange(pixels, dtype=gx.dtype) - places[:, :, None]
            banks.append((-0.5 * away**2 * (-log_var).exp()[:, :, None]).softmax(dim=-1))
        return *banks, log_gamma.exp()[:, :, None]


def linear(D, H, rng, dtype):
    """Make an affine map with weights from a NumPy generator, normal with sd 1 / sqrt(D)."""
    layer = nn.utils.skip_init(nn.Linear, D, H, dtype=dtype)  # torch's generator stays as it was
    with torch.no_grad():
        layer.weight.copy_(torch.as_tensor(rng.normal(size=(H, D)) / np.sqrt(D)))
        layer.bias.zero_()
    return layer
