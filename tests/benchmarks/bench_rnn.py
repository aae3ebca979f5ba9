"""What a step costs: the NumPy network, forward and backward, and every check.

`make bench` runs it. The sizes are those of module 01's character model.
"""

import subprocess
import sys

import numpy as np
import pytest

from helpers.checks.catalogue import checks_of, modules
from helpers.checks.engine.check import CheckFailed
from helpers.scratch import bptt, init

T, B, D, H = 50, 32, 64, 128


@pytest.fixture
def sequence():
    rng = np.random.default_rng(0)
    p = init.init_rnn(rng, D, H)
    return p, rng.normal(size=(T, B, D)), np.zeros((B, H))


def test_forward(benchmark, sequence):
    hs, _ = benchmark(bptt.rnn_forward, *sequence)
    assert hs.shape == (T, B, H)


def test_backward(benchmark, sequence):
    p, xs, h0 = sequence
    hs, caches = bptt.rnn_forward(p, xs, h0)
    dxs, _, _ = benchmark(bptt.rnn_backward, p, caches, np.ones_like(hs))
    assert dxs.shape == xs.shape


CHECKS = [check for slug in modules() for check in checks_of(slug).values()]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)
def test_check_of_a_right_answer(benchmark, check):
    benchmark(check, check.alternatives[0])


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)
def test_check_of_a_wrong_answer(benchmark, check):
    """The last slip: all the hints are tried before its own."""

    def judged():
        with pytest.raises(CheckFailed):
            check(list(check.slips.values())[-1])

    benchmark.pedantic(judged, rounds=3)


def test_import_of_what_a_numpy_module_needs(benchmark):
    """In a fresh interpreter, whose own start is in the number too."""
    code = "import helpers.checks.m01_unrolling, helpers.scratch.language_model"
    benchmark.pedantic(subprocess.check_call, ([sys.executable, "-c", code],), rounds=5)
