"""What module 02 claims of its stored results, and the small parts of its experiments."""

import numpy as np
import pytest

from helpers.datasets.batching import stream_batches
from helpers.datasets.ngrams import interpolated_nll
from helpers.datasets.tasks import NOUNS, VERBS, agreement_floor, anbn_floor
from helpers.experiments import stored
from helpers.experiments.m02_language_models import agreement, character_lstm
from helpers.nn.models import LanguageModel
from helpers.nn.torch_layers import torch_recurrent

GUESSING = 1.96 * np.sqrt(0.25 / 150)  # of 150 questions


@pytest.fixture(scope="module")
def corpus():
    return character_lstm.corpus()


def test_the_stored_lstms_beat_the_best_counts_on_every_seed(corpus):
    vocab, train_ids, test_ids, _ = corpus
    results = stored("character_lstm").results
    best = min(interpolated_nll(train_ids, test_ids, len(vocab), n) for n in (4, 5, 6))
    assert len(results) >= 3
    nats = sorted(result["nats"] for result in results)
    assert nats[len(nats) // 2] < best - 0.1
    assert nats[-1] < best - 0.08


def test_the_schemas_are_at_chance_for_every_stored_model():
    for result in stored("character_lstm").results:
        assert abs(result["full"] - 0.5) < GUESSING
        assert abs(result["partial"] - 0.5) < GUESSING


def test_every_stored_model_is_within_a_hundredth_of_the_floor_of_anbn():
    record = stored("anbn")
    floor = anbn_floor(record.settings["p"])
    assert len(record.results) >= 3
    for result in record.results:
        assert floor < result["nats"] < 1.01 * floor


def test_agreement_is_learned_with_32_units_and_no_loss_is_below_the_floor():
    record = stored("agreement")
    floor = agreement_floor(record.settings["stop"], record.settings["agree"])
    for result in record.results:
        assert min(result["lstm 32"][-1]["misled"]) > 0.9
        for rows in result.values():
            assert rows[-1]["nats"] > 0.995 * floor  # on 4,000 sentences drawn anew


def test_resetting_the_state_in_use_costs_something_on_every_seed():
    for result in stored("carried_state").results:
        for used in result.values():
            assert np.mean(used["reset"]) > np.mean(used["carried"]) + 0.05


def small_model(vocab):
    rng = np.random.default_rng(0)
    return LanguageModel(len(vocab), torch_recurrent("lstm", 4, 8, rng), rng)


def test_training_on_batches_is_training_on_the_stream(corpus, capsys):
    vocab, train_ids, test_ids, _ = corpus
    piece, asked = train_ids[:3000], test_ids[:200]
    one, other = small_model(vocab), small_model(vocab)
    assert list(character_lstm.train_on_stream(one, piece, 8, 16, 30, 0.01, 1)) == [30]
    pairs = list(stream_batches(piece, 8, 16))
    character_lstm.train_on_batches(other, pairs, steps=30, lr=0.01)
    capsys.readouterr()  # a bar of progress
    losses = [character_lstm.held_out_nll(model, asked, piece=70) for model in (one, other)]
    assert losses[0] == pytest.approx(losses[1], rel=1e-6)
    assert losses[0] < np.log(len(vocab))


def test_a_text_is_scored_like_a_stream_from_its_start(corpus):
    vocab, *_ = corpus
    model, texts = small_model(vocab), ["A line.", "Another line, longer."]
    scored = character_lstm.text_log_probs(model, vocab, texts)
    for text, found in zip(texts, scored, strict=True):
        ids = vocab.encode("\n\n" + text)
        assert len(found) == len(text)
        whole = model.log_probs(ids[:, None])[:-1, 0]
        assert found.sum() == pytest.approx(whole[np.arange(1, len(ids) - 1), ids[2:]].sum())


def test_sentences_are_plain_and_exchanged_in_every_inner_place(corpus):
    *_, test_text = corpus
    found = character_lstm.sentences(test_text)
    assert len(found) >= 20
    assert all(40 <= len(s) <= 140 and s.endswith(".") and "\n" not in s for s in found)
    assert character_lstm.exchanged("A b c d e.") == ["A c b d e.", "A b d c e."]


def test_ties_are_half_right_and_letters_alone_cannot_order_words(corpus):
    vocab, train_ids, _, test_text = corpus
    letters = character_lstm.ngram_scorer(vocab, train_ids, 1)
    assert character_lstm.order_accuracy(letters, test_text) == pytest.approx(0.5)
    assert character_lstm.schema_accuracy(letters)[0] == pytest.approx(0.5)


def test_a_model_that_reads_the_nearest_noun_is_misled_and_one_that_reads_the_first_is_not():
    plural = [agreement.AGREEMENT_VOCAB.index(form) for _, form in NOUNS]
    verbs = [[agreement.AGREEMENT_VOCAB.index(v) for v in pair] for pair in VERBS]

    def reading(place):
        def log_probs(ids):
            out = np.zeros((*ids.shape, len(agreement.AGREEMENT_VOCAB)))
            number = np.isin(ids[place], plural).astype(int)
            for pair in verbs:
                for b, n in enumerate(number):
                    out[-1, b, pair[n]] = 1.0
            return out

        return log_probs

    for k in (1, 3):
        assert agreement.misled_accuracy(reading(-1), k, 50) == 0.0
        assert agreement.misled_accuracy(reading(2), k, 50) == 1.0
