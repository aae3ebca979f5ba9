"""The real modules and their built notebooks, for the tests that run them."""

import os
import re
import sys
from pathlib import Path

import nbformat

from helpers.course.author.build import instructor_path, read_student, student_path
from helpers.course.author.rules import HIDDEN, SOLUTION, region
from helpers.course.author.source import find_sources, read_module
from tests.support import ROOT

MODULES = {path.stem: read_module(path) for path in find_sources(ROOT)}
SLUGS = list(MODULES)


def instructor(slug):
    """Read the instructor notebook of a module."""
    return nbformat.read(instructor_path(ROOT, slug), as_version=4)


def student(slug):
    """Read the student notebook of a module."""
    return read_student(ROOT, slug)


def student_text(slug):
    """Return the student notebook's file as it is."""
    return student_path(ROOT, slug).read_text(encoding="utf-8")


def solution_lines(module, name):
    """Return the lines of a solution that stand between its markers."""
    return _between(module.cell("exercise", name).source, SOLUTION)


def hidden_lines(module, name):
    """Return the lines of a check that stand between its markers."""
    return _between(module.cell("check", name).source, HIDDEN)


def squeezed(text):
    """Return a text with every run of white space as one blank, to find wrapped sentences."""
    return re.sub(r"\s+", " ", text)


def programs_on_path():
    """Return PATH with this environment's programs first: nbgrader calls alembic by name."""
    return os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])


def _between(source, markers):
    start, stop = region(source, markers)
    return [line.strip() for line in source.split("\n")[start + 1 : stop] if line.strip()]
