"""Decides a grade: the trusted side of the sandbox; students see none of it but inside/."""
