"""What the experiments of module 13 are made of."""
