"""What one module alone needs beside the cells, in NumPy: one file each."""
