"""Experiments of module 02: language models of characters and words, agreement, carried state."""
