"""A character LSTM on the help topics: its loss, what it uses of its context, what it can choose.

Text is scored as it would stand at the start of a paragraph, after an empty line.
"""

import re

import numpy as np
import torch

from helpers.datasets.batching import pad_and_mask
from helpers.datasets.ngrams import interpolated_rows
from helpers.datasets.schemas import load_schemas, questions
from helpers.datasets.text import char_vocab, pydoc_topics, split_topics
from helpers.nn.batches import StreamBatch, cycle_stream
from helpers.nn.models import LanguageModel, stream_loss
from helpers.nn.torch_layers import torch_recurrent
from helpers.nn.train import train

SEEDS = (0, 1, 2)
SETTINGS = {"H": 256, "D": 64, "B": 32, "T": 64, "steps": 1200, "lr": 0.004, "points": 8}
CONTEXTS = (1, 2, 3, 4, 5, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128)
START = "\n\n"
SENTENCE = re.compile(r"\b[A-Z][a-z]*(?: [a-z]+(?:[-'’][a-z]+)?,?){4,}\.(?=\s)")


def run(seed, H, D, B, T, steps, lr, points):
    """Train one model, and measure it on held-out topics.

    Returns {"curve": [[updates, nats per character], ...], "nats", "contexts": {k: nats},
    "example": {"text", "surprise" (nats of each character)}, "order", "full", "partial"}: nats is
    held-out; contexts that of a model which is given the last k characters only; order the share
    of held-out sentences preferred to themselves with two neighbouring words exchanged; full and
    partial the shares of schema questions answered.
    """
    vocab, train_ids, test_ids, test_text = corpus()
    rng = np.random.default_rng(seed)
    model = LanguageModel(len(vocab), torch_recurrent("lstm", D, H, rng), rng)
    curve = [
        [done, held_out_nll(model, test_ids)]
        for done in train_on_stream(model, train_ids, B, T, steps, lr, points)
    ]
    full, partial = schema_accuracy(lambda texts: text_log_probs(model, vocab, texts))
    example = next(s for s in sentences(test_text) if len(s) <= 80)
    return {
        "curve": curve,
        "nats": curve[-1][1],
        "contexts": {str(k): nats_given(model, test_ids, k) for k in CONTEXTS},
        "example": {
            "text": example,
            "surprise": (-text_log_probs(model, vocab, [example])[0]).tolist(),
        },
        "order": order_accuracy(lambda texts: text_log_probs(model, vocab, texts), test_text),
        "full": full,
        "partial": partial,
    }


def corpus():
    """Return vocab, train_ids, test_ids and the held-out text: the split of the whole module."""
    train_text, test_text = split_topics(pydoc_topics(), seed=0)
    vocab = char_vocab(train_text)
    return vocab, vocab.encode(train_text), vocab.encode(test_text), test_text


def train_on_stream(model, ids, B, T, steps, lr, points):
    """Train with Adam, its rate falling to 0 in a line; yield the updates done, `points` times."""
    optimizer = torch.optim.Adam(model.parameters())
    batches = cycle_stream(ids, B, T)
    edges = np.linspace(0, steps, points + 1).astype(int).tolist()
    for start, stop in zip(edges[:-1], edges[1:], strict=True):
        train(
            model,
            lambda step, start=start: batches(start + step),
            stream_loss,
            optimizer,
            stop - start,
            clip=1.0,
            carry=True,
            rate=lambda step, start=start: lr * (1 - (start + step) / steps),
            bar=False,
        )
        yield stop


def train_on_batches(model, pairs, steps, lr):
    """Train as train_on_stream does, on a list of (inputs, targets) cut by someone else."""

    def batch(step):
        turn = step % len(pairs)
        return StreamBatch(*pairs[turn], starts=turn == 0)

    optimizer = torch.optim.Adam(model.parameters())
    settings = {"clip": 1.0, "carry": True, "rate": lambda step: lr * (1 - step / steps)}
    return train(model, batch, stream_loss, optimizer, steps, **settings)


def held_out_nll(model, ids, piece=1000):
    """Score a stream from its first token on, the state carried. Units: nats per token."""
    total, state = 0.0, None
    with torch.no_grad():
        for at in range(0, len(ids) - 1, piece):
            targets = ids[at + 1 : at + 1 + piece, None]
            loss, state = model.loss(ids[at : at + len(targets), None], targets, state)
            total += float(loss) * len(targets)
    return total / (len(ids) - 1)


def nats_given(model, ids, k, places=2000, longest=128):
    """Score tokens of which only the last k before them are given; the same places for every k."""
    at = np.random.default_rng(0).integers(longest, len(ids), size=places)
    windows = ids[at[None, :] + np.arange(-k, 0)[:, None]]  # (k, places)
    last = model.log_probs(windows)[-1]
    return float(-last[np.arange(places), ids[at]].mean())


def text_log_probs(model, vocab, texts):
    """Score texts side by side; returns for each the log-probability of each character."""
    rows = [vocab.encode(START + text) for text in texts]
    out = []
    for first in range(0, len(rows), 64):
        ids, _ = pad_and_mask(rows[first : first + 64])
        log_probs = model.log_probs(ids)
        for b, row in enumerate(rows[first : first + 64]):
            steps = np.arange(len(START), len(row))
            out.append(log_probs[steps - 1, b, row[steps]])
    return out


def ngram_scorer(vocab, train_ids, n):
    """Return what text_log_probs does for a model, done by interpolated n-grams."""

    def score(texts):
        rows = [vocab.encode(START + text) for text in texts]
        scored = interpolated_rows(train_ids, rows, len(vocab), n)
        return [row[len(START) - 1 :] for row in scored]

    return score


def sentences(text, shortest=40, longest=140):
    """List the plain sentences of a text, each once: words, commas and a full stop."""
    unwrapped = re.sub(r"(?<=\S)\n(?=\S)", " ", text)  # a paragraph's lines made one
    found = (" ".join(match.group().split()) for match in SENTENCE.finditer(unwrapped))
    return [s for s in dict.fromkeys(found) if shortest <= len(s) <= longest]


def exchanged(sentence):
    """Exchange two neighbouring words in every possible way, but for the first and the last."""
    words = sentence.split(" ")
    pairs = [i for i in range(1, len(words) - 2) if words[i] != words[i + 1]]
    return [" ".join([*words[:i], words[i + 1], words[i], *words[i + 2 :]]) for i in pairs]


def order_accuracy(score, text):
    """Count how often a sentence is preferred to itself with two neighbouring words exchanged.

    score: texts -> the log-probabilities of the characters of each. A tie counts one half.
    """
    pairs = [(right, wrong) for right in sentences(text) for wrong in exchanged(right)]
    totals = np.array([part.sum() for part in score([text for pair in pairs for text in pair])])
    lead = totals[::2] - totals[1::2]
    return float(np.mean(np.where(np.abs(lead) < 1e-9, 0.5, lead > 0)))


def schema_accuracy(score):
    """Answer the schemas by the likelier sentence: scored as a whole, and after the gap only.

    score: as in order_accuracy. Returns two shares.
    """
    asked = questions(load_schemas())
    scored = score([sentence for question in asked for sentence in question.sentences])
    right = {"full": [], "partial": []}
    for question, first, second in zip(asked, scored[::2], scored[1::2], strict=True):
        rest = [part[at:].sum() for part, at in zip((first, second), question.starts, strict=True)]
        right["full"].append((second.sum() > first.sum()) == question.answer)
        right["partial"].append((rest[1] > rest[0]) == question.answer)
    return float(np.mean(right["full"])), float(np.mean(right["partial"]))
