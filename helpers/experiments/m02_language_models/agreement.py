"""Agreement of a verb with its subject over distractors: plain network and LSTM."""

import numpy as np
import torch

from helpers.datasets.batching import pad_and_mask
from helpers.datasets.tasks import AGREEMENT_VOCAB, agreement_sentences
from helpers.nn.models import LanguageModel
from helpers.nn.tokens import sequence_loss
from helpers.nn.torch_layers import torch_recurrent
from helpers.nn.train import train

SEEDS = (0, 1, 2, 3, 4)
SETTINGS = {
    "H": 32,
    "B": 64,
    "steps": 3000,
    "lr": 0.01,
    "stop": 0.5,
    "distractors": 8,
    "tests": 500,
}
START = AGREEMENT_VOCAB.index("<EOS>")


def run(seed, H, B, steps, lr, stop, distractors, tests):
    """Train a plain network and an LSTM on sentences with geometrically many distractors.

    Returns {"rnn": {...}, "lstm": {...}}, each {"all": accuracy for 0, 1, ... distractors,
    "misled": the same where the last noun before the verb has the other number, from 1 distractor
    on, "nats": per token on sentences drawn as in training}.
    """
    results = {}
    for kind in ("rnn", "lstm"):
        rng = np.random.default_rng(seed)
        model = LanguageModel(len(AGREEMENT_VOCAB), torch_recurrent(kind, H, H, rng), rng)
        train(
            model,
            lambda step: batch(np.random.default_rng([seed, step]), B, stop),
            lambda model, pair: masked_nats(model, *pair),
            torch.optim.Adam(model.parameters()),
            steps,
            clip=1.0,
            rate=lambda step: lr * (1 - step / steps),
            bar=False,
        )
        right = [
            verbs_right(lambda ids, model=model: model.log_probs(ids), k, tests)
            for k in range(distractors + 1)
        ]
        with torch.no_grad():
            nats = float(masked_nats(model, *batch(np.random.default_rng([9, 0]), 4000, stop)))
        results[kind] = {
            "all": [float(np.mean(verdicts)) for verdicts, _ in right],
            "misled": [float(np.mean(verdicts[~agrees])) for verdicts, agrees in right[1:]],
            "nats": nats,
        }
    return results


def batch(rng, B, stop):
    """Draw B sentences with <EOS> before them, padded. Shapes: ids (T + 1, B), mask (T + 1, B)."""
    drawn = agreement_sentences(rng, B, stop)
    return pad_and_mask([np.concatenate([[START], s.ids]) for s in drawn])


def masked_nats(model, ids, mask):
    """Score the tokens after the first of each column. Units: nats per real token."""
    logits, _ = model(ids[:-1])
    return sequence_loss(logits, ids[1:], mask[1:])


def verbs_right(log_probs, k, tests):
    """Ask for the verb in sentences with k distractors, the same for every model.

    log_probs: ids (T, B) -> (T, B, V). Returns (tests,) True where the right form is likelier
    than the wrong one, and (tests,) True where the last noun has the subject's number.
    """
    drawn = agreement_sentences(np.random.default_rng([7, k]), tests, 0.5, distractors=k)
    ids, _ = pad_and_mask([np.concatenate([[START], s.ids]) for s in drawn])
    verb = drawn[0].verb  # at this place in all of them; ids holds <EOS> before it
    at_verb, b = log_probs(ids[: verb + 1])[verb], np.arange(tests)
    right, wrong = ids[verb + 1], np.array([s.wrong for s in drawn])
    return at_verb[b, right] > at_verb[b, wrong], np.array([s.nearest_agrees for s in drawn])
