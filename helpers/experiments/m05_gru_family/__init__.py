"""Experiments of module 05: cells compared on names, gates taken away, spikes to be timed."""
