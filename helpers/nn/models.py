"""Models made of an embedding, a recurrent layer and a head: language model, tagger, encoders.

They take any layer with the interface of helpers.nn.layers.Recurrent: D, width, and
forward(xs, state0, lengths) -> hs, state. torch's own layers fit through torch_recurrent.

Axes  T time, B batch, D input, H hidden, V vocabulary, C classes.   ids and lengths are tensors
or arrays; lengths (B,), all T if None.   Losses in nats.
"""

import torch
from torch import nn

from helpers.nn.layers import Bidirectional, Pyramid, Stacked
from helpers.nn.tokens import (
    Embedding,
    Readout,
    as_ids,
    as_lengths,
    mask_of,
    sequence_loss,
    zero_on_padding,
)
from helpers.scratch.contract.validation import require_shape

POOLS = ("last", "mean", "max")


class TokenReader(nn.Module):
    """What the models here begin with: an embedding, and a layer that reads its vectors."""

    def __init__(self, V, layer, rng):
        """Take a layer, and draw an embedding of its D and its precision.

        Shapes: embedding.E (V, D).
        Raises: ValueError if V is not a whole number of at least 1, or layer is no layer.
        """
        super().__init__()
        self.embedding = Embedding(V, require_layer("layer", layer), rng, dtype_of(layer))
        self.layer = layer

    def read(self, name, ids, state0=None, lengths=None):
        """Run the layer over the ids' vectors.

        Shapes: ids (T, B) int -> hs (T', B, width), state, lengths (B,) of hs; T' is T, but for
        a pyramid, which shortens.
        Raises: ValueError if ids are no ids, or a length is not from 1 to T; name stands for ids.
        """
        E = self.embedding.E
        ids = as_ids(name, ids, len(E), E.device, T=None, B=None)
        T, B = ids.shape
        known = None if lengths is None else as_lengths(_lengths_of(name), lengths, T, B, E.device)
        hs, state, *shorter = self.layer(self.embedding(ids), state0, known)
        if known is None or not shorter:
            return hs, state, as_lengths("lengths", known, len(hs), B, E.device)
        return hs, state, shorter[0]


class LanguageModel(TokenReader):
    """Predicts each token from those before it."""

    def __init__(self, V, layer, rng, readout_sd=0.01):
        """Take a one-way layer, and draw embedding and readout from a NumPy generator.

        Shapes: E (V, layer.D), W_y (layer.width, V), b_y (V,); drawn in this order.
        Raises: ValueError if V is not a whole number of at least 1, readout_sd < 0, or the layer
        reads ahead.
        """
        super().__init__(V, layer, rng)
        if reads_ahead(layer):
            raise ValueError("layer reads ahead: it would see the tokens that it has to predict.")
        self.readout = Readout(layer.width, V, rng, readout_sd, dtype_of(layer))

    def forward(self, ids, state0=None, lengths=None):
        """Predict what follows each token.

        Shapes: ids (T, B) int; state0 as the layer's, an empty past if None -> logits (T, B, V),
        and the state after each row's last token, where the next chunk of a text goes on.
        Raises: ValueError if ids are no ids of the vocabulary, or another argument does not fit.
        """
        hs, state, _ = self.read("ids", ids, state0, lengths)
        return self.readout(hs), state

    def loss(self, ids, targets, state0=None, lengths=None):
        """Score the tokens that follow.

        Shapes: ids, targets (T, B) int, targets[t] following ids[t] -> scalar, state.
        Units: nats per real token.
        Raises: as forward, for targets too.
        """
        logits, state = self(ids, state0, lengths)
        return masked_loss(logits, targets, lengths), state

    def log_probs(self, ids):
        """Predict what follows each token, as an array and without a gradient.

        Shapes: ids (T, B) int -> (T, B, V) float64; row t is about the token after ids[t].
        Raises: as forward.
        """
        with torch.no_grad():
            logits, _ = self(ids)
        return logits.double().log_softmax(dim=-1).cpu().numpy()


def stream_loss(model, batch, state):
    """Score a piece of a stream, for train(..., carry=True): the state goes on until it restarts.

    Shapes: batch a helpers.nn.batches.StreamBatch -> scalar, state.
    Units: nats per token.
    """
    return model.loss(batch.inputs, batch.targets, None if batch.starts else state)


class Tagger(TokenReader):
    """Predicts a class for each token, from its left, or from both sides with such a layer."""

    def __init__(self, V, C, layer, rng, readout_sd=0.01):
        """Take a layer, and draw embedding and readout from a NumPy generator.

        Shapes: E (V, layer.D), W_y (layer.width, C), b_y (C,); drawn in this order.
        Raises: ValueError if V or C is not a whole number of at least 1, readout_sd < 0, or the
        layer shortens its sequence.
        """
        super().__init__(V, layer, rng)
        if isinstance(layer, Pyramid):
            raise ValueError("layer is a Pyramid, expected one that shows a state per token.")
        self.readout = Readout(layer.width, C, rng, readout_sd, dtype_of(layer))

    def forward(self, ids, lengths=None):
        """Predict the class of each token.

        Shapes: ids (T, B) int -> logits (T, B, C).
        Raises: ValueError if ids are no ids of the vocabulary, or a length is not from 1 to T.
        """
        return self.readout(self.read("ids", ids, None, lengths)[0])

    def loss(self, ids, tags, lengths=None):
        """Score the tags of the real tokens.

        Shapes: ids, tags (T, B) int -> scalar.
        Units: nats per real token.
        Raises: as forward, for tags too.
        """
        return masked_loss(self(ids, lengths), tags, lengths, "tags")


class SentenceEncoder(TokenReader):
    """Writes a sentence as one vector, pooled from the states that reading it passes through."""

    def __init__(self, V, layer, rng, how="last"):
        """Take a layer, and draw an embedding from a NumPy generator.

        how: "last", "mean" or "max" over the real steps.
        Raises: ValueError if V is not a whole number of at least 1, or how is another word.
        """
        super().__init__(V, layer, rng)
        self.how, self.width = _require_pool(how), layer.width

    def extra_repr(self):
        """Return how the states are pooled."""
        return f"how={self.how!r}"

    def forward(self, ids, lengths=None, name="ids"):
        """Encode sentences.

        Shapes: ids (T, B) int -> (B, width).
        Raises: ValueError if ids are no ids of the vocabulary, or a length is not from 1 to T;
        name stands for ids in the message.
        """
        hs, _, lengths = self.read(name, ids, None, lengths)
        if self.how == "last":
            return last_read(self.layer, hs, lengths)
        return pool(hs, lengths, self.how)


class DualEncoder(nn.Module):
    """Scores how well documents answer queries: inner products of their vectors."""

    def __init__(self, query, document=None):
        """Take two sentence encoders, or one for both.

        Raises: ValueError if one is no SentenceEncoder, or their widths differ.
        """
        super().__init__()
        self.query, self.document = query, query if document is None else document
        for name, encoder in [("query", query), ("document", self.document)]:
            if not isinstance(encoder, SentenceEncoder):
                got = type(encoder).__name__
                raise ValueError(f"{name} is a {got}, expected a SentenceEncoder.")
        if self.document.width != self.query.width:
            raise ValueError(
                f"document returns vectors of {self.document.width}, expected {self.query.width}."
            )

    def forward(self, queries, documents, query_lengths=None, document_lengths=None):
        """Score every document for every query.

        Shapes: queries (T, B) int; documents (S, K) int; lengths (B,) and (K,) -> scores (B, K).
        Raises: ValueError if there are no ids of the vocabulary, or a length does not fit.
        """
        q = self.query(queries, query_lengths, "queries")
        d = self.document(documents, document_lengths, "documents")
        return q @ d.T

    def loss(self, queries, documents, query_lengths=None, document_lengths=None):
        """Score each query's own document, document b for query b, against the others'.

        Shapes: queries (T, B), documents (S, B) int -> scalar.
        Units: nats per query.
        Raises: as in_batch_retrieval_loss.
        """
        q = self.query(queries, query_lengths, "queries")
        return in_batch_retrieval_loss(q, self.document(documents, document_lengths, "documents"))


def in_batch_retrieval_loss(q, d):
    """Take the cross-entropy of finding each query's document among those of the batch.

    Shapes: q, d (B, H), row b of d belonging to row b of q -> scalar.
    Units: nats per query; ln B where all score alike.
    Raises: ValueError if the shapes differ, or B is 1, where nothing is left to find.
    Source: Henderson et al. (2017), multiple negatives.
    """
    if not (torch.is_tensor(q) and torch.is_tensor(d)) or q.dim() != 2 or q.shape != d.shape:
        got = [tuple(x.shape) if torch.is_tensor(x) else type(x).__name__ for x in (q, d)]
        raise ValueError(f"q and d are {got[0]} and {got[1]}, expected two tensors (B, H).")
    if not q.is_floating_point() or q.dtype != d.dtype:
        raise ValueError(f"q and d hold {q.dtype} and {d.dtype}, expected floats of one precision.")
    if len(q) < 2:
        raise ValueError("q holds 1 query, expected at least 2: a document to find among others.")
    return nn.functional.cross_entropy(q @ d.T, torch.arange(len(q), device=q.device))


def pool(hs, lengths, how):
    """Summarise the states of the real steps of each row.

    Shapes: hs (T, B, H); lengths (B,) int; how "last", "mean" or "max" -> (B, H).
    Raises: ValueError if hs is not a tensor (T, B, H), a length is not from 1 to T, or how is
    another word.
    """
    if not torch.is_tensor(hs) or hs.dim() != 3 or not hs.is_floating_point():
        raise ValueError("hs is not a tensor (T, B, H) of floating-point numbers.")
    T, B, _ = hs.shape
    lengths = as_lengths("lengths", lengths, T, B, hs.device)
    mask = mask_of(lengths, T)[..., None]
    if _require_pool(how) == "mean":
        return hs.where(mask, 0.0).sum(dim=0) / lengths[:, None]
    if how == "max":
        return hs.where(mask, float("-inf")).amax(dim=0)
    return hs[lengths - 1, torch.arange(B, device=hs.device)]


def last_read(layer, hs, lengths):
    """Return what each reader of a layer shows once it has read a row to its end.

    Shapes: hs (T, B, width); lengths (B,) int64 -> (B, width). A reader from the left ends at
    the row's last real step, one from the right at its first.
    """
    H = left_width(layer)
    return torch.cat([pool(hs[..., :H], lengths, "last"), hs[0, :, H:]], dim=-1)


def left_width(layer):
    """Count the entries of a layer's shown state that were read from the left; the first ones."""
    if isinstance(layer, Stacked):
        return left_width(layer.layers[-1])
    if isinstance(layer, Bidirectional):
        return layer.from_left.width
    return layer.width // 2 if getattr(layer, "bidirectional", False) else layer.width


def reads_ahead(layer):
    """Return whether a state that a layer shows may depend on later inputs."""
    return any(
        isinstance(part, (Bidirectional, Pyramid)) or getattr(part, "bidirectional", False)
        for part in layer.modules()
    )


def masked_loss(logits, targets, lengths, name="targets", lengths_name="lengths"):
    """Take the mean loss over the real steps.

    Shapes: logits (T, B, V); targets (T, B) int, of any value on padding; lengths (B,) -> scalar.
    Units: nats per real token.
    Raises: ValueError if targets or lengths do not fit, by the names given.
    """
    T, B, V = logits.shape
    require_shape(name, targets, T=T, B=B)
    mask = mask_of(as_lengths(lengths_name, lengths, T, B, logits.device), T)
    targets = as_ids(name, zero_on_padding(targets, mask), V, logits.device, T=T, B=B)
    return sequence_loss(logits, targets, mask)


def require_layer(name, layer):
    """Return a layer's D once it has the interface of Recurrent.

    Raises: ValueError if it has not.
    """
    if not isinstance(layer, nn.Module) or not hasattr(layer, "D") or not hasattr(layer, "width"):
        raise ValueError(
            f"{name} is a {type(layer).__name__}, expected a layer with D and width, such as "
            "Recurrent(LSTMCell(D, H, rng))."
        )
    return layer.D


def dtype_of(layer):
    """Return the precision of a layer's weights, as a real type where they are complex."""
    return next(layer.parameters()).dtype.to_real()


def _lengths_of(name):
    """Return the name of the lengths that belong to some ids: queries' are query_lengths."""
    return {"queries": "query_lengths", "documents": "document_lengths"}.get(name, "lengths")


def _require_pool(how):
    """Return how once it is one of the words."""
    if how not in POOLS:
        raise ValueError(f"how is {how!r}, expected one of {', '.join(POOLS)}.")
    return how
