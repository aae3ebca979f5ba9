"""Experiments of module 03: who learns the adding problem, and what clipping changes."""
