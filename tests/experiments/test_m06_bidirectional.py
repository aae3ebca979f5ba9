"""What module 06 claims of its stored results, and the small parts of its experiments."""

import numpy as np
import pytest
import torch

from helpers.datasets.paired import paired_interval
from helpers.datasets.tagged import TAGS, load_tagged
from helpers.experiments import stored, tagger_model, tagging, tagging_scratch, two_sides
from helpers.experiments.tagger_model import FeatureTagger
from helpers.scratch.bidirectional import birnn_backward, reverse_padded
from helpers.scratch.bidirectional import birnn_forward as with_tape
from helpers.scratch.gradcheck import numeric_gradient
from helpers.scratch.modules import m06_bidirectional as reference


@pytest.fixture(scope="module")
def sentences():
    return load_tagged("test")


@pytest.fixture(scope="module")
def rows(sentences):
    return tagging.as_rows(sentences, tagging.feature_ids(sentences))


# ------------------------------------------------------------------ stored results


def test_both_sides_beat_the_left_one_and_a_window_does_as_well(sentences):
    scores = two_sides.stored_scores(stored("tagger_sentences"), sentences, reference.span_f1)

    def ends(a, b, k):
        return paired_interval(scores[a][:, k], scores[b][:, k])[1:]

    for k in (0, 1):  # all words, marked words
        assert ends("both", "left", k)[0] > 0
        assert ends("both", "window of 3", k)[0] < 0 < ends("both", "window of 3", k)[1]
    assert ends("both", "right", 0)[0] > 0
    assert ends("both", "right", 1)[0] < 0 < ends("both", "right", 1)[1]
    assert ends("both, LSTM", "both", 0)[1] < 0
    assert ends("left, LSTM", "left", 0)[0] < 0 < ends("left, LSTM", "left", 0)[1]
    assert ends("1 word late", "left", 1)[0] > 0.15
    assert ends("3 words late", "left", 0)[1] < 0
    low, high = ends("both", "left", 2)  # F1 of names
    assert low < 0 < high


def test_taggers_that_are_compared_have_equally_many_weights():
    record = stored("tagger_sentences")
    D, wanted = record.settings["D"], record.settings["weights"]
    for name, (reads, kind, _) in record.settings["taggers"].items():
        H = record.results[0][name]["H"]
        assert abs(tagger_model.weight_count(reads, D, H, kind) - wanted) < 0.04 * wanted


def test_what_late_answers_learn_does_not_carry_over(sentences):
    record = stored("tagger_sentences")
    losses = {n: np.mean([r[n]["loss"] for r in record.results]) for n in ("left", "2 words late")}
    scores = two_sides.stored_scores(record, sentences, reference.span_f1)
    assert losses["2 words late"] < losses["left"]
    assert scores["2 words late"][:, 0].max() < scores["left"][:, 0].min()


def test_both_sides_beat_the_left_one_on_web_text():
    scores = two_sides.counted_scores(stored("tagger_ewt"))
    for other in ("left", "right"):
        assert paired_interval(scores["both"][:, 0], scores[other][:, 0])[1] > 0
    assert scores["most frequent"][:, 0].max() < scores["left"][:, 0].min()


def test_batches_that_are_no_samples_cost_accuracy():
    record = stored("batch_order")
    right = {name: [r[name]["right"] for r in record.results] for name in record.settings["orders"]}
    for name in ("sorted", "buckets", "pools"):
        assert paired_interval(right[name], right["shuffled"])[2] < 0
    assert paired_interval(right["sorted"], right["buckets"])[2] < 0
    assert paired_interval(right["buckets, 8 passes"], right["shuffled"])[1] > 0


def test_a_count_of_weights_is_that_of_the_network_without_its_vectors():
    for reads, kind in (("left", "rnn"), ("both", "lstm"), ("window", "rnn")):
        model = FeatureTagger(3, 5, 4, np.random.default_rng(0), reads, kind)
        found = sum(w.numel() for w in model.parameters()) - model.E.numel()
        units = 0 if reads == "window" else 4 * (2 if reads == "both" else 1)
        second_bias = units * tagger_model.GATES[kind]  # PyTorch keeps two
        assert found - second_bias == tagger_model.weight_count(reads, 5, 4, kind)


# ------------------------------------------------------------------ words and scores


def test_a_word_is_described_by_its_letters_and_its_shape():
    got = tagging.word_features("Cork")
    assert got == ("w cork", "3 ork", "2 rk", "1 k", "p co", "s Capital")
    shapes = [tagging.word_features(w)[-1] for w in ("UN", "I", "4th", "a", ".", "A1")]
    assert shapes == ["s capitals", "s Capital", "s digit", "s letters", "s mark", "s digit"]


def test_hidden_words_keep_their_letters():
    features = np.arange(1, 121).reshape(4, 5, tagging.F)
    hidden = tagging.hide_words(features, 0.5, np.random.default_rng(0))
    assert np.array_equal(hidden[..., 1:], features[..., 1:])
    words = hidden[..., 0]
    assert set(words[words != features[..., 0]]) == {tagging.UNKNOWN}
    assert 0 < (words == 0).sum() < words.size


@pytest.mark.parametrize("order", ["shuffled", "sorted", "buckets", "pools"])
def test_each_order_has_every_sentence_once(order):
    lengths = np.random.default_rng(0).integers(1, 30, size=101)
    batches = tagging.epoch_batches(lengths, 8, order, np.random.default_rng(1), pool=3)
    assert sorted(np.concatenate(batches).tolist()) == list(range(101))
    spread = [np.ptp(lengths[batch]) for batch in batches]
    means = [lengths[batch].mean() for batch in batches]
    assert (np.mean(spread) < 10) == (order != "shuffled")
    assert (means == sorted(means)) == (order == "sorted")


def test_names_are_counted_as_runs():
    name, noun = tagging.NAME, TAGS.index("NOUN")
    gold = [[name, name, noun], [name]]
    assert tagging.name_counts(gold, gold) == [2, 2, 2]
    assert tagging.name_counts(gold, [[name, noun, noun], [name]]) == [1, 2, 2]
    assert tagging.name_counts(gold, [[noun] * 3, [noun]]) == [0, 0, 2]


def test_the_f1_of_names_is_that_of_the_counts(sentences):
    record = stored("tagger_sentences")
    tags = two_sides.unpacked(record.results[0]["both"]["test"], sentences)
    f1 = two_sides.score_tags(tags, sentences, reference.span_f1)[2]
    gold, found = (
        [[TAGS.index(tag) for tag in row] for row in part]
        for part in (two_sides.gold_tags(sentences), tags)
    )
    both, predicted, wanted = tagging.name_counts(gold, found)
    assert f1 == pytest.approx(2 * both / (predicted + wanted))


def test_letters_are_tags_and_back():
    tags = np.arange(len(TAGS))
    assert np.array_equal(tagging.from_letters(tagging.to_letters(tags)), tags)


def test_baselines_agree(sentences):
    train = load_tagged("train")
    ours = tagging.most_frequent_tags(train, sentences)
    assert two_sides.baseline_tags(train, sentences) == [[TAGS[k] for k in row] for row in ours]


# ------------------------------------------------------------------ taggers


def test_a_row_is_tagged_alike_whoever_stands_beside_it(rows):
    for reads, delay in (("left", 0), ("left", 2), ("right", 0), ("both", 0), ("window", 0)):
        model = FeatureTagger(2000, 8, 6, np.random.default_rng(0), reads, delay=delay)
        short = min(rows[:20], key=lambda row: len(row.tags))
        with torch.no_grad():
            alone, beside = (
                model(*(torch.from_numpy(batch[k]) for k in (0, 2)))
                for batch in (tagging.as_batch([short]), tagging.as_batch([short, *rows[:20]]))
            )
        assert torch.allclose(alone[:, 0], beside[: len(short.tags), 0], atol=1e-6)


@pytest.mark.parametrize(("reads", "delay"), [("left", 0), ("left", 1), ("right", 0)])
def test_a_reader_sees_what_its_name_says(rows, reads, delay):
    model = FeatureTagger(2000, 8, 6, np.random.default_rng(0), reads, delay=delay)
    features, _, lengths = tagging.as_batch([max(rows, key=lambda row: len(row.tags))])
    changed = features.copy()
    changed[5] = 1999
    with torch.no_grad():
        one, other = (
            model(torch.from_numpy(f), torch.from_numpy(lengths))[:, 0] for f in (features, changed)
        )
    moved = (one != other).any(dim=-1).numpy()
    last = 5 if reads == "right" else len(moved) - 1
    first = 0 if reads == "right" else 5 - delay
    assert np.array_equal(np.flatnonzero(moved), np.arange(first, last + 1))


def test_the_tape_made_of_states_gives_the_gradient_of_the_real_one():
    rng = np.random.default_rng(0)
    p = tagging_scratch.init_tagger(rng, 9, 4, 3, 5)
    xs, lengths = rng.normal(size=(6, 3, 4)), np.array([4, 6, 1])
    hs, tape = with_tape(p.p_f, p.p_b, xs, lengths)
    dhs = rng.normal(size=hs.shape)
    wanted = birnn_backward(p.p_f, p.p_b, tape, dhs)
    made = tagging_scratch.tape_of(p, xs, hs, lengths)
    got = birnn_backward(p.p_f, p.p_b, made, dhs)
    assert np.allclose(got[0], wanted[0])
    for one, other in zip((*got[1], *got[2]), (*wanted[1], *wanted[2]), strict=True):
        assert np.allclose(one, other)


@pytest.mark.parametrize("sides", [(1, 1), (1, 0), (0, 1)])
def test_the_gradient_of_the_numpy_tagger_is_that_of_central_differences(sides):
    rng = np.random.default_rng(0)
    p = tagging_scratch.init_tagger(rng, 7, 3, 2, 4)
    batch = (
        rng.integers(7, size=(4, 2, 3)),
        rng.integers(4, size=(4, 2)),
        np.array([4, 2]),
    )
    parts = (reference.birnn_forward, reference.masked_tag_loss)
    _, dp = tagging_scratch.gradients(p, batch, *parts, sides)

    def loss_with(**changes):
        return tagging_scratch.gradients(p._replace(**changes), batch, *parts, sides)[0]

    for name in ("E", "W_y", "b_y"):
        wanted = numeric_gradient(lambda w, name=name: loss_with(**{name: w}), getattr(p, name))
        assert np.allclose(getattr(dp, name), wanted, atol=1e-7)
    wanted = numeric_gradient(lambda w: loss_with(p_b=p.p_b._replace(W_h=w)), p.p_b.W_h)
    assert np.allclose(dp.p_b.W_h, wanted, atol=1e-7)


def test_votes_sum_to_the_logits(sentences):
    train = sentences[:20]
    p, ids, _ = tagging_scratch.train_tagger(train, 0, D=4, H=3, epochs=1)
    words = sentences[0].words
    left, right = tagging_scratch.votes(p, ids, words)
    features, lengths = tagging.encode_words(words, ids)[:, None], np.array([len(words)])
    logits = tagging_scratch.read(p, features, lengths).logits[:, 0]
    assert np.allclose(left + right + p.b_y, logits)
    _, tags, *sides = two_sides.margins(p, ids, words, reference.birnn_forward)
    assert tags == [TAGS[k] for k in logits.argmax(axis=1)]
    rival = np.sort(logits, axis=1)
    bias = p.b_y[logits.argsort(axis=1)[:, -2:]] @ [-1, 1]
    assert np.allclose(sum(sides) + bias, rival[:, -1] - rival[:, -2])


# ------------------------------------------------------------------ what is measured live


def test_a_two_way_language_model_beats_the_floor_but_not_at_the_end():
    floor = np.log(two_sides.FACES)
    one, two = (
        two_sides.dice_losses(two_sides.dice_model(sides), sides)
        for sides in (two_sides.LEFT, two_sides.BOTH)
    )
    assert one.min() > floor - 0.05
    assert two[:-1].max() < 0.5 < floor - 0.05 < two[-1]


def test_only_the_two_way_model_leaks():
    p = tagging_scratch.init_tagger(np.random.default_rng(0), 8, 4, 6, 8)
    rolls, before = two_sides.dice(5, 1)[0, :6, None], np.tril(np.ones((6, 6), bool), -1)
    for sides, leaks in ((two_sides.LEFT, False), (two_sides.BOTH, True)):
        logits_of = two_sides.next_logits(p, sides, reference.birnn_forward)
        moved = two_sides.leak_table(logits_of, rolls, (rolls + 1) % 8, reference.leaking_steps)
        assert moved[before].all() == moved[before].any() == leaks
        assert moved[~before].all()


def test_a_typed_sentence_is_cut_into_words_and_marks():
    got = two_sides.cut_words('"I can\u2019t!" she said; it\'s 3 pm')
    assert got == ['"', "I", "ca", "n't", "!", '"', "she", "said", ";", "it", "'s", "3", "pm"]
    with pytest.raises(ValueError, match="no word"):
        two_sides.cut_words("  ")


def test_only_turning_the_real_part_leaves_a_row_alone():
    wrong, right = (
        two_sides.alone_and_beside(forward, np.random.default_rng(0)).max()
        for forward in (
            two_sides.turned_whole,
            two_sides.readers_turned_by(reverse_padded),
        )
    )
    assert wrong > 0.01
    assert right < 1e-12


def test_words_ahead_are_counted(sentences):
    mean, most = two_sides.words_ahead(sentences)
    lengths = np.array([len(s.words) for s in sentences])
    assert most == lengths.max() - 1
    assert mean == pytest.approx((lengths * (lengths - 1) / 2).sum() / lengths.sum())


def test_torch_runs_the_same_network():
    rng = np.random.default_rng(0)
    p = tagging_scratch.init_tagger(rng, 1, 4, 6, 2)
    xs, lengths = rng.normal(size=(5, 3, 4)), np.array([2, 5, 1])
    twin = two_sides.torch_birnn(p.p_f, p.p_b, torch.tensor(xs), torch.tensor(lengths))
    assert np.allclose(twin, reference.birnn_forward(p.p_f, p.p_b, xs, lengths))


def test_speed_is_measured_of_every_order_both_ways():
    lengths = np.array([3, 5, 2, 4])
    orders = {"one": [[0, 1], [2, 3]], "other": [[0, 1, 2, 3]]}
    speed = two_sides.batch_speed(lengths, orders, H=4)
    assert set(speed) == {(n, how) for n in orders for how in ("masked", "packed")}
    assert min(speed.values()) > 0
