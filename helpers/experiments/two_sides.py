"""What module 06 measures live: a language model that sees its targets, leaks, waiting, batches.

Axes  T time, B batch, D input, H hidden, V vocabulary.   Losses in nats per predicted symbol.
"""

import re
import time
from itertools import chain

import numpy as np
import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from helpers.datasets.batching import pad_and_mask
from helpers.datasets.ngrams import interpolated_rows
from helpers.datasets.tagged import TAGS, load_tagged
from helpers.datasets.text import pydoc_topics
from helpers.datasets.words import sentence_tokens
from helpers.experiments import tagging_scratch
from helpers.experiments.tagging import confusion, epoch_batches, from_letters
from helpers.experiments.tagging_scratch import descend, init_tagger, read
from helpers.scratch import ops
from helpers.scratch.bptt import unroll
from helpers.scratch.cells import RNN
from helpers.scratch.modules import m06_bidirectional as reference

LEFT, BOTH = (1, 0), (1, 1)  # which readers count
FACES, ROLLS = 8, 20
MARKS = (".", "?", "!")
WORD = re.compile(r"\w+(?=n't\b)|n't\b|'\w+|\w+|[^\w\s]", re.IGNORECASE)

# ---------------------------------------------------- a language model that sees its targets


def as_next(rows):
    """Make a language model's batch of rows of ids: inputs (T, B, 1), targets (T, B), lengths."""
    ids, mask = pad_and_mask(rows)
    return ids[:-1, :, None], ids[1:], mask[1:].sum(axis=0).astype(int)


def train_next(rows, V, seed, sides, *, H, D, updates, B=32, rate=0.01, bar=""):
    """Train a model of the next symbol on rows of ids, with one reader or with both."""
    rng = np.random.default_rng([seed, 1])
    batches = [as_next([rows[n] for n in rng.integers(len(rows), size=B)]) for _ in range(updates)]
    p = init_tagger(np.random.default_rng(seed), V, D, H, V)
    parts = (reference.birnn_forward, reference.masked_tag_loss)
    return descend(p, batches, rate, *parts, sides, bar)[0]


def next_losses(p, rows, sides):
    """Score the next symbol at each step of rows. Shapes: -> losses (T, B), mask (T, B)."""
    inputs, targets, lengths = as_next(rows)
    logits = read(p, inputs, lengths, sides=sides).logits
    losses = ops.cross_entropy(logits, targets)
    return losses, ops.length_mask(lengths, len(targets))


def dice(seed, N):
    """Roll N rows of dice with eight faces. Shapes: -> (N, ROLLS + 1) int."""
    return np.random.default_rng([seed, 6]).integers(FACES, size=(N, ROLLS + 1))


def dice_model(sides, seed=0):
    """Train a model of the next roll on dice."""
    return train_next(dice(seed, 1000), FACES, seed, sides, H=24, D=8, updates=150)


def dice_losses(p, sides, seed=1):
    """Score a model on fresh dice, roll by roll. Shapes: -> (ROLLS,)."""
    return next_losses(p, dice(seed, 500), sides)[0].mean(axis=1)


def next_logits(p, sides, forward):
    """Return the function that maps inputs (T, 1) int to a model's logits (T, 1, V)."""

    def logits_of(ids):
        return read(p, ids[..., None], np.array([len(ids)]), forward, sides).logits

    return logits_of


def text_rows():
    """Read the course's sentences as characters: training rows, test rows, the number of symbols.

    A row is a symbol for the start, 0, and its characters.
    """
    texts = [[s.comments["text"] for s in load_tagged(part)] for part in ("train", "test")]
    letters = sorted(set("".join(map("".join, texts))))
    ids = {letter: k for k, letter in enumerate(letters, start=1)}
    rows = ([np.array([0, *(ids[c] for c in text)]) for text in part] for part in texts)
    return *rows, len(letters) + 1


def text_losses(seed=0):
    """Let models of the next character read the course's sentences, held-out ones for the score.

    Returns nats per character: {"uniform", "counts", "left", "both"}, and of the last character of
    sentences that are cut off after it: {"both, nothing ahead", "counts, the same"}.
    """
    train, test, V = text_rows()
    rng = np.random.default_rng([seed, 2])
    cut = [row[: rng.integers(4, len(row))] for row in test]
    stream = np.concatenate(train)
    found = {"counts": np.concatenate(interpolated_rows(stream, test, V, 4))}
    found["counts, the same"] = np.array([r[-1] for r in interpolated_rows(stream, cut, V, 4)])
    scores = {name: -float(log_probs.mean()) for name, log_probs in found.items()}
    scores["uniform"] = float(np.log(V))
    for name, sides in (("left", LEFT), ("both", BOTH)):
        p = train_next(train, V, seed, sides, H=48, D=16, updates=200, bar=name)
        losses, mask = next_losses(p, test, sides)
        scores[name] = float(losses[mask].mean())
    losses, mask = next_losses(p, cut, BOTH)
    last = mask.sum(axis=0) - 1
    scores["both, nothing ahead"] = float(losses[last, np.arange(len(cut))].mean())
    return scores


# ---------------------------------------------------------------------- leaks and waiting


def leak_table(outputs_of, xs, other, leaking):
    """Replace the inputs from each step on by others, and see which outputs move.

    outputs_of: xs (T, 1, ...) -> (T, 1, K).   Shapes: other like xs.   leaking: a leaking_steps.
    Returns a (T, T) bool: row t says which steps moved when the inputs from t on were replaced;
    those before t by leaking, those from t on by whether they changed.
    """
    T = len(xs)
    ys, moved = outputs_of(xs), np.zeros((T, T), dtype=bool)
    for t in range(T):
        ys_changed = outputs_of(np.concatenate([xs[:t], other[t:]]))
        moved[t, leaking(ys, ys_changed, t)] = True
        moved[t, t:] = np.abs(ys_changed - ys)[t:].max(axis=(1, 2)) > 1e-9
    return moved


def cut_words(text):
    """Cut a typed sentence into words and marks, as UD does "don't", "can't" and "I'm".

    Raises: ValueError if there is none.
    """
    words = WORD.findall(text.replace("\u2019", "'"))
    if not words:
        raise ValueError("text holds no word, expected a sentence.")
    return words


def margins(p, ids, words, forward):
    """Split by how much the chosen tag of each word is ahead of its strongest rival.

    Returns words, tags (T texts), left (T,), right (T,), what each reader adds, in nats; the
    difference of the two tags' b_y is left out.
    """
    left, right = tagging_scratch.votes(p, ids, words, forward)
    logits, steps = left + right + p.b_y, np.arange(len(words))
    rival, best = np.argsort(logits, axis=1)[:, -2:].T
    parts = (votes[steps, best] - votes[steps, rival] for votes in (left, right))
    return list(words), [TAGS[k] for k in best], *parts


def words_ahead(sentences):
    """Count how many words are still to come at each word. Returns the mean and the largest."""
    ahead = np.concatenate([np.arange(len(s.words))[::-1] for s in sentences])
    return float(ahead.mean()), int(ahead.max())


# -------------------------------------------------------------------------------- scores


def first_words(record, sentences, numbers):
    """Collect what stored taggers said of the first word of some sentences.

    Returns their texts, the right tags, and {reader: for each sentence, a tag from each seed}.
    """
    chosen, said = [sentences[n] for n in numbers], {}
    for name in ("left", "both"):
        rows = [unpacked(result[name]["test"], sentences) for result in record.results]
        said[name] = [[tags[n][0] for tags in rows] for n in numbers]
    return [s.comments["text"] for s in chosen], [s.tags[0] for s in chosen], said


def gold_tags(sentences):
    """Return the tags of sentences as lists of texts."""
    return [list(sentence.tags) for sentence in sentences]


def count_names(sentences):
    """Count runs of PROPN."""
    rows = names_only(gold_tags(sentences))
    return sum(len(reference.tag_spans(tags)) for tags in rows)


def names_only(rows):
    """Keep PROPN, and write O, outside, for every other tag."""
    return [[tag if tag == "PROPN" else "O" for tag in tags] for tags in rows]


def unpacked(letters, sentences):
    """Read stored tags of sentences, a letter each: a list of lists of texts."""
    tags = [TAGS[k] for k in from_letters(letters)]
    ends = np.cumsum([len(s.words) for s in sentences])
    return [tags[stop - len(s.words) : stop] for s, stop in zip(sentences, ends, strict=True)]


def score_tags(rows, sentences, f1):
    """Score predicted tags: right words, right marked words, F1 of names; shares.

    rows: a list of lists of texts.   f1: a span_f1.
    """
    gold, marked = gold_tags(sentences), np.concatenate([s.needs_right for s in sentences])
    right = np.concatenate([np.array(a) == b for a, b in zip(rows, gold, strict=True)])
    names = f1(names_only(gold), names_only(rows))[2]
    return float(right.mean()), float(right[marked].mean()), float(names)


def baseline_tags(train, sentences):
    """Tag by the most frequent tag: a list of lists of texts."""
    words, tags = ([*chain(*column)] for column in zip(*(s[:2] for s in train), strict=True))
    return [reference.most_frequent_tag_baseline(words, tags, s.words) for s in sentences]


def stored_scores(record, sentences, f1):
    """Score what stored taggers answered: {name: (seeds, 3)}, as score_tags."""
    return {
        name: np.array(
            [
                score_tags(unpacked(r[name]["test"], sentences), sentences, f1)
                for r in record.results
            ]
        )
        for name in record.settings["taggers"]
    }


def stored_confusion(record, sentences, name):
    """Count a stored tagger's gold tags, down, by predicted ones, all seeds together: (C, C)."""
    gold = [TAGS.index(tag) for s in sentences for tag in s.tags]
    tables = [confusion([gold], [from_letters(r[name]["test"])]) for r in record.results]
    return np.sum(tables, axis=0)


def counted_scores(record):
    """Score the taggers of tagger_ewt: {name: (seeds, 2)}, right words and F1 of names."""
    scores = {}
    for name in ("most frequent", *record.settings["taggers"]):
        rows = []
        for result in record.results:
            both, found, wanted = result[name]["names"]
            rows.append([result[name]["right"] / result["words"], 2 * both / (found + wanted)])
        scores[name] = np.array(rows)
    return scores


# -------------------------------------------------------------------------------- batches


def topic_sentences():
    """Cut Python's help topics into sentences: a list of lists of words, in a fixed order."""
    found = []
    for _, text in sorted(pydoc_topics().items()):
        sentence = []
        for token in sentence_tokens(text):
            sentence.append(token)
            if token in MARKS:
                found.append(sentence)
                sentence = []
    return [words for words in found if 3 <= len(words) <= 80]


def topic_lengths(n, seed=0):
    """Draw n of the topics' sentences by chance, and count their words. Shapes: -> (n,) int."""
    lengths = np.array([len(words) for words in topic_sentences()])
    return lengths[np.random.default_rng(seed).permutation(len(lengths))[:n]]


def batch_speed(lengths, orders, *, H=64, seed=0):
    """Time one pass of a torch.nn.LSTM, forward and backward, over batches of random inputs.

    orders: {name: batches of sentence numbers}.   Returns {(name, how): real steps per second of
    CPU}, how being "masked", all places computed, or "packed".
    """
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        layer, speed = nn.LSTM(H, H), {}
        for name, batches in orders.items():
            for how in ("masked", "packed"):
                _one_pass(layer, lengths, batches[:2], how)  # warm up
                start = time.process_time()
                _one_pass(layer, lengths, batches, how)
                real = sum(lengths[np.asarray(batch)].sum() for batch in batches)
                speed[name, how] = real / (time.process_time() - start)
    return speed


def _one_pass(layer, lengths, batches, how):
    for batch in batches:
        sizes = torch.from_numpy(lengths[np.asarray(batch)])
        xs = torch.randn(int(sizes.max()), len(batch), layer.input_size)
        mask = (torch.arange(len(xs))[:, None] < sizes)[..., None]
        if how == "packed":
            packed = pack_padded_sequence(xs, sizes, enforce_sorted=False)
            hs, _ = pad_packed_sequence(layer(packed)[0])
        else:
            hs, _ = layer(xs)
        layer.zero_grad()
        ((hs**2) * mask).sum().backward()


def shuffled_batches(lengths, B, seed=0):
    """Divide sentences into batches by chance."""
    return epoch_batches(lengths, B, "shuffled", np.random.default_rng(seed))


def alone_and_beside(forward, rng, D=8, H=16, n=4, T=9):
    """Run a sentence of n words alone, and beside one of T: the largest change of its states."""
    p = tagging_scratch.init_tagger(rng, 1, D, H, 2)
    p_f, p_b = (q._replace(b=rng.normal(size=H)) for q in (p.p_f, p.p_b))  # as after training
    xs = rng.normal(size=(T, 2, D))
    xs[n:, 1] = 0
    alone = forward(p_f, p_b, xs[:n, 1:], np.array([n]))
    beside = forward(p_f, p_b, xs, np.array([T, n]))[:n, 1:]
    return np.abs(alone - beside).max(axis=(1, 2))


def readers_turned_by(turn):
    """Return a birnn_forward that turns batches, and states back, by a given reverse_padded."""

    def forward(p_f, p_b, xs, lengths):
        hs = [unroll(RNN, p_f, xs)[0], turn(unroll(RNN, p_b, turn(xs, lengths))[0], lengths)]
        return np.concatenate(hs, axis=-1) * ops.length_mask(lengths, len(xs))[..., None]

    return forward


def turned_whole(p_f, p_b, xs, lengths):
    """Run both readers, the right one over columns turned with their padding: the usual mistake."""
    full = np.full(len(lengths), len(xs))
    return reference.birnn_forward(p_f, p_b, xs, full)


def torch_birnn(p_f, p_b, xs, lengths):
    """Run torch.nn.RNN in both directions, packed, with the same weights: (T, B, 2H), an array."""
    D, H = p_f.W_x.shape
    with torch.random.fork_rng(devices=[]):
        layer = nn.RNN(D, H, bidirectional=True, dtype=torch.float64)
    with torch.no_grad():
        for p, end in ((p_f, ""), (p_b, "_reverse")):
            for name, value in (("weight_ih", p.W_x.T), ("weight_hh", p.W_h.T), ("bias_ih", p.b)):
                getattr(layer, f"{name}_l0{end}").copy_(torch.tensor(value))
            getattr(layer, f"bias_hh_l0{end}").zero_()
        packed = pack_padded_sequence(xs, lengths, enforce_sorted=False)
        return pad_packed_sequence(layer(packed)[0])[0].numpy()
