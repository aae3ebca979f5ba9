"""PyTorch: the cells of helpers.scratch as modules, layers and models made of them, training."""
