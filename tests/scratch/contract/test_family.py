"""What every cell of the family has to keep, whatever its equations: the same tests for all."""

from functools import cache, partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.scratch.bptt import truncated_unroll_backward, unroll, unroll_backward
from helpers.scratch.contract.family import family
from helpers.scratch.contract.tree import tree_leaves, tree_map
from helpers.scratch.gradcheck import relative_errors
from helpers.scratch.init import init_cell
from tests.support.proofs import (
    SEEDS,
    SIZES,
    draw_array,
    draw_params,
    draw_state,
    prove_gradients,
    rounding_bound,
)
from tests.support.tables import each_row

NAMES = list(family(1))
EACH = pytest.mark.parametrize("name", NAMES)
T, B, D, H = 5, 3, 2, 4


def draw_weights(rng, cell, D, H):
    """Draw weights; a vector to reflect by is made at least 1 long, or differences get rough."""
    p = draw_params(rng, cell.params, D=D, H=H, K=2)
    reflected = {
        name: v / np.minimum(np.linalg.norm(v, axis=-1, keepdims=True), 1)
        for name, v in p._asdict().items()
        if name.startswith("v")
    }
    return p._replace(**reflected)


def drawn(name, seed=0, T=T, B=B, D=D, H=H):
    """Draw (cell, p, xs, state0, dhs, dstate) of one cell."""
    rng, cell = np.random.default_rng(seed), family(H)[name]
    p, xs = draw_weights(rng, cell, D, H), rng.normal(size=(T, B, D))
    state0 = draw_state(rng, cell, B, H)
    hs, state, _ = unroll(cell, p, xs, state0)
    dhs = draw_array(rng, hs.shape, "c" if np.iscomplexobj(hs) else "f")
    return cell, p, xs, state0, dhs, draw_state(rng, cell, B, H)


def run(cell, p, xs, state0, dhs, dstate, lengths=None):
    """Run forward and backward: (hs, state), (dxs, dstate0, dp)."""
    hs, state, tape = unroll(cell, p, xs, state0, lengths)
    return (hs, state), unroll_backward(cell, p, tape, dhs, dstate)


def assert_close(got, want, tolerance=1e-12):
    errors = relative_errors(got, want)
    assert max(errors.values()) < tolerance, errors


@EACH
@settings(max_examples=4, deadline=None, derandomize=True)
@given(T=st.integers(1, 4), B=SIZES, D=SIZES, H=st.integers(2, 5), seed=SEEDS, data=st.data())
def test_gradients_by_central_differences_with_rows_of_any_length(name, T, B, D, H, seed, data):
    lengths = data.draw(st.lists(st.integers(1, T), min_size=B, max_size=B))
    cell = family(H)[name]
    p = draw_weights(np.random.default_rng(seed), cell, D, H)
    prove_gradients(cell, T, B, D, H, seed, lengths, p)


@EACH
def test_a_padded_batch_equals_its_rows_one_by_one(name):
    cell, p, xs, state0, dhs, dstate = drawn(name)
    lengths = [2, 5, 1]
    padding = np.arange(T)[:, None] >= np.array(lengths)
    padded, dpadded = xs.copy(), dhs.copy()
    padded[padding], dpadded[padding] = np.nan, np.nan  # what stands there must not matter
    (hs, state), (dxs, dstate0, dp) = run(cell, p, padded, state0, dpadded, dstate, lengths)
    assert not hs[padding].any()
    assert not dxs[padding].any()
    total = tree_map(np.zeros_like, dp)
    for row, length in enumerate(lengths):
        steps, one = slice(length), slice(row, row + 1)
        own = [tuple(s[one] for s in states) for states in (state0, dstate)]
        outs, (dxs_1, dstate0_1, dp_1) = run(
            cell, p, xs[steps, one], own[0], dhs[steps, one], own[1]
        )
        assert_close((hs[steps, one], tuple(s[one] for s in state)), outs)
        assert_close((dxs[steps, one], tuple(s[one] for s in dstate0)), (dxs_1, dstate0_1))
        total = tree_map(np.add, total, dp_1)
    assert_close(dp, total)


@EACH
def test_chunks_as_long_as_the_sequence_give_the_full_gradient(name):
    cell, p, xs, state0, dhs, _ = drawn(name)
    _, full = run(cell, p, xs, state0, dhs, None)
    assert_close(truncated_unroll_backward(cell, p, xs, state0, dhs, T), full)
    cut = truncated_unroll_backward(cell, p, xs, state0, dhs, 2)
    assert max(relative_errors(cut[2], full[2]).values()) > 1e-4  # or else nothing was cut


@EACH
def test_the_state_carried_over_chunks_is_that_of_the_whole_run(name):
    cell, p, xs, state0, *_ = drawn(name)
    hs, state, _ = unroll(cell, p, xs, state0)
    first, middle, _ = unroll(cell, p, xs[:3], state0)
    rest, last, _ = unroll(cell, p, xs[3:], middle, start=3)
    assert_close((np.concatenate([first, rest]), last), (hs, state))


@EACH
def test_single_precision_stays_single(name):
    cell, p, xs, state0, dhs, dstate = drawn(name)
    kinds = {"f": np.float32, "c": np.complex64}

    def single(array):
        return array.astype(kinds[array.dtype.kind])

    got = run(cell, *(tree_map(single, tree) for tree in (p, xs, state0, dhs, dstate)))
    want = run(cell, p, xs, state0, dhs, dstate)
    assert {leaf.dtype.itemsize // (1 + np.iscomplexobj(leaf)) for _, leaf in tree_leaves(got)} == {
        4
    }
    # Products of up to H^2 = 16 terms, and of both weights and gradients over T B = 15 rows.
    assert_close(got, want, rounding_bound(np.float32, T * (D + H) + T * B, condition=4))


@EACH
def test_no_argument_is_written_into(name):
    cell, *arguments = drawn(name)
    copies = tree_map(np.copy, tuple(arguments))
    run(cell, *arguments)
    truncated_unroll_backward(cell, *arguments[:4], k=2)
    for (path, leaf), (_, copy) in zip(
        tree_leaves(tuple(arguments)), tree_leaves(copies), strict=True
    ):
        np.testing.assert_array_equal(leaf, copy, err_msg=path)


@EACH
def test_the_first_weights_let_a_long_run_stay_finite(name):
    rng, cell = np.random.default_rng(0), family(8)[name]
    p = init_cell(rng, cell, 3, 8)
    assert type(p) is cell.params
    hs, _, _ = unroll(cell, p, rng.normal(size=(200, 2, 3)))
    assert np.isfinite(hs).all()
    assert np.ptp(hs.real) > 0.01


@each_row(
    ("wrong", "message"),
    [
        (lambda p, xs, s: (p._replace(**{p._fields[0]: p[0] * np.nan}), xs, s), "p[.].* finite"),
        (lambda p, xs, s: (p._replace(**{p._fields[-1]: p[-1] * np.inf}), xs, s), "p[.].* finite"),
        (lambda p, xs, s: (p._replace(**{p._fields[0]: p[0][None]}), xs, s), "p[.].* has shape"),
        (lambda p, xs, s: (tuple(p), xs, s), "p is a tuple, expected [A-Za-z0-9]*Params"),
        (lambda p, xs, s: (p, np.moveaxis(xs, 2, 0), s), r"xs has shape \(2, 5, 3\), .*D=2"),
        (lambda p, xs, s: (p, xs[0], s), r"xs has shape \(3, 2\), expected \(T, B, D=2\)"),
        (lambda p, xs, s: (p, xs.swapaxes(0, 1), s), r"has shape \(3, 4\), expected \(B=5, H=4"),
        (lambda p, xs, s: (p, xs[:0], s), r"xs has shape \(0, 3, 2\).* at least one"),
        (lambda p, xs, s: (p, xs.astype(int), s), "xs is an array of int64, .*floating-point"),
        (lambda p, xs, s: (p, xs, (s[0].T, *s[1:])), r"has shape \(4, 3\), expected \(B=3, H=4"),
        (lambda p, xs, s: (p, xs, (s[0].real.astype(int), *s[1:])), "is an array of int64"),
        (lambda p, xs, s: (p, xs, (*s, s[0])), "state0 has"),
        (lambda p, xs, s: (p, xs, s, [5, 0, 1]), r"lengths holds 0 at \[1\], expected .* T = 5"),
        (lambda p, xs, s: (p, xs, s, [5, 1, 6]), r"lengths holds 6 at \[2\]"),
        (lambda p, xs, s: (p, xs, s, [5, 1]), r"lengths has shape \(2,\), expected \(B=3,\)"),
        (lambda p, xs, s: (p, xs, s, [5.0, 1.0, 2.0]), "lengths is an array of float64"),
    ],
)
def test_bad_arguments_are_named(wrong, message):
    cell, p, xs, state0, *_ = drawn("lstm")
    with pytest.raises(ValueError, match=message):
        unroll(cell, *wrong(p, xs, state0))


@EACH
def test_a_run_and_a_step_name_bad_arguments(name):
    cell, p, xs, state, dhs, dstate = drawn(name)
    q = cell.prepare(p)[0] if cell.prepare else p
    clock = {"t": 0} if cell.timed else {}
    x, expect_step = xs[0], partial(expect, cell.step, **clock)
    for field, weight in q._asdict().items():
        nan, wide = np.full_like(weight, np.nan), np.concatenate([weight, weight], axis=-1)[..., 1:]
        expect_step(rf"^p[.]{field} holds .*nan", q._replace(**{field: nan}), x, *state)
        expect_step(r"^p[.]\w+ has shape", q._replace(**{field: wide}), x, *state)
    expect_step("^p is a tuple, expected ", tuple(q), x, *state)
    expect_step(r"^x has shape \(2, 3\), expected \(B(=2)?, D=2\)", q, x.T, *state)
    expect_step("^x is an array of int64", q, x.astype(int), *state)
    expect_step("^x is a list", q, x.tolist(), *state)
    *_, cache = cell.step(q, x, *state, **clock)
    for k, key in enumerate(cell.state):
        for wrong, says in [(lambda s: s[:2], "has shape"), (lambda s: s.real > 0, "is an array")]:
            others = [*state[:k], wrong(state[k]), *state[k + 1 :]]
            expect_step(f"^{key} {says}", q, x, *others)
            others = [*dstate[:k], wrong(dstate[k]), *dstate[k + 1 :]]
            expect(cell.step_backward, f"^d{key}_next {says}", q, cache, *others)
    expect(unroll, "^xs is an array of int64", cell, p, xs.astype(int), state)
    expect(unroll_backward, "^dhs has shape", cell, p, tape_of(name), dhs[:2], dstate)


def expect(call, message, *arguments, **options):
    """Fail unless the call is refused with a message like this."""
    with pytest.raises(ValueError, match=message):
        call(*arguments, **options)


@EACH
def test_another_cells_cache_or_tape_is_named(name):
    cell, p, *_, dhs, dstate = drawn(name)
    for other in set(NAMES) - {name}:
        message = f"^tape is of the cell {other}, expected one of {name}[.]$"
        with pytest.raises(ValueError, match=message):
            unroll_backward(cell, p, tape_of(other), dhs, dstate)
    q = cell.prepare(p)[0] if cell.prepare else p
    caches = {type(kept): kept for kept in (tape_of(other).caches[0] for other in NAMES)}
    own = type(tape_of(name).caches[0])
    for kind, kept in (caches | {tuple: (), type(None): None}).items():
        if kind is not own:
            message = f"^cache is a {kind.__name__}, expected {own.__name__}[.]$"
            with pytest.raises(ValueError, match=message):
                cell.step_backward(q, kept, *dstate)


@cache
def tape_of(name):
    """Give what a run of a cell keeps."""
    cell, p, xs, state0, *_ = drawn(name)
    return unroll(cell, p, xs, state0)[2]


@EACH
def test_weights_of_another_size_than_the_runs_are_named(name):
    for other, size in [({"D": 3}, "D=2"), ({"H": 5}, "H=(4|8|12|16)")]:
        expect_other_size_is_named(name, other, size)


def expect_other_size_is_named(name, other, size):
    cell, p, *_, dhs, dstate = drawn(name)
    wrong = draw_weights(np.random.default_rng(1), cell, **({"D": D, "H": H} | other))
    with pytest.raises(ValueError, match=r"^p has the sizes .*as in the tape"):
        unroll_backward(cell, wrong, tape_of(name), dhs, dstate)
    q, kept = (cell.prepare(wrong)[0] if cell.prepare else wrong), tape_of(name).caches[0]
    with pytest.raises(ValueError, match=rf"^p[.].* has shape .*expected .*{size}"):
        cell.step_backward(q, kept, *dstate)
    with pytest.raises(ValueError, match=r"^p is a tuple, expected [A-Za-z0-9]*(Params|Weights)"):
        cell.step_backward(tuple(q), kept, *dstate)


@pytest.mark.parametrize("cell", [None, "lstm", unroll])
def test_what_is_no_cell_is_named(cell):
    _, p, xs, state, dhs, _ = drawn("rnn")
    tape = unroll(family(H)["rnn"], p, xs, state)[2]
    for call in (
        lambda: unroll(cell, p, xs, state),
        lambda: unroll_backward(cell, p, tape, dhs),
        lambda: truncated_unroll_backward(cell, p, xs, state, dhs, 2),
    ):
        with pytest.raises(ValueError, match=f"^cell is a {type(cell).__name__}, expected a Cell"):
            call()


def test_a_state_of_a_delay_line_keeps_its_name_in_messages():
    cell, p, xs, state, *_ = drawn("delay_3")
    with pytest.raises(
        ValueError, match=r"^state0[.]h_2 has shape \(2, 4\), expected \(B=3, H=4\)"
    ):
        unroll(cell, p, xs, (state[0], state[1][:2], state[2]))
    with pytest.raises(ValueError, match=r"^state0 has 1 arrays, .*\(state0[.]h_1, state0[.]h_2, "):
        unroll(cell, p, xs, state[:1])


def test_names_and_sentences_are_there_and_differ():
    cells = family(2).values()
    assert len({cell.name for cell in cells}) == len(NAMES)
    assert len({cell.differs for cell in cells}) == len(NAMES)
    assert [cell.name for cell in cells if not cell.differs.endswith(".")] == []


@each_row("H", [0, -1, 1.5, None])
def test_the_number_of_units_is_checked(H):
    with pytest.raises(ValueError, match=f"^H is {H}, expected a whole number of at least 1"):
        family(H)
