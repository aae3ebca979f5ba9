"""The densities of helpers.scratch.modules.m12_gaussians in PyTorch, where autograd derives them.

Axes  `...` leading axes such as T steps and B rows, D numbers observed, Z latent numbers, K
components.   Results in nats.   Shapes are not checked here: torch's own messages do.
"""

import math

import torch
from torch import nn

from helpers.nn.weights import Weights, precision_of
from helpers.scratch.modules import m12_recurrent as scratch
from helpers.scratch.modules.m12_gaussians import LOG_2_PI, Gaussian


def gaussian_nll(x, mu, log_var):
    """Score vectors under Gaussians. Shapes: x, mu, log_var (..., D) -> (...)."""
    return 0.5 * (LOG_2_PI + log_var + ((x - mu) * (-0.5 * log_var).exp()) ** 2).sum(dim=-1)


def gaussian_kl_each(mu_q, log_var_q, mu_p, log_var_p):
    """Return KL(q || p) of every latent number. Shapes: all (..., Z) -> (..., Z)."""
    ratio = log_var_q - log_var_p
    return 0.5 * (ratio.expm1() - ratio + ((mu_q - mu_p) * (-0.5 * log_var_p).exp()) ** 2)


def mixture_nll(x, log_pi, mu, log_var):
    """Score vectors under mixtures of K Gaussians.

    Shapes: x (..., D); log_pi (..., K) normalised; mu, log_var (..., K, D) -> (...).
    """
    return -(log_pi - gaussian_nll(x.unsqueeze(-2), mu, log_var)).logsumexp(dim=-1)


def draw(gaussian, eps):
    """Draw from a Gaussian by standard normal numbers. Shapes: eps (..., Z) -> (..., Z)."""
    return gaussian.mu + (0.5 * gaussian.log_var).exp() * eps


def free_bits(kl, free):
    """Average each number's KL over the rows, raise it to `free` nats, and sum, as scratch does.

    Shapes: kl (N, Z) -> scalar.
    """
    return kl.mean(dim=0).clamp_min(free).sum()


class GaussianNet(Weights):
    """A net of one tanh layer that returns a Gaussian."""

    params_type = scratch.NetParams

    def __init__(self, D, F, Z, rng, dtype=torch.float32):
        """Draw the weights as scratch does: D numbers read, F units, Z numbers described."""
        super().__init__(scratch.init_net(rng, D, F, Z), dtype)

    @classmethod
    def from_scratch(cls, p):
        """Make a net from scratch weights, in their precision."""
        net = cls.__new__(cls)
        Weights.__init__(net, p, precision_of(p))
        return net

    def forward(self, a):
        """Shapes: a (..., D) -> Gaussian of (..., Z)."""
        out = torch.tanh(a @ self.W_1 + self.b_1) @ self.W_2 + self.b_2
        return Gaussian(*out.chunk(2, dim=-1))


class MixtureOutput(nn.Module):
    """Reads K Gaussians over D numbers, and their weights, off a state; K = 1 is one Gaussian.

    It is one affine map. The means start apart, so that no two components are alike at first.
    """

    def __init__(self, H, D, K, rng, dtype=torch.float32):
        """Draw the matrix from a NumPy generator.

        Shapes: W (H, K + 2 K D) normal with sd 0.1 / sqrt(H); of b, the means are normal, the rest
        0.
        """
        super().__init__()
        self.sizes = K, K * D, K * D
        W, b = (
            rng.normal(size=(H, sum(self.sizes))) * 0.1 / math.sqrt(H),
            torch.zeros(sum(self.sizes)),
        )
        self.W = nn.Parameter(torch.as_tensor(W).to(dtype))
        if K > 1:
            b[K : K + K * D] = torch.as_tensor(rng.normal(size=K * D))
        self.b = nn.Parameter(b.to(dtype))

    def forward(self, hs):
        """Shapes: hs (..., H) -> log_pi (..., K), mu, log_var (..., K, D)."""
        logits, mu, log_var = (hs @ self.W + self.b).split(self.sizes, dim=-1)
        K = self.sizes[0]
        return logits.log_softmax(dim=-1), mu.unflatten(-1, (K, -1)), log_var.unflatten(-1, (K, -1))

    def nll(self, hs, xs):
        """Score what follows the states. Shapes: hs (..., H); xs (..., D) -> (...)."""
        return mixture_nll(xs, *self(hs))

    def sample(self, hs, uniform, noise):
        """Draw what follows. Shapes: hs (B, H); uniform (B,), 0 to 1; noise (B, D) -> (B, D)."""
        log_pi, mu, log_var = self(hs)
        chosen = (log_pi.exp().cumsum(dim=-1) < uniform[:, None]).sum(dim=-1)
        chosen = chosen.clamp_max(self.sizes[0] - 1)[:, None, None].expand(-1, 1, mu.shape[-1])
        mu, log_var = (a.gather(1, chosen).squeeze(1) for a in (mu, log_var))
        return draw(Gaussian(mu, log_var), noise)


class Predictor(nn.Module):
    """A recurrent layer and a density: the deterministic baseline, p(x_t given x_0 ... x_{t-1})."""

    def __init__(self, layer, output):
        """Take a layer that reads D numbers a step, and a MixtureOutput over its width."""
        super().__init__()
        self.layer, self.output = layer, output

    def nll(self, xs):
        """Score every step given those before it, the first given zeros. Shapes: -> (T, B)."""
        before = torch.cat([torch.zeros_like(xs[:1]), xs[:-1]])
        return self.output.nll(self.layer(before)[0], xs)
