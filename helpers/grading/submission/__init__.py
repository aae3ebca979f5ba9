"""Decides a grade: turns the files that a student submitted into answers; for instructors only."""
