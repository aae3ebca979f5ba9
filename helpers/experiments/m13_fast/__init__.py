"""Long experiments of module 13; the first line of each file says what it measures."""
