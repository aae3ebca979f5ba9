"""Experiments of module 04: what an LSTM remembers, counts, forgets, and finds in source code."""
