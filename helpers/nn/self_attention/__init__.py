"""The transformer: its block, positions, and a stack of blocks used like a recurrent layer."""
