"""The table counts what stands in the notebooks, and trusts no check that did not run."""

import json

import pytest

from helpers.course.author.notebook import make_notebook
from helpers.course.author.release import make_student
from helpers.course.author.source import find_sources, read_module
from helpers.course.learner.progress import progress
from helpers.course.learner.workspace import LabError, fill_workspace, workspace_path
from tests.support.course_tiny import ROOT, SLUG, make_course

ERROR = {"output_type": "error", "ename": "CheckFailed", "evalue": "no", "traceback": []}
PRINTED = {"output_type": "stream", "name": "stdout", "text": "double: ok\n"}
EMPTY = {"module": SLUG, "passed": 0, "tried": 0, "all": 2, "points": 0, "points_all": 5}
EMPTY |= {"predictions": 0, "predictions_all": 1, "problem": ""}
EMPTY |= {"optional": 0, "optional_all": 0}


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    root = make_course(tmp_path_factory.mktemp("course"))
    module = read_module(find_sources(root)[0])
    return make_student(make_notebook(module), module, root)


@pytest.fixture
def course(tmp_path, released):
    root = make_course(tmp_path)
    path = root / "notebooks" / SLUG / f"{SLUG}.ipynb"
    path.parent.mkdir(parents=True)
    path.write_text(released)
    fill_workspace(root)
    return root


def edit(root, **changes):
    """Change cells by id; answer_double stands for answer-double."""
    path = workspace_path(root, SLUG)
    notebook = json.loads(path.read_text())
    for cell in notebook["cells"]:
        cell.update(changes.get(cell["id"].replace("-", "_", 1), {}))
    path.write_text(json.dumps(notebook))


def solve(root, answer, check, outputs):
    edit(
        root,
        answer_double={"source": "def double(x): return 2 * x", "execution_count": answer},
        check_double={"execution_count": check, "outputs": outputs},
    )


def row(root):
    (found,) = progress(root)
    return found.as_dict()


def test_an_untouched_notebook(course):
    assert row(course) == EMPTY


def test_a_notebook_not_begun(course):
    workspace_path(course, SLUG).unlink()
    assert row(course) == EMPTY


def test_an_optional_exercise_is_counted_apart(course):
    released = course / "notebooks" / SLUG / f"{SLUG}.ipynb"
    text = released.read_text()
    released.write_text(text.replace('"points": 2', '"points": 0'))
    workspace_path(course, SLUG).write_bytes(released.read_bytes())
    apart = {**EMPTY, "all": 1, "points_all": 3, "optional_all": 1}
    assert row(course) == apart
    solve(course, 1, 2, [PRINTED])
    assert row(course) == {**apart, "optional": 1}


def test_a_passed_exercise(course):
    solve(course, 1, 2, [PRINTED])
    assert row(course) == {**EMPTY, "passed": 1, "tried": 1, "points": 2}


@pytest.mark.parametrize(
    ("answer", "check", "outputs"),
    [
        (1, 2, [ERROR]),
        (1, 2, [PRINTED, ERROR]),
        (3, 2, [PRINTED]),  # the answer ran again since the check
        (None, 2, [PRINTED]),
        (1, None, []),
        (1, None, [PRINTED]),
        (1, 2, []),  # the output was cleared and the count kept
        (1, 2, [{**PRINTED, "text": "square: ok\ndoubled: ok\n"}]),
        (1, 2, [{**PRINTED, "name": "stderr"}]),
        (1, 2, [{**PRINTED, "text": None}]),
    ],
)
def test_tried_is_not_passed(course, answer, check, outputs):
    solve(course, answer, check, outputs)
    assert row(course) == {**EMPTY, "tried": 1}


@pytest.mark.parametrize(
    "source",
    [
        *("# TODO", "def double(x:", "double", "triple = 3", "def f():\n    double = 2", "\0"),
        "(" * 5000,
    ],
)
def test_an_answer_that_defines_nothing_passes_nothing(course, source):
    solve(course, 1, 2, [PRINTED])
    edit(course, answer_double={"source": source})
    assert row(course) == {**EMPTY, "tried": 1}


@pytest.mark.parametrize(
    "source",
    [
        "double = lambda x: 2 * x",
        "if True:\n    def double(x): return '\\d' and 2 * x",
        "from operator import neg as double",
        "%time 1 + 1\nnp.add?\nfiles = !ls\ndef double(x):\n    return 2 * x",
        "def double(x):\n    return (2 * x\n            % 10**9)",
    ],
)
def test_an_answer_may_be_written_in_any_way(course, source):
    solve(course, 1, 2, [{**PRINTED, "text": ["hello\n", "double: ", "ok\n"]}])
    edit(course, answer_double={"source": source})
    assert row(course)["passed"] == 1


def test_a_check_that_is_not_the_released_one_passes_nothing(course):
    solve(course, 1, 2, [PRINTED])
    edit(course, check_double={"source": "pass"})
    assert row(course) == {**EMPTY, "tried": 1}


def test_a_stub_that_ran_passes_nothing(course):
    edit(
        course,
        answer_double={"execution_count": 1},
        check_double={"execution_count": 2, "outputs": []},
    )
    assert row(course) == EMPTY


@pytest.mark.parametrize(
    ("source", "made"),
    [
        ("prediction = 400", 1),
        ("# I guess\nprediction = 1 / 3  # or so", 1),
        ("prediction = None", 0),
        ("prediction = None  # no idea", 0),
        ("", 0),
        ("# nothing", 0),
        ("prediction=None", 0),
        ("pass", 0),
        ("prediction =", 0),
        ("prediction: float", 0),
        ("prediction == 400", 0),
        ("prediction = 400\nprediction = None", 0),
        ("guess = 400", 0),
        ("prediction: float = 3", 1),
        ("guess = prediction = 3", 1),
        ("prediction, why = 3, None", 1),
        ("%time prediction\nprediction = 3", 1),
    ],
)
def test_predictions(course, source, made):
    edit(course, predict_sum_of_squares={"source": source})
    assert row(course) == {**EMPTY, "predictions": made}


def test_a_deleted_check_passes_nothing(course):
    solve(course, 1, 2, [PRINTED])
    edit(course, check_double={"id": "gone"})
    assert row(course) == {**EMPTY, "tried": 1}


def test_a_broken_copy_is_named_and_does_not_hide_the_rest(course):
    workspace_path(course, SLUG).write_text("{")
    assert row(course) == {
        **EMPTY,
        "problem": f"workspace/{SLUG}/{SLUG}.ipynb is not a notebook",
    }


@pytest.mark.parametrize("text", ["[" * 100_000, "9" * 5000])
def test_a_copy_without_end_is_named(course, text):
    workspace_path(course, SLUG).write_text(text)
    assert row(course)["problem"] == f"workspace/{SLUG}/{SLUG}.ipynb is not a notebook"


def test_outputs_that_are_none_are_named(course):
    edit(course, check_double={"outputs": [3]})
    assert row(course)["problem"] == f"workspace/{SLUG}/{SLUG}.ipynb is not a notebook"


def test_a_folder_or_a_dangling_link_in_its_place_is_named(course):
    path = workspace_path(course, SLUG)
    for put in (path.mkdir, lambda: path.symlink_to("nowhere")):
        path.unlink()
        put()
        assert row(course)["problem"] == f"workspace/{SLUG}/{SLUG}.ipynb cannot be read"
        if not path.is_symlink():
            path.rmdir()
            path.touch()


@pytest.mark.parametrize("spoil", [lambda text: "{", lambda text: text.replace('"points"', '"p"')])
def test_a_broken_release_says_to_build_it(course, spoil):
    path = course / "notebooks" / SLUG / f"{SLUG}.ipynb"
    path.write_text(spoil(path.read_text()))
    with pytest.raises(LabError, match=f"run: course build {SLUG}") as caught:
        progress(course)
    assert "make lab" not in str(caught.value)


def test_no_release_is_told(tmp_path):
    with pytest.raises(LabError, match="course build"):
        progress(tmp_path)


def test_the_real_course_can_be_read():
    if list((ROOT / "notebooks").glob("*/*.ipynb")):
        assert all(found.all > 0 for found in progress(ROOT))
