"""What can be counted of a module's anatomy: exercises, cells that are read, words, minutes."""

import pytest

from helpers.common.errors import SourceError
from helpers.course.author.anatomy import check_anatomy, main_minutes, words
from helpers.course.author.build import build, check
from helpers.course.author.headers import Problem
from helpers.course.author.source import read_module
from tests.support.course_tiny import TINY, make_course

FIRST = "# %% [markdown]\n# # 99 Title\n#\n# **{minutes} minutes.** Some words.\n"
EXERCISE = """
# %% exercise="{name}" minutes={minutes}{optional}
def {name}(x):
    ### BEGIN SOLUTION
    return x
    ### END SOLUTION

# %% check="{name}" points={points}
check_{name}({name})
### BEGIN HIDDEN TESTS
check_{name}({name}, seed=1)
### END HIDDEN TESTS
"""


def exercise(name, minutes=10, optional=False):
    flag = " optional" if optional else ""
    return EXERCISE.format(name=name, minutes=minutes, optional=flag, points=0 if optional else 1)


def module(tmp_path, *parts, minutes=10):
    path = tmp_path / "99_title.py"
    path.write_text(FIRST.format(minutes=minutes) + "".join(parts))
    return read_module(path)


def text(count):
    return "\n# %% [markdown]\n# " + "word " * count + "\n"


def read_cell(lines):
    return "\n# %%\n" + "x = 1\n\n" * lines


def test_a_module_that_keeps_the_rules_passes(tmp_path):
    parts = [exercise(f"f{i}") for i in range(8)] + [exercise("deeper", optional=True)]
    found = module(tmp_path, *parts, text(600), read_cell(12), minutes=84)
    check_anatomy(found)
    assert main_minutes(found.cells) == pytest.approx(80 + 605 / 150, abs=0.1)


@pytest.mark.parametrize(
    ("parts", "minutes", "says"),
    [
        ([exercise(f"f{i}") for i in range(9)], 90, "'f8' is number 9 on the main path"),
        ([exercise("f"), read_cell(13)], 10, "has 13 lines; at most 12"),
        ([exercise("f"), text(601), exercise("g")], 25, "601 words stand between"),
        ([exercise("f", minutes=40)], 10, "10 minutes are stated"),
        ([exercise("f", minutes=5)], 40, "add up to 5"),
    ],
)
def test_what_breaks_a_rule_is_named(tmp_path, parts, minutes, says):
    with pytest.raises(Problem, match=says):
        check_anatomy(module(tmp_path, *parts, minutes=minutes))


def test_no_time_announced_is_named(tmp_path):
    path = tmp_path / "99_title.py"
    path.write_text("# %% [markdown]\n# # 99 Title\n" + exercise("f"))
    with pytest.raises(Problem, match=r"states no time; write \*\*10 minutes"):
        check_anatomy(read_module(path))


def test_folded_text_formulas_and_code_are_no_words():
    assert words("one *two* $x_t$ three\n<details>many more</details>\n$$a\\,b$$ `four`") == 4


@pytest.mark.parametrize(("optional", "points"), [(True, 1), (False, 0)])
def test_points_follow_from_what_is_optional(tmp_path, optional, points):
    part = exercise("f", optional=optional).replace(
        f"points={int(not optional)}", f"points={points}"
    )
    with pytest.raises(Exception, match="needs points"):
        module(tmp_path, part)


def test_the_builder_refuses_what_breaks_a_rule(tmp_path):
    root = make_course(tmp_path, TINY.replace("12 minutes", "50 minutes"))
    for call in (lambda: list(build(root=root)), lambda: check(root=root)):
        with pytest.raises(SourceError, match=r"^solutions/01_tiny\.py:1: 50 minutes are"):
            call()
