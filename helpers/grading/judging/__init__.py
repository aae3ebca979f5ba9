"""Decides a grade: calls answers in the sandbox and judges their results; never visible in it."""
