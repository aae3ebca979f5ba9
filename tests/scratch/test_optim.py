"""Trees of parameters, updates, clipping, and first values, by hand; against torch elsewhere."""

import numpy as np
import pytest

from helpers.scratch.cells import RNNParams
from helpers.scratch.contract.tree import tree_leaves, tree_map
from helpers.scratch.init import init_rnn
from helpers.scratch.language_model import init_language_model
from helpers.scratch.optim import (
    AdamState,
    adam_start,
    adam_step,
    clip_by_norm,
    clip_by_value,
    global_norm,
    momentum_start,
    momentum_step,
    sgd_step,
)
from tests.support.proofs import rounding_bound
from tests.support.tables import each_row


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


def test_global_norm_neither_overflows_nor_underflows():
    for scale in (1e-300, 1e-160, 1.0, 1e160, 1e300):
        assert global_norm([np.array([3 * scale]), 4 * scale]) == pytest.approx(5 * scale)
    large = np.full(4, 1e30, np.float32)
    bound = rounding_bound(np.float32, 5)  # three numbers are rounded, and two products of them
    assert global_norm([large]) == pytest.approx(2e30, rel=bound)
    tiny = large * np.float32(1e-30) * np.float32(1e-30)
    assert global_norm([tiny]) == pytest.approx(2e-30, rel=bound)
    clipped, norm = clip_by_norm({"W": large}, 1.0)
    np.testing.assert_allclose(clipped["W"], 0.5, rtol=bound)
    assert clipped["W"].dtype == np.float32
    many = np.random.default_rng(0).normal(size=10_000).astype(np.float32)
    assert global_norm([many]) == pytest.approx(np.linalg.norm(many.astype(float)), rel=1e-12)
    assert global_norm([np.array([5e-324])]) == 5e-324
    assert global_norm([np.zeros(3), np.zeros((0, 2))]) == global_norm([]) == 0


def test_global_norm_counts_both_parts_of_a_complex_number():
    assert global_norm([np.array([3 + 4j]), 12.0]) == 13
    single = np.array([3 + 4j], np.complex64) * np.float32(1e30)  # 1e30 is rounded, and each part
    bound = rounding_bound(np.float32, 2)
    assert global_norm([single]) == pytest.approx(5e30, rel=bound)
    clipped, _ = clip_by_norm([np.array([3 + 4j])], 1.0)
    np.testing.assert_allclose(clipped[0], [0.6 + 0.8j])


def test_clip_by_value_by_hand():
    clipped = clip_by_value([np.array([-3.0, 0.5, 2.0]), (np.array([2 - 0.5j]),)], 1.0)
    assert clipped[0].tolist() == [-1, 0.5, 1]
    assert clipped[1][0].tolist() == [1 - 0.5j]


def test_momentum_by_hand():
    p, velocity = [np.array([1.0])], momentum_start([np.array([1.0])])
    p, velocity = momentum_step(p, [np.array([2.0])], velocity, 0.1, 0.5)
    assert (p[0][0], velocity[0][0]) == (0.8, 2)
    p, velocity = momentum_step(p, [np.array([4.0])], velocity, 0.1, 0.5)
    assert (p[0][0], velocity[0][0]) == (pytest.approx(0.3), 5)
    ahead, _ = momentum_step(
        [np.array([1.0])], [np.array([2.0])], velocity, 0.1, 0.5, nesterov=True
    )
    assert ahead[0][0] == pytest.approx(1 - 0.1 * (2 + 0.5 * 4.5))


def test_momentum_0_is_plain_descent():
    plain, (p, _) = sgd_step(model(0), model(1), 0.1), momentum(momentum=0.0)
    for (_, got), (_, want) in zip(tree_leaves(p), tree_leaves(plain), strict=True):
        np.testing.assert_array_equal(got, want)


def test_adam_by_hand():
    p, state = [np.array([1.0, 1.0])], adam_start([np.array([1.0, 1.0])])
    p, state = adam_step(p, [np.array([3.0, -1e-4])], state, 0.1, 0.9, 0.99, 1e-12)
    np.testing.assert_allclose(p[0], [0.9, 1.1], rtol=1e-7)  # the first step is lr for any size
    p, state = adam_step(p, [np.array([1.0, 0.0])], state, 0.1, 0.9, 0.99, 1e-12)
    m_hat, v_hat = (0.9 * 0.3 + 0.1) / 0.19, (0.99 * 0.09 + 0.01) / (1 - 0.99**2)
    assert p[0][0] == pytest.approx(0.9 - 0.1 * m_hat / v_hat**0.5)
    assert state.t == 2


def test_updates_leave_their_arguments_and_float32_as_they_were():
    half = tree_map(lambda leaf: leaf.astype(np.float32), model(0))
    dp = tree_map(lambda leaf: leaf + np.float32(1), half)
    velocity, state = momentum_start(half), adam_start(half)
    given_trees = (half, dp, velocity, state.m, state.v)
    before = [leaf.copy() for _, leaf in tree_leaves(given_trees)]
    wide = np.float64(0.5)  # a NumPy scalar would make float64 of float32, a float does not
    new = (
        sgd_step(half, dp, wide),
        momentum_step(half, dp, velocity, wide, wide, nesterov=True),
        adam_step(half, dp, state, wide, wide, wide, wide)[0],
        clip_by_norm(dp, wide)[0],
        clip_by_value(dp, wide),
    )
    for _, leaf in tree_leaves(new):
        assert leaf.dtype == np.float32
        assert not any(np.shares_memory(leaf, old) for _, old in tree_leaves(given_trees))
    for (_, leaf), copy in zip(tree_leaves(given_trees), before, strict=True):
        np.testing.assert_array_equal(leaf, copy)


def spoiled():
    """Give gradients of which one entry is not a number."""
    grads = model(1)
    grads.rnn.W_h[0, 1] = np.nan
    return grads


def momentum(**changed):
    """Take a momentum step with some arguments changed."""
    start = {"p": model(0), "dp": model(1), "velocity": momentum_start(model(0))}
    return momentum_step(**(start | {"lr": 0.1, "momentum": 0.9} | changed))


def adam(**changed):
    """Take an Adam step with some arguments changed."""
    start = {"p": model(0), "dp": model(1), "state": adam_start(model(0)), "lr": 0.1}
    return adam_step(**(start | changed))


@each_row(
    ("call", "message"),
    [
        (lambda: sgd_step(model(), model(), 0), "lr is 0, expected a finite number above 0"),
        (lambda: sgd_step(model(), model(), float("nan")), "lr is nan"),
        (lambda: sgd_step(model(), model(), np.array([0.1, 0.2])), "lr is array"),
        (lambda: sgd_step(model(), model().rnn, 0.1), "differs between trees"),
        (lambda: clip_by_norm(model(), -1.0), "threshold is -1.0"),
        (lambda: clip_by_norm([np.array([np.inf])], 1.0), r"grads\[0\] holds inf at \[0\]"),
        (lambda: clip_by_norm([np.array([np.nan])], 1.0), r"grads\[0\] holds nan at \[0\]"),
        (lambda: clip_by_norm([np.full(9, 1e308)], 1.0), "grads have the norm inf"),
        (lambda: clip_by_norm(spoiled(), 1.0), r"grads.rnn.W_h holds nan at \[0, 1\]"),
        (lambda: clip_by_value(spoiled(), 1.0), r"grads.rnn.W_h holds nan at \[0, 1\]"),
        (lambda: clip_by_value(model(), 0.0), "limit is 0.0"),
        (lambda: sgd_step(model(), spoiled(), 0.1), r"dp.rnn.W_h holds nan at \[0, 1\]"),
        (lambda: sgd_step(spoiled(), model(), 0.1), r"^p.rnn.W_h holds nan at \[0, 1\]"),
        (lambda: sgd_step([np.ones(2)], [np.ones(2, int)], 0.1), r"dp\[0\] is an array of int64"),
        (lambda: clip_by_norm([None], 1.0), r"grads\[0\] is NoneType, expected floating-point"),
        (lambda: clip_by_value({"a": [3, -4]}, 1.0), r"grads\['a'\]\[0\] is int, expected float"),
        (lambda: global_norm("a"), "grads is str, expected floating-point"),
        (lambda: momentum_start(None), "p is NoneType, expected floating-point"),
        (lambda: adam_start([np.array([np.inf])]), r"p\[0\] holds inf at \[0\]"),
        (lambda: momentum(velocity=spoiled()), "velocity.rnn.W_h holds nan"),
        (lambda: momentum(momentum=None), "momentum is None, expected a number from 0"),
        (lambda: momentum(dp=spoiled()), r"dp.rnn.W_h holds nan"),
        (lambda: momentum(dp=model().rnn), "p differs between trees: dp holds"),
        (lambda: momentum(velocity=model().rnn), "p differs between trees: velocity holds"),
        (lambda: momentum(lr=0), "lr is 0"),
        (lambda: momentum(momentum=1.0), "momentum is 1.0, expected a number from 0 to below 1"),
        (lambda: momentum(momentum=-0.1), "momentum is -0.1"),
        (lambda: adam(dp=spoiled()), r"dp.rnn.W_h holds nan"),
        (lambda: adam(dp=model().rnn), "p differs between trees: dp holds"),
        (lambda: adam(state=tuple(adam_start(model()))), "state is a tuple, expected AdamState"),
        (lambda: adam(state=adam_start(model().rnn)), "p differs between trees: state.m"),
        (lambda: adam(state=AdamState(model(), 0.0, 0)), "p differs between trees: state.v"),
        (lambda: adam(state=adam_start(model())._replace(t=-1)), "state.t is -1"),
        (lambda: adam(lr=-1), "lr is -1"),
        (lambda: adam(beta1=1.0), "beta1 is 1.0"),
        (lambda: adam(beta2=float("nan")), "beta2 is nan"),
        (lambda: adam(eps=0.0), "eps is 0.0"),
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


def test_adam_refuses_half_precision_whose_squares_round_to_0():
    p = model()
    half = tree_map(lambda leaf: leaf.astype(np.float16), p)
    with pytest.raises(ValueError, match=r"^p\.E is an array of float16, expected float32 or"):
        adam_start(half)
    with pytest.raises(ValueError, match=r"^dp\.E is an array of float16"):
        adam_step(p, half, adam_start(p), 0.1)
    with pytest.raises(ValueError, match=r"^state\.v\.E is an array of float16"):
        adam_step(p, p, adam_start(p)._replace(v=half), 0.1)
