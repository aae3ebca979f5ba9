"""What the experiments of module 12 share."""
