"""Tests that grade for real need bubblewrap, and say so where there is none."""

import os

import pytest

from helpers.grading.sandbox.host import sandbox_problem


def need_bubblewrap():
    """Skip a test where grading would refuse; under COURSE_REQUIRE_BWRAP=1, as in CI, fail."""
    problem = sandbox_problem()
    if problem is not None:
        if os.environ.get("COURSE_REQUIRE_BWRAP") == "1":
            pytest.fail(problem)
        pytest.skip(problem)
