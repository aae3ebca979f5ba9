"""Corpora, batches, n-gram baselines, intervals for scores, and the registry of downloads."""
