"""What module 10 claims of its stored results, and the small parts of its experiments."""

import numpy as np
import pytest
import torch

from helpers.datasets.generated.associative import draw_pairs
from helpers.experiments import stored
from helpers.experiments.m10_memory import recall_bits
from helpers.experiments.m10_memory.parts import (
    asked,
    block_model,
    characters,
    hops,
    learning,
    live,
    measured,
    recalled,
    typed,
)
from helpers.plots.modules.m10.blocks import repeats_of
from helpers.plots.modules.m10.memory import bits_of, story_scores
from helpers.plots.modules.m10.text_and_cost import nats_of
from helpers.scratch.contract.tree import tree_leaves, tree_map
from helpers.scratch.modules import m10_memory
from helpers.scratch.modules import m10_self_attention as reference

# ------------------------------------------------------------------ stored results


def recall_at(record, kind, N):
    return np.array([run[kind]["by_pairs"][str(N)] for run in record.results])


def test_two_blocks_recall_and_one_block_or_an_lstm_name_the_most_frequent_value():
    record = stored("associative_recall")
    for kind in ("two layers", "LSTM over its states"):
        assert min(recall_at(record, kind, N).min() for N in (2, 4, 8)) > 0.98
    for N in (4, 8):
        for kind in ("one layer", "LSTM"):
            assert abs(recall_at(record, kind, N) - asked.most_frequent(N)).max() < 0.05
    for run in record.results:
        last = {kind: found["curve"][-1] for kind, found in run.items()}
        assert last["LSTM over its states"][0] < last["two layers"][0]
        assert last["LSTM over its states"][1] < 0.5 * last["two layers"][1]


def test_equal_networks_have_about_equal_weights():
    for name, slack in (
        ("associative_recall", 0.1),
        ("induction", 0.04),
        ("character_block", 0.04),
    ):
        counts = [one["weights"] for one in stored(name).results[0].values()]
        assert max(counts) < (1 + slack) * min(counts)


def test_an_lstm_recalls_fewer_bits_than_an_outer_product():
    record = stored("recall_bits")
    pairs, own = bits_of(record, "LSTM")
    plain = bits_of(record, "outer product")[1]
    assert (own[:, pairs >= 4] < plain[:, pairs >= 4] - 0.05).all()
    assert own.min() > 0.55


def test_two_hops_answer_what_one_cannot():
    record = stored("story_hops")
    baseline = measured.most_frequent_place()
    for name in ("1 hop", "LSTM"):
        assert abs(story_scores(record, name) - baseline).max() < 0.05
    for name in ("2 hops", "3 hops"):
        assert story_scores(record, name).min() > 0.99
    for run in record.results:
        (took, moved), (took_2, moved_2) = run["2 hops"]["support"]
        assert took > 0.6 > moved
        assert moved_2 > 0.6 > took_2


def test_more_starts_find_the_latest_place_with_the_softmax_throughout():
    record = stored("latest_counts")
    plain, linear = (story_scores(record, name) for name in record.results[0])
    assert (plain > 0.99).sum() == 4
    assert (linear > 0.99).sum() == 1
    phase = record.settings["starts"]["linear start"] * record.settings["training"]["steps"]
    for run in record.results:
        before = [row[2] for row in run["linear start"]["curve"] if 0 < row[0] < phase]
        assert 0.7 < min(before) < max(before) < 0.8


def test_induction_takes_two_blocks_where_the_period_is_drawn():
    record = stored("induction")
    one, two = (repeats_of(record, layers, "drawn")[1][:, -1] for layers in (1, 2))
    assert one.max() < 0.25
    assert two.min() > 0.98
    assert repeats_of(record, 1, "fixed")[1][:, -1].min() > 0.99
    elsewhere = {k: [run[k]["elsewhere"] for run in record.results] for k in ("1", "2")}
    assert max(elsewhere["1"]) < 0.25 < 0.6 < min(elsewhere["2"])


def test_the_lstm_is_ahead_on_text_until_it_overfits():
    record, long = stored("character_block"), stored("character_block_long")
    own, other = (nats_of(record, kind)[2][:, -1] for kind in ("transformer", "LSTM"))
    assert own.min() > other.max() + 0.2
    transformer, lstm = (nats_of(long, kind)[2][0] for kind in ("transformer", "LSTM"))
    assert abs(transformer[-1] - lstm[-1]) < 0.05
    assert lstm.min() < min(transformer.min(), lstm[-1] - 0.01)
    assert (np.diff(transformer) < 0).all()


# ------------------------------------------------------------------ memories


def test_random_keys_lie_on_theory_s_line_and_other_memories_break_at_their_width():
    errors, nearest = recalled.recall_errors(m10_memory.outer_product_memory, [8, 32, 64], 32, 10)
    mean = {name: values.mean(axis=0) for name, values in errors.items()}
    for i, N in enumerate((8, 32, 64)):
        wanted = m10_memory.expected_recall_error(N, 32)
        assert mean["outer product"][i] == pytest.approx(wanted, rel=0.15)
    assert max(mean["orthonormal keys"][:2]) < 1e-20 < 0.9 < mean["orthonormal keys"][2]
    assert mean["least squares"][2] == pytest.approx(0.5, abs=0.05)
    assert mean["attention"].max() < 0.05
    assert nearest[:, 0].min() == 1.0


def test_linear_attention_recalls_by_its_features():
    step = reference.linear_attention_step
    (few, alike), (many, _) = (recalled.linear_recall(step, N) for N in (2, 8))
    assert 0.6 < alike < 0.8
    assert few < 0.4 < 0.6 < many


def test_the_readers_of_bits_are_right_with_a_single_pair():
    keys, values, shown, answers = recall_bits.draw(np.random.default_rng(0), 1, 50, 8)
    assert recall_bits.share(recall_bits.outer_product_reads(keys, values, shown), answers) == 1.0
    many = recall_bits.draw(np.random.default_rng(0), 16, 50, 8)
    softly = recall_bits.attention_reads(*many[:3], 32.0)
    plainly = recall_bits.outer_product_reads(*many[:3])
    assert recall_bits.share(softly, many[3]) > recall_bits.share(plainly, many[3]) > 0.6


# ------------------------------------------------------------------ blocks in NumPy


def small_model():
    rng = np.random.default_rng(0)
    p = block_model.init_model(rng, asked.V_PAIRS, 8, 2, 9, dtype=float)
    return p._replace(W_y=30 * p.W_y), draw_pairs(np.random.default_rng(1), 4, 3)


def test_gradients_of_the_model_in_numpy_are_the_slopes_of_its_loss():
    p, batch = small_model()
    rng = np.random.default_rng(2)
    way = tree_map(lambda w: rng.normal(size=w.shape), p)
    _, dp = block_model.gradients(p, batch, reference.transformer_block, 2)
    slope = sum(
        (a * b).sum() for (_, a), (_, b) in zip(tree_leaves(dp), tree_leaves(way), strict=True)
    )

    def loss(step):
        moved = tree_map(lambda w, v: w + step * v, p, way)
        return block_model.gradients(moved, batch, reference.transformer_block, 2)[0]

    assert slope == pytest.approx((loss(1e-5) - loss(-1e-5)) / 2e-5, rel=1e-6)


def test_the_model_in_numpy_is_that_of_torch():
    model = asked.transformer(asked.V_PAIRS, 2, 8, 9, 0)
    with torch.no_grad():
        model.readout.W_y *= 30
    p, batch = block_model.from_torch(model), small_model()[1]
    logits, _ = block_model.predict(p, batch.ids, reference.transformer_block, asked.HEADS)
    with torch.no_grad():
        wanted = model(torch.from_numpy(batch.ids))[0].numpy()
    np.testing.assert_allclose(logits, wanted, atol=1e-5)
    likeliest = (logits.argmax(axis=-1) == batch.targets)[batch.mask].mean()
    found = block_model.accuracy(p, batch, reference.transformer_block, asked.HEADS)
    assert found == pytest.approx(likeliest)
    assert learning.right(model, batch) == pytest.approx(likeliest, abs=1e-4)


def test_a_block_that_is_passed_in_is_the_one_that_runs():
    p, batch = small_model()
    calls = []

    def block(weights, xs, heads):
        calls.append(heads)
        return reference.transformer_block(weights, xs, heads)

    block_model.gradients(p, batch, block, 2)
    assert calls == [2, 2]


def test_training_in_numpy_lowers_the_loss_of_a_few_steps(capsys):
    p, rows = block_model.learn_recall(
        reference.transformer_block, D=8, longest=2, B=16, steps=40, every=20
    )
    assert [row[0] for row in rows] == [0, 20, 40]
    assert rows[-1][2] > rows[0][2]
    assert p.P.shape == (6, 8)


def test_the_stored_transformer_has_one_loss_in_torch_and_in_numpy():
    model, vocab, held_out = live.character_model()
    windows = live.windows_of(held_out, 3)
    p = block_model.from_torch(model)
    ours = block_model.nats(p, windows, reference.transformer_block, heads=4)
    assert ours == pytest.approx(live.nats(model, windows), abs=1e-5)
    assert ours < 2.6
    text = block_model.write(p, vocab, "The ", reference.transformer_block, heads=4)
    assert text.startswith("The ")
    assert len(text) == len(p.P)


# ------------------------------------------------------------------ baselines and small parts


def test_the_most_frequent_value_is_right_as_often_as_it_is_frequent():
    asking = draw_pairs(np.random.default_rng(0), 4000, 4)
    values = asking.ids[1:8:2]
    counts = (values[:, None] == values[None]).sum(axis=1).max(axis=0)
    assert asked.most_frequent(4) == pytest.approx((counts / 4).mean(), abs=0.01)
    assert asked.most_frequent(1) == 1.0


def test_the_place_named_most_often_is_that_of_a_story():
    assert 0.40 < measured.most_frequent_place() < 0.45
    assert measured.most_frequent_place(moves=2) < measured.most_frequent_place() - 0.05


def test_hops_look_at_statements_and_the_linear_start_has_no_softmax():
    model = hops.MemoryNetwork(2, 10, 6, 0)
    _, held_out = hops.learn_stories(
        model, 0, stories=50, moves=1, B=8, rate=0.01, steps=2, every=1
    )
    weights = live.hop_weights(model, held_out)
    assert weights.shape == (2, 10, 1000)
    np.testing.assert_allclose(weights.sum(axis=1), 1, atol=1e-5)
    with torch.no_grad():
        linear = model(*hops.tensors(held_out)[:2], linear=True)[1]
    assert (linear.sum(dim=1) - 1).abs().max() > 0.1
    support = hops.on_support(model, held_out)
    which = held_out.support[0]
    assert support[0][0] == pytest.approx(weights[0][which, np.arange(1000)].mean(), abs=1e-3)


def test_shuffling_the_past_changes_nothing_in_one_causal_layer_only():
    assert measured.shuffled_attention(reference.causal_self_attention) < 1e-12
    assert measured.shuffled_past(1) < 1e-12
    assert measured.shuffled_past(2) > 0.01 < measured.shuffled_past(1, positions=True)


def test_cached_steps_graphs_and_linear_attention_agree_with_their_whole_runs():
    attend = reference.causal_self_attention
    assert measured.cached_difference(reference.cached_step, attend) < 1e-12
    assert max(measured.graphs(attend).values()) < 1e-12
    same, steps, whole = measured.two_forms(reference.linear_attention_step)
    assert same < 1e-12
    np.testing.assert_allclose(steps, whole, atol=1e-12)


def test_a_cache_grows_and_an_lstm_s_state_does_not():
    rows, kept = measured.token_costs((4, 8), D=8, H=6, repeats=1)
    assert [row[4] for row in rows] == [2 * 2 * 8 * 4, 2 * 2 * 8 * 8]
    assert kept == 12


def test_scores_divided_by_the_root_stay_alike_at_every_size():
    rows = {H: measured.scaling(H) for H in (4, 256)}
    assert rows[256][0] == pytest.approx(16, rel=0.1)
    assert rows[256][1] > 0.8 > rows[4][1]
    assert rows[256][2] == pytest.approx(rows[4][2], abs=0.1)
    assert rows[256][3] < 0.1


def test_windows_overlap_by_half_and_the_scores_agree():
    ids = np.arange(40) % 7
    inputs, targets = characters.windows(ids, 8)
    assert (inputs[:, 1] == ids[4:12]).all()
    assert (targets == np.roll(inputs, -1, axis=0))[:-1].all()
    model = characters.make_transformer(7, 0, D=8, heads=2, layers=1, T=8)
    found = characters.held_out_windows(model, ids, 8)
    assert found == pytest.approx(live.nats(model, (inputs, targets)), abs=1e-5)


def test_a_stored_transformer_is_read_as_it_was_written(tmp_path):
    sizes = {"D": 8, "heads": 2, "layers": 1, "T": 6}
    model = characters.make_transformer(7, 3, **sizes)
    characters.save(model, tmp_path / "w.npz")
    again = characters.load(7, tmp_path / "w.npz", **sizes)
    for one, other in zip(model.parameters(), again.parameters(), strict=True):
        assert (one - other).abs().max() < 1e-2
    with pytest.raises(FileNotFoundError, match="course experiments character_block"):
        characters.load(7, tmp_path / "none.npz", **sizes)


# ------------------------------------------------------------------ pairs that are typed


def test_typed_pairs_are_asked_for_from_the_last_to_the_first():
    question = typed.read_pairs("k7=v3 k30=v15, k1=v0")
    assert question.ids[:, 0].tolist() == [7, 35, 30, 47, 1, 32, 1, 30, 7]
    assert question.targets[question.mask].tolist() == [32, 47, 35]
    assert question.mask[:, 0].tolist() == [False] * 6 + [True] * 3


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("k7=v3", "1 pairs, expected 2 to 8"),
        ("k7=v3 7=v3", "7=v3 is no pair; expected k0 to k31, then =, then v0 to v15"),
        ("k7=v3 k32=v3", "k32=v3 is no pair"),
        ("k7=v3 k1=v16", "k1=v16 is no pair"),
        ("k7=v3 k7=v4", "k7=v4: k7 has a value already"),
    ],
)
def test_what_is_no_pair_is_named(text, message):
    with pytest.raises(ValueError, match=message):
        typed.read_pairs(text)
