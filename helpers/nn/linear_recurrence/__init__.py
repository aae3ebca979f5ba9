"""Layers whose state is linear in itself: signed eigenvalues, selectivity, and their block."""
