"""Submissions that try to gain points, to harm the host, or to change another student's grade.

Each stands in a table of this folder and is graded in the real sandbox between two gradings of an
honest student, by the same process and template, with limits small enough to see them hold.
"""

import io
import json
from pathlib import Path

import pytest

from helpers.grading.batch.grade_class import grade_class
from helpers.grading.batch.options import Options
from helpers.grading.batch.progress import Progress
from helpers.grading.gradebook.results import load_result
from tests.grading.attacks import runner as attack_runner
from tests.grading.attacks.runner import ATTACKS, PeakMemory
from tests.support.bubblewrap import need_bubblewrap
from tests.support.grading.nbgrader_class import new_classroom, scores

# nbgrader 0.9.6 on SQLAlchemy 2.1: its own habits, not ours.
pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")
MEMORY_BOMBS = [n for n in ATTACKS if n.startswith(("memory_", "huge_array", "disk_"))]


@pytest.fixture(autouse=True, scope="module")
def sandbox():
    need_bubblewrap()


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    return attack_runner.make_course(tmp_path_factory.mktemp("course") / "course")


@pytest.fixture(scope="module")
def honest(sandbox):
    """The honest student's result before any attack."""
    result = attack_runner.grade_texts({})
    assert attack_runner.points(result) == full_marks()
    return result


@pytest.fixture(scope="module")
def processes(honest):
    """How many processes there are while nothing is graded: those of the template."""
    return len(attack_runner.descendants())


def full_marks():
    module = attack_runner.assignment()
    return {name: module.points(name) for name in module.exercises}


@pytest.mark.parametrize("name", ATTACKS)
def test_attack_gains_nothing_and_harms_nobody(name, course, honest, processes, tmp_path):
    attack = ATTACKS[name]
    before = attack_runner.contents(course), attack_runner.traces(course)
    folder = tmp_path / "submission"
    folder.mkdir()
    attack_runner.hand_in(attack, folder, course)

    limits = attack_runner.SHORT if attack.waits else attack_runner.LIMITS
    with PeakMemory(name in MEMORY_BOMBS) as memory:
        result = attack_runner.grade_folder(folder, limits)

    # The child shares what the template holds, and may turn it into memory of its own.
    assert memory.rise < memory.before + 1.5 * (limits.memory_mb + limits.tmp_mb)
    check_points(attack, result, full_marks())
    check_what_it_saw(attack.answers, result)
    remarks = [result["unread"], *result["problems"]]
    assert not attack.named or any(attack.named in remark for remark in remarks)
    if attack.finder is not None:
        looks = attack_runner.finder_of(attack)
        check_what_it_saw(looks, attack_runner.grade_texts(looks))
    assert attack_runner.grade_texts({}) == honest
    assert (attack_runner.contents(course), attack_runner.traces(course)) == before
    assert len(attack_runner.descendants()) <= processes


def check_points(attack, result, most):
    """Nothing for the exercises it attacks with, full marks for its right answers."""
    attacked = attack.answers
    got = attack_runner.points(result)
    assert list(got) == list(most)
    for name, exercise in result["exercises"].items():
        assert exercise["max"] == most[name]
        assert 0 <= got[name] <= most[name]
        if name in attacked:
            assert (got[name], exercise["status"] == "passed") == (0, False), exercise
            assert exercise["message"], name
            assert exercise["status"] == attack.status or not attack.status, exercise
        elif name not in attack.loses:
            assert got[name] == most[name], exercise
    assert attack.gains is None or sum(got.values()) <= attack.gains


def check_what_it_saw(texts, result):
    """It found nothing, and where it says that it looked, it did."""
    text = attack_runner.shown(result)
    assert [line for line in text.splitlines() if "FOUND" in line or "GAINED" in line] == []
    assert [line for line in text.splitlines() if "WROTE" in line] == []
    assert "seed=1" not in text
    assert len(text) < 4 * attack_runner.LIMITS.output_bytes
    if "LOOKED" in str(texts):
        assert "LOOKED" in text


# Graded together by two processes: one of each kind.
TOGETHER = """
always_equal archive_with_paths cyclic_result edited_points exit_in_cell fifo_notebook forged_passed
fork_bomb_in_cell huge_range input_transformer kill_everyone left_files left_start_up_files
lying_array loop_in_call many_arrays memory_bomb_list network patched_check reference_imported
segmentation_fault shell_commands start_up_files stolen_ids symlinked_folder symlinked_notebook
write_everywhere write_gradebook
""".split()
HONEST = ("aaa", "mmm", "zzz")  # before, between and after the others


@pytest.fixture(scope="module")
def classroom(tmp_path_factory):
    """A class in which all but three honest students attack."""
    with pytest.MonkeyPatch.context() as patch:
        room = new_classroom(tmp_path_factory.mktemp("classroom"), patch, seconds=1.0)
        attack_runner.make_canary(room.root)
        for name in TOGETHER:
            attack_runner.hand_in(ATTACKS[name], room.folder(name), room.root)
        for name in HONEST:
            room.hand_in(name, json.dumps(attack_runner.notebook_of({})))
        yield room


def test_attack_of_a_whole_class_changes_nobody_elses_grade(classroom, sandbox):
    options = Options(workers=2, limits=attack_runner.SHORT)
    before = attack_runner.traces(classroom.root)

    def ask(changes):
        pytest.fail(f"nothing was graded before: {changes}")

    summary = grade_class(
        classroom.root,
        attack_runner.FIRST,
        options,
        ask,
        lambda total: Progress(total, io.StringIO()),
    )

    assert not summary.not_graded
    assert summary.graded + len(summary.unread) == len(TOGETHER) + len(HONEST)
    for name in TOGETHER:
        result = load_result(classroom.root, attack_runner.FIRST, name)
        check_points(ATTACKS[name], result, full_marks())
        stored = classroom.scores(name)
        for exercise, points in attack_runner.points(result).items():
            assert stored[f"check_{exercise}"] == points
    results = [load_result(classroom.root, attack_runner.FIRST, name) for name in HONEST]
    assert [attack_runner.points(result) for result in results] == 3 * [full_marks()]
    assert len({json.dumps(attack_runner.without_seconds(r), sort_keys=True) for r in results}) == 1
    assert all(classroom.scores(name) == scores() for name in HONEST)
    assert attack_runner.traces(classroom.root) == before


BY_NBGRADER = "always_equal exit_zero loop_in_call replaced_checks symlinked_notebook".split()


def test_attack_through_nbgraders_own_autograde(classroom, sandbox):
    for name in BY_NBGRADER:
        folder = classroom.folder(f"nbgrader-{name}")
        attack_runner.hand_in(ATTACKS[name], folder, classroom.root)
    for name in HONEST:
        text = json.dumps(attack_runner.notebook_of({}))
        classroom.hand_in(f"nbgrader-{name}", text)
    classroom.autograde("nbgrader-*")
    for name in BY_NBGRADER:
        got = classroom.scores(f"nbgrader-{name}")
        for exercise in ATTACKS[name].answers or full_marks():
            assert not got or got[f"check_{exercise}"] == 0, (name, got)
    assert all(classroom.scores(f"nbgrader-{name}") == scores() for name in HONEST)


def test_every_attack_stands_in_one_table_and_says_in_a_sentence_what_it_tries():
    assert len(ATTACKS) == sum(map(len, attack_runner.KINDS.values())) > 150
    assert [name for name, attack in ATTACKS.items() if not attack.tries.endswith(".")] == []
    assert [name for name, attack in ATTACKS.items() if len(attack.tries) > 100] == []
    tables = {path.stem for path in Path(__file__).parent.glob("*.py")}
    assert tables == {*attack_runner.TABLES, "__init__", "attack", "runner", "test_attacks"}
