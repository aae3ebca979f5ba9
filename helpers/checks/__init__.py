"""Checks: one record per exercise, the engine that judges an answer by it, and their catalogue."""

from helpers.checks.runtime.notebook import install

install()
