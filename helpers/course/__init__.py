"""Modules as sources, notebooks and grades: what the command `course` is made of."""

import helpers.common  # noqa: F401  # before anything that loads nbformat
