"""What the experiments of module 14 and its notebook share."""
