"""Every test in this folder drives a real browser, and says so where there is none."""

import os

import pytest

from tests.support import lab_page


@pytest.fixture(autouse=True, scope="session")
def chromium():
    """Skip without a browser; under COURSE_REQUIRE_BROWSER=1, as in CI, fail."""
    if lab_page.find_chromium() is None:
        reason = "no Chromium or Chrome is installed (Debian: apt install chromium)"
        if os.environ.get("COURSE_REQUIRE_BROWSER") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
