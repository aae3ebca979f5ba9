"""Experiments of module 10: memories of one size and memories that grow."""
