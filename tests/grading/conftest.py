"""What the tests of grading share."""

import pytest

from tests.support.bubblewrap import need_bubblewrap


@pytest.fixture(scope="session")
def needs_bwrap():
    """Skip without bubblewrap; under COURSE_REQUIRE_BWRAP=1, as in CI, fail."""
    need_bubblewrap()


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A course of small_class with one graded student, so that no test waits for nbgrader.

    To be copied, not to be graded in. Imported here only, as few of the tests need nbgrader.
    """
    from tests.support.grading.small_class import grade, hand_in, in_this_process, lay_out

    root = lay_out(tmp_path_factory.mktemp("course") / "made")
    with pytest.MonkeyPatch.context() as patch:
        in_this_process(patch)
        hand_in(root, "first", "right")
        grade(root)
    return root
