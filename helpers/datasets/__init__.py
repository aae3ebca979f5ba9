"""Corpora, batches, n-gram baselines, and the registry of optional downloads."""
