"""VRNN and STORN of helpers.scratch.modules.m12_recurrent as PyTorch modules.

Axes  T steps, B batch, D numbers observed, H hidden, Z latent numbers, F units of a net, K samples.
"""

from typing import NamedTuple

import torch
from torch import nn

from helpers.nn.cells import GRUCell
from helpers.nn.latent.gaussians import GaussianNet, draw, gaussian_kl_each, gaussian_nll
from helpers.scratch.contract.params import require_record
from helpers.scratch.modules import m12_recurrent as scratch
from helpers.scratch.modules.m12_gaussians import Gaussian


class LatentRun(NamedTuple):
    """What a model says about a sequence under one draw of its latent numbers."""

    nll: torch.Tensor  # (T, B), -ln p(x_t given z and what came before), in nats
    kl: torch.Tensor  # (T, B, Z), of the posterior from the prior, in nats
    log_ratio: torch.Tensor  # (T, B), ln p(z_t) - ln q(z_t) at the z that was drawn


class Latent(nn.Module):
    """What both models share; a subclass names its parts and writes step and the first states."""

    params_type: type

    def states(self, B):
        """Return the states before the first step, all zeros."""
        raise NotImplementedError

    def step(self, x, before, states, eps):
        """Advance by one step. Shapes: x, before (B, D); eps (B, Z) -> states, LatentStep."""
        raise NotImplementedError

    def forward(self, xs, eps):
        """Run over sequences with given noise. Shapes: xs (T, B, D); eps (T, B, Z) -> LatentRun."""
        if xs.dim() != 3 or eps.shape != (*xs.shape[:2], self.Z):
            shapes = f"{tuple(xs.shape)} and {tuple(eps.shape)}"
            raise ValueError(f"xs and eps are {shapes}, expected (T, B, D) and (T, B, Z={self.Z}).")
        states, before, steps = self.states(xs.shape[1]), torch.zeros_like(xs[0]), []
        for x, e in zip(xs, eps, strict=True):
            states, step = self.step(x, before, states, e)
            steps.append(step)
            before = x
        z = torch.stack([step.z for step in steps])
        prior, posterior, output = (
            Gaussian(*(torch.stack([getattr(step, part)[i] for step in steps]) for i in range(2)))
            for part in ("prior", "posterior", "output")
        )
        ratio = gaussian_nll(z, *posterior) - gaussian_nll(z, *prior)
        return LatentRun(gaussian_nll(xs, *output), gaussian_kl_each(*posterior, *prior), ratio)

    def log_weights(self, xs, eps):
        """Return ln p(xs, z) - ln q(z given xs) of K draws, for importance_bound.

        Shapes: xs (T, B, D); eps (K, T, B, Z) -> (K, B), summed over the steps.
        """
        K, T, B, Z = eps.shape
        rows = eps.transpose(0, 1).reshape(T, K * B, Z)
        run = self(xs.repeat(1, K, 1), rows)
        return (run.log_ratio - run.nll).sum(dim=0).view(K, B)

    def to_scratch(self):
        """Return the weights as scratch's NamedTuple."""
        parts = {name: getattr(self, name).to_scratch() for name in self.params_type._fields}
        return self.params_type(**parts)

    @classmethod
    def from_scratch(cls, p):
        """Make a module from scratch weights, in their precision."""
        require_record("p", p, cls.params_type)
        model = cls.__new__(cls)
        nn.Module.__init__(model)
        for name, part in p._asdict().items():
            kind = GaussianNet if isinstance(part, scratch.NetParams) else GRUCell
            setattr(model, name, kind.from_scratch(part))
        model.Z = p.encoder.b_2.size // 2
        return model


class VRNN(Latent):
    """Variational recurrent network: the prior of z reads the state."""

    params_type = scratch.VRNNParams

    def __init__(self, D, H, Z, F, rng, dtype=torch.float32):
        """Draw the weights as scratch does, from a NumPy generator.

        Raises: ValueError if a size is not a whole number of at least 1.
        """
        super().__init__()
        self.Z = Z
        self.prior = GaussianNet(H, F, Z, rng, dtype)
        self.encoder = GaussianNet(D + H, F, Z, rng, dtype)
        self.decoder = GaussianNet(Z + H, F, D, rng, dtype)
        self.cell = GRUCell(D + Z, H, rng, dtype)

    def states(self, B):
        """Return (h,), zeros (B, H)."""
        return self.cell.zero_state(B)

    def step(self, x, before, states, eps):
        """As scratch's vrnn_step; before is not read."""
        (h,) = states
        prior, posterior = self.prior(h), self.encoder(torch.cat([x, h], dim=-1))
        z = draw(posterior, eps)
        output = self.decoder(torch.cat([z, h], dim=-1))
        states = self.cell(torch.cat([x, z], dim=-1), states)
        return states, scratch.LatentStep(z, prior, posterior, output)

    def sample(self, eps, noise):
        """Write sequences. Shapes: eps (T, B, Z), noise (T, B, D), standard normal -> (T, B, D)."""
        states, xs = self.states(eps.shape[1]), []
        for e, n in zip(eps, noise, strict=True):
            z = draw(self.prior(states[0]), e)
            xs.append(draw(self.decoder(torch.cat([z, states[0]], dim=-1)), n))
            states = self.cell(torch.cat([xs[-1], z], dim=-1), states)
        return torch.stack(xs)


class STORN(Latent):
    """Stochastic recurrent network: the prior of z is N(0, 1) at every step."""

    params_type = scratch.STORNParams

    def __init__(self, D, H, Z, F, rng, dtype=torch.float32):
        """Draw the weights as scratch does, from a NumPy generator.

        Raises: ValueError if a size is not a whole number of at least 1.
        """
        super().__init__()
        self.Z = Z
        self.reader = GRUCell(D, H, rng, dtype)
        self.encoder = GaussianNet(H, F, Z, rng, dtype)
        self.cell = GRUCell(D + Z, H, rng, dtype)
        self.decoder = GaussianNet(H, F, D, rng, dtype)

    def states(self, B):
        """Return (h, r), zeros (B, H)."""
        return (*self.cell.zero_state(B), *self.reader.zero_state(B))

    def step(self, x, before, states, eps):
        """As scratch's storn_step."""
        h, r = states
        (r,) = self.reader(x, (r,))
        posterior = self.encoder(r)
        z = draw(posterior, eps)
        (h,) = self.cell(torch.cat([before, z], dim=-1), (h,))
        prior = Gaussian(torch.zeros_like(z), torch.zeros_like(z))
        return (h, r), scratch.LatentStep(z, prior, posterior, self.decoder(h))

    def sample(self, eps, noise):
        """Write sequences. Shapes: eps (T, B, Z), noise (T, B, D), standard normal -> (T, B, D)."""
        (h, _), before, xs = self.states(eps.shape[1]), torch.zeros_like(noise[0]), []
        for e, n in zip(eps, noise, strict=True):
            (h,) = self.cell(torch.cat([before, e], dim=-1), (h,))
            before = draw(self.decoder(h), n)
            xs.append(before)
        return torch.stack(xs)
