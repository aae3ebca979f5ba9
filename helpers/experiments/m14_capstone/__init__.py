"""Stored experiments of module 14: the worked example, and the baselines of its tracks."""
