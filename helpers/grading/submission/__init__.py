"""Decides a grade: turns the files a student handed in into answers; for instructors only."""
