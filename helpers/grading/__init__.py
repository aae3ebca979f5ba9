"""Grading: submissions taken in, run in a sandbox, judged outside it, and reported on."""
