"""The checks of module 00 take every right answer, and name what is wrong with the others."""

import numpy as np
import pytest

from helpers.checks import m00_start_here as m00
from helpers.checks.engine.check import NotAttempted
from tests.support.judging import (
    accept,
    alternatives_of,
    earns_its_own_hint,
    failure,
    keeps_the_house_style,
    slips_of,
)

CHECKS = (m00.check_one_hot, m00.check_next_token_pairs)


@pytest.mark.parametrize(("check", "hint", "slip"), slips_of(CHECKS))
def test_a_slip_earns_its_own_hint(check, hint, slip):
    earns_its_own_hint(check, hint, slip)


@pytest.mark.parametrize(("check", "answer"), alternatives_of(CHECKS))
def test_an_alternative_is_accepted(check, answer):
    accept(check, answer)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)
def test_the_record_keeps_the_house_style(check):
    keeps_the_house_style(check)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)
def test_the_reference_is_no_answer(check):
    assert failure(check, check.reference).stage == "reference"


def test_a_blank_answer_is_not_attempted():
    def one_hot(ids, V):
        raise NotImplementedError

    assert isinstance(failure(m00.check_one_hot, one_hot), NotAttempted)


# --------------------------------------- answers that no record foresaw


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (lambda ids, V: np.eye(V)[ids].tolist(), ["list of 5", "array (N=5, V=6)"]),
        (lambda ids, V: np.eye(V + 1)[ids], ["rows has shape (5, 7)", "(N=5, V=6)"]),
        (lambda ids, V: np.eye(V)[ids] == 1, ["rows has dtype bool", "float64"]),
        (lambda ids, V: np.eye(V)[ids[::-1]], ["rows[0, 1] is 1, expected 0"]),
        (lambda ids, V: 2 * np.eye(V)[ids], ["rows[0, 2] is 2, expected 1"]),
        (lambda ids, V: np.eye(V)[ids] / V, ["rows[0, 2] is", "expected 1"]),
        (lambda ids, V: np.eye(V)[np.minimum(ids + 1, V - 1)], ["rows[", "entries differ"]),
        (lambda ids: np.eye(3)[ids], ["def one_hot(ids, V):"]),
    ],
)
def test_one_hot_wrong_in_other_ways(answer, said):
    message = str(failure(m00.check_one_hot, answer))
    assert all(part in message for part in said), message


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (lambda ids: ids[1:], ["a tuple of 2: inputs, targets"]),
        (lambda ids: (list(ids[:-1]), list(ids[1:])), ["inputs is a list of 5"]),
        (lambda ids: (ids[:-1], np.sort(ids[1:])), ["targets[", "inputs is right"]),
        (lambda ids: (ids[:-1], ids[1:] + 0.0), ["targets has dtype float64, expected int64"]),
        (lambda ids: zip(ids[:-1], ids[1:], strict=True), ["zip object"]),
        (lambda ids: (ids[:-1][::-1], ids[1:][::-1]), ["inputs[", "entries differ"]),
    ],
)
def test_next_token_pairs_wrong_in_other_ways(answer, said):
    message = str(failure(m00.check_next_token_pairs, answer))
    assert all(part in message for part in said), message


@pytest.mark.parametrize(
    ("check", "answer"),
    [
        (m00.check_one_hot, lambda ids, V: np.array([np.arange(V) == i for i in ids]) * 1.0),
        (m00.check_one_hot, lambda ids, V: np.stack([np.eye(V)[i] for i in ids])),
        (m00.check_one_hot, lambda ids, V: [np.eye(V)[ids]][0]),
        (m00.check_next_token_pairs, lambda ids: [ids[:-1], ids[1:]]),
        (m00.check_next_token_pairs, lambda ids: (ids[: len(ids) - 1].copy(), ids[1 : len(ids)])),
        (m00.check_next_token_pairs, lambda ids: tuple(np.array([ids[:-1], ids[1:]]))),
    ],
)
def test_more_right_answers(check, answer):
    accept(check, answer)


def test_the_cases_hold_the_edges():
    cases = [(ids, V) for ids, V in m00.check_one_hot.cases(0)]
    assert any(len(ids) == 1 for ids, _ in cases)
    assert any(V == 1 for _, V in cases)
    assert any(ids.max() < V - 1 for ids, V in cases)  # tokens that do not occur
    assert any(len(set(ids.tolist())) < len(ids) for ids, _ in cases)
    assert min(len(ids) for (ids,) in m00.check_next_token_pairs.cases(0)) == 2
