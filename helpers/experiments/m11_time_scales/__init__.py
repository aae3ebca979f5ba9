"""Long experiments of module 11; the first line of each file says what it measures."""
