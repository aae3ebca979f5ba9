"""Experiments of module 09: attention in translation and in captions."""
