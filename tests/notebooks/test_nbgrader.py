"""The whole way of an assignment in a copy of the course: released, submitted, graded, returned.

Nothing goes through nbgrader's exchange. Students differ in their answers only; their scores are
compared exactly, cell by cell and in the exported table.
"""

import ast
import csv
import html
import re
import shutil
from types import SimpleNamespace

import nbformat
import pytest
from nbgrader.api import Gradebook
from nbgrader.apps import NbGraderAPI
from nbgrader.plugins import CsvExportPlugin
from traitlets.config.loader import PyFileConfigLoader

from helpers.checks.catalogue import checks_of
from tests.support.bubblewrap import need_bubblewrap
from tests.support.grading.small_assignment import as_cell
from tests.support.modules import MODULES, ROOT, SLUGS, hidden_lines, programs_on_path, squeezed

pytestmark = [
    pytest.mark.timeout(900),
    # nbgrader 0.9.6 on SQLAlchemy 2.1: its own habits, not ours.
    pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning"),
]
STUDENTS = ("right", "blank", "half", "slip", "warns", "cheats", "fakes")
# Writing a feedback page takes longer than grading it. For every module those whose texts are the
# module's own; what the other students do is the same in each, and a few modules are enough for it.
PAGES = ("right", "blank", "slip", "warns")
ALL_PAGES = SLUGS[:2]
ESSAY = "An essay, to be read by a person."


def right(module):
    """Every exercise solved, every essay written."""
    answers = {name: module.solution(name) for name in module.exercises}
    return answers | {cell.name: ESSAY for cell in module.cells if cell.kind == "essay"}


def half(module):
    """Every second exercise solved, the others left as they were."""
    return {name: module.solution(name) for name in module.exercises[::2]}


def slip(module):
    """All right but one exercise, whose answer is the first mistake that its check knows."""
    name = slipped(module)
    first = next(iter(checks_of(module.slug)[name].slips.values()))
    return right(module) | {name: as_cell(first, name)}


def slipped(module):
    counted = [name for name in module.exercises if module.points(name)]
    return counted[len(counted) // 2]


def warns(module):
    """All right; every answer warns, writes to stderr, and prints what it can see around it."""
    return {name: noisy(text) for name, text in right(module).items() if text != ESSAY}


def noisy(source):
    tree = ast.parse(source)
    function = tree.body[0]
    first = 1 if ast.get_docstring(function) else 0
    function.body[first:first] = ast.parse(NOISE).body
    tree.body[:0] = ast.parse("import sys\nkept_stderr = sys.stderr").body
    return ast.unparse(ast.fix_missing_locations(tree))


# The cells that ran, every file of code that is on the stack, and what is in their variables.
NOISE = """
import warnings
warnings.warn('care')
print('note', file=sys.stderr)
kept_stderr.write('kept')
print(get_ipython().user_ns, sorted(globals()))
frame = sys._getframe()
while frame is not None:
    print(frame.f_code.co_filename, sorted(frame.f_locals))
    try:
        print(open(frame.f_code.co_filename).read()[:2000])
    except (OSError, ValueError):
        pass
    frame = frame.f_back
"""


def fakes(module):
    """Nothing right, and every check replaced by one that is always content."""
    fake = "check_{0} = lambda *args, **kwargs: None\ndef {0}(*args):\n    return 1"
    return {name: fake.format(name) for name in module.exercises}


ANSWERS = {"right": right, "half": half, "slip": slip, "warns": warns, "fakes": fakes}


def submission(release, who, module):
    """Fill a released notebook as this student would."""
    notebook = nbformat.from_dict(release)
    answers = ANSWERS[who](module) if who in ANSWERS else {}
    for cell in notebook.cells:
        kind, _, name = cell.id.partition("-")
        if kind in ("answer", "essay") and name in answers:
            cell.source = answers[name]
    if who == "cheats":
        # The essays deleted, and the first check with its answer; the other checks emptied, or
        # tagged not to be run.
        gone = {f"answer-{module.exercises[0]}", f"check-{module.exercises[0]}"}
        gone |= {f"essay-{cell.name}" for cell in module.cells if cell.kind == "essay"}
        notebook.cells = [cell for cell in notebook.cells if cell.id not in gone]
        for i, cell in enumerate(c for c in notebook.cells if c.id.startswith("check-")):
            if i % 2:
                cell.source = "1"
            else:
                cell.metadata["tags"] = ["experiment"]
    return notebook


def expected(who, module):
    """What every graded cell must be worth."""
    points = {f"check_{name}": module.points(name) for name in module.exercises}
    essays = {f"essay_{c.name}": c.options["points"] for c in module.cells if c.kind == "essay"}
    none = dict.fromkeys(points, 0) | dict.fromkeys(essays, 0)
    if who == "right":
        return points | essays  # the essays by hand, below
    if who == "half":
        return none | {f"check_{n}": module.points(n) for n in module.exercises[::2]}
    if who == "slip":
        return none | points | {f"check_{slipped(module)}": 0}
    if who == "warns":
        return none | points
    return none


@pytest.fixture(scope="module", params=SLUGS)
def course(request, tmp_path_factory):
    """One module taken the whole way in a copy of the course."""
    need_bubblewrap()
    slug = request.param
    root = tmp_path_factory.mktemp("course")
    shutil.copy(ROOT / "nbgrader_config.py", root)
    shutil.copytree(ROOT / "solutions" / slug, root / "solutions" / slug)
    module = MODULES[slug]
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        patch.setenv("PATH", programs_on_path())
        config = PyFileConfigLoader("nbgrader_config.py", path=str(root)).load_config()
        api = NbGraderAPI(config=config)
        succeeds(api.generate_assignment(slug))
        release = nbformat.read(root / "notebooks" / slug / f"{slug}.ipynb", as_version=4)
        for who in STUDENTS:
            folder = root / "grading" / "submitted" / who / slug
            folder.mkdir(parents=True)
            nbformat.write(submission(release, who, module), folder / f"{slug}.ipynb")
        succeeds(api.autograde(slug, "*"))
        with Gradebook(api.coursedir.db_url, "rnn") as gradebook:
            read_essays(gradebook, module)
            pages = STUDENTS if slug in ALL_PAGES else PAGES
            for who in pages:
                succeeds(api.generate_feedback(slug, who))
            export = CsvExportPlugin(to=str(root / "grades.csv"))
            export.export(gradebook)
            yield SimpleNamespace(
                root=root, module=module, slug=slug, gradebook=gradebook, pages=pages
            )


def succeeds(result):
    """The API reports a failure in its answer and raises nothing."""
    assert result["success"], result.get("log", "") + result.get("error", "")


def read_essays(gradebook, module):
    """Give the right student full marks for every essay, as a person would in formgrader."""
    for cell in module.cells:
        if cell.kind == "essay":
            grade = gradebook.find_grade(f"essay_{cell.name}", module.slug, module.slug, "right")
            assert grade.needs_manual_grade
            grade.manual_score = cell.options["points"]
            grade.needs_manual_grade = False
    gradebook.db.commit()


def feedback(course, who):
    """Return the text of a feedback page, without its tags and colours."""
    path = course.root / "grading" / "feedback" / who / course.slug / f"{course.slug}.html"
    page = path.read_text(encoding="utf-8")
    body = page[page.index("<body") :]
    text = html.unescape(re.sub(r"<[^>]+>", "", re.sub(r"(?s)<(style|script).*?</\1>", "", body)))
    return squeezed(text)


def test_release_is_what_was_built(course):
    released = course.root / "notebooks" / course.slug
    built = ROOT / "notebooks" / course.slug
    assert [path.name for path in released.iterdir()] == [f"{course.slug}.ipynb"]
    for path in released.iterdir():
        assert path.read_bytes() == (built / path.name).read_bytes()


@pytest.mark.parametrize("who", STUDENTS)
def test_every_cell_has_its_score(course, who):
    submitted = course.gradebook.find_submission_notebook(course.slug, course.slug, who)
    scores = {grade.name: grade.score for grade in submitted.grades}
    assert scores == expected(who, course.module)
    full = expected("right", course.module)
    assert {grade.name: grade.max_score for grade in submitted.grades} == full


def test_exported_table(course):
    with open(course.root / "grades.csv", newline="", encoding="utf-8") as file:
        rows = {row["student_id"]: row for row in csv.DictReader(file)}
    assert set(rows) == set(STUDENTS)
    for who, row in rows.items():
        assert row["assignment"] == course.slug
        assert float(row["score"]) == sum(expected(who, course.module).values())
        assert float(row["max_score"]) == sum(expected("right", course.module).values())


def test_marks_differ_as_they_must(course):
    """Full marks, nothing, something between, and all but one cell: no two by accident alike."""
    totals = {who: sum(expected(who, course.module).values()) for who in STUDENTS}
    assert totals["right"] > totals["warns"] > totals["slip"] > totals["blank"] == 0
    assert totals["warns"] > totals["half"] > 0
    assert totals["warns"] - totals["slip"] == course.module.points(slipped(course.module))


def test_no_submission_waits_for_a_person_but_for_its_essays(course):
    for who in STUDENTS:
        submitted = course.gradebook.find_submission_notebook(course.slug, course.slug, who)
        waiting = {grade.name for grade in submitted.grades if grade.needs_manual_grade}
        wrote = who == "slip"
        essays = {name for name in expected(who, course.module) if name.startswith("essay_")}
        assert waiting == (essays if wrote else set())


def test_feedback_names_the_slip(course):
    name = slipped(course.module)
    hint = next(iter(checks_of(course.slug)[name].slips))
    assert squeezed(hint) in feedback(course, "slip")
    assert squeezed(hint) not in feedback(course, "right")


def test_feedback_breaks_long_lines(course):
    path = course.root / "grading" / "feedback" / "slip" / course.slug / f"{course.slug}.html"
    page = path.read_text(encoding="utf-8")
    assert "pre { white-space: pre-wrap;" in page
    # Two lines high on a phone, or the score stands white on white below its head.
    assert ".panel-heading { height: auto;" in page


def test_feedback_tells_the_blank_that_nothing_was_attempted(course):
    assert feedback(course, "blank").lower().count("not attempted") >= len(course.module.exercises)


def test_feedback_shows_no_hidden_test(course):
    for who in course.pages:
        text = feedback(course, who)
        assert "HIDDEN" not in text, who
        for name in course.module.exercises:
            assert f"check_{name}({name})" in text, who
            for line in hidden_lines(course.module, name):
                assert squeezed(line) not in text, (who, line)


def test_experiments_were_not_run(course):
    path = course.root / "grading" / "autograded" / "right" / course.slug / f"{course.slug}.ipynb"
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "code" and "experiment" in cell.metadata.get("tags", []):
            assert cell.execution_count is None
            assert not cell.outputs
