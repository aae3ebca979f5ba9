"""Agreement of a verb with its subject over distractors: plain network and LSTM."""

import numpy as np
import torch

from helpers.datasets.batching import pad_and_mask
from helpers.datasets.ngrams import interpolated_rows
from helpers.datasets.tasks import AGREEMENT_VOCAB, agreement_sentences
from helpers.datasets.words import EOS
from helpers.nn.models import LanguageModel
from helpers.nn.tokens import sequence_loss
from helpers.nn.torch_layers import torch_recurrent
from helpers.nn.train import train

SEEDS = (0, 1, 2, 3, 4)
SETTINGS = {
    "widths": [16, 32],
    "B": 64,
    "steps": 1200,
    "lr": 0.01,
    "points": 4,
    "stop": 0.5,
    "agree": 0.9,
    "distractors": 8,
    "tests": 400,
}
START = AGREEMENT_VOCAB.index(EOS)


def run(seed, widths, B, steps, lr, points, stop, agree, distractors, tests):
    """Train plain networks and LSTMs on sentences most of whose distractors do not mislead.

    Returns {"rnn 16": rows, ...} for each kind and width; a row for each of `points` moments of
    training is {"updates", "nats" (per token, on sentences drawn as in training), "misled": the
    accuracy of the verb's number for 1, 2, ... distractors, in sentences whose last noun has the
    other number}.
    """
    results = {}
    for kind, H in ((kind, H) for kind in ("rnn", "lstm") for H in widths):
        rng = np.random.default_rng(seed)
        model = LanguageModel(len(AGREEMENT_VOCAB), torch_recurrent(kind, H, H, rng), rng)
        optimizer = torch.optim.Adam(model.parameters())
        rows = results[f"{kind} {H}"] = []
        for part in range(points):
            start, many = part * steps // points, steps // points
            train(
                model,
                lambda step, start=start: batch([seed, start + step], B, stop, agree),
                lambda model, pair: masked_nats(model, *pair),
                optimizer,
                many,
                clip=1.0,
                rate=lambda step, start=start: lr * (1 - (start + step) / steps),
                bar=False,
            )
            row = measured(model, stop, agree, distractors, tests)
            rows.append({"updates": start + many} | row)
    return results


def measured(model, stop, agree, distractors, tests):
    """Measure a model: nats per token, and the share of right verbs in misleading sentences."""
    with torch.no_grad():
        nats = float(masked_nats(model, *batch([9, 0], 4000, stop, agree)))
    misled = [misled_accuracy(model.log_probs, k, tests) for k in range(1, distractors + 1)]
    return {"nats": nats, "misled": misled}


def batch(seed, B, stop, agree):
    """Draw B sentences with <EOS> before them, padded. Shapes: ids, mask (T + 1, B)."""
    drawn = agreement_sentences(np.random.default_rng(seed), B, stop, agree)
    return pad_and_mask([np.concatenate([[START], s.ids]) for s in drawn])


def masked_nats(model, ids, mask):
    """Score the tokens after the first of each column. Units: nats per real token."""
    logits, _ = model(ids[:-1])
    return sequence_loss(logits, ids[1:], mask[1:])


def misled_accuracy(log_probs, k, tests):
    """Ask for the verb after k distractors of which the last has not the subject's number.

    log_probs: ids (T, B) -> (T, B, V). The sentences are the same for every model; returns the
    share of them in which the right form is likelier than the wrong one.
    """
    drawn = misleading(k, tests)
    ids, _ = pad_and_mask([np.concatenate([[START], s.ids]) for s in drawn])
    verb = drawn[0].verb  # at this place in all of them; ids holds <EOS> before it
    at_verb, b = log_probs(ids[: verb + 1])[verb], np.arange(len(drawn))
    wrong = np.array([s.wrong for s in drawn])
    return float(np.mean(at_verb[b, ids[verb + 1]] > at_verb[b, wrong]))


def ngram_by_distance(n, settings, sentences=20000):
    """Ask an interpolated n-gram model as misled_accuracy asks a network.

    settings: of the experiment; the counts are of as many sentences, drawn as in training.
    Returns the accuracy for 1, 2, ... distractors.
    """
    rng, tests = np.random.default_rng(0), settings["tests"]
    drawn = agreement_sentences(rng, sentences, settings["stop"], settings["agree"])
    train_ids = np.concatenate([[START], *(s.ids for s in drawn)])
    accuracies = []
    for k in range(1, settings["distractors"] + 1):
        asked = misleading(k, tests)
        rows = [[START, *s.ids[: s.verb], form] for s in asked for form in (s.ids[s.verb], s.wrong)]
        last = [row[-1] for row in interpolated_rows(train_ids, rows, len(AGREEMENT_VOCAB), n)]
        accuracies.append(float(np.mean(np.array(last[::2]) > np.array(last[1::2]))))
    return accuracies


def misleading(k, tests):
    """Draw sentences with k distractors, and keep those whose last noun misleads."""
    drawn = agreement_sentences(np.random.default_rng([7, k]), tests, 0.5, distractors=k)
    return [sentence for sentence in drawn if not sentence.nearest_agrees]
