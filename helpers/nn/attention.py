"""The attention of helpers.scratch.attention as PyTorch modules: same names, same equations.

Axes  T queries, S source length, B batch, Q size of a query, D of a key, C of a value (and so
of the context), H units of the additive score, K heads.
"""

import numpy as np
import torch
from torch import nn

from helpers.nn.cells import under_autocast
from helpers.nn.weights import Weights, precision_of
from helpers.scratch import attention, init
from helpers.scratch.contract import memory
from helpers.scratch.contract.params import require_params
from helpers.scratch.contract.validation import require_axes, require_count, require_lengths


class Attention(Weights):
    """A soft lookup; a subclass names its scratch score and writes `scores`."""

    score: attention.Score
    axes = memory.AXES

    def scores(self, query, keys):
        """Score keys against a query. Shapes: query (B, Q); keys (S, B, D) -> scores (S, B)."""
        raise NotImplementedError

    def forward(self, query, keys, values, lengths=None):
        """Look up the memory: scores, masked softmax, context.

        Shapes: query (B, Q); keys (S, B, D); values (S, B, C); lengths (B,) int, all S if None
        -> context (B, C), weights (S, B).
        Raises: ValueError if an argument does not fit the weights or another one.
        """
        sizes = self.known_sizes()
        for name, array in [("query", query), ("keys", keys), ("values", values)]:
            require_tensor(name, array, self.axes[name], sizes)
        require_one_dtype(self, query=query, keys=keys, values=values)
        if lengths is None:
            weights = self.scores(query, keys).softmax(dim=0)
        else:
            mask = length_mask(lengths, sizes["S"], sizes["B"], keys.device)
            keys = keys.where(mask[..., None], 0)  # or else 0 * NaN would reach the weights
            values = values.where(mask[..., None], 0)
            weights = masked_softmax(self.scores(query, keys), mask, dim=0)
        return (weights[..., None] * values).sum(dim=0), weights

    def known_sizes(self):
        """Return the sizes that the weights fix, {"Q": 3, "D": 4}."""
        return {}


class AdditiveAttention(Attention):
    """Additive score, tanh(query @ W_q + keys @ W_k) @ v."""

    score, params_type = attention.ADDITIVE, attention.AdditiveParams

    def __init__(self, Q, D, H, rng, dtype=torch.float32):
        """Draw the weights as scratch does, from a NumPy generator.

        Shapes: queries of size Q, keys of size D, H hidden units of the score.
        Raises: ValueError if a size is not a whole number of at least 1.
        """
        super().__init__(init.init_additive(rng, Q, D, H), dtype)

    def known_sizes(self):
        """Return the sizes of a query and of a key."""
        return {"Q": len(self.W_q), "D": len(self.W_k)}

    def scores(self, query, keys):
        """Shapes: query (B, Q); keys (S, B, D) -> scores (S, B)."""
        return torch.tanh(query @ self.W_q + keys @ self.W_k) @ self.v

    @classmethod
    def from_scratch(cls, p):
        """Make a module from scratch weights, in their precision."""
        sizes = require_params(p, attention.AdditiveParams)
        rng = np.random.default_rng(0)
        return cls(sizes["Q"], sizes["D"], sizes["H"], rng, precision_of(p)).load(p)


class DotAttention(Attention):
    """Inner product of query and key; no weights."""

    score = attention.DOT
    axes = memory.AXES | memory.DOT_AXES

    def __init__(self):
        """Make the module; there is nothing to draw."""
        super().__init__(None, None)

    def scores(self, query, keys):
        """Shapes: query (B, D); keys (S, B, D) -> scores (S, B)."""
        return (query * keys).sum(dim=-1)

    @classmethod
    def from_scratch(cls, p=None):
        """Make a module; p is None, as this score has no weights."""
        if p is not None:
            raise ValueError(f"p is a {type(p).__name__}, expected None: dot has no weights.")
        return cls()


class GeneralAttention(Attention):
    """General score, (query @ W) · key."""

    score, params_type = attention.GENERAL, attention.GeneralParams

    def __init__(self, Q, D, rng, dtype=torch.float32):
        """Draw the weights as scratch does, from a NumPy generator.

        Shapes: queries of size Q, keys of size D.
        Raises: ValueError if a size is not a whole number of at least 1.
        """
        super().__init__(init.init_general(rng, Q, D), dtype)

    def known_sizes(self):
        """Return the sizes of a query and of a key."""
        return dict(zip("QD", self.W.shape, strict=True))

    def scores(self, query, keys):
        """Shapes: query (B, Q); keys (S, B, D) -> scores (S, B)."""
        return ((query @ self.W) * keys).sum(dim=-1)

    @classmethod
    def from_scratch(cls, p):
        """Make a module from scratch weights, in their precision."""
        sizes = require_params(p, attention.GeneralParams)
        return cls(sizes["Q"], sizes["D"], np.random.default_rng(0), precision_of(p)).load(p)


class MultiHeadAttention(Weights):
    """K heads of scaled dot-product attention, softmax(q k' / sqrt(d)) v in each, d = D / K."""

    params_type = attention.MultiHeadParams

    def __init__(self, D, K, rng, dtype=torch.float32):
        """Draw the weights as scratch does, from a NumPy generator.

        Shapes: queries, keys and values of size D; K heads of size D / K.
        Raises: ValueError if D or K is not a whole number of at least 1, or K does not divide D.
        """
        super().__init__(init.init_multi_head(rng, D), dtype)
        if D % require_count("K", K):
            raise ValueError(f"K is {K}, expected a number of heads that divides D = {D}.")
        self.D, self.K = D, K

    def forward(self, queries, keys, values, lengths=None, causal=False):
        """Attend with all heads.

        Shapes: queries (T, B, D); keys, values (S, B, D); lengths (B,) int of the keys, all S if
        None -> out (T, B, D), weights (B, K, T, S). causal: query t sees the keys 0 to t only.
        Raises: ValueError if an argument does not fit the weights or another one, or causal is
        True and S != T.
        """
        T, S, B = self._check(queries, keys, values, causal)
        seen = torch.ones(T, S, dtype=torch.bool, device=keys.device)
        if causal:
            seen = seen.tril()
        if lengths is not None:
            mask = length_mask(lengths, S, B, keys.device)
            keys, values = (x.where(mask[..., None], 0) for x in (keys, values))
            seen = seen & mask.T[:, None, None, :]
        q = self.split(queries @ self.W_q + self.b_q)
        k = self.split(keys @ self.W_k + self.b_k)
        v = self.split(values @ self.W_v + self.b_v)
        scores = q @ k.transpose(-1, -2) / (self.D // self.K) ** 0.5
        weights = masked_softmax(scores, seen, dim=-1)
        heads = (weights @ v).permute(2, 0, 1, 3).reshape(T, B, self.D)
        return heads @ self.W_o + self.b_o, weights

    def extra_repr(self):
        """Return the number of heads, which the weights do not show."""
        return f"D={self.D}, K={self.K}"

    def _check(self, queries, keys, values, causal):
        """Return T, S, B once the arguments of forward fit together."""
        sizes = {"D": self.D}
        require_tensor("queries", queries, "T, B, D", sizes)
        require_tensor("keys", keys, "S, B, D", sizes)
        require_tensor("values", values, "S, B, D", sizes)
        require_one_dtype(self, queries=queries, keys=keys, values=values)
        if causal and sizes["S"] != sizes["T"]:
            raise ValueError(
                f"keys has S = {sizes['S']}, expected T = {sizes['T']}: causal attention."
            )
        return tuple(sizes[axis] for axis in "TSB")

    def split(self, xs):
        """Cut the last axis into heads: (T, B, D) -> (B, K, T, D / K)."""
        return xs.reshape(*xs.shape[:2], self.K, -1).permute(1, 2, 0, 3)

    @classmethod
    def from_scratch(cls, p, K):
        """Make a module of K heads from scratch weights, in their precision."""
        sizes = require_params(p, attention.MultiHeadParams)
        return cls(sizes["D"], K, np.random.default_rng(0), precision_of(p)).load(p)

    def to_torch(self):
        """Make the torch.nn.MultiheadAttention that computes the same, time-major."""
        # skip_init, for the constructor would draw weights from torch's global generator.
        W = self.W_q
        module = nn.utils.skip_init(
            nn.MultiheadAttention, self.D, self.K, device=W.device, dtype=W.dtype
        )
        with torch.no_grad():
            module.in_proj_weight.copy_(torch.cat([self.W_q, self.W_k, self.W_v], dim=1).T)
            module.in_proj_bias.copy_(torch.cat([self.b_q, self.b_k, self.b_v]))
            module.out_proj.weight.copy_(self.W_o.T)
            module.out_proj.bias.copy_(self.b_o)
        return module

    @classmethod
    def from_torch(cls, module):
        """Make a module from a torch.nn.MultiheadAttention with biases and one size D.

        Raises: ValueError if it is another module, has no biases, keys or values of another size,
        or dropout, or adds keys of its own.
        """
        if not isinstance(module, nn.MultiheadAttention):
            got = type(module).__name__
            raise ValueError(f"module is a {got}, expected a torch.nn.MultiheadAttention.")
        plain = module.in_proj_weight is not None and module.in_proj_bias is not None
        if not plain or module.bias_k is not None or module.add_zero_attn or module.dropout:
            raise ValueError(
                f"module is {module}, expected torch.nn.MultiheadAttention(D, K): with biases, "
                "without dropout, kdim, vdim, add_bias_kv and add_zero_attn."
            )
        weights = [*module.in_proj_weight.T.chunk(3, dim=1), module.out_proj.weight.T]
        biases = [*module.in_proj_bias.chunk(3), module.out_proj.bias]
        p = attention.MultiHeadParams(*(w.detach().cpu().numpy() for w in weights + biases))
        return cls.from_scratch(p, module.num_heads)


def masked_softmax(scores, mask, dim):
    """Take the softmax over the entries where mask is True; 0 elsewhere.

    Raises: ValueError if mask leaves a row without an entry.
    """
    if not mask.any(dim=dim).all():
        raise ValueError("mask is False in all of a row, expected at least one real entry.")
    return scores.masked_fill(~mask, float("-inf")).softmax(dim)


def length_mask(lengths, S, B, device):
    """Mark the real entries, (S, B), once lengths (B,) fit; in a NumPy array or a tensor.

    Raises: ValueError if a length is not a whole number from 1 to S.
    """
    lengths = lengths.cpu().numpy() if torch.is_tensor(lengths) else lengths
    lengths = torch.from_numpy(np.array(require_lengths("lengths", lengths, S, B, "S")))
    return torch.arange(S, device=device)[:, None] < lengths.to(device)


def require_tensor(name, x, axes, sizes):
    """Compare a tensor with declared axes such as "S, B, D", and enter new letters in sizes.

    Raises: ValueError naming the argument, what it is, and what was expected.
    """
    if not torch.is_tensor(x):
        raise ValueError(f"{name} is a {type(x).__name__}, expected a tensor.")
    if not x.is_floating_point():
        raise ValueError(f"{name} holds {x.dtype}, expected floating-point numbers.")
    # Only the shape matters from here on; a view of one zero has it at no cost.
    require_axes(name, np.broadcast_to(np.float64(0), tuple(x.shape)), axes, sizes)


def require_one_dtype(module, **tensors):
    """Check that tensors are of the weights' precision, or of the first one's without weights.

    Raises: ValueError naming the tensor that is not.
    """
    weight = next(module.parameters(), next(iter(tensors.values())))
    for name, x in tensors.items():
        if x.dtype != weight.dtype and not under_autocast(x):
            raise ValueError(f"{name} holds {x.dtype}, expected {weight.dtype}, as the rest does.")
