"""The tiny course, built once, and a copy of it for every test that spoils one."""

import shutil

import pytest

from helpers.course.author.build import build
from tests.support.course_learner import NEWER, Course, release
from tests.support.course_tiny import SLUG, TINY, make_course


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    root = make_course(tmp_path_factory.mktemp("course"))
    assert list(build(root=root)) == [SLUG]
    return root


@pytest.fixture
def course(built, tmp_path):
    """A copy of the built course, to be spoilt."""
    return shutil.copytree(built, tmp_path / "course")


@pytest.fixture(scope="module")
def texts(tmp_path_factory):
    """The student notebook of the old and of the new source."""
    made = []
    for source in (TINY, NEWER):
        root = tmp_path_factory.mktemp("course")
        release(root, source)
        made.append((root / "notebooks" / SLUG / f"{SLUG}.ipynb").read_text())
    return made


@pytest.fixture
def learner(tmp_path, texts):
    return Course(tmp_path / "course", *texts)


@pytest.fixture
def same(tmp_path, texts):
    return Course(tmp_path / "course", texts[0], texts[0])
