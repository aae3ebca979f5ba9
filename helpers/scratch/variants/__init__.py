"""Relatives of the Elman cell, the LSTM and the GRU: one function pair each, and what differs."""
