"""A learner's first minutes in the browser: setup, a wrong answer, the hint, the right answer."""

import json

import pytest

from helpers.checks import catalogue
from helpers.checks.engine.check import CheckFailed
from helpers.course.author.source import read_module
from tests.support import lab_page

# Wrong answers that learners write, and the exercise each is for.
WRONG = {
    "00_start_here": ("one_hot", "def one_hot(ids, V):\n    return np.eye(V)[ids].T"),
    "01_unrolling": (
        "rnn_step",
        "def rnn_step(p, x, h):\n"
        "    h_next = np.tanh(x @ p.W_x + p.b)\n"
        "    return h_next, RNNCache(x, h, h_next)",
    ),
}


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    return lab_page.copy_course(tmp_path_factory.mktemp("course"))


@pytest.fixture(scope="module")
def address(course):
    with lab_page.lab_server(course) as address:
        yield address


def expected_hint(module, exercise, wrong):
    """Return what the check says to the wrong answer, outside any notebook."""
    names = {}
    exec(module.setup_source, names)
    exec(wrong, names)
    with pytest.raises(CheckFailed) as failure:
        catalogue.checks_of(module.slug)[exercise](names[exercise])
    return str(failure.value)


@pytest.mark.parametrize("slug", WRONG)
def test_the_hint_and_then_the_pass_are_on_the_page(address, slug):
    exercise, wrong = WRONG[slug]
    module = read_module(lab_page.ROOT / "solutions" / f"{slug}.py")
    hint = expected_hint(module, exercise, wrong)
    with lab_page.browser_page() as page:
        lab = lab_page.LabPage(page, address, f"workspace/{slug}/{slug}.ipynb")
        for cell in lab.cell_ids(tag="setup"):
            assert "Error" not in lab.run(cell)
        lab.run(f"answer-{exercise}")
        assert "not attempted" in lab.run(f"check-{exercise}").lower()

        lab.type_into(f"answer-{exercise}", wrong)
        lab.run(f"answer-{exercise}")
        shown = lab.run(f"check-{exercise}")
        assert " ".join(hint.split()) in " ".join(shown.split())
        assert "Traceback" not in shown

        lab.type_into(f"answer-{exercise}", module.solution(exercise))
        lab.run(f"answer-{exercise}")
        assert lab.run(f"check-{exercise}").startswith(f"{exercise}:")


def test_a_learner_sees_neither_grading_panels_nor_news(address):
    with lab_page.browser_page() as page:
        lab_page.LabPage(page, address, "workspace/00_start_here/00_start_here.ipynb")
        assert page.get_by_text("Kernel", exact=True).count() == 1  # the menu bar is there
        for absent in ["Nbgrader", "Create Assignment"]:
            assert page.get_by_text(absent, exact=True).count() == 0
        config = json.loads(page.locator("#jupyter-config-data").text_content())
        assert "@jupyterlab/apputils-extension:announcements" in config["disabledExtensions"]
