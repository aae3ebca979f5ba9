"""The figures of module 10: memories and their capacity, blocks that learn, what they cost."""
