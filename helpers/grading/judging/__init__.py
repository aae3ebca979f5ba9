"""Decides a grade: runs a submission's answers in the sandbox and judges what they return."""
