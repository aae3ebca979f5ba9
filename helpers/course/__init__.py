"""Modules as sources, notebooks and grades: what the command `course` is made of."""
