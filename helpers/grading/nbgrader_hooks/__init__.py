"""Carries a grade: what nbgrader itself calls (autograde, feedback); for instructors only."""
