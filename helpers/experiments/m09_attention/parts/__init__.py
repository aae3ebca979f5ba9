"""What the experiments of module 09 share, and what its notebook runs itself."""
