"""How good the checks are, and what a notebook costs in time and memory."""
