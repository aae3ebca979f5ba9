"""The cells of helpers.scratch.variants as PyTorch modules, file by file under the same names."""
