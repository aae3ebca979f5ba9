"""What module 09 claims of its stored results, and the small parts of its experiments."""

import numpy as np
import pytest
import torch

from helpers.datasets.generated.number_words import number_pair
from helpers.datasets.generated.scenes import KINDS, WORDS
from helpers.experiments import stored
from helpers.experiments.m09_attention.parts import (
    captioner,
    crossed,
    dates,
    live,
    lookup,
    numbers,
    swapped,
)
from helpers.experiments.m09_attention.parts import translator as parts
from helpers.experiments.m09_attention.parts.reach import reach
from helpers.plots.modules.m09.attention import exact_by_length, pointing_of, spelling_scores
from helpers.plots.modules.m09.captions import caption_scores
from helpers.scratch import attention
from helpers.scratch.modules.m09_attention import bahdanau_step, doubly_stochastic_penalty

ATTENTIONS = ("additive", "dot", "general")


@pytest.fixture
def model():
    """A translator with weights large enough for each step to differ."""
    model = parts.make_translator(numbers.V_ENGLISH, numbers.V_GERMAN, "additive", 0, D=5, H=6)
    with torch.no_grad():
        model.readout.W_y *= 200
    return model


# ------------------------------------------------------------------ stored results


def test_attention_translates_what_one_vector_does_not():
    record = stored("number_translation")
    lengths, none = exact_by_length(record, "none")
    assert lengths.tolist() == list(range(3, 14))
    for kind in ATTENTIONS:
        values = exact_by_length(record, kind)[1]
        assert values[:, lengths <= 8].min() > 0.9
        assert values[:, -1].mean() < values[:, lengths == 8].mean() - 0.1
    assert none[:, lengths == 3].min() > none[:, lengths == 8].max()
    assert none[:, lengths > 11].max() < 0.05


def test_weights_point_better_than_moving_on_evenly():
    record = stored("number_translation")
    even = pointing_of(record, "dot", "diagonal", 3, 8)
    additive, dot, general = (pointing_of(record, kind, "all", 3, 8) for kind in ATTENTIONS)
    assert min(dot.min(), general.min()) > 0.98 > additive.mean() > even.mean()


def test_additive_attention_points_where_its_context_reaches_the_readout():
    record = stored("score_and_place")
    own = {
        place: pointing_of(record, f"additive, {place}", "all", 3, 8) for place in crossed.PLACES
    }
    assert (
        min(own["readout"].min(), own["step and readout"].min()) > 0.99 > own["step"].max() - 0.01
    )
    assert own["step"].min() < 0.8
    assert pointing_of(record, "dot, step", "all", 3, 8).min() < 0.9
    last = {name: np.median(exact_by_length(record, name)[1][:, -1]) for name in record.results[0]}
    assert last["additive, step"] == max(last[f"additive, {place}"] for place in crossed.PLACES)
    assert last["dot, step"] == min(last[f"dot, {place}"] for place in crossed.PLACES)


def test_dates_are_learned_faster_with_attention():
    record = stored("date_translation")
    known = dates.SEEN
    assert spelling_scores(record, "additive", known).min() > 0.9
    assert spelling_scores(record, "none", known).max() < 0.9


def test_captions_point_at_what_they_name():
    record = stored("scene_captions")
    found = caption_scores(record, "attention", "colour")
    assert found.min() > caption_scores(record, "attention", "occupied").max()
    noun = caption_scores(record, "attention", "noun")
    assert noun.mean() < found.mean()


def test_looking_makes_better_captions_than_the_mean_of_the_grid():
    record = stored("scene_captions")
    mean, looks = (caption_scores(record, k, "exact") for k in ("mean of the grid", "attention"))
    assert looks.min() > mean.max()


# ------------------------------------------------------------------ translation


def test_no_tested_number_is_learned_from():
    corpus = numbers.corpus(3, train=900, each=20)
    learned = {tuple(column) for column in corpus.train.source.T}
    tested = [corpus.valid, *(numbers.pairs_of(found) for found in corpus.tests.values())]
    height = max(len(pairs.source) for pairs in [corpus.train, *tested])
    learned = {(*column, *[0] * (height - len(column))) for column in learned}
    for pairs in tested:
        for column in pairs.source.T:
            assert (*column, *[0] * (height - len(column))) not in learned
    assert corpus.train.lengths.max() == numbers.LONGEST + 1
    assert all(len(n.english) == L for L, found in corpus.tests.items() for n in found)


def test_pairs_end_and_are_filled_with_eos():
    batch = numbers.pairs_of([number_pair(21), number_pair(3)])
    assert batch.lengths.tolist() == [3, 2]
    assert batch.source[-1].tolist() == [parts.EOS, parts.EOS]
    assert numbers.german_of(batch.target[:, 0]) == ("ein", "und", "zwanzig")
    assert parts.inputs_of(batch)[:, 0].tolist() == [0, *batch.target[:-1, 0]]
    assert batch.take([1]).source.shape == (2, 1)


def test_the_decoder_in_numpy_writes_what_torch_writes(model):
    batch = numbers.pairs_of([number_pair(n) for n in (21, 7, 321_654)])
    ids, weights = lookup.translate(model, batch, bahdanau_step)
    own = parts.written(model, batch)
    for b, length in enumerate((own != parts.EOS).cumprod(axis=0).sum(axis=0)):
        assert ids[: length + 1, b].tolist() == own[: length + 1, b].tolist()
    three = lookup.step_of(attention.additive_scores, attention.masked_softmax, attention.attend)
    again, looked = lookup.translate(model, batch, three)
    assert again.tolist() == ids.tolist()
    np.testing.assert_allclose(looked, weights, atol=1e-12)


def test_pointing_counts_real_tokens_and_crossings():
    number = number_pair(321)  # three hundred twenty one: drei hundert ein und zwanzig
    weights = np.zeros((6, 5, 1))
    for t, j in enumerate((0, 1, 3, 0, 2, 4)):
        weights[t, j] = 1
    assert number.sources == (0, 1, 3, None, 2)
    assert numbers.pointing(weights, [number]) == {
        "all": 1.0, "crossed": 1.0, "diagonal": 0.5, "chance": 0.2
    }  # fmt: skip
    weights[2] = np.eye(5)[2][:, None]
    found = numbers.pointing(weights, [number])
    assert (found["all"], found["crossed"]) == (0.75, 0.5)


def test_training_lowers_the_loss():
    corpus = numbers.corpus(0, train=400, each=5)
    model = parts.make_translator(numbers.V_ENGLISH, numbers.V_GERMAN, "dot", 0, D=8, H=8)
    before = float(parts.loss_of(model, corpus.valid).detach())
    curve = parts.fit(model, corpus.train, lambda: 0.5, 0, B=32, rate=0.02, steps=20, every=10)
    assert [row[0] for row in curve] == [0, 10, 20]
    assert float(parts.loss_of(model, corpus.valid).detach()) < before - 0.3


def test_dates_of_the_test_are_in_no_training_pair():
    corpus = dates.corpus(0, train=3000, valid=50, each=200)
    trained = {tuple(column) for column in corpus.train.target.T}
    tested = {tuple(c) for pairs in corpus.tests.values() for c in pairs.target.T}
    assert len(tested) > 190  # a date may be drawn twice
    assert not trained & tested
    assert len(corpus.tests) == 18
    assert len(dates.SEEN) == 15


@pytest.mark.parametrize(("score", "place"), [("additive", "step"), ("dot", "readout")])
def test_a_crossed_decoder_is_the_course_s_own_where_both_have_it(score, place):
    batch = numbers.pairs_of([number_pair(n) for n in (21, 7, 321_654)])
    sizes = numbers.V_ENGLISH, numbers.V_GERMAN
    ours = crossed.make_crossed(*sizes, score, place, 1, D=5, H=6)
    theirs = parts.make_translator(*sizes, score, 1, D=5, H=6)
    assert torch.equal(parts.loss_of(ours, batch), parts.loss_of(theirs, batch))


def test_scores_and_places_differ_in_nothing_else():
    sizes = numbers.V_ENGLISH, numbers.V_GERMAN
    shapes = {}
    for score in crossed.SCORES:
        for place in crossed.PLACES:
            model = crossed.make_crossed(*sizes, score, place, 1, D=5, H=6)
            found = {name: tuple(w.shape) for name, w in model.named_parameters()}
            shapes[score, place] = {k: v for k, v in found.items() if "attention" not in k}
            assert ("W_c" in found) == (place != "step")
    for place in crossed.PLACES:
        assert shapes["additive", place] == shapes["dot", place]
    both = shapes["dot", "step and readout"].copy()
    both.pop("W_c")
    assert both == shapes["dot", "step"]


def test_the_readout_reads_the_context_only_where_the_place_says_so():
    batch = numbers.pairs_of([number_pair(321_654)])
    for place in crossed.PLACES:
        model = crossed.make_crossed(numbers.V_ENGLISH, numbers.V_GERMAN, "dot", place, 1, D=5, H=6)
        memory, state = model.encode(batch.source, batch.lengths)
        moved = memory._replace(hs=memory.hs + 1)
        ids = torch.tensor([3])
        (logits, (s,), _), (other, (s_other,), _) = (
            model.step(ids, state, one) for one in (memory, moved)
        )
        assert torch.equal(s, s_other) == (place == "readout")
        assert not torch.equal(logits, other)


def test_an_even_pointer_is_the_diagonal_and_never_right_at_a_crossing():
    tests = numbers.corpus(0, train=50, each=20).tests
    even = live.even_pointing(tests)
    assert even["all"] == even["diagonal"]
    assert even["crossed"] == 0.0


# ------------------------------------------------------------------ gradients


def test_attention_reaches_all_inputs_and_recurrence_few():
    sizes = {"S": 40, "H": 12, "draws": 3}
    alone = np.median(reach(None, **sizes), axis=0)
    spread = np.median(reach(attention.attend_backward, **sizes), axis=0)
    aimed = np.median(reach(attention.attend_backward, lag=30, favour=9.0, **sizes), axis=0)
    assert alone[30] < 1e-3 * alone[0]
    assert 0.1 < spread[30] / spread[0] < 10
    assert aimed[:25].max() < 0.05 * aimed[30]


# ------------------------------------------------------------------ captions


def test_a_captioner_sees_a_cell_only_by_looking():
    model = captioner.Captioner(np.random.default_rng(0), D=6, H=5)
    scenes = captioner.draw_scenes(np.random.default_rng(1), 3, KINDS)
    changed = scenes.images.clone()
    changed[:, :, :8, 8:16] = 1 - changed[:, :, :8, 8:16]  # row 0, column 1
    with torch.no_grad():
        (grid, s), (other, s_other) = model.look(scenes.images), model.look(changed)
    differs = (grid != other).any(dim=-1).any(dim=-1)
    assert differs.nonzero().flatten().tolist() == [1]
    assert torch.equal(s, s_other)


def test_the_penalty_is_that_of_the_reference_and_padding_does_not_count():
    model = captioner.Captioner(np.random.default_rng(0), D=6, H=5)
    scenes = captioner.draw_scenes(np.random.default_rng(1), 8, KINDS, objects=(1, 2, 3))
    assert scenes.lengths.min() < scenes.lengths.max()
    with torch.no_grad():
        plain, pushed = float(model.loss(scenes, 0.0)), float(model.loss(scenes, 0.5))
        _, weights = model(scenes.images, scenes.captions)
    weights = weights.numpy().astype(float)
    for b, length in enumerate(scenes.lengths):
        weights[length:, :, b] = 0
    wanted = 0.5 * doubly_stochastic_penalty(weights).mean()
    assert pushed - plain == pytest.approx(wanted, rel=1e-4)


def test_a_stored_captioner_is_read_as_it_was_written(tmp_path):
    model = captioner.Captioner(np.random.default_rng(0), D=6, H=5)
    captioner.save_captioner(model, tmp_path / "w.npz")
    again = captioner.load_captioner(tmp_path / "w.npz", D=6, H=5)
    for one, other in zip(model.parameters(), again.parameters(), strict=True):
        assert (one - other).abs().max() < 1e-2
    with pytest.raises(FileNotFoundError, match="course experiments scene_captions"):
        captioner.load_captioner(tmp_path / "none.npz", D=6, H=5)


def test_captions_are_read_up_to_their_end():
    ids = [1 + WORDS.index("red"), 1 + WORDS.index("ring"), 0, 3]
    assert captioner.words_of(np.array(ids)) == ["red", "ring"]
    assert captioner.words_of(np.array(ids[:2])) == ["red", "ring"]


def test_attention_alone_has_a_weight_for_every_pair():
    assert live.cost(16, 4, repeats=1)[:2] == (16, 256)


def test_a_noun_with_its_own_context_is_the_captioner_s():
    model = captioner.Captioner(np.random.default_rng(0), D=6, H=5)
    with torch.no_grad():
        model.readout.W_y *= 200
    scenes = captioner.draw_scenes(np.random.default_rng(1), 40, KINDS)
    with torch.no_grad():
        logits, _ = model(scenes.images, scenes.captions)
    right = (logits[2].argmax(dim=-1).numpy() == scenes.captions[2]).mean()
    assert swapped.right_nouns(model, scenes) == pytest.approx(right)


def test_the_noun_depends_on_what_was_seen_at_the_colour():
    model = captioner.load_captioner(D=32, H=48)
    scenes = captioner.draw_scenes(np.random.default_rng(5), 200, KINDS)
    own, noun, colour = (swapped.right_nouns(model, scenes, at) for at in (None, "noun", "colour"))
    assert own - 0.2 < noun <= own
    assert colour < 0.5 < noun
