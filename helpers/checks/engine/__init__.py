"""Judges one answer by one record: stages, comparison, feedback."""
