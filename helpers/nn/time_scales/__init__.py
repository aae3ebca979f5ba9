"""Layers with several time scales: a grid, strides, a unitary matrix, complex states made real."""
