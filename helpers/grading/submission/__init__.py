"""Decides a grade: from a stranger's file to answers."""
