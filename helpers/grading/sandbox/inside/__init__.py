"""Decides a grade: what runs in a student's process, beside checks/runtime; visible there."""
