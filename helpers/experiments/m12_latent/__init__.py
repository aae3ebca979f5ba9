"""Long experiments of module 12; the first line of each file says what it measures."""
