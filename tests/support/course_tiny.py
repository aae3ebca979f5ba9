"""A course of one tiny module, for tests that must not wait for the real ones."""

import shutil
from pathlib import Path

import nbformat

from helpers.course.author.build import instructor_path
from helpers.course.author.source import find_sources, read_module
from tests.support import ROOT

SLUG = "01_tiny"

TINY = '''\
# %% [markdown]
# # Tiny
#
# **12 minutes.** A module with one cell of each kind.

# %% setup
import numpy as np


def check(answer, want, seed):
    for x in range(1, 3 + seed):
        if answer(x) != want(x):
            raise AssertionError(f"{answer.__name__}({x}) is wrong")
    print(f"{answer.__name__}: ok")


def check_double(answer, seed=0):
    check(answer, lambda x: 2 * x, seed)


def check_square(answer, seed=0):
    check(answer, lambda x: x * x, seed)


# %% [markdown]
# ## 1. Double
#
# Doubling 3 gives 6.

# %% exercise="double" minutes=1
def double(x):
    """Return x times two."""
    # Addition does it as well.
    ### BEGIN SOLUTION
    twice = x + x
    return twice
    ### END SOLUTION


# %% check="double" points=2
check_double(double)
### BEGIN HIDDEN TESTS
check_double(double, seed=987)
### END HIDDEN TESTS

# %% [markdown]
# ## 2. Square

# %% exercise="square" minutes=1
def square(x):
    """Return x times itself."""
    ### BEGIN SOLUTION
    return x * x
    ### END SOLUTION


# %% check="square" points=3
check_square(square)
### BEGIN HIDDEN TESTS
check_square(square, seed=987)
### END HIDDEN TESTS

# %% [markdown]
# How large is the sum of the first ten squares?

# %% predict="sum_of_squares"
prediction = None

# %% experiment=0
measured = int(np.sum(np.arange(1, 11) ** 2))
print(f"measured {measured}, predicted {prediction}")

# %% volatile
import time

print(time.perf_counter())

# %% [markdown]
# Why is doubling linear?

# %% [markdown] essay="why_linear" points=4
# Because f(a + b) = f(a) + f(b). Rubric: one point for the words, three for the equation.
'''

STUB = "# Your answer goes here, in place of the next line.\n    raise NotImplementedError"


def make_course(folder: Path, source: str = TINY, slug: str = SLUG) -> Path:
    """Lay out a course with one module in a folder, and return the folder."""
    for name in ("helpers/course/author/source.py", "nbgrader_config.py"):
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, target)
    (folder / "solutions").mkdir(exist_ok=True)
    (folder / "solutions" / f"{slug}.py").write_text(source, encoding="utf-8")
    return folder


def instructor(root):
    """Read the instructor notebook."""
    return nbformat.read(instructor_path(root, SLUG), as_version=4)


def cells_by_id(notebook):
    """Return the cells of a notebook by their ids."""
    return {cell["id"]: cell for cell in notebook["cells"]}


def module_of(root):
    """Read the course's only source."""
    return read_module(find_sources(root)[0])


def snapshot(root):
    """Return every file of a course with its bytes."""
    return {path: path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}
