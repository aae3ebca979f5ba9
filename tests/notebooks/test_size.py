"""An instructor notebook, pictures and all, is quick to load."""

import pytest

from helpers.course.author.build import instructor_path
from tests.support.modules import ROOT, SLUGS

MOST_BYTES = 600_000


@pytest.mark.parametrize("slug", SLUGS)
def test_an_instructor_notebook_stays_small(slug):
    assert instructor_path(ROOT, slug).stat().st_size < MOST_BYTES
