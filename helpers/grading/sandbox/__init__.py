"""Decides a grade: the sandbox seen from outside."""
