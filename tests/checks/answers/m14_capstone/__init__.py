"""Answers to the exercises of module 14."""
