"""The checks of module 01 take every right answer, and name what is wrong with the others.

Wrong and right answers that no record foresaw stand in test_m01_others.py.
"""

import subprocess
import sys

import numpy as np
import pytest

from helpers.checks import m01_unrolling as m01
from helpers.checks.engine.check import NotAttempted
from helpers.checks.m01_unrolling.parity_weights import OLD_PARITY, OR_AND, machine
from helpers.scratch.cells import RNNParams
from tests.support.judging import (
    accept,
    alternatives_of,
    earns_its_own_hint,
    failure,
    keeps_the_house_style,
    slips_of,
)

by_name = pytest.mark.parametrize("check", m01.CHECKS, ids=lambda check: check.name)


@pytest.mark.parametrize(("check", "hint", "slip"), slips_of(m01.CHECKS))
def test_a_slip_earns_its_own_hint(check, hint, slip):
    earns_its_own_hint(check, hint, slip)


@pytest.mark.parametrize(("check", "answer"), alternatives_of(m01.CHECKS))
def test_an_alternative_is_accepted(check, answer):
    accept(check, answer)


@by_name
def test_the_record_keeps_the_house_style(check):
    keeps_the_house_style(check)


@by_name
def test_the_reference_is_no_answer(check):
    assert failure(check, check.reference).stage == "reference"
    assert failure(check, lambda *args: check.reference(*args)).stage == "reference"


@by_name
def test_a_blank_answer_is_not_attempted(check):
    def blank(*args):
        raise NotImplementedError

    assert isinstance(failure(check, blank), NotAttempted)


@by_name
def test_nothing_returned_is_told_so(check):
    message = str(failure(check, lambda *args: None))
    assert "None" in message or "not attempted" in message


def test_the_records_stand_in_the_order_of_the_exercises():
    names = (
        "rnn_step rnn_forward embed_backward sequence_loss rnn_step_backward rnn_backward "
        "chunk_bounds truncated_backward parity_weights sgd_step language_model_gradients"
    )
    assert [check.name for check in m01.CHECKS] == names.split()
    for check in m01.CHECKS:
        assert getattr(m01, f"check_{check.name}") is check


def test_importing_the_checks_brings_neither_torch_nor_matplotlib():
    code = (
        "import sys, helpers.checks.m01_unrolling; print({'torch', 'matplotlib'} & {*sys.modules})"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


# ------------------------------------------------------------------ cases


@by_name
def test_cases_depend_on_the_seed_and_on_nothing_else(check):
    def entries(seed):
        return [np.concatenate([*map(np.ravel, flat(args)), [0.0]]) for args in check.cases(seed)]

    def flat(value):
        if isinstance(value, tuple | list):
            return [leaf for item in value for leaf in flat(item)]
        return [] if isinstance(value, str) else [value]

    first, again, other = entries(0), entries(0), entries(1)
    assert all(map(np.array_equal, first, again))
    if check.name != "parity_weights":  # which takes no arguments
        assert not all(map(np.array_equal, first, other))


def test_sequences_have_every_edge():
    shapes = {(*xs.shape, h0.shape[1]) for _, xs, h0 in m01.check_rnn_forward.cases(0)}
    assert any(T == 1 for T, _, _, _ in shapes)
    assert any(B == 1 for _, B, _, _ in shapes)
    assert any(D == H for _, _, D, H in shapes)  # a mix-up of W_x and W_h keeps its shapes
    assert any(D != H for _, _, D, H in shapes)
    assert any(T == B for T, B, _, _ in shapes)  # so does one of time and batch


def test_losses_have_every_edge():
    cases = list(m01.check_sequence_loss.cases(0))
    assert {reduction for *_, reduction in cases} == {"sum", "mean"}
    assert any((mask.sum(axis=0) == 0).any() for _, _, mask, _ in cases)  # a padded column
    assert any((mask.sum(axis=0) == 1).any() for _, _, mask, _ in cases)
    assert any(mask.all() for _, _, mask, _ in cases)
    assert any(np.abs(logits).max() >= 1000 for logits, *_ in cases)


def test_ids_repeat_and_leave_tokens_out():
    cases = list(m01.check_embed_backward.cases(0))
    assert any(len(np.unique(ids)) < ids.size for ids, _, _ in cases)
    assert any(len(np.unique(ids)) < V for ids, _, V in cases)
    assert any(ids.size == 1 for ids, _, _ in cases)
    assert any(V == 1 for _, _, V in cases)


def test_chunks_have_every_edge():
    for check in (m01.check_chunk_bounds, m01.check_truncated_backward):
        pairs = [
            (args[0] if isinstance(args[0], int) else len(args[1]), args[-1])
            for args in check.cases(0)
        ]
        assert any(k == 1 < T for T, k in pairs)
        assert any(k > T for T, k in pairs)
        assert any(k == T for T, k in pairs)
        assert any(1 < k < T and T % k for T, k in pairs)
        assert any(1 < k < T and T % k == 0 for T, k in pairs)


# ----------------------------------------------------------------- parity


@pytest.mark.parametrize("gain", [5.0, 6.0, 10.0, 100.0, 1e6])
def test_any_gain_that_lasts_is_right(gain):
    accept(m01.check_parity_weights, lambda: machine(OLD_PARITY, OR_AND, gain=gain))


@pytest.mark.parametrize("gain", [0.1, 1.0, 2.0, 3.0])
def test_a_gain_that_is_too_small_is_named(gain):
    message = str(failure(m01.check_parity_weights, lambda: machine(OLD_PARITY, OR_AND, gain=gain)))
    assert "softly" in message


def test_a_machine_that_drifts_is_caught_however_late():
    drifting = RNNParams(
        W_x=np.array([[4.1, 5.1]]),
        W_h=np.array([[1.95, 2.37], [-1.75, -2.49]]),
        b=np.array([-2.21, -8.32]),
    )
    message = str(failure(m01.check_parity_weights, lambda: drifting))
    assert "right at first and off by more than 0.1 after 15 bits" in message
    assert "softly" in message


@pytest.mark.parametrize("gain", [7.0, 25.0])
@pytest.mark.parametrize(
    ("W_h", "thresholds", "said"),
    [
        (np.zeros((2, 2)), OR_AND, "the readout is the last bit"),
        (OLD_PARITY, (0.5, 2.5), "This is OR"),
        (OLD_PARITY, (1.5, 0.5), "turned round"),
        (np.transpose(OLD_PARITY), OR_AND, "W_h is transposed"),
        (OLD_PARITY, (-0.5, -1.5), "wrong sign"),
        (OLD_PARITY, (0.5, 0.5), "the same threshold"),
    ],
)
def test_a_wrong_machine_is_named_at_any_gain(W_h, thresholds, said, gain):
    message = str(failure(m01.check_parity_weights, lambda: machine(W_h, thresholds, gain=gain)))
    assert said in message
    assert "the readout is" in message  # and after which bits
