"""What the experiments of module 10 share, and what its notebook runs itself."""
