"""What the experiments of module 11 share."""
