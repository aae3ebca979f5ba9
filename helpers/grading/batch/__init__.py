"""Carries a grade: finds a class's submissions, grades them in parallel; for instructors only."""
