"""Tagging with a bidirectional network, and batches of rows of unequal length.

A batch is padded: row b has lengths[b] real steps, and what stands below them counts for nothing.

Axes  T time, B batch, D input, H hidden, V tags; N is the number of sentences of a corpus.
Raises  ValueError, from every function here, if an argument is empty or does not fit another one.
"""

from collections import Counter

import numpy as np

from helpers.scratch import bidirectional, ops
from helpers.scratch.contract.losses import require_mask
from helpers.scratch.contract.validation import (
    require_count,
    require_floats,
    require_ids,
    require_lengths,
    require_shape,
)

# ----------------------------------------------------------------- tagging


def birnn_forward(p_f, p_b, xs, lengths):
    """Run two Elman cells over a padded batch, one from each side, both from a state of zeros.

    Shapes: xs (T, B, D); lengths (B,) int -> hs (T, B, 2H), 0 on padding: the state of the reader
    from the left, then that of the reader from the right, at each word.
    Source: Schuster & Paliwal (1997).
    """
    return bidirectional.birnn_forward(p_f, p_b, xs, lengths)[0]


def masked_tag_loss(logits, tags, mask):
    """Average the loss of every real step of a batch, and return its gradient.

    Shapes: logits (T, B, V); tags (T, B) int; mask (T, B), 1 on real steps -> loss, a float, and
    dlogits (T, B, V), 0 on padding.
    Units: nats per real step: each step of the batch weighs the same, whatever its row's length.
    """
    T, B, V = require_floats("logits", logits, T=None, B=None, V=None)
    require_shape("tags", tags, T=T, B=B)
    require_shape("mask", mask, T=T, B=B)
    tags = require_ids("tags", np.where(require_mask(mask), tags, 0), V)
    loss = ops.sequence_loss(logits, tags, mask, "mean")
    return loss, ops.sequence_loss_backward(logits, tags, mask, "mean")


def leaking_steps(ys, ys_changed, t):
    """List the steps before t at which the outputs of two runs differ.

    Shapes: ys, ys_changed (T, B, K), of the same model for inputs that are equal before step t
    -> list of int, rising. A model that reads from left to right has none. Outputs differ where
    an entry moved by more than 1e-9: rounding moves it by less.
    """
    T, B, K = require_shape("ys", ys, T=None, B=None, K=None)
    require_shape("ys_changed", ys_changed, T=T, B=B, K=K)
    t = require_count("t", t, least=0)
    if t >= T:
        raise ValueError(f"t is {t}, expected a step from 0 to T - 1 = {T - 1}.")
    moved = np.abs(np.asarray(ys) - np.asarray(ys_changed)).max(axis=(1, 2)) > 1e-9
    return np.flatnonzero(moved[:t]).tolist()


def final_states(hs_f, hs_b, lengths):
    """Join the last state of either reader, each after all words of its row.

    Shapes: hs_f, hs_b (T, B, H), in the order of the words; lengths (B,) int -> (B, 2H).
    The reader from the right ends at word 0.
    """
    T, B, H = require_shape("hs_f", hs_f, T=None, B=None, H=None)
    require_shape("hs_b", hs_b, T=T, B=B, H=H)
    lengths = require_lengths("lengths", lengths, T, B).astype(np.int64)
    return np.concatenate([hs_f[lengths - 1, np.arange(B)], hs_b[0]], axis=1)


def tag_spans(tags):
    """List the runs of equal tags: two equal neighbours are one span.

    Shapes: tags, a list of T -> list of (start, stop, tag), stop excluded, from left to right.
    "O" (outside) marks words that belong to no span, as in CoNLL-2003.
    Source: Tjong Kim Sang & De Meulder (2003). Differs: no mark says where a span begins, so two
    names side by side are one.
    """
    if not len(tags):
        raise ValueError("tags is empty, expected at least one.")
    starts = [t for t, tag in enumerate(tags) if t == 0 or tag != tags[t - 1]]
    ends = zip(starts, [*starts[1:], len(tags)], strict=True)
    return [(start, stop, tags[start]) for start, stop in ends if tags[start] != "O"]


def span_f1(gold, predicted):
    """Compare the spans of predicted tags with those of the gold ones, over a whole corpus.

    Shapes: gold, predicted, lists of N sentences, each a list of tags -> precision, recall, f1.
    A span is right if the same sentence of gold has one of the same start, stop and tag. The spans
    of all sentences are counted together. precision is 0 if nothing is predicted, recall if gold
    has no span, and f1 where no span is right.
    """
    _require_sentences(gold, predicted)
    wanted, found = (
        {(n, *span) for n, tags in enumerate(corpus) for span in tag_spans(tags)}
        for corpus in (gold, predicted)
    )
    right = len(wanted & found)
    precision, recall = right / max(len(found), 1), right / max(len(wanted), 1)
    return precision, recall, 2 * precision * recall / (precision + recall) if right else 0.0


def most_frequent_tag_baseline(words, tags, new_words):
    """Tag each new word as it was tagged most often, whatever stands beside it.

    Shapes: words, tags, lists of the training text; new_words a list -> list of tags.
    Words are compared in lower case. Of tags that are equally frequent the one that came first
    with this word is taken; a word that was never seen gets the tag most frequent over all words.
    """
    if not len(words) or len(words) != len(tags):
        raise ValueError(
            f"words and tags hold {len(words)} and {len(tags)}, expected equally many."
        )
    counts = {}
    for word, tag in zip(words, tags, strict=True):
        counts.setdefault(word.lower(), Counter())[tag] += 1
    usual = Counter(tags)
    return [counts.get(word.lower(), usual).most_common(1)[0][0] for word in new_words]


def _require_sentences(gold, predicted):
    """Check that two corpora hold the same sentences: as many, and each as long."""
    if not len(gold) or len(gold) != len(predicted):
        sizes = f"{len(gold)} and {len(predicted)} sentences"
        raise ValueError(f"gold and predicted hold {sizes}, expected equally many, at least one.")
    for n, (one, other) in enumerate(zip(gold, predicted, strict=True)):
        if not len(one) or len(one) != len(other):
            sizes = f"{len(one)} and {len(other)} tags"
            raise ValueError(f"sentence {n} has {sizes}, expected equally many, at least one.")


# ----------------------------------------------------------------- batches


def bucket(lengths, B):
    """Group sentences of similar length: sort them by length, and cut the order into batches.

    Shapes: lengths (N,) int -> list of batches, each a list of up to B sentence numbers; the
    shortest sentences first, those of equal length in the order of their numbers. The last batch
    may hold fewer.
    """
    lengths, B = _require_some_lengths(lengths), require_count("B", B)
    order = np.argsort(lengths, kind="stable").tolist()
    return [order[start : start + B] for start in range(0, len(order), B)]


def padding_waste(lengths, batches):
    """Compute the share of padding among all places of some padded batches.

    Shapes: lengths (N,) int; batches, lists of sentence numbers -> float from 0 to 1. A batch of
    B sentences has B times as many places as its longest sentence has words.
    """
    lengths = _require_some_lengths(lengths)
    if not len(batches) or not all(len(batch) for batch in batches):
        raise ValueError("batches is empty or holds an empty batch, expected sentences in each.")
    require_ids("batches", np.concatenate(batches), len(lengths))
    real = sum(int(lengths[list(batch)].sum()) for batch in batches)
    places = sum(len(batch) * int(lengths[list(batch)].max()) for batch in batches)
    return 1 - real / places


def pack(xs, lengths):
    """Write the real steps of a padded batch one after the other, time by time.

    Shapes: xs (T, B, D); lengths (B,) int -> data (lengths.sum(), D), batch_sizes (lengths.max(),)
    int. The rows are sorted, the longest first, rows of equal length in their order. data holds
    step 0 of all rows, then step 1 of those that have one, and so on; batch_sizes[t] says of how
    many. torch.nn.utils.rnn.pack_padded_sequence returns the same two (it does not promise the
    order of rows of equal length).
    """
    T, B, _ = require_shape("xs", xs, T=None, B=None, D=None)
    order = _longest_first(require_lengths("lengths", lengths, T, B))
    mask = ops.length_mask(np.asarray(lengths)[order], T)
    batch_sizes = mask[: max(lengths)].sum(axis=1)
    return np.asarray(xs)[:, order][mask], batch_sizes


def unpack(data, batch_sizes, lengths):
    """Undo pack: return the padded batch, its rows in their first order, zeros on padding.

    Shapes: data (N, D), batch_sizes (T,) and lengths (B,) of a batch whose longest row has T steps
    -> xs (T, B, D).
    """
    (B,) = require_shape("lengths", lengths, B=None)
    (T,) = require_shape("batch_sizes", batch_sizes, T=None)
    lengths = require_lengths("lengths", lengths, T, B)
    _, D = require_shape("data", data, N=int(lengths.sum()), D=None)
    order = _longest_first(lengths)
    mask = ops.length_mask(lengths[order], T)
    if not np.array_equal(mask.sum(axis=1), batch_sizes):
        raise ValueError(
            f"batch_sizes is {np.asarray(batch_sizes).tolist()}, expected "
            f"{mask.sum(axis=1).tolist()}: the number of rows longer than t."
        )
    packed, xs = (np.zeros((T, B, D), np.asarray(data).dtype) for _ in range(2))
    packed[mask] = data
    xs[:, order] = packed
    return xs


def _longest_first(lengths):
    return np.argsort(-lengths.astype(np.int64), kind="stable")


def _require_some_lengths(lengths):
    """Return lengths (N,) as an integer array, once each is at least 1."""
    require_shape("lengths", lengths, N=None)
    lengths = np.asarray(lengths)
    if lengths.dtype.kind not in "iu" or lengths.min() < 1:
        raise ValueError(f"lengths is {lengths.tolist()}, expected whole numbers of at least 1.")
    return lengths
