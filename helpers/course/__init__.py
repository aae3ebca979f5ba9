"""Modules as sources, notebooks and grades: what the command `course` is made of."""

import helpers.common  # noqa: F401  # before anything that loads nbformat

VERSION = "0.9.0"  # of the course; every notebook carries it, and CHANGELOG.md says what is new
