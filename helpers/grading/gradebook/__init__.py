"""Carries a grade: results, nbgrader's database, roster and exports; for instructors only."""
