"""Both ends of a model of tokens: from ids to vectors, and from states to a loss.

Axes  T time, B batch, D input, H hidden, V vocabulary.
"""

import numpy as np
import torch
from torch import nn

from helpers.nn.cells import under_autocast
from helpers.nn.weights import require_dtype
from helpers.scratch.contract.validation import (
    require_count,
    require_generator,
    require_ids,
    require_lengths,
    require_shape,
)


class Embedding(nn.Module):
    """One vector for each id: the rows of E."""

    def __init__(self, V, D, rng, dtype=torch.float32):
        """Draw the vectors, normal with sd 1, from a NumPy generator.

        Shapes: E (V, D).
        Raises: ValueError if V or D is not a whole number of at least 1, rng no generator, or
        dtype no floating-point type.
        """
        super().__init__()
        self.V, self.D = require_count("V", V), require_count("D", D)
        require_generator("rng", rng)
        self.E = nn.Parameter(torch.as_tensor(rng.normal(size=(V, D))).to(require_dtype(dtype)))

    def forward(self, ids):
        """Look up the vectors. Shapes: ids (...) int64 -> xs (..., D)."""
        return nn.functional.embedding(ids, self.E)


class Readout(nn.Module):
    """Logits from states, hs @ W_y + b_y."""

    def __init__(self, H, V, rng, sd=0.01, dtype=torch.float32):
        """Draw W_y, normal, from a NumPy generator; b_y is 0.

        Shapes: W_y (H, V), b_y (V,). A tiny sd makes all outcomes about equally likely, so that
        the loss starts at ln V.
        Raises: ValueError if H or V is not a whole number of at least 1, sd < 0, rng is no
        generator, or dtype no floating-point type.
        """
        super().__init__()
        H, V = require_count("H", H), require_count("V", V)
        require_generator("rng", rng)
        if not isinstance(sd, (int, float)) or not 0 <= sd < float("inf"):
            raise ValueError(f"readout_sd is {sd!r}, expected a number of at least 0.")
        require_dtype(dtype)
        self.W_y = nn.Parameter(torch.as_tensor(rng.normal(size=(H, V)) * sd).to(dtype))
        self.b_y = nn.Parameter(torch.zeros(V, dtype=dtype))

    def forward(self, hs):
        """Shapes: hs (..., H) -> logits (..., V).

        Raises: ValueError if hs are not of the weights' precision, such as complex states.
        """
        if hs.dtype != self.W_y.dtype and not under_autocast(hs):
            raise ValueError(f"hs holds {hs.dtype}, expected {self.W_y.dtype}, as the weights do.")
        return hs @ self.W_y + self.b_y


def sequence_loss(logits, targets, mask=None, reduction="mean"):
    """Add up the negative log probability of each target over the real steps.

    Shapes: logits (T, B, V); targets (T, B) int; mask (T, B), True or 1 on real steps, None where
    all are -> scalar.
    Units: nats; "sum" is the sum over all real steps of all rows, "mean" that sum divided by
    the number of real steps, so nats per token. What logits and targets hold on padding does not
    matter, NaN and -100 included.
    Raises: ValueError if shapes disagree, an axis is empty, a target is no id, mask holds anything
    but 0 and 1, or a mean has no real step.
    """
    if not torch.is_tensor(logits) or logits.dim() != 3 or not logits.is_floating_point():
        raise ValueError(f"logits is {_form(logits)}, expected a tensor (T, B, V) of floats.")
    if reduction not in ("sum", "mean"):
        raise ValueError(f'reduction is {reduction!r}, expected "sum" or "mean".')
    T, B, V = require_shape("logits", logits, T=None, B=None, V=None)
    require_shape("targets", targets, T=T, B=B)
    if mask is not None:
        mask = _real_steps(mask, T, B, reduction, logits.device)
        targets = zero_on_padding(targets, mask)
        logits = logits.where(mask[..., None], 0.0)  # or 0 * NaN would be padding's gradient
    targets = as_ids("targets", targets, V, logits.device, T=T, B=B)
    nll = -logits.log_softmax(dim=-1).gather(-1, targets[..., None])[..., 0]
    if mask is None:
        return nll.sum() if reduction == "sum" else nll.mean()
    total = (nll * mask).sum()
    return total if reduction == "sum" else total / mask.sum()


def _real_steps(mask, T, B, reduction, device):
    """Return the mask of a loss as booleans (T, B) once it fits the loss."""
    require_shape("mask", mask, T=T, B=B)
    mask = torch.as_tensor(mask, device=device)
    if not ((mask == 0) | (mask == 1)).all():
        raise ValueError("mask holds other values than 0 and 1, expected 1 on real steps.")
    if reduction == "mean" and not mask.any():
        raise ValueError("mask is 0 everywhere, expected at least one real step for a mean.")
    return mask.bool()


def zero_on_padding(ids, mask):
    """Return ids (T, B) as an array with 0 where mask is False: -100 and -1 are common marks."""
    ids = ids.detach().cpu().numpy() if torch.is_tensor(ids) else np.asarray(ids)
    return np.where(mask.cpu().numpy(), ids, np.zeros_like(ids))


def as_ids(name, ids, V, device, **axes):
    """Return ids, a tensor or an array, as int64 on a device once they fit.

    Shapes: axes such as T=None, B=3; None leaves an axis free.
    Raises: ValueError if the shape differs, an id is not an integer, or it is outside 0 to V - 1.
    """
    array = ids.detach().cpu().numpy() if torch.is_tensor(ids) else np.asarray(ids)
    require_shape(name, array, **axes)
    array = require_ids(name, array, V)
    ids = ids if torch.is_tensor(ids) else torch.from_numpy(array.astype(np.int64))
    return ids.to(device, torch.int64)


def as_lengths(name, lengths, T, B, device):
    """Return lengths (B,), a tensor or an array, as int64 on a device; all T if None.

    Raises: ValueError if there are not B of them, or one is not a whole number from 1 to T.
    """
    if lengths is None:
        return torch.full((B,), T, device=device)
    array = lengths.detach().cpu().numpy() if torch.is_tensor(lengths) else lengths
    array = require_lengths(name, array, T, B)
    return torch.as_tensor(array.astype(np.int64), device=device)


def mask_of(lengths, T):
    """Mark the real steps. Shapes: lengths (B,) int64 -> (T, B), True on real steps."""
    return torch.arange(T, device=lengths.device)[:, None] < lengths


def _form(value):
    """Return what a value is: shape and type of a tensor, or the kind of anything else."""
    if torch.is_tensor(value):
        return f"a tensor {tuple(value.shape)} of {value.dtype}"
    return f"a {type(value).__name__}"
