"""Trees of parameters, updates, clipping, and first values."""

import numpy as np
import pytest

from helpers.scratch.cells import RNNParams
from helpers.scratch.init import init_rnn
from helpers.scratch.language_model import init_language_model
from helpers.scratch.optim import clip_by_norm, global_norm, sgd_step
from helpers.scratch.tree import tree_leaves, tree_map


def model(seed=0):
    return init_language_model(np.random.default_rng(seed), V=5, D=2, H=3, readout_sd=1.0)


def test_tree_leaves_gives_paths_in_order():
    tree = {"p": RNNParams(1, 2, 3), "q": [4, (5, 6)]}
    assert tree_leaves(tree) == [
        ("['p'].W_x", 1), ("['p'].W_h", 2), ("['p'].b", 3), ("['q'][0]", 4), ("['q'][1][0]", 5),
        ("['q'][1][1]", 6),
    ]  # fmt: skip
    assert [path for path, _ in tree_leaves(model())] == [
        "E", "rnn.W_x", "rnn.W_h", "rnn.b", "W_y", "b_y",
    ]  # fmt: skip
    assert [path for path, _ in tree_leaves(model().rnn, "p")] == ["p.W_x", "p.W_h", "p.b"]


def test_tree_map_keeps_containers_and_refuses_different_forms():
    tree = {"a": RNNParams(1, 2, 3), "b": [4, (5,)]}
    assert tree_map(lambda u, v: u + 10 * v, tree, tree) == {
        "a": RNNParams(11, 22, 33), "b": [44, (55,)],
    }  # fmt: skip
    for other, message in [
        ({"a": RNNParams(1, 2, 3)}, "holds"),
        ({"a": RNNParams(1, 2, 3), "b": 4}, r"\['b'\] differs between trees"),
        ({"a": RNNParams(1, np.ones(2), 3), "b": [4, (5,)]}, r"\['a'\].W_h differs"),
        ({"a": (1, 2, 3), "b": [4, (5,)]}, r"\['a'\] differs"),
    ]:
        with pytest.raises(ValueError, match=message):
            tree_map(lambda u, v: u, tree, other)


def test_sgd_step_goes_against_the_gradient_and_returns_new_parameters():
    p, dp = model(0), model(1)
    before = [leaf.copy() for _, leaf in tree_leaves((p, dp))]
    p_next = sgd_step(p, dp, 0.1)
    assert type(p_next) is type(p)
    assert type(p_next.rnn) is RNNParams
    for (_, new), (_, old), (_, gradient) in zip(*map(tree_leaves, (p_next, p, dp)), strict=True):
        np.testing.assert_allclose(new, old - 0.1 * gradient, rtol=1e-15)
        assert not np.shares_memory(new, old)
    for (_, leaf), copy in zip(tree_leaves((p, dp)), before, strict=True):
        np.testing.assert_array_equal(leaf, copy)


def test_global_norm_is_the_norm_of_everything_in_one_vector():
    assert global_norm([np.array([3.0]), (np.array([[0.0, 4.0]]), 12.0)]) == 13.0
    flat = np.concatenate([leaf.ravel() for _, leaf in tree_leaves(model())])
    assert global_norm(model()) == pytest.approx(np.linalg.norm(flat), rel=1e-12)


def test_clip_by_norm_scales_all_leaves_by_one_factor():
    grads = model()
    norm = global_norm(grads)
    clipped, before = clip_by_norm(grads, norm / 4)
    assert before == norm
    assert global_norm(clipped) == pytest.approx(norm / 4, rel=1e-12)
    for (_, small), (_, large) in zip(tree_leaves(clipped), tree_leaves(grads), strict=True):
        np.testing.assert_allclose(4 * small, large, rtol=1e-12)


def test_clip_by_norm_never_scales_up():
    grads = model()
    clipped, _ = clip_by_norm(grads, 2 * global_norm(grads))
    for (_, got), (_, want) in zip(tree_leaves(clipped), tree_leaves(grads), strict=True):
        np.testing.assert_array_equal(got, want)
    zeros, norm = clip_by_norm([np.zeros(3)], 1.0)
    assert norm == 0
    assert not zeros[0].any()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: sgd_step(model(), model(), 0), "lr is 0, expected a finite number above 0"),
        (lambda: sgd_step(model(), model(), float("nan")), "lr is nan"),
        (lambda: sgd_step(model(), model().rnn, 0.1), "differs between trees"),
        (lambda: clip_by_norm(model(), -1.0), "threshold is -1.0"),
        (lambda: clip_by_norm([np.array([np.inf])], 1.0), "grads have the norm inf"),
        (lambda: clip_by_norm([np.array([np.nan])], 1.0), "grads have the norm nan"),
        (lambda: init_rnn(np.random.default_rng(0), 0, 3), "D is 0"),
        (lambda: init_rnn(np.random.default_rng(0), 2, 3.0), "H is 3.0"),
    ],
)
def test_bad_arguments_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_init_rnn_has_the_stated_spread():
    p = init_rnn(np.random.default_rng(0), 100, 400, gain=1.5)
    assert (p.W_x.shape, p.W_h.shape, p.b.shape) == ((100, 400), (400, 400), (400,))
    assert p.W_x.std() == pytest.approx(0.1, rel=0.02)
    assert p.W_h.std() == pytest.approx(1.5 / 20, rel=0.02)
    assert not p.b.any()
    assert np.abs(np.linalg.eigvals(p.W_h)).max() == pytest.approx(1.5, rel=0.1)


def test_draws_depend_on_the_generator_alone():
    for a, b in zip(
        init_rnn(np.random.default_rng(3), 2, 3),
        init_rnn(np.random.default_rng(3), 2, 3),
        strict=True,
    ):
        np.testing.assert_array_equal(a, b)
