"""NumPy reference implementations, every backward pass derived by hand."""
