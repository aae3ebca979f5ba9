"""What module 07's experiments share with its notebook: models of text, gradients, a search."""
